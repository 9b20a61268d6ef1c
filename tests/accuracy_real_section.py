"""The document's section on real recordings."""

from collections.abc import Iterator
from typing import Any

from accuracy_document import Row, figures, stamp, table
from accuracy_real import (
    Real,
    activity_code,
    bends_wrong,
    counted_apart,
    is_at_the_waist,
    is_spliced,
    other_negatives,
    squats_right,
    wrong_files,
)
from rephost.accuracy_cases import Listed

GAIT = {"D01", "D02", "D03", "D04", "D05", "D06"}
SITTING = {"D07", "D08", "D09", "D10"}
COLLAPSING = {"D11"}

LIMITS = """\
What this cannot show: nobody has published belt recordings of Romanian deadlifts or kettlebell
swings, so there is none here. SisFall D16 is the nearest: people with a sensor at the belt buckle
bend slowly with straight knees and come up again, unloaded, once in 12 seconds, five such trials
*joined* to a file with bridges of half a second, or *spliced*, the standing time between them cut
out. The two hold the same bends and are never added together. Sitting down and standing up comes
as five trials joined, which makes a set of what never was one: a stress test. So these figures
show that hinges are counted and everyday life is not, on real bodies; they do not show how well
RDLs or swings are counted. All of these recordings were seen while the counter was made; none was
kept aside. The data are not part of the project: their licences are mostly not stated.

What was tuned on what: hinges and swings, their rejection and their timing on synthetic sets of
other seeds, and against all the recordings of everyday life above; the other lifts, the
regression that tells RDLs, deadlifts and squats apart, and confidence on synthetic sets alone;
what a squat may be (lean, drop, thrust, hip share) on the 22 squat sets above and on everyday
life; how slow a clean may be, and sitting by where it ends, on SisFall D07-D11; which axes a
gyroscope has, and that a few bends which all reach for the floor are reps, on the UMAFall bends
above. Expect less of people not seen.
"""


def section(real: Real) -> str:
    """Return the text of the section."""
    hours = sum(one.duration_s for one in real.auto) / 3600
    parts = [
        "## Real recordings\n",
        stamp("make accuracy"),
        f"{len(real.auto)} recordings, {hours:.1f} h, in the folder named by `REPBELT_REAL_DATA`."
        + (
            f" {len(real.unreadable)} more cannot be counted (10 samples a second are too few)."
            if real.unreadable
            else ""
        )
        + "\n",
        figures([*_bend_rows(real), *_other_rows(real), *_false_rows(real)]),
        "Other recordings of everyday life, each rep false.\n",
        _negative_table(other_negatives(real, GAIT | SITTING | COLLAPSING)),
        "Other exercises, and hinges from where the belt is not (tier B: "
        "waist with limits, C: bar, wrist or kettlebell, V: computed from motion capture), found "
        "unarmed, and what they were said to be.\n",
        _apart_table(counted_apart(real)),
        LIMITS,
    ]
    return "\n".join(parts)


def _bend_rows(real: Real) -> Iterator[Row]:
    for measured, gyro, at_most in (
        (real.armed, "", (0, 1)),
        (real.armed_without_gyro, ", without the gyro columns", (2, 2)),
    ):
        for spliced in (False, True):
            wrong, n, says = wrong_files(measured, spliced=spliced)
            if not n:
                continue
            naive_wrong = sum(
                one.naive.counted != one.true_reps
                for one in measured
                if isinstance(one.case, Listed) and is_spliced(one.case) == spliced
            )
            yield Row(
                f"SisFall D16 {'spliced' if spliced else 'joined'}, armed{gyro}: files wrong",
                f"≤ {at_most[spliced]} of 15",
                f"{wrong} of {n}" + (f" ({', '.join(says)})" if says else ""),
                wrong <= at_most[spliced],
                f"{naive_wrong} of {n}",
            )


def _other_rows(real: Real) -> Iterator[Row]:
    wrong, n = bends_wrong(real.bending)
    if n:
        yield Row("UMAFall bends, armed: bends wrong", "≤ 1 of 16", f"{wrong} of {n}", wrong <= 1)
    exact, called, sets = squats_right(real)
    if sets:
        yield Row(
            "squat sets, auto: counted exactly, as squats",
            "≥ 21 of 22",
            f"{exact} of {sets} ({called} called squats, whatever the count)",
            exact >= 21,
        )


def _false_rows(real: Real) -> Iterator[Row]:
    rest = real.false_per_hour(
        lambda case: is_at_the_waist(case) and activity_code(case) not in SITTING
    )
    for name, of, at_most in (
        ("all of tiers A and B", real.false_per_hour(is_at_the_waist), 3),
        ("sitting down, standing up (D07-D10, joined)", _codes(real, SITTING), 10),
        ("everything else of tiers A and B", rest, 1),
        ("… walking, jogging, stairs (SisFall D01-D06)", _codes(real, GAIT), 1),
        ("… a scripted day (HAPT)", real.false_per_hour(lambda case: "HAPT" in case.dataset), 1),
        ("… collapsing into a chair (D11, joined)", _codes(real, COLLAPSING), None),
    ):
        if not of["hours"]:
            continue
        yield Row(
            f"false reps an hour, auto: {name}",
            "" if at_most is None else f"≤ {at_most}",
            f"{of['false_per_hour']:.1f} ({of['found_reps']} in {of['hours']:.2f} h)",
            None if at_most is None else of["false_per_hour"] <= at_most,
            f"{of['naive_false_per_hour']:.0f}",
        )


def _codes(real: Real, codes: set[str]) -> dict[str, Any]:
    return real.false_per_hour(lambda case: activity_code(case) in codes)


def _negative_table(groups: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name,
            f"{of['hours']:.2f}",
            str(of["found_reps"]),
            f"{of['false_per_hour']:.1f}",
            f"{of['naive_false_per_hour']:.0f}",
        )
        for name, of in sorted(groups.items())
    ]
    return table(("what", "hours", "reps", "an hour", "naive"), rows)


def _apart_table(groups: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name,
            str(of["recordings"]),
            str(of["true_reps"]),
            str(of["found_reps"]),
            str(of["exact"]),
            _names(of["said"]),
            str(of["naive_found_reps"]),
        )
        for name, of in groups.items()
    ]
    names = ("what", "files", "reps", "found", "files exact", "said", "naive found")
    return table(names, rows)


def _names(said: dict[str, int]) -> str:
    return ", ".join(f"{reps} {name}" for name, reps in sorted(said.items()))
