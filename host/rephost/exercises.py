"""The exercises that have a name, and those whose reps are counted."""

from typing import Final

from repsignal.exercise import EXERCISES

NAMED: Final = tuple(EXERCISES)
"""As in docs/analysis.schema.json: what a lifter may call a set."""

COUNTED: Final = tuple(name for name in NAMED if name != "hold")

HINGES: Final = ("rdl", "good_morning", "swing")
"""In which the hips go back, not down."""

SURE: Final = ("rdl", "swing")
"""Counted so surely that a plan's sets of them are not ticked off by hand."""
