"""Where the live page is found: a free port, the machine's addresses, a code for a phone."""

import contextlib
import errno
import io
import socket
import sys
from typing import Final, TextIO

from rephost.errors import RepbeltError

_PORTS_TRIED: Final = 20
_USUAL_PORT: Final = 80
_THIS_MACHINE: Final = "127.0.0.1"
# What a phone has not read yet is old news: little of it waits in the system.
_UNSENT_BYTES: Final = 65536
# Reserved for documents: it is asked which way it would go there, nothing is sent.
_ELSEWHERE: Final = ("192.0.2.1", 9)


def listening(port: int, *, lan: bool) -> socket.socket:
    """Return a socket that listens on `port` or, where that is in use, on one of the next.

    Raises RepbeltError where none of them is free.
    """
    host = "0.0.0.0" if lan else _THIS_MACHINE
    last = min(port + _PORTS_TRIED, 65536) if port else 1
    for one in range(port, last):
        try:
            found = socket.create_server((host, one))
        except OSError as exc:
            if exc.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise RepbeltError(f"port {one} cannot be opened: {exc.strerror}") from exc
            continue
        found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNSENT_BYTES)
        return found
    raise RepbeltError(f"none of the ports {port} to {last - 1} is free: name another by --port")


def origins(port: int, *, lan: bool) -> list[str]:
    """Return every address of the server, the best to print first."""
    names = [*(_addresses() if lan else []), _THIS_MACHINE, "localhost"]
    if lan:
        name = socket.gethostname().lower()
        names += [name, name if name.endswith(".local") else f"{name}.local"]
    # As a browser tells it: the port that every page has it leaves out.
    behind = "" if port == _USUAL_PORT else f":{port}"
    return [f"http://{name}{behind}" for name in dict.fromkeys(names)]


def _addresses() -> list[str]:
    """Return this machine's addresses in its networks, that of the way out first."""
    found = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect(_ELSEWHERE)
        found.append(str(way.getsockname()[0]))
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [one for one in dict.fromkeys(found) if not one.startswith("127.")]


def show_code(address: str, out: TextIO | None = None) -> None:
    """Print `address` as a QR code, where there is a terminal that can show it."""
    import segno

    stream = out or sys.stdout
    if not stream.isatty():
        return
    drawn = io.StringIO()
    segno.make(address, error="l").terminal(drawn, compact=True)
    with contextlib.suppress(UnicodeEncodeError):
        drawn.getvalue().encode(stream.encoding)
        print(drawn.getvalue(), file=stream)
