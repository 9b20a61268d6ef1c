"""The same motion under straps mounted every way and of several rates: how far results differ."""

import io
from dataclasses import dataclass, replace
from itertools import product as every
from pathlib import Path
from typing import Any, Final

import numpy as np

import synth
from rephost.accuracy_scoring import BOUNDARIES
from rephost.analysis import analyze_source
from rephost.frames import frames_from_counts
from rephost.journal import wrap_all
from rephost.link import Received
from rephost.recording import Reader
from rephost.session import Session
from rephost.sources import Source
from synth_body import Motion, story
from synth_rdl import rdl
from synth_rotation import about, product
from synth_scenes import any_start, around
from synth_shapes import Floats
from synth_strap import random_strap
from synth_swing import swing

RATES_HZ: Final = (50.0, 200.0)


@dataclass
class Same:
    """How many variants gave the counts of the first, and how far their boundaries lie from its."""

    variants: int
    equal_counts: int
    apart_s: list[float]


def mountings() -> list[Floats]:
    """Return the 24 rotations (4, 1) that take axes to axes, doing nothing first."""
    found: list[Floats] = []
    quarter = [about(axis, np.array([90.0])) for axis in range(3)]
    identity = np.array([[1.0], [0.0], [0.0], [0.0]])
    for x, y, z in every(range(4), repeat=3):
        turned = identity
        for axis, times in enumerate((x, y, z)):
            for _ in range(times):
                turned = product(turned, quarter[axis])
        if not any(abs(float((turned * other).sum())) > 0.99 for other in found):
            found.append(turned)
    return found


def measure_same(seed: int, exercise: str, number: int) -> tuple[Same, Same, bool]:
    """Return mountings, rates, and whether live and file gave the very same events.

    One fresh ordinary set, observed by straps that have the same errors.
    """
    rng = np.random.default_rng([seed, 99, exercise == "swing", number])
    core = rdl(rng, 8, frozenset()) if exercise == "rdl" else swing(rng, 15, frozenset())
    start = any_start(rng, len(core.sets[0]), frozenset())
    motion = story(rng, around(rng, core, frozenset(), start=start))
    strap = random_strap(rng)
    mount = np.array(strap.mount)[:, None]
    turned = [
        replace(strap, mount=tuple(product(mount, turn)[:, 0].tolist())) for turn in mountings()
    ]
    analyses = [_analysis(motion, one, 100.0, seed) for one in turned]
    others = [_analysis(motion, strap, rate_hz, seed) for rate_hz in RATES_HZ]
    return (
        _compared(analyses[0], analyses[1:]),
        _compared(analyses[0], others),
        _live_is_file(_frames(motion, strap, 100.0, seed)),
    )


def _frames(motion: Motion, strap: Any, rate_hz: float, seed: int) -> list[bytes]:
    # The same generator for each, so that errors and noise stay those of the sensor's axes.
    rng = np.random.default_rng(seed)
    one = synth.observe(motion, strap, rng, rate_hz=rate_hz)
    return list(
        frames_from_counts(
            one.counts,
            one.index,
            rate_hz=one.rate_hz,
            acc_g_per_lsb=one.acc_g_per_lsb,
            gyr_dps_per_lsb=one.gyr_dps_per_lsb,
            t_s=one.t_s,
            rng=rng,
        )
    )


def _analysis(motion: Motion, strap: Any, rate_hz: float, seed: int) -> dict[str, Any]:
    raw = wrap_all(_frames(motion, strap, rate_hz, seed))
    return analyze_source(Source(Path("synthetic"), io.BytesIO(raw), len(raw), ()))


def _compared(first: dict[str, Any], others: list[dict[str, Any]]) -> Same:
    same = Same(len(others), 0, [])
    for other in others:
        counts = [[one["rep_count"] for one in of["sets"]] for of in (first, other)]
        if counts[0] != counts[1]:
            continue
        same.equal_counts += 1
        reps, mine = ([rep for one in of["sets"] for rep in one["reps"]] for of in (first, other))
        same.apart_s += [
            abs(a[name] - b[name]) for a, b in zip(reps, mine, strict=True) for name in BOUNDARIES
        ]
    return same


def _live_is_file(frames: list[bytes]) -> bool:
    live, file = Session(), Session()
    events = [event for frame in frames for event in live.push(Received(0, frame))]
    events += live.finish()
    from_file = [
        event
        for items in Reader(io.BytesIO(wrap_all(frames))).chunks()
        for event in file.push(items)
    ]
    return events == from_file + file.finish()
