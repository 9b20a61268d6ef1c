"""Trainings that a crash left open are gone on with, or closed, whatever became of their note."""

import signal
from pathlib import Path

import numpy as np
import pytest

from command import Repbelt
from rephost.live_corrections import Corrections
from rephost.open_sessions import Note, begin, left_open
from rephost.replay_source import frames_in
from trained import SET, SHORT, Trainer


def test_killed_at_any_moment_it_is_gone_on_with(
    trainer: Trainer, repbelt: Repbelt, rng: np.random.Generator
) -> None:
    where = ("--strap", f"replay:{SET}", "--pace", "16")
    process = trainer.start(*where)
    for size in sorted(rng.integers(0, 50_000, 3).tolist()):
        path = trainer.wait_for(size)
        process.kill()
        process.communicate()
        refused = trainer.run(*where)
        assert refused.code == 2
        assert path.stem in refused.err
        assert "--continue" in refused.err
        process = trainer.start(*where, "--continue")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert trainer.recordings() == [path]
    assert list(frames_in(path)) == list(frames_in(SET))
    assert "set 1: RDL, 8 reps" in out
    assert repbelt.analysis(path)["sets"] == repbelt.analysis(SET)["sets"]


def test_what_a_crash_left_open_can_be_closed(trainer: Trainer, repbelt: Repbelt) -> None:
    path = trainer.crash("--strap", f"replay:{SET}")
    before = path.read_bytes()
    done = trainer.run("--strap", f"replay:{SHORT}", "--pace", "400", "--close")
    # It was another strap's: it stays as it is.
    assert done.code == 0, done.err
    assert trainer.open_notes()
    done = trainer.run("--strap", f"replay:{SET}", "--pace", "400", "--close")
    assert done.code == 0, done.err
    assert not trainer.open_notes()
    assert path.read_bytes() == before
    assert len(trainer.recordings()) == 3


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_one_whose_terminal_was_closed_is_gone_on_with(trainer: Trainer) -> None:
    where = ("--strap", f"replay:{SET}", "--exercise", "rdl")
    process = trainer.start(*where, "--pace", "8")
    path = trainer.wait_for(10_000)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGHUP
    assert trainer.open_notes()
    done = trainer.run(*where, "--continue", "--pace", "400")
    assert done.code == 0, done.err
    assert trainer.recordings() == [path]
    assert "set 1: RDL, 8 reps" in done.out
    assert not trainer.open_notes()


def test_a_training_that_goes_on_is_nobody_elses(trainer: Trainer) -> None:
    trainer.start("--strap", f"replay:{SET}")
    trainer.wait_for(2000)
    done = trainer.run("--strap", f"replay:{SET}", "--pace", "400")
    assert done.code == 0, done.err
    assert len(trainer.recordings()) == 2


def test_where_nothing_was_left_open_it_is_said(trainer: Trainer) -> None:
    done = trainer.run("--close")
    assert (done.code, done.out) == (0, "")
    assert done.err == "repbelt: nothing to close: no training was left open\n"
    assert not trainer.recordings()
    for word, said in (("--close", "close"), ("--continue", "go on with")):
        done = trainer.run(word, "--strap", f"replay:{SHORT}", "--pace", "400")
        assert done.code == 0
        assert done.err == f"repbelt: nothing to {said}: no training was left open\n"
    assert len(trainer.recordings()) == 2


def test_close_alone_closes_and_begins_nothing(trainer: Trainer) -> None:
    path = trainer.crash("--strap", f"replay:{SET}")
    before = path.read_bytes()
    done = trainer.run("--close")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith(f"repbelt: closed: {path.stem} with replay:{SET}")
    assert len(done.err.splitlines()) == 1
    assert trainer.recordings() == [path]
    assert path.read_bytes() == before
    assert not trainer.open_notes()


def test_what_is_open_of_another_strap_is_named(trainer: Trainer) -> None:
    path = trainer.crash("--strap", f"replay:{SET}")
    done = trainer.run("--continue", "--strap", f"replay:{SHORT}", "--pace", "400")
    assert done.code == 0
    assert len(done.err.splitlines()) == 1
    assert f"no training with replay:{SHORT} was left open, but {path.stem}" in done.err
    assert len(trainer.recordings()) == 2


def test_a_replay_is_gone_on_with_from_any_folder(trainer: Trainer, tmp_path: Path) -> None:
    trainer.folder = SET.parent
    path = trainer.crash("--strap", f"replay:{SET.name}")
    trainer.folder = tmp_path
    done = trainer.run("--continue", "--pace", "400")
    assert (done.code, done.err) == (0, "")
    assert trainer.recordings() == [path]
    assert list(frames_in(path)) == list(frames_in(SET))


@pytest.mark.parametrize(
    "damage", [b"", b"[]", b"[" * 100_000, b'{"strap": "replay:/a', b"\xff\0\xff"]
)
def test_of_a_damaged_note_nothing_is_known_but_its_date(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "a.open.json"
    path.write_bytes(damage)
    assert Note.read(path) == Note("", path.stat().st_mtime, Corrections())


def test_a_damaged_note_costs_the_corrections_and_nothing_else(trainer: Trainer) -> None:
    path = trainer.crash("--strap", f"replay:{SET}")
    (note,) = trainer.open_notes()
    note.write_bytes(b"[" * 100_000)
    refused = trainer.run("--strap", f"replay:{SET}", "--pace", "400")
    assert refused.code == 2
    assert path.stem in refused.err
    done = trainer.run("--continue", "--strap", f"replay:{SET}", "--pace", "400")
    assert done.code == 0
    assert len(done.err.splitlines()) == 1
    assert f"{path.stem}: its note is damaged" in done.err
    assert f"gone on with replay:{SET}" in done.err
    assert trainer.recordings() == [path]
    assert list(frames_in(path)) == list(frames_in(SET))
    assert not trainer.open_notes()


def test_of_two_damaged_notes_one_strap_goes_on_with_the_newest(trainer: Trainer) -> None:
    older = trainer.crash("--strap", f"replay:{SET}")
    newer = trainer.crash("--strap", f"replay:{SHORT}", n_bytes=2000)
    for note in trainer.open_notes():
        note.write_bytes(b"")
    before = older.read_bytes()
    done = trainer.run("--continue", "--strap", f"replay:{SHORT}", "--pace", "400")
    assert done.code == 0
    gone_on, stays = done.err.splitlines()
    assert newer.stem in gone_on
    assert f"gone on with replay:{SHORT}" in gone_on
    assert older.stem in stays
    assert "stays as it is" in stays
    assert older.read_bytes() == before
    assert list(frames_in(newer)) == list(frames_in(SHORT))
    assert trainer.open_notes() == [older.with_name(f"{older.stem}.open.json")]
    done = trainer.run("--close")
    assert "closed: " in done.err
    assert not trainer.open_notes()


def test_those_of_one_second_are_found_in_the_order_they_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    straps = ["a", "b", "c"]
    for strap in straps:
        one = begin(strap, 1e9)
        one.keep()
        one.release()
    found = left_open()
    assert [one.note.strap for one in found] == straps
    for one in found:
        one.release()
