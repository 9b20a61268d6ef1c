"""Order out of any order: every sample once, and the same whatever way it came."""

import struct
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import repwire.host
from rephost.decode import Configured, Hello, HostFrame, Item, Response, Samples, StrapEvent
from rephost.sequencer import Lost, Ordered, Rebooted, Sequencer

GIVEN_UP = repwire.host.HOST_GIVEN_UP


def samples(first: int, n: int, epoch: int = 1) -> Samples:
    """Return samples whose counts tell their index."""
    told = (np.arange(first, first + n) & 0x7FFF).astype(np.int16)
    return Samples(epoch, first, np.repeat(told[:, None], 6, axis=1), 0)


def status(index: int) -> StrapEvent:
    return StrapEvent(repwire.STATUS, 255, 0, index, 0, 1, 0)


def given_up(first: int, n: int) -> HostFrame:
    return HostFrame(GIVEN_UP, 0, struct.pack("<II", first, n))


def started(index: int, status: int = repwire.OK) -> Response:
    return Response(repwire.START, 1, status, struct.pack("<I", index))


def run(items: list[Item], hold_samples: int = 1000) -> list[Ordered]:
    sequencer = Sequencer(hold_samples)
    out = [ordered for item in items for ordered in sequencer.push(item)]
    return out + sequencer.finish()


def told(out: list[Ordered]) -> list[tuple[object, ...]]:
    """Return index by index what was handed on, neighbouring losses put together."""
    said: list[tuple[object, ...]] = []
    for item in out:
        if isinstance(item, Samples):
            indices = range(item.first_index, item.first_index + len(item.counts))
            assert item.counts[:, 0].tolist() == [np.int16(i & 0x7FFF) for i in indices]
            said += [("sample", item.epoch, i) for i in indices]
        elif isinstance(item, Lost):
            assert item.n > 0
            if said and said[-1][0] == "lost" and said[-1][1] + said[-1][2] == item.first_index:
                said[-1] = ("lost", said[-1][1], said[-1][2] + item.n)
            else:
                said.append(("lost", *item))
        elif isinstance(item, Rebooted):
            said.append(("rebooted", item.boot_id))
    return said


def rises(said: list[tuple[object, ...]]) -> bool:
    """Tell whether samples and losses follow on without a hole or a repeat between reboots."""
    spans = [
        (what[2], what[2] + 1)
        if what[0] == "sample"
        else (what[1], what[1] + what[2])
        if what[0] == "lost"
        else None
        for what in said
    ]
    return all(a is None or b is None or a[1] == b[0] for a, b in pairwise(spans))


def in_order(first: int, end: int) -> list[tuple[object, ...]]:
    return [("sample", 1, i) for i in range(first, end)]


@given(st.data())
def test_any_order_and_any_repeats_give_the_same(data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(1, 299), max_size=25)) | {0, 300})
    frames: list[Item] = [samples(a, b - a) for a, b in pairwise(edges)]
    again = data.draw(st.lists(st.tuples(st.integers(0, 299), st.integers(1, 60)), max_size=10))
    frames += [samples(a, min(n, 300 - a)) for a, n in again]
    shuffled = data.draw(st.permutations(frames))
    assert told(run([started(0), *shuffled])) == in_order(0, 300)


STEP = st.one_of(
    st.builds(samples, st.integers(0, 400), st.integers(1, 60), st.integers(1, 2)),
    st.builds(given_up, st.integers(0, 400), st.integers(0, 100)),
    st.builds(started, st.integers(0, 400), st.sampled_from([repwire.OK, repwire.GONE])),
    st.builds(status, st.integers(0, 1500)),
    st.builds(Hello, st.integers(1, 2), st.integers(0, 1500)),
    st.integers(0, 400).map(lambda i: StrapEvent(repwire.RING_OVERRUN, 0, 0, i, 0, 1, 0)),
    st.integers(0, 400).map(lambda i: StrapEvent(repwire.EPOCH, 2, 0, i, 0, 2, 0)),
)


@given(st.lists(STEP, max_size=30), st.integers(0, 200), st.integers(1, 9))
def test_pieces_do_not_matter(items: list[Item], hold_samples: int, size: int) -> None:
    small: list[Item] = []
    for item in items:
        if isinstance(item, Samples):
            first, n = item.first_index, len(item.counts)
            small += [
                samples(first + at, min(size, n - at), item.epoch) for at in range(0, n, size)
            ]
        else:
            small.append(item)
    whole = told(run(items, hold_samples))
    assert rises(whole)
    assert told(run(small, hold_samples)) == whole


@given(st.lists(STEP, max_size=30), st.integers(0, 200))
def test_all_that_is_not_samples_passes_in_its_place(items: list[Item], hold: int) -> None:
    out = run(items, hold)
    others = [item for item in out if not isinstance(item, Samples | Lost | Rebooted)]
    assert others == [item for item in items if not isinstance(item, Samples)]


@given(st.lists(STEP, max_size=30))
def test_the_short_way_is_the_long_way(items: list[Item]) -> None:
    sequencer = Sequencer(200)
    out: list[Ordered] = []
    for item in items:
        if isinstance(item, Samples) and sequencer.take_next(item.first_index, len(item.counts)):
            out.append(item)
        else:
            out += sequencer.push(item)
    assert told(out + sequencer.finish()) == told(run(items, 200))


def test_a_recording_may_begin_anywhere() -> None:
    assert told(run([samples(5000, 19), samples(5019, 19)])) == in_order(5000, 5038)


def test_the_first_frame_lost_is_known_from_start() -> None:
    assert told(run([started(10), samples(20, 5)])) == [("lost", 10, 10), *in_order(20, 25)]


def test_a_hole_holds_until_it_is_filled() -> None:
    sequencer = Sequencer()
    assert told(sequencer.push(samples(0, 10))) == in_order(0, 10)
    for first in (20, 30, 25, 40):
        assert sequencer.push(samples(first, 10)) == []
    assert sequencer.push(status(50)) == [status(50)]
    assert told(sequencer.push(samples(8, 14))) == in_order(10, 50)
    assert sequencer.push(samples(0, 50)) == []


def test_what_gives_a_hole_up() -> None:
    lost = [*in_order(0, 10), ("lost", 10, 10), *in_order(20, 30)]
    for word in (
        StrapEvent(repwire.RING_OVERRUN, 0, 0, 20, 0, 1, 0),
        started(20, repwire.GONE),
        given_up(10, 10),
    ):
        for items in (
            [samples(0, 10), word, samples(20, 10)],
            [samples(0, 10), samples(20, 10), word, samples(10, 10)],
        ):
            sequencer = Sequencer()
            assert told([o for item in items for o in sequencer.push(item)]) == lost


def test_a_later_hole_may_be_given_up_first() -> None:
    sequencer = Sequencer()
    out = [
        ordered
        for item in (samples(0, 10), samples(20, 10), samples(40, 10), given_up(30, 10))
        for ordered in sequencer.push(item)
    ]
    assert told(out) == in_order(0, 10)
    assert told(sequencer.push(samples(10, 10))) == [
        *in_order(10, 30),
        ("lost", 30, 10),
        *in_order(40, 50),
    ]


def test_too_many_waiting_give_a_hole_up() -> None:
    sequencer = Sequencer(100)
    sequencer.push(samples(0, 10))
    assert sequencer.push(samples(20, 100)) == []
    assert told(sequencer.push(samples(130, 1))) == [("lost", 10, 10), *in_order(20, 120)]
    assert told(sequencer.finish()) == [("lost", 120, 10), *in_order(130, 131)]


def test_an_epoch_leaves_a_hole_to_be_filled() -> None:
    # Events overtake samples, and the ring keeps those of the epoch before.
    epoch = StrapEvent(repwire.EPOCH, 2, 0, 30, 0, 2, 0)
    items = [samples(0, 10), samples(20, 10), epoch, samples(30, 10, 2), samples(10, 10)]
    assert told(run(items)) == [*in_order(0, 30), *(("sample", 2, i) for i in range(30, 40))]


def test_a_reboot_ends_all_waiting() -> None:
    items = [Hello(7, 0), samples(0, 10), samples(20, 10), Hello(8, 0), samples(0, 5)]
    before = [*in_order(0, 10), ("lost", 10, 10), *in_order(20, 30)]
    assert told(run(items)) == [*before, ("rebooted", 8), *in_order(0, 5)]
    assert told(run([Hello(7, 0), samples(0, 10), Hello(7, 10), samples(10, 1)])) == in_order(0, 11)


def test_a_reboot_is_seen_without_its_hello() -> None:
    items = [samples(0, 1000), status(100), samples(50, 5), status(200), samples(200, 5)]
    assert told(run(items)) == [*in_order(0, 1000), ("rebooted", None), *in_order(200, 205)]
    items = [samples(0, 1000), Hello(9, 3), samples(3, 5)]
    assert told(run(items)) == [*in_order(0, 1000), ("rebooted", 9), *in_order(3, 8)]


def test_what_was_said_before_is_no_reboot() -> None:
    for old in (status(100), Hello(7, 0), started(0)):
        items = [Hello(7, 0), samples(0, 1000), status(990), old, samples(1000, 5), status(1005)]
        assert told(run(items)) == in_order(0, 1005)
        assert told(run([*items, old])) == in_order(0, 1005)


def test_numbers_beyond_reason() -> None:
    items = [samples(0, 5), given_up(2**32 - 1, 2**32 - 1), given_up(3, 2**32 - 1), samples(5, 5)]
    assert told(run(items)) == in_order(0, 10)


@given(st.integers(86_400_100, repwire.INDEX_LIMIT - 50))
def test_a_hole_of_more_than_a_day_is_damage(jump: int) -> None:
    for liar in (
        samples(5 + jump, 5),
        given_up(5, jump),
        started(5 + jump, repwire.GONE),
        StrapEvent(repwire.RING_OVERRUN, 0, 0, 5 + jump, 0, 1, 0),
    ):
        sequencer = Sequencer()
        items = [samples(0, 5), liar, samples(5, 5), status(10), status(10), samples(10, 5)]
        out = [ordered for item in items for ordered in sequencer.push(item)]
        assert told(out + sequencer.finish()) == in_order(0, 15)
        assert sequencer.refused == 1


def test_a_day_is_counted_at_the_rate_of_the_strap() -> None:
    day = 25 * 86_400
    for hole, refused in ((day, 0), (day + 1, 1)):
        sequencer = Sequencer()
        for item in (Configured(1, 25.0, 1e-3, None, 6), samples(0, 5), samples(5 + hole, 5)):
            sequencer.push(item)
        lost = [item.n for item in sequencer.finish() if isinstance(item, Lost)]
        assert (lost, sequencer.refused) == ([] if refused else [hole], refused)


def test_a_long_hole_with_many_samples_behind_it_is_one() -> None:
    hole = 2**29
    said = told(run([samples(0, 5), *(samples(5 + hole + 9 * i, 9) for i in range(200))]))
    assert ("lost", 5, hole) in said
    assert len(said) == 5 + 1 + 9 * 200
