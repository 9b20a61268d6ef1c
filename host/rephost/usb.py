"""The link over USB: wrapped frames up, lines of text down, on a serial port."""

import asyncio
import threading
from typing import TYPE_CHECKING, Final, Self

import repwire.host
from rephost.errors import DisconnectedError, LinkError, NotFoundError
from rephost.link import Received, host_ns
from rephost.wrapping import FrameUnwrapper

if TYPE_CHECKING:
    import serial

_BAUD: Final = 115200
_READ_S: Final = 0.1
_WRITE_S: Final = 2.0
# A strap reads lines of up to 128 characters: #, hex of command and CRC-32, line feed.
_ROOM: Final = (128 - 2) // 2 - repwire.CRC_SIZE


class UsbLink:
    """A strap on a serial port; a Link."""

    info: bytes | None = None  # a cable has no characteristic: it is asked for
    room = _ROOM

    def __init__(self, port: "serial.Serial", name: str) -> None:
        self.name = name
        self._port = port
        self._frames: asyncio.Queue[Received | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._is_closed = False
        self._reader = threading.Thread(target=self._read, name=f"usb {name}", daemon=True)
        self._reader.start()

    @classmethod
    async def open(cls, path: str) -> Self:
        """Open a port by its name; raises NotFoundError, or LinkError where it cannot be used."""
        port = open_port(path)
        port.reset_input_buffer()
        link = cls(port, path)
        # Whatever stands half on the strap's line is ended.
        await link._write(b"\n")
        return link

    async def receive(self) -> Received:
        """Return the next frame."""
        received = await self._frames.get()
        if received is None:
            self._frames.put_nowait(None)
            raise DisconnectedError(f"{self.name}: the cable was pulled")
        return received

    async def send(self, command: bytes) -> None:
        """Send a command."""
        await self._write(repwire.host.command_line(command))

    async def close(self) -> None:
        """Close the port."""
        self._is_closed = True
        await asyncio.to_thread(self._reader.join)
        self._port.close()

    async def _write(self, line: bytes) -> None:
        import serial

        try:
            self._port.write(line)
        except (serial.SerialException, OSError) as exc:
            raise DisconnectedError(f"{self.name}: the cable was pulled") from exc

    def _read(self) -> None:
        """Read in a thread: no serial port can be waited for on every system."""
        import serial

        unwrapper = FrameUnwrapper()
        while not self._is_closed:
            try:
                chunk = self._port.read(max(1, self._port.in_waiting))
            except (serial.SerialException, OSError, TypeError):
                # TypeError: pyserial's word for a port that was closed meanwhile.
                break
            now_ns = host_ns()
            for frame in unwrapper.feed(chunk):
                self._put(Received(now_ns, frame))
        self._put(None)

    def _put(self, received: Received | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._frames.put_nowait, received)


def open_port(path: str) -> "serial.Serial":
    """Open a port for ourselves; raises NotFoundError, or LinkError where it cannot be used."""
    import serial

    try:
        return serial.serial_for_url(
            path, _BAUD, timeout=_READ_S, write_timeout=_WRITE_S, exclusive=True
        )
    except (serial.SerialException, ValueError) as exc:
        raise _not_opened(path, exc) from exc


def only_port() -> str:
    """Return the serial port on USB, if there is just one; raises NotFoundError."""
    from serial.tools import list_ports

    ports = sorted(port.device for port in list_ports.comports() if port.vid is not None)
    if len(ports) == 1:
        return str(ports[0])
    if not ports:
        raise NotFoundError("no board is plugged in by USB; name a port: --strap usb:PORT")
    raise NotFoundError(
        f"several ports: name one, --strap usb:{ports[0]} or {', '.join(ports[1:])}"
    )


def _not_opened(path: str, exc: Exception) -> LinkError:
    import errno

    match getattr(exc, "errno", None):
        case errno.ENOENT | errno.ENODEV | errno.ENXIO:
            return NotFoundError(f"{path}: there is no such port")
        case errno.EACCES | errno.EPERM:
            return LinkError(
                f"{path}: permission denied (on Linux: sudo usermod -aG dialout $USER, log in anew)"
            )
        case errno.EBUSY | errno.EAGAIN:
            return LinkError(f"{path}: in use by another program")
    return LinkError(f"{path}: this port cannot be opened ({exc})")
