"""What a correction changed, in sentences: from what stood before and what stands after it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rephost.corrections import Corrected, corrected
from rephost.performed import PerformedSet, counted
from rephost.review_words import capital, kilograms, number, set_line
from rephost.reviewed import Reviewed
from rephost.words import done, exercise_name


def last_change(session: Reviewed) -> str:
    """Return what the last correction of a session changed, and an undo takes back."""
    if not session.corrections:
        return ""
    made = [kept.correction for kept in session.corrections]
    before = corrected(map(counted, session.counted), made[:-1])
    after = corrected(map(counted, session.counted), made)
    return changes(before, after)


def changes(before: Corrected, after: Corrected) -> str:
    """Return the difference between two states of a session."""
    said = [*_of_sets(before.sets, after.sets), *_of_details(before.details, after.details)]
    return capital("; ".join(said)) if said else "Nothing looks different"


def place_of(one: PerformedSet, number: int, sets: Sequence[PerformedSet]) -> int | None:
    """Return the number that a set has now; None where no set shares time with it.

    It keeps its number, if it can; else it is the set that shares most time with it.
    """
    if number <= len(sets) and _touch(one, sets[number - 1]):
        return number
    at = max(range(len(sets)), key=lambda i: _shared_s(one, sets[i]), default=None)
    return None if at is None or not _touch(one, sets[at]) else at + 1


def _of_sets(before: Sequence[PerformedSet], after: Sequence[PerformedSet]) -> Iterator[str]:
    same = [one for one in before if one in after]
    gone = [(n, one) for n, one in enumerate(before, 1) if one not in same]
    new = [(n, one) for n, one in enumerate(after, 1) if one not in same]
    for at, one in gone:
        follow = [(n, other) for n, other in new if _touch(one, other)]
        if not follow:
            yield f"set {at} ({set_line(one)}) deleted"
        elif len(follow) > 1:
            parts = " and ".join(f"{n} ({set_line(other)})" for n, other in follow)
            yield f"set {at} split into {parts}"
    for at, one in new:
        was = [(n, other) for n, other in gone if _touch(one, other)]
        if not was:
            yield f"set {at} ({set_line(one)}) added"
        elif len(was) > 1:
            numbers = " and ".join(str(n) for n, _ in was)
            yield f"sets {numbers} put together: {set_line(one)}"
        elif sum(_touch(was[0][1], other) for _, other in new) == 1:
            yield f"set {at}: {', '.join(_of_set(was[0][1], one))}"


def _of_set(was: PerformedSet, one: PerformedSet) -> Iterator[str]:
    said = False
    for name, before, after in (
        ("", exercise_name(was.exercise), exercise_name(one.exercise)),
        ("", done(was.rep_count, was.hold_s), done(one.rep_count, one.hold_s)),
        ("", kilograms(was.weight_kg), kilograms(one.weight_kg)),
        ("effort ", number(was.rpe, 1), number(one.rpe, 1)),
    ):
        if before != after:
            said = True
            yield f"{name}{after}, was {before}"
    if was.note != one.note:
        said = True
        yield "another note"
    if not said:
        yield "times of reps corrected"


def _of_details(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name, shown in (("title", "title"), ("note", "note"), ("rpe", "effort")):
        was, now = before.get(name), after.get(name)
        if (was or "") == (now or ""):
            continue
        if name == "note":
            yield "another note of the session"
        elif now in (None, ""):
            yield f"{shown} taken away"
        else:
            yield (
                f"{shown} {now:g}"
                if name == "rpe"
                else f"{shown} \N{LEFT DOUBLE QUOTATION MARK}{now}\N{RIGHT DOUBLE QUOTATION MARK}"
            )


def _shared_s(one: PerformedSet, other: PerformedSet) -> float:
    return min(one.end_s, other.end_s) - max(one.start_s, other.start_s)


def _touch(one: PerformedSet, other: PerformedSet) -> bool:
    """Tell whether two sets share time; of one without length, whether it is at the same time."""
    shared_s = _shared_s(one, other)
    return shared_s > 0 or (
        shared_s == 0 and min(one.end_s - one.start_s, other.end_s - other.start_s) == 0
    )
