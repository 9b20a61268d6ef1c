"""A strap's clock made of mathematics: true rate, anchors, stalls; and what is published of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import repwire
from rephost.clock import Clock
from rephost.decode import StrapEvent


@dataclass(frozen=True)
class Strap:
    """One epoch of a strap that samples at a rate of its own."""

    nominal_hz: float
    t_s: NDArray[np.float64]  # (n,) when each sample was made, from the first
    anchors: list[StrapEvent]  # EPOCH first, then STATUS once a second


def strap(
    rng: np.random.Generator,
    *,
    nominal_hz: float,
    seconds: float,
    rate_error: float = 0.0,
    drift: float = 0.0,
    stalls: float = 0.0,
    clock_start_us: int = 1_000_000,
    first_index: int = 0,
    epoch: int = 1,
) -> Strap:
    """Simulate an epoch.

    Parameters
    ----------
    rate_error
        True rate / nominal rate - 1.
    drift
        By how much the true rate rises over the whole time, as part of it.
    stalls
        Share of the anchors whose time was read up to 0.3 s after the count.
    """
    n = int(seconds * nominal_hz)
    rate_hz = nominal_hz * (1.0 + rate_error) * (1.0 + drift * np.arange(n) / n)
    t_s = np.concatenate(([0.0], np.cumsum(1.0 / rate_hz[:-1])))
    period_s = 1.0 / (nominal_hz * (1.0 + rate_error))
    anchors = []
    at_s = -period_s * rng.random()
    kind = repwire.EPOCH
    while at_s < t_s[-1]:
        produced = int(np.searchsorted(t_s, at_s, side="right"))
        late_s = 0.3 * rng.random() if kind == repwire.STATUS and rng.random() < stalls else 0.0
        t_us = clock_start_us + round((at_s + late_s) * 1e6)
        anchors.append(
            StrapEvent(kind, epoch, 0, first_index + produced, t_us % 2**32, epoch, len(anchors))
        )
        # The strap's tasks come round when they can.
        at_s += 1.0 + (0.02 if len(anchors) > 1 else 0.5 * rng.random()) * rng.random()
        kind = repwire.STATUS
    return Strap(nominal_hz, t_s, anchors)


def published(
    one: Strap, blocks: list[int], clock: Clock | None = None, first_index: int = 0
) -> NDArray[np.float64]:
    """Return the published time of each sample when the samples are handed on in such blocks.

    An anchor is heard when all samples before it have been handed on.
    """
    if clock is None:
        clock = Clock()
        clock.configure(one.anchors[0].epoch, one.nominal_hz)
    t_s = np.empty(len(one.t_s))
    at, block = 0, 0
    for anchor in [*one.anchors, None]:
        stop = len(t_s) if anchor is None else min(anchor.index - first_index, len(t_s))
        while at < stop:
            n = min(blocks[block % len(blocks)], stop - at)
            block += 1
            index = first_index + at
            before = clock.line
            for line in (before, *clock.follow(one.anchors[0].epoch, index, n)):
                i = np.arange(max(line.first_index, index), index + n)
                t_s[i - first_index] = line.t_s + (i - line.first_index) * line.period_s
            at += n
        if anchor is not None:
            clock.anchor(anchor)
    return t_s
