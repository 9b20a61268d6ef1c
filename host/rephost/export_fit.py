"""A session as a FIT activity of strength training, one `set` message a set and a rest.

FIT tells when in whole seconds and how long in whole milliseconds.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rephost.errors import RepbeltError
from rephost.exercise_codes import codes
from rephost.performed import Figures, PerformedSet, figures
from rephost.reviewed import Reviewed

if TYPE_CHECKING:
    from fit_tool.data_message import DataMessage

_EPOCH_UNIX_S: Final = 631_065_600
# A lower number means seconds since a watch was switched on, a higher one nothing.
_FIRST_UNIX_S: Final = _EPOCH_UNIX_S + 0x1000_0000
_LAST_UNIX_S: Final = _EPOCH_UNIX_S + 0xFFFF_FFFE
_MOST_REPS: Final = 0xFFFE
_MOST_KG: Final = 0xFFFE / 16
_LONGEST_S: Final = 0xFFFF_FFFE / 1000
_MOST_SETS: Final = 0xFFFE // 2

_FOR_DEVELOPMENT: Final = 255
"""The manufacturer of a program that has no number of Garmin's."""
_APPLICATION: Final = sha256(b"repbelt").digest()[:16]

_REST: Final = 0
_ACTIVE: Final = 1
_LONGEST_TITLE_BYTES: Final = 120
# Strings of one size need one definition, whatever they say.
_LEAST_STRING_BYTES: Final = 16


class _Own(NamedTuple):
    """A field that FIT does not know: its number is its place in the list."""

    name: str
    units: str
    value: Callable[[Figures], str | float | None]
    """Of a set of which reps are known; None where they do not tell."""


_OWN: Final = (
    _Own("tempo", "", lambda one: one.tempo),
    _Own("time_under_tension_s", "s", lambda one: one.time_under_tension_s),
    _Own("range_of_motion_deg", "deg", lambda one: one.range_of_motion_deg),
    _Own("slowdown_pct", "%", lambda one: one.slowdown_pct),
    _Own("cadence_per_min", "reps/min", lambda one: one.cadence_per_min),
)


def fit(session: Reviewed) -> bytes:
    """Return a session as a FIT file.

    Raises
    ------
    RepbeltError
        It holds what FIT has no room for.
    """
    from fit_tool.exceptions import FitError
    from fit_tool.fit_file_builder import FitFileBuilder

    _check(session)
    builder = FitFileBuilder(strict=True, min_string_size=_LEAST_STRING_BYTES)
    try:
        builder.add_all(list(_messages(session)))
        return bytes(builder.build_bytes())
    except FitError as exc:
        raise RepbeltError(f"{session.id}: cannot be written as FIT: {exc}") from exc


def _check(session: Reviewed) -> None:
    start_s, end_s = _span_s(session)
    for unix_s in (session.began_unix_s + start_s, session.began_unix_s + end_s):
        local_s = unix_s + session.utc_offset_s
        if not _FIRST_UNIX_S < min(unix_s, local_s) <= max(unix_s, local_s) < _LAST_UNIX_S:
            limits = (_FIRST_UNIX_S, _LAST_UNIX_S)
            first, last = (datetime.fromtimestamp(limit_s, UTC).date() for limit_s in limits)
            raise RepbeltError(
                f"{session.id}: FIT knows the days from {first} to {last}, and not the one of this "
                "session"
            )
    if end_s - start_s > _LONGEST_S or len(session.sets) > _MOST_SETS:
        raise RepbeltError(f"{session.id}: FIT has no room for a session so long")
    for number, one in enumerate(session.sets, 1):
        if not 0 <= one.rep_count <= _MOST_REPS:
            raise RepbeltError(
                f"{session.id}: set {number} has {one.rep_count} reps, FIT takes up to {_MOST_REPS}"
            )
        if one.weight_kg is not None and not 0 <= one.weight_kg <= _MOST_KG:
            raise RepbeltError(
                f"{session.id}: set {number} weighs {one.weight_kg:g} kg, FIT takes 0 to "
                f"{_MOST_KG:.0f}"
            )


def _span_s(session: Reviewed) -> tuple[float, float]:
    """Return when the session began and ended, sets told by hand included."""
    starts = [one.start_s for one in session.sets]
    ends = [one.end_s for one in session.sets]
    return min([0.0, *starts]), max([session.recording["duration_s"], *ends])


def _messages(session: Reviewed) -> Iterator["DataMessage"]:
    from fit_tool.profile.messages.event_message import EventMessage
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.messages.record_message import RecordMessage
    from fit_tool.profile.profile_type import Event, EventType, FileType

    start_s, end_s = _span_s(session)
    start_ms, end_ms = _whole_ms(session, start_s), _whole_ms(session, end_s)
    yield _told(
        FileIdMessage(),
        type=FileType.ACTIVITY,
        manufacturer=_FOR_DEVELOPMENT,
        product=0,
        product_name="repbelt",
        serial_number=_serial_number(session.id),
        time_created=start_ms,
    )
    yield from _own_fields()
    yield _told(
        EventMessage(local_id=1), timestamp=start_ms, event=Event.TIMER, event_type=EventType.START
    )
    yield _told(RecordMessage(local_id=2), timestamp=start_ms)
    yield from _sets(session)
    yield _told(RecordMessage(local_id=2), timestamp=end_ms)
    yield _told(
        EventMessage(local_id=1), timestamp=end_ms, event=Event.TIMER, event_type=EventType.STOP_ALL
    )
    yield from _whole(session, start_ms, end_ms, end_s - start_s)


def _own_fields() -> Iterator["DataMessage"]:
    from fit_tool.profile.messages.developer_data_id_message import DeveloperDataIdMessage
    from fit_tool.profile.messages.field_description_message import FieldDescriptionMessage

    yield _told(
        DeveloperDataIdMessage(local_id=3), application_id=_APPLICATION, developer_data_index=0
    )
    for number, own in enumerate(_OWN):
        yield _told(
            FieldDescriptionMessage(local_id=4),
            developer_data_index=0,
            field_definition_number=number,
            fit_base_type_id=_base_type(own).value,
            field_name=own.name,
            units=own.units or None,
        )


def _base_type(own: _Own) -> Any:
    from fit_tool.base_type import BaseType

    return BaseType.FLOAT32 if own.units else BaseType.STRING


def _sets(session: Reviewed) -> Iterator["DataMessage"]:
    """Yield each set, and between two the rest, where there is one."""
    index = 0
    before: PerformedSet | None = None
    for one in session.sets:
        if before is not None and one.start_s > before.end_s:
            rest = {"set_type": _REST}
            yield _set_message(session, index, before.end_s, one.start_s, 5, (), **rest)
            index += 1
        code = codes(one.exercise)
        yield _set_message(
            session,
            index,
            one.start_s,
            one.end_s,
            6,
            _own_values(figures(one)) if one.reps else (),
            set_type=_ACTIVE,
            repetitions=one.rep_count,
            weight=one.weight_kg,
            category=[code.fit_category],
            category_subtype=None if code.fit_name is None else [code.fit_name],
        )
        index += 1
        before = one if before is None or one.end_s >= before.end_s else before


def _set_message(
    session: Reviewed,
    index: int,
    start_s: float,
    end_s: float,
    local_id: int,
    own: tuple[Any, ...],
    **values: Any,
) -> "DataMessage":
    from fit_tool.profile.messages.set_message import SetMessage

    return _told(
        SetMessage(local_id=local_id, developer_fields=list(own)),
        message_index=index,
        timestamp=_whole_ms(session, end_s),
        start_time=_whole_ms(session, start_s),
        duration=end_s - start_s,
        **values,
    )


def _own_values(of: Figures) -> tuple[Any, ...]:
    from fit_tool.developer_field import DeveloperField

    fields = []
    for number, own in enumerate(_OWN):
        value = own.value(of)
        if value is not None:
            field = DeveloperField(
                field_id=number,
                name=own.name,
                base_type=_base_type(own),
                units=own.units,
                size=max(_LEAST_STRING_BYTES, len(value) + 1) if isinstance(value, str) else 4,
            )
            field.set_value(0, value)
            fields.append(field)
    return tuple(fields)


def _whole(
    session: Reviewed, start_ms: int, end_ms: int, lasts_s: float
) -> Iterator["DataMessage"]:
    from fit_tool.profile.messages.activity_message import ActivityMessage
    from fit_tool.profile.messages.lap_message import LapMessage
    from fit_tool.profile.messages.session_message import SessionMessage
    from fit_tool.profile.profile_type import Activity, Event, EventType, Sport, SubSport

    lasting = {
        "timestamp": end_ms,
        "start_time": start_ms,
        "total_elapsed_time": lasts_s,
        "total_timer_time": lasts_s,
        "message_index": 0,
        "sport": Sport.TRAINING,
        "sub_sport": SubSport.STRENGTH_TRAINING,
        "event_type": EventType.STOP,
    }
    yield _told(LapMessage(local_id=7), **lasting, event=Event.LAP)
    yield _told(
        SessionMessage(local_id=8),
        **lasting,
        event=Event.SESSION,
        first_lap_index=0,
        num_laps=1,
        sport_profile_name=_text(session.title) or None,
    )
    yield _told(
        ActivityMessage(local_id=9),
        timestamp=end_ms,
        local_timestamp=end_ms // 1000 + session.utc_offset_s - _EPOCH_UNIX_S,
        total_timer_time=lasts_s,
        num_sessions=1,
        type=Activity.MANUAL,
        event=Event.ACTIVITY,
        event_type=EventType.STOP,
    )


def _whole_ms(session: Reviewed, t_s: float) -> int:
    """Return a time in the recording as the library wants it: Unix ms, here of a whole second."""
    return 1000 * round(session.began_unix_s + t_s)


def _serial_number(session_id: str) -> int:
    """Return what tells the file from another one of the same second; 0 would be none."""
    return max(1, int.from_bytes(sha256(session_id.encode()).digest()[:4], "little"))


def _text(title: str) -> str:
    """Return a title as long as a field of FIT can be, without what ends it."""
    encoded = title.replace("\0", " ").encode("utf-8", "replace")[:_LONGEST_TITLE_BYTES]
    return encoded.decode("utf-8", "ignore")


def _told(message: "DataMessage", **values: Any) -> "DataMessage":
    """Return a message that says this; None is left unsaid."""
    for name, value in values.items():
        if value is not None:
            setattr(message, name, value)
    return message
