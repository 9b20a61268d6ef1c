"""Sessions made of numbers, for tests of what is done with sessions."""

from collections.abc import Sequence
from pathlib import Path

from rephost.corrections import Correction, corrected
from rephost.performed import counted
from rephost.reviewed import Kept, RecordingState, Reviewed
from repsignal.events import Rep, SetResult


def made_rep(
    start_s: float,
    down_s: float = 2.0,
    up_s: float = 1.0,
    deg: float = 60.0,
    flight_s: float | None = None,
    hips_lead: float | None = None,
) -> Rep:
    """Return a rep without a bottom pause."""
    bottom_s = start_s + down_s
    return Rep(
        start_s=start_s,
        bottom_s=bottom_s,
        bottom_end_s=bottom_s,
        end_s=bottom_s + up_s,
        eccentric_known=True,
        range_of_motion_deg=deg,
        peak_concentric_dps=1.6 * deg / up_s,
        mean_concentric_dps=deg / up_s,
        confidence=0.9,
        flags=(),
        hip_share=None,
        flight_s=flight_s,
        hips_lead=hips_lead,
    )


def made_set(
    start_s: float, reps: int = 8, exercise: str = "rdl", every_s: float = 4.0
) -> SetResult:
    """Return a set of equal reps; a box jump is half a second in the air, a squat's hips lead.

    At the top they rest for a quarter of the time.
    """
    told = {
        "flight_s": 0.5 if exercise == "box_jump" else None,
        "hips_lead": 0.25 if exercise == "squat" else None,
    }
    starts_s = [start_s + i * every_s for i in range(reps)]
    done = tuple(made_rep(at_s, 0.5 * every_s, 0.25 * every_s, **told) for at_s in starts_s)
    return SetResult(exercise, 0.99, done[0].start_s, done[-1].end_s, done)


def made_session(sets: Sequence[SetResult], *corrections: Correction) -> Reviewed:
    """Return a session in which these sets were counted, with corrections."""
    stands = corrected(map(counted, sets), corrections)
    return Reviewed(
        id="2026-11-22-180000",
        began_unix_s=1_795_370_400.0,
        utc_offset_s=3600,
        title=str(stands.details.get("title", "")),
        note=str(stands.details.get("note", "")),
        rpe=stands.details.get("rpe"),
        plan=None,
        strap="repbelt-1234",
        algorithm="0+made",
        path=Path("2026-11-22-180000.rep"),
        state=RecordingState.THERE,
        recording={
            "duration_s": sets[-1].end_s + 10.0 if sets else 10.0,
            "rate_hz": 104.0,
            "samples": 1,
            "lost_samples": 0,
            "clipped_samples": 0,
            "has_gyro": True,
            "gaps": [],
            "damaged_frames": 0,
            "notes": [],
        },
        counted=tuple(sets),
        sets=stands.sets,
        rejected=(),
        alerts=(),
        corrections=tuple(Kept(1_795_374_000.0 + i, one) for i, one in enumerate(corrections)),
    )
