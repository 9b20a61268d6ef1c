"""The link over Bluetooth: a frame is a notification, a command a write."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import repwire
from rephost.errors import DisconnectedError, LinkError, NotFoundError
from rephost.link import Received, host_ns
from rephost.words import printable

if TYPE_CHECKING:
    from bleak import BleakClient
    from bleak.backends.characteristic import BleakGATTCharacteristic
    from bleak.backends.device import BLEDevice

# A strap that was left alone says its name once a second, one that lost a silent host after 10 s.
_SCAN_S: Final = 15.0
# Having found one, wait for others: which of several is meant has to be said.
_OTHERS_S: Final = 1.5
_CONNECT_S: Final = 15.0
_CLOSE_S: Final = 5.0
_DENIED: Final = "this computer does not allow Bluetooth: allow it to your terminal in the settings"
_DENIALS: Final = ("org.freedesktop.DBus.Error.AccessDenied", "org.bluez.Error.NotPermitted")
# The strap's own buffer.
_ROOM: Final = 128


@dataclass(frozen=True, slots=True)
class Found:
    """A strap that can be heard."""

    name: str
    rssi_dbm: int
    device: "BLEDevice"


async def scan(
    seconds: float, name: str | None = None, *, all_of_them: bool = False
) -> list[Found]:
    """Return the straps heard, the nearest first.

    Ends at once when the one of this name was heard, soon after any was if no name is given, and
    only after so many seconds where all are wanted.
    """
    from bleak import BleakScanner

    found: dict[str, Found] = {}
    heard = asyncio.Event()

    def hear(device: "BLEDevice", advertised: Any) -> None:
        if repwire.SERVICE_UUID not in advertised.service_uuids:
            return  # some systems hand on what they know from before
        said = printable(advertised.local_name or device.name or device.address)
        found[device.address] = Found(said, advertised.rssi, device)
        if not all_of_them and (name is None or said.casefold() == name.casefold()):
            heard.set()

    async with (
        _translated("Bluetooth cannot be used"),
        # Systems that hide addresses find a device by its service only.
        BleakScanner(hear, service_uuids=[repwire.SERVICE_UUID]),
    ):
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await heard.wait()
                if name is None:
                    await asyncio.sleep(min(seconds, _OTHERS_S))
    return sorted(found.values(), key=lambda one: -one.rssi_dbm)


class BleLink:
    """A strap in reach; a Link."""

    is_cable = False

    def __init__(self, found: Found) -> None:
        from bleak import BleakClient

        self.name = found.name
        self.info: bytes | None = None
        self.room = 20
        self._client = BleakClient(
            found.device,
            disconnected_callback=self._gone,
            timeout=_CONNECT_S,
            # A table of characteristics from before would be believed for ever.
            winrt={"use_cached_services": False},
        )
        self._control: BleakGATTCharacteristic | None = None
        self._frames: asyncio.Queue[Received | None] = asyncio.Queue()

    @classmethod
    async def open(cls, name: str | None = None) -> Self:
        """Connect to the strap of this name, or to the only one.

        Raises
        ------
        NotFoundError
            None can be heard, or more than one and no name was given.
        """
        found = await scan(_SCAN_S, name)
        if name is not None:
            found = [one for one in found if one.name.casefold() == name.casefold()]
        if not found:
            raise NotFoundError(
                f"no strap {'is' if name is None else f'of the name {name} is'} in reach: "
                "see that it is on (its LED blinks every 3 s), that it is near, that no other "
                "program or phone holds it (every 10 s), and what `repbelt strap scan` hears"
            )
        if len(found) > 1:
            names = ", ".join(one.name for one in found)
            raise NotFoundError(f"several straps are in reach, name one: {names}")
        link = cls(found[0])
        try:
            async with _translated(f"{link.name}: the link could not be opened"):
                await link._client.connect()
                await link._subscribe()
        except BaseException:
            await link.close()
            raise
        return link

    async def receive(self) -> Received:
        """Return the next frame."""
        received = await self._frames.get()
        if received is None:
            self._frames.put_nowait(None)
            raise DisconnectedError(f"{self.name}: the link was lost")
        return received

    async def send(self, command: bytes) -> None:
        """Send a command; it is written without waiting, for whatever matters is answered."""
        assert self._control is not None
        async with _translated(f"{self.name}: the link was lost"):
            await self._client.write_gatt_char(self._control, command, response=False)

    async def close(self) -> None:
        """Hang up."""
        with suppress(TimeoutError, LinkError):
            async with asyncio.timeout(_CLOSE_S), _translated(""):
                await self._client.disconnect()

    async def _subscribe(self) -> None:
        control = self._client.services.get_characteristic(repwire.CONTROL_UUID)
        info = self._client.services.get_characteristic(repwire.INFO_UUID)
        data = self._client.services.get_characteristic(repwire.DATA_UUID)
        if control is None or info is None or data is None:
            raise LinkError(f"{self.name}: this is no strap of ours")
        self._control = control
        self.room = min(_ROOM, control.max_write_without_response_size)
        for characteristic in (control, data):
            await self._client.start_notify(characteristic, self._notified)
        self.info = bytes(await self._client.read_gatt_char(info))

    def _gone(self, _: "BleakClient") -> None:
        self._frames.put_nowait(None)

    def _notified(self, _: "BleakGATTCharacteristic", value: bytearray) -> None:
        # Whatever takes longer would hold up the packets behind.
        if value:
            self._frames.put_nowait(Received(host_ns(), bytes(value)))


@asynccontextmanager
async def _translated(sentence: str) -> AsyncIterator[None]:
    """Turn whatever a system's Bluetooth raises into a sentence."""
    from bleak.exc import BleakBluetoothNotAvailableError, BleakDBusError, BleakError

    try:
        yield
    except BleakBluetoothNotAvailableError as exc:
        if exc.reason.name.startswith("DENIED"):
            raise LinkError(_DENIED) from exc
        raise LinkError("this computer has no Bluetooth, or it is switched off") from exc
    except (BleakError, OSError, EOFError, TimeoutError) as exc:
        if isinstance(exc, FileNotFoundError | ConnectionRefusedError):
            raise LinkError("this computer has no Bluetooth service") from exc
        if isinstance(exc, BleakDBusError) and exc.dbus_error in _DENIALS:
            raise LinkError(_DENIED) from exc
        raise DisconnectedError(sentence) from exc
