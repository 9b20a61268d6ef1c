"""Recordings under everything that can happen to a file and to its writer."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rephost import recording as module
from rephost.decode import Item, Samples
from rephost.frames import Framer, data, frames_from_counts, hello
from rephost.journal import wrap_all
from rephost.recording import Reader, Writer
from rephost.wrapping import wrap


def some_frames(n: int = 120, *, axes: int = 6, seed: int = 1) -> list[bytes]:
    """Return the frames of a short recording at 50 Hz."""
    counts = np.random.default_rng(seed).integers(-3000, 3000, (n, axes), np.int16)
    return list(
        frames_from_counts(
            counts,
            np.arange(n),
            rate_hz=50.0,
            acc_g_per_lsb=8 / 32768,
            gyr_dps_per_lsb=0.07 if axes == 6 else None,
        )
    )


def flat(items: list[Item]) -> list[object]:
    """Return items sample by sample, in a form that compares."""
    out: list[object] = []
    for item in items:
        if isinstance(item, Samples):
            rows = item.counts.tolist()
            out += [(item.epoch, item.first_index + k, row) for k, row in enumerate(rows)]
        else:
            out.append(item)
    return out


def read(raw: bytes, chunk_bytes: int = 1 << 20) -> tuple[list[object], Reader]:
    reader = Reader(io.BytesIO(raw), chunk_bytes=chunk_bytes)
    return flat(list(reader)), reader


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "one.rep"
    counts = np.random.default_rng(3).integers(-32768, 32767, (5000, 6), np.int16)
    with Writer(path) as writer:
        writer.write_all(
            frames_from_counts(
                counts, np.arange(5000), rate_hz=100.0, acc_g_per_lsb=1e-3, gyr_dps_per_lsb=0.07
            )
        )
    reader = Reader(path)
    back = [item for item in reader if isinstance(item, Samples)]
    assert np.array_equal(np.concatenate([item.counts for item in back]), counts)
    assert sum(item.clipped for item in back) == int((counts == -32768).any(axis=1).sum())
    assert reader.bytes_read == path.stat().st_size
    assert (reader.bad_frames, reader.bad_bytes, reader.torn_bytes, reader.unread_frames) == (
        0,
    ) * 4
    assert flat(list(reader)) == flat(list(Reader(str(path), chunk_bytes=777)))


@given(st.integers(1, 400))
def test_chunks_do_not_matter(chunk_bytes: int) -> None:
    raw = wrap_all(some_frames())
    assert read(raw, chunk_bytes)[0] == read(raw)[0]


def test_cut_at_every_byte_leaves_what_was_before() -> None:
    frames = some_frames(60)
    raw = wrap_all(frames)
    whole = read(raw)[0]
    ends = np.cumsum([len(wrap(frame)) for frame in frames]).tolist()
    for size in range(len(raw)):
        items, reader = read(raw[:size], 100)
        assert items == whole[: len(items)]
        sound = sum(end <= size for end in ends)
        assert (reader.good_frames, reader.bad_frames) == (sound, 0)
        assert reader.torn_bytes == size - (ends[sound - 1] if sound else 0)


@given(st.data())
def test_a_flipped_bit_costs_its_frame_at_most_two(drawn: st.DataObject) -> None:
    frames = some_frames()
    raw = bytearray(wrap_all(frames))
    at = drawn.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << drawn.draw(st.integers(0, 7))
    items, reader = read(bytes(raw))
    ends = np.cumsum([len(wrap(frame)) for frame in frames])
    hit = int(np.searchsorted(ends, at, side="right"))
    # A flip of a closing zero runs two frames together.
    lost = 2 if at == ends[hit] - 1 else 1
    kept = frames[:hit] + frames[hit + lost :]
    assert items == read(wrap_all(kept))[0]
    assert reader.good_frames == len(kept)
    assert reader.bad_frames + (reader.torn_bytes > 0) >= 1


def test_a_length_that_lies() -> None:
    frame = bytearray(data(1, 0, np.zeros((4, 6), np.int16)))
    for count in (0, 3, 5, 255):
        frame[2] = count
        items, reader = read(wrap_all([hello(1), bytes(frame), hello(2)]))
        assert len(items) == 2
        assert (reader.good_frames, reader.bad_frames, reader.unread_frames) == (3, 0, 1)


@pytest.mark.parametrize(
    "raw", [b"", b"\0", b"\0" * 5000, b"no recording\n" * 1000, bytes(range(256)) * 50]
)
def test_what_is_no_recording(raw: bytes) -> None:
    items, reader = read(raw, 100)
    assert items == []
    assert reader.good_frames == 0
    assert reader.bad_bytes + reader.torn_bytes == len(raw) - raw.count(0)


def test_a_new_recording_never_replaces(tmp_path: Path) -> None:
    path = tmp_path / "one.rep"
    path.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        Writer(path)
    assert path.read_bytes() == b"precious"


@pytest.mark.parametrize("torn", [0, 1, 5, 12])
def test_resuming_goes_behind_a_torn_end(tmp_path: Path, torn: int) -> None:
    path = tmp_path / "one.rep"
    frames = some_frames()
    with Writer(path) as writer:
        writer.write_all(frames[:9])
    os.truncate(path, path.stat().st_size - torn)
    with Writer(path, resume=True) as writer:
        for frame in frames[9:]:
            writer.write(frame)
    # Where only the closing zero is missing, the frame is whole again.
    kept = frames if torn < 2 else frames[:8] + frames[9:]
    assert read(path.read_bytes())[0] == read(wrap_all(kept))[0]


def test_a_write_that_failed_costs_its_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.rep"
    frames = some_frames()
    real_write = os.write
    room = [500]

    def write(file: int, content: memoryview) -> int:
        if room[0] == 0:
            raise OSError(28, "No space left on device")
        done = real_write(file, content[: room[0]])
        room[0] -= done
        return done

    monkeypatch.setattr(module.os, "write", write)
    with Writer(path) as writer:
        kept = []
        for frame in frames:
            try:
                writer.write(frame)
            except OSError:
                room[0] = 10**6
            else:
                kept.append(frame)
    assert len(kept) == len(frames) - 1
    assert read(path.read_bytes())[0] == read(wrap_all(kept))[0]


def test_syncing_is_once_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(module, "_fdatasync", synced.append)
    with Writer(tmp_path / "one.rep") as writer:
        for tenth in range(35):
            writer.write(hello(1))
            writer.sync(100.0 + tenth / 10)
    assert len(synced) == 3
    writer.close()


_WRITING = """
import sys
from rephost.frames import data
from rephost.recording import Writer
import numpy as np
writer = Writer(sys.argv[1])
counts = np.arange(19 * 6, dtype=np.int16).reshape(19, 6)
index = 0
print("writing", flush=True)
while True:
    writer.write(data(1, index, counts))
    index += 19
    print(index, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_wrote(tmp_path: Path, rng: np.random.Generator) -> None:
    for number in range(2):
        path = tmp_path / f"{number}.rep"
        with subprocess.Popen(
            [sys.executable, "-c", _WRITING, str(path)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "writing\n"
            time.sleep(float(rng.uniform(0.02, 0.1)))
            os.kill(child.pid, signal.SIGKILL)
            # The last line may be torn, like the last frame.
            written = [int(line) for line in child.stdout if line.endswith("\n")]
        reader = Reader(path)
        samples = sum(len(item.counts) for item in reader if isinstance(item, Samples))
        assert samples - (written[-1] if written else 0) in (0, 19)
        assert reader.bad_frames == 0


def test_an_hour_streams_through_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "hour.rep"
    counts = np.random.default_rng(5).integers(-3000, 3000, (90_000, 6), np.int16)
    framer = Framer(100.0, 1e-3, 0.07)
    with Writer(path) as writer:
        for quarter in range(4):
            index = np.arange(90_000) + quarter * 90_000
            writer.write_all(framer.push(counts, index))
        writer.write_all(framer.finish())
    tracemalloc.start()
    try:
        samples = sum(len(i.counts) for i in Reader(path) if isinstance(i, Samples))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert samples == 360_000
    # One chunk, unwrapped and decoded; the file has 4.7 MB.
    assert peak < 4e6
