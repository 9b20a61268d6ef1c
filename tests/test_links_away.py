"""Out of range for longer than the ring lasts: the strap's flash keeps it, and it is fetched."""

import asyncio
import os
import time
from pathlib import Path

import pytest

import played
from hosts import record
from on_the_air import on_the_air
from rephost.conversation import Conversation
from rephost.link import Received
from rephost.links import Opener
from rephost.simulating import SimulatedStrap, make_flash
from test_links_usb import Start, run_alone, started, wait_for_samples

__all__ = ["started"]

IS_SOAK = os.environ.get("REPBELT_SOAK") == "1"
FLASH_BYTES = 1_600_000
# 104 Hz for 15 min, and 52 Hz for 30.
ROWS = [(104.0, 900), (52.0, 1800)]
# A strap on a cable, where nothing takes its time, lives the faster.
QUICK = {"REPBELT_SPEED": "1" if IS_SOAK else "4"}
AWAY = ROWS if IS_SOAK else [(rate_hz, away_s // 15) for rate_hz, away_s in ROWS]


def make_strap(
    folder: Path, rate_hz: float, seconds: float, flash_bytes: int = FLASH_BYTES
) -> Path:
    """Return the flash of a strap that plays `played.truth`, with so much room for recordings."""
    if not os.environ.get("REPBELT_MICROPYTHON"):
        pytest.skip("no MicroPython: REPBELT_MICROPYTHON names none")
    flash = folder / "flash"
    make_flash(flash, {"imu": "sim:/play.bin"})
    played.write(flash / "play.bin", rate_hz, seconds, 6)
    with (flash / "rec.img").open("wb") as image:
        image.truncate(flash_bytes)
    return flash


def hurry(flash: Path, seconds: float) -> None:
    """Let a strap live through so many seconds as fast as it can."""
    path = flash / "hurry"
    path.write_text(str(int(seconds)))
    for _ in range(4800):
        if not path.exists():
            return
        time.sleep(0.05)
    pytest.fail("the strap does not hurry")


@pytest.mark.parametrize(("rate_hz", "away_s"), AWAY)
def test_all_pulled_bit_for_bit(
    started: Start, tmp_path: Path, rate_hz: float, away_s: int
) -> None:
    flash = make_strap(tmp_path, rate_hz, away_s + 120)
    path = tmp_path / "got.rep"
    with SimulatedStrap(flash, QUICK) as strap:
        where = ("--strap", f"usb:{strap.port}")
        recording = started("record", *where, "-o", str(path))
        wait_for_samples(path, 200)
        recording.kill()
        recording.communicate()
        hurry(flash, away_s)
        done = run_alone("strap", "pull", *where, "--to", str(tmp_path))
        assert done.returncode == 0, done.stderr
        again = run_alone("strap", "pull", *where, "--to", str(tmp_path))
        assert "no recordings" in again.stderr
    first, n = played.whole(path)
    end = first + n
    for file in done.stdout.splitlines():
        begin, n = played.whole(Path(file))
        assert begin <= end
        end = max(end, begin + n)
    assert end - first > 0.98 * rate_hz * away_s


@pytest.mark.parametrize(("rate_hz", "away_s"), AWAY if IS_SOAK else AWAY[:1])
def test_a_killed_recording_is_gone_on_with_and_whole(
    started: Start, tmp_path: Path, rate_hz: float, away_s: int
) -> None:
    flash = make_strap(tmp_path, rate_hz, away_s + 120)
    path = tmp_path / "got.rep"
    with SimulatedStrap(flash, QUICK) as strap:
        words = ("record", "--strap", f"usb:{strap.port}", "-o", str(path), "--resume")
        first = started(*words)
        wait_for_samples(path, 200)
        first.kill()
        first.communicate()
        hurry(flash, away_s)
        done = run_alone(*words, "--seconds", "6")
        assert done.returncode == 0, done.stderr
        assert not done.stderr
        left = run_alone("strap", "pull", *words[1:3], "--to", str(tmp_path))
        assert "no recordings" in left.stderr
    assert played.whole(path)[1] > 0.98 * rate_hz * away_s


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("rate_hz", "away_s"), AWAY if IS_SOAK else AWAY[:1])
def test_out_of_range_and_back_all_of_it_is_in_the_recording(
    tmp_path: Path, rate_hz: float, away_s: int
) -> None:
    flash = make_strap(tmp_path, rate_hz, away_s + 300)
    path = tmp_path / "got.rep"
    losses: list[str] = []
    heard = asyncio.Event()
    all_back = asyncio.Event()

    def look(received: Received, conversation: Conversation) -> None:
        if conversation.is_streaming:
            heard.set()
        arrivals = conversation.progress.arrivals
        if arrivals and arrivals.next - arrivals.first > rate_hz * away_s:
            all_back.set()

    async def main() -> None:
        async with on_the_air(tmp_path, rate_hz=rate_hz, seconds=away_s + 300.0) as air:
            recording = asyncio.create_task(
                record(
                    path,
                    Opener("ble"),
                    240.0,
                    on_received=look,
                    on_lost=losses.append,
                    is_enough=all_back.is_set,
                )
            )
            await heard.wait()
            await asyncio.sleep(2.0)
            dark = asyncio.create_task(air.radio.go_dark(600.0, drops_links=True))
            await asyncio.to_thread(hurry, flash, away_s)
            dark.cancel()
            await recording

    asyncio.run(asyncio.wait_for(main(), 300))
    assert losses
    assert played.whole(path)[1] > 0.98 * rate_hz * away_s
