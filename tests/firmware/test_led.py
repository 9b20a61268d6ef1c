"""What the light and the motor say, and that each says no more than it should."""

from itertools import pairwise

from strap import led
from strap.led import Led


def played(lamp: Led, seen: list[tuple[int, bool]], ms: int, start_ms: int = 0) -> list[int]:
    """Return when the light went on, within some time in steps of 10 ms; the ticks wrap."""
    on = []
    for t_ms in range(start_ms, start_ms + ms, 10):
        before = len(seen)
        lamp.step(t_ms & 0x3FFFFFFF)
        on += [t_ms - start_ms for is_on, _ in seen[before:] if is_on]
    return on


def test_a_mood_is_said_for_ever_and_a_greeting_once() -> None:
    seen: list[tuple[int, bool]] = []
    lamp = Led(lambda is_on, is_once: seen.append((is_on, is_once)))
    on = played(lamp, seen, 20_000, 0x3FFFFFFF - 5000)
    assert {later - sooner for sooner, later in pairwise(on)} == {3030}
    assert len(on) >= 6
    assert not any(is_once for _, is_once in seen)
    seen.clear()
    lamp.say(led.CONNECTED)
    on = played(lamp, seen, 3000, 20_000)
    assert on[1] - on[0] == 160
    assert [is_once for is_on, is_once in seen if is_on] == [True, True, False]


def test_what_is_said_last_is_heard_at_once() -> None:
    seen: list[tuple[int, bool]] = []
    lamp = Led(lambda is_on, is_once: seen.append((is_on, is_once)))
    lamp.mood = led.CALM
    played(lamp, seen, 1000)
    seen.clear()
    lamp.say(led.IDENTIFY, 4)
    assert played(lamp, seen, 2000, 1000)[:4] == [0, 240, 480, 720]
    assert sum(is_on and is_once for is_on, is_once in seen) == 4
