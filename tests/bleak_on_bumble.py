"""A backend that lets bleak's real scanner and client work on the virtual radio."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import bleak
from bleak.backends.characteristic import BleakGATTCharacteristic, GattCharacteristicsFlags
from bleak.backends.client import BaseBleakClient
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError, BleakGATTProtocolError
from bleak.uuids import normalize_uuid_str
from bumble import att, core
from bumble.core import AdvertisingData
from bumble.device import Device, Peer


def uuid_of(uuid: Any) -> str:
    """Return a UUID as bleak writes it."""
    return normalize_uuid_str(uuid.to_hex_str("-" if len(uuid.to_bytes()) > 2 else ""))


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except att.ATT_Error as exc:
        raise BleakGATTProtocolError(exc.error_code) from exc
    except (asyncio.CancelledError, core.ProtocolError, core.InvalidStateError) as exc:
        task = asyncio.current_task()
        if isinstance(exc, asyncio.CancelledError) and task and task.cancelling():
            raise
        raise BleakError(f"disconnected: {exc!r}") from exc


def _backends(device: Device, mtu: int) -> tuple[type[Any], type[Any]]:
    """Return scanner and client of one host's Bluetooth."""

    class Scanner(BaseBleakScanner):
        def __init__(self, callback: Any, uuids: Any, mode: Any, **_: Any) -> None:
            super().__init__(callback, uuids)

        def _heard(self, advertisement: Any) -> None:
            data = advertisement.data
            name = data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
            listed = data.get(AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS) or []
            uuids = [uuid_of(uuid) for uuid in listed]
            if not self.is_allowed_uuid(uuids):
                return
            address = advertisement.address.to_string(with_type_qualifier=False)
            said = AdvertisementData(
                name, {}, {}, uuids, None, advertisement.rssi, (advertisement,)
            )
            found = self.create_or_update_device(
                address, address, name, advertisement.address, said
            )
            self.call_detection_callbacks(found, said)

        async def start(self) -> None:
            self.seen_devices = {}
            device.on("advertisement", self._heard)
            await device.start_scanning(legacy=True)

        async def stop(self) -> None:
            device.remove_listener("advertisement", self._heard)
            await device.stop_scanning()

    class Client(BaseBleakClient):
        def __init__(self, found: Any, **options: Any) -> None:
            super().__init__(
                found,
                disconnected_callback=options["disconnected_callback"],
                timeout=options["timeout"],
            )
            self._target = found.details
            self._connection: Any = None
            self._peer: Any = None
            self._subscribers: dict[int, Callable[[bytes], None]] = {}

        @property
        def name(self) -> str:
            return self.address

        @property
        def is_connected(self) -> bool:
            return self._connection is not None

        @property
        def mtu_size(self) -> int:
            return int(self._peer.gatt_client.mtu)

        async def connect(self, pair: bool, **_: Any) -> None:
            try:
                self._connection = await device.connect(self._target, timeout=self._timeout)
            except core.TimeoutError as exc:
                raise TimeoutError from exc
            self._peer = Peer(self._connection)
            self._connection.on("disconnection", self._disconnected)
            with _translated():
                if mtu > 23:
                    await self._peer.request_mtu(mtu)
                await self._discover()

        def _disconnected(self, _: int) -> None:
            self._connection = None
            self._subscribers.clear()
            if self._disconnected_callback:
                self._disconnected_callback()

        async def _discover(self) -> None:
            found = BleakGATTServiceCollection()
            for service in await self._peer.discover_services():
                group = BleakGATTService(service, service.handle, uuid_of(service.uuid))
                found.add_service(group)
                for one in await service.discover_characteristics():
                    properties: Any = [
                        flag.name.replace("_", "-")
                        for flag in GattCharacteristicsFlags
                        if flag.name and one.properties & flag.value
                    ]
                    characteristic = BleakGATTCharacteristic(
                        one,
                        one.handle,
                        uuid_of(one.uuid),
                        properties,
                        lambda: self.mtu_size - 3,
                        group,
                    )
                    found.add_characteristic(characteristic)
                    for descriptor in await one.discover_descriptors():
                        found.add_descriptor(
                            BleakGATTDescriptor(
                                descriptor,
                                descriptor.handle,
                                uuid_of(descriptor.type),
                                characteristic,
                            )
                        )
            self.services = found

        async def disconnect(self) -> None:
            if self._connection:
                gone = asyncio.Event()
                self._connection.on("disconnection", lambda _: gone.set())
                await self._connection.disconnect()
                await gone.wait()

        async def pair(self, *_: Any, **__: Any) -> None:
            with _translated():
                await self._connection.pair()

        async def unpair(self) -> None:
            await self.disconnect()

        def _need_connection(self) -> None:
            if not self._connection:
                raise BleakError("not connected")

        async def read_gatt_char(self, characteristic: Any, **_: Any) -> bytearray:
            self._need_connection()
            with _translated():
                return bytearray(await self._peer.gatt_client.read_value(characteristic.handle))

        async def read_gatt_descriptor(self, descriptor: Any, **_: Any) -> bytearray:
            return await self.read_gatt_char(descriptor)

        async def write_gatt_char(self, characteristic: Any, data: Any, response: bool) -> None:
            self._need_connection()
            with _translated():
                await self._peer.gatt_client.write_value(
                    characteristic.handle, bytes(data), with_response=response
                )

        async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
            await self.write_gatt_char(descriptor, data, True)

        async def start_notify(self, characteristic: Any, callback: Any, **_: Any) -> None:
            self._need_connection()

            def subscriber(value: bytes) -> None:
                callback(bytearray(value))

            self._subscribers[characteristic.handle] = subscriber
            with _translated():
                await self._peer.gatt_client.subscribe(characteristic.obj, subscriber)

        async def stop_notify(self, characteristic: Any) -> None:
            self._need_connection()
            subscriber = self._subscribers.pop(characteristic.handle)
            with _translated():
                await self._peer.gatt_client.unsubscribe(characteristic.obj, subscriber)

    return Scanner, Client


@contextlib.contextmanager
def on_virtual_radio(device: Device, mtu: int = 247) -> Iterator[None]:
    """Let code that just says BleakScanner() and BleakClient() use the virtual radio."""
    scanner, client = _backends(device, mtu)
    module: Any = bleak
    saved = module.get_platform_scanner_backend_type, module.get_platform_client_backend_type
    module.get_platform_scanner_backend_type = lambda: (scanner, "bumble")
    module.get_platform_client_backend_type = lambda: (client, "bumble")
    try:
        yield
    finally:
        module.get_platform_scanner_backend_type, module.get_platform_client_backend_type = saved
