"""A writer on a disk that is full for a while: nothing is lost, and what is unsafe says so."""

import errno
from pathlib import Path

import pytest

from rephost import recording
from rephost.frames import mark
from rephost.lasting_writer import LastingWriter
from rephost.replay_source import frames_in

FRAMES = [mark(number) for number in range(20)]


class Disk:
    """Stands where the system's write stands; takes `room` bytes, then no more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room = 10**6
        self._write = recording.os.write
        monkeypatch.setattr(recording.os, "write", self)

    def __call__(self, file: int, what: bytes) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        n = self._write(file, what[: self.room])
        self.room -= n
        return n


@pytest.mark.parametrize("room", [0, 1, 7, 50])
def test_what_could_not_be_written_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    path = tmp_path / "a.rep"
    writer = LastingWriter(path)
    disk = Disk(monkeypatch)
    disk.room = room
    for frame in FRAMES[:10]:
        writer.write(frame)
    assert "No space left" in writer.trouble
    assert not writer.save()
    disk.room = 10**6
    writer.sync(1.0)
    assert writer.trouble == ""
    assert writer.save()
    for frame in FRAMES[10:]:
        writer.write(frame)
    writer.close()
    assert list(frames_in(path)) == FRAMES


def test_a_disk_that_stays_full_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.rep"
    writer = LastingWriter(path)
    for frame in FRAMES[:10]:
        writer.write(frame)
    Disk(monkeypatch).room = 0
    for frame in FRAMES[10:]:
        writer.write(frame)
    writer.close()
    assert writer.trouble
    assert list(frames_in(path)) == FRAMES[:10]
