"""The terminal view in a real terminal: it draws, it hears keys, and it tidies up."""

import codecs
import fcntl
import json
import os
import pty
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from rephost.block_digits import block_digits
from rephost.exercises import NAMED
from rephost.live_choices import CHOICE_WORDS, CHOICES
from trained import SET, SHORT

PROGRAM = Path(__file__).parent / "terminal_training.py"
LONGEST_S = 60.0


class Terminal:
    """A terminal of some size with a training on it; what was drawn is kept."""

    def __init__(
        self,
        columns: int,
        rows: int,
        *words: object,
        folders: Mapping[str, str] | None = None,
        before_start: Callable[[], None] | None = None,
    ) -> None:
        self.fd, self._inner = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self._inner)
        env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, *map(str, words or (PROGRAM, "0.02"))],
            stdin=self._inner,
            stdout=self._inner,
            stderr=self._inner,
            env={**env, **(folders or {}), "TERM": "xterm-256color", "PYTHONUTF8": "1"},
            preexec_fn=before_start,
        )
        self.drawn = ""
        self._seen = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, text: str) -> None:
        """Read what is drawn until a text has come behind the one waited for before."""
        end_s = time.monotonic() + LONGEST_S
        while (place := self.drawn.find(text, self._seen)) < 0:
            ready, _, _ = select.select([self.fd], [], [], end_s - time.monotonic())
            assert ready, f"no {text!r} in {self.drawn[self._seen :][-2000:]}"
            self.drawn += self._decoder.decode(os.read(self.fd, 65536))
            assert time.monotonic() < end_s, f"no {text!r} in {self.drawn[self._seen :][-2000:]}"
        self._seen = place + len(text)

    def press(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def settings(self) -> list[object]:
        return termios.tcgetattr(self._inner)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.fd)
        os.close(self._inner)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    terminal = Terminal(80, 24)
    yield terminal
    terminal.close()


def test_a_training_is_shown_steered_and_ended(terminal: Terminal) -> None:
    terminal.until("RDL  set 2 of 3")
    terminal.until(block_digits("8", 14)[0][6])
    terminal.resize(50, 40)
    terminal.until(block_digits("8", 30)[0][12])
    terminal.press("u")
    terminal.until("there is nothing to undo")
    terminal.press("\x1b[A+-RxSat")
    terminal.press("q")
    terminal.until("q once more ends the training")
    assert terminal.process.poll() is None
    terminal.press("q")
    terminal.until("asked [")
    terminal.until("}]")
    assert terminal.process.wait(LONGEST_S) == 0
    assert terminal.settings() == terminal.before
    # The screen that was there before comes back, and so does the cursor.
    assert terminal.drawn.rindex("\x1b[?1049l") > terminal.drawn.rindex("░")
    assert terminal.drawn.rindex("\x1b[?25h") > terminal.drawn.rindex("\x1b[?25l")
    asked = json.loads(re.findall(r"asked (\[.*\])", terminal.drawn.replace("\r\n", ""))[0])
    assert asked == [
        {"do": "undo"},
        {"do": "add", "reps": 1, "set": None},
        {"do": "add", "reps": -1, "set": None},
        {"do": "choose", "exercise": "rdl"},
        {"do": "choose", "exercise": "swing"},
        {"do": "choose", "exercise": None},
        {"do": "tick"},
        {"do": "end"},
    ]


def test_any_exercise_is_chosen_by_two_keys(terminal: Terminal) -> None:
    terminal.until("RDL  set 2 of 3")
    for key in CHOICES:
        terminal.press("e")
        terminal.until("which exercise?")
        for words in CHOICE_WORDS:
            terminal.until(words)
        terminal.press(key.upper())
        terminal.until("space start, stop")
    terminal.press("e")
    terminal.until("which exercise?")
    terminal.press("?qq")
    terminal.until("asked [")
    terminal.until("}]")
    asked = json.loads(re.findall(r"asked (\[.*\])", terminal.drawn.replace("\r\n", ""))[0])
    chosen = [{"do": "choose", "exercise": name} for name in CHOICES.values()]
    assert asked == [*chosen, {"do": "end"}]
    assert sorted(one["exercise"] or "" for one in chosen) == sorted(("", *NAMED))


def test_ctrl_c_leaves_the_terminal_as_it_was(terminal: Terminal) -> None:
    terminal.until("RDL  set 2 of 3")
    assert terminal.settings() != terminal.before
    terminal.process.send_signal(2)
    assert terminal.process.wait(LONGEST_S) == 130
    assert terminal.settings() == terminal.before


def no_room() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))


def test_what_is_said_meanwhile_stands_there_when_the_picture_is_gone(tmp_path: Path) -> None:
    folders = {"XDG_DATA_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    words = ("-m", "rephost", "train", "--terminal", "--strap", f"replay:{SET}", "--pace", "10")
    terminal = Terminal(100, 30, *words, folders=folders, before_start=no_room)
    try:
        terminal.until("NOTHING IS RECORDED since 0:")
        terminal.until("\x1b[?1049l")
        terminal.until("nothing is recorded any more, the count goes on: File too large")
        terminal.until("set 1: RDL, 8 reps")
        terminal.until("repbelt show")
        assert terminal.process.wait(LONGEST_S) == 1
        assert terminal.drawn.count("nothing is recorded any more") == 1
    finally:
        terminal.close()


def test_several_lifters_are_shown_one_at_a_time(tmp_path: Path) -> None:
    folders = {"XDG_DATA_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    straps = [word for path in (SET, SHORT) for word in ("--strap", f"replay:{path}")]
    terminal = Terminal(120, 30, "-m", "rephost", "train", "--terminal", *straps, folders=folders)
    try:
        terminal.until(f"{SET.stem} on  recorded 0:")
        assert SHORT.stem not in terminal.drawn
        terminal.press("\t")
        terminal.until(SHORT.stem)
        terminal.press("\t")
        terminal.until(SET.stem)
        terminal.process.send_signal(signal.SIGINT)
        terminal.until("\x1b[?1049l")
        terminal.until(".rep: 0:")
        terminal.until(".rep: 0:")
        assert terminal.process.wait(LONGEST_S) == 0
    finally:
        terminal.close()


@pytest.mark.parametrize("term", ["dumb", None])
def test_without_a_terminal_it_says_so(term: str | None) -> None:
    fd, inner = pty.openpty()
    done = subprocess.run(
        [sys.executable, PROGRAM],
        stdin=subprocess.DEVNULL,
        stdout=inner if term else subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TERM": term or "xterm"},
        check=False,
        timeout=LONGEST_S,
    )
    os.close(fd)
    os.close(inner)
    assert done.returncode == 2
    assert done.stderr == "repbelt: --terminal needs a terminal that can be drawn on\n"
