"""Rows on names: what sets that nobody had named were said to be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from accuracy_document import Row, percent, table
from accuracy_groups import HINGES, KINDS
from accuracy_selected import chosen, lift_name
from accuracy_synthetic import Done
from rephost.accuracy_sets import SetScore
from synth_chain import LIFTS

HINGES_PCT: Final = 99.5
ALL_PCT: Final = 96.0
MISSED: Final = "not found"


def name_rows(done: Sequence[Done]) -> Iterator[Row]:
    """Yield how many of the sets found unarmed got their own name."""
    unarmed = _unarmed(done)
    hinges = [(lift, one) for lift, one in unarmed if lift in HINGES]
    yield from _name_row("RDL against swing, named right", HINGES_PCT, hinges)
    yield from _name_row("all lifts, named right", ALL_PCT, unarmed)


def confusion_table(done: Iterable[Done]) -> str:
    """Return how many sets of each lift, not named before, were said to be what."""
    unarmed = _unarmed(done)
    said = Counter((lift, _said(one)) for lift, one in unarmed)
    right = Counter(lift for lift, one in unarmed if one.is_named_right)
    names = sorted({name for _, name in said} - {MISSED})
    if any(name == MISSED for _, name in said):
        names.append(MISSED)
    lifts = [lift for lift in (*HINGES, *LIFTS) if any(lift == other for other, _ in unarmed)]
    lines = [
        (
            lift_name(lift),
            *(str(said[lift, name] or "") for name in names),
            percent(right[lift], sum(n for (other, _), n in said.items() if other == lift)),
        )
        for lift in lifts
    ]
    heads = (*(lift_name(name) if name != MISSED else name for name in names), "right")
    return table(("done", *heads), lines)


def _unarmed(done: Iterable[Done]) -> list[tuple[str, SetScore]]:
    """Return the sets of what was not named before, with the lift as the generator calls it."""
    return [
        (one.of.lift, of)
        for one in chosen(done, kind=KINDS, armed=False)
        if one.measured.score is not None
        for of in one.measured.score.sets
    ]


def _said(one: SetScore) -> str:
    if one.named is None:
        return MISSED
    invented = not one.true_reps and any(one.found_reps)
    return f"{one.named}, with reps" if invented and one.named in ("row", "hold") else one.named


def _name_row(what: str, at_least_pct: float, ones: list[tuple[str, SetScore]]) -> Iterator[Row]:
    found = [one for _, one in ones if one.named is not None]
    right = sum(one.is_named_right for one in found)
    if found:
        missed = len(ones) - len(found)
        shown = percent(right, len(found)) + (f"; {missed} more not found" if missed else "")
        met = 100 * right >= at_least_pct * len(found)
        yield Row(f"{what}, sets found unarmed", f"{at_least_pct:g} %", shown, met)
