"""Figures on real recordings from hand-made measurements: what belongs to which row."""

from pathlib import Path

from accuracy_real import Real, bends_wrong
from accuracy_real_section import section
from rephost.accuracy import Measured
from rephost.accuracy_cases import Listed
from rephost.accuracy_naive import NaiveScore
from rephost.accuracy_truth import TimedSet, Times

SISFALL = ("SisFall", "A")
SQUATS = ("choijaeh01 squats (ESP32, Wi-Fi UDP)", "A")


def measured(
    role: str, of: tuple[str, str], activity: str, true: int, *found: tuple[str, int]
) -> Measured:
    """Return an hour of something in which sets (name, reps) were found."""
    case = Listed(Path("real/one_SA01_x.parquet"), role, true, *of, activity)
    sets = tuple(TimedSet(name, (Times(None, None, None, 9.0),) * n) for name, n in found)
    return Measured(case, 3600.0, sets, None, NaiveScore(7, 0, 0), False, True)


def rows(
    *auto: Measured, armed: tuple[Measured, ...] = (), bending: tuple[Measured, ...] = ()
) -> str:
    return section(Real(list(armed), [], list(bending), list(auto), []))


def test_false_reps_are_pooled_by_where_the_sensor_was() -> None:
    text = rows(
        measured("negative", SISFALL, "D01 walking slowly", 0),
        measured("negative", SISFALL, "D08 sit, stand, fast", 0, ("rdl", 4)),
        measured("negative", SISFALL, "D14 lying", 0, ("swing", 3), ("rdl", 3)),
        measured("negative", ("UMAFall", "B"), "Jogging", 0),
        measured("negative", ("mocap", "V"), "toe touches", 0, ("rdl", 99)),
    )
    assert "all of tiers A and B | ≤ 3 | 2.5 (10 in 4.00 h) | yes |" in text
    assert "(D07-D10, joined) | ≤ 10 | 4.0 (4 in 1.00 h) | yes |" in text
    assert "everything else of tiers A and B | ≤ 1 | 2.0 (6 in 3.00 h) | **no** |" in text
    assert "(SisFall D01-D06) | ≤ 1 | 0.0 (0 in 1.00 h) | yes |" in text


def test_squats_are_right_when_counted_and_called_so() -> None:
    text = rows(
        measured("negative", SISFALL, "D01 walking slowly", 0),
        measured("other-exercise", SQUATS, "squat, correct", 10, ("squat", 10)),
        measured("other-exercise", SQUATS, "squat, correct", 10, ("rdl", 10)),
        measured("other-exercise", SQUATS, "squat, correct", 10, ("squat", 6), ("squat", 4)),
        measured("other-exercise", SISFALL, "D15 standing", 5, ("squat", 5)),
    )
    assert (
        "as squats | ≥ 21 of 22 | 1 of 3 (2 called squats, whatever the count) | **no** |" in text
    )
    assert "| 3 | 30 | 30 | 3 | 10 rdl, 20 squat | 21 |" in text


def test_bends_and_files_wrong() -> None:
    def bend(found: int, true: int = 5) -> Measured:
        return measured("positive", SISFALL, "D16 standing", true, ("rdl", found))

    assert bends_wrong([bend(4, 4), bend(2, 1), bend(0, 2)]) == (3, 7)
    text = rows(
        measured("negative", SISFALL, "D01 walking slowly", 0),
        armed=(bend(5), bend(4)),
        bending=(bend(4, 4), bend(3, 4)),
    )
    assert "D16 joined, armed: files wrong | ≤ 0 of 15 | 1 of 2 (SA01: 4) | **no** |" in text
    assert "UMAFall bends, armed: bends wrong | ≤ 1 of 16 | 1 of 8 | yes |" in text
