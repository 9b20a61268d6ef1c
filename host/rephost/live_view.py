"""What a lifter is shown while training: one picture, for the page and the terminal alike."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RepView:
    """The last rep: its number in the set, and its phases in seconds; None where not known."""

    number: int
    eccentric_s: float | None
    bottom_pause_s: float
    concentric_s: float
    top_pause_s: float | None
    range_of_motion_deg: float
    flight_s: float | None = None
    """Time in the air, of a box jump."""


@dataclass(frozen=True, slots=True)
class SetView:
    """A set that is over, as it counts: with what the lifter corrected."""

    number: int
    exercise: str
    reps: int
    """With the lifter's additions and removals."""
    counted: int
    """What the counter counted."""
    start_s: float
    end_s: float
    tempo: str | None
    """As `3-1-1-0`; None for swings."""
    cadence_per_min: float | None
    time_under_tension_s: float
    slowdown_pct: float | None
    range_of_motion_deg: float | None
    weight_kg: float | None
    is_discarded: bool
    cue: str = ""
    """What to mind in the next set; empty as a rule."""
    hold_s: float | None = None
    """How long it was held, where the pelvis kept still; None for a set of reps."""

    def as_json(self) -> dict[str, Any]:
        """Return what is sent to a page."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RestView:
    """The rest since a set: `began_unix_s` on the host's clock, so that a page counts by itself."""

    began_unix_s: float
    target_s: float | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """What a plan asks for now and next; `done` of `sets` of this exercise are behind us."""

    name: str
    exercise: str
    done: int
    sets: int
    reps: tuple[int, int]
    """Fewest and most."""
    tempo: tuple[int, int, int, int] | None
    rest_s: float | None
    slowdown_pct: float | None
    """Where the lifter wants to be told to stop."""
    next_text: str
    """One line on what comes behind this exercise; empty at the end."""
    is_set_done: bool
    """The set that is going, or was last, has the reps it should have."""
    is_over: bool
    weight_kg: float | None = None
    is_ticked_by_hand: bool = False
    """No belt counts this exercise: its sets are ticked off."""


@dataclass(frozen=True, slots=True)
class StrapView:
    """How the strap is."""

    name: str
    link: str
    """`looking`, `on`, `lost` or `over`."""
    battery_pct: int | None
    missing_samples: int
    """On their way from the strap still."""
    is_slipping: bool
    is_clipping: bool
    trouble: str
    """One sentence, or empty."""


@dataclass(frozen=True, slots=True)
class RecordingView:
    """Whether what comes is kept."""

    path: str
    seconds: float
    failed_since_s: float | None
    """Since when nothing is recorded, in recording time; None while all is well."""
    trouble: str


@dataclass(frozen=True, slots=True)
class LiveView:
    """Everything that is shown of one lifter."""

    lifter: str
    now_s: float
    """Of the recording."""
    exercise: str | None
    """What was found or chosen; None while neither is."""
    is_chosen: bool
    set_number: int
    state: str
    """`waiting` before the first set, `going` in one, `resting` behind one, `over` at the end."""
    reps: int
    """The huge number: of the set that is going, or of the last one."""
    phase: str | None
    """`eccentric`, `bottom`, `concentric`, `top`, or None where nothing is moved."""
    phase_began_s: float
    last_rep: RepView | None
    time_under_tension_s: float
    slowdown_pct: float | None
    rest: RestView | None
    plan: PlanView | None
    strap: StrapView
    recording: RecordingView
    sets: tuple[SetView, ...]
    can_undo: bool
    weight_kg: float | None
    not_counted: str
    """Why the last movement was not counted, a few words, for ten seconds; or empty."""
    is_discarded: bool = False
    """The set that is looked at was discarded by the lifter."""
    hold_s: float | None = None
    """How long the set that is looked at was held: what is shown of a set without reps."""

    def as_json(self) -> dict[str, Any]:
        """Return what is sent to a page."""
        return asdict(self)
