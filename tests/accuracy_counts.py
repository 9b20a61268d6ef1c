"""Rows on counts: exact sets, reps found, false reps, beside the naive counter."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from accuracy_document import Row, percent, table
from accuracy_groups import HINGES, KINDS, NO_GYRO, OTHER_RATES
from accuracy_selected import chosen, lift_name, sets_of, totalled
from accuracy_synthetic import Done
from synth_chain import LIFTS

EXACT_PCT: Final = {"ordinary": 99.9, "hard": 97.0, "gaps": 95.0}
CHAIN_PCT: Final = 98.0
NO_GYRO_PCT: Final = {"rdl": 98.0, "swing": 97.0}
WITHIN_1_PCT: Final = 97.0
F1: Final = 0.998
FALSE_PER_HOUR: Final = 0.2
HOW: Final = ((False, "found out"), (True, "armed"))


def count_rows(done: Sequence[Done]) -> Iterator[Row]:
    """Yield the rows on sets counted exactly, and on reps."""
    for kind in KINDS:
        for lift in HINGES:
            ones = chosen(done, lift=lift, kind=kind)
            name = f"exact count, {kind}, {lift_name(lift)}"
            yield from exact_row(name, EXACT_PCT[kind], ones)
            yield from _apart(ones)
            if kind == "gaps" and ones:
                of = totalled(ones)
                part, n = of["recordings_within_1"], of["recordings"]
                name = name.replace("exact", "± 1")
                yield Row(name, f"{WITHIN_1_PCT:g} %", percent(part, n), part >= 0.97 * n)
    for kind in KINDS:
        ones = chosen(done, family="chain", kind=kind)
        asked = CHAIN_PCT if kind == "ordinary" else None
        yield from exact_row(f"exact count, {kind}, other lifts of the chain", asked, ones)
        yield from _apart(ones)
    for lift in HINGES:
        ones = chosen(done, lift=lift, kind=NO_GYRO)
        name = f"exact count, accelerometer alone, {lift_name(lift)}"
        yield from exact_row(name, NO_GYRO_PCT[lift], ones)
    for lift in HINGES:
        ones = chosen(done, lift=lift, kind=OTHER_RATES)
        yield from exact_row(f"exact count, 25, 50, 200, 400 Hz, {lift_name(lift)}", None, ones)
    yield from _rep_rows(done)


def exact_row(what: str, at_least_pct: float | None, ones: Iterable[Done]) -> Iterator[Row]:
    """Yield the share of recordings whose answer is the truth; nothing where there are none."""
    of = totalled(ones)
    n, part, naive = of["recordings"], of["recordings_exact"], of["naive"]
    if n:
        yield Row(
            what,
            "" if at_least_pct is None else f"{at_least_pct:g} %",
            percent(part, n),
            None if at_least_pct is None else 100 * part >= at_least_pct * n,
            f"{100 * naive['exact'] / naive['recordings']:.0f} %" if naive["recordings"] else "",
        )


def naive_rows(done: Sequence[Done]) -> Iterator[Row]:
    """Yield what the naive counter makes of it: how hard the recordings are."""
    hard = totalled(chosen(done, family="hinge", kind="hard"))["naive"]
    if n := hard["recordings"]:
        exact, told = hard["exact"], hard["sets_exact_if_told_where"]
        name = "naive counter, hard sets of RDL and swing exact"
        yield Row(name, "≤ 60 %", percent(exact, n), exact <= 0.6 * n)
        yield Row("… had it been told where each set is", "", percent(told, n))
    per_hour = totalled(chosen(done, family="life"))["naive"]["false_per_hour"]
    if per_hour is not None:
        name = "naive counter, false reps an hour"
        yield Row(name, "≥ 50", f"{per_hour:.0f}", per_hour >= 50)


def false_rows(done: Sequence[Done]) -> Iterator[Row]:
    """Yield false reps an hour in everyday life, and in sessions outside their sets."""
    life = chosen(done, kind="everyday")
    yield from _false_row("everyday life, all", life, FALSE_PER_HOUR)
    for group, name in (
        ("everyday", "… as it is anywhere"),
        ("wide life", "… in and round a gym"),
        ("session", "sessions of RDL and swing, outside the sets"),
        ("chain session", "sessions of all lifts, outside the sets"),
    ):
        ones = [one for one in done if one.task.group == group]
        yield from _false_row(name, ones, None)
        sets = totalled(ones)["sets"]
        if sets["true"]:
            yield Row("… sets in them exact", "", percent(sets["exact"], sets["true"]))


def lift_table(done: Sequence[Done]) -> str:
    """Return how many sets of each lift are exact, by kind, and how many of its reps are found."""
    lines = []
    for lift in (*HINGES, *LIFTS):
        ones = chosen(done, lift=lift)
        if not ones:
            continue
        counted = [
            *(chosen(ones, kind="ordinary", armed=armed) for armed, _ in HOW),
            chosen(ones, kind="hard"),
            chosen(ones, kind="gaps"),
        ]
        f1 = totalled(sets_of(ones))["reps"]["f1"]
        shown = "" if f1 is None else f"{f1:.4f}"
        lines.append((lift_name(lift), *map(_exact_of, counted), shown))
    names = ("lift", "ordinary, found out", "ordinary, armed", "hard", "gaps", "rep F1")
    return table(names, lines)


def trait_table(done: Iterable[Done], family: str) -> str:
    """Return how many hard sets of each trait are exact, by lift or for the whole chain."""
    ones = chosen(done, family=family, kind="hard")
    columns = HINGES if family == "hinge" else (None,)
    lines = []
    for trait in sorted({trait for one in ones for trait in _traits(one)}):
        having = [one for one in ones if trait in _traits(one)]
        cells = (_exact_of(chosen(having, lift=lift)) for lift in columns)
        lines.append((trait, *cells))
    heads = (f"{lift_name(lift)} exact" if lift else "exact" for lift in columns)
    return table(("trait", *heads), lines)


def _traits(one: Done) -> tuple[str, ...]:
    true = one.measured.score.true_counts if one.measured.score else ()
    return (*one.traits, *(("single or double",) if true and 0 < true[0] < 3 else ()))


def _exact_of(ones: Sequence[Done]) -> str:
    exact = sum(one.measured.score is not None and one.measured.score.is_exact for one in ones)
    return f"{exact} of {len(ones)}" if ones else ""


def _apart(ones: Sequence[Done]) -> Iterator[Row]:
    for is_armed, how in HOW:
        yield from exact_row(f"… {how}", None, chosen(ones, armed=is_armed))


def _rep_rows(done: Sequence[Done]) -> Iterator[Row]:
    sets = sets_of(done)
    for name, asked, ones in (
        ("rep F1, all sets of all lifts", F1, sets),
        ("… RDL and swing", None, chosen(sets, family="hinge")),
        ("… ordinary sets", None, chosen(sets, kind="ordinary")),
        ("… other lifts of the chain", None, chosen(sets, family="chain")),
    ):
        reps: Any = totalled(ones)["reps"]
        if reps["true"]:
            shown = f"{reps['f1']:.4f} ({reps['matched']} of {reps['true']}, {reps['found']} found)"
            met = None if asked is None else reps["f1"] >= asked
            yield Row(name, "" if asked is None else f"{asked:g}", shown, met)


def _false_row(name: str, ones: Iterable[Done], at_most: float | None) -> Iterator[Row]:
    of = totalled(ones)
    false = of["false_reps"]
    if of["recordings"] and false["per_hour"] is not None:
        yield Row(
            f"false reps an hour, {name}",
            "" if at_most is None else f"≤ {at_most:g}",
            f"{false['per_hour']:.2f} ({false['outside']} in {false['outside_hours']:.1f} h)",
            None if at_most is None else false["per_hour"] <= at_most,
            f"{of['naive']['false_per_hour']:.0f}",
        )
