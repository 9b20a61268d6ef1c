"""Two things timed in turn, so that a busy machine slows both, and their ratio reported."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture


@dataclass(frozen=True, slots=True)
class Ratio:
    """Medians of both, in seconds."""

    ours_s: float
    theirs_s: float

    @property
    def value(self) -> float:
        """Ours against theirs."""
        return self.ours_s / self.theirs_s


def in_turn(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int, *, warm_up: int = 1
) -> Ratio:
    """Time two calls in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()
    try:
        for number in range(warm_up + rounds):
            for taken, call in zip(times, (ours, theirs), strict=True):
                begun_s = perf_counter()
                call()
                if number >= warm_up:
                    taken.append(perf_counter() - begun_s)
    finally:
        gc.enable()
    return Ratio(median(times[0]), median(times[1]))


def report(
    capsys: pytest.CaptureFixture[str], what: str, measured: str, target: str, *, met: bool
) -> None:
    """Print a figure beside its target. A busy machine fails nothing: it is read by people."""
    with capsys.disabled():
        print(f"\n  {what}: {measured}, at most {target}: {'met' if met else 'NOT MET'}")


def compare(
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
    what: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    theirs_is: str,
    most: float,
    rounds: int,
    per: int = 1,
) -> None:
    """Benchmark ours, then report its ratio to theirs; `per` is how many units one call does."""
    benchmark.pedantic(ours, warmup_rounds=1, rounds=3)
    ratio = in_turn(ours, theirs, rounds)
    benchmark.extra_info["ratio"] = ratio.value
    report(
        capsys,
        what,
        f"{ratio.value:.3g} x {theirs_is} ({_time(ratio.ours_s / per)} against "
        f"{_time(ratio.theirs_s / per)})",
        f"{most:.3g} x",
        met=ratio.value <= most,
    )


def _time(t_s: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if t_s * factor >= 1:
            return f"{t_s * factor:.3g} {unit}"
    return f"{t_s * 1e9:.3g} ns"
