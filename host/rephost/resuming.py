"""Trainings that a crash left open: gone on with, or closed, as the lifter says."""

import sys
import time
from collections.abc import Sequence

from rephost.errors import UsageError
from rephost.open_sessions import OpenSession, left_open
from rephost.words import clock

_RECENT_S = 7200.0


def offered(straps: Sequence[str] | None, *, continues: bool, closes: bool) -> list[OpenSession]:
    """Return the sessions to go on with; one of another strap than those named stays as it is.

    Raises
    ------
    UsageError
        There are some, and nobody to ask.
    """
    left = left_open()
    meant = [one for one in left if not straps or one.note.strap in straps]
    for one in left:
        if one not in meant:
            one.release()
    if not meant:
        return []
    if not (continues or closes):
        names = ", ".join(_named(one) for one in meant)
        if not sys.stdin.isatty():
            for one in meant:
                one.release()
            raise UsageError(f"not closed: {names} (say --continue or --close)")
        continues = _asked(names, is_recent=any(_age_s(one) < _RECENT_S for one in meant))
    if not continues:
        for one in meant:
            one.close()
        return []
    return meant


def _asked(names: str, *, is_recent: bool) -> bool:
    """Ask whether to go on."""
    print(f"repbelt: not closed: {names}", file=sys.stderr)
    choices = "[Y/n]" if is_recent else "[y/N]"
    print(f"go on with it? {choices} ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip().casefold()
    return answer.startswith("y") or (not answer and is_recent)


def _named(one: OpenSession) -> str:
    ago = clock(max(0.0, _age_s(one)), tenths=False)
    return f"{one.path.stem} with {one.note.strap or 'a strap'}, {ago} min ago"


def _age_s(one: OpenSession) -> float:
    return time.time() - one.path.stat().st_mtime
