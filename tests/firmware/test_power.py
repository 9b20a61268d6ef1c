"""The battery by its voltage, and the end of patience."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from strap.power import UNKNOWN_PERCENT, Battery, Idle, percent_left


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_more_volts_are_more_percent(a_mv: int, b_mv: int) -> None:
    assert 0 <= percent_left(a_mv) <= 100
    assert (percent_left(a_mv) - percent_left(b_mv)) * (a_mv - b_mv) >= 0


def test_a_load_makes_nothing_low() -> None:
    battery = Battery()
    for k in range(200):
        battery.read(3300 if k % 8 == 0 else 3900)
        assert not battery.is_low
        assert not battery.is_empty


def test_low_is_said_once(rng: np.random.Generator) -> None:
    """A battery that runs down and jitters becomes low once, and empty after that."""
    battery = Battery()
    seen = []
    for mv in np.linspace(4100, 3250, 4000):
        battery.read(int(mv + rng.normal(0, 25)))
        state = (battery.is_low, battery.is_empty)
        if not seen or seen[-1] != state:
            seen.append(state)
    assert seen == [(False, False), (True, False), (True, True)]


def test_a_pin_without_a_battery_says_nothing() -> None:
    battery = Battery()
    for mv in (0, 140, 900, 2400):
        battery.read(mv)
    assert (battery.percent, battery.mv) == (UNKNOWN_PERCENT, 0)
    assert not battery.is_low


def test_charging_ends_low() -> None:
    battery = Battery()
    for _ in range(16):
        battery.read(3600)
    assert battery.is_low
    for _ in range(16):
        battery.read(3900)
    assert not battery.is_low


def test_idle() -> None:
    idle = Idle(10)
    assert not idle.is_over(599)
    idle.needed(599)
    assert not idle.is_over(1198)
    assert idle.is_over(1199)
    assert not Idle(0).is_over(10**6)
