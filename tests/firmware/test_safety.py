"""When the strap starts anew, and when it had better not start."""

import pytest

from strap.safety import Safety


class Memory:
    def __init__(self) -> None:
        self.kept: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self.kept.get(name, 0)

    def keep_number(self, name: str, number: int) -> None:
        self.kept[name] = number


def test_three_crashes_lead_to_safe_mode_and_switching_on_forgives() -> None:
    memory = Memory()
    for crashes in range(3):
        safety = Safety(memory)
        safety.booted(is_watchdog=False, is_power_on=False)
        assert safety.crashes == crashes
        assert not safety.is_safe_mode
        assert [safety.is_hopeless(s) for s in (1, 2, 3)] == [False, False, True]
    safety = Safety(memory)
    safety.booted(is_watchdog=False, is_power_on=False)
    assert safety.is_safe_mode
    safety.booted(is_watchdog=False, is_power_on=True)
    assert not safety.is_safe_mode
    assert memory.kept == {"crashes": 0}


def test_hanging_counts_and_living_for_5_min_forgives() -> None:
    memory = Memory()
    for _ in range(3):
        Safety(memory).booted(is_watchdog=True, is_power_on=False)
    safety = Safety(memory)
    assert safety.is_safe_mode
    safety.lived(299)
    assert safety.is_safe_mode
    safety.lived(300)
    assert not safety.is_safe_mode


@pytest.mark.parametrize("apart_s", [30, 31, 60])
def test_troubles_now_and_then_are_no_crash(apart_s: int) -> None:
    safety = Safety(Memory())
    assert not any(safety.is_hopeless(apart_s * k) for k in range(20))


def test_safe_mode_on_demand() -> None:
    memory = Memory()
    Safety(memory).ask_safe_mode()
    assert Safety(memory).is_safe_mode
