"""Eight lifters at once: no queue grows, and each set is counted."""

import asyncio
import time
from pathlib import Path

import pytest

from lived import Lived
from rephost.open_sessions import begin
from rephost.replay_source import ReplaySource, frames_in
from rephost.training import Training

RECORDING = Path(__file__).parents[1] / "recordings" / "synthetic-rdl-8-ordinary.rep"
LIFTERS = 8
PACE = 10.0
LOOK_EVERY_S = 0.02
# Within this a queue was all but empty once, however busy the machine is.
DRAINED_WITHIN_S = 2.0
FEW_FRAMES = 4


async def looked_at(trainings: list[Training]) -> list[list[int]]:
    """Return what waited in each queue, look by look."""
    sources = [ReplaySource(RECORDING, one.receive, pace=PACE) for one in trainings]
    running = asyncio.gather(
        *(one.run(source) for one, source in zip(trainings, sources, strict=True))
    )
    looks: list[list[int]] = []
    while not running.done():
        looks.append([one.waiting_frames for one in trainings])
        await asyncio.sleep(LOOK_EVERY_S)
    await running
    return looks


async def trained() -> tuple[list[Training], list[list[int]], float]:
    trainings = [Training(begin(f"replay:{RECORDING}", 1e9), pace=PACE) for _ in range(LIFTERS)]
    began_s = time.monotonic()
    looks = await looked_at(trainings)
    return trainings, looks, time.monotonic() - began_s


def test_eight_replays_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    alone = Lived().push(frames_in(RECORDING)).finish().live.results  # and the kernels are there
    trainings, looks, took_s = asyncio.run(trained())
    for one in trainings:
        assert one.live.results == alone
        assert one.waiting_frames == 0
        assert list(frames_in(one.session.path)) == list(frames_in(RECORDING))
    many = round(DRAINED_WITHIN_S / took_s * len(looks))
    assert 0 < many < len(looks) / 2, "too few looks to tell"
    for queue in zip(*looks, strict=True):
        for at in range(len(queue) - many):
            assert min(queue[at : at + many]) <= FEW_FRAMES, queue
    print(f"at most {max(map(max, looks))} frames waited")
