"""What a training has come to, for whoever shows it: no clock, no file, no thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rephost import frames
from rephost.counting import Counted
from rephost.facts import Facts
from rephost.live_corrections import Corrections
from rephost.live_phase import Phases
from rephost.live_sets import last_rep_view, set_view
from rephost.live_view import (
    LiveView,
    PlanView,
    RecordingView,
    RestView,
    SetView,
    StrapView,
)
from rephost.plan_progress import progress
from rephost.plans import Plan
from repsignal.events import (
    Alert,
    Event,
    Rejected,
    RepAnnounced,
    RepCorrected,
    SetEnded,
    SetResult,
    SetStarted,
)
from repsignal.measures import slowdown_pct, time_under_tension_s

Message = dict[str, Any]

EXERCISES: Final = ("rdl", "swing")
BEGIN: Final = 1
END: Final = 2
"""Numbers of the host's marks; any other, as the strap's button has, does whichever comes next."""

_WHY_NOT_S: Final = 10.0
_ALERT_S: Final = 30.0
# What is known later than this is old news: it is shown, not said.
_LATE_S: Final = 2.0


@dataclass(slots=True)
class _Open:
    """A set that goes on, as it was told of last."""

    exercise: str
    reps: int = 0


class Live:
    """Follows what was counted, and what the lifter says to it.

    Times `now_s` are of a clock that only goes on, times `t_s` are the recording's.

    Parameters
    ----------
    pace
        How much faster than that clock the recording goes.
    """

    def __init__(
        self, lifter: str, corrections: Corrections | None = None, *, pace: float = 1.0
    ) -> None:
        self.lifter = lifter
        self.corrections = corrections or Corrections()
        self.facts: Facts | None = None
        self.is_over = False
        self._plan: Plan | None = None
        self._before: list[Corrections] = []
        self._pace = pace
        self._ahead_s: float | None = None  # of the recording's time, that of the clock
        self._exercise: str | None = None
        self._sets: list[SetResult] = []
        self._open: dict[int, _Open] = {}
        self._going: SetResult | None = None
        self._is_begun = False
        self._marks = 0
        self._ended_s = -1.0
        self._phases = Phases()
        self._rejected: Rejected | None = None
        self._alerts: dict[str, float] = {}

    @property
    def duration_s(self) -> float:
        """How much of the recording was counted."""
        return self.facts.duration_s if self.facts else 0.0

    @property
    def results(self) -> tuple[SetResult, ...]:
        """The sets that are over, as they were counted."""
        return tuple(self._sets)

    @property
    def sets(self) -> tuple[SetView, ...]:
        """The sets that are over."""
        return tuple(
            set_view(number, one, self.corrections) for number, one in enumerate(self._sets, 1)
        )

    def take(self, counted: Counted, now_s: float) -> list[Message]:
        """Take in what was counted; return what is to be said and shown."""
        was_going = self._is_going
        self.facts, self._exercise = counted.facts, counted.exercise
        ahead_s = now_s * self._pace - counted.facts.duration_s
        self._ahead_s = ahead_s if self._ahead_s is None else min(self._ahead_s, ahead_s)
        messages: list[Message] = []
        for event in counted.events:
            self._hear(event, is_late=ahead_s - self._ahead_s > _LATE_S, messages=messages)
        if counted.set_so_far is not None:
            self._going = counted.set_so_far
        self._heed_marks(counted.facts, was_going=was_going)
        if counted.t_s.size:
            self._phases.push(counted.t_s, counted.hinge_deg)
            trace = {"t_s": counted.t_s.tolist(), "deg": counted.hinge_deg.tolist()}
            messages.append({"type": "trace", **trace})
        return messages

    def follow(self, plan: Plan | None, what: str | None) -> None:
        """Follow a plan, which `what` names; None: none."""
        self._plan = plan
        if self.corrections.plan != what:
            self.corrections = self.corrections.follow(what)
            self._before.clear()

    def do(self, action: Mapping[str, Any], now_ns: int) -> list[bytes]:
        """Do what a lifter asks; return the frames that have to be recorded for it.

        Raises
        ------
        ValueError
            It cannot be done; why, in a sentence.
        """
        match action:
            case {"do": "choose", "exercise": None | "rdl" | "swing" as exercise}:
                return [frames.exercise_chosen(exercise, now_ns)]
            case {"do": "start"}:
                if self._is_going:
                    raise ValueError("a set is going on already")
                return [frames.mark(BEGIN, now_ns)]
            case {"do": "stop"}:
                if not self._is_going:
                    raise ValueError("no set is going on")
                return [frames.mark(END, now_ns)]
            case {"do": "add", "reps": int(reps), "set": number}:
                number = self._meant(number)
                if reps < 0 and not self._reps_of(number):
                    raise ValueError("there is no rep left to take off")
                self._correct(self.corrections.add(number, reps))
            case {"do": "discard", "set": number}:
                number = self._meant(number)
                if number in self.corrections.discarded:
                    raise ValueError(f"set {number} is discarded already")
                self._correct(self.corrections.discard(number))
            case {"do": "weight", "kg": None | int() | float() as kg}:
                self._correct(self.corrections.weigh(self._next_number, kg))
            case {"do": "tick"}:
                plan = self._planned()
                if plan is None or not plan.is_ticked_by_hand:
                    raise ValueError("there is nothing to tick off: the belt counts these sets")
                self._correct(self.corrections.tick(plan.exercise, self.duration_s))
            case {"do": "undo"}:
                if not self._before:
                    raise ValueError("there is nothing to undo")
                self.corrections = self._before.pop()
            case _:
                raise ValueError("this cannot be done here")
        return []

    def view(
        self, now_s: float, now_unix_s: float, strap: StrapView, recording: RecordingView
    ) -> LiveView:
        """Return all that is shown of this lifter now."""
        sets = self.sets
        exercise, number, reps, last = self._shown()
        if self.is_over:
            state = "over"
        elif self._is_going:
            state = "going"
        else:
            state = "resting" if sets else "waiting"
        rejected = self._rejected
        plan = self._planned()
        phase = self._phases.now(is_in_set=self._is_going)
        is_news = rejected is not None and self.duration_s - rejected.t_s <= _WHY_NOT_S
        return LiveView(
            lifter=self.lifter,
            now_s=self.duration_s,
            exercise=exercise,
            is_chosen=self._exercise is not None,
            set_number=number,
            state=state,
            reps=reps,
            phase=None if self.is_over else phase.name,
            phase_began_s=phase.began_s,
            last_rep=last_rep_view(number, last, self.corrections) if last else None,
            time_under_tension_s=time_under_tension_s(last) if last else 0.0,
            slowdown_pct=slowdown_pct(last) if last else None,
            rest=self._rest(now_s, now_unix_s, plan) if state == "resting" else None,
            plan=plan,
            strap=strap,
            recording=recording,
            sets=sets,
            can_undo=bool(self._before),
            weight_kg=self.corrections.weight_kg(self._next_number),
            not_counted=rejected.reason.replace("_", " ") if rejected and is_news else "",
        )

    def is_told(self, kind: str) -> bool:
        """Tell whether there was an alert of this kind just now."""
        return self.duration_s - self._alerts.get(kind, -_ALERT_S) < _ALERT_S

    @property
    def _is_going(self) -> bool:
        return self._is_begun or bool(self._open)

    @property
    def _next_number(self) -> int:
        """The number of the set that goes on, or of the next one."""
        return len(self._sets) + max(1, len(self._open))

    def _hear(self, event: Event, *, is_late: bool, messages: list[Message]) -> None:
        match event:
            case SetStarted(set_number=told, exercise=exercise):
                self._open[told] = _Open(exercise)
            case RepAnnounced(set_number=told, rep_number=reps):
                self._open[told].reps = reps
                number = self._number(told)
                shown = self.corrections.reps(number, reps)
                if is_late:
                    messages.append({"type": "corrected", "number": shown})
                else:
                    name = self._open[told].exercise
                    said = {"number": shown, "set": number, "exercise": name, "t_s": event.t_s}
                    messages.append({"type": "say", **said})
            case RepCorrected(set_number=told, rep_count=reps):
                number = self._number(told)
                self._open[told].reps = reps
                shown = self.corrections.reps(number, reps)
                if not reps:
                    self.corrections = self.corrections.forget(number)
                    del self._open[told]
                    self._going = None
                messages.append({"type": "corrected", "number": shown if reps else 0})
            case SetEnded(set_number=told, set=one):
                self._open.pop(told, None)
                self._sets.append(one)
                self._going = None
                self._is_begun = False
                self._ended_s = event.t_s
                over = set_view(len(self._sets), one, self.corrections)
                messages.append({"type": "set_over", "set": over.as_json()})
            case Rejected():
                self._rejected = event
            case Alert(kind=kind):
                self._alerts[kind] = event.t_s

    def _heed_marks(self, facts: Facts, *, was_going: bool) -> None:
        """Take in where the lifter said that a set begins or ends."""
        for mark in facts.marks[self._marks :]:
            is_begin = mark.number == BEGIN or (mark.number != END and not was_going)
            self._is_begun = is_begin and mark.t_s >= self._ended_s
            was_going = is_begin
        self._marks = len(facts.marks)

    def _shown(self) -> tuple[str | None, int, int, SetResult | None]:
        """Return exercise, number and reps of the set that is looked at, and what is known."""
        number = self._next_number
        if self._open:
            going = list(self._open.values())[-1]
            reps = self.corrections.reps(number, going.reps)
            return going.exercise, number, reps, self._going
        if self._is_begun or not self._sets:
            return self._exercise, number, self.corrections.reps(number, 0), None
        one = self._sets[-1]
        number = len(self._sets)
        exercise = self._exercise or one.exercise
        return exercise, number, self.corrections.reps(number, len(one.reps)), one

    def _planned(self) -> PlanView | None:
        """Return what the plan asks for now."""
        if self._plan is None:
            return None
        exercise, _, reps, _ = self._shown()
        going = (exercise or "", reps) if self._is_going else None
        return progress(self._plan, self.sets, self.corrections.ticks, going)

    def _rest(self, now_s: float, now_unix_s: float, plan: PlanView | None) -> RestView:
        assert self._ahead_s is not None
        now_t_s = now_s * self._pace - self._ahead_s
        rested_s = (now_t_s - self._sets[-1].end_s) / self._pace
        target_s = plan.rest_s if plan else None
        return RestView(began_unix_s=round(now_unix_s - rested_s, 1), target_s=target_s)

    def _number(self, told: int) -> int:
        """Return our number of a set told of; a new counter begins at 1 again."""
        return len(self._sets) + list(self._open).index(told) + 1

    def _meant(self, number: object) -> int:
        """Return the number of the set that is meant; None: the one that is looked at."""
        last = self._next_number if self._is_going else len(self._sets)
        if number is None and last:
            return last
        if not isinstance(number, int) or not 1 <= number <= last:
            raise ValueError("there is no such set" if last else "there is no set yet")
        return number

    def _reps_of(self, number: int) -> int:
        if number <= len(self._sets):
            counted = len(self._sets[number - 1].reps)
        else:
            going = list(self._open.values())
            at = number - len(self._sets) - 1
            counted = going[at].reps if at < len(going) else 0
        return self.corrections.reps(number, counted)

    def _correct(self, corrections: Corrections) -> None:
        self._before.append(self.corrections)
        self.corrections = corrections
