"""The recorder and the files it leaves, with a flash that fills, fails and is torn."""

from pathlib import Path

import pytest
from strap_session import STRIDE, sample

import repwire.host
from strap import recorder as recorder_module
from strap.clock import Clock
from strap.events import Events
from strap.files import Reading, files
from strap.recorder import Recorder
from strap.ring import Ring


class Bench:
    """A recorder in a folder, and the ring that it records."""

    def __init__(self, folder: Path) -> None:
        self.ring = Ring(STRIDE * 2048)
        self.events = Events()
        self.recorder = Recorder(
            str(folder), self.ring, self.events, Clock(0), 0x89ABCDEF, self.heading
        )
        self.ring.begin(STRIDE)

    def heading(self) -> list[bytes]:
        return [repwire.response(repwire.HELLO, 0), repwire.response(repwire.GET_CONFIG, 0)]

    def make(self, n: int) -> None:
        for index in range(self.ring.head, self.ring.head + n):
            self.ring.put(bytearray(sample(index)), 1)

    def told(self) -> list[int]:
        frame = bytearray(8 + 12 * 32)
        n = self.events.head - self.events.tail
        self.events.copy(self.events.tail, n, frame, 8)
        every = [repwire.host.read_event(frame, k) for k in range(n)]
        return [event[1] for event in every if event[0] == repwire.STORAGE]


def read(path: Path) -> tuple[list[bytes], dict[int, bytes]]:
    """Return frames and samples of a recording; what is torn is passed over."""
    frames = []
    for stretch in path.read_bytes().split(b"\0")[:-1]:
        frame = bytearray(len(stretch) + 1)
        n = repwire.host.unwrap(stretch, len(stretch), frame)
        assert n > 0
        frames.append(bytes(frame[:n]))
    samples = {}
    for frame in frames:
        if frame[0] == repwire.DATA:
            for k in range(frame[2]):
                at = repwire.HEADER_SIZE + k * STRIDE
                samples[repwire.host.read_index(frame) + k] = frame[at : at + STRIDE]
    return frames, samples


def test_segments_are_whole_and_readable_by_themselves(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.make(500)
    assert bench.recorder.start(100, False) == 1
    while bench.ring.head < 20000:
        bench.make(19)
        for _ in range(3):
            bench.recorder.step()
    bench.recorder.stop()
    paths = sorted(tmp_path.iterdir())
    assert len(paths) == 4
    assert [number for number, *_ in files(str(tmp_path))] == [1, 2, 3, 4]
    together: dict[int, bytes] = {}
    for path in paths:
        assert path.stat().st_size < 65536 + 300
        frames, samples = read(path)
        assert [frame[:2] for frame in frames[:2]] == [b"\x13\x01", b"\x13\x02"]
        assert repwire.host.read_event(frames[2])[0] == repwire.EPOCH
        assert not together.keys() & samples.keys()
        together |= samples
    assert together == {index: sample(index) for index in range(100, bench.ring.head)}


def test_a_full_flash_stops_it_and_deletes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path)
    bench.make(50)
    bench.recorder.start(0, False)
    bench.make(500)
    bench.recorder.step()
    real = bench.recorder._file

    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(28, "no space")

        def close(self) -> None:
            real.close()

    bench.recorder._file = Full()
    bench.recorder.step()
    assert bench.recorder.number == 0
    assert bench.told() == [0, 2]
    ((path),) = tmp_path.iterdir()
    assert sorted(read(path)[1])[:3] == [0, 1, 2]
    monkeypatch.setattr(
        recorder_module.os, "statvfs", lambda folder: (4096, 4096, 400, 3, 3), raising=True
    )
    assert bench.recorder.start(0, False) == 0
    assert bench.told() == [0, 2, 2]
    assert len(list(tmp_path.iterdir())) == 1


def test_the_sixty_fifth_file_is_not_begun(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for number in range(1, 65):
        (tmp_path / f"{number:04x}-00000001-00000000.rep").write_bytes(b"")
    assert bench.recorder.start(0, True) == 0


def test_only_what_was_pulled_is_deleted(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.make(300)
    recorder = bench.recorder
    number = recorder.start(0, False)
    for _ in range(20):
        recorder.step()
    assert not recorder.delete(number)  # it is being written
    recorder.stop()
    path, size = recorder.find(number)
    assert not recorder.delete(number)
    pulled = b""
    for begin, end in ((0, 1000), (2000, size), (1000, size)):
        reading = Reading(path, number, begin, end, recorder.lend)
        while n := reading.build(100):
            assert n <= 100
            assert reading.build(100) == n
            if begin != 2000:
                pulled += bytes(reading.frame[7:n])
            reading.sent()
        reading.close()
        assert recorder.delete(number) == ((begin, end) == (1000, size))
    assert not list(tmp_path.iterdir())
    assert len(pulled) == size
    assert recorder.find(number) == (None, 0)


def test_strange_files_are_none_of_ours(tmp_path: Path) -> None:
    for name in ("x", "a-b-c.rep", "0001-00000002-00000003.txt", "0001-2.rep"):
        (tmp_path / name).write_text("x")
    (tmp_path / "0007-00000002-00000003.rep").write_bytes(bytes(5))
    assert files(str(tmp_path)) == [(7, 5, 2, 3)]
    bench = Bench(tmp_path)
    bench.make(1)
    assert bench.recorder.start(0, False) == 8
    bench.recorder.stop()


def test_of_one_being_written_only_what_is_flushed_is_told(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.make(10)
    number = bench.recorder.start(0, False)
    assert bench.recorder.files() == [(number, 0, 0x89ABCDEF, 0)]
    while bench.ring.head < 1000:
        bench.make(19)
        bench.recorder.step()
    ((_, size, _, _),) = bench.recorder.files()
    (path,) = tmp_path.iterdir()
    assert 4096 <= size <= path.stat().st_size
    bench.recorder.stop()
    assert bench.recorder.files()[0][1] == path.stat().st_size > size


def test_an_empty_one_can_be_deleted(tmp_path: Path) -> None:
    (tmp_path / "0007-00000002-00000003.rep").write_bytes(b"")
    assert Bench(tmp_path).recorder.delete(7)
    assert not list(tmp_path.iterdir())
