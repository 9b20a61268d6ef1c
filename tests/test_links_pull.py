"""`repbelt strap pull` with everything that can come between."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import played
from on_the_air import on_the_air
from rephost import strap_pull
from rephost.errors import DisconnectedError
from rephost.recording import Reader
from rephost.simulating import SimulatedStrap
from test_links_away import QUICK, hurry, make_strap
from test_links_usb import Start, run_alone, started, wait_for_samples

__all__ = ["started"]

RECORDINGS = Path(__file__).parents[1] / "recordings"


def record_and_leave(
    started: Start, strap: SimulatedStrap, flash: Path, path: Path, away_s: float
) -> None:
    """Let a host begin a recording, be killed, and the strap go on by itself."""
    recording = started("record", "--strap", f"usb:{strap.port}", "-o", str(path), "--resume")
    size = path.stat().st_size if path.exists() else 0
    wait_for_samples(path, size // 12 + 200)
    recording.kill()
    recording.communicate()
    hurry(flash, away_s)


def parts(folder: Path) -> dict[Path, int]:
    return {part: part.stat().st_size for part in folder.glob("*.part")}


def has_grown(folder: Path, before: dict[Path, int]) -> bool:
    return any(size > before.get(part, 0) for part, size in parts(folder).items())


def pull_a_part(port: str, folder: Path) -> "subprocess.Popen[bytes]":
    before = parts(folder)
    command = [sys.executable, "-m", "rephost", "strap", "pull", "--strap", f"usb:{port}"]
    pulling = subprocess.Popen([*command, "--to", str(folder)], stderr=subprocess.PIPE)
    while pulling.poll() is None:
        if has_grown(folder, before):
            return pulling
        time.sleep(0.002)
    pytest.fail("it has ended")


def whole_together(first_part: Path, files: list[Path]) -> int:
    """Check that recordings follow one another without a hole; returns how many samples."""
    first, n = played.whole(first_part)
    end = first + n
    for file in sorted(files):
        begin, n = played.whole(file)
        assert begin <= end
        end = max(end, begin + n)
    return end - first


def test_killed_and_gone_on_with(started: Start, tmp_path: Path) -> None:
    flash = make_strap(tmp_path, 104.0, 400)
    path, folder = tmp_path / "got.rep", tmp_path / "pulled"
    folder.mkdir()
    with SimulatedStrap(flash, QUICK) as strap:
        record_and_leave(started, strap, flash, path, 200)
        for _ in range(2):
            pulling = pull_a_part(strap.port, folder)
            pulling.kill()
            pulling.communicate()
        done = run_alone("strap", "pull", "--strap", f"usb:{strap.port}", "--to", str(folder))
        assert done.returncode == 0, done.stderr
        again = run_alone("strap", "pull", "--strap", f"usb:{strap.port}", "--to", str(folder))
        assert "no recordings" in again.stderr
    assert not list(folder.glob("*.part"))
    assert whole_together(path, list(folder.iterdir())) > 104 * 200 * 0.98


@pytest.mark.parametrize("is_strap", [False, True])
def test_given_up_by_the_strap_it_greets_it_anew(
    started: Start, tmp_path: Path, *, is_strap: bool
) -> None:
    """As a strap does that was switched off and on, or that heard nothing of the host for 10 s."""
    flash = make_strap(tmp_path, 104.0, 400)
    path, folder = tmp_path / "got.rep", tmp_path / "pulled"
    folder.mkdir()
    with SimulatedStrap(flash, QUICK) as strap:
        record_and_leave(started, strap, flash, path, 100)
        pulling = pull_a_part(strap.port, folder)
        if is_strap:
            strap.restart()
        else:
            pulling.send_signal(signal.SIGSTOP)
            hurry(flash, 15)
            pulling.send_signal(signal.SIGCONT)
        _, said = pulling.communicate(timeout=60)
        assert pulling.returncode == 0, said
        assert all(
            line.endswith(b"gone on with where it was interrupted") for line in said.splitlines()
        )
        again = run_alone("strap", "pull", "--strap", f"usb:{strap.port}", "--to", str(folder))
        assert "no recordings" in again.stderr
    assert not list(folder.glob("*.part"))
    assert whole_together(path, list(folder.iterdir())) > 104 * 100 * 0.98


def test_pulled_twice_into_one_folder(started: Start, tmp_path: Path) -> None:
    flash = make_strap(tmp_path, 104.0, 400)
    folder = tmp_path / "pulled"
    folder.mkdir()
    pulled: list[dict[str, bytes]] = []
    with SimulatedStrap(flash, QUICK) as strap:
        for name in ("first.rep", "second.rep"):
            record_and_leave(started, strap, flash, tmp_path / name, 60)
            done = run_alone("strap", "pull", "--strap", f"usb:{strap.port}", "--to", str(folder))
            assert done.returncode == 0, done.stderr
            pulled.append({path.name: path.read_bytes() for path in folder.iterdir()})
    first, both = pulled
    assert len(both) > len(first) > 0
    assert {name: both[name] for name in first} == first


def test_interrupted_on_the_air(started: Start, tmp_path: Path, rng: np.random.Generator) -> None:
    path, folder = tmp_path / "got.rep", tmp_path / "pulled"
    folder.mkdir()
    flash = make_strap(tmp_path, 104.0, 400)
    with SimulatedStrap(flash, QUICK) as strap:
        record_and_leave(started, strap, flash, path, 80)

    async def main() -> None:
        async with on_the_air(tmp_path, rate_hz=104.0, seconds=400.0) as air:
            for _ in range(2):
                before = parts(folder)
                pulling = asyncio.create_task(strap_pull.pull("ble", folder, keep=False))
                while not has_grown(folder, before):
                    assert not pulling.done()
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.1 * rng.random())
                await air.radio.go_dark(1.0, drops_links=True)
                with pytest.raises(DisconnectedError):
                    await pulling
            await strap_pull.pull("ble", folder, keep=False)

    asyncio.run(asyncio.wait_for(main(), 120))
    assert whole_together(path, list(folder.iterdir())) > 104 * 80 * 0.9


def test_a_damaged_recording_holds_no_other_up(started: Start, tmp_path: Path) -> None:
    flash = make_strap(tmp_path, 104.0, 400)
    (flash / "rec.img").unlink()  # so that its files can be laid hands on
    path, folder = tmp_path / "got.rep", tmp_path / "pulled"
    folder.mkdir()
    with SimulatedStrap(flash, QUICK) as strap:
        record_and_leave(started, strap, flash, path, 150)
        words = ("strap", "pull", "--strap", f"usb:{strap.port}", "--to", str(folder))
        stored = sorted((flash / "rec").iterdir())
        assert len(stored) > 2
        sound = stored[0].read_bytes()
        stored[0].write_bytes(sound[:30_000] + bytes([sound[30_000] ^ 1]) + sound[30_001:])
        (flash / "rec" / "0fff-00000001-00000002.rep").write_bytes(b"")
        done = run_alone(*words)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "damaged" in done.stderr
        files = [Path(line) for line in done.stdout.splitlines()]
        assert len(files) == len(stored)
        assert sorted((flash / "rec").iterdir()) == stored[:1]
        assert files[0].read_bytes() == stored[0].read_bytes()
        for file in files[1:]:
            played.whole(file)
        assert run_alone(*words).returncode == 1
        stored[0].write_bytes(sound)
        files[0].unlink()
        assert run_alone(*words).returncode == 0
    assert whole_together(path, list(folder.iterdir())) > 104 * 150 * 0.98


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Return the flash of a strap that holds two recordings of a run before."""
    flash = make_strap(tmp_path, 104.0, 60)
    (flash / "rec.img").unlink()
    (flash / "rec").mkdir()
    sound = (RECORDINGS / "synthetic-rdl-8-slow.rep").read_bytes()
    for number in (1, 2):
        name = f"{number:04x}-0000abcd-0000000{number}.rep"
        (flash / "rec" / name).write_bytes(sound[: 9000 * number])
    return flash


def test_parts_of_before_are_gone_on_with_or_finished(shelf: Path, tmp_path: Path) -> None:
    first, second = (path.read_bytes() for path in sorted((shelf / "rec").iterdir()))
    folder = tmp_path / "pulled"
    folder.mkdir()
    names = [f"Strap-4E5F-0000abcd-000000000{k}-0000{k}.rep" for k in (1, 2, 3, 4)]
    (folder / f"{names[0]}.part").write_bytes(first[:4000])
    # Of these the strap knows nothing any more; the whole of the last is here.
    (folder / f"{names[2]}.part").write_bytes(first[:3000])
    (folder / names[3]).write_bytes(first)
    (folder / f"{names[3]}.part").write_bytes(first[:2000])
    for other in ("Another", "Strap-4E5F-2"):
        (folder / f"{other}-0000abcd-0000000001-00001.rep.part").write_bytes(b"another's")
    with SimulatedStrap(shelf) as strap:
        done = run_alone("strap", "pull", "--strap", f"usb:{strap.port}", "--to", str(folder))
    assert done.returncode == 0, done.stderr
    assert [Path(line).name for line in done.stdout.splitlines()] == names[:3]
    finished, resumed = done.stderr.splitlines()
    assert names[2] in finished
    assert "no longer on the strap" in finished
    assert names[0] in resumed
    assert "gone on with" in resumed
    pulled = [(folder / name).read_bytes() for name in names]
    assert pulled == [first, second, first[:3000], first]
    assert sorted(
        part.name[: -len("0000000001-00001.rep.part")] for part in folder.glob("*.part")
    ) == [f"{other}-0000abcd-" for other in ("Another", "Strap-4E5F-2")]


def test_one_that_cannot_be_read_holds_no_other_up(shelf: Path, tmp_path: Path) -> None:
    broken, sound = sorted((shelf / "rec").iterdir())
    content = sound.read_bytes()
    broken.unlink()
    broken.mkdir()
    with SimulatedStrap(shelf) as strap:
        done = run_alone("strap", "pull", "--strap", f"usb:{strap.port}", "--to", str(tmp_path))
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()
    assert "damaged on the strap's flash" in said
    (path,) = done.stdout.splitlines()
    assert Path(path).read_bytes() == content
    assert list((shelf / "rec").iterdir()) == [broken]


def test_on_the_air_all_comes_and_goes_only_with_the_button(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pulled"
    folder.mkdir()
    stored = {path: path.read_bytes() for path in sorted((shelf / "rec").iterdir())}

    async def main() -> None:
        async with on_the_air(tmp_path) as air:
            (shelf / "config.json").write_text('{"imu": "sim:/play.bin", "button": 37}')
            air.strap.restart()
            await strap_pull.pull("ble", folder, keep=False)
            out, err = capsys.readouterr()
            assert [Path(line).read_bytes() for line in out.splitlines()] == list(stored.values())
            assert err.startswith("2 recordings left on the strap")
            assert err.count("\n") == 1
            assert all(path.exists() for path in stored)
            (shelf / "pin-37").touch()
            while any(path.exists() for path in stored):
                await strap_pull.pull("ble", folder, keep=False)
            assert [path.read_bytes() for path in sorted(folder.iterdir())] == list(stored.values())

    asyncio.run(asyncio.wait_for(main(), 120))


@pytest.mark.parametrize("name", ["../up", "a/b", "\x1b[2J"])
def test_a_strap_names_no_folder(shelf: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "pulled"
    folder.mkdir()
    (shelf / "nvs.json").write_text(json.dumps({"name": name.encode().hex()}))
    with SimulatedStrap(shelf) as strap:
        words = ("--strap", f"usb:{strap.port}")
        done = run_alone("strap", "pull", *words, "--to", str(folder))
        assert done.returncode == 0, done.stderr
        assert all(path.parent == folder for path in map(Path, done.stdout.splitlines()))
        assert len(list(folder.iterdir())) == 2
        assert "\x1b" not in run_alone("strap", "info", *words).stdout


def test_what_was_kept_before_the_power_went_comes_beside_the_recording(
    started: Start, tmp_path: Path
) -> None:
    flash = make_strap(tmp_path, 104.0, 400)
    path, later = tmp_path / "got.rep", tmp_path / "here" / "later.rep"
    later.parent.mkdir()
    with SimulatedStrap(flash) as strap:
        record_and_leave(started, strap, flash, path, 150)
        strap.restart()
        where = ("--strap", f"usb:{strap.port}")
        done = run_alone("record", *where, "-o", str(later), "--seconds", "6")
        assert done.returncode == 0, done.stderr
        left = run_alone("strap", "pull", *where, "--to", str(tmp_path))
        assert "no recordings" in left.stderr
    files = sorted(set(later.parent.iterdir()) - {later})
    assert len(files) > 2
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == list(
        map(str, files)
    )
    # All but what was in the ring alone, at most a half of it.
    assert whole_together(path, files) > 104 * 150 * 0.9
    assert played.whole(later)[1] > 104 * 4


def test_a_full_flash_is_said_in_one_sentence(started: Start, tmp_path: Path) -> None:
    flash = make_strap(tmp_path, 104.0, 1000, flash_bytes=256 * 1024)
    path = tmp_path / "got.rep"
    with SimulatedStrap(flash, QUICK) as strap:
        record_and_leave(started, strap, flash, path, 600)
        where = ("--strap", f"usb:{strap.port}")
        done = run_alone("record", *where, "-o", str(path), "--resume", "--seconds", "4")
        assert done.returncode == 0, done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert "memory is full" in done.stderr
        left = run_alone("strap", "pull", *where, "--to", str(tmp_path))
        assert "no recordings" in left.stderr
    first, kept = -1, 0
    for item in Reader(path):
        if type(item).__name__ == "Samples":
            first = item.first_index if first < 0 else first
            kept += len(item.counts)  # type: ignore[union-attr]
    assert kept > 150_000 / 13
