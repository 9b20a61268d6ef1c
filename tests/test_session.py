"""The one way: live and from a file alike, under damage, over epochs and reboots."""

import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import repwire
from rephost import frames as make
from rephost import session as session_module
from rephost.decode import decode
from rephost.frames import Framer, frames_from_counts
from rephost.journal import wrap_all
from rephost.link import Received
from rephost.recording import Reader
from rephost.session import AS_RECORDED, Facts, Gap, Session
from repsignal.events import Event

ACC, GYR = 8 / 32768, 0.07


class Witness:
    """Stands where the counter stands and writes down each sample with its time."""

    def __init__(self, rate_hz: float, acc: float, gyr: float | None) -> None:
        self.setting = (rate_hz, acc, gyr)
        self.rows: list[tuple[int, float, tuple[int, ...]]] = []
        self.chosen: list[tuple[int, str | None]] = []
        self.finished = False
        self._lines: list[tuple[int, float, float]] = []

    def retime(self, first_index: int, t_s: float, period_s: float) -> None:
        self._lines.append((first_index, t_s, period_s))

    def push(self, counts: NDArray[np.int16], first_index: int) -> list[Event]:
        assert not self.finished
        assert counts.flags.c_contiguous
        assert counts.shape[1] == (3 if self.setting[2] is None else 6)
        line_index, t_s, period_s = self._lines[-1]
        assert line_index <= first_index
        for k, row in enumerate(counts.tolist()):
            index = first_index + k
            self.rows.append((index, t_s + (index - line_index) * period_s, tuple(row)))
        return []

    def choose(self, exercise: str | None) -> list[Event]:
        self.chosen.append((len(self.rows), exercise))
        return []

    def finish(self) -> list[Event]:
        self.finished = True
        return []


class Run:
    """What a session made of frames."""

    def __init__(self, exercise: str | None = AS_RECORDED) -> None:
        self.counters: list[Witness] = []
        self.session = Session(exercise, new_counter=self._new)

    def _new(self, *setting: float | None) -> Witness:
        self.counters.append(Witness(*setting))
        return self.counters[-1]

    def live(self, frames: list[bytes]) -> "Run":
        for frame in frames:
            self.session.push(Received(0, frame))
        return self.end()

    def file(self, raw: bytes, chunk_bytes: int = 1 << 20) -> "Run":
        for items in Reader(io.BytesIO(raw), chunk_bytes=chunk_bytes).chunks():
            self.session.push(items)
        return self.end()

    def end(self) -> "Run":
        assert self.session.finish() == []
        for counter in self.counters:
            assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(counter.rows))
        return self

    @property
    def facts(self) -> Facts:
        return self.session.facts

    def said(self) -> list[object]:
        """Return all that the counters were told, and the facts: bit for bit."""
        return [self.facts, *((c.setting, c.rows, c.chosen) for c in self.counters)]


def counts_of(n: int, axes: int = 6, seed: int = 1) -> NDArray[np.int16]:
    return np.random.default_rng(seed).integers(-3000, 3000, (n, axes), np.int16)


def recorded(
    n: int = 1500, *, hz: float = 100.0, axes: int = 6, index: NDArray[np.int64] | None = None
) -> list[bytes]:
    return list(
        frames_from_counts(
            counts_of(n, axes),
            np.arange(n) if index is None else index,
            rate_hz=hz,
            acc_g_per_lsb=ACC,
            gyr_dps_per_lsb=GYR if axes == 6 else None,
            rng=np.random.default_rng(7),
        )
    )


@pytest.mark.parametrize("axes", [3, 6])
@pytest.mark.parametrize("hz", [25.0, 100.0, 400.0])
def test_what_goes_in_comes_out(axes: int, hz: float) -> None:
    run = Run().live(recorded(3000, hz=hz, axes=axes))
    (counter,) = run.counters
    assert [row[0] for row in counter.rows] == list(range(3000))
    assert np.array_equal([row[2] for row in counter.rows], counts_of(3000, axes))
    t_s = np.array([row[1] for row in counter.rows])
    assert np.abs(t_s - np.arange(3000) / hz).max() < 2.0 / hz
    facts = run.facts
    assert (facts.samples, facts.lost_samples, facts.clipped_samples) == (3000, 0, 0)
    assert facts.has_gyro == (axes == 6)
    assert facts.duration_s == t_s[-1]
    assert facts.rate_hz == pytest.approx(hz, rel=0.01)
    assert facts.gaps == ()
    assert counter.setting[0] == hz


def test_times_of_a_table_come_back() -> None:
    # As an import makes them: anchors are exact, the rate is anything.
    t_s = np.arange(5000) / 97.3
    made = frames_from_counts(
        counts_of(5000),
        np.arange(5000),
        rate_hz=97.3,
        acc_g_per_lsb=ACC,
        gyr_dps_per_lsb=GYR,
        t_s=1000.0 + t_s,
    )
    (counter,) = Run().live(list(made)).counters
    assert np.abs(np.array([row[1] for row in counter.rows]) - t_s).max() < 2e-5


DAMAGE = st.lists(
    st.tuples(st.sampled_from(["drop", "again", "swap"]), st.integers(0, 400)), max_size=12
)


def damaged(frames: list[bytes], damage: list[tuple[str, int]]) -> list[bytes]:
    frames = list(frames)
    for what, at in damage:
        at %= len(frames) - 1
        if what == "drop":
            del frames[at]
        elif what == "again":
            frames.insert(min(at + 9, len(frames)), frames[at])
        else:
            frames[at], frames[at + 1] = frames[at + 1], frames[at]
    return frames


@given(DAMAGE, st.integers(50, 3000))
def test_live_and_file_are_the_same(damage: list[tuple[str, int]], chunk_bytes: int) -> None:
    frames = damaged(recorded(), damage)
    live = Run().live(frames).said()
    raw = wrap_all(frames)
    assert Run().file(raw).said() == live
    assert Run().file(raw, chunk_bytes).said() == live


@given(st.data())
def test_flipped_bits_are_lost_samples(data: st.DataObject) -> None:
    raw = bytearray(wrap_all(recorded()))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    facts = Run().file(bytes(raw)).facts
    # What is lost at the end nobody can know.
    assert 1500 - 19 * 12 <= facts.samples + facts.lost_samples <= 1500


def test_cut_anywhere() -> None:
    raw = wrap_all(recorded(200))
    whole = Run().file(raw)
    for size in range(0, len(raw), 7):
        run = Run().file(raw[:size])
        for counter in run.counters:
            assert counter.rows == whole.counters[0].rows[: len(counter.rows)]
        assert run.facts.lost_samples == 0


@given(st.lists(st.binary(max_size=80), max_size=20), st.integers(0, 30))
def test_any_frames_at_all(noise: list[bytes], at: int) -> None:
    frames = recorded(600)
    frames[at:at] = noise
    Run().live(frames)
    Run().file(wrap_all([frame for frame in frames if len(frame) >= 4]))


ANY_INDEX = st.one_of(st.integers(0, 300), st.integers(0, 2**30 - 1))
ANY_FRAME = st.one_of(
    st.builds(
        lambda epoch, first, n, axes: make.data(epoch, first, counts_of(n, axes)),
        st.integers(1, 3),
        ANY_INDEX,
        st.integers(1, 60),
        st.sampled_from([3, 6]),
    ),
    st.builds(
        lambda kind, index, t_us, epoch: make.event(kind, index, t_us, a=epoch, epoch=epoch),
        st.sampled_from([repwire.STATUS, repwire.EPOCH, repwire.RING_OVERRUN, repwire.BUTTON]),
        ANY_INDEX,
        st.integers(0, 2**32 - 1),
        st.integers(1, 3),
    ),
    st.builds(make.hello, st.integers(1, 2), ANY_INDEX),
    st.builds(
        make.configuration,
        st.integers(1, 3),
        st.sampled_from([25.0, 104.0]),
        st.just(ACC),
        st.sampled_from([None, GYR]),
    ),
    st.builds(make.started, ANY_INDEX),
    st.builds(make.given_up, ANY_INDEX, ANY_INDEX),
    st.builds(make.arrival, st.integers(0, 2**64 - 1)),
    st.builds(make.exercise_chosen, st.sampled_from(["rdl", "swing", None])),
)


@given(st.lists(ANY_FRAME, max_size=40), st.integers(20, 500))
def test_whatever_a_strap_says_time_and_indices_rise(frames: list[bytes], chunk: int) -> None:
    live = Run().live(frames)
    assert Run().file(wrap_all(frames), chunk).said() == live.said()
    assert live.facts.samples == sum(len(counter.rows) for counter in live.counters)
    assert all(gap.start_s < gap.end_s for gap in live.facts.gaps)


def test_missing_indices_are_a_gap() -> None:
    index = np.concatenate((np.arange(500), np.arange(560, 1500)))
    run = Run().live(recorded(len(index), index=index))
    assert (run.facts.samples, run.facts.lost_samples) == (1440, 60)
    (gap,) = run.facts.gaps
    assert gap == pytest.approx(Gap(4.99, 5.60), abs=0.02)
    assert [row[0] for row in run.counters[0].rows] == index.tolist()


def test_a_damaged_configuration_is_waited_for() -> None:
    frames = recorded(8000)
    whole = Run().live(frames)
    assert frames[1] == make.configuration(1, 100.0, ACC, GYR)
    late = Run().live(frames[:1] + frames[2:])
    assert late.counters[0].rows == whole.counters[0].rows
    never = Run().live([frame for frame in frames if frame != frames[1]])
    assert never.counters == []
    assert (never.facts.samples, never.facts.lost_samples) == (0, 8000)


def test_an_overflow_is_a_gap_in_time() -> None:
    counts = counts_of(2000)
    framer = Framer(100.0, ACC, GYR)
    frames = [*framer.push(counts[:1000], np.arange(1000)), *framer.finish()]
    # The strap's clock: 1 s at index 0; half a second of samples was never numbered.
    frames.append(make.event(repwire.EPOCH, 1000, 11_495_000, a=2, epoch=2))
    for first in range(1000, 2000, 19):
        frames.append(make.data(2, first, counts[first : min(first + 19, 2000)]))
        if first % 100 < 19:
            t_us = 11_495_000 + (first + 19 - 1000) * 10_000
            frames.append(make.event(repwire.STATUS, first + 19, t_us, epoch=2))
    run = Run().live(frames)
    (counter,) = run.counters
    assert [row[0] for row in counter.rows] == list(range(2000))
    assert counter.rows[1000][1] - counter.rows[999][1] == pytest.approx(0.51, abs=0.01)
    assert run.facts.lost_samples in (49, 50, 51)
    assert run.facts.gaps == (pytest.approx(Gap(9.99, 10.5), abs=0.01),)


def _reboot(*, drop_hello: bool = False, arrivals: bool = False) -> Run:
    frames = []
    for boot, (n, t_s) in enumerate(((3000, 0.0), (1000, 95.0))):
        framer = Framer(100.0, ACC, GYR, boot_id=boot + 1)
        made = [*framer.push(counts_of(n, seed=boot), np.arange(n)), *framer.finish()]
        for frame in made:
            if arrivals and frame[0] == repwire.DATA:
                t_ns = round((t_s + repwire.read_index(frame) / 100.0 + 0.3) * 1e9)
                frames.append(make.arrival(t_ns))
            elif arrivals and frame == make.hello(boot + 1):
                frames.append(make.arrival(round((t_s + 0.3) * 1e9)))
            if not (drop_hello and frame == make.hello(2)):
                frames.append(frame)
    return Run().live(frames)


def test_after_a_reboot_time_goes_on() -> None:
    run = _reboot()
    (counter,) = run.counters
    assert run.facts.samples == 4000
    assert counter.rows[3000][1] == pytest.approx(31.99, abs=0.05)
    assert counter.rows[3000][0] - counter.rows[2999][0] == pytest.approx(200, abs=5)
    assert run.facts.lost_samples == counter.rows[3000][0] - 3000
    assert len(run.facts.gaps) == 1


def test_after_a_reboot_the_host_knows_how_long_it_took() -> None:
    run = _reboot(arrivals=True)
    assert run.counters[0].rows[3000][1] == pytest.approx(95.0, abs=0.05)
    assert run.facts.samples == 4000


def test_a_reboot_without_its_hello_costs_two_seconds() -> None:
    run = _reboot(drop_hello=True)
    assert 4000 - 19 * 12 <= run.facts.samples <= 4000
    assert len(run.facts.gaps) == 1


def test_another_configuration_gets_another_counter() -> None:
    frames = recorded(1000)
    frames.append(make.configuration(2, 50.0, 2 * ACC, None))
    frames.append(make.event(repwire.EPOCH, 1000, 11_000_000, a=2, epoch=2))
    counts = counts_of(400, axes=3)
    frames += [make.data(2, 1000 + k, counts[k : k + 20]) for k in range(0, 400, 20)]
    run = Run("swing").live(frames)
    one, two = run.counters
    assert one.finished
    assert [c.setting for c in run.counters] == [
        (100.0, 0.000244141, 0.07),
        (50.0, 0.000488281, None),
    ]
    assert [c.chosen for c in run.counters] == [[(0, "swing")], [(0, "swing")]]
    assert two.rows[0][0] == 1000
    assert two.rows[0][1] == pytest.approx(10.0, abs=0.03)
    assert two.rows[-1][1] - two.rows[0][1] == pytest.approx(399 / 50, rel=2e-3)
    assert not run.facts.has_gyro
    assert run.facts.gaps == ()


def test_a_late_frame_of_the_epoch_before_keeps_its_meaning() -> None:
    frames = recorded(1007)  # 53 frames of 19
    late = next(k for k, f in enumerate(frames) if f[0] == repwire.DATA and f[4:6] == b"\xb6\x03")
    moved = frames.pop(late)
    frames.append(make.event(repwire.EPOCH, 1007, 11_070_000, a=2, epoch=2))
    frames.append(make.data(2, 1007, counts_of(19)))
    frames.append(moved)
    frames.append(make.data(2, 1026, counts_of(19)))
    run = Run().live(frames)
    assert [row[0] for row in run.counters[0].rows] == list(range(1045))
    assert (run.facts.lost_samples, run.facts.gaps) == (0, ())


def test_a_gyro_without_a_scale_is_left_out() -> None:
    frames = recorded(300)
    frames[1] = make.configuration(1, 100.0, ACC, None)
    run = Run().live(frames)
    assert np.array_equal([row[2] for row in run.counters[0].rows], counts_of(300)[:, :3])
    assert Run().file(wrap_all(frames)).said() == run.said()


def test_clipped_samples_are_counted() -> None:
    counts = counts_of(300)
    counts[[5, 6, 200], [0, 4, 2]] = 32767, -32768, 32767
    made = frames_from_counts(
        counts, np.arange(300), rate_hz=100.0, acc_g_per_lsb=ACC, gyr_dps_per_lsb=GYR
    )
    assert Run().live(list(made)).facts.clipped_samples == 3


def test_choices_take_effect_where_they_were_made() -> None:
    frames = recorded(600)
    frames.insert(4, make.exercise_chosen("rdl"))
    frames.insert(20, make.exercise_chosen(None))
    frames.insert(30, make.exercise_chosen("triple axel"))
    frames.insert(30, make.exercise_chosen("swing"))
    chosen = Run().live(frames).counters[0].chosen
    assert [name for _, name in chosen] == ["rdl", None, "swing", None]
    assert [at for at, _ in chosen] == sorted(at for at, _ in chosen)
    assert chosen[0][0] == 0
    assert Run().file(wrap_all(frames)).counters[0].chosen == chosen
    assert Run(None).live(frames).counters[0].chosen == []
    assert Run("swing").live(frames).counters[0].chosen == [(0, "swing")]


def test_marks() -> None:
    frames = recorded(600)
    frames.insert(20, make.mark(7))
    frames.append(make.event(repwire.BUTTON, 500, 6_000_000, a=3))
    one, two = Run().live(frames).facts.marks
    assert one.number == 7
    assert two == pytest.approx((5.0, 3), abs=0.02)


def test_a_mark_said_again_to_a_host_that_came_back_is_one() -> None:
    frames = recorded(600)
    for seq in (4, 4, 5):
        frames.append(make.event(repwire.BUTTON, 500, 6_000_000, a=3, seq=seq))
    assert len(Run().live(frames).facts.marks) == 2


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_anything(n: int) -> None:
    run = Run().live(recorded(n))
    assert run.facts.samples == n
    assert run.facts.duration_s == pytest.approx(max(0, n - 1) / 100.0, abs=1e-3)


def test_nearly_every_frame_of_a_link_takes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = recorded(3000)
    long_way: list[bytes] = []
    monkeypatch.setattr(session_module, "decode", lambda f: long_way.append(f) or decode(f))
    assert Run().live(frames).facts.samples == 3000
    data = sum(frame[0] == repwire.DATA for frame in frames)
    # The first, and those that follow an anchor.
    assert sum(frame[0] == repwire.DATA for frame in long_way) < 0.3 * data
