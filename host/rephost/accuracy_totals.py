"""Many measured recordings summed up, as JSON."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Any, Final

from rephost.accuracy import Measured
from rephost.accuracy_cases import NEGATIVE, POSITIVE, Labelled, Listed
from rephost.accuracy_scoring import BOUNDARIES, PHASES, TOP_PAUSE, Error, Score

SCHEMA: Final = "repbelt.accuracy/1"
LENGTH_CLASSES: Final = (
    ("<1", 0.0, 1.0),
    ("1-2", 1.0, 2.0),
    ("2-4", 2.0, 4.0),
    (">4", 4.0, float("inf")),
)
TENSION_WITHIN_PCT: Final = 2.0

_Json = dict[str, Any]


def summary(measured: Sequence[Measured], failed: Mapping[str, str] | None = None) -> _Json:
    """Sum up; recordings of a manifest apart from labelled ones.

    `failed` maps recordings that could not be analysed to the reason.
    """
    with_labels = [one for one in measured if one.score is not None]
    from_lists = [one for one in measured if one.score is None]
    return {
        "schema": SCHEMA,
        "recordings": [_recording(one) for one in measured],
        "labelled": labelled_totals(with_labels) if with_labels else None,
        "listed": listed_groups(from_lists) if from_lists else None,
        "failed": dict(failed or {}),
    }


def labelled_totals(measured: Iterable[Measured]) -> _Json:
    """Sum up recordings with labels."""
    ones = list(measured)
    scores = [one.score for one in ones if one.score is not None]
    sets = [one for score in scores for one in score.sets]
    found_sets = sum(len(score.found_counts) for score in scores)
    true_reps = sum(sum(score.true_counts) for score in scores)
    found_reps = sum(sum(score.found_counts) - score.unlabelled_reps for score in scores)
    matched = sum(score.matched_reps for score in scores)
    outside_h = sum(score.outside_s for score in scores) / 3600
    false_outside = sum(score.false_outside for score in scores)
    naive_false = sum(one.naive.false_outside for one in ones)
    tension_pct = [abs(one.tension_error_pct) for one in sets if one.tension_error_pct is not None]
    # A name given beforehand proves nothing.
    named = [
        one.named == one.exercise
        for of in ones
        if of.score is not None and not of.is_armed
        for one in of.score.sets
        if one.named is not None
    ]
    with_sets = [one for one in ones if one.score is not None and one.score.sets]
    return {
        "recordings": len(ones),
        "hours": _r(sum(one.duration_s for one in ones) / 3600, 4),
        "recordings_exact": sum(score.is_exact for score in scores),
        "recordings_within_1": sum(score.is_near for score in scores),
        "sets": {
            "true": len(sets),
            "found": found_sets,
            "exact": sum(one.is_exact for one in sets),
            "within_1": sum(one.is_near for one in sets),
            "missed": sum(not one.found_reps for one in sets),
            "split": sum(len(one.found_reps) > 1 for one in sets),
        },
        "reps": {
            "true": true_reps,
            "found": found_reps,
            "matched": matched,
            "precision": _share(matched, found_reps),
            "recall": _share(matched, true_reps),
            "f1": _share(2 * matched, true_reps + found_reps),
        },
        "named": {"sets": len(named), "right": sum(named), "share": _share(sum(named), len(named))},
        "phases": phase_errors([error for score in scores for error in score.phases]),
        "wrong_eccentrics": sum(score.wrong_eccentrics for score in scores),
        "boundaries": {
            name: _spread(
                [e.error_s for score in scores for e in score.boundaries if e.what == name]
            )
            for name in BOUNDARIES
        },
        "set_time_under_tension": {
            "sets": len(tension_pct),
            "mean_abs_pct": _r(fmean(tension_pct), 3) if tension_pct else None,
            "median_abs_pct": _r(median(tension_pct), 3) if tension_pct else None,
            "max_abs_pct": _r(max(tension_pct), 3) if tension_pct else None,
            "within_2_pct": _share(
                sum(error <= TENSION_WITHIN_PCT for error in tension_pct), len(tension_pct)
            ),
        },
        "range_of_motion": _range_errors(scores),
        "false_reps": {
            "outside_hours": _r(outside_h, 4),
            "outside": false_outside,
            "per_hour": _per(false_outside, outside_h),
        },
        "naive": {
            "recordings": len(with_sets),
            "exact": sum(one.naive.counted == _true_reps(one) for one in with_sets),
            "sets_exact_if_told_where": sum(one.naive.exact_in_sets for one in ones),
            "false_outside": naive_false,
            "false_per_hour": _per(naive_false, outside_h),
        },
    }


def phase_errors(errors: Sequence[Error]) -> _Json:
    """Return the errors of durations: of all phases, each by the true phase's length."""
    by_phase: _Json = {"all": _spread([error.error_s for error in errors])}
    for phase in (*PHASES, TOP_PAUSE):
        of_phase = [error for error in errors if error.what == phase]
        by_phase[phase.removesuffix("_s")] = {
            **_spread([error.error_s for error in of_phase]),
            "by_length_s": {
                name: _spread([e.error_s for e in of_phase if low <= e.true_s < high])
                for name, low, high in LENGTH_CLASSES
            },
        }
    return by_phase


def listed_groups(measured: Iterable[Measured]) -> list[_Json]:
    """Sum up the recordings of a manifest by role, data set and activity."""
    groups: defaultdict[tuple[str, str, str, str], list[Measured]] = defaultdict(list)
    for one in measured:
        case = one.case
        if isinstance(case, Listed):
            groups[case.role, case.tier, case.dataset, case.activity].append(one)
    return [
        {
            "role": role,
            "tier": tier,
            "dataset": dataset,
            "activity": activity,
            **listed_totals(ones),
        }
        for (role, tier, dataset, activity), ones in sorted(
            groups.items(), key=lambda item: (item[0][0] != POSITIVE, item[0])
        )
    ]


def listed_totals(measured: Iterable[Measured]) -> _Json:
    """Sum up recordings of a manifest: counts where there are reps, else false reps an hour."""
    ones = list(measured)
    hours = sum(one.duration_s for one in ones) / 3600
    found, naive = sum(one.found_reps for one in ones), sum(one.naive.counted for one in ones)
    free = all(isinstance(one.case, Listed) and one.case.role == NEGATIVE for one in ones)
    off = [abs(one.found_reps - _true_reps(one)) for one in ones]
    naive_off = [abs(one.naive.counted - _true_reps(one)) for one in ones]
    return {
        "recordings": len(ones),
        "hours": _r(hours, 4),
        "true_reps": sum(_true_reps(one) for one in ones),
        "found_reps": found,
        "exact": None if free else off.count(0),
        "within_1": None if free else sum(by <= 1 for by in off),
        "false_per_hour": _per(found, hours) if free else None,
        "naive_found_reps": naive,
        "naive_exact": None if free else naive_off.count(0),
        "naive_false_per_hour": _per(naive, hours) if free else None,
    }


def _recording(one: Measured) -> _Json:
    case, score = one.case, one.score
    row: _Json = {
        "file": str(case.path),
        "duration_s": _r(one.duration_s, 3),
        "armed": one.is_armed,
        "true_reps": _true_reps(one),
        "found_reps": one.found_reps,
        "found_sets": list(one.found_counts),
        "naive_reps": one.naive.counted,
    }
    if score is not None:
        row |= {
            "true_sets": list(score.true_counts),
            "exact": score.is_exact,
            "false_outside": score.false_outside,
            "named": [[each.exercise, each.named] for each in score.sets],
        }
    return row


def _true_reps(one: Measured) -> int:
    case = one.case
    if isinstance(case, Labelled):
        return sum(len(each.reps) for each in case.truth.sets)
    return case.true_reps


def _range_errors(scores: Iterable[Score]) -> _Json:
    errors = [error for score in scores for error in score.range_errors_deg]
    return {
        "n": len(errors),
        "mean_abs_deg": _r(fmean(map(abs, errors)), 3) if errors else None,
        "mean_deg": _r(fmean(errors), 3) if errors else None,
    }


def _spread(errors_s: Sequence[float]) -> _Json:
    off = sorted(map(abs, errors_s))
    return {
        "n": len(off),
        "mean_abs_s": _r(fmean(off), 4) if off else None,
        "mean_s": _r(fmean(errors_s), 4) if off else None,
        "p95_abs_s": _r(off[int(0.95 * (len(off) - 1))], 4) if off else None,
    }


def _share(part: float, whole: float) -> float | None:
    return _r(part / whole, 4) if whole else None


def _per(count: int, hours: float) -> float | None:
    return _r(count / hours, 2) if hours else None


def _r(value: float, digits: int) -> float:
    return round(float(value), digits)
