"""What strokes make: a set with its reps, and which of several that overlap it was."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from repsignal.cycle import Cycle, Stroke
from repsignal.events import SetResult
from repsignal.exercise import Start
from repsignal.likeness import trimmed
from repsignal.recognition import Named
from repsignal.state import GRID_HZ
from repsignal.stroke_reps import reps_of
from repsignal.ways import Way

BENEATH, SOON = 2.0, int(2.0 * GRID_HZ)
"""Who stands up within so many grid points behind the last of small ways, by as many times as much
as the usual one, was bobbing in a lunge or a deep squat."""


class Found(NamedTuple):
    """A set as it is known: what it is, and its reps as strokes and as cycles."""

    named: Named
    ways: list[Way]
    cycles: list[Cycle]

    def result(self) -> SetResult:
        """Return it as a set."""
        reps = reps_of(self.cycles, self.named.exercise)
        name = self.named.exercise.name
        return SetResult(name, self.named.confidence, reps[0].start_s, reps[-1].end_s, reps)

    def meets(self, spans: Sequence[tuple[float, float]]) -> bool:
        """Whether it goes on at the same time as any of some spans, in seconds."""
        begin_s, end_s = self.cycles[0].start_s, self.cycles[-1].end_s
        return any(begin_s < end and start < end_s for start, end in spans)


def trimmed_of(named: Named, pairs: Sequence[tuple[Way, Cycle]]) -> Found:
    """Return a set without what is no rep at its edges."""
    cycles = [cycle for _, cycle in pairs]
    is_chosen = named.confidence == 1.0
    kept = trimmed(named.exercise, cycles, is_chosen=is_chosen) if cycles else slice(0)
    return Found(named, [way for way, _ in pairs[kept]], cycles[kept])


def is_beneath(one: Found, strokes: Sequence[Stroke]) -> bool:
    """Whether what begins where one stands was done beneath that: right behind it one stands up."""
    exercise = one.named.exercise
    if exercise.start is not Start.BOTTOM:
        return False
    usual, over_at = median([way.amount for way in one.ways]), one.ways[-1].ends_at
    return any(
        stroke.way == -exercise.lowers and stroke.amount > BENEATH * usual
        for stroke in strokes
        if over_at <= stroke.from_at < over_at + SOON
    )


def apart(found: list[Found]) -> list[Found]:
    """Return, of sets that overlap, those that explain most reps best; in order."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: -len(one.ways) * one.named.confidence):
        begin, end = one.ways[0].begins_at, one.ways[-1].ends_at
        if all(end <= k.ways[0].begins_at or k.ways[-1].ends_at <= begin for k in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.ways[0].begins_at)
