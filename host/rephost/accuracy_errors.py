"""Errors summed up, as JSON: how large they are, and of phases by the phase's length."""

from collections.abc import Callable, Sequence
from statistics import fmean, median
from typing import Any, Final

from rephost.accuracy_scoring import PHASES, TOP_PAUSE, Error
from rephost.accuracy_sets import Digit, is_digit_right

LENGTH_CLASSES: Final = (
    ("<1", 0.0, 1.0),
    ("1-2", 1.0, 2.0),
    ("2-4", 2.0, 4.0),
    (">4", 4.0, float("inf")),
)

_Json = dict[str, Any]


def phase_errors(errors: Sequence[Error]) -> _Json:
    """Return the errors of durations: of all phases, each by the true phase's length."""
    by_phase: _Json = {"all": spread([one.error for one in errors])}
    for phase in (*PHASES, TOP_PAUSE):
        of_phase = [one for one in errors if one.what == phase]
        by_phase[phase.removesuffix("_s")] = {
            **spread([one.error for one in of_phase]),
            "by_length_s": {
                name: spread([one.error for one in of_phase if low <= one.true < high])
                for name, low, high in LENGTH_CLASSES
            },
        }
    return by_phase


def phase_digits(errors: Sequence[Error]) -> list[Digit]:
    """Return for each phase whether its whole seconds, halves up, are those of the true one."""
    return [
        Digit(
            one.what.removesuffix("_s").replace("_", " "),
            is_digit_right(int(one.true + one.error + 0.5), one.true),
        )
        for one in errors
    ]


def digits_right(digits: Sequence[Digit]) -> _Json:
    """Return how many digits there are of each kind, and how many are right."""
    return {
        what: {"n": len(of), "right": sum(of), "share": share(sum(of), len(of))}
        for what in dict.fromkeys(one.what for one in digits)
        for of in [[one.is_right for one in digits if one.what == what]]
    }


def spread(errors_s: Sequence[float]) -> _Json:
    """Return the usual figures of errors in seconds."""
    off = sorted(map(abs, errors_s))
    return {
        "n": len(off),
        "mean_abs_s": _of(fmean, off),
        "median_abs_s": _of(median, off),
        "mean_s": _of(fmean, errors_s),
        "p95_abs_s": rounded(off[int(0.95 * (len(off) - 1))], 4) if off else None,
    }


def plain_spread(errors: Sequence[float]) -> _Json:
    """Return the usual figures of errors in whatever unit."""
    off = [abs(one) for one in errors]
    return {
        "n": len(off),
        "mean_abs": _of(fmean, off),
        "median_abs": _of(median, off),
        "mean": _of(fmean, errors),
    }


def share(part: float, whole: float) -> float | None:
    """Return a share of 1; None of nothing."""
    return rounded(part / whole, 4) if whole else None


def per(count: int, hours: float) -> float | None:
    """Return how many an hour; None in no time."""
    return rounded(count / hours, 2) if hours else None


def rounded(value: float, digits: int) -> float:
    """Return a figure as it is printed."""
    return round(float(value), digits)


def _of(average: Callable[[Sequence[float]], float], errors: Sequence[float]) -> float | None:
    return rounded(average(errors), 4) if errors else None
