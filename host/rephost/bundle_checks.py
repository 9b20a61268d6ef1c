"""What a stranger's bundle says, believed only as far as it can be true."""

from collections.abc import Mapping
from typing import Any, Final

from rephost.corrections import from_json
from rephost.errors import RepbeltError
from rephost.plan_file import plan_in
from rephost.plans import Plan
from rephost.reviewed import Kept
from rephost.words import planned_tempo
from repsignal.events import Rep

MOST_TEXT: Final = 10_000
MOST_CORRECTIONS: Final = 10_000
MOST_SETS: Final = 10_000
MOST_REPS: Final = 100_000

_LATEST_UNIX_S: Final = 1e11
_LONGEST_S: Final = 1e8
_MOST_KG: Final = 1e5
_LARGEST: Final = 1e9
_DAY_S: Final = 86_400
_REP_NUMBERS: Final = ("range_of_motion_deg", "peak_concentric_dps", "mean_concentric_dps")
_REP_TIMES: Final = ("start_s", "bottom_s", "bottom_end_s", "end_s")
_SET_PARTS: Final = (
    "exercise",
    "exercise_confidence",
    "start_s",
    "end_s",
    "reps",
    "by_hand",
    "told_reps",
    "weight_kg",
    "rpe",
    "note",
)

_Json = Mapping[str, Any]


class BundleError(RepbeltError):
    """A file that is no bundle, or not one to be believed."""


def unix_s(value: Any, where: str) -> float:
    """Return a moment."""
    return number(value, where, 0.0, _LATEST_UNIX_S)


def utc_offset_s(value: Any) -> int:
    """Return how far a zone is from UTC."""
    return whole(value, "utc_offset_s", 1 - _DAY_S, _DAY_S - 1)


def text(value: Any, where: str, most: int = MOST_TEXT) -> str:
    """Return a text that can be kept and shown."""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise BundleError(f"{where} is no text of up to {most} letters")
    try:
        value.encode()
    except UnicodeEncodeError as exc:
        raise BundleError(f"{where} is no text") from exc
    return value


def number(value: Any, where: str, least: float, most: float) -> float:
    """Return a number within limits."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:
        raise BundleError(f"{where} is no number from {least:g} to {most:g}")
    return float(value)


def whole(value: Any, where: str, least: int, most: int) -> int:
    """Return a whole number within limits."""
    if not isinstance(value, int):
        raise BundleError(f"{where} is no whole number")
    return int(number(value, where, least, most))


def corrections(value: Any) -> tuple[Kept, ...]:
    """Return the corrections of a session, in order."""
    kept = []
    for one in listed(value, "corrections", MOST_CORRECTIONS):
        made = unix_s(part(one, "made_unix_s", "a correction"), "made_unix_s")
        said = part(one, "said", "a correction")
        _check_correction(said)
        kept.append(Kept(made, from_json(said)))
    return tuple(kept)


def plan(value: Any) -> Plan | None:
    """Return the plan that was followed."""
    if value is None:
        return None
    exercises = [
        {
            name: _tempo(told) if name == "tempo" else told
            for name, told in _mapping(one, "an exercise of the plan").items()
            if told is not None
        }
        for one in listed(part(value, "exercises", "the plan"), "exercises of the plan", 1000)
    ]
    return plan_in({"name": part(value, "name", "the plan"), "exercise": exercises}, "the plan")


def part(of: Any, name: str, where: str) -> Any:
    """Return a part of a JSON object."""
    if name not in _mapping(of, where):
        raise BundleError(f"{where} has no {name}")
    return of[name]


def listed(value: Any, where: str, most: int) -> list[Any]:
    """Return a list that is not too long."""
    if not isinstance(value, list) or len(value) > most:
        raise BundleError(f"{where} should be a list of up to {most}")
    return value


def _mapping(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BundleError(f"{where} should be an object")
    return value


def _tempo(value: Any) -> str:
    eccentric, bottom, concentric, top = (
        whole(seconds, "tempo of the plan", 0, 99) for seconds in _four(value)
    )
    return planned_tempo((eccentric, bottom, concentric, top))


def _four(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) != 4:
        raise BundleError("tempo of the plan should be four numbers")
    return value


def _check_correction(said: Any) -> None:
    match part(said, "kind", "a correction"):
        case "retold":
            _check_span(said, "a correction")
            for one in listed(part(said, "sets", "a correction"), "sets", MOST_SETS):
                _check_set(one)
        case "described":
            _check_set(part(said, "was", "a correction"))
            details = _mapping(part(said, "details", "a correction"), "details")
            _check_names(details, ("exercise", "told_reps", "weight_kg", "rpe", "note"))
            _check_told(details)
        case "session_described":
            details = _mapping(part(said, "details", "a correction"), "details")
            _check_names(details, ("title", "note", "rpe"))
            _check_told(details)
        case kind:
            shown = text(kind, "kind of a correction", 40)
            raise BundleError(f"there is no correction of the kind {shown!r}")


def _check_names(details: _Json, known: tuple[str, ...]) -> None:
    if not set(details) <= set(known):
        raise BundleError(f"a correction says something else than {', '.join(known)}")


def _check_told(told: _Json) -> None:
    """Check what a lifter says of a set or a session."""
    for name in ("exercise", "title", "note"):
        if name in told:
            text(told[name], name, 200 if name == "exercise" else MOST_TEXT)
    if told.get("told_reps") is not None:
        whole(told["told_reps"], "told_reps", 0, MOST_REPS)
    if told.get("weight_kg") is not None:
        number(told["weight_kg"], "weight_kg", 0.0, _MOST_KG)
    if told.get("rpe") is not None:
        number(told["rpe"], "rpe", 0.0, 10.0)


def _check_set(one: Any) -> None:
    for name in _SET_PARTS:
        part(one, name, "a set")
    number(one["exercise_confidence"], "exercise_confidence", 0.0, 1.0)
    _check_span(one, "a set")
    _check_told(one)
    reps = listed(one["reps"], "reps", MOST_REPS)
    for rep in reps:
        _check_rep(rep)
    if one.get("hold_s") is not None:
        number(one["hold_s"], "hold_s", 0.0, _LONGEST_S)
    by_hand = listed(one["by_hand"], "by_hand", MOST_REPS)
    if reps and (len(by_hand) != len(reps) or not all(type(told) is bool for told in by_hand)):
        raise BundleError("by_hand does not tell of each rep whether it is by hand")


def _check_rep(rep: Any) -> None:
    # Before box jumps were counted, a rep said nothing of its flight, nor later of the hips' lead.
    if {*_mapping(rep, "a rep"), "flight_s", "hips_lead"} != set(Rep.__slots__):
        raise BundleError(f"a rep should have {', '.join(Rep.__slots__)}")
    times = [number(rep[name], name, -_LONGEST_S, _LONGEST_S) for name in _REP_TIMES]
    if times != sorted(times):
        raise BundleError("the times of a rep are not in order")
    for name in _REP_NUMBERS:
        number(rep[name], name, -_LARGEST, _LARGEST)
    number(rep["confidence"], "confidence", 0.0, 1.0)
    if rep["hip_share"] is not None:
        number(rep["hip_share"], "hip_share", -_LARGEST, _LARGEST)
    if rep.get("hips_lead") is not None:
        number(rep["hips_lead"], "hips_lead", -1.0, 1.0)
    if rep.get("flight_s") is not None:
        number(rep["flight_s"], "flight_s", 0.0, _LONGEST_S)
    if type(rep["eccentric_known"]) is not bool:
        raise BundleError("eccentric_known is neither true nor false")
    for flag in listed(rep["flags"], "flags", 100):
        text(flag, "a flag", 100)


def _check_span(of: Any, where: str) -> None:
    start_s, end_s = (
        number(part(of, name, where), name, -_LONGEST_S, _LONGEST_S)
        for name in ("start_s", "end_s")
    )
    if start_s > end_s:
        raise BundleError(f"{where} ends before it starts")
