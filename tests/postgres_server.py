"""A PostgreSQL server of the tests' own, on a socket in a folder of its own."""

import getpass
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

_DEBIAN: Final = Path("/usr/lib/postgresql")
_STARTS_IN_S: Final = 60.0


def programs() -> Path | None:
    """Return the folder of the newest server's programs; None: there is none."""
    found = sorted(
        (path for path in _DEBIAN.glob("*/bin/initdb") if path.parent.parent.name.isdecimal()),
        key=lambda path: int(path.parent.parent.name),
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Server:
    """A server that runs; each database is fresh."""

    def __init__(self, folder: Path, user: str) -> None:
        self._folder = folder
        self._user = user
        self._made = 0

    def url(self, database: str) -> str:
        return f"postgresql://{self._user}@/{database}?host={quote(str(self._folder))}"

    def database(self) -> str:
        """Make an empty database; return its address."""
        import psycopg

        self._made += 1
        name = f"repbelt_{self._made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return self.url(name)


@contextmanager
def running(bin_folder: Path) -> Iterator[Server]:
    """Start a server; it is gone at the end."""
    # It refuses to run as root, and nobody else may look into pytest's own folders.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="repbelt-pg-", dir="/tmp"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    try:
        _run([bin_folder / "initdb", "-A", "trust", "-N", "-E", "UTF8", "-D", data], user, folder)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    *(bin_folder / "postgres", "-D", data, "-k", folder, "-F"),
                    *("-c", "listen_addresses="),
                ],
                user=user,
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        try:
            _wait(bin_folder, folder, server)
            yield Server(folder, user or getpass.getuser())
        finally:
            server.send_signal(signal.SIGINT)  # ends its connections
            server.wait(_STARTS_IN_S)
    finally:
        shutil.rmtree(folder)


def _wait(bin_folder: Path, folder: Path, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _STARTS_IN_S
    ready = [str(bin_folder / "pg_isready"), "-q", "-h", str(folder)]
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError((folder / "log").read_text(errors="replace"))
        time.sleep(0.05)


def _run(command: Sequence[str | Path], user: str | None, folder: Path) -> None:
    done = subprocess.run(
        command, user=user, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
