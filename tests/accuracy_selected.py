"""Some of what was measured, summed up: the groups, kinds and lifts that a figure is about."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from accuracy_groups import KINDS
from accuracy_synthetic import Done
from rephost.accuracy_totals import labelled_totals

LIFT_NAMES = {"rdl": "RDL", "swing": "swing"}


def chosen(
    done: Iterable[Done],
    *,
    family: str | None = None,
    lift: str | None = None,
    kind: str | Sequence[str] | None = None,
    armed: bool | None = None,
) -> list[Done]:
    """Return what is of a family, a lift, one of some kinds; named beforehand or not."""
    kinds = (kind,) if isinstance(kind, str) else kind
    return [
        one
        for one in done
        if family in (None, one.of.family)
        and lift in (None, one.of.lift)
        and (kinds is None or one.of.kind in kinds)
        and armed in (None, one.measured.is_armed)
    ]


def sets_of(done: Iterable[Done]) -> list[Done]:
    """Return the ordinary and hard sets and those with gaps, of any lift."""
    return chosen((one for one in done if one.of.family != "life"), kind=KINDS)


def totalled(done: Iterable[Done], wanted: Callable[[Done], bool] | None = None) -> Any:
    """Sum up what is wanted."""
    return labelled_totals(one.measured for one in done if wanted is None or wanted(one))


def lift_name(lift: str) -> str:
    """Return a lift's name for a person."""
    return LIFT_NAMES.get(lift, lift.replace("_", " "))
