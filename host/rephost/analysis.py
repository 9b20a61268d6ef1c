"""A recording's analysis as JSON: docs/analysis.schema.json."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rephost.analysis_json import SCHEMA, sets_as_json, shown_time
from rephost.norm import RestingNorm, wrong_norm
from rephost.recording import Reader
from rephost.session import AS_RECORDED, Facts, Session
from rephost.sources import Source, opened
from rephost.words import several
from repsignal.events import Alert, Event, Rejected, SetEnded, SetResult

if TYPE_CHECKING:
    from rephost.plotting_trace import HingeTrace

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
                why = {"reason": event.reason, "confidence": round(event.confidence, 3)}
                rejected.append(_span(event.start_s, event.end_s) | why)
            case Alert():
                alerts.append({"t_s": shown_time(event.t_s), "kind": event.kind})
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
        "duration_s": shown_time(facts.duration_s),
        "rate_hz": round(facts.rate_hz, 3),
        "samples": facts.samples,
        "lost_samples": facts.lost_samples,
        "clipped_samples": facts.clipped_samples,
        "has_gyro": facts.has_gyro,
        "gaps": [
            {"start_s": shown_time(gap.start_s), "end_s": shown_time(gap.end_s)}
            for gap in facts.gaps
        ],
        "damaged_frames": reader.bad_frames + reader.unread_frames + facts.refused,
        "notes": notes,
    }


def _span(start_s: float, end_s: float) -> _Json:
    return {"start_s": shown_time(start_s), "end_s": shown_time(end_s)}
