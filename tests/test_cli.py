"""The command line: what it imports, its exit codes, its sentences."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from motion import write_recording
from rephost import errors
from rephost.cli import main

COMMANDS = ["analyze", "replay", "accuracy", "import", "export", "plan"]
HEAVY = ["numpy", "numba", "rich", "pyarrow", "matplotlib", "plotly", "scipy", "platformdirs"]


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("argv", [["--help"], ["--version"], *([c, "--help"] for c in COMMANDS)])
def test_help_imports_nothing_heavy(argv: list[str]) -> None:
    code = (
        "import sys; from rephost.cli import main\n"
        f"assert main({argv}) == 0\n"
        f"print('loaded', [m for m in {HEAVY} if m in sys.modules])"
    )
    assert run_python(code).splitlines()[-1] == "loaded []"


def test_analyze_of_a_recording_imports_no_table_library(tmp_path: Path) -> None:
    path = write_recording(tmp_path / "a.rep")
    code = (
        "import sys; from rephost.cli import main\n"
        f"assert main(['analyze', {str(path)!r}, '--json']) == 0\n"
        # scipy is not among them: numba looks for it by itself, and takes it where it is.
        "heavy = ['rich', 'pyarrow', 'matplotlib', 'plotly']\n"
        "print('loaded', [m for m in heavy if m in sys.modules])"
    )
    assert run_python(code).splitlines()[-1] == "loaded []"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["juggle"],
        ["analyze"],
        ["analyze", "a", "b"],
        ["analyze", "a", "--exercise", "curl"],
        ["replay", "a", "--pace", "0"],
        ["replay", "a", "--pace", "nan"],
        ["export", "a"],
        ["export", "a", "--format", "xlsx"],
    ],
)
def test_a_wrong_command_line_is_one_sentence_and_2(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("repbelt: ")
    assert said.err.count("\n") == 1


def raising(exc: BaseException) -> Callable[[], int]:
    def command() -> int:
        raise exc

    return command


@pytest.mark.parametrize(
    ("exc", "code", "said"),
    [
        (errors.RepbeltError("it\nis  so"), 1, "it is so"),
        (errors.TableError("no"), 1, "no"),
        (errors.UsageError("no"), 2, "no"),
        (FileNotFoundError(errno.ENOENT, "x", "a.rep"), 2, "a.rep: there is no such file"),
        (PermissionError(errno.EACCES, "x", "a.rep"), 1, "a.rep: permission denied"),
        (IsADirectoryError(errno.EISDIR, "x", "a"), 1, "a: this is a folder"),
        (FileExistsError(errno.EEXIST, "x", "a"), 1, "a: exists already"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "No space left on device"),
        (MemoryError(), 1, "memory"),
        (ZeroDivisionError("division by zero"), 1, "ZeroDivisionError: division by zero"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_every_error_becomes_a_sentence_and_a_code(
    exc: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert errors.guarded(raising(exc)) == code
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert err.count("\n") <= 1


def test_a_traceback_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPBELT_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        errors.guarded(raising(ZeroDivisionError()))


@pytest.mark.parametrize("argv", [["analyze"], ["analyze", "--json"], ["replay"], ["accuracy"]])
def test_a_closed_pipe_is_no_failure(tmp_path: Path, argv: list[str]) -> None:
    path = write_recording(tmp_path / "a.rep")
    labels = {"schema": "repbelt.labels/1", "complete": True, "sets": []}
    path.with_suffix(".labels.json").write_text(json.dumps(labels))
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "rephost", *argv, str(path)],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def closing(closed: str, *argv: object) -> "subprocess.CompletedProcess[str]":
    """Run the command from a shell that closes some of its streams."""
    call = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "rephost"]
    return subprocess.run([*call, *map(str, argv)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("argv", "closed"),
    [
        (["analyze"], ">&-"),
        (["replay"], "2>&-"),
        *((argv, "<&- >&- 2>&-") for argv in (["analyze"], ["analyze", "--json"])),
        *((argv, "<&- >&- 2>&-") for argv in (["replay"], ["accuracy"])),
    ],
)
def test_streams_closed_from_the_start_are_no_failure(
    tmp_path: Path, argv: list[str], closed: str
) -> None:
    path = write_recording(tmp_path / "a.rep")
    labels = {"schema": "repbelt.labels/1", "complete": True, "sets": []}
    path.with_suffix(".labels.json").write_text(json.dumps(labels))
    done = closing(closed, *argv, path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_sentence_that_nobody_can_hear_is_not_said_elsewhere(tmp_path: Path, closed: str) -> None:
    done = closing(closed, "analyze", tmp_path / "none.rep")
    assert (done.returncode, done.stdout) == (2, "")
    assert ("there is no such file" in done.stderr) == ("2>&-" not in closed)


def test_a_name_that_was_left_empty_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in `-o "$OUT"` where OUT is not set."""
    path = write_recording(tmp_path / "a.rep")
    monkeypatch.chdir(tmp_path)
    for argv in (["import", "-o", ""], ["export", "--format", "csv", "-o", ""]):
        assert main([*argv, str(path)]) == 1
        assert "exists already" in capsys.readouterr().err
    assert main(["analyze", "--plot", "", str(path)]) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_a_path_that_goes_through_a_file_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_recording(tmp_path / "a.rep")
    assert main(["analyze", str(path / "b.rep")]) == 2
    assert "there is no such file or folder" in capsys.readouterr().err
