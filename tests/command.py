"""The command as its users meet it; every run is held to the rules that all runs obey."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from rephost.cli import main

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "docs" / "analysis.schema.json").read_text(encoding="utf-8")
)


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Repbelt:
    """The command, in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *argv: object) -> Done:
        self._capsys.readouterr()
        code = main([str(arg) for arg in argv])
        done = Done(code, *self._capsys.readouterr())
        keeps_the_rules(done)
        return done

    def analysis(self, path: Path, *argv: object) -> dict[str, Any]:
        done = self("analyze", path, "--json", *argv)
        assert (done.code, done.err) == (0, "")
        analysis: dict[str, Any] = json.loads(done.out)
        Draft202012Validator(SCHEMA).validate(analysis)
        return analysis

    def recording(self, path: Path) -> dict[str, Any]:
        recording: dict[str, Any] = self.analysis(path)["recording"]
        return recording

    def refuses(self, *argv: object) -> str:
        """Run what must fail without a word on stdout; return the sentence."""
        done = self(*argv)
        assert done.code == 1, done
        return done.err


def run(
    *argv: object,
    stdout: IO[str] | int = subprocess.PIPE,
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> Done:
    """Run the command in a process of its own, with more in its environment than in ours."""
    done = subprocess.run(
        [sys.executable, "-m", "rephost", *map(str, argv)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        pass_fds=pass_fds,
    )
    result = Done(done.returncode, done.stdout or "", done.stderr)
    keeps_the_rules(result)
    return result


def keeps_the_rules(done: Done) -> None:
    assert done.code in (0, 1, 2), done
    assert "Traceback" not in done.out + done.err
    assert "a fault in repbelt" not in done.err
    if done.code:
        assert done.out == ""
        assert done.err.startswith("repbelt: ")
        assert done.err.count("\n") == 1
