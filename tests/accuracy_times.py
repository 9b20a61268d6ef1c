"""Rows on durations, ranges and other measures of reps and sets."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from accuracy_document import Row, table
from accuracy_groups import HINGES
from accuracy_selected import chosen, lift_name, sets_of, totalled
from accuracy_synthetic import Done
from rephost.accuracy_errors import LENGTH_CLASSES
from synth_chain import LIFTS

MEDIAN_MS, MEAN_MS, P95_MS = 15.0, 30.0, 100.0
TENSION_PCT: Final = 1.0
DIGITS_PCT: Final = 98.0
RANGE_DEG: Final = 1.5

MEASURES: Final = (
    ("hip_share", "hip share, mean error", 1.0, ""),
    ("hips_lead", "hips leading (squat, deadlift), mean error", 1.0, ""),
    ("hold_s", "time held, mean error", 1.0, " s"),
    ("flight_s", "time in the air of a box jump, mean error", 1000.0, " ms"),
)


def time_rows(done: Sequence[Done]) -> Iterator[Row]:
    """Yield the rows on phases, time under tension, tempo, range and the rest."""
    sets = sets_of(done)
    yield from _phase_rows("phase durations, all lifts", sets, is_asked=True)
    for lift in HINGES:
        yield from _phase_rows(f"… {lift_name(lift)}", chosen(sets, lift=lift), is_asked=False)
    of = totalled(sets)
    tension = of["set_time_under_tension"]
    if tension["sets"]:
        off_pct = tension["mean_abs_pct"]
        yield Row(
            "set TUT, mean error (sets counted exactly)",
            f"≤ {TENSION_PCT:g} %",
            f"{off_pct:.2f} % (median {tension['median_abs_pct']:.2f})",
            off_pct <= TENSION_PCT,
        )
        share = f"{100 * tension['within_1_pct']:.1f} %"
        yield Row("… sets within 1 %", "", share)
    yield from _digit_rows(sets)
    yield from _range_rows(sets)
    if of["reps"]["matched"]:
        yield Row("eccentric invented or missed, reps", "", str(of["wrong_eccentrics"]))
    for key, name, scale, unit in MEASURES:
        errors = of["measures"][key]
        if errors["n"]:
            shown = f"{scale * errors['mean_abs']:.3g}{unit} ({errors['n']})"
            yield Row(name, "", shown)


def phase_table(done: Iterable[Done]) -> str:
    """Return mean errors by phase and by the phase's true length, in ms."""
    lengths = [name for name, _, _ in LENGTH_CLASSES]
    phases = totalled(sets_of(done))["phases"]
    lines = [
        (
            name.replace("_", " "),
            _error(of),
            *(_error(of["by_length_s"][length]) for length in lengths),
        )
        for name, of in phases.items()
        if name != "all"
    ]
    return table(("phase", "all", *(f"{length} s" for length in lengths)), lines)


def boundary_table(done: Iterable[Done]) -> str:
    """Return mean errors of boundaries, in ms."""
    lines = [
        (
            name.removesuffix("_s").replace("_", " "),
            *(
                f"{1000 * of[key]:.0f}" if of["n"] else ""
                for key in ("mean_abs_s", "mean_s", "p95_abs_s")
            ),
        )
        for name, of in totalled(sets_of(done))["boundaries"].items()
    ]
    return table(("boundary", "mean error", "late by", "95 % within"), lines)


def lift_time_table(done: Sequence[Done]) -> str:
    """Return the errors of phases, tension and range of each lift."""
    lines = []
    for lift in (*HINGES, *LIFTS):
        of = totalled(chosen(sets_of(done), lift=lift))
        phases, tension = of["phases"]["all"], of["set_time_under_tension"]
        ranges = totalled(_with_gyro(chosen(sets_of(done), lift=lift)))["range_of_motion"]
        if phases["n"]:
            lines.append(
                (
                    lift_name(lift),
                    str(phases["n"]),
                    *(f"{1000 * phases[key]:.0f}" for key in _FIGURES),
                    f"{tension['mean_abs_pct']:.2f}" if tension["sets"] else "",
                    f"{ranges['mean_abs_deg']:.2f}" if ranges["n"] else "",
                )
            )
    names = ("lift", "phases", "median ms", "mean ms", "95 % within ms", "TUT %", "range °")
    return table(names, lines)


_FIGURES: Final = ("median_abs_s", "mean_abs_s", "p95_abs_s")


def _phase_rows(name: str, ones: Iterable[Done], *, is_asked: bool) -> Iterator[Row]:
    errors = totalled(ones)["phases"]["all"]
    if not errors["n"]:
        return
    middle, mean, most = (1000 * errors[key] for key in _FIGURES)
    met = middle <= MEDIAN_MS and mean <= MEAN_MS and most <= P95_MS
    yield Row(
        f"{name}: error, median, mean, 95 % within",
        f"≤ {MEDIAN_MS:.0f}, {MEAN_MS:.0f}, {P95_MS:.0f} ms" if is_asked else "",
        f"{middle:.0f}, {mean:.0f}, {most:.0f} ms ({errors['n']})",
        met if is_asked else None,
    )


def _digit_rows(sets: Iterable[Done]) -> Iterator[Row]:
    # A swing has no tempo.
    digits = totalled(one for one in sets if one.of.lift != "swing")["tempo_digits"]
    for key, name in (
        ("of_phases", "tempo digits right, each rep's phases"),
        ("of_sets", "… each set's tempo as printed"),
    ):
        of: dict[str, Any] = digits[key]
        if of:
            worst = min(one["share"] for one in of.values())
            yield Row(
                name,
                f"{DIGITS_PCT:g} % each",
                ", ".join(f"{what} {100 * one['share']:.1f} %" for what, one in of.items()),
                100 * worst >= DIGITS_PCT,
            )


def _range_rows(sets: Iterable[Done]) -> Iterator[Row]:
    ranges = totalled(_with_gyro(sets))["range_of_motion"]
    if ranges["n"]:
        off_deg = ranges["mean_abs_deg"]
        name = "range of motion with a gyro, mean error"
        yield Row(name, f"≤ {RANGE_DEG:g}°", f"{off_deg:.2f}°", off_deg <= RANGE_DEG)


def _with_gyro(ones: Iterable[Done]) -> list[Done]:
    return [one for one in ones if one.measured.has_gyro]


def _error(of: Any) -> str:
    return f"{1000 * of['mean_abs_s']:.0f} ({of['n']})" if of["n"] else ""
