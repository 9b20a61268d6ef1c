"""What stands on the review page of a set."""

from typing import TYPE_CHECKING, Any, Final

from rephost.page_answers import NoPageError
from rephost.performed import PerformedSet, figures, flight_s
from rephost.review_bars import bars
from rephost.review_parts import Shown, common
from rephost.review_rests import Rest, planned_parts, rests
from rephost.review_words import NONE, kilograms, number, tempo_of, tension
from rephost.reviewed import Reviewed
from rephost.words import clock, form_cue, planned_tempo, several, why_not
from repsignal.measures import hip_share, hips_lead

if TYPE_CHECKING:
    from rephost.plans import PlannedExercise

REPS_A_PAGE: Final = 100
# Around a set, so that a rep which was missed before or behind it is seen.
_BESIDE_S: Final = 8.0

_Context = dict[str, Any]


def set_page(session: Reviewed, at: int, first_rep: int) -> _Context:
    """Return a set: its figures, a bar for each rep, and what was not counted beside it."""
    if not 1 <= at <= len(session.sets):
        raise NoPageError(f"this session has {several(len(session.sets), 'set')}")
    one = session.sets[at - 1]
    parts = planned_parts(session.plan, (each.exercise for each in session.sets))
    part = parts[at - 1]
    drawn, scale_s = bars(one, part.tempo if part else None)
    if first_rep > 1 and first_rep > len(drawn):
        raise NoPageError(f"this set has {several(len(drawn), 'rep')}")
    start_s, end_s = _window(session, at)
    return {
        **common(session),
        "one": one,
        "at": at,
        "planned": part,
        "shouted": _shouted(one, part),
        "more": _more(one, rests(session, parts)[at - 1]),
        "bars": drawn[first_rep - 1 : first_rep - 1 + REPS_A_PAGE],
        "bars_in_all": len(drawn),
        "first_rep": first_rep,
        "reps_a_page": REPS_A_PAGE,
        "scale_s": scale_s,
        "rejected": [
            each for each in session.rejected if each["start_s"] < end_s and start_s < each["end_s"]
        ],
        "start_s": start_s,
        "end_s": end_s,
        "cue": form_cue(one.exercise, [rep.flags for rep in one.reps]),
        "flags": sorted({flag for rep in one.reps for flag in rep.flags}),
    }


def trace_of_set(session: Reviewed, at: int) -> _Context:
    """Return what is drawn over the trace of a set: reps and what was not counted."""
    if not 1 <= at <= len(session.sets):
        raise NoPageError(f"this session has {several(len(session.sets), 'set')}")
    start_s, end_s = _window(session, at)
    return {
        "start_s": start_s,
        "end_s": end_s,
        "reps": [
            {
                "number": number,
                "start_s": rep.start_s,
                "bottom_s": rep.bottom_s,
                "bottom_end_s": rep.bottom_end_s,
                "end_s": rep.end_s,
            }
            for number, rep in enumerate(session.sets[at - 1].reps, 1)
        ],
        "others": [
            {"number": other, "start_s": one.start_s, "end_s": one.end_s}
            for other, one in enumerate(session.sets, 1)
            if other != at and one.start_s < end_s and start_s < one.end_s
        ],
        "rejected": [
            {**one, "reason": why_not(one)}
            for one in session.rejected
            if one["start_s"] < end_s and start_s < one["end_s"]
        ],
        "gaps": [
            gap
            for gap in session.recording["gaps"]
            if gap["start_s"] < end_s and start_s < gap["end_s"]
        ],
    }


def _shouted(one: PerformedSet, part: "PlannedExercise | None") -> list[Shown]:
    measured = figures(one)
    counted = f"counted {len(one.reps)}" if one.told_reps is not None and one.reps else ""
    reps = Shown("rep" if one.rep_count == 1 else "reps", str(one.rep_count), counted)
    if one.exercise == "swing":
        return [
            reps,
            Shown("per minute", number(measured.cadence_per_min, 1)),
            Shown("snap", number(measured.snap_dps, 0, "\N{NO-BREAK SPACE}°/s")),
        ]
    if one.hold_s is not None:
        held = Shown("held", clock(round(one.hold_s), tenths=False))
        return [reps, held] if one.rep_count else [held]
    target = f"plan {planned_tempo(part.tempo)}" if part and part.tempo else ""
    return [
        reps,
        Shown("tempo", tempo_of(one), target),
        Shown("under tension", tension(measured, one)),
    ]


def _more(one: PerformedSet, rest: Rest | None) -> list[Shown]:
    measured = figures(one)
    share, lead, air_s = hip_share(one.result), hips_lead(one.result), flight_s(one)
    percent, degrees = "\N{NO-BREAK SPACE}%", "°"
    swings = [
        Shown("float", number(measured.float_s, 2, "\N{NO-BREAK SPACE}s")),
        Shown("drop-off", number(measured.dropoff_pct, 0, percent)),
        Shown("under tension", tension(measured, one)),
    ]
    lifts = [Shown("slower", number(measured.slowdown_pct, 0, percent))]
    return [
        Shown("range", number(measured.range_of_motion_deg, 0, degrees)),
        *(swings if one.exercise == "swing" else lifts),
        *([Shown("hip share", number(share, 2))] if share is not None else ()),
        *([Shown("hips lead", f"{lead:+.2f}")] if lead is not None else ()),
        *([Shown("in the air", number(air_s, 2, "\N{NO-BREAK SPACE}s"))] if air_s else ()),
        Shown("consistency", number(measured.consistency_pct, 0, percent)),
        Shown("time in set", clock(measured.time_in_set_s) if not one.is_untimed else NONE),
        Shown("rest before", rest.words if rest else NONE, fits=rest.fits if rest else ""),
        Shown("weight", kilograms(one.weight_kg)),
        Shown("effort", number(one.rpe, 1)),
    ]


def _window(session: Reviewed, at: int) -> tuple[float, float]:
    """Return the stretch of the recording that a set's page shows: so much on either side."""
    one = session.sets[at - 1]
    beside_s = max(_BESIDE_S, 0.1 * (one.end_s - one.start_s))
    start_s = one.start_s - beside_s
    for each in session.rejected:  # picking the weight up, say
        if start_s - beside_s < each["end_s"] <= one.start_s:
            start_s = min(start_s, each["start_s"] - 1.0)
    end_s = one.end_s + beside_s
    for each in session.rejected:
        if one.end_s <= each["start_s"] < end_s + beside_s:
            end_s = max(end_s, each["end_s"] + 1.0)
    return max(0.0, start_s), end_s
