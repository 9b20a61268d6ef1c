"""The one way under damage: live and from a file alike, whatever arrives."""

from hypothesis import given
from hypothesis import strategies as st

import repwire
from rephost import frames as make
from rephost.journal import wrap_all
from witness import ACC, GYR, Run, counts_of, recorded

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


def test_a_damaged_configuration_is_waited_for() -> None:
    frames = recorded(8000)
    whole = Run().live(frames)
    assert frames[1] == make.configuration(1, 100.0, ACC, GYR)
    late = Run().live(frames[:1] + frames[2:])
    assert late.counters[0].rows == whole.counters[0].rows
    never = Run().live([frame for frame in frames if frame != frames[1]])
    assert never.counters == []
    assert (never.facts.samples, never.facts.lost_samples) == (0, 8000)
