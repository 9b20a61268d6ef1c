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
from rephost.journal import wrap_all
from rephost.link import Received
from rephost.recording import Reader
from rephost.session import Session
from rephost.sources import Source
from synth_body import story
from synth_frames import sent
from synth_rdl import rdl
from synth_rotation import about, product, rotated
from synth_scenes import any_start, around
from synth_shapes import Floats
from synth_strap import Strap, random_strap
from synth_swing import swing

RATES_HZ: Final = (50.0, 200.0)


@dataclass
class Same:
    """How many variants gave the counts of the first, and how far their boundaries lie from its."""

    variants: int
    equal_counts: int
    apart_s: list[float]


@dataclass
class Results:
    """What one motion gave."""

    mounted: Same
    """The strap mounted in all 24 ways; its errors stay with its axes."""
    turned: Same
    """The very same counts, axes exchanged in all 24 ways."""
    rates: Same
    """At 50 and 200 Hz."""
    live_is_file: bool
    """Whether frames one by one, and the file, gave the very same events."""


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


def measure_same(seed: int, exercise: str, number: int) -> Results:
    """Compare what is found of one fresh ordinary set, observed by straps with the same errors."""
    rng = np.random.default_rng([seed, 99, exercise == "swing", number])
    core = rdl(rng, 8, frozenset()) if exercise == "rdl" else swing(rng, 15, frozenset())
    start = any_start(rng, len(core.sets[0]), frozenset())
    motion = story(rng, around(rng, core, frozenset(), start=start))
    strap = random_strap(rng)
    mount = np.array(strap.mount)[:, None]
    turned = [
        replace(strap, mount=tuple(product(mount, turn)[:, 0].tolist())) for turn in mountings()
    ]

    def observed(strap: Strap, rate_hz: float = 100.0) -> synth.Recording:
        # The same generator for each, so that errors and noise stay those of the sensor's axes.
        return synth.observe(motion, strap, np.random.default_rng(seed), rate_hz=rate_hz)

    one = observed(strap)
    first = _analysis(one, seed)
    return Results(
        mounted=_compared(first, [_analysis(observed(other), seed) for other in turned[1:]]),
        turned=_compared(first, [_analysis(_turned(one, by), seed) for by in mountings()[1:]]),
        rates=_compared(first, [_analysis(observed(strap, hz), seed) for hz in RATES_HZ]),
        live_is_file=_live_is_file(list(sent(one, np.random.default_rng(seed)))),
    )


def _turned(one: synth.Recording, by: Floats) -> synth.Recording:
    """Return the very same counts in axes turned by a quarter or so."""
    matrix = np.rint(rotated(by, np.eye(3))).astype(np.int32)
    axes = np.split(one.counts.astype(np.int32), 2, axis=1)
    counts = np.concatenate([half @ matrix for half in axes], axis=1)
    # Full scale has no opposite.
    return replace(one, counts=np.clip(counts, -32768, 32767).astype(np.int16))


def _analysis(one: synth.Recording, seed: int) -> dict[str, Any]:
    raw = wrap_all(sent(one, np.random.default_rng(seed)))
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
