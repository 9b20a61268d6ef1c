"""The counter: counts in, sets and reps out, as they happen."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from repsignal import kernel
from repsignal import state as layout
from repsignal.cycle_meter import CycleMeter
from repsignal.events import Alert, Event, Rejected, SetResult
from repsignal.exercise import EXERCISES, Signal
from repsignal.fresh_state import fresh_states
from repsignal.front import Front
from repsignal.lock_outs import LockOuts
from repsignal.movement import HALT_S, Movement
from repsignal.movement_kernel import FEATURES, measure
from repsignal.run import Outcome, Run, chosen
from repsignal.slip import LockOut, SlipDetector
from repsignal.state import BRIDGED, CLIPPED, SHAKEN
from repsignal.stroke_run import StrokeRun
from repsignal.telling import SET_REST_S, Teller
from repsignal.travel import travel_of

PHASE_PART = 0.1
PHASE_PART_ACC = 0.15
"""Part of its peak rate above which a phase goes on (TERMS: phase boundary), with a gyro; without,
the slower low-pass draws phases out, and more makes up for it."""


class RepCounter:
    """Counts reps in a stream of samples. However it is cut into blocks, the events are the same.

    Parameters
    ----------
    rate_hz
        The strap's nominal rate, 10 … 1000 Hz.
    acc_g_per_lsb, gyr_dps_per_lsb
        What one count means; None for a strap without a gyro.
    exercise
        None finds out what is done and counts from the third rep on; a name arms the counter:
        one rep is a set, and its name is fixed.
    """

    def __init__(
        self,
        rate_hz: float,
        acc_g_per_lsb: float,
        gyr_dps_per_lsb: float | None,
        *,
        exercise: str | None = None,
    ) -> None:
        if not 10.0 <= rate_hz <= 1000.0:
            raise ValueError(f"a rate of {rate_hz} Hz is outside 10 … 1000 Hz")
        self._states = fresh_states(rate_hz, acc_g_per_lsb, gyr_dps_per_lsb)
        self._state = self._states[0]
        # One look at a field through the record takes a microsecond, through a view a tenth.
        self._field: dict[str, Any] = {
            name: memoryview(self._states[name]) for name in layout.STATE.names or ()
        }
        self._reference: NDArray[np.float64] = self._state["reference"]
        self._standing: NDArray[np.float64] = self._state["standing"]
        self._ring = np.zeros((layout.RING, layout.RING_FIELDS))
        self._scratch = np.zeros((2, layout.RING))
        self._features = np.zeros(len(FEATURES.names or ()))
        self._has_gyro = gyr_dps_per_lsb is not None
        self._phase_part = PHASE_PART if self._has_gyro else PHASE_PART_ACC
        self._teller = Teller()
        self._run = Run(exercise, self._teller)
        self._front = Front()
        measuring = CycleMeter(self._ring, self._state, self._front, self._phase_part)
        self._strokes = {
            told: StrokeRun(signal, self._state, measuring, self._run.spans, self._teller)
            for told, signal in ((layout.LEANT, Signal.LEAN), (layout.ROSE, Signal.HEIGHT))
        }
        self._lock_outs = LockOuts(self._states, self._field, self._ring, has_gyro=self._has_gyro)
        self._slips = SlipDetector()
        self._is_clipping = False
        self._arm(exercise)

    def retime(self, first_index: int, t_s: float, period_s: float) -> None:
        """Set the times from `first_index` on: t(i) = t_s + (i - first_index) · period_s."""
        field = self._field
        field["line_index"][0] = first_index
        field["line_t_s"][0] = t_s
        field["line_period_s"][0] = period_s

    def push(self, counts: NDArray[np.int16], first_index: int) -> list[Event]:
        """Take in samples and return what happened.

        Parameters
        ----------
        counts
            (n, 6) ax ay az gx gy gz, or (n, 3); C-contiguous int16.
        first_index
            Index of the first; behind every index before. A jump is a gap, which is bridged.
        """
        events: list[Event] = []
        at = kernel.advance(self._states, self._ring, counts, 0, first_index)
        while at < 0:
            self._hear(self._field["told"][0], events)
            at = kernel.advance(self._states, self._ring, counts, ~at, first_index)
        return events

    def choose(self, exercise: str | None) -> list[Event]:
        """Arm for an exercise, or with None find out, from here on; what was open is ended."""
        events: list[Event] = []
        if exercise != self._run.exercise:
            self._end("single_bend", events)
            self._run.exercise = exercise
            self._arm(exercise)
        return events

    def part(self) -> list[Event]:
        """End what is open here: what follows is another set."""
        events: list[Event] = []
        self._end("single_bend", events)
        return events

    def set_so_far(self) -> SetResult | None:
        """Return the set that goes on as it is known now; None: there is none."""
        speaker = self._teller.speaker
        return speaker.so_far() if isinstance(speaker, Run | StrokeRun) else None

    def finish(self) -> list[Event]:
        """Return what was still open at the end of the stream."""
        events: list[Event] = []
        if self._field["closing_at"][0]:
            self._complete(events)
        self._end("single_bend", events)
        return events

    def trace(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return times (n,) in seconds and hinge angles (n,) in degrees of the last 160 s."""
        last = int(self._state["grid"])
        first = max(last - layout.RING + 64, int(self._state["grid_resumed"]))
        at = np.arange(first, last)
        return at / layout.GRID_HZ, self._ring[at % layout.RING, layout.HINGE_DEG]

    def _known(self) -> tuple[int, int]:
        """Return the first and last grid point that may be looked at."""
        grid = self._field["grid"][0]
        return max(grid - layout.RING + 64, self._field["grid_resumed"][0]), grid - 1

    def _now_s(self) -> float:
        return float(self._field["grid"][0] / layout.GRID_HZ)

    def _hear(self, told: int, events: list[Event]) -> None:
        """Deal with what the kernel told."""
        field, run = self._field, self._run
        if not self._hears_hinges:
            told &= ~(layout.AHEAD | layout.LOCKOUT | layout.CLOSED | layout.ABANDONED)
        if told & layout.AHEAD and run.may_announce:
            movement = self._measured()
            if movement is not None and run.lock_out_ahead(movement, self._now_s(), events):
                self._set_timer()
        if told & layout.LOCKOUT:
            self._lock_outs.come_back(is_going_on=bool(run.movements))
            if run.may_announce and not run.is_provisional:
                movement = self._measured()
                if movement is not None:
                    run.lock_out(movement, self._now_s(), events)
                    self._set_timer()
        if told & layout.CLOSED:
            self._complete(events)
        for flag, strokes in self._strokes.items():
            if told & flag and strokes.hear(self._now_s(), events):
                self._set_timer()
        if told & layout.WALKING:
            run.walk_since(field["step_first"][0] / layout.GRID_HZ)
            self._strokes[layout.LEANT].walk_since(field["step_first"][0])
            self._end("walking", events)
        if told & layout.ABANDONED:
            self._end_hinges("not_upright", events)
        if told & layout.LOST:
            events.append(Alert(self._now_s(), "gap"))
            self._end("across_gap", events)
        if told & layout.TIMER:
            if self._is_moving():
                field["timer"][0] = field["grid"][0] + int(layout.GRID_HZ)
            elif self._teller.is_open:
                self._end("single_bend", events)
            else:
                self._end_hinges("single_bend", events)

    def _is_moving(self) -> bool:
        """Whether what may be a rep goes on."""
        field = self._field
        if isinstance(self._teller.speaker, StrokeRun):
            return self._teller.speaker.is_moving()
        return bool(field["phase"][0] != layout.TOP or field["closing_at"][0])

    def _measured(self) -> Movement | None:
        """Return the movement last locked out, as far as it is known; None if it is too slow."""
        field = self._field
        measure(
            self._ring,
            field["m_start"][0],
            field["m_peak"][0],
            field["m_end"][0],
            *self._known(),
            self._reference,
            self._phase_part,
            self._scratch,
            self._features,
        )
        movement = Movement.measured(self._features, has_gyro=self._has_gyro)
        walked_s = field["walk_last"][0] / layout.GRID_HZ
        movement.is_of_walk = movement.is_faint and movement.start_s < walked_s + HALT_S
        return movement if movement.concentric_dps else None

    def _complete(self, events: list[Event]) -> None:
        """Take the movement last locked out into the run, now that all of it is known."""
        field, run = self._field, self._run
        movement = self._measured()
        if movement is not None and self._has_gyro:
            movement.travel = travel_of(
                movement, self._ring, *self._known(), self._reference, self._scratch
            )
        now_s = self._now_s()
        run.complete(movement, now_s, events)
        if movement is None:
            return
        self._set_timer()
        self._front.learn(movement, self._standing)
        run.is_elsewhere |= self._lock_outs.learn_from(movement)
        field["cycle_s"][0] = run.cycle_s()
        self._warn(movement, now_s, events)
        if run.is_full:
            self._end("irregular", events)

    def _set_timer(self) -> None:
        """Have the run ended if nothing more comes."""
        self._field["timer"][0] = self._field["grid"][0] + int(SET_REST_S * layout.GRID_HZ)

    def _warn(self, movement: Movement, now_s: float, events: list[Event]) -> None:
        """Tell of a strap that slipped, and of a sensor that saw more than it can measure."""
        if movement.doubt in (BRIDGED, SHAKEN):
            self._slips.reset()
        elif self._has_gyro and self._slips.has_slipped(LockOut(movement.up, movement.forward)):
            events.append(Alert(now_s, "strap_slipped"))
        if movement.doubt == CLIPPED and not self._is_clipping:
            self._is_clipping = True
            events.append(Alert(now_s, "clipping"))

    def _arm(self, exercise: str | None) -> None:
        """Listen to the signals that tell an exercise; to all of them for None."""
        known = None if exercise is None else EXERCISES.get(exercise)
        self._hears_hinges = known is None or known.signal is Signal.HINGE
        for strokes in self._strokes.values():
            strokes.arm(exercise)

    def _end(self, reason: str, events: list[Event]) -> None:
        """End all that goes on."""
        speaker = self._teller.speaker
        hinges = self._end_run(reason)
        outcomes = [(hinges, speaker is self._run)]
        for strokes in self._strokes.values():
            outcomes.append((strokes.outcome(), speaker is strokes))
        self._close(outcomes, events)

    def _end_hinges(self, reason: str, events: list[Event]) -> None:
        """End the run of hinges; what other signals tell goes on."""
        if self._teller.listens_to(self._run):
            self._close([(self._end_run(reason), True)], events)
        else:
            self._end_run(reason)

    def _end_run(self, reason: str) -> Outcome:
        field = self._field
        field["timer"][0] = 0
        field["cycle_s"][0] = 0.0
        self._lock_outs.forget()
        self._is_clipping = False
        self._slips.reset()
        return self._run.outcome(reason)

    def _close(self, outcomes: list[tuple[Outcome, bool]], events: list[Event]) -> None:
        """Say which of the sets that were found it was, and what was none."""
        now_s = self._now_s()
        sets = chosen(outcomes)
        self._teller.close(sets, now_s, events)
        for outcome, _ in outcomes:
            for no in outcome.rejected:
                if all(no.end_s <= one.start_s or one.end_s <= no.start_s for one in sets):
                    events.append(Rejected(now_s, *no))
