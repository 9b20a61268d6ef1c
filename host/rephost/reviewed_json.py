"""A session of the store as JSON: docs/analysis.schema.json, and what only a store knows."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from rephost.analysis_json import SCHEMA, sets_as_json
from rephost.exercises import NAMED
from rephost.performed import PerformedSet, figures
from rephost.reviewed import Reviewed
from rephost.store_reading import SessionLine

_MORE_FIGURES: Final = ("range_of_motion_deg", "float_s", "dropoff_pct")


def line_as_json(one: SessionLine) -> dict[str, Any]:
    """Return a session in a list."""
    done = [
        {"exercise": exercise, "sets": sets, "reps": reps} for exercise, sets, reps in one.exercises
    ]
    return {**asdict(one), "plan": one.plan or None, "exercises": done}


def session_as_json(session: Reviewed) -> dict[str, Any]:
    """Return a session as it stands, corrected."""
    plan = session.plan
    return {
        "schema": SCHEMA,
        "id": session.id,
        "began_unix_s": session.began_unix_s,
        "utc_offset_s": session.utc_offset_s,
        "title": session.title,
        "note": session.note,
        "rpe": session.rpe,
        "plan": plan.name if plan else None,
        "strap": session.strap,
        "algorithm": session.algorithm,
        "recording_file": str(session.path),
        "recording_state": str(session.state),
        "corrections": len(session.corrections),
        "unread_corrections": session.unread,
        "recording": dict(session.recording),
        "sets": _sets(session),
        "rejected": [dict(one) for one in session.rejected],
        "alerts": [dict(one) for one in session.alerts],
    }


def _sets(session: Reviewed) -> list[Mapping[str, Any]]:
    counted = sets_as_json(one.result for one in session.sets)
    return [_set(*pair) for pair in zip(session.sets, counted, strict=True)]


def _set(one: PerformedSet, counted: dict[str, Any]) -> dict[str, Any]:
    told = figures(one)
    reps = [
        {**rep, "by_hand": by_hand}
        for rep, by_hand in zip(counted["reps"], one.by_hand, strict=True)
    ]
    is_named = one.exercise in NAMED
    return {
        **counted,
        "exercise": one.exercise if is_named else "unknown",
        "told_exercise": None if is_named else one.exercise,
        "rep_count": one.rep_count,
        "weight_kg": one.weight_kg,
        "rpe": one.rpe,
        "note": one.note,
        "by_hand": one.is_by_hand,
        **{name: _rounded(getattr(told, name)) for name in _MORE_FIGURES},
        "reps": reps,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
