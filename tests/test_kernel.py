"""The per-sample kernels: what is compiled is what is written, and blocks do not matter."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import synth
import synth_life as life
from counting import blocks_of, counter_of, pushed
from repsignal import RepCounter, gaps, kernel
from repsignal import counter as counter_module
from repsignal.events import Event, SetEnded
from repsignal.movement_kernel import measure
from repsignal.state import RING, RING_FIELDS, STATE
from synth_body import story
from synth_gait import walk
from synth_rdl import rdl
from synth_strap import random_strap
from synth_swing import swing

GAPS_S = ((2.0, 2.3), (7.0, 7.12), (9.0, 9.4), (14.0, 15.2), (24.0, 24.1))


def with_lost(one: synth.Recording, spans_s: tuple[tuple[float, float], ...]) -> synth.Recording:
    """Return a recording without the samples in some spans of time."""
    keep = np.ones(one.index.size, dtype=np.bool_)
    for start_s, end_s in spans_s:
        keep &= (one.t_s < start_s) | (one.t_s >= end_s)
    changed = {
        "index": one.index[keep],
        "counts": np.ascontiguousarray(one.counts[keep]),
        "truth_hinge_deg": one.truth_hinge_deg[keep],
    }
    return synth.Recording(**(vars(one) | changed))


def a_bit_of_all(seed: int, rate_hz: float, *, has_gyro: bool = True) -> synth.Recording:
    """Return swings, hinges and a walk with gaps among them: every branch within half a minute."""
    rng = np.random.default_rng(seed)
    pieces = [life.stand(rng, 1.5, 2.0), swing(rng, 6), life.stand(rng, 1.0, 1.2)]
    pieces += [rdl(rng, 2, frozenset(("fast",))), walk(rng, 4.0), life.stand(rng, 1.0, 1.2)]
    motion = story(rng, pieces)
    whole = synth.observe(motion, random_strap(rng), rng, rate_hz=rate_hz, has_gyro=has_gyro)
    return with_lost(whole, GAPS_S)


def same_past(a: RepCounter, b: RepCounter) -> None:
    """Hold two counters to the same bits of state and ring."""
    for name in STATE.names or ():
        assert a._states[name].tobytes() == b._states[name].tobytes(), name
    assert a._ring.tobytes() == b._ring.tobytes()


def as_written(compiled: Any) -> Callable[..., Any]:
    """Return the Python of a kernel of states, for the very arguments of the kernel."""

    def run(states: Any, *arguments: Any) -> Any:
        return compiled.py_func(states.view(np.recarray), *arguments)

    return run


@pytest.mark.parametrize("has_gyro", [True, False])
def test_compiled_is_what_is_written(
    has_gyro: bool, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bit for bit: events, state and ring."""
    one = a_bit_of_all(seed, 50.0, has_gyro=has_gyro)
    compiled = counter_of(one, "swing")
    expected = pushed(compiled, blocks_of(one)) + compiled.finish()
    assert expected
    called = []

    def noted(name: str, written: Any) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            called.append(name)
            return written(*arguments)

        return run

    monkeypatch.setattr(kernel, "advance", noted("advance", as_written(kernel.advance)))
    monkeypatch.setattr(kernel, "realign", noted("realign", as_written(kernel.realign)))
    monkeypatch.setattr(counter_module, "measure", noted("measure", measure.py_func))
    monkeypatch.setattr(kernel, "bridge", noted("bridge", gaps.bridge))
    monkeypatch.setattr(gaps, "recall", noted("recall", gaps.recall))
    python = counter_of(one, "swing")
    events = pushed(python, blocks_of(one)) + python.finish()
    assert {"advance", "measure", "bridge"} <= set(called)
    assert ("recall" in called) == has_gyro
    assert events == expected
    same_past(python, compiled)


def test_realign_is_what_is_written(rng: np.random.Generator) -> None:
    one = a_bit_of_all(int(rng.integers(1 << 32)), 50.0)
    first, second = counter_of(one), counter_of(one)
    for counter in (first, second):
        pushed(counter, blocks_of(one))
    before = first._states.copy()
    direction = first._states[0]["up"] + rng.normal(0.0, 0.1, 3)
    direction /= np.linalg.norm(direction)
    kernel.realign(first._states, direction)
    as_written(kernel.realign)(second._states, direction)
    same_past(first, second)
    assert first._states.tobytes() != before.tobytes()
    smoothed = first._states[0]["y"][:3]
    assert np.allclose(smoothed / np.linalg.norm(smoothed), direction, atol=1e-9)


class Whole(NamedTuple):
    """A recording, and a counter that took it in one piece with all that it told."""

    one: synth.Recording
    counter: RepCounter
    events: list[Event]


@pytest.fixture(scope="module")
def whole() -> Whole:
    one = a_bit_of_all(7, 100.0)
    counter = counter_of(one, "swing")
    events = pushed(counter, blocks_of(one)) + counter.finish()
    assert any(isinstance(event, SetEnded) for event in events)
    return Whole(one, counter, events)


@given(parts=st.sets(st.floats(0.0, 1.0), max_size=60))
def test_blocks_of_any_size(whole: Whole, parts: set[float]) -> None:
    cuts = {round(part * whole.one.index.size) for part in parts}
    counter = counter_of(whole.one, "swing")
    events = pushed(counter, blocks_of(whole.one, cuts)) + counter.finish()
    assert events == whole.events
    same_past(counter, whole.counter)


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 20, 1000])
@pytest.mark.parametrize("has_gyro", [True, False])
def test_blocks_of_one_size(rows: int, has_gyro: bool, seed: int) -> None:
    one = synth.rdl_set(np.random.default_rng(seed), kind="gaps", has_gyro=has_gyro)
    whole, cut = counter_of(one), counter_of(one)
    expected = pushed(whole, blocks_of(one)) + whole.finish()
    assert pushed(cut, blocks_of(one, range(rows, one.index.size, rows))) + cut.finish() == expected
    same_past(cut, whole)


def test_empty_blocks_change_nothing(whole: Whole) -> None:
    counter = counter_of(whole.one, "swing")
    events: list[Event] = []
    for counts, first in blocks_of(whole.one, range(50, whole.one.index.size, 50)):
        assert counter.push(counts[:0], first) == []
        events += counter.push(counts, first)
    assert events + counter.finish() == whole.events
    same_past(counter, whole.counter)


@pytest.mark.parametrize("at", [0.05, 0.31, 0.5, 0.77])
def test_state_and_ring_are_all_that_the_kernel_knows(at: float, whole: Whole) -> None:
    """A copy of both, taken anywhere, goes on with the same bits."""
    one = whole.one
    middle = int(at * one.index.size)
    early = [b for b in blocks_of(one, (middle,)) if b[1] < one.index[middle]]
    late = [b for b in blocks_of(one, (middle,)) if b[1] >= one.index[middle]]
    states, ring = _passed(early, counter_of(one)._states, np.zeros((RING, RING_FIELDS)))
    kept = states.copy(), ring.copy()
    _passed(late, states, ring)
    again = _passed(late, *kept)
    assert again[0].tobytes() == states.tobytes()
    assert again[1].tobytes() == ring.tobytes()


def _passed(blocks: list[Any], states: Any, ring: Any) -> tuple[Any, Any]:
    """Take blocks through the kernel alone; nobody answers what it tells."""
    for counts, first in blocks:
        at = kernel.advance(states, ring, counts, 0, first)
        while at < 0:
            at = kernel.advance(states, ring, counts, ~at, first)
        assert at == len(counts)
    return states, ring


def test_counts_may_be_read_only(whole: Whole) -> None:
    counter = counter_of(whole.one, "swing")
    blocks = [
        (np.frombuffer(counts.tobytes(), np.int16).reshape(counts.shape), first)
        for counts, first in blocks_of(whole.one)
    ]
    assert not any(counts.flags.writeable for counts, _ in blocks)
    assert pushed(counter, blocks) + counter.finish() == whole.events
