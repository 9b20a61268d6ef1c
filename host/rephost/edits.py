"""What a lifter does to the sets and reps of a session, as corrections."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from rephost.corrections import Correction, Described, Retold, SessionDescribed
from rephost.exercises import NAMED
from rephost.performed import PerformedSet, made_of
from rephost.reviewed import Reviewed
from repsignal.events import Rep

if TYPE_CHECKING:
    from rephost.measured import Measure

_LONGEST_TEXT: Final = 4000
_MOST_KG: Final = 1000.0
_MOST_REPS: Final = 9999
_RPE: Final = (1.0, 10.0)


def correction_of(session: Reviewed, action: Mapping[str, Any], measure: "Measure") -> Correction:
    """Return the correction that an action of a lifter's is.

    Parameters
    ----------
    action
        `do` and what it needs; sets and reps are numbered from 1, times are the recording's.
    measure
        Measures a rep that nobody counted.

    Raises
    ------
    ValueError
        It cannot be done; why, in a sentence.
    """
    match action:
        case {"do": "describe_session", **said}:
            return SessionDescribed(_checked(said, _OF_A_SESSION))
        case {"do": "describe", "set": number, **said}:
            return Described(_set(session, number), _checked(said, _OF_A_SET))
        case {"do": "delete_set", "set": number}:
            return _told((_set(session, number),))
        case {"do": "merge_sets", "set": number}:
            return _merged_sets(_set(session, number), _set(session, number, 1))
        case {"do": "split_set", "set": number, "after_rep": after}:
            return _split_set(_set(session, number), after)
        case {"do": "add_set", "exercise": exercise, "start_s": start_s, "end_s": end_s}:
            return _new_set(session, exercise, _rep_there(measure, start_s, end_s))
        case {"do": "delete_rep", "set": number, "rep": rep}:
            one = _set(session, number)
            at = _rep(one, rep)
            return _with_reps(one, at, at + 1, ())
        case {"do": "merge_reps", "set": number, "rep": rep}:
            one = _set(session, number)
            at, after = _rep(one, rep), _rep(one, rep, 1)
            merged = _merged_reps(one.reps[at], one.reps[after])
            return _with_reps(one, at, after + 1, (merged,))
        case {"do": "split_rep", "set": number, "rep": rep, "at_s": at_s}:
            one = _set(session, number)
            at = _rep(one, rep)
            whole, at_s = one.reps[at], _seconds(at_s)
            if not whole.start_s < at_s < whole.end_s:
                raise ValueError(f"that is not within rep {rep}")
            halves = measure(whole.start_s, at_s), measure(at_s, whole.end_s)
            return _with_reps(one, at, at + 1, halves)
        case {"do": "add_rep", "set": number, "start_s": start_s, "end_s": end_s}:
            return _new_rep(session, number, _rep_there(measure, start_s, end_s))
    raise ValueError("this cannot be done here")


def _set(session: Reviewed, number: object, further: int = 0) -> PerformedSet:
    if type(number) is not int or not 1 <= number <= len(session.sets):
        raise ValueError("there is no such set")
    if number + further > len(session.sets):
        raise ValueError(f"set {number} is the last one")
    return session.sets[number - 1 + further]


def _rep(one: PerformedSet, number: object, further: int = 0) -> int:
    """Return a rep's place."""
    if type(number) is not int or not 1 <= number <= len(one.reps):
        raise ValueError("there is no such rep")
    if number + further > len(one.reps):
        raise ValueError(f"rep {number} is the last one")
    return number - 1 + further


def _told(was: tuple[PerformedSet, ...], *now: PerformedSet) -> Retold:
    """Say that sets were these instead."""
    spoken_of = (*was, *now)
    start_s = min(one.start_s for one in spoken_of)
    return Retold(start_s, max(one.end_s for one in spoken_of), now)


def _merged_sets(one: PerformedSet, after: PerformedSet) -> Retold:
    if one.exercise != after.exercise:
        raise ValueError("they are sets of two exercises: rename one first")
    if not one.reps or not after.reps:
        raise ValueError("a set that was told by hand has no reps to put together")
    both = made_of(one.exercise, (*one.reps, *after.reps), (*one.by_hand, *after.by_hand))
    note = "\n".join(note for note in (one.note, after.note) if note)
    weight_kg = after.weight_kg if one.weight_kg is None else one.weight_kg
    rpe = one.rpe if after.rpe is None else after.rpe
    return _told((one, after), replace(both, weight_kg=weight_kg, rpe=rpe, note=note))


def _split_set(one: PerformedSet, after: object) -> Retold:
    at = _rep(one, after) + 1
    if at == len(one.reps):
        raise ValueError(f"rep {after} is the last one")
    parts = (slice(None, at), slice(at, None))
    halves = [_like(one, one.reps[part], one.by_hand[part]) for part in parts]
    return _told((one,), *halves)


def _new_set(session: Reviewed, exercise: object, rep: Rep) -> Retold:
    if any(one.start_s < rep.end_s and rep.start_s < one.end_s for one in session.sets):
        raise ValueError("there is a set at that time already: add the rep to it")
    new = made_of(_exercise(exercise), (rep,), (True,))
    return _told((new,), new)


def _new_rep(session: Reviewed, number: object, rep: Rep) -> Retold:
    one = _set(session, number)
    for other in session.sets:
        for at, there in enumerate(other.reps, 1):
            if rep.start_s < there.end_s and there.start_s < rep.end_s:
                raise ValueError(f"rep {at} is at that time already")
        if other is not one and rep.start_s < other.end_s and other.start_s < rep.end_s:
            raise ValueError("another set is at that time")
    at = sum(there.end_s <= rep.start_s for there in one.reps)
    return _with_reps(one, at, at, (rep,))


def _merged_reps(one: Rep, after: Rep) -> Rep:
    """Return the rep that two make of which the first never reached lock-out."""
    range_deg = max(one.range_of_motion_deg, after.range_of_motion_deg)
    return replace(
        one,
        bottom_end_s=after.bottom_end_s,
        end_s=after.end_s,
        range_of_motion_deg=range_deg,
        peak_concentric_dps=after.peak_concentric_dps,
        mean_concentric_dps=range_deg / max(0.05, after.end_s - after.bottom_end_s),
        confidence=1.0,
        flags=tuple(dict.fromkeys((*one.flags, *after.flags))),
        hip_share=None,
        hips_lead=None,
    )


def _with_reps(one: PerformedSet, start: int, end: int, reps: tuple[Rep, ...]) -> Retold:
    """Say that of a set some reps were others; without any left it is none."""
    now = (*one.reps[:start], *reps, *one.reps[end:])
    if not now:
        return _told((one,))
    by_hand = (*one.by_hand[:start], *(True for _ in reps), *one.by_hand[end:])
    return _told((one,), _like(one, now, by_hand))


def _like(one: PerformedSet, reps: tuple[Rep, ...], by_hand: tuple[bool, ...]) -> PerformedSet:
    """Return a set of these reps that is called and weighs what another does."""
    made = made_of(one.exercise, reps, by_hand)
    return replace(made, weight_kg=one.weight_kg, rpe=one.rpe, note=one.note)


def _rep_there(measure: "Measure", start_s: object, end_s: object) -> Rep:
    start_s, end_s = _seconds(start_s), _seconds(end_s)
    if not start_s < end_s:
        raise ValueError("a rep ends after it began")
    return measure(start_s, end_s)


def _checked(
    said: Mapping[str, Any], known: Mapping[str, Callable[[object], Any]]
) -> dict[str, Any]:
    if not said or not set(said) <= set(known):
        raise ValueError("this cannot be said here")
    return {name: known[name](value) for name, value in said.items()}


def _exercise(name: object) -> str:
    if name not in NAMED:
        raise ValueError("there is no such exercise")
    return str(name)


def _reps(number: object) -> int | None:
    if number is None:
        return None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= _MOST_REPS:
        raise ValueError(f"reps are a whole number up to {_MOST_REPS}")
    return number


def _weight_kg(kg: object) -> float | None:
    return _within(kg, 0.0, _MOST_KG, f"a weight is 0 to {_MOST_KG:.0f} kg")


def _rpe(rpe: object) -> float | None:
    return _within(rpe, *_RPE, "RPE is 1 to 10")


def _within(value: object, least: float, most: float, sentence: str) -> float | None:
    if value is None:
        return None
    if not _is_number(value) or not least <= float(value) <= most:  # type: ignore[arg-type]
        raise ValueError(sentence)
    return float(value)  # type: ignore[arg-type]


def _seconds(value: object) -> float:
    if not _is_number(value):
        raise ValueError("a time is a number of seconds")
    return float(value)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= sys.float_info.max  # JSON's whole numbers have no end


def _text(text: object) -> str:
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise ValueError(f"a text is at most {_LONGEST_TEXT} letters long")
    return text.replace("\0", "").strip()


_OF_A_SET: Final[Mapping[str, Callable[[object], Any]]] = {
    "exercise": _exercise,
    "told_reps": _reps,
    "weight_kg": _weight_kg,
    "rpe": _rpe,
    "note": _text,
}
_OF_A_SESSION: Final[Mapping[str, Callable[[object], Any]]] = {
    "title": _text,
    "note": _text,
    "rpe": _rpe,
}
