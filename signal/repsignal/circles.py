"""Circling: hips that loosen, and a strap that swings along in a hand or a bag, go round."""

from collections.abc import Sequence

from repsignal.movement import Movement

ROUND = 0.15
"""Two movements, one behind the other, that are rounder than this to one side are circles. Less
takes reps that sway for them; a strap that slips makes one way round, not two."""


def are_circles(one: Movement, other: Movement) -> bool:
    """Whether two movements, one behind the other, are circles: bends come back as they went."""
    least = min(abs(one.roundness), abs(other.roundness))
    return one.roundness * other.roundness > 0.0 and least > ROUND


def circles_in(run: Sequence[Movement]) -> list[bool]:
    """Tell of each movement of a run whether it is a circle, as the one beside it is."""
    return [
        any(are_circles(movement, run[j]) for j in (i - 1, i + 1) if 0 <= j < len(run))
        for i, movement in enumerate(run)
    ]
