"""What waits for a page, and what a page may ask: order, bounds, and no nonsense."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rephost.live_actions import read_action
from rephost.live_outbox import Outbox, as_text


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["do", "reps", "set", "kg", "name", "exercise"]), inner
            )
        ),
        max_leaves=6,
    )
    | st.fixed_dictionaries(
        {"do": st.sampled_from(["add", "weight", "choose", "discard", "start"])},
        optional={
            "reps": st.integers(-2, 2),
            "set": st.none() | st.integers(-2, 2),
            "kg": st.floats(),
            "exercise": st.none() | st.text(),
        },
    )
)
def test_whatever_comes_is_an_action_or_a_sentence(message: Any) -> None:
    try:
        action = read_action(json.dumps(message))
    except ValueError as exc:
        said = str(exc)
    else:
        assert action == message
        said = json.dumps(action, allow_nan=False)
    assert said


@given(st.lists(st.sampled_from(["say", "trace", "view", "take"]), max_size=60))
def test_what_is_certain_leaves_in_order_and_of_the_rest_the_newest(steps: list[str]) -> None:
    outbox, said, heard, now_s = Outbox(), 0, [], 0.0
    for now_s, step in enumerate(steps):
        match step:
            case "say":
                said += 1
                outbox.put({"type": "say", "number": said})
            case "trace":
                outbox.put({"type": "trace", "t_s": [float(now_s)], "deg": [1.0]})
            case "view":
                outbox.put({"type": "view"})
                assert outbox.until_view_s(now_s) == 0.0
            case "take" if message := outbox.take():
                heard.append(message)
    while message := outbox.take():
        heard.append(message)
    numbers = [message["number"] for message in heard if message["type"] == "say"]
    assert numbers == list(range(1, said + 1))
    traced = [t_s for message in heard if message["type"] == "trace" for t_s in message["t_s"]]
    newest = [float(at) for at, step in enumerate(steps) if step == "trace"]
    assert traced == sorted(traced)
    assert traced[-1:] == newest[-1:]


def test_a_long_wait_keeps_the_last_of_the_trace_only() -> None:
    outbox = Outbox()
    for tick in range(10_000):
        outbox.put({"type": "trace", "t_s": [tick * 0.1], "deg": [0.0]})
    message = outbox.take()
    assert message is not None
    assert message["t_s"][-1] == pytest.approx(999.9)
    assert len(message["t_s"]) == len(message["deg"]) <= 252
    assert outbox.take() is None


def test_a_time_that_begins_anew_leaves_the_old_one_behind() -> None:
    outbox = Outbox()
    for _ in range(100):
        outbox.put({"type": "trace", "t_s": [0.0, 10.0, 20.0], "deg": [0.0, None, 2.0]})
    assert outbox.take() == {"type": "trace", "t_s": [0.0, 10.0, 20.0], "deg": [0.0, None, 2.0]}


def test_a_page_that_never_reads_is_let_go() -> None:
    outbox = Outbox()
    assert not outbox.is_overrun
    for number in range(5000):
        outbox.put({"type": "say", "number": number})
    assert outbox.is_overrun


@given(st.recursive(st.floats() | st.none(), lambda one: st.lists(one) | st.tuples(one)))
def test_what_is_no_number_is_null(value: Any) -> None:
    text = as_text({"deg": value})
    assert "NaN" not in text
    assert "Infinity" not in text
    json.loads(text)
