"""Measures of a set (TERMS in docs/terms.md): tempo, time under tension, how alike its reps are."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean, median, pstdev

from repsignal.events import Rep, SetResult


def time_under_tension_s(of: SetResult | Rep) -> float:
    """Return the time under tension of a rep, or its sum over a set, in seconds."""
    if isinstance(of, Rep):
        return of.end_s - of.start_s
    return sum(time_under_tension_s(rep) for rep in of.reps)


def top_pauses_s(of: SetResult) -> list[float]:
    """Return the pauses between the reps of a set, in seconds; one fewer than reps."""
    return [later.start_s - rep.end_s for rep, later in zip(of.reps, of.reps[1:], strict=False)]


def tempo(of: SetResult) -> str | None:
    """Return `E-B-C-T`, the median of each phase in whole seconds, halves up; None for swings."""
    if of.exercise == "swing" or not of.reps:
        return None
    known = [rep for rep in of.reps if rep.eccentric_known]
    phases = (
        [rep.bottom_s - rep.start_s for rep in known],
        [rep.bottom_end_s - rep.bottom_s for rep in known],
        [rep.end_s - rep.bottom_end_s for rep in of.reps],
        top_pauses_s(of),
    )
    return "-".join(str(_whole_seconds(phase)) for phase in phases)


def cadence_per_min(of: SetResult) -> float | None:
    """Return reps per minute, from the first lock-out to the last; None for a single."""
    span_s = of.reps[-1].end_s - of.reps[0].end_s
    return 60.0 * (len(of.reps) - 1) / span_s if len(of.reps) > 1 and span_s > 0 else None


def slowdown_pct(of: SetResult) -> float | None:
    """Return how far the last rep's mean concentric hinge speed is below the fastest, in percent.

    None for a single. It is not velocity loss: a belt does not see the bar.
    """
    speeds = [rep.mean_concentric_dps for rep in of.reps]
    if len(speeds) < 2 or max(speeds) <= 0.0:
        return None
    return 100.0 * (1.0 - speeds[-1] / max(speeds))


def hip_share(of: SetResult) -> float | None:
    """Return the median hip share of the reps of which it is known; None if of none."""
    known = [rep.hip_share for rep in of.reps if rep.hip_share is not None]
    return median(known) if known else None


def hips_lead(of: SetResult) -> float | None:
    """Return the median of how far the hips lead in the reps of which it is known, or None."""
    known = [rep.hips_lead for rep in of.reps if rep.hips_lead is not None]
    return median(known) if known else None


def range_variation_pct(of: SetResult) -> float | None:
    """Return the coefficient of variation of the reps' range, in percent; None below three."""
    return _variation_pct([rep.range_of_motion_deg for rep in of.reps])


def tempo_variation_pct(of: SetResult) -> float | None:
    """Return the same of their time under tension."""
    return _variation_pct([time_under_tension_s(rep) for rep in of.reps])


def consistency_pct(of: SetResult) -> float | None:
    """Return how alike the reps are, 100 all the same: 100 less the mean of both variations."""
    ranges, tempos = range_variation_pct(of), tempo_variation_pct(of)
    if ranges is None or tempos is None:
        return None
    return max(0.0, 100.0 - fmean((ranges, tempos)))


def snap_dps(of: SetResult) -> float | None:
    """Return a swing's snap, the median peak speed of the hip drive; None for other lifts."""
    snaps = [rep.peak_concentric_dps for rep in of.reps] if of.exercise == "swing" else []
    return median(snaps) if snaps else None


def _variation_pct(values: Sequence[float]) -> float | None:
    if len(values) < 3 or fmean(values) <= 0.0:
        return None
    return 100.0 * pstdev(values) / fmean(values)


def _whole_seconds(durations_s: Iterable[float]) -> int:
    durations = list(durations_s)
    return math.floor(median(durations) + 0.5) if durations else 0
