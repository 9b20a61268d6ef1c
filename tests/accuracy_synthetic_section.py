"""The document's section on synthetic recordings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from accuracy_document import figures, stamp, table
from accuracy_same import Results
from accuracy_synthetic import Done
from accuracy_synthetic_rows import EXERCISES, SETS, rows, totalled
from rephost.accuracy_totals import LENGTH_CLASSES

LIMITS = """\
What this cannot show: the lifter is mathematics, and was made by the people who made the counter.
Its pelvis is one rigid body on a path of smooth pieces, its soft tissue one resonance, its straps
slip once and then hold; nobody loses balance, scratches, is bumped into, lets the strap dangle or
stops half-way up and goes down again. What makes these recordings hard is telling a set from the
life round it: told where each set is, even the naive counter gets most of the hard ones. Phase
boundaries of a real body are softer than these. Hard sets have one or two of the traits above at a
time. A set says *armed* where the lifter named the exercise: all hard sets of fewer than three
reps, and half of the others. A recording is exact if it yields the true sets, each with its true
count, and nothing else before or after them.
"""


def section(seed: int, done: Sequence[Done], same: Sequence[Results]) -> str:
    """Return the text of the section."""
    every = totalled(done, *(f"{exercise} {kind}" for exercise in EXERCISES for kind in SETS))
    hours = sum(one.measured.duration_s for one in done) / 3600
    sessions, days = totalled(done, "session"), totalled(done, "everyday")
    sets = len(done) - sessions["recordings"] - days["recordings"]
    return "\n".join(
        (
            "## Synthetic recordings\n",
            stamp(f"make accuracy SEED={seed}"),
            f"{sets} sets, {sessions['hours']:.1f} h of training sessions and "
            f"{days['hours']:.1f} h of everyday life, {hours:.1f} h in all, drawn from the fresh "
            f"seed {seed}, written as recordings and read back.\n",
            figures(rows(done, same)),
            "Durations of phases: mean absolute error in ms, by the phase's true length (number "
            "of phases), in ordinary and hard sets and those with gaps.\n",
            _phase_table(every["phases"]),
            "Boundaries, in ms.\n",
            _boundary_table(every["boundaries"]),
            "Hard sets by what makes them hard.\n",
            _trait_table(done),
            LIMITS,
        )
    )


def wrong(done: Iterable[Done]) -> Iterator[str]:
    """Yield one line for each recording that is not exact: enough to make it again."""
    for one in sorted(done, key=lambda one: (one.task.group, one.task.number)):
        score = one.measured.score
        if score is not None and not score.is_exact:
            armed = ", armed" if one.measured.is_armed else ""
            yield (
                f"{one.task.group} {one.task.number} ({', '.join(one.traits) or 'plain'}{armed}): "
                f"true {list(score.true_counts)}, found {list(score.found_counts)}"
            )


def _phase_table(phases: Any) -> str:
    lengths = [name for name, _, _ in LENGTH_CLASSES]
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


def _boundary_table(boundaries: Any) -> str:
    lines = [
        (
            name.removesuffix("_s").replace("_", " "),
            *(
                f"{1000 * of[key]:.0f}" if of["n"] else ""
                for key in ("mean_abs_s", "mean_s", "p95_abs_s")
            ),
        )
        for name, of in boundaries.items()
    ]
    return table(("boundary", "mean error", "late by", "95 % within"), lines)


def _trait_table(done: Iterable[Done]) -> str:
    seen: Counter[tuple[str, str]] = Counter()
    exact: Counter[tuple[str, str]] = Counter()
    for one in done:
        exercise, _, kind = one.task.group.partition(" ")
        if kind != "hard" or one.measured.score is None:
            continue
        (count,) = one.measured.score.true_counts
        for trait in (*one.traits, *(("single or double",) if count < 3 else ())):
            seen[trait, exercise] += 1
            exact[trait, exercise] += one.measured.score.is_exact
    lines = [
        (trait, *(_few(exact[trait, exercise], seen[trait, exercise]) for exercise in EXERCISES))
        for trait in sorted({trait for trait, _ in seen})
    ]
    return table(("trait", "RDL exact", "swing exact"), lines)


def _few(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else ""


def _error(of: Any) -> str:
    return f"{1000 * of['mean_abs_s']:.0f} ({of['n']})" if of["n"] else ""
