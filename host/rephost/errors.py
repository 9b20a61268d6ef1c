"""What can go wrong, and the one place that turns it into a sentence and an exit code.

RepbeltError       a failure named in one sentence: exit code 1
├── TableError     a table that cannot be read as samples
├── RecordingError a file that holds no recording
├── PlanError      a file that holds no plan
├── LinkError      the strap cannot be reached, or does not do as it is told
│   ├── NotFoundError      no strap answers, or not the one that is meant
│   ├── DisconnectedError  the link was lost
│   └── RefusedError       the strap says no
└── UsageError     a wrong command line or a missing path: exit code 2
"""

import _thread
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

DONE: Final = 0
FAILED: Final = 1
WRONG_USE: Final = 2
INTERRUPTED: Final = 130
"""What shells expect of a command ended by Ctrl-C."""

_MOMENT_S: Final = 0.02


class RepbeltError(Exception):
    """A failure whose message is one sentence for the user."""

    exit_code = FAILED


class TableError(RepbeltError):
    """A CSV or Parquet file cannot be read as samples."""


class RecordingError(RepbeltError):
    """A file holds no recording."""


class PlanError(RepbeltError):
    """A file holds no plan."""


class LinkError(RepbeltError):
    """The strap cannot be reached, or does not do as it is told."""


class NotFoundError(LinkError):
    """No strap answers, or not the one that is meant."""


class DisconnectedError(LinkError):
    """The link to the strap was lost."""


class RefusedError(LinkError):
    """The strap says no; `status` as on the wire."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class UsageError(RepbeltError):
    """The command line is wrong, or a path that it names is missing."""

    exit_code = WRONG_USE


def guarded(command: Callable[[], int]) -> int:
    """Run a command; turn whatever it raises into one sentence on stderr and an exit code.

    A reader that closes the pipe early (`| head`) has what it wanted: exit code 0. With
    REPBELT_TRACEBACK=1 errors are raised as they are.
    """
    try:
        with _ended_tidily():
            code = command()
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up_unwritten()
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as exc:
        if os.environ.get("REPBELT_TRACEBACK") == "1":
            raise
        code, sentence = explained(exc)
        _give_up_unwritten()
        print(f"repbelt: {sentence}", file=sys.stderr)
    return code


def _give_up_unwritten() -> None:
    """Let go nowhere what cannot be written: the interpreter tries once more at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _ended_tidily() -> Iterator[None]:
    """Let a signal that ends the process first undo what is half done, as an exception does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    unraisable, sys.unraisablehook = sys.unraisablehook, _raised_anew
    try:
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) == signal.SIG_DFL:
                before[number] = signal.signal(number, _end)
        yield
    finally:
        sys.unraisablehook = unraisable
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)  # what shells make of a command that a signal ended


def _raised_anew(lost: "sys.UnraisableHookArgs") -> None:
    """Let a signal that struck where Python passes nothing on, in a callback, strike again."""
    match lost.exc_value:
        case KeyboardInterrupt():
            number = int(signal.SIGINT)
        case SystemExit(code=int(code)) if code > 128:
            number = code - 128
        case _:
            sys.__unraisablehook__(lost)
            return
    again = threading.Timer(_MOMENT_S, _thread.interrupt_main, (number,))
    again.daemon = True
    again.start()


def explained(exc: Exception) -> tuple[int, str]:
    """Return an exception's exit code and the sentence that says it to the user."""
    match exc:
        case RepbeltError():
            return exc.exit_code, one_line(exc)
        case FileNotFoundError() | NotADirectoryError():
            return WRONG_USE, f"{_named(exc.filename)}: there is no such file or folder"
        case IsADirectoryError():
            return FAILED, f"{_named(exc.filename)}: this is a folder, not a file"
        case PermissionError():
            return FAILED, f"{_named(exc.filename)}: permission denied"
        case FileExistsError():
            return FAILED, f"{_named(exc.filename)}: exists already and is not overwritten"
        case OSError():
            # Files have names: what has none is what the command prints.
            where = _named(exc.filename) if exc.filename else "the output"
            return FAILED, f"{where}: {exc.strerror or one_line(exc)}"
        case MemoryError():
            return FAILED, "the memory of this machine is not enough"
    return FAILED, (
        f"a fault in repbelt itself, {type(exc).__name__}: {one_line(exc)} "
        "(REPBELT_TRACEBACK=1 shows where)"
    )


def _named(filename: Any) -> str:
    return one_line(Path(os.fsdecode(filename))) if isinstance(filename, (str, bytes)) else "a file"


def one_line(said: object) -> str:
    """Return what a sentence or an exception says, on one line."""
    return " ".join(str(said).split())
