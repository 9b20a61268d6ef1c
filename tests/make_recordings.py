"""Make the labelled recordings of the recordings folder: `python tests/make_recordings.py OUT_DIR`.

Every recording has a fixed seed, so that the same code makes the same bytes. The folder gets
NAME.rep, NAME.labels.json and a README.md that says how each was made.
"""

import argparse
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import synth
from rephost import frames
from rephost.recording import Writer
from synth_frames import sent

OPENING_FRAMES = 3
"""HELLO, configuration and START come before what the lifter chose."""

README = """\
# Recordings

**All of these are synthetic.** No body moved for them: `tests/make_recordings.py` made them with
the lifter made of mathematics in `tests/synth.py` (a pelvis that moves, a strap that wobbles, errs
and drifts, exact truth). They show that the counter works as meant and keep it so. They are no
evidence of how well it does on people; for that see `docs/accuracy.md`.

`NAME.rep` is a recording as a strap would have sent it, `NAME.labels.json` what truly happened
(`docs/labels.schema.json`). A name says exercise, number of reps, and what is special. Each strap
sits elsewhere on the belt, turned anyhow. 100 Hz with a gyro unless said otherwise; in each the
true rate is up to a few percent off.

| recording | what it is | seconds | seed |
|---|---|---|---|
{rows}

`python tests/make_recordings.py DIR` makes them anew in an empty folder: the very same bytes as
long as the lifter in `tests/synth.py` is as it was when they were made. None was left out for being
counted wrong: `tests/test_recordings.py` replays all, and names those that are.
"""

Make = Callable[[np.random.Generator], synth.Recording]


@dataclass(frozen=True)
class Plan:
    """One recording to make: name, what it shows, seed, and the exercise if one is armed."""

    name: str
    shows: str
    seed: int
    make: Make
    armed: str | None = None


def _rdl(reps: int, *traits: str, **options: object) -> Make:
    kind = "hard" if traits else "ordinary"
    given = {"kind": kind, "reps": reps, "traits": frozenset(traits)} | options
    return lambda rng: synth.rdl_set(rng, **given)  # type: ignore[arg-type]


def _swing(reps: int, *traits: str, **options: object) -> Make:
    kind = "hard" if traits else "ordinary"
    given = {"kind": kind, "reps": reps, "traits": frozenset(traits)} | options
    return lambda rng: synth.swing_set(rng, **given)  # type: ignore[arg-type]


PLANS = (
    Plan("rdl-8-ordinary", "an ordinary set", 101, _rdl(8)),
    Plan("rdl-8-slow", "slow reps, up to 7 s a phase", 102, _rdl(8, "slow")),
    Plan("rdl-10-fast", "about 1 s down and 1 s up", 103, _rdl(10, "fast")),
    Plan("rdl-6-pauses", "a hold at the bottom of each rep", 104, _rdl(6, "pauses")),
    Plan("rdl-9-cluster", "4-8 s upright after every third rep", 105, _rdl(9, "cluster")),
    Plan("rdl-12-partial", "25-35° of hinge only", 106, _rdl(12, "partial")),
    Plan("rdl-8-slip", "the strap slips on the belt in mid-set", 107, _rdl(8, "slip")),
    Plan("rdl-8-squat-like", "hips drop as far as they go back", 108, _rdl(8, "squat-like")),
    Plan("rdl-12-fatigue", "reps grow slower and shorter", 109, _rdl(12, "fatigue")),
    Plan("rdl-1-armed", "a single; RDL was chosen before", 110, _rdl(1), "rdl"),
    Plan("rdl-8-no-gyro", "an accelerometer alone", 111, _rdl(8, has_gyro=False)),
    Plan("rdl-10-gaps", "0.1-0.6 s lost every 9 s", 112, _rdl(10, kind="gaps")),
    Plan("swing-20-ordinary", "an ordinary set", 113, _swing(20)),
    Plan("swing-15-hiked", "the first swing is hiked from the floor", 114, _swing(15, "hiked")),
    Plan("swing-10-dead-start", "parked on the floor each time", 115, _swing(10, "dead-start")),
    Plan("swing-12-one-arm", "one hand: the pelvis turns", 116, _swing(12, "one-arm")),
    Plan("swing-15-gaps", "0.1-0.6 s lost every 9 s", 117, _swing(15, kind="gaps")),
    Plan("swing-20-50hz", "an ordinary set at 50 Hz", 118, _swing(20, rate_hz=50.0)),
    Plan("mixed", "sets, and life between them", 119, lambda rng: synth.training_session(rng, 10)),
    Plan("none-0-everyday", "everyday life, no set", 120, lambda rng: synth.everyday(rng, 10)),
)


def framed(
    recording: synth.Recording, rng: np.random.Generator, armed: str | None
) -> Iterator[bytes]:
    """Yield the frames of a recording as a strap and the host would have written them."""
    strap = sent(recording, rng)
    yield from itertools.islice(strap, OPENING_FRAMES)
    if armed is not None:
        yield frames.exercise_chosen(armed)
    yield from strap


def make(plan: Plan, folder: Path) -> str:
    """Write one recording and its labels; return its row of the README."""
    rng = np.random.default_rng(plan.seed)
    recording = plan.make(rng)
    reps = sum(count for _, count in recording.rep_counts)
    name = f"synthetic-{plan.name}" + (f"-{reps}-session" if plan.name == "mixed" else "")
    with Writer(folder / f"{name}.rep") as writer:
        writer.write_all(framed(recording, rng, plan.armed))
    text = json.dumps(recording.labels, indent=1)
    (folder / f"{name}.labels.json").write_text(text + "\n", encoding="utf-8")
    return f"| `{name}` | {plan.shows} | {recording.duration_s:.0f} | {plan.seed} |"


def main() -> int:
    """Make all recordings in the folder named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    rows = [make(plan, folder) for plan in PLANS]
    (folder / "README.md").write_text(README.format(rows="\n".join(rows)), encoding="utf-8")
    size_mb = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"{len(rows)} recordings, {size_mb:.1f} MB, in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
