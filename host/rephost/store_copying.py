"""Sessions of the store as plain values: all that a backup keeps of them."""

from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from rephost.store_rows import storable
from rephost.store_schema import (
    Base,
    CorrectionRow,
    CountedRepRow,
    CountedSetRow,
    SessionRow,
    StrapRow,
)
from rephost.store_writing import perform, use_strap

_PARTS: Final[dict[str, type[Base]]] = {
    "counted_sets": CountedSetRow,
    "counted_reps": CountedRepRow,
    "corrections": CorrectionRow,
}


def all_ids(db: Session) -> list[str]:
    """Return the ids of all sessions."""
    return list(db.scalars(select(SessionRow.id).order_by(SessionRow.id)))


def copied(db: Session, session_id: str) -> dict[str, Any]:
    """Return all rows of a session; without those that follow from them."""
    row = db.get_one(SessionRow, session_id)
    copy: dict[str, Any] = {"session": _values(row)}
    for name, table in _PARTS.items():
        wanted = select(table).where(table.__table__.c.session_id == session_id)
        rows = db.scalars(wanted.order_by(*table.__table__.primary_key))
        copy[name] = [_values(one) for one in rows]
    return copy


def copied_straps(db: Session) -> list[dict[str, Any]]:
    """Return the rows of all straps."""
    return [_values(row) for row in db.scalars(select(StrapRow).order_by(StrapRow.name))]


def pasted(db: Session, copy: dict[str, Any]) -> bool:
    """Add a session that was copied; return False, and add nothing, where it is known."""
    session_id = copy["session"]["id"]
    if db.get(SessionRow, session_id) is not None:
        return False
    db.execute(insert(SessionRow), [copy["session"]])
    for name, table in _PARTS.items():
        rows = [{key: value for key, value in row.items() if key != "id"} for row in copy[name]]
        if rows:
            db.execute(insert(table), [{**row, "session_id": session_id} for row in rows])
    db.flush()
    perform(db, session_id)
    return True


def paste_strap(db: Session, copy: dict[str, Any]) -> None:
    """Add a strap that was copied, or what it adds to one that is known."""
    use_strap(db, copy["name"], copy["first_unix_s"], copy["last_unix_s"])


def checked(copy: Any) -> dict[str, Any]:
    """Return a copy whose rows have the columns of the tables, and values that they take.

    Raises
    ------
    ValueError
        They have not.
    """
    if not isinstance(copy, dict) or copy.keys() != {"session", *_PARTS}:
        raise ValueError("a session's parts are missing")
    copy = storable(copy)
    _check_row(SessionRow, copy["session"])
    if not isinstance(copy["session"]["recording"].get("duration_s"), (int, float)):
        raise ValueError("the session's recording has no duration")
    for one in copy["session"]["rejected"]:
        _check_rejected(one)
    for name, table in _PARTS.items():
        if not isinstance(copy[name], list):
            raise ValueError(f"{name} is no list")
        for row in copy[name]:
            if table is CountedRepRow and isinstance(row, dict):
                row.setdefault("flight_s", None)  # of a backup of version 1
                row.setdefault("hips_lead", None)  # of one of version 2
            _check_row(table, row)
    whole: dict[str, Any] = copy
    return whole


def checked_strap(copy: Any) -> dict[str, Any]:
    """Return a strap's copy; a ValueError as of `checked`."""
    _check_row(StrapRow, copy)
    row: dict[str, Any] = copy
    return row


def _check_row(table: type[Base], row: Any) -> None:
    columns = {column.name: column for column in table.__table__.columns}
    if not isinstance(row, dict) or row.keys() != columns.keys():
        raise ValueError(f"a row of {table.__tablename__} has other columns")
    for name, value in row.items():
        column = columns[name]
        kind = column.type.python_type
        if value is None and column.nullable:
            continue
        allowed = (int, float) if kind is float else (dict, list) if kind is dict else kind
        if not isinstance(value, allowed) or (isinstance(value, bool) and kind is not bool):
            raise ValueError(f"{name} of a row of {table.__tablename__} is of another kind")


def _check_rejected(one: Any) -> None:
    """Raise a ValueError for what a page could not show; its confidence is told since version 3."""
    if not isinstance(one, dict) or not isinstance(one.get("reason"), str):
        raise ValueError("what was not counted has no reason")
    for name in ("start_s", "end_s", "confidence"):
        value = one.get(name, 0.0 if name == "confidence" else None)
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise ValueError(f"{name} of what was not counted is no number")


def _values(row: Base) -> dict[str, Any]:
    return {column.name: getattr(row, column.key) for column in row.__table__.columns}
