"""What the review pages say, in words and short texts."""

from datetime import datetime

from rephost.local_time import local_time
from rephost.performed import Figures, PerformedSet, figures
from rephost.reviewed import RecordingState, Reviewed
from rephost.words import clock, done, exercise_name, several, shown_tempo

NONE = "\N{EN DASH}"


def number(value: float | None, digits: int = 0, unit: str = "") -> str:
    """Return a figure as it is shown; a dash where there is none."""
    return NONE if value is None else f"{value:.{digits}f}{unit}"


def kilograms(weight_kg: float | None) -> str:
    """Return a weight."""
    return NONE if weight_kg is None else f"{weight_kg:g}\N{NO-BREAK SPACE}kg"


def day(moment: datetime) -> str:
    """Return a day: Mon 23 Nov 2026."""
    return f"{moment:%a} {moment.day} {moment:%b} {moment.year}"


def when(began_unix_s: float, utc_offset_s: int) -> str:
    """Return when a session began, where it was lifted: Mon 23 Nov 2026, 18:04."""
    moment = local_time(began_unix_s, utc_offset_s)
    return f"{day(moment)}, {moment:%H:%M}"


def length(duration_s: float) -> str:
    """Return how long something took: 48 s, 12 min or 1 h 5 min."""
    if duration_s < 60:
        return f"{duration_s:.0f} s"
    hours, minutes = divmod(round(duration_s / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def capital(text: str) -> str:
    """Return a text whose first letter is large."""
    return text[:1].upper() + text[1:]


def plain(name: str) -> str:
    """Return a reason or a flag as a person says it."""
    return name.replace("_", " ")


def tempo_of(one: PerformedSet) -> str:
    """Return a set's tempo, X for a fast concentric; a dash where it has none."""
    tempo = figures(one).tempo
    if tempo is None:
        return NONE
    return shown_tempo(tempo, [rep.end_s - rep.bottom_end_s for rep in one.reps])


def tension(measured: Figures, one: PerformedSet) -> str:
    """Return a set's time under tension."""
    return number(measured.time_under_tension_s, 1, "\N{NO-BREAK SPACE}s") if one.reps else NONE


def set_line(one: PerformedSet) -> str:
    """Return a set in a few words: RDL, 8 reps; hold, held 0:53."""
    return f"{exercise_name(one.exercise)}, {done(one.rep_count, one.hold_s)}"


def recording_line(session: Reviewed) -> str:
    """Return what there is to say of where a recording is; empty where all is well."""
    match session.state:
        case RecordingState.GONE:
            return (
                "The recording of this session is gone: moved or deleted. What was counted is "
                "still here; the trace, another count and added reps need the recording."
            )
        case RecordingState.CHANGED:
            return (
                "The recording of this session is not as long as when it was counted. "
                "repbelt recount counts it again."
            )
    return ""


def recording_facts(session: Reviewed) -> list[tuple[str, str]]:
    """Return what is known of a recording, each with its name."""
    recording = session.recording
    gyro = "" if recording["has_gyro"] else ", no gyro"
    gaps = recording["gaps"]
    missing_s = sum(gap["end_s"] - gap["start_s"] for gap in gaps)
    facts = [
        ("Recorded", f"{clock(recording['duration_s'], tenths=False)} at "
         f"{recording['rate_hz']:.0f} Hz{gyro}, {several(recording['samples'], 'sample')}"),
        ("Gaps", f"{len(gaps)}, {missing_s:.1f} s missing" if gaps else "none"),
        ("Lost samples", str(recording["lost_samples"])),
        ("At full scale", several(recording["clipped_samples"], "sample")),
        ("Damaged", several(recording["damaged_frames"], "frame")),
        ("Strap", session.strap or NONE),
        ("Counted by", session.algorithm),
        ("Session", session.id),
        ("File", str(session.path)),
    ]  # fmt: skip
    return facts + [("Noticed", note) for note in recording["notes"]]
