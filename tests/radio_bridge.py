"""The other end of tests/stubs/bluetooth.py: the strap's GATT calls become a bumble peripheral."""

import asyncio
import json
import struct
from typing import Any

from bumble import hci
from bumble.core import UUID
from bumble.device import Device, Peer
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.host import Host

import virtual_radio

# Notifications that fit into NimBLE's queue.
_ROOM = 6
_READ = 0x02
_WRITE = 0x0C


class Bridge:
    """Plays the radio of one strap; `port` is for BLE_BRIDGE."""

    def __init__(self, controller: virtual_radio.AirController) -> None:
        self._controller = controller
        self._name = "MPY"
        self._characteristics: dict[int, Any] = {}
        self._connections: dict[int, Any] = {}
        self._values: dict[int, bytes] = {}
        self._owed = 0
        self._writer: asyncio.StreamWriter | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self.port = 0
        controller.on_sent = self._sent

    async def serve(self) -> None:
        """Listen for the strap."""
        self._server = await asyncio.start_server(self._strap, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more."""
        self._server.close()
        if self._writer:
            self._writer.close()

    async def _strap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        try:
            while True:
                (size,) = struct.unpack("<H", await reader.readexactly(2))
                message = await reader.readexactly(size)
                await getattr(self, f"_on_{message[:1].decode()}")(message[1:])
        except asyncio.CancelledError:
            pass  # the test is over
        except (asyncio.IncompleteReadError, ConnectionError):
            # A strap that lost power falls silent.
            self._controller.link.drop_links()

    def _send(self, op: bytes, data: bytes = b"") -> None:
        if self._writer and not self._writer.is_closing():
            self._writer.write(struct.pack("<H", len(data) + 1) + op + data)

    def _sent(self) -> None:
        if self._owed:
            self._owed -= 1
            self._send(b"K", struct.pack("<H", 1))

    async def _on_G(self, data: bytes) -> None:  # noqa: N802
        self._name = data.decode()

    async def _on_R(self, data: bytes) -> None:  # noqa: N802
        mtu, services = json.loads(data)
        host = Host()
        host.controller = self._controller
        address = hci.Address(virtual_radio.PERIPHERAL)
        self._device = Device(name=self._name, address=address, host=host)
        self._device.gatt_server.max_mtu = mtu
        for service, characteristics in services:
            made = [self._characteristic(*one) for one in characteristics]
            self._device.add_service(Service(_uuid(service), made))
        self._device.on("connection", self._connected)
        await self._device.power_on()

    def _characteristic(self, uuid: str, flags: int, handle: int) -> Any:
        value = CharacteristicValue(
            read=lambda connection: self._values.get(handle, b""),
            write=lambda connection, value: self._written(connection, handle, value),
        )
        permissions = (1 if flags & _READ else 0) | (2 if flags & _WRITE else 0)
        made: Any = Characteristic(
            _uuid(uuid),
            Characteristic.Properties(flags & 0x3E),
            Characteristic.Permissions(permissions),
            value,
        )
        self._characteristics[handle] = made
        return made

    def _connected(self, connection: Any) -> None:
        self._connections[connection.handle] = connection
        address = bytes(connection.peer_address)[::-1]
        peer = struct.pack("<HB", connection.handle, connection.peer_address.address_type) + address

        def gone(_: int) -> None:
            self._connections.pop(connection.handle, None)
            self._send(b"D", peer)

        def mtu_changed() -> None:
            self._send(b"M", struct.pack("<HH", connection.handle, connection.att_mtu))

        connection.on("disconnection", gone)
        connection.on("connection_att_mtu_update", mtu_changed)
        self._owed = 0
        self._send(b"C", peer)
        self._send(b"K", struct.pack("<H", _ROOM))

    def _written(self, connection: Any, handle: int, value: bytes) -> None:
        self._send(b"w", struct.pack("<HH", connection.handle, handle) + bytes(value))

    async def _on_W(self, data: bytes) -> None:  # noqa: N802
        self._values[struct.unpack_from("<H", data)[0]] = data[2:]

    async def _on_V(self, data: bytes) -> None:  # noqa: N802
        interval_us, size, _ = struct.unpack_from("<IBB", data)
        self._device.advertising_data = data[6 : 6 + size]
        self._device.scan_response_data = data[6 + size :]
        if self._device.is_advertising:
            await self._device.stop_advertising()
        interval_ms = interval_us / 1000
        await self._device.start_advertising(
            advertising_interval_min=interval_ms, advertising_interval_max=interval_ms
        )

    async def _on_S(self, data: bytes) -> None:  # noqa: N802
        await self._device.stop_advertising()

    async def _on_N(self, data: bytes) -> None:  # noqa: N802
        number, handle = struct.unpack_from("<HH", data)
        connection = self._connections.get(number)
        if connection:
            self._owed += 1
            characteristic = self._characteristics[handle]
            server = self._device.gatt_server
            # Forced: the stand-in says nothing where nobody has subscribed, and neither does this.
            await server.notify_subscriber(connection, characteristic, data[4:], force=True)

    async def _on_D(self, data: bytes) -> None:  # noqa: N802
        connection = self._connections.get(struct.unpack("<H", data)[0])
        if connection:
            await connection.disconnect()

    async def _on_X(self, data: bytes) -> None:  # noqa: N802
        connection = self._connections.get(struct.unpack("<H", data)[0])
        if connection:
            task = asyncio.create_task(Peer(connection).request_mtu(247))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


def _uuid(wire_hex: str) -> UUID:
    return UUID(bytes.fromhex(wire_hex)[::-1].hex())
