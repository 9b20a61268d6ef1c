"""The document's section on synthetic recordings."""

from collections.abc import Iterable, Iterator, Sequence

from accuracy_counts import lift_table, trait_table
from accuracy_document import figures, stamp
from accuracy_naming import confusion_table
from accuracy_same import Results
from accuracy_selected import chosen, totalled
from accuracy_sure import reliability_table
from accuracy_synthetic import Done
from accuracy_synthetic_rows import rows
from accuracy_times import boundary_table, lift_time_table, phase_table
from rephost.accuracy_scoring import Score

LIMITS = """\
What this cannot show: the lifter is mathematics, and was made by the people who made the counter.
Its pelvis is one rigid body on a path of smooth pieces, its soft tissue one resonance, its straps
slip once and then hold; nobody loses balance, scratches, is bumped into, lets the strap dangle or
stops half-way up and goes down again. What makes these recordings hard is telling a set from the
life round it: told where each set is, even the naive counter gets most of the hard ones. Phase
boundaries of a real body are softer than these. The counter was made on other draws of the same
generator: the seed is fresh, the shapes are not.
"""

READING = """\
A recording is exact if it yields the true sets, each with its true count, and nothing else before
or after them; a row or a hold in which the pelvis keeps still is one set without reps. *Armed*: the
lifter named the exercise beforehand, every other time, and always for fewer than three reps; else
it was *found out*. Hard sets have one or two of the traits below at a time. A rep is found if a
lock-out lies within 0.5 s of its own, one to one. A good morning may be called an RDL, a row
without reps a hold and the other way round; an airplane or a death march is an RDL, a sumo squat a
squat. A tempo's digit is right if it is the true duration in whole seconds, halves up, or a
neighbour where the truth lies within 0.1 s of a half.
"""

CONFIDENCE = """\
Confidence, on hard sets and everyday life. Candidates are the reps counted and the movements
rejected (0 where these do not say how sure they are). A counted rep is right if it is found as
above; a rejected movement was a rep after all if a true lock-out that no counted rep has lies
within it or half a second of it, one to one. The error is the mean distance of what was said from
what was so over ten bins of equal width, weighted by their candidates.
"""


def section(seed: int, done: Sequence[Done], same: Sequence[Results]) -> str:
    """Return the text of the section."""
    hours = sum(one.measured.duration_s for one in done) / 3600
    sessions, days = totalled(chosen(done, kind="session")), totalled(chosen(done, kind="everyday"))
    sets = len([one for one in done if one.of.family != "life"])
    chain = len(chosen(done, family="chain"))
    return "\n".join(
        (
            "## Synthetic recordings\n",
            stamp(f"make accuracy SEED={seed}"),
            f"{sets} sets, {sets - chain} of RDLs and swings and {chain} of the other lifts of the "
            f"chain, {sessions['hours']:.1f} h of training sessions and {days['hours']:.1f} h of "
            f"everyday life, {hours:.1f} h in all, drawn from the fresh seed {seed}, written as "
            "recordings and read back.\n",
            READING,
            figures(rows(done, same)),
            "Exact sets by lift, and the F1 of their reps.\n",
            lift_table(done),
            "What sets were said to be that nobody had named; a row in this table is a lift.\n",
            confusion_table(done),
            "Errors by lift: of phases, of a set's time under tension, of the range of motion.\n",
            lift_time_table(done),
            "Durations of phases: mean absolute error in ms, by the phase's true length (number "
            "of phases), in ordinary and hard sets and those with gaps.\n",
            phase_table(done),
            "Boundaries, in ms.\n",
            boundary_table(done),
            CONFIDENCE,
            reliability_table(done),
            "Hard sets of RDLs and swings by what makes them hard, then those of the others.\n",
            trait_table(done, "hinge"),
            trait_table(done, "chain"),
            LIMITS,
        )
    )


def by_lift(done: Sequence[Done]) -> str:
    """Return the tables that tell lift from lift and trait from trait, of what there is."""
    tables = (
        lift_table(done),
        confusion_table(done),
        lift_time_table(done),
        trait_table(done, "hinge"),
        trait_table(done, "chain"),
    )
    # A table without a line has nothing but its head.
    return "\n".join(one for one in tables if one.count("\n") > 2)


def wrong(done: Iterable[Done]) -> Iterator[str]:
    """Yield one line for each recording that is not right: enough to make it again."""
    for one in sorted(done, key=lambda one: (one.task.group, one.task.number)):
        score = one.measured.score
        misnamed = (
            score is not None
            and not one.measured.is_armed
            and any(of.named is not None and not of.is_named_right for of in score.sets)
        )
        if score is not None and (misnamed or not score.is_exact or _misplaced(score)):
            yield told(one)


def told(one: Done) -> str:
    """Return what is true of a recording and what was found in it, in one line."""
    score = one.measured.score
    true = () if score is None else score.sets
    armed = ", armed" if one.measured.is_armed else ""
    return (
        f"{one.task.group!r} {one.task.number} ({', '.join(one.traits) or 'plain'}{armed}): "
        f"true {_listed(f'{of.true_reps} {of.exercise}' for of in true)}, "
        f"found {_listed(_found(one))}" + (_misplaced(score) if score is not None else "")
    )


def _misplaced(score: Score) -> str:
    """Return how many lock-outs are not where reps were counted, if the counts are right."""
    reps = sum(score.true_counts)
    if not score.is_exact or score.matched_reps == reps:
        return ""
    return f", {reps - score.matched_reps} of them locked out elsewhere"


def _found(one: Done) -> Iterator[str]:
    for of in one.measured.found:
        said = f"{len(of.reps)} {of.exercise}"
        during = one.during(of.first_s, of.last_s)
        # A set is a piece of its own; what was found in another is worth a look.
        yield said if one.of.lift else f"{said} at {of.first_s:.0f} s ({during})"


def _listed(parts: Iterable[str]) -> str:
    return " + ".join(parts) or "nothing"
