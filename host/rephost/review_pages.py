"""What stands on each review page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from rephost.errors import RepbeltError
from rephost.exercises import NAMED
from rephost.performed import Figures, PerformedSet, figures
from rephost.review_bars import bars
from rephost.review_changes import last_change
from rephost.review_rests import Rest, planned_parts, rests
from rephost.review_timeline import timeline
from rephost.review_trends import columns_of, shown_row_tempo, trend
from rephost.review_version import version_of
from rephost.review_words import (
    NONE,
    kilograms,
    length,
    number,
    recording_facts,
    recording_line,
    tempo_of,
    tension,
    when,
)
from rephost.reviewed import RecordingState, Reviewed
from rephost.weeks import weeks
from rephost.words import clock, exercise_name, planned_tempo, several

if TYPE_CHECKING:
    from rephost.plans import PlannedExercise
    from rephost.store import Store

SESSIONS_A_PAGE: Final = 50
REPS_A_PAGE: Final = 100
WEEKS_SHOWN: Final = 12
_WEEK_S: Final = 7 * 86400.0
# Around a set, so that a rep which was missed before or behind it is seen.
_BESIDE_S: Final = 8.0
SPANS: Final = {"half": 183 * 86400.0, "year": 366 * 86400.0, "all": None}

# What `weeks` reads.
_OF_WEEKS: Final = ("began_unix_s", "utc_offset_s", "exercise", "rep_count")

_Context = dict[str, Any]


class NoPageError(RepbeltError):
    """There is no such page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure: its name, its value, and what the plan asked for."""

    name: str
    value: str
    more: str = ""
    fits: str = ""


def list_page(store: "Store", page: int, now_unix_s: float, today: date) -> _Context:
    """Return the sessions, the newest first, and the weeks."""
    lines = store.sessions(SESSIONS_A_PAGE + 1, (page - 1) * SESSIONS_A_PAGE)
    if page > 1 and not lines:
        raise NoPageError(f"there is no page {page} of sessions")
    since_unix_s = now_unix_s - (WEEKS_SHOWN + 1) * _WEEK_S
    rows = store.sets(since_unix_s=since_unix_s, only=_OF_WEEKS)
    return {
        "lines": lines[:SESSIONS_A_PAGE],
        "weeks": weeks(rows, today, WEEKS_SHOWN),
        "page": page,
        "has_more": len(lines) > SESSIONS_A_PAGE,
        "exercises": store.exercises(),
        "when": when,
        "length": length,
    }


def session_page(session: Reviewed, formats: Sequence[tuple[str, str]]) -> _Context:
    """Return a session: its sets, rests and facts, and what may be done with it."""
    parts = planned_parts(session.plan, (one.exercise for one in session.sets))
    between = rests(session, parts)
    rows = [
        _set_row(one, rest, part)
        for one, rest, part in zip(session.sets, between, parts, strict=True)
    ]
    reps = sum(one.rep_count for one in session.sets)
    tension_s = sum(figures(one).time_under_tension_s for one in session.sets)
    kept = [one.fits for one in between if one and one.fits]
    return {
        **_common(session),
        "rows": rows,
        "line": timeline(session, between),
        "shouted": [
            Shown("sets", str(len(session.sets))),
            Shown("reps", str(reps)),
            Shown("under tension", clock(tension_s, tenths=False)),
        ],
        "kept_rests": f"{kept.count('kept')} of {len(kept)} rests as planned" if kept else "",
        "plan": _plan_lines(session, parts),
        "reasons": Counter(one["reason"] for one in session.rejected),
        "alerts": Counter(one["kind"] for one in session.alerts),
        "facts": recording_facts(session),
        "formats": formats,
        "duration": length(session.recording["duration_s"]),
    }


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
        **_common(session),
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
        "flags": sorted({flag for rep in one.reps for flag in rep.flags}),
    }


def trends_page(store: "Store", exercise: str, weight: str | None, span: str) -> _Context:
    """Return an exercise over the weeks, at one weight: that of its last set unless chosen."""
    weights = store.weights(exercise)
    if not weights:
        raise NoPageError(f"no set of {exercise_name(exercise)} is kept")
    chosen = _chosen(weight, weights[0][0])
    last_unix_s = dict(weights).get(chosen)
    if last_unix_s is None:
        raise NoPageError(f"no set of {exercise_name(exercise)} weighed {weight} kg")
    wanted_s = SPANS.get(span, SPANS["half"])
    since_unix_s = None if wanted_s is None else last_unix_s - wanted_s
    shown = store.sets(exercise, since_unix_s, columns_of(exercise), [chosen])
    return {
        "exercise": exercise,
        "exercises": store.exercises(),
        "weights": sorted((kg for kg, _ in weights), key=lambda kg: (kg is None, kg or 0.0)),
        "chosen": chosen,
        "span": span if span in SPANS else "half",
        "spans": {"half": "half a year", "year": "a year", "all": "all"},
        "trend": trend(shown, exercise),
        "rows": shown[:-31:-1],
        "row_tempo": shown_row_tempo,
        "when": when,
        "figure": number,
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
            {**one, "reason": one["reason"].replace("_", " ")}
            for one in session.rejected
            if one["start_s"] < end_s and start_s < one["end_s"]
        ],
        "gaps": [
            gap
            for gap in session.recording["gaps"]
            if gap["start_s"] < end_s and start_s < gap["end_s"]
        ],
    }


def _common(session: Reviewed) -> _Context:
    return {
        "session": session,
        "title": session.title or when(session.began_unix_s, session.utc_offset_s),
        "began": when(session.began_unix_s, session.utc_offset_s),
        "trouble": recording_line(session),
        "has_trace": session.state is not RecordingState.GONE,
        "version": version_of(session),
        "last_change": last_change(session),
        "names": [*dict.fromkeys((*NAMED, *(one.exercise for one in session.sets)))],
    }


def _set_row(one: PerformedSet, rest: Rest | None, part: "PlannedExercise | None") -> _Context:
    measured = figures(one)
    return {
        "set": one,
        "tempo": _cadence(measured) if one.exercise == "swing" else tempo_of(one),
        "tension": tension(measured, one),
        "range": number(measured.range_of_motion_deg, 0, "°"),
        "slower": number(measured.slowdown_pct, 0, "\N{NO-BREAK SPACE}%"),
        "rest": rest,
        "asked": _reps_fit(one, part),
        "planned": part,
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
    target = f"plan {planned_tempo(part.tempo)}" if part and part.tempo else ""
    return [
        reps,
        Shown("tempo", tempo_of(one), target),
        Shown("under tension", tension(measured, one)),
    ]


def _more(one: PerformedSet, rest: Rest | None) -> list[Shown]:
    measured = figures(one)
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
        Shown("consistency", number(measured.consistency_pct, 0, percent)),
        Shown("time in set", clock(measured.time_in_set_s) if one.reps else NONE),
        Shown("rest before", rest.words if rest else NONE, fits=rest.fits if rest else ""),
        Shown("weight", kilograms(one.weight_kg)),
        Shown("effort", number(one.rpe, 1)),
    ]


def _cadence(measured: Figures) -> str:
    return number(measured.cadence_per_min, 0, "\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}min")


def _reps_fit(one: PerformedSet, part: "PlannedExercise | None") -> str:
    if part is None:
        return ""
    fewest, _ = part.reps
    return "kept" if fewest <= one.rep_count else "short"


def _plan_lines(
    session: Reviewed, parts: Sequence["PlannedExercise | None"]
) -> list[Mapping[str, Any]]:
    """Return each exercise of the plan, and how many of its sets were done."""
    if session.plan is None:
        return []
    # Two parts of a plan may be equal: they are told apart by what they are, not what they say.
    return [
        {"part": part, "done": sum(each is part for each in parts)}
        for part in session.plan.exercises
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


def _chosen(weight: str | None, usual: float | None) -> float | None:
    if weight is None:
        return usual
    if weight == "none":
        return None
    try:
        return float(weight)
    except ValueError as exc:
        raise NoPageError("there is no such weight") from exc
