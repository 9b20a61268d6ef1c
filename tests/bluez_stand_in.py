"""A stand-in `org.bluez` on a private D-Bus, for bleak's own Linux backend: central role only."""

import asyncio
import contextlib
import os
import socket
import subprocess
from collections.abc import AsyncIterator
from typing import Any

from bleak.backends.characteristic import GattCharacteristicsFlags
from bumble import att, hci
from bumble.core import AdvertisingData
from bumble.device import Device, Peer
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from bleak_on_bumble import uuid_of

_OBJECTS = "org.freedesktop.DBus.ObjectManager"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ADAPTER = "org.bluez.Adapter1"
_DEVICE = "org.bluez.Device1"
_SERVICE = "org.bluez.GattService1"
_CHARACTERISTIC = "org.bluez.GattCharacteristic1"
_DESCRIPTOR = "org.bluez.GattDescriptor1"
_HCI0 = "/org/bluez/hci0"
_NOTIFY_OR_INDICATE = 0x30


class BlueZ:
    """Answers bleak's calls with a bumble device."""

    def __init__(self, device: Device, mtu: int) -> None:
        self._device = device
        self._mtu = mtu
        self._att_mtu = 23
        self._connection: Any = None
        self._peer: Any = None
        self._gatt: dict[str, Any] = {}
        self._pipes: dict[str, socket.socket] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._objects: dict[str, dict[str, dict[str, Variant]]] = {
            _HCI0: {
                _ADAPTER: {
                    "Address": Variant("s", "F0:00:00:00:00:02"),
                    "Name": Variant("s", "virtual"),
                    "Alias": Variant("s", "virtual"),
                    "Powered": Variant("b", True),
                    "Discovering": Variant("b", False),
                    "Roles": Variant("as", ["central"]),
                }
            }
        }

    async def start(self) -> None:
        """Take the name on the bus."""
        self._bus = await MessageBus(bus_type=BusType.SYSTEM, negotiate_unix_fd=True).connect()
        self._bus.add_message_handler(self._called)
        await self._bus.request_name("org.bluez")
        self._device.on("advertisement", self._advertised)

    def stop(self) -> None:
        """Leave the bus."""
        self._bus.disconnect()

    def _called(self, message: Message) -> bool | None:
        if message.message_type != MessageType.METHOD_CALL:
            return None
        self._spawn(self._answer(message))
        return True

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, call: Message) -> None:
        try:
            method = getattr(self, f"_do_{call.member}")
            signature, body, pipes = await method(call) or ("", [], [])
            reply = Message.new_method_return(call, signature, body, pipes)
        except att.ATT_Error as exc:
            what = f"Operation failed with ATT error: 0x{exc.error_code:02x}"
            reply = Message.new_error(call, "org.bluez.Error.Failed", what)
        except Exception as exc:
            reply = Message.new_error(call, "org.bluez.Error.Failed", repr(exc))
        await self._bus.send(reply)

    def _tell(self, path: str, interface: str, member: str, signature: str, body: Any) -> None:
        self._bus.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=body,
            )
        )

    def _add(self, path: str, interface: str, properties: dict[str, Variant]) -> None:
        self._objects.setdefault(path, {})[interface] = properties
        body = [path, {interface: properties}]
        self._tell("/", _OBJECTS, "InterfacesAdded", "oa{sa{sv}}", body)

    def _remove(self, path: str) -> None:
        interfaces = list(self._objects.pop(path))
        self._tell("/", _OBJECTS, "InterfacesRemoved", "oas", [path, interfaces])

    def _change(self, path: str, interface: str, **properties: Variant) -> None:
        self._objects[path][interface].update(properties)
        body = [interface, properties, []]
        self._tell(path, _PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def _advertised(self, advertisement: Any) -> None:
        address = advertisement.address.to_string(with_type_qualifier=False)
        path = f"{_HCI0}/dev_{address.replace(':', '_')}"
        data = advertisement.data
        listed = data.get(AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS) or []
        name = data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
        properties = {"RSSI": Variant("n", advertisement.rssi)}
        if listed:
            properties["UUIDs"] = Variant("as", [uuid_of(uuid) for uuid in listed])
        if name:
            properties |= {"Name": Variant("s", name), "Alias": Variant("s", name)}
        if path in self._objects:
            self._change(path, _DEVICE, **properties)
            return
        is_not = dict.fromkeys(
            ("Connected", "Paired", "Bonded", "ServicesResolved"), Variant("b", False)
        )
        known = {
            "Address": Variant("s", address),
            "AddressType": Variant("s", "random"),
            "Alias": Variant("s", address.replace(":", "-")),
            "Adapter": Variant("o", _HCI0),
            "UUIDs": Variant("as", []),
        }
        self._add(path, _DEVICE, known | is_not | properties)

    async def _do_GetManagedObjects(self, _: Message) -> Any:  # noqa: N802
        return "a{oa{sa{sv}}}", [self._objects], []

    async def _do_Set(self, _: Message) -> None:  # noqa: N802
        pass

    async def _do_SetDiscoveryFilter(self, _: Message) -> None:  # noqa: N802
        pass

    async def _do_StartDiscovery(self, _: Message) -> None:  # noqa: N802
        await self._device.start_scanning(legacy=True)

    async def _do_StopDiscovery(self, _: Message) -> None:  # noqa: N802
        await self._device.stop_scanning()

    async def _do_Connect(self, call: Message) -> None:  # noqa: N802
        path = call.path or ""
        address = self._objects[path][_DEVICE]["Address"].value
        self._connection = await self._device.connect(hci.Address(address), timeout=20)
        self._connection.on("disconnection", lambda _: self._gone(path))
        self._change(path, _DEVICE, Connected=Variant("b", True))
        self._spawn(self._resolve(path))

    async def _do_Disconnect(self, _: Message) -> None:  # noqa: N802
        if self._connection:
            await self._connection.disconnect()

    async def _resolve(self, path: str) -> None:
        self._peer = Peer(self._connection)
        self._att_mtu = await self._peer.request_mtu(self._mtu)
        for service in await self._peer.discover_services():
            at = f"{path}/service{service.handle:04x}"
            described = {"UUID": Variant("s", uuid_of(service.uuid)), "Device": Variant("o", path)}
            self._add(at, _SERVICE, described | {"Primary": Variant("b", True)})
            for one in await service.discover_characteristics():
                await self._resolve_characteristic(at, one)
        self._change(path, _DEVICE, ServicesResolved=Variant("b", True))

    async def _resolve_characteristic(self, service: str, one: Any) -> None:
        path = f"{service}/char{one.handle - 1:04x}"
        self._gatt[path] = one
        flags = [
            flag.name.replace("_", "-")
            for flag in GattCharacteristicsFlags
            if flag.name and one.properties & flag.value
        ]
        described = {
            "UUID": Variant("s", uuid_of(one.uuid)),
            "Service": Variant("o", service),
            "Value": Variant("ay", b""),
            "Flags": Variant("as", flags),
            "MTU": Variant("q", self._att_mtu),
        }
        if one.properties & _NOTIFY_OR_INDICATE:
            described["NotifyAcquired"] = described["Notifying"] = Variant("b", False)
        self._add(path, _CHARACTERISTIC, described)
        for descriptor in await one.discover_descriptors():
            at = f"{path}/desc{descriptor.handle:04x}"
            self._gatt[at] = descriptor
            uuid = Variant("s", uuid_of(descriptor.type))
            value = Variant("ay", b"")
            described = {"UUID": uuid, "Characteristic": Variant("o", path), "Value": value}
            self._add(at, _DESCRIPTOR, described)

    def _gone(self, device: str) -> None:
        self._connection = None
        for path in [path for path in self._objects if path.startswith(f"{device}/")]:
            self._remove(path)
        self._gatt.clear()
        for pipe in self._pipes.values():
            pipe.close()
        self._pipes.clear()
        no = Variant("b", False)
        self._change(device, _DEVICE, Connected=no, ServicesResolved=no)

    async def _do_ReadValue(self, call: Message) -> Any:  # noqa: N802
        value = await self._peer.gatt_client.read_value(self._gatt[call.path or ""].handle)
        return "ay", [bytes(value)], []

    async def _do_WriteValue(self, call: Message) -> None:  # noqa: N802
        await self._peer.gatt_client.write_value(
            self._gatt[call.path or ""].handle,
            bytes(call.body[0]),
            with_response=call.body[1]["type"].value != "command",
        )

    async def _do_StartNotify(self, call: Message) -> None:  # noqa: N802
        path = call.path or ""

        def notified(value: bytes) -> None:
            self._change(path, _CHARACTERISTIC, Value=Variant("ay", bytes(value)))

        await self._peer.gatt_client.subscribe(self._gatt[path], notified)

    async def _do_StopNotify(self, call: Message) -> None:  # noqa: N802
        await self._peer.gatt_client.unsubscribe(self._gatt[call.path or ""])

    async def _do_AcquireNotify(self, call: Message) -> Any:  # noqa: N802
        path = call.path or ""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        self._pipes[path] = ours
        await self._peer.gatt_client.subscribe(
            self._gatt[path], lambda value: ours.send(bytes(value))
        )
        return "hq", [0, self._att_mtu], [theirs.detach()]


@contextlib.asynccontextmanager
async def bluez(device: Device, mtu: int = 247) -> AsyncIterator[None]:
    """Let bleak's own backend for Linux find the virtual radio behind a bus of its own."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:tmpdir=/tmp"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout
    before = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = daemon.stdout.readline().strip()
    stand_in = BlueZ(device, mtu)
    try:
        await stand_in.start()
        yield
    finally:
        stand_in.stop()
        if before is None:
            del os.environ["DBUS_SYSTEM_BUS_ADDRESS"]
        else:
            os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = before
        daemon.terminate()
        daemon.wait()
        daemon.stdout.close()
