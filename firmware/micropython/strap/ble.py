"""The radio: one host over Bluetooth, on MicroPython's own `bluetooth`.

The handler of its events may run between any two lines, and one exception in it would be its last:
it only notes what happened. `step` thinks.
"""

from micropython import const

import repwire as wire
from strap.sender import BUSY, LOST, SENT

_CONNECTED = const(1)
_DISCONNECTED = const(2)
_WRITTEN = const(3)
_MTU_EXCHANGED = const(21)

_READ = const(0x02)
_WRITE_NO_RESPONSE = const(0x04)
_WRITE = const(0x08)
_NOTIFY = const(0x10)

_MTU = const(247)
_LEAST_MTU = const(23)
_CONTROL_SIZE = const(128)
_INFO_SIZE = const(64)
_INBOX = const(16)
# ENOMEM, EAGAIN, EBUSY: the queue is full. Any other number means that the link is dead; the chip
# has numbers of its own for that.
_FULL = (12, 11, 16)

_MTU_AFTER_MS = const(300)
_STRANGER_MS = const(15000)
_DROPPED_MS = const(2000)
_FAST_MS = const(60000)
_AGAIN_MS = const(1000)
_FAST_US = const(100000)
_SLOW_US = const(1000000)
_MS_MASK = const(0x3FFFFFFF)

# General discoverable; the interval that suits us, 15 to 30 ms.
_FLAGS = b"\x02\x01\x06"
_INTERVAL = b"\x05\x12\x0c\x00\x18\x00"


class Ble:
    """A link over the radio. It never stops advertising for good.

    `frame` is the buffer that samples are sent from; `uuid` makes a UUID of text or a number.
    """

    is_cable = False
    pause_ms = 15

    def __init__(self, radio, uuid, name, frame, ticks_us):
        self.drops = 0  # events that could not be taken in
        self._radio = radio
        self._uuid = uuid
        self._name = name
        self._frame = frame
        self._ticks_us = ticks_us
        # A slice would be allocated for each frame.
        whole = memoryview(frame)
        self._views = [
            whole[:size] for size in range(wire.HEADER_SIZE, wire.MAX_NOTIFY_SIZE + 1, 6)
        ]
        self._connection = None
        self._mtu = _LEAST_MTU
        self._inbox = []  # (changes, command, ticks): the handler appends, `step` takes
        self._changes = 0  # counts connections and their ends
        self._seen = 0
        self._connected_ms = 0
        self._is_mtu_asked = False
        self._is_dropping = False
        self._dropped_ms = -1
        self._advertised_ms = -1
        self._rest_ms = 0  # until it is asked to advertise once more
        self._free_ms = -1  # since when nobody is connected

    @property
    def room(self):
        """The bytes of the longest frame that is not cut."""
        return min(self._mtu - 3, wire.MAX_NOTIFY_SIZE)

    @property
    def is_connected(self):
        """Whether a host is there."""
        return self._connection is not None

    def start(self, facts):
        """Switch the radio on; `facts` are maker, model, serial, firmware, hardware as text."""
        radio = self._radio
        uuid = self._uuid
        radio.active(True)
        radio.config(mtu=_MTU, gap_name=self._name)
        radio.irq(self._happened)
        strap = (
            uuid(wire.SERVICE_UUID),
            (
                (uuid(wire.DATA_UUID), _NOTIFY),
                (uuid(wire.CONTROL_UUID), _WRITE | _WRITE_NO_RESPONSE | _NOTIFY),
                (uuid(wire.INFO_UUID), _READ),
            ),
        )
        battery = (uuid(0x180F), ((uuid(0x2A19), _READ | _NOTIFY),))
        device = (uuid(0x180A), tuple([(uuid(0x2A24 + k), _READ) for k in (5, 0, 1, 2, 3)]))
        handles = radio.gatts_register_services((strap, battery, device))
        (self._data, self._control, self._info), (self._battery,), texts = handles
        radio.gatts_set_buffer(self._control, _CONTROL_SIZE)
        radio.gatts_set_buffer(self._info, _INFO_SIZE)
        for handle, text in zip(texts, facts):
            radio.gatts_write(handle, text.encode())

    def stop(self):
        """Switch the radio off."""
        self._radio.active(False)

    def rename(self, name):
        """Go by another name from the next connection on."""
        self._name = name
        self._radio.config(gap_name=name)
        self._advertised_ms = -1

    def info(self, info):
        """Let INFO say this from now on."""
        self._radio.gatts_write(self._info, info)

    def battery(self, percent):
        """Let the battery's level be this, and tell a host."""
        self._radio.gatts_write(self._battery, bytes((percent,)))
        if self._connection is not None:
            try:
                self._radio.gatts_notify(self._connection, self._battery)
            except OSError:
                pass  # the next one will do

    def send(self, frame, size):
        """Send `frame[:size]`: SENT, BUSY or LOST. Allocates nothing for samples and events."""
        connection = self._connection
        if connection is None:
            return LOST
        if frame is self._frame:
            handle = self._data
            view = self._views[(size - wire.HEADER_SIZE) // wire.STRIDE_ACCEL_ONLY]
        else:
            handle = self._control
            view = memoryview(frame)[:size]
        try:
            self._radio.gatts_notify(connection, handle, view)
        except OSError as error:
            return BUSY if error.errno in _FULL else LOST
        return SENT

    def drop(self):
        """End the connection."""
        connection = self._connection
        if connection is None or self._is_dropping:
            return
        self._is_dropping = True
        try:
            self._radio.gap_disconnect(connection)
        except OSError:
            pass  # then it is gone already, or `step` sees that nothing happens

    def step(self, now_ms, session, connected):
        """Think about what happened; `connected()` is called for each new connection."""
        if self._changes != self._seen:
            self._seen = self._changes
            session.lost(self)
            self._is_dropping = False
            self._dropped_ms = -1
            self._advertised_ms = -1
            self._free_ms = now_ms
            self._connected_ms = now_ms
            self._is_mtu_asked = False
            if self._connection is not None:
                connected()
        while self._inbox:
            changes, command, ticks_us = self._inbox[0]
            if changes > self._seen:
                break
            self._inbox.pop(0)
            if changes == self._seen:
                session.hear(self, command, now_ms, ticks_us)
        if self._connection is None:
            self._advertise(now_ms)
        else:
            self._guard(now_ms, session)

    def _guard(self, now_ms, session):
        connected_ms = (now_ms - self._connected_ms) & _MS_MASK
        if self._is_dropping:
            if self._dropped_ms < 0:
                self._dropped_ms = now_ms
            elif (now_ms - self._dropped_ms) & _MS_MASK >= _DROPPED_MS:
                # The word that it is gone never came.
                self._connection = None
                self._changes += 1
        elif session.owner is not self and connected_ms >= _STRANGER_MS:
            self.drop()
        elif not self._is_mtu_asked and connected_ms >= _MTU_AFTER_MS:
            self._is_mtu_asked = True
            if self._mtu == _LEAST_MTU:
                try:
                    self._radio.gattc_exchange_mtu(self._connection)
                except OSError:
                    pass  # a slow link then

    def _advertise(self, now_ms):
        if self._free_ms < 0:
            self._free_ms = now_ms
        is_fast = (now_ms - self._free_ms) & _MS_MASK < _FAST_MS
        if self._advertised_ms >= 0 and (now_ms - self._advertised_ms) & _MS_MASK < self._rest_ms:
            return
        name = self._name.encode()
        try:
            self._radio.gap_advertise(
                _FAST_US if is_fast else _SLOW_US,
                adv_data=_FLAGS + b"\x11\x07" + bytes(self._uuid(wire.SERVICE_UUID)) + _INTERVAL,
                resp_data=bytes((len(name) + 1, 9)) + name,
            )
            self._rest_ms = _FAST_MS
        except OSError:
            self._rest_ms = _AGAIN_MS
        self._advertised_ms = now_ms

    def _happened(self, event, data):
        try:
            if event == _WRITTEN:
                if data[0] == self._connection and data[1] == self._control:
                    if len(self._inbox) < _INBOX:
                        command = self._radio.gatts_read(data[1])
                        self._inbox.append((self._changes, command, self._ticks_us()))
                    else:
                        self.drops += 1
            elif event == _MTU_EXCHANGED:
                if data[0] == self._connection:
                    self._mtu = data[1]
            elif event == _CONNECTED:
                self._connection = data[0]
                self._mtu = _LEAST_MTU
                self._changes += 1
            elif event == _DISCONNECTED and data[0] == self._connection:
                self._connection = None
                self._changes += 1
        except Exception:
            self.drops += 1
