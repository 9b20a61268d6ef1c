"""What a training has come to, for whoever shows it: no clock, no file, no thread."""

from collections.abc import Mapping
from typing import Any, Final

from rephost import frames
from rephost.counting import Counted
from rephost.exercises import NAMED
from rephost.live_corrections import Corrections
from rephost.live_count import BEGIN, END, LiveCount
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
from repsignal.events import Event, RepAnnounced, RepCorrected, SetEnded, SetResult
from repsignal.measures import slowdown_pct, time_under_tension_s

Message = dict[str, Any]

_WHY_NOT_S: Final = 10.0
# What is known later than this is old news: it is shown, not said.
_LATE_S: Final = 2.0


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
        self.is_over = False
        self._plan: Plan | None = None
        self._before: list[Corrections] = []
        self._pace = pace
        self._ahead_s: float | None = None  # of the recording's time, that of the clock
        self._count = LiveCount()
        self._phases = Phases()

    @property
    def duration_s(self) -> float:
        """How much of the recording was counted."""
        return self._count.duration_s

    @property
    def results(self) -> tuple[SetResult, ...]:
        """The sets that are over, as they were counted."""
        return tuple(self._count.over)

    @property
    def sets(self) -> tuple[SetView, ...]:
        """The sets that are over."""
        return tuple(
            set_view(number, one, self.corrections)
            for number, one in enumerate(self._count.over, 1)
        )

    def take(self, counted: Counted, now_s: float) -> list[Message]:
        """Take in what was counted; return what is to be said and shown."""
        was_going = self._count.is_going
        ahead_s = now_s * self._pace - counted.facts.duration_s
        self._ahead_s = ahead_s if self._ahead_s is None else min(self._ahead_s, ahead_s)
        messages: list[Message] = []
        for event in counted.events:
            number = self._count.hear(event)
            messages += self._said(event, number, is_late=ahead_s - self._ahead_s > _LATE_S)
        self._count.know(counted, was_going=was_going)
        if not self._count.is_going:
            # Of a set that turned out to be none nothing is left for the next one.
            self.corrections = self.corrections.forget(self._count.next_number)
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
            case {"do": "choose", "exercise": exercise} if exercise in (None, *NAMED):
                return [frames.exercise_chosen(exercise, now_ns)]
            case {"do": "start"}:
                if self._count.is_going:
                    raise ValueError("a set is going on already")
                return [frames.mark(BEGIN, now_ns)]
            case {"do": "stop"}:
                if not self._count.is_going:
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
                if number > len(self._count.over) and not self._count.newest:
                    # Begun by hand, and no rep yet: what comes next is another set.
                    self.corrections = self.corrections.discard(number)
                    return [frames.mark(END, now_ns)]
                self._correct(self.corrections.discard(number))
            case {"do": "weight", "kg": None | int() | float() as kg}:
                self._correct(self.corrections.weigh(self._count.next_number, kg))
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
        elif self._count.is_going:
            state = "going"
        else:
            state = "resting" if sets else "waiting"
        rejected = self._count.rejected
        plan = self._planned()
        phase = self._phases.now(is_in_set=self._count.is_going)
        is_news = rejected is not None and self.duration_s - rejected.t_s <= _WHY_NOT_S
        return LiveView(
            lifter=self.lifter,
            now_s=self.duration_s,
            exercise=exercise,
            is_chosen=self._count.exercise is not None,
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
            weight_kg=self.corrections.weight_kg(self._count.next_number),
            not_counted=rejected.reason.replace("_", " ") if rejected and is_news else "",
            is_discarded=number in self.corrections.discarded,
            hold_s=last.hold_s if last and not reps else None,
        )

    def is_told(self, kind: str) -> bool:
        """Tell whether there was an alert of this kind just now."""
        return self._count.is_told(kind)

    def _said(self, event: Event, number: int, *, is_late: bool) -> list[Message]:
        """Return what is to be said and shown of an event of this set."""
        match event:
            case RepAnnounced(rep_number=reps, exercise=exercise):
                shown = self.corrections.reps(number, reps)
                if is_late:
                    return []
                said = {"number": shown, "set": number, "exercise": exercise, "t_s": event.t_s}
                return [{"type": "say", **said}]
            case RepCorrected(rep_count=reps):
                shown = self.corrections.reps(number, reps) if reps else 0
                return [{"type": "corrected", "number": shown}]
            case SetEnded(set=one):
                over = set_view(number, one, self.corrections)
                return [{"type": "set_over", "set": over.as_json()}]
        return []

    def _shown(self) -> tuple[str | None, int, int, SetResult | None]:
        """Return exercise, number and reps of the set that is looked at, and what is known."""
        count = self._count
        number = count.next_number
        if count.newest is not None:
            exercise, counted = count.newest
            return exercise, number, self.corrections.reps(number, counted), count.going
        if count.is_begun or not count.over:
            return count.exercise, number, self.corrections.reps(number, 0), None
        one = count.over[-1]
        number = len(count.over)
        reps = self.corrections.reps(number, len(one.reps))
        return count.exercise or one.exercise, number, reps, one

    def _planned(self) -> PlanView | None:
        """Return what the plan asks for now."""
        if self._plan is None:
            return None
        exercise, number, reps, _ = self._shown()
        going = None
        if self._count.is_going:
            going = (exercise or "", 0 if number in self.corrections.discarded else reps)
        return progress(self._plan, self.sets, self.corrections.ticks, going)

    def _rest(self, now_s: float, now_unix_s: float, plan: PlanView | None) -> RestView:
        assert self._ahead_s is not None
        now_t_s = now_s * self._pace - self._ahead_s
        rested_s = (now_t_s - self._count.over[-1].end_s) / self._pace
        target_s = plan.rest_s if plan else None
        return RestView(began_unix_s=round(now_unix_s - rested_s, 1), target_s=target_s)

    def _meant(self, number: object) -> int:
        """Return the number of the set that is meant; None: the one that is looked at."""
        last = self._count.next_number if self._count.is_going else len(self._count.over)
        if number is None and last:
            return last
        if not isinstance(number, int) or not 1 <= number <= last:
            raise ValueError("there is no such set" if last else "there is no set yet")
        return number

    def _reps_of(self, number: int) -> int:
        return self.corrections.reps(number, self._count.reps(number))

    def _correct(self, corrections: Corrections) -> None:
        self._before.append(self.corrections)
        self.corrections = corrections
