"""What a page may ask for: checked at the door, since anything may come from outside."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

_LONGEST_NAME: Final = 100
_HEAVIEST_KG: Final = 1000.0


def read_action(text: str) -> dict[str, Any]:
    """Return the action that a page's message asks for; ValueError says why it is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise ValueError("this is no JSON") from exc
    do = message.get("do") if isinstance(message, dict) else None
    fields = _FIELDS.get(do) if isinstance(do, str) else None
    if fields is None:
        raise ValueError("no such action")
    if message.keys() != {"do", *fields}:
        raise ValueError(f"{do} takes {', '.join(fields) or 'nothing else'}")
    for name, is_right in fields.items():
        if not is_right(message[name]):
            raise ValueError(f"{do} does not take this {name}")
    return dict(message)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME


def _is_name_or_none(value: object) -> bool:
    return value is None or _is_name(value)


def _is_one_rep(value: object) -> bool:
    return type(value) is int and value in (-1, 1)


def _is_set_or_none(value: object) -> bool:
    return value is None or (type(value) is int and value > 0)


def _is_weight_or_none(value: object) -> bool:
    if value is None:
        return True
    is_number = type(value) in (int, float)
    return is_number and math.isfinite(value) and 0 <= value <= _HEAVIEST_KG  # type: ignore[arg-type,operator]


_FIELDS: Final[Mapping[str, Mapping[str, Callable[[object], bool]]]] = {
    "choose": {"exercise": _is_name_or_none},
    "start": {},
    "stop": {},
    "add": {"reps": _is_one_rep, "set": _is_set_or_none},
    "discard": {"set": _is_set_or_none},
    "undo": {},
    "weight": {"kg": _is_weight_or_none},
    "plan": {"name": _is_name_or_none},
    "tick": {},
    "end": {},
}
