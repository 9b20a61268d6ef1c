"""The one way from what a strap sent to what the lifter did: live, replayed, in the tests."""

from collections.abc import Callable, Iterable
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

import repwire.host
from rephost.clock import Clock, Line
from rephost.decode import Configured, HostFrame, Item, Samples, StrapEvent, decode
from rephost.exercises import NAMED
from rephost.facts import Facts, Gap, Mark
from rephost.link import Received
from rephost.sequencer import HOLD_SAMPLES, Lost, Ordered, Rebooted, Sequencer
from repsignal.events import Event

__all__ = ["AS_RECORDED", "Facts", "Gap", "Mark", "Session"]

AS_RECORDED: Final = "as recorded"
# Longer than this many periods between two samples is a gap.
_GAP_PERIODS = 1.5
_INT16 = np.dtype(np.int16)
# A strap without a word about its configuration for as long as a hole may last has none.
_WAIT_SAMPLES = HOLD_SAMPLES


class Counter(Protocol):
    """What a session asks of `repsignal.RepCounter`, whose contract it is."""

    def retime(self, first_index: int, t_s: float, period_s: float) -> None:
        """Take in the times of the samples from `first_index` on."""

    def push(self, counts: NDArray[np.int16], first_index: int) -> list[Event]:
        """Take in samples."""

    def choose(self, exercise: str | None) -> list[Event]:
        """Take in what will be done."""

    def part(self) -> list[Event]:
        """Take in that what is open ends here."""

    def finish(self) -> list[Event]:
        """Take in that this is the end."""


class Session:
    """Follows one recording: what arrived goes in, what was done comes out.

    Events depend on what arrived and in which order, not on how it was cut: frame by frame from a
    link, or in bulk from a file.

    Parameters
    ----------
    exercise
        The exercise to expect throughout, None to find out, or `AS_RECORDED` to do as the
        recording says.
    new_counter
        Makes a counter from a rate and the scales; a `RepCounter` if it is not given.
    """

    def __init__(
        self,
        exercise: str | None = AS_RECORDED,
        *,
        new_counter: Callable[[float, float, float | None], Counter] | None = None,
    ) -> None:
        self._follows_choices = exercise == AS_RECORDED
        self._exercise = None if self._follows_choices else exercise
        self._new_counter = new_counter or _rep_counter
        self._sequencer = Sequencer()
        self._clock = Clock()
        self._counter: Counter | None = None
        self._setting: tuple[float, float, float | None] | None = None  # of the counter
        self._configs: dict[int, Configured] = {}
        self._config: Configured | None = None
        self._waiting: list[Ordered] = []  # for the first configuration
        self._waiting_samples = 0
        self._epoch = -1  # of the samples last counted
        self._axes = 0
        self._next = -1  # strap's index behind the samples last counted
        self._shift = 0  # from the strap's indices to those counted, which rise over reboots
        self._rebooted = False  # and no samples have followed yet
        self._samples = 0
        self._lost_samples = 0
        self._unscaled_samples = 0
        self._clipped_samples = 0
        self._gaps: list[Gap] = []
        self._marks: list[Mark] = []
        self._pressed: set[tuple[int, int]] = set()  # number and index, in this run of the strap

    @property
    def counter(self) -> Counter | None:
        """The counter of the present configuration."""
        return self._counter

    @property
    def exercise(self) -> str | None:
        """The exercise that is expected; None: it is found out."""
        return self._exercise

    @property
    def facts(self) -> Facts:
        """The facts of what was counted so far."""
        config = self._config
        period_s = self._clock.period_s
        return Facts(
            duration_s=self._clock.time_of(self._next - 1) if self._samples else 0.0,
            rate_hz=1.0 / period_s if period_s else 0.0,
            nominal_rate_hz=config.odr_hz if config else 0.0,
            samples=self._samples,
            lost_samples=self._lost_samples,
            clipped_samples=self._clipped_samples,
            unscaled_samples=self._unscaled_samples,
            refused=self._sequencer.refused,
            has_gyro=self._axes == 6,
            gaps=tuple(self._gaps),
            marks=tuple(self._marks),
        )

    def push(self, arrived: Received | Iterable[Item]) -> list[Event]:
        """Take in one frame from a link, or items from a reader; return what was done."""
        if isinstance(arrived, Received):
            frame = arrived.data
            if len(frame) > 8 and frame[0] == repwire.DATA and not frame[3] & repwire.CLIP:
                n = frame[2]
                axes = 3 if frame[3] & repwire.ACCEL_ONLY else 6
                first = frame[4] | frame[5] << 8 | frame[6] << 16 | frame[7] << 24
                if len(frame) == 8 + 2 * axes * n and self._is_plain(frame[1], first, n, axes):
                    counts: NDArray[np.int16] = np.ndarray((n, axes), _INT16, frame, 8)
                    return self._pass_on(counts, first, n)
            arrived = decode(frame)
        events: list[Event] = []
        for item in arrived:
            if type(item) is Samples:
                epoch, first, counts, clipped = item
                n, axes = counts.shape
                if not clipped and self._is_plain(epoch, first, n, axes):
                    events += self._pass_on(counts, first, n)
                    continue
            for ordered in self._sequencer.push(item):
                self._take(ordered, events)
        return events

    def finish(self) -> list[Event]:
        """Return what was still open at the end of the recording."""
        events: list[Event] = []
        for ordered in self._sequencer.finish():
            self._take(ordered, events)
        while self._waiting:
            self._wait_no_longer()
        if self._counter is not None:
            events += self._counter.finish()
        return events

    def _is_plain(self, epoch: int, first: int, n: int, axes: int) -> bool:
        """Tell whether samples go straight on from those before, as nearly all do.

        If so the sequencer has let them pass. What is done with them is what would be done anyway.
        """
        return (
            first == self._next
            and epoch == self._epoch
            and axes == self._axes
            and first + n <= self._clock.straight_until
            and self._sequencer.take_next(first, n)
        )

    def _pass_on(self, counts: NDArray[np.int16], first: int, n: int) -> list[Event]:
        """Hand plain samples on to the counter."""
        self._next = first + n
        self._samples += n
        assert self._counter is not None
        return self._counter.push(counts, first + self._shift)

    def _take(self, ordered: Ordered, events: list[Event]) -> None:
        """Deal with one item, now that it is in order."""
        if isinstance(ordered, Configured):
            self._configure(ordered, events)
        elif self._config is None:
            self._wait(ordered)
        elif isinstance(ordered, Samples):
            self._count(ordered, events)
        elif isinstance(ordered, Lost):
            self._lost_samples += ordered.n
        elif isinstance(ordered, StrapEvent):
            if ordered.kind in (repwire.STATUS, repwire.EPOCH):
                self._clock.anchor(ordered)
            elif ordered.kind == repwire.BUTTON:
                self._press(ordered, events)
        elif isinstance(ordered, HostFrame):
            self._hear_host(ordered, events)
        elif isinstance(ordered, Rebooted):
            self._clock.reboot(self._next)
            self._configs.clear()
            self._pressed.clear()
            self._epoch = -1
            self._rebooted = self._samples > 0

    def _press(self, event: StrapEvent, events: list[Event]) -> None:
        # A strap says its last events again to a host that comes back.
        if (event.seq, event.index) not in self._pressed:
            self._pressed.add((event.seq, event.index))
            self._mark(event.index, event.a, events)

    def _mark(self, index: int, number: int, events: list[Event]) -> None:
        """Take in that the lifter began or ended a set."""
        self._marks.append(Mark(self._clock.time_of(index), number))
        if self._follows_choices and self._counter is not None:
            events += self._counter.part()

    def _configure(self, config: Configured, events: list[Event]) -> None:
        self._clock.configure(config.epoch, config.odr_hz)
        if self._configs.get(config.epoch) != config:
            self._configs[config.epoch] = config
            self._epoch = -1
        if self._config is None:
            self._config = config
            waiting, self._waiting = self._waiting, []
            for earlier in waiting:
                self._take(earlier, events)

    def _wait(self, ordered: Ordered) -> None:
        """Keep what came before any configuration, up to a bound."""
        self._waiting.append(ordered)
        if isinstance(ordered, Samples):
            self._waiting_samples += len(ordered.counts)
        while self._waiting_samples > _WAIT_SAMPLES:
            self._wait_no_longer()

    def _wait_no_longer(self) -> None:
        """Let go of what has waited longest."""
        first = self._waiting.pop(0)
        if isinstance(first, Samples):
            self._waiting_samples -= len(first.counts)
            self._unscaled_samples += len(first.counts)
            self._lost_samples += len(first.counts)

    def _count(self, samples: Samples, events: list[Event]) -> None:
        """Hand samples on to the counter, with the lines of time that they lie on."""
        epoch, first, counts, clipped = samples
        clock = self._clock
        last_s = clock.time_of(self._next - 1)
        expected_s = last_s + clock.period_s if self._rebooted else clock.time_of(first)
        period_s = clock.line.period_s
        lines = clock.follow(epoch, first, len(counts))
        t_s = lines[0].t_s if lines and lines[0].first_index == first else expected_s
        if self._samples:
            missed = max(0, round((t_s - expected_s) / clock.period_s))
            self._lost_samples += missed
            if t_s - last_s > _GAP_PERIODS * clock.period_s:
                self._gaps.append(Gap(last_s, t_s))
            if self._rebooted:
                self._shift += self._next + missed - first
                self._rebooted = False
        if epoch != self._epoch or counts.shape[1] != self._axes:
            is_new = self._enter(epoch, counts.shape[1], events)
            if is_new and (not lines or lines[0].first_index > first):
                lines.insert(0, Line(first, t_s, period_s))
        if counts.shape[1] > self._axes:
            counts = np.ascontiguousarray(counts[:, : self._axes])
        self._next = first + len(counts)
        self._samples += len(counts)
        self._clipped_samples += clipped
        assert self._counter is not None
        done = 0
        for line in lines:
            if line.first_index > first + done:
                upto = line.first_index - first
                events += self._counter.push(counts[done:upto], first + done + self._shift)
                done = upto
            self._counter.retime(line.first_index + self._shift, line.t_s, line.period_s)
        events += self._counter.push(counts[done:], first + done + self._shift)

    def _enter(self, epoch: int, axes: int, events: list[Event]) -> bool:
        """Go on with samples of another epoch; tell whether they mean something else.

        A new counter then goes on with them.
        """
        assert self._config is not None
        config = self._configs.get(epoch, self._config)
        self._epoch = epoch
        gyr_dps_per_lsb = config.gyr_dps_per_lsb if axes == 6 else None
        setting = (config.odr_hz, config.acc_g_per_lsb, gyr_dps_per_lsb)
        self._axes = 3 if gyr_dps_per_lsb is None else 6
        self._config = config
        if setting == self._setting:
            return False
        self._setting = setting
        if self._counter is not None:
            events += self._counter.finish()
        self._counter = self._new_counter(*setting)
        if self._exercise is not None:
            events += self._counter.choose(self._exercise)
        return True

    def _hear_host(self, frame: HostFrame, events: list[Event]) -> None:
        if frame.kind == repwire.host.HOST_ARRIVAL:
            self._clock.arrived(frame.host_ns, self._next)
        elif frame.kind == repwire.host.HOST_MARK and frame.payload:
            self._mark(self._next, frame.payload[0], events)
        elif frame.kind == repwire.host.HOST_EXERCISE and self._follows_choices:
            name = frame.payload.decode(errors="replace")
            # Any other, from a later version, is treated as none given.
            self._exercise = name if name in NAMED else None
            if self._counter is not None:
                events += self._counter.choose(self._exercise)


def _rep_counter(rate_hz: float, acc_g_per_lsb: float, gyr_dps_per_lsb: float | None) -> Counter:
    # Who only puts samples in order waits for no kernels.
    from repsignal import RepCounter

    return RepCounter(rate_hz, acc_g_per_lsb, gyr_dps_per_lsb)
