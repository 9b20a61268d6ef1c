"""Where nothing can be recorded any more it is said at once, and counting goes on."""

import os
import resource
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from live_pages import messages, page
from rephost.progress import progress_of
from rephost.replay_source import frames_in
from trained import SET, Addressed, Trainer

ROOM = 20_000


def no_more_room() -> None:
    """Let no file of this process grow further, until its parent lets it."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))


def told(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def test_a_full_disk_stops_no_count(trainer: Trainer) -> None:
    trainer.before_start = no_more_room
    process = trainer.start("--strap", f"replay:{SET}", "--pace", "400")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert "set 1: RDL, 8 reps" in out
    (path,) = trainer.recordings()
    kept = list(frames_in(path))
    assert kept == list(frames_in(SET))[: len(kept)]
    assert path.stat().st_size == ROOM
    # What is said of the recording is what is in it, not what went by.
    samples = progress_of(path).samples
    assert f" min, {samples} samples\n" in out
    at_once, at_the_end, of_the_store = err.splitlines()
    assert f"{path}: nothing is recorded any more, the count goes on: File too large" in at_once
    assert f"{path}: nothing is recorded since 0:" in at_the_end
    assert "repbelt.db: " in of_the_store


def test_a_disk_full_for_a_while_is_told_once_and_nothing_is_lost(trainer: Trainer) -> None:
    trainer.before_start = no_more_room
    process = trainer.start("--strap", f"replay:{SET}", "--pace", "8")
    assert "nothing is recorded any more" in told(process)
    assert process.poll() is None
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    (path,) = trainer.recordings()
    assert told(process) == f"repbelt: {path}: recorded again, with all that came meanwhile\n"
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "set 1: RDL, 8 reps" in out
    assert list(frames_in(path)) == list(frames_in(SET))


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_recording_that_is_deleted_is_told_everywhere(
    trainer: Trainer, *, is_folder: bool
) -> None:
    words = ("--strap", f"replay:{SET}", "--exercise", "rdl", "--pace", "6")
    process = trainer.start(*words, has_page=True)
    assert process.stdout is not None
    with page(Addressed(process.stdout.readline().strip())) as socket:
        path = trainer.wait_for(5000)
        if is_folder:
            shutil.rmtree(path.parent)
        else:
            path.unlink()
        assert "nothing is recorded any more, the count goes on: its file was deleted" in told(
            process
        )
        views = (message["view"] for message in messages(socket, "view"))
        view = next(one for one in views if one["recording"]["failed_since_s"] is not None)
        assert view["recording"]["trouble"] == "its file was deleted"
        assert next(one for one in views if one["reps"] == 8)["recording"]["failed_since_s"] > 0.0
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "set 1: RDL, 8 reps" in out
    assert "repbelt show" not in out
    assert f"{path}: nothing is recorded since 0:" in err
    assert not trainer.recordings()
    assert not trainer.open_notes()
    assert trainer.run("--close").err.startswith("repbelt: nothing to close")


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_recording_moved_away_has_all_in_the_end(
    trainer: Trainer, tmp_path: Path, *, comes_back: bool
) -> None:
    process = trainer.start("--strap", f"replay:{SET}", "--pace", "8")
    path = trainer.wait_for(5000)
    elsewhere = tmp_path / "moved.rep"
    path.rename(elsewhere)
    assert "its file was moved away" in told(process)
    if comes_back:
        elsewhere.rename(path)
        assert "recorded again" in told(process)
    out, err = process.communicate(timeout=60)
    assert process.returncode == (0 if comes_back else 1)
    assert "set 1: RDL, 8 reps" in out
    assert list(frames_in(path if comes_back else elsewhere)) == list(frames_in(SET))
    assert ("moved away" in err) != comes_back
    assert not trainer.open_notes()


def test_a_recording_cut_short_is_told_once(trainer: Trainer) -> None:
    process = trainer.start("--strap", f"replay:{SET}", "--pace", "8")
    path = trainer.wait_for(20_000)
    os.truncate(path, 1000)
    assert "its file was cut short, what was in it is lost" in told(process)
    assert "recorded again" in told(process)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "set 1: RDL, 8 reps" in out
    kept, whole = list(frames_in(path)), list(frames_in(SET))
    before = next(i for i, frame in enumerate(kept) if frame != whole[i])
    assert 0 < before < len(kept) < len(whole)
    assert kept[before:] == whole[before - len(kept) :]
