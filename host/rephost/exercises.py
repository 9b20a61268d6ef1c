"""The exercises that have a name, and those that are counted."""

from typing import Final

COUNTED: Final = ("rdl", "swing")
NAMED: Final = (
    *COUNTED,
    "good_morning",
    "deadlift",
    "squat",
    "glute_bridge",
    "back_raise",
    "row",
    "calf_raise",
    "box_jump",
    "power_clean",
    "hold",
)
"""As in docs/analysis.schema.json: what a lifter may call a set."""

HINGES: Final = ("rdl", "good_morning", "swing")
"""In which the hips go back, not down."""
