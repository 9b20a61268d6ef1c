"""What a counter tells, as it happens. Times are seconds on the recording's axis."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rep:
    """One rep. Where `eccentric_known` is false, start, bottom and bottom end are one time."""

    start_s: float
    bottom_s: float
    bottom_end_s: float
    end_s: float
    eccentric_known: bool
    range_of_motion_deg: float
    peak_concentric_dps: float
    mean_concentric_dps: float
    confidence: float
    flags: tuple[str, ...]
    hip_share: float | None
    flight_s: float | None = None
    hips_lead: float | None = None


@dataclass(frozen=True, slots=True)
class SetResult:
    """A set: its reps in order, and how sure its name is (0 … 1).

    Where the pelvis kept still there are no reps, but the time that it was held.
    """

    exercise: str
    exercise_confidence: float
    start_s: float
    end_s: float
    reps: tuple[Rep, ...]
    hold_s: float | None = None


@dataclass(frozen=True, slots=True)
class SetStarted:
    """A set is certain to go on: at once if armed, else at its third rep.

    One told from another only as both are over starts then, and ends at once.
    """

    t_s: float
    set_number: int
    exercise: str


@dataclass(frozen=True, slots=True)
class RepAnnounced:
    """A rep was locked out: the number to say."""

    t_s: float
    set_number: int
    rep_number: int
    exercise: str


@dataclass(frozen=True, slots=True)
class RepCorrected:
    """The number said last of a set was wrong; this is the right one.

    No reps withdraw the set: it never ends, and the next one may start with its number.
    """

    t_s: float
    set_number: int
    rep_count: int


@dataclass(frozen=True, slots=True)
class SetEnded:
    """A set is over, and what was in it."""

    t_s: float
    set_number: int
    set: SetResult


@dataclass(frozen=True, slots=True)
class Rejected:
    """Movement that looked like reps and was not counted, and how sure it was one after all."""

    t_s: float
    start_s: float
    end_s: float
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that the lifter should know: `strap_slipped`, `clipping` or `gap`."""

    t_s: float
    kind: str


Event = SetStarted | RepAnnounced | RepCorrected | SetEnded | Rejected | Alert
