"""A recording's analysis as JSON: docs/analysis.schema.json."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rephost.norm import RestingNorm, wrong_norm
from rephost.recording import Reader
from rephost.session import AS_RECORDED, Facts, Session
from rephost.sources import Source, opened
from rephost.words import several
from repsignal.events import Alert, Event, Rejected, Rep, SetEnded, SetResult
from repsignal.measures import cadence_per_min, slowdown_pct, tempo

if TYPE_CHECKING:
    from rephost.plotting_trace import HingeTrace

SCHEMA: Final = "repbelt.analysis/1"

_Json = dict[str, Any]


def analyze(
    what: str | Path, exercise: str | None = AS_RECORDED, columns: str | None = None
) -> _Json:
    """Analyse a recording, a table or a session of the library.

    Parameters
    ----------
    exercise
        AS_RECORDED follows the choices in the recording, None finds out, a name arms the whole.
    columns
        Other names and units in a table, as `--columns`.
    """
    with opened(what, columns) as source:
        return analyze_source(source, exercise)


def analyze_source(
    source: Source, exercise: str | None = AS_RECORDED, trace: "HingeTrace | None" = None
) -> _Json:
    """Analyse an open recording; a `trace` keeps the hinge angle of the run."""
    analysis = count(source, exercise, trace)
    return {
        "schema": SCHEMA,
        "recording": analysis.recording,
        "sets": sets_as_json(analysis.sets),
        "rejected": analysis.rejected,
        "alerts": analysis.alerts,
    }


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was counted in a recording; `recording`, `rejected` and `alerts` as the schema has."""

    recording: _Json
    sets: tuple[SetResult, ...]
    rejected: list[_Json]
    alerts: list[_Json]


def count(
    source: Source, exercise: str | None = AS_RECORDED, trace: "HingeTrace | None" = None
) -> Analysis:
    """Count an open recording; a `trace` keeps the hinge angle of the run."""
    session, reader, rest = Session(exercise), Reader(source.file), RestingNorm()
    sets, rejected, alerts = _sorted(_events(session, reader, rest, trace))
    facts = session.facts
    recording = _recording(facts, reader, [*_notes(facts, rest)])
    return Analysis(recording, tuple(sets), rejected, alerts)


def sets_as_json(sets: Iterable[SetResult]) -> list[_Json]:
    """Return sets as the schema has them."""
    return [_set(one, before) for before, one in pairwise([None, *sets]) if one]


def choice(named: str | None) -> str | None:
    """Turn the command line's `--exercise` into what a session takes."""
    if named is None:
        return AS_RECORDED
    return None if named == "auto" else named


def _events(
    session: Session, reader: Reader, rest: RestingNorm, trace: "HingeTrace | None"
) -> Iterator[Event]:
    push = partial(trace.push, session) if trace else session.push
    for items in reader.chunks():
        rest.push(items)
        yield from push(items)
    yield from session.finish()


def _sorted(events: Iterable[Event]) -> tuple[list[SetResult], list[_Json], list[_Json]]:
    """Sort events into sets, what was rejected, and alerts."""
    sets: list[SetResult] = []
    rejected: list[_Json] = []
    alerts: list[_Json] = []
    for event in events:
        match event:
            case SetEnded():
                sets.append(event.set)
            case Rejected():
                span = {"start_s": _time(event.start_s), "end_s": _time(event.end_s)}
                rejected.append({**span, "reason": event.reason})
            case Alert():
                alerts.append({"t_s": _time(event.t_s), "kind": event.kind})
    return sets, rejected, alerts


def _notes(facts: Facts, rest: RestingNorm) -> Iterator[str]:
    if facts.unscaled_samples:
        yield (
            f"{several(facts.unscaled_samples, 'sample')} left out: their scale is not known, the "
            "strap's settings are missing or damaged"
        )
    if wrong := wrong_norm(rest.median_g):
        yield f"{wrong}: the scale in the recording is wrong, or the sensor is broken"


def _recording(facts: Facts, reader: Reader, notes: list[str]) -> _Json:
    return {
        "duration_s": _time(facts.duration_s),
        "rate_hz": round(facts.rate_hz, 3),
        "samples": facts.samples,
        "lost_samples": facts.lost_samples,
        "clipped_samples": facts.clipped_samples,
        "has_gyro": facts.has_gyro,
        "gaps": [{"start_s": _time(gap.start_s), "end_s": _time(gap.end_s)} for gap in facts.gaps],
        "damaged_frames": reader.bad_frames + reader.unread_frames + facts.refused,
        "notes": notes,
    }


def _set(one: SetResult, before: SetResult | None) -> _Json:
    following = [*one.reps[1:], None]
    reps = [
        _rep(index, rep, after)
        for index, (rep, after) in enumerate(zip(one.reps, following, strict=True), 1)
    ]
    start_s, end_s = _time(one.start_s), _time(one.end_s)
    return {
        "exercise": one.exercise,
        "exercise_confidence": round(one.exercise_confidence, 3),
        "start_s": start_s,
        "end_s": end_s,
        "rep_count": len(reps),
        "tempo": tempo(one),
        "time_under_tension_s": _time(sum(rep["time_under_tension_s"] for rep in reps)),
        "time_in_set_s": _time(end_s - start_s),
        "cadence_per_min": _rounded(cadence_per_min(one), 2),
        "slowdown_pct": _rounded(slowdown_pct(one), 1),
        "rest_before_s": None if before is None else _time(start_s - _time(before.end_s)),
        "reps": reps,
    }


def _rep(index: int, rep: Rep, after: Rep | None) -> _Json:
    # Durations are differences of the times that are printed, so that they add up.
    start_s, bottom_s = _time(rep.start_s), _time(rep.bottom_s)
    bottom_end_s, end_s = _time(rep.bottom_end_s), _time(rep.end_s)
    return {
        "index": index,
        "start_s": start_s,
        "bottom_s": bottom_s,
        "bottom_end_s": bottom_end_s,
        "end_s": end_s,
        "eccentric_s": _time(bottom_s - start_s) if rep.eccentric_known else None,
        "bottom_pause_s": _time(bottom_end_s - bottom_s),
        "concentric_s": _time(end_s - bottom_end_s),
        "top_pause_s": None if after is None else _time(_time(after.start_s) - end_s),
        "time_under_tension_s": _time(end_s - start_s),
        "range_of_motion_deg": _rounded(rep.range_of_motion_deg, 2),
        "peak_concentric_dps": _rounded(rep.peak_concentric_dps, 1),
        "confidence": round(rep.confidence, 3),
        "flags": list(rep.flags),
        "hip_share": _rounded(rep.hip_share, 3),
    }


def _time(t_s: float) -> float:
    return round(float(t_s), 3)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
