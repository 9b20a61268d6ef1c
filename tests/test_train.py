"""`repbelt train`: all is recorded, and counted as from the file."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

import repwire
from command import Repbelt
from rephost.replay_source import frames_in
from rephost.wrapping import wrap
from trained import SET, SHORT, Trainer


def test_a_replay_is_recorded_and_counted(trainer: Trainer, repbelt: Repbelt) -> None:
    done = trainer.run("--strap", f"replay:{SET}", "--pace", "400")
    assert (done.code, done.err) == (0, "")
    (path,) = trainer.recordings()
    assert list(frames_in(path)) == list(frames_in(SET))
    assert repbelt.analysis(path) == repbelt.analysis(SET)
    assert "set 1: RDL, 8 reps" in done.out
    assert f"repbelt show {path.stem}" in done.out
    assert not trainer.open_notes()
    assert json.loads(path.with_name(f"{path.stem}.training.json").read_text())["strap"]


@pytest.mark.parametrize(("exercise", "counted"), [("rdl", ["rdl"]), ("auto", [])])
def test_an_exercise_is_chosen_in_the_recording(
    trainer: Trainer, repbelt: Repbelt, exercise: str, counted: list[str]
) -> None:
    # A single, for which RDL was chosen: what is chosen now stands.
    done = trainer.run("--strap", f"replay:{SHORT}", "--exercise", exercise, "--pace", "400")
    assert (done.code, done.err) == (0, "")
    (path,) = trainer.recordings()
    assert [one["exercise"] for one in repbelt.analysis(path)["sets"]] == counted
    assert done.out.count("set 1: RDL, 1 rep") == len(counted)


def test_several_lifters_at_once(trainer: Trainer, repbelt: Repbelt) -> None:
    straps = [word for _ in range(3) for word in ("--strap", f"replay:{SET}")]
    done = trainer.run(*straps, "--pace", "400")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("set 1: RDL, 8 reps") == 3
    assert len(trainer.recordings()) == 3
    for path in trainer.recordings():
        assert list(frames_in(path)) == list(frames_in(SET))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_closes_what_it_has(trainer: Trainer, number: signal.Signals) -> None:
    process = trainer.start("--strap", f"replay:{SET}", "--pace", "8")
    path = trainer.wait_for(5000)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert path.stem in out
    assert not trainer.open_notes()


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
    assert done.code == code
    assert done.out == ""
    assert done.err.startswith("repbelt: ")
    assert len(done.err.splitlines()) == 1
    assert not trainer.recordings()
    assert not trainer.open_notes()


def test_a_browser_that_does_not_come_back_keeps_nobody(trainer: Trainer, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho $$ $1 > {opened}\nexec sleep 120 > /dev/null 2>&1\n")
    browser.chmod(0o755)
    trainer.environment |= {"BROWSER": f"{browser} %s", "DISPLAY": ":0"}
    process = trainer.start("--strap", f"replay:{SET}", has_browser=True)
    assert process.stdout is not None
    address = process.stdout.readline()
    path = trainer.wait_for(2000)
    while not (opened.exists() and opened.read_text()):
        assert process.poll() is None
        time.sleep(0.02)
    pid, given = opened.read_text().split()
    try:
        assert given == address.strip()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        os.kill(int(pid), signal.SIGKILL)
    assert path.exists()
    assert not trainer.open_notes()


def test_a_table_is_no_strap(trainer: Trainer, tmp_path: Path) -> None:
    table = tmp_path / "monday.csv"
    table.write_text("t_s,ax_g,ay_g,az_g\n")
    done = trainer.run("--strap", f"replay:{table}")
    assert done.code == 1
    assert "repbelt import" in done.err


def test_without_a_sample_nothing_is_left(trainer: Trainer, tmp_path: Path) -> None:
    empty = tmp_path / "empty.rep"
    empty.write_bytes(b"".join(wrap(one) for one in frames_in(SHORT) if one[0] != repwire.DATA))
    done = trainer.run("--strap", f"replay:{empty}")
    assert done.code == 1
    assert "no samples" in done.err
    assert not trainer.recordings()
    assert not trainer.open_notes()
