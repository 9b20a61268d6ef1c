"""Many measured recordings summed up, as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Any, Final

from rephost.accuracy import Measured
from rephost.accuracy_confidence import calibration
from rephost.accuracy_errors import (
    digits_right,
    per,
    phase_digits,
    phase_errors,
    plain_spread,
    rounded,
    share,
    spread,
)
from rephost.accuracy_listed import listed_groups
from rephost.accuracy_scoring import BOUNDARIES, Score
from rephost.accuracy_sets import SetScore
from rephost.accuracy_truth import MEASURES

SCHEMA: Final = "repbelt.accuracy/1"
TENSION_WITHIN_PCT: Final = 1.0

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
    phases = [error for score in scores for error in score.phases]
    naive_false = sum(one.naive.false_outside for one in ones)
    # A name given beforehand proves nothing.
    named = [
        one.is_named_right
        for of in ones
        if of.score is not None and not of.is_armed
        for one in of.score.sets
        if one.named is not None
    ]
    with_sets = [one for one in ones if one.score is not None and one.score.sets]
    return {
        "recordings": len(ones),
        "hours": rounded(sum(one.duration_s for one in ones) / 3600, 4),
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
            "precision": share(matched, found_reps),
            "recall": share(matched, true_reps),
            "f1": share(2 * matched, true_reps + found_reps),
        },
        "named": {"sets": len(named), "right": sum(named), "share": share(sum(named), len(named))},
        "phases": phase_errors(phases),
        "tempo_digits": {
            "of_phases": digits_right(phase_digits(phases)),
            "of_sets": digits_right([digit for one in sets for digit in one.tempo]),
        },
        "wrong_eccentrics": sum(score.wrong_eccentrics for score in scores),
        "boundaries": {
            name: spread([e.error for score in scores for e in score.boundaries if e.what == name])
            for name in BOUNDARIES
        },
        "set_time_under_tension": _tension_errors(sets),
        "range_of_motion": _range_errors(scores),
        "measures": {
            name: plain_spread(
                [error.error for score in scores for error in score.measures if error.what == name]
            )
            for name in MEASURES
        }
        | {
            "hold_s": plain_spread(
                [one.hold_error_s for one in sets if one.hold_error_s is not None]
            )
        },
        "confidence": calibration(score.judgement for score in scores),
        "false_reps": {
            "outside_hours": rounded(outside_h, 4),
            "outside": false_outside,
            "per_hour": per(false_outside, outside_h),
        },
        "naive": {
            "recordings": len(with_sets),
            "exact": sum(one.naive.counted == one.true_reps for one in with_sets),
            "sets_exact_if_told_where": sum(one.naive.exact_in_sets for one in ones),
            "false_outside": naive_false,
            "false_per_hour": per(naive_false, outside_h),
        },
    }


def _recording(one: Measured) -> _Json:
    case, score = one.case, one.score
    row: _Json = {
        "file": str(case.path),
        "duration_s": rounded(one.duration_s, 3),
        "armed": one.is_armed,
        "true_reps": one.true_reps,
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


def _tension_errors(sets: Iterable[SetScore]) -> _Json:
    off = [abs(one.tension_error_pct) for one in sets if one.tension_error_pct is not None]
    return {
        "sets": len(off),
        "mean_abs_pct": rounded(fmean(off), 3) if off else None,
        "median_abs_pct": rounded(median(off), 3) if off else None,
        "max_abs_pct": rounded(max(off), 3) if off else None,
        "within_1_pct": share(sum(pct <= TENSION_WITHIN_PCT for pct in off), len(off)),
    }


def _range_errors(scores: Iterable[Score]) -> _Json:
    errors = [error for score in scores for error in score.range_errors_deg]
    return {
        "n": len(errors),
        "mean_abs_deg": rounded(fmean(map(abs, errors)), 3) if errors else None,
        "mean_deg": rounded(fmean(errors), 3) if errors else None,
    }
