"""`repbelt train` with a strap: found, named, refused, lost and found."""

import signal
import time
from pathlib import Path

import pytest

from command import Repbelt
from rephost.ble import Found
from rephost.cli import main
from rephost.simulating import SimulatedStrap
from test_links_away import hurry, make_strap
from trained import Trainer


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


def test_a_strap_claimed_with_another_key_is_refused_in_a_sentence(
    repbelt: Repbelt, trainer: Trainer, tmp_path: Path
) -> None:
    flash = make_strap(tmp_path, 104.0, 60.0)
    stranger = Trainer(tmp_path / "stranger")
    with SimulatedStrap(flash) as strap:
        where = ("--strap", f"usb:{strap.port}")
        assert repbelt("strap", "claim", *where).code == 0
        done = stranger.run(*where)
        assert (done.code, done.out) == (1, "")
        assert len(done.err.splitlines()) == 1
        assert "claimed with another key" in done.err
        assert not list((tmp_path / "stranger").rglob("*.rep"))
        assert not stranger.open_notes()
        # Who claimed it trains with it.
        process = trainer.start(*where)
        trainer.wait_for(3000)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
