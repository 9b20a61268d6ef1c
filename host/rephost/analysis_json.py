"""Sets as docs/analysis.schema.json has them."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

from repsignal.events import Rep, SetResult
from repsignal.measures import (
    cadence_per_min,
    consistency_pct,
    hip_share,
    hips_lead,
    range_variation_pct,
    slowdown_pct,
    snap_dps,
    tempo,
    tempo_variation_pct,
)

SCHEMA: Final = "repbelt.analysis/1"

_Json = dict[str, Any]


def sets_as_json(sets: Iterable[SetResult]) -> list[_Json]:
    """Return sets as the schema has them."""
    return [_set(one, before) for before, one in pairwise([None, *sets]) if one]


def _set(one: SetResult, before: SetResult | None) -> _Json:
    following = [*one.reps, None][1:]
    reps = [
        _rep(index, rep, after)
        for index, (rep, after) in enumerate(zip(one.reps, following, strict=True), 1)
    ]
    start_s, end_s = shown_time(one.start_s), shown_time(one.end_s)
    return {
        "exercise": one.exercise,
        "exercise_confidence": round(one.exercise_confidence, 3),
        "start_s": start_s,
        "end_s": end_s,
        "rep_count": len(reps),
        "tempo": tempo(one),
        "time_under_tension_s": shown_time(sum(rep["time_under_tension_s"] for rep in reps)),
        "time_in_set_s": shown_time(end_s - start_s),
        "cadence_per_min": _rounded(cadence_per_min(one) if one.reps else None, 2),
        "slowdown_pct": _rounded(slowdown_pct(one), 1),
        "range_variation_pct": _rounded(range_variation_pct(one), 1),
        "tempo_variation_pct": _rounded(tempo_variation_pct(one), 1),
        "consistency_pct": _rounded(consistency_pct(one), 1),
        "snap_dps": _rounded(snap_dps(one), 1),
        "hip_share": _rounded(hip_share(one), 3),
        "hips_lead": _rounded(hips_lead(one), 3),
        "hold_s": _rounded(one.hold_s, 3),
        "rest_before_s": None if before is None else shown_time(start_s - shown_time(before.end_s)),
        "reps": reps,
    }


def _rep(index: int, rep: Rep, after: Rep | None) -> _Json:
    # Durations are differences of the times that are printed, so that they add up.
    start_s, bottom_s = shown_time(rep.start_s), shown_time(rep.bottom_s)
    bottom_end_s, end_s = shown_time(rep.bottom_end_s), shown_time(rep.end_s)
    return {
        "index": index,
        "start_s": start_s,
        "bottom_s": bottom_s,
        "bottom_end_s": bottom_end_s,
        "end_s": end_s,
        "eccentric_s": shown_time(bottom_s - start_s) if rep.eccentric_known else None,
        "bottom_pause_s": shown_time(bottom_end_s - bottom_s),
        "concentric_s": shown_time(end_s - bottom_end_s),
        "top_pause_s": None if after is None else shown_time(shown_time(after.start_s) - end_s),
        "time_under_tension_s": shown_time(end_s - start_s),
        "range_of_motion_deg": _rounded(rep.range_of_motion_deg, 2),
        "peak_concentric_dps": _rounded(rep.peak_concentric_dps, 1),
        "confidence": round(rep.confidence, 3),
        "flags": list(rep.flags),
        "hip_share": _rounded(rep.hip_share, 3),
        "hips_lead": _rounded(rep.hips_lead, 3),
        "flight_s": _rounded(rep.flight_s, 3),
    }


def shown_time(t_s: float) -> float:
    """Return a time as it is printed."""
    return round(float(t_s), 3)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
