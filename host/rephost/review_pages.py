"""What stands on the review pages of the list, a session, and an exercise."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from rephost.page_answers import NoPageError
from rephost.performed import Figures, PerformedSet, figures
from rephost.review_parts import Shown, common
from rephost.review_rests import Rest, planned_parts, rests
from rephost.review_timeline import timeline
from rephost.review_trends import columns_of, shown_row_tempo, trend
from rephost.review_words import (
    length,
    number,
    recording_facts,
    tempo_of,
    tension,
    when,
)
from rephost.reviewed import Reviewed
from rephost.weeks import weeks
from rephost.words import clock, exercise_name

if TYPE_CHECKING:
    from rephost.plans import PlannedExercise
    from rephost.store import Store

SESSIONS_A_PAGE: Final = 50
WEEKS_SHOWN: Final = 12
_WEEK_S: Final = 7 * 86400.0
SPANS: Final = {"half": 183 * 86400.0, "year": 366 * 86400.0, "all": None}

# What `weeks` reads.
_OF_WEEKS: Final = ("began_unix_s", "utc_offset_s", "exercise", "rep_count")

_Context = dict[str, Any]


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
        **common(session),
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


def _cadence(measured: Figures) -> str:
    return number(measured.cadence_per_min, 0, "\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}min")


def _reps_fit(one: PerformedSet, part: "PlannedExercise | None") -> str:
    if part is None:
        return ""
    if part.is_met(one.rep_count, one.hold_s):
        return "kept"
    # How many reps there were while the pelvis was still nobody knows.
    return "" if one.hold_s is not None and not one.rep_count else "short"


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


def _chosen(weight: str | None, usual: float | None) -> float | None:
    if weight is None:
        return usual
    if weight == "none":
        return None
    try:
        return float(weight)
    except ValueError as exc:
        raise NoPageError("there is no such weight") from exc
