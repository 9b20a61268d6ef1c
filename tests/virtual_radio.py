"""Bluetooth without a radio: bumble's controllers with airtime, black-outs and link loss.

bumble's own link has no airtime, repeats the advertisement as scan response, never ends an attempt
to connect that was called off, and always sends data from the random address.
"""

import asyncio
import collections
import time
from collections.abc import Callable
from typing import Any

from bumble import hci
from bumble.controller import Controller
from bumble.device import Device
from bumble.host import Host
from bumble.link import LocalLink

SUPERVISION_TIMEOUT = 0x08
CENTRAL = "F0:00:00:00:00:02"
PERIPHERAL = "F0:00:00:00:00:01"
# As with data length extension.
_PACKET_BYTES = 251
_QUEUE = 64


class Radio(LocalLink):
    """The air between two controllers."""

    def __init__(self) -> None:
        super().__init__()
        self.is_dark = False

    def send_acl_data(self, sender: Any, destination: Any, transport: Any, data: bytes) -> None:
        connection = sender.le_connections.get(destination)
        target = self.find_le_controller(destination)
        if connection and target:
            loop = asyncio.get_running_loop()
            loop.call_soon(target.on_link_acl_data, connection.self_address, transport, data)

    def send_advertising_pdu(self, sender: Any, packet: Any) -> None:
        if not self.is_dark:
            super().send_advertising_pdu(sender, packet)

    async def go_dark(self, seconds: float, *, drops_links: bool) -> None:
        """Let nothing through for a while; a short time only holds the data up."""
        self.is_dark = True
        if drops_links:
            self.drop_links()
        try:
            await asyncio.sleep(seconds)
        finally:
            self.is_dark = False

    def drop_links(self) -> None:
        """End every link, as when its two ends no longer hear each other."""
        for controller in self.controllers:
            for connection in list(controller.le_connections.values()):
                controller.air.clear()
                controller.on_le_disconnected(connection, SUPERVISION_TIMEOUT)


class AirController(Controller):
    """Sends `packets` packets at each connection event, every `interval_s` (None: at once)."""

    le_acl_data_packet_length = _PACKET_BYTES

    def __init__(
        self, name: str, radio: Radio, address: str, interval_s: float | None, packets: int = 4
    ) -> None:
        super().__init__(name, link=radio, public_address=address)
        self.random_address = hci.Address(address)
        self.total_num_le_acl_data_packets = _QUEUE
        # bumble's controller completes connections in the old way only.
        self.le_features &= ~(
            hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
        )
        self.on_sent: Callable[[], None] = lambda: None
        self.air: collections.deque[Any] = collections.deque()
        self._radio = radio
        self._interval_s = interval_s
        self._packets = packets
        self._pump: asyncio.Task[None] | None = None

    def on_hci_acl_data_packet(self, packet: Any) -> None:
        if self._interval_s is None and not self._radio.is_dark:
            self._transmit(packet)
            return
        self.air.append(packet)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._connection_events())

    async def _connection_events(self) -> None:
        step_s = self._interval_s or 0.0075
        due_s = time.monotonic()
        while self.air:
            due_s = max(due_s + step_s, time.monotonic() - step_s)
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            if not self._radio.is_dark:
                for _ in range(min(self._packets, len(self.air))):
                    self._transmit(self.air.popleft())

    def _transmit(self, packet: Any) -> None:
        super().on_hci_acl_data_packet(packet)
        self.on_sent()

    def on_advertising_pdu(self, pdu: Any) -> None:
        is_scanning, self.le_scan_enable = self.le_scan_enable, False
        advertiser = self._radio.find_le_controller(pdu.advertiser_address)
        if is_scanning and advertiser:
            event = hci.HCI_LE_Advertising_Report_Event
            response = advertiser.le_legacy_advertiser.scan_response_data
            for kind, data in (
                (event.EventType.ADV_IND, pdu.data),
                (event.EventType.SCAN_RSP, response),
            ):
                report = event.Report(
                    event_type=kind,
                    address_type=pdu.advertiser_address.address_type,
                    address=pdu.advertiser_address,
                    data=data,
                    rssi=-50,
                )
                self.send_hci_packet(event([report]))
        super().on_advertising_pdu(pdu)
        self.le_scan_enable = is_scanning

    def on_hci_le_create_connection_cancel_command(self, command: Any) -> Any:
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending:
            self.send_hci_packet(
                hci.HCI_LE_Connection_Complete_Event(
                    status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                    connection_handle=0,
                    role=0,
                    peer_address_type=pending.peer_address_type,
                    peer_address=pending.peer_address,
                    connection_interval=0,
                    peripheral_latency=0,
                    supervision_timeout=0,
                    central_clock_accuracy=0,
                )
            )
        return super().on_hci_le_create_connection_cancel_command(command)


async def central(radio: Radio) -> Device:
    """Return a host's Bluetooth, switched on."""
    host = Host()
    host.controller = AirController("host", radio, CENTRAL, None)
    device = Device(name="host", address=hci.Address(CENTRAL), host=host)
    await device.power_on()
    return device
