"""The one way: what goes in comes out, with its time, choices and marks."""

import numpy as np
import pytest

import repwire
from rephost import frames as make
from rephost import session as session_module
from rephost.decode import decode
from rephost.frames import frames_from_counts
from rephost.journal import wrap_all
from rephost.session import Gap
from witness import ACC, GYR, Run, counts_of, recorded


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


def test_missing_indices_are_a_gap() -> None:
    index = np.concatenate((np.arange(500), np.arange(560, 1500)))
    run = Run().live(recorded(len(index), index=index))
    assert (run.facts.samples, run.facts.lost_samples) == (1440, 60)
    (gap,) = run.facts.gaps
    assert gap == pytest.approx(Gap(4.99, 5.60), abs=0.02)
    assert [row[0] for row in run.counters[0].rows] == index.tolist()


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
    run = Run().live(frames)
    one, two = run.facts.marks
    at, end = run.counters[0].parted
    assert 0 < at < end == 600
    assert Run().file(wrap_all(frames)).counters[0].parted == [at, end]
    assert Run(None).live(frames).counters[0].parted == []
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
