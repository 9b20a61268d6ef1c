"""Sets and reps as they are shown."""

from statistics import median

from rephost.live_corrections import Corrections
from rephost.live_view import RepView, SetView
from rephost.words import form_cue
from repsignal.events import SetResult
from repsignal.measures import cadence_per_min, slowdown_pct, tempo, time_under_tension_s


def set_view(number: int, one: SetResult, corrections: Corrections) -> SetView:
    """Return a set that is over."""
    counted = len(one.reps)
    ranges_deg = [rep.range_of_motion_deg for rep in one.reps]
    return SetView(
        number=number,
        exercise=one.exercise,
        reps=corrections.reps(number, counted),
        counted=counted,
        start_s=one.start_s,
        end_s=one.end_s,
        tempo=tempo(one),
        cadence_per_min=cadence_per_min(one) if one.reps else None,
        time_under_tension_s=time_under_tension_s(one),
        slowdown_pct=slowdown_pct(one),
        range_of_motion_deg=median(ranges_deg) if ranges_deg else None,
        weight_kg=corrections.weight_kg(number),
        is_discarded=number in corrections.discarded,
        cue=form_cue(one.exercise, [rep.flags for rep in one.reps]),
        hold_s=one.hold_s,
    )


def last_rep_view(number: int, one: SetResult, corrections: Corrections) -> RepView | None:
    """Return the last rep of a set, None without; its top pause is known at the next one."""
    if not one.reps:
        return None
    rep = one.reps[-1]
    return RepView(
        number=corrections.reps(number, len(one.reps)),
        eccentric_s=rep.bottom_s - rep.start_s if rep.eccentric_known else None,
        bottom_pause_s=rep.bottom_end_s - rep.bottom_s,
        concentric_s=rep.end_s - rep.bottom_end_s,
        top_pause_s=None,
        range_of_motion_deg=rep.range_of_motion_deg,
        flight_s=rep.flight_s,
    )
