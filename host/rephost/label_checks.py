"""What a labels file must hold to be gone on with, and to be written."""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from rephost.accuracy_truth import truth_of
from rephost.errors import RepbeltError

HAND, VIDEO, CORRECTION = "hand", "video", "correction"
OWN_SOURCES: Final = (HAND, VIDEO, CORRECTION)
"""What labels may come from that are made on the page: its trace, a video, the counter's times."""

_IN_ORDER: Final = ("start_s", "bottom_s", "bottom_end_s", "end_s")
_LARGEST: Final = 1e7
_BESIDE_S: Final = 1.0
"""A mark may lie so far outside of the recording: who drags one to its end means the end."""

_Json = Mapping[str, Any]


def check_readable(labels: Any) -> None:
    """Raise RepbeltError where these are no labels, or none that a page can show.

    It shows sets one after another, and in them reps one after another.
    """
    truth_of(labels)
    spans = []
    for number, one in enumerate(labels["sets"], 1):
        for name in ("start_s", "hold_s"):
            _check_number(one.get(name), f"{name} of set {number}")
        spans += [span for span in [_span(one, f"set {number}")] if span]
    for (_, earlier_s), (later_s, _) in pairwise(sorted(spans)):
        if later_s <= earlier_s:
            raise RepbeltError(f"two sets overlap at {later_s:g} s")


def check_writable(labels: Any, names: Collection[str], duration_s: float) -> None:
    """Raise ValueError where labels must not be written.

    Parameters
    ----------
    names
        The exercises that a set may have.
    duration_s
        Of the recording.
    """
    try:
        check_readable(labels)
    except RepbeltError as exc:
        raise ValueError(str(exc)) from exc
    if labels.get("source") not in OWN_SOURCES:
        raise ValueError(f"the source of labels is one of {', '.join(OWN_SOURCES)}")
    for number, one in enumerate(labels["sets"], 1):
        if one["exercise"] not in names:
            raise ValueError(f"the exercise of set {number} is none that has a name")
        held = [one.get(name) for name in ("start_s", "hold_s")]
        if one["reps"] and held != [None, None]:
            raise ValueError(f"set {number} has reps, and is held: make two sets of it")
        if held.count(None) == 1 or (held[1] is not None and held[1] <= 0):
            raise ValueError(f"a hold has a begin and lasts: set {number} does not")
        span = _span(one, f"set {number}")
        if span and not (span[0] >= -_BESIDE_S and span[1] <= duration_s + _BESIDE_S):
            raise ValueError(f"set {number} is not within the {duration_s:g} s of the recording")


def _span(one: _Json, where: str) -> tuple[float, float] | None:
    """Return from when to when a set is; None where it has no times.

    Raises
    ------
    RepbeltError
        What should follow each other does not.
    """
    spans = []
    for index, rep in enumerate(one["reps"], 1):
        times = [rep[name] for name in _IN_ORDER if rep.get(name) is not None]
        if times != sorted(times):
            raise RepbeltError(f"the times of rep {index} of {where} are not in their order")
        spans.append((times[0], times[-1]))
    for index, ((_, earlier_s), (later_s, end_s)) in enumerate(pairwise(spans), 2):
        if later_s < earlier_s or end_s <= earlier_s:
            raise RepbeltError(f"rep {index} of {where} begins before the one before it ends")
    if one.get("start_s") is not None:
        spans.append((one["start_s"], one["start_s"] + (one.get("hold_s") or 0.0)))
    if not spans:
        return None
    return min(first for first, _ in spans), max(last for _, last in spans)


def _check_number(value: Any, what: str) -> None:
    if value is not None and (type(value) not in (int, float) or not abs(value) <= _LARGEST):
        raise RepbeltError(f"{what} is no number of seconds")


def exercises_in(labels: _Json | None) -> Iterator[str]:
    """Yield the names of the exercises in labels."""
    for one in (labels or {}).get("sets", ()):
        yield one["exercise"]
