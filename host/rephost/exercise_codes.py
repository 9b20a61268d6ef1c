"""What others call the exercises: FIT's numbers, Strong's and openweight's names."""

from typing import Final, NamedTuple

FIT_UNKNOWN: Final = 65534
"""FIT's category of an exercise that it has no name for."""


class Codes(NamedTuple):
    """One exercise in the words of others; None or empty where they have none."""

    fit_category: int
    fit_name: int | None
    strong: str
    equipment: str = ""
    body_part: str = ""


_CODES: Final = {
    "rdl": Codes(8, 23, "Romanian Deadlift (Barbell)", "barbell", "legs"),
    "swing": Codes(10, 23, "Kettlebell Swing", "kettlebell", "full-body"),
    "good_morning": Codes(15, 2, "Good Morning (Barbell)", "barbell", "back"),
    "deadlift": Codes(8, 0, "Deadlift (Barbell)", "barbell", "back"),
    "squat": Codes(28, 6, "Squat (Barbell)", "barbell", "legs"),
    "glute_bridge": Codes(10, 11, "Glute Bridge", "", "legs"),
    "hip_thrust": Codes(10, 1, "Hip Thrust (Barbell)", "barbell", "legs"),
    "back_raise": Codes(13, 25, "Back Extension", "", "back"),
    "row": Codes(23, 46, "Bent Over Row (Barbell)", "barbell", "back"),
    "calf_raise": Codes(1, 18, "Standing Calf Raise", "", "legs"),
    "box_jump": Codes(20, 33, "Box Jump", "", "legs"),
    "power_clean": Codes(18, 2, "Power Clean", "barbell", "olympic"),
}


def codes(exercise: str) -> Codes:
    """Return what others call an exercise; a name of the lifter's own stays, in their spelling."""
    known = _CODES.get(exercise)
    if known:
        return known
    words = exercise.replace("_", " ").split()
    return Codes(FIT_UNKNOWN, None, " ".join(w[:1].upper() + w[1:] for w in words) or "Unknown")
