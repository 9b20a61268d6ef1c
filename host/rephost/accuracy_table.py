"""The accuracy of many recordings as tables for a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from rephost.screen import Screen, plain_table

FREE = ("reps", "an hour", "naive")
COUNTED = ("true", "found", "exact", "±1", "naive")

_Json = Mapping[str, Any]


def show(result: _Json) -> None:
    """Print a summary of `accuracy_totals`."""
    console = Screen()
    if result["labelled"]:
        _show_labelled(console, result["labelled"], result["recordings"])
    if result["listed"]:
        _show_listed(console, result["listed"])


def _show_labelled(console: Console, totals: _Json, recordings: Sequence[_Json]) -> None:
    wrong = [one for one in recordings if one.get("exact") is False]
    if wrong:
        table = _table("not exact", "true sets", "found sets", "false outside", left=1)
        for one in wrong:
            table.add_row(
                one["file"].rsplit("/", 1)[-1],
                _counts(one["true_sets"]),
                _counts(one["found_sets"]),
                str(one["false_outside"]),
            )
        console.print(table)
    table = _table("", "ours", "naive peak counter", left=1)
    for row in _labelled_rows(totals):
        table.add_row(*row)
    console.print(table)
    console.print(_phase_table(totals["phases"]))
    console.print(_boundary_table(totals["boundaries"]))


def _labelled_rows(totals: _Json) -> list[tuple[str, str, str]]:
    sets, reps, naive = totals["sets"], totals["reps"], totals["naive"]
    named, tension = totals["named"], totals["set_time_under_tension"]
    confidence = totals["confidence"]
    ranges, false_reps = totals["range_of_motion"], totals["false_reps"]
    told = f"{naive['sets_exact_if_told_where']} of {sets['true']} if told where"
    return [
        ("recordings", f"{totals['recordings']}, {totals['hours']:.2f} h", ""),
        (
            "recordings exact, every set",
            _of(totals["recordings_exact"], totals["recordings"]),
            f"{_of(naive['exact'], naive['recordings'])} with sets",
        ),
        (
            "recordings within 1 rep a set",
            _of(totals["recordings_within_1"], totals["recordings"]),
            "",
        ),
        ("sets true / found", f"{sets['true']} / {sets['found']}", ""),
        ("sets exact", _of(sets["exact"], sets["true"]), told),
        ("sets within 1 rep", _of(sets["within_1"], sets["true"]), ""),
        ("sets missed / split", f"{sets['missed']} / {sets['split']}", ""),
        ("reps true / found", f"{reps['true']} / {reps['found']}", ""),
        ("reps precision", _percent(reps["precision"]), ""),
        ("reps recall", _percent(reps["recall"]), ""),
        ("reps F1", _percent(reps["f1"]), ""),
        ("sets named right, unarmed", _of(named["right"], named["sets"]), ""),
        ("set TUT, mean error %", _number(tension["mean_abs_pct"]), ""),
        ("set TUT within 1 %", _percent(tension["within_1_pct"]), ""),
        *(
            (f"tempo, {what} right", _of(digit["right"], digit["n"]), "")
            for what, digit in totals["tempo_digits"]["of_sets"].items()
        ),
        ("range of motion, mean error °", _number(ranges["mean_abs_deg"]), ""),
        *(
            (f"{what}, mean error", _number(errors["mean_abs"], 3), "")
            for what, errors in totals["measures"].items()
            if errors["n"]
        ),
        ("confidence, calibration error", _number(confidence["calibration_error"], 3), ""),
        (
            f"false reps an hour ({false_reps['outside_hours']:.2f} h)",
            _number(false_reps["per_hour"]),
            _number(naive["false_per_hour"]),
        ),
    ]


def _phase_table(phases: _Json) -> Table:
    lengths = list(phases["eccentric"]["by_length_s"])
    table = _table(
        "phase, mean error ms (n)", "all", *(f"{length} s" for length in lengths), left=1
    )
    table.add_row("all", _errors(phases["all"]), *([""] * len(lengths)))
    for name, of_phase in phases.items():
        if name != "all":
            by_length = (_errors(of_phase["by_length_s"][length]) for length in lengths)
            table.add_row(name.replace("_", " "), _errors(of_phase), *by_length)
    return table


def _boundary_table(boundaries: _Json) -> Table:
    table = _table("boundary", "mean error ms", "late by ms", "95 % within ms", left=1)
    for name, errors in boundaries.items():
        table.add_row(
            name.removesuffix("_s").replace("_", " "),
            _ms(errors["mean_abs_s"]),
            _ms(errors["mean_s"]),
            _ms(errors["p95_abs_s"]),
        )
    return table


def _show_listed(console: Console, groups: Sequence[_Json]) -> None:
    for role in dict.fromkeys(group["role"] for group in groups):
        of_role = [group for group in groups if group["role"] == role]
        free = all(group["false_per_hour"] is not None for group in of_role)
        table = _table(role, "activity", "tier", "files", *(FREE if free else COUNTED), left=2)
        for group in of_role:
            table.add_row(
                group["dataset"].split(" (")[0],
                group["activity"],
                group["tier"],
                str(group["recordings"]),
                *(_free(group) if free else _counted(group)),
            )
        console.print(table)


def _free(group: _Json) -> tuple[str, ...]:
    return (
        str(group["found_reps"]),
        _number(group["false_per_hour"], 1),
        _number(group["naive_false_per_hour"], 1),
    )


def _counted(group: _Json) -> tuple[str, ...]:
    names = ("true_reps", "found_reps", "exact", "within_1", "naive_exact")
    return tuple(str(group[name]) for name in names)


def _table(*names: str, left: int) -> Table:
    table = plain_table()
    for number, name in enumerate(names):
        is_left = number < left
        table.add_column(name, justify="left" if is_left else "right", no_wrap=True)
    return table


def _counts(counts: Sequence[int]) -> str:
    return " ".join(map(str, counts)) or "none"


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if whole else "")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _ms(value_s: float | None) -> str:
    return "-" if value_s is None else f"{1000 * value_s:.0f}"


def _errors(errors: _Json) -> str:
    return f"{_ms(errors['mean_abs_s'])} ({errors['n']})" if errors["n"] else "-"
