"""What a lifter is told while a strap streams, and what of its troubles."""

import asyncio

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

import repwire
from rephost.ble import _translated
from rephost.decode import StrapEvent
from rephost.errors import LinkError
from rephost.notices import Notices

SAMPLE = bytes(repwire.STRIDE)


def event(kind: int, a: int, t_us: int = 5) -> StrapEvent:
    return StrapEvent(kind, a, 3700, 100, t_us, 1, 7)


def data(n: int) -> bytes:
    return bytes((repwire.DATA, 1, n, 0, 0, 0, 0, 0)) + SAMPLE * n


def test_a_low_battery_is_told_once_though_it_comes_again() -> None:
    notices = Notices()
    notices.event(event(repwire.LOW_BATTERY, 19))
    notices.event(event(repwire.LOW_BATTERY, 19))
    (said,) = notices.take()
    assert "19 %" in said
    notices.event(event(repwire.LOW_BATTERY, 255, t_us=6))
    (said,) = notices.take()
    assert "%" not in said


@pytest.mark.parametrize(
    ("code", "word"), [(1, "answer"), (2, "settings"), (3, "frozen"), (9, "9")]
)
def test_a_sensor_in_trouble_is_told(code: int, word: str) -> None:
    notices = Notices()
    notices.event(event(repwire.SENSOR_ERROR, code))
    (said,) = notices.take()
    assert word in said


@pytest.mark.parametrize("kind", [repwire.STATUS, repwire.EPOCH, repwire.BUTTON, repwire.LOG])
def test_what_is_in_order_is_not(kind: int) -> None:
    notices = Notices()
    notices.event(event(kind, 1))
    assert notices.take() == []


def hear(notices: Notices, sizes: list[int]) -> list[str]:
    for n in sizes:
        notices.samples(data(n))
    return notices.take()


def test_a_slow_link_is_told_when_it_stays_slow() -> None:
    notices = Notices()
    notices.linked(23)
    (said,) = hear(notices, [1] * 500)
    assert "slow link" in said


def test_a_link_that_widens_or_is_wide_is_none() -> None:
    notices = Notices()
    notices.linked(23)
    assert hear(notices, [1] * 20 + [19] + [1] * 500) == []
    notices.linked(247)
    assert hear(notices, [1] * 500) == []


REASON = BleakBluetoothNotAvailableReason


@pytest.mark.parametrize(
    ("exc", "sentence"),
    [
        (BleakBluetoothNotAvailableError("", REASON.NO_BLUETOOTH), "has no Bluetooth"),
        (BleakBluetoothNotAvailableError("", REASON.POWERED_OFF), "switched off"),
        (BleakBluetoothNotAvailableError("", REASON.DENIED_BY_USER), "does not allow"),
        (BleakBluetoothNotAvailableError("", REASON.DENIED_BY_SYSTEM), "does not allow"),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["no"]), "does not allow"),
        (BleakDBusError("org.bluez.Error.Failed", ["no"]), "cannot be used"),
        (FileNotFoundError(2, "no socket"), "no Bluetooth service"),
        (BleakError("whatever"), "cannot be used"),
        (EOFError(), "cannot be used"),
    ],
)
def test_what_a_systems_bluetooth_raises_is_a_sentence(exc: Exception, sentence: str) -> None:
    async def use() -> None:
        async with _translated("Bluetooth cannot be used"):
            raise exc

    with pytest.raises(LinkError, match=sentence):
        asyncio.run(use())
