"""Stand-in for MicroPython's `bluetooth`: the calls go over a socket to whoever plays the radio.

It listens at the port in the environment variable BLE_BRIDGE. Messages both ways are
`size u16, op, data`, integers little-endian:

up    G name · R json [mtu, [[uuid, [[uuid, flags, handle], …]], …]] · W handle u16, value
      V interval_us u32, n u8, m u8, advertisement, scan response · S stop advertising
      N connection u16, handle u16, data · D connection · X connection: exchange the MTU
down  C connection u16, address type u8, address · D the same · M connection u16, mtu u16
      w connection u16, handle u16, data · K u16, so many more notifications fit into the queue

What the real one was seen to do (reference: NimBLE under MicroPython) it does, too: see
tests/firmware/test_bluetooth_stand_in.py.
"""

import json
import os
import select
import socket
import struct
import sys

FLAG_READ = 0x02
FLAG_WRITE_NO_RESPONSE = 0x04
FLAG_WRITE = 0x08
FLAG_NOTIFY = 0x10
FLAG_INDICATE = 0x20

_IRQ_CENTRAL_CONNECT = 1
_IRQ_CENTRAL_DISCONNECT = 2
_IRQ_GATTS_WRITE = 3
_IRQ_MTU_EXCHANGED = 21

_ENOMEM = 12
_ENODEV = 19
# ENOTCONN is 128 on the chip and overflows the table it is looked up in.
_NOT_CONNECTED = -128
_TOO_LONG = -18
_LEAST_MTU = 23
_DEFAULT_SIZE = 20
_MOST_ADVERTISED = 31
# As on NimBLE 1 to 11 are GAP's and GATT's.
_FIRST_HANDLE = 12


class UUID:
    """User classes have no `__bytes__` here: `bytes(uuid)` takes `__iter__`."""

    def __init__(self, value):
        if isinstance(value, int):
            self._bytes = struct.pack("<H", value)
        else:
            self._bytes = bytes(reversed(bytes.fromhex(value.replace("-", ""))))

    def __iter__(self):
        return iter(self._bytes)

    def __len__(self):
        return len(self._bytes)

    def __eq__(self, other):
        return isinstance(other, UUID) and bytes(self) == bytes(other)

    def __hash__(self):
        return hash(self._bytes)


class BLE:
    """There is only one."""

    _only = None

    def __new__(cls):
        if cls._only is None:
            cls._only = object.__new__(cls)
            cls._only._begin()
        return cls._only

    def _begin(self):
        self._socket = None
        self._handler = None
        self._settings = {"mtu": 256, "gap_name": "MPY ESP32", "mac": (0, b"\xf0\0\0\0\0\1")}
        self._values = {}
        self._sizes = {}
        self._mtus = {}  # of each connection
        self._room = 0
        self._received = b""
        self._event = bytearray(6)

    def active(self, on=None):
        if on and self._socket is None:
            self._socket = socket.socket()
            port = int(os.getenv("BLE_BRIDGE"))
            self._socket.connect(socket.getaddrinfo("127.0.0.1", port)[0][-1])
            self._poll = select.poll()
            self._poll.register(self._socket, select.POLLIN)
        elif on is False and self._socket:
            self._socket.close()
            self._socket = None
            self._handler = None
        return self._socket is not None

    def config(self, *names, **settings):
        if names:
            return self._settings[names[0]]
        for name, value in settings.items():
            if name not in self._settings:
                raise ValueError("unknown config param")
            if name == "mtu" and self._socket is None:
                raise OSError(_ENODEV)
            self._settings[name] = value
            if name == "gap_name" and self._socket:
                self._send(b"G", value.encode())

    def irq(self, handler):
        self._handler = handler

    def gatts_register_services(self, services):
        if self._socket is None:
            raise OSError(_ENODEV)
        handle = _FIRST_HANDLE
        handles = []
        table = []
        for service, characteristics in services:
            handle += 1
            row = []
            described = []
            for uuid, flags in characteristics:
                handle += 2
                row.append(handle)
                described.append((bytes(uuid).hex(), flags, handle))
                self._values[handle] = b""
                self._sizes[handle] = _DEFAULT_SIZE
                if flags & (FLAG_NOTIFY | FLAG_INDICATE):
                    handle += 1
            handles.append(tuple(row))
            table.append((bytes(service).hex(), described))
        self._send(b"R", json.dumps([self._settings["mtu"], table]).encode())
        return tuple(handles)

    def gatts_set_buffer(self, handle, size, append=False):
        self._sizes[handle] = size

    def gatts_read(self, handle):
        return self._values[handle]

    def gatts_write(self, handle, data, send_update=False):
        self._take_in()
        self._sizes[handle] = max(self._sizes[handle], len(data))
        self._values[handle] = bytes(data)
        self._send(b"W", struct.pack("<H", handle) + self._values[handle])

    def gap_advertise(self, interval_us, adv_data=None, *, resp_data=None, connectable=True):
        self._take_in()
        if interval_us is None:
            self._send(b"S")
            return
        advertisement = bytes(adv_data or b"")
        response = bytes(resp_data or b"")
        if max(len(advertisement), len(response)) > _MOST_ADVERTISED:
            raise OSError(_TOO_LONG)
        sizes = struct.pack("<IBB", interval_us, len(advertisement), len(response))
        self._send(b"V", sizes + advertisement + response)

    def gap_disconnect(self, connection):
        if connection not in self._mtus:
            return False
        self._send(b"D", struct.pack("<H", connection))
        return True

    def gattc_exchange_mtu(self, connection):
        if connection not in self._mtus:
            raise OSError(_NOT_CONNECTED)
        self._send(b"X", struct.pack("<H", connection))

    def gatts_notify(self, connection, handle, data=None):
        if not isinstance(connection, int):
            raise TypeError("can't convert NoneType to int")
        # The handler may run at any time, so here, too.
        self._take_in()
        if connection not in self._mtus:
            raise OSError(_NOT_CONNECTED)
        if self._room <= 0:
            raise OSError(_ENOMEM)
        self._room -= 1
        value = bytes(self._values[handle] if data is None else data)
        # What is too long is cut without a word, and nobody asks whether anyone has subscribed.
        cut = value[: self._mtus[connection] - 3]
        self._send(b"N", struct.pack("<HH", connection, handle) + cut)

    def _send(self, op, data=b""):
        try:
            self._socket.write(struct.pack("<H", len(data) + 1) + op + data)
        except OSError:
            raise SystemExit("the radio is gone") from None

    def _happen(self, event, *data):
        if self._handler is None:
            return
        try:
            self._handler(event, data)
        except Exception as error:
            print("the handler failed and is gone:", repr(error), file=sys.stderr)
            self._handler = None
        # What the handler was given is not its to keep.
        for k in range(len(self._event)):
            self._event[k] = 0xEE

    def _take_in(self, wait_ms=0):
        while self._socket and self._poll.poll(wait_ms):
            wait_ms = 0
            try:
                data = self._socket.recv(256)
            except OSError:
                data = b""
            if not data:
                raise SystemExit("the radio is gone")
            self._received += data
            while len(self._received) > 2:
                end = 2 + (self._received[0] | self._received[1] << 8)
                if len(self._received) < end:
                    break
                message = self._received[2:end]
                self._received = self._received[end:]
                self._heard(message[:1], message[1:])

    def _heard(self, op, data):
        if op == b"K":
            self._room += struct.unpack("<H", data)[0]
        elif op == b"w":
            connection, handle = struct.unpack_from("<HH", data)
            self._values[handle] = data[4 : 4 + self._sizes[handle]]
            self._happen(_IRQ_GATTS_WRITE, connection, handle)
        elif op == b"M":
            connection, mtu = struct.unpack("<HH", data)
            self._mtus[connection] = mtu
            self._happen(_IRQ_MTU_EXCHANGED, connection, mtu)
        else:
            connection, kind = struct.unpack_from("<HB", data)
            self._event[:] = data[3:9]
            if op == b"C":
                self._mtus[connection] = _LEAST_MTU
                self._room = 0
                self._happen(_IRQ_CENTRAL_CONNECT, connection, kind, memoryview(self._event))
            elif op == b"D":
                self._mtus.pop(connection, None)
                self._happen(_IRQ_CENTRAL_DISCONNECT, connection, kind, memoryview(self._event))


def pump(ms):
    """Let the radio happen for so long, or until something has."""
    radio = BLE()
    if radio.active():
        radio._take_in(ms)
    else:
        select.poll().poll(ms)
