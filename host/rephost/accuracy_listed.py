"""Measured recordings of a manifest summed up, as JSON: it knows numbers of reps, no times."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rephost.accuracy import Measured
from rephost.accuracy_cases import NEGATIVE, POSITIVE, Listed
from rephost.accuracy_errors import per, rounded

_Json = dict[str, Any]


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
    off = [abs(one.found_reps - one.true_reps) for one in ones]
    naive_off = [abs(one.naive.counted - one.true_reps) for one in ones]
    return {
        "recordings": len(ones),
        "hours": rounded(hours, 4),
        "true_reps": sum(one.true_reps for one in ones),
        "found_reps": found,
        "exact": None if free else off.count(0),
        "within_1": None if free else sum(by <= 1 for by in off),
        "false_per_hour": per(found, hours) if free else None,
        "naive_found_reps": naive,
        "naive_exact": None if free else naive_off.count(0),
        "naive_false_per_hour": per(naive, hours) if free else None,
    }
