"""The command on a computer whose clock of day is set while it runs.

python tests/jumping_clock.py FILE WORD...: the clock goes wrong by the seconds that FILE holds.
"""

import sys
import time
from pathlib import Path

AHEAD = Path(sys.argv[1])
_time, _time_ns = time.time, time.time_ns


def ahead_s() -> int:
    try:
        return int(AHEAD.read_text() or 0)
    except FileNotFoundError:
        return 0


time.time = lambda: _time() + ahead_s()
time.time_ns = lambda: _time_ns() + ahead_s() * 1_000_000_000

if __name__ == "__main__":
    from rephost.cli import main

    sys.exit(main(sys.argv[2:]))
