"""`repbelt train`: all is recorded, counted as from the file, and survives whatever happens."""

import json
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import repwire
from command import Repbelt
from rephost.ble import Found
from rephost.cli import main
from rephost.progress import progress_of
from rephost.replay_source import frames_in
from rephost.simulating import SimulatedStrap
from rephost.wrapping import wrap
from test_links_away import hurry, make_strap
from trained import RECORDINGS, Trainer

SHORT = RECORDINGS / "synthetic-rdl-1-armed.rep"
SET = RECORDINGS / "synthetic-rdl-8-ordinary.rep"


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[Trainer]:
    trainer = Trainer(tmp_path)
    yield trainer
    trainer.close()


def open_notes(trainer: Trainer) -> list[Path]:
    return sorted(trainer.library.glob("*.open.json"))


def test_a_replay_is_recorded_and_counted(trainer: Trainer, repbelt: Repbelt) -> None:
    done = trainer.run("--strap", f"replay:{SET}", "--pace", "20")
    assert (done.returncode, done.stderr) == (0, "")
    (path,) = trainer.recordings()
    assert list(frames_in(path)) == list(frames_in(SET))
    assert repbelt.analysis(path) == repbelt.analysis(SET)
    assert "set 1: RDL, 8 reps" in done.stdout
    assert f"repbelt analyze {path.stem}" in done.stdout
    assert not open_notes(trainer)
    assert json.loads(path.with_name(f"{path.stem}.training.json").read_text())["strap"]


@pytest.mark.parametrize(("exercise", "counted"), [("rdl", ["rdl"]), ("auto", [])])
def test_an_exercise_is_chosen_in_the_recording(
    trainer: Trainer, repbelt: Repbelt, exercise: str, counted: list[str]
) -> None:
    # A single, for which RDL was chosen: what is chosen now stands.
    done = trainer.run("--strap", f"replay:{SHORT}", "--exercise", exercise, "--pace", "20")
    assert (done.returncode, done.stderr) == (0, "")
    (path,) = trainer.recordings()
    assert [one["exercise"] for one in repbelt.analysis(path)["sets"]] == counted
    assert done.stdout.count("set 1: RDL, 1 rep") == len(counted)


def test_several_lifters_at_once(trainer: Trainer, repbelt: Repbelt) -> None:
    straps = [word for _ in range(3) for word in ("--strap", f"replay:{SET}")]
    done = trainer.run(*straps, "--pace", "20")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("set 1: RDL, 8 reps") == 3
    assert len(trainer.recordings()) == 3
    for path in trainer.recordings():
        assert list(frames_in(path)) == list(frames_in(SET))


def test_killed_at_any_moment_it_is_gone_on_with(
    trainer: Trainer, repbelt: Repbelt, rng: np.random.Generator
) -> None:
    where = ("--strap", f"replay:{SET}", "--pace", "8")
    process = trainer.start(*where)
    for size in sorted(rng.integers(0, 60_000, 3).tolist()):
        path = trainer.wait_for(size)
        process.kill()
        process.communicate()
        refused = trainer.run(*where)
        assert refused.returncode == 2
        assert path.stem in refused.stderr
        assert "--continue" in refused.stderr
        process = trainer.start(*where, "--continue")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert trainer.recordings() == [path]
    assert list(frames_in(path)) == list(frames_in(SET))
    assert "set 1: RDL, 8 reps" in out
    assert repbelt.analysis(path)["sets"] == repbelt.analysis(SET)["sets"]


def test_what_a_crash_left_open_can_be_closed(trainer: Trainer, repbelt: Repbelt) -> None:
    process = trainer.start("--strap", f"replay:{SET}")
    path = trainer.wait_for(5000)
    process.kill()
    process.communicate()
    before = path.read_bytes()
    done = trainer.run("--strap", f"replay:{SHORT}", "--pace", "20", "--close")
    # It was another strap's: it stays as it is.
    assert done.returncode == 0, done.stderr
    assert open_notes(trainer)
    done = trainer.run("--strap", f"replay:{SET}", "--pace", "20", "--close")
    assert done.returncode == 0, done.stderr
    assert not open_notes(trainer)
    assert path.read_bytes() == before
    assert len(trainer.recordings()) == 3


def test_a_training_that_goes_on_is_nobody_elses(trainer: Trainer) -> None:
    trainer.start("--strap", f"replay:{SET}")
    trainer.wait_for(2000)
    done = trainer.run("--strap", f"replay:{SET}", "--pace", "20")
    assert done.returncode == 0, done.stderr
    assert len(trainer.recordings()) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_closes_what_it_has(trainer: Trainer, number: signal.Signals) -> None:
    process = trainer.start("--strap", f"replay:{SET}")
    path = trainer.wait_for(5000)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert path.stem in out
    assert not open_notes(trainer)


def test_a_note_that_is_damaged_costs_the_corrections_only(trainer: Trainer) -> None:
    process = trainer.start("--strap", f"replay:{SET}")
    path = trainer.wait_for(5000)
    process.kill()
    process.communicate()
    (note,) = open_notes(trainer)
    note.write_bytes(note.read_bytes()[:20])
    done = trainer.run("--close", "--strap", f"replay:{SHORT}", "--pace", "20")
    assert done.returncode == 0, done.stderr
    note.write_text("[]")
    again = trainer.run("--strap", f"replay:{SHORT}", "--pace", "20")
    assert again.returncode in (0, 2), again.stderr
    assert path.exists()


def test_a_full_disk_stops_no_count(trainer: Trainer) -> None:
    limit = 20_000

    def no_more_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    trainer.before_start = no_more_room
    done = trainer.run("--strap", f"replay:{SET}", "--pace", "20")
    assert done.returncode == 0, done.stderr
    assert "set 1: RDL, 8 reps" in done.stdout
    assert "nothing is recorded" in done.stderr
    (path,) = trainer.recordings()
    kept = list(frames_in(path))
    assert kept == list(frames_in(SET))[: len(kept)]
    assert path.stat().st_size == limit
    # What is said of the recording is what is in it, not what went by.
    samples = progress_of(path).samples
    assert f" min, {samples} samples\n" in done.stdout
    assert f"{path}: nothing is recorded since 0:" in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--strap", "replay:nowhere.rep"), 2),
        (("--strap", "replay:"), 2),
        (("--strap", f"replay:{Path(__file__)}"), 1),
        (("--pace", "0"), 2),
        (("--exercise", "juggling"), 2),
        (("--continue", "--close"), 2),
        (("--strap", "usb:/dev/nothing-there"), 1),
    ],
)
def test_what_cannot_be_trained_with_is_said(
    trainer: Trainer, words: tuple[str, ...], code: int
) -> None:
    done = trainer.run(*words)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.startswith("repbelt: ")
    assert len(done.stderr.splitlines()) == 1
    assert not trainer.recordings()
    assert not open_notes(trainer)


def test_a_table_is_no_strap(trainer: Trainer, tmp_path: Path) -> None:
    table = tmp_path / "monday.csv"
    table.write_text("t_s,ax_g,ay_g,az_g\n")
    done = trainer.run("--strap", f"replay:{table}")
    assert done.returncode == 1
    assert "repbelt import" in done.stderr


def test_without_a_sample_nothing_is_left(trainer: Trainer, tmp_path: Path) -> None:
    empty = tmp_path / "empty.rep"
    empty.write_bytes(b"".join(wrap(one) for one in frames_in(SHORT) if one[0] != repwire.DATA))
    done = trainer.run("--strap", f"replay:{empty}")
    assert done.returncode == 1
    assert "no samples" in done.stderr
    assert not trainer.recordings()
    assert not open_notes(trainer)


def test_of_several_straps_one_has_to_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def hears_two(seconds: float, name: str | None = None) -> list[Found]:
        return [Found("Left", -40, None), Found("Right", -60, None)]  # type: ignore[arg-type]

    monkeypatch.setattr("rephost.ble.scan", hears_two)
    for folder in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(folder, str(tmp_path))
    assert main(["train", "--no-page"]) == 1
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert "name one: Left, Right" in err


@pytest.mark.parametrize("words", [(), ("--strap", "Strap-0000")])
def test_where_no_strap_answers_it_is_said_what_to_check(
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scanned_s: list[float] = []

    async def hears_nothing(seconds: float, name: str | None = None) -> list[Found]:
        scanned_s.append(seconds)
        return []

    monkeypatch.setattr("rephost.ble.scan", hears_nothing)
    for folder in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(folder, str(tmp_path))
    assert main(["train", "--no-page", *words]) == 1
    # Of 20 s some are left to start and to say it.
    assert 5.0 <= sum(scanned_s) <= 17.0
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert ("Strap-0000" in err) == bool(words)
    checks = ("is on", "LED", "near", "other program or phone", "repbelt strap scan")
    found = [err.index(check) for check in checks]
    assert found == sorted(found)
    assert not list(tmp_path.rglob("*.rep"))
    assert not list(tmp_path.rglob("*.json"))


def test_lost_and_found_the_backlog_is_counted_in_its_place(
    trainer: Trainer, repbelt: Repbelt, tmp_path: Path
) -> None:
    flash = make_strap(tmp_path, 104.0, 200.0)
    with SimulatedStrap(flash) as strap:
        where = ("--strap", f"usb:{strap.port}")
        process = trainer.start(*where)
        path = trainer.wait_for(4000)
        process.kill()
        process.communicate()
        hurry(flash, 60)
        process = trainer.start(*where, "--continue")
        trainer.wait_for(104 * 60 * 12)
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert trainer.recordings() == [path]
    recording = repbelt.recording(path)
    assert recording["lost_samples"] == 0
    assert recording["samples"] > 104 * 60


def test_the_strap_used_last_is_looked_for_first(trainer: Trainer, tmp_path: Path) -> None:
    flash = make_strap(tmp_path, 104.0, 60.0)
    with SimulatedStrap(flash) as strap:
        for words in (("--strap", f"usb:{strap.port}"), ()):
            process = trainer.start(*words)
            trainer.wait_for(3000, besides=len(trainer.recordings()))
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
            assert (process.returncode, err) == (0, "")
    assert len(trainer.recordings()) == 2
