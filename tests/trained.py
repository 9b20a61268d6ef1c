"""`repbelt train`, in processes of their own where more than its end is asked for."""

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from command import Done
from rephost.cli import main

RECORDINGS = Path(__file__).parents[1] / "recordings"
SHORT = RECORDINGS / "synthetic-rdl-1-armed.rep"
SET = RECORDINGS / "synthetic-rdl-8-ordinary.rep"


class Addressed(NamedTuple):
    """A training's page, by the address that it prints."""

    address: str

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0


class Trainer:
    """Starts trainings whose library lies in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.library = home / "data" / "repbelt" / "recordings"
        self.environment = {
            **os.environ,
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_STATE_HOME": str(home / "state"),
        }
        self.before_start: Callable[[], None] | None = None
        """Called in the process before it is ours."""
        self.folder: Path | None = None
        """Where they are started."""
        self.program = ["-m", "rephost"]
        self._running: list[subprocess.Popen[str]] = []

    def start(
        self, *words: object, has_page: bool = False, has_browser: bool = False
    ) -> "subprocess.Popen[str]":
        """Start a training; with a page its address is the first line that it prints."""
        pipe = subprocess.PIPE
        page = ["--port", "0"] if has_page or has_browser else ["--no-page"]
        page += ["--no-browser"] if has_page else []
        self._running.append(
            subprocess.Popen(
                [sys.executable, *self.program, "train", *page, *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=pipe,
                stderr=pipe,
                text=True,
                env=self.environment,
                cwd=self.folder,
                preexec_fn=self.before_start,
            )
        )
        return self._running[-1]

    def run(self, *words: object) -> Done:
        """Train to the end, in this process."""
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.chdir(self.folder or "."),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            code = main(["train", "--no-page", *map(str, words)])
        done = Done(code, out.getvalue(), err.getvalue())
        assert "Traceback" not in done.err
        return done

    def crash(self, *words: object, n_bytes: int = 5000) -> Path:
        """Start a training and kill it when so much is recorded; returns the recording."""
        process = self.start("--pace", 8, *words)
        path = self.wait_for(n_bytes, besides=len(self.recordings()))
        process.kill()
        process.communicate()
        return path

    def recordings(self) -> list[Path]:
        return sorted(self.library.glob("*.rep"), key=lambda path: path.stem)

    def open_notes(self) -> list[Path]:
        return sorted(self.library.glob("*.open.json"))

    def wait_for(self, n_bytes: int, *, besides: int = 0) -> Path:
        """Wait until the newest recording, besides so many, has so many bytes."""
        for _ in range(2400):
            found = self.recordings()
            if len(found) > besides and found[-1].stat().st_size >= n_bytes:
                return found[-1]
            time.sleep(0.025)
        raise AssertionError(f"no recording grows in {self.library}")

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.communicate(timeout=30)
