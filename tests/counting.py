"""Recordings put through the counter as it is, and laws that what it tells must keep."""

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import synth
from repsignal import RepCounter
from repsignal.events import (
    Alert,
    Event,
    Rejected,
    RepAnnounced,
    RepCorrected,
    SetEnded,
    SetResult,
    SetStarted,
)
from synth_body import Piece, story
from synth_strap import Strap, random_strap

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "analysis.schema.json").read_text())
_SET = SCHEMA["properties"]["sets"]["items"]["properties"]
TEMPO = _SET["tempo"]["pattern"]
FLAGS = _SET["reps"]["items"]["properties"]["flags"]["items"]["enum"]
REASONS, ALERTS = (
    SCHEMA["properties"][name]["items"]["properties"][field]["enum"]
    for name, field in (("rejected", "reason"), ("alerts", "kind"))
)


def seen(
    rng: np.random.Generator, pieces: Sequence[Piece], strap: Strap | None = None
) -> synth.Recording:
    """Return pieces of motion, one after another, as a strap records them; any strap if None."""
    return synth.observe(story(rng, pieces), strap or random_strap(rng), rng)


def counter_of(one: synth.Recording, exercise: str | None = None) -> RepCounter:
    """Return a counter on a recording's time axis, ready for its samples."""
    counter = RepCounter(one.rate_hz, one.acc_g_per_lsb, one.gyr_dps_per_lsb, exercise=exercise)
    counter.retime(0, 0.0, one.period_s)
    return counter


def blocks_of(
    one: synth.Recording, cuts: Iterable[int] = ()
) -> list[tuple[NDArray[np.int16], int]]:
    """Return a recording's samples as pushes; cut at its gaps, and at rows `cuts`."""
    gaps = np.flatnonzero(np.diff(one.index) != 1) + 1
    borders = sorted({0, *gaps.tolist(), *cuts, one.index.size})
    return [(one.counts[a:b], int(one.index[a])) for a, b in pairwise(borders)]


def pushed(counter: RepCounter, blocks: Iterable[tuple[NDArray[np.int16], int]]) -> list[Event]:
    """Push blocks and return all events."""
    return [event for counts, first in blocks for event in counter.push(counts, first)]


def counted(
    one: synth.Recording, exercise: str | None = None, cuts: Iterable[int] = ()
) -> list[Event]:
    """Return all that a counter tells of a recording."""
    counter = counter_of(one, exercise)
    return pushed(counter, blocks_of(one, cuts)) + counter.finish()


def sets_in(events: Sequence[Event]) -> list[SetResult]:
    """Return the sets that ended."""
    return [event.set for event in events if isinstance(event, SetEnded)]


def found(events: Sequence[Event]) -> tuple[tuple[str, int], ...]:
    """Return (exercise, reps) of each set, as `Recording.rep_counts` has the truth."""
    return tuple((one.exercise, len(one.reps)) for one in sets_in(events))


def keep_the_law(events: Sequence[Event], duration_s: float) -> None:
    """Hold events against what is promised of them, whatever was counted."""
    said: dict[int, int] = {}
    ended: list[int] = []
    before_s = -np.inf
    for event in events:
        assert before_s <= event.t_s <= duration_s, event
        before_s = event.t_s
        match event:
            case SetStarted(set_number=number):
                assert said.get(number, 0) == 0, f"set {number} starts twice"
                assert number not in ended
                said[number] = 0
            case RepAnnounced(set_number=number, rep_number=rep):
                assert number in said, f"set {number} never started"
                assert rep == said[number] + 1 or said[number] == 0, f"{said[number]}, then {rep}"
                said[number] = rep
            case RepCorrected(set_number=number, rep_count=count):
                assert number in said, f"set {number} never started"
                said[number] = count
            case SetEnded(set_number=number, set=one):
                assert number in said, f"set {number} ends, but never started"
                assert said[number] == len(one.reps), f"{said[number]} said of {len(one.reps)}"
                ended.append(number)
                _hold_set(one, event.t_s)
            case Rejected(start_s=start_s, end_s=end_s, reason=reason):
                assert 0.0 <= start_s <= end_s <= event.t_s, event
                assert reason in REASONS
            case Alert(kind=kind):
                assert kind in ALERTS
    assert ended == sorted(set(ended))
    open_still = {number for number, count in said.items() if count > 0} - set(ended)
    assert not open_still, f"sets {open_still} never ended"


def _hold_set(one: SetResult, t_s: float) -> None:
    if not one.reps:
        assert one.hold_s == one.end_s - one.start_s > 0.0
        return
    assert (one.start_s, one.end_s) == (one.reps[0].start_s, one.reps[-1].end_s)
    assert 0.0 <= one.exercise_confidence <= 1.0
    for rep in one.reps:
        assert rep.start_s <= rep.bottom_s <= rep.bottom_end_s <= rep.end_s, rep
        assert rep.start_s >= 0.0
        assert rep.end_s <= t_s
        assert rep.eccentric_known or rep.start_s == rep.bottom_s == rep.bottom_end_s
        assert rep.range_of_motion_deg > 0.0
        assert rep.peak_concentric_dps > 0.0
        assert 0.0 <= rep.confidence <= 1.0
        assert set(rep.flags) <= set(FLAGS)
    for rep, following in pairwise(one.reps):
        assert rep.end_s <= following.start_s
