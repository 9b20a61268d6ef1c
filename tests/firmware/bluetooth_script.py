"""Runs under MicroPython against the stand-in for `bluetooth`; each line printed is a finding."""

import time

import bluetooth

SERVICE = (
    bluetooth.UUID("a7d80001-f9f9-4811-a56a-0af0ba0e13bb"),
    (
        (bluetooth.UUID(0x0002), bluetooth.FLAG_NOTIFY),
        (bluetooth.UUID(0x0003), bluetooth.FLAG_WRITE | bluetooth.FLAG_NOTIFY),
    ),
)
events = []
held = []


def tried(what):
    try:
        return what()
    except OSError as error:
        return f"OSError {error.errno}"
    except (ValueError, TypeError) as error:
        return type(error).__name__


def handler(event, data):
    events.append(event)
    if event == 1:
        held.append(data[2])
        held.append(bytes(data[2]))
    if event == 3 and ble.gatts_read(data[1]) == b"fail":
        raise RuntimeError


def until(event, wait_ms=5000):
    end = time.ticks_ms() + wait_ms
    while event not in events and time.ticks_ms() < end:
        bluetooth.pump(20)
    return event in events


ble = bluetooth.BLE()
print("mtu before active", tried(lambda: ble.config(mtu=247)))
print("register before active", tried(lambda: ble.gatts_register_services((SERVICE,))))
ble.active(True)
print("rxbuf", tried(lambda: ble.config(rxbuf=100)))
ble.config(mtu=247, gap_name="Strap-TEST")
ble.irq(handler)
((data, control),) = ble.gatts_register_services((SERVICE,))
print("advertise 32 bytes", tried(lambda: ble.gap_advertise(100000, bytes(32))))
print("notify nobody", tried(lambda: ble.gatts_notify(0, data, b"x")))
print("notify None", tried(lambda: ble.gatts_notify(None, data, b"x")))
ble.gap_advertise(100000, b"\2\1\6")
print("connected", until(1))
print("address kept", held[0] == held[1])
print("long notify", tried(lambda: ble.gatts_notify(0, data, bytes(range(100)))))
print("mtu later", until(21))
print("queue", [tried(lambda: ble.gatts_notify(0, data, b"y")) for _ in range(8)])
print("cut write", until(3), len(ble.gatts_read(control)))
events.clear()
ble.gatts_set_buffer(control, 128)
print("written", until(3), len(ble.gatts_read(control)))
events.clear()
# The handler runs within a call, too: here the connection is lost.
lost = None
while lost is None:
    found = tried(lambda: ble.gatts_notify(0, data, b"z"))
    if 2 in events:
        lost = found
    time.sleep_ms(5)
print("lost within", lost)
print("disconnect twice", ble.gap_disconnect(0))
events.clear()
bluetooth.pump(300)
print("advertises by itself", 1 in events)
ble.gap_advertise(100000, None)
print("connected again", until(1), "mtu told", 21 in events)
print("failed", until(3))
events.clear()
bluetooth.pump(500)
print("handler after failure", events)
