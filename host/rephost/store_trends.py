"""What lists and trends ask of the sets as they stand."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, false, func, select

from rephost.store_schema import PerformedSetRow as Done


def sets_done(
    exercise: str | None,
    since_unix_s: float | None,
    only: Sequence[str] | None,
    weighing: Collection[float | None] | None,
) -> Select[Any]:
    """Return what selects sets; see `Store.sets`."""
    columns = Done.__table__.columns
    wanted = select(*(columns if only is None else (columns[name] for name in only)))
    if exercise is not None:
        wanted = wanted.where(Done.exercise == exercise)
    if since_unix_s is not None:
        wanted = wanted.where(Done.began_unix_s >= since_unix_s)
    if weighing is not None:
        told = Done.weight_kg.in_([kg for kg in weighing if kg is not None])
        untold = Done.weight_kg.is_(None) if None in weighing else false()
        wanted = wanted.where(told | untold)
    return wanted.order_by(Done.began_unix_s)


def weights_used(exercise: str) -> Select[float | None, float]:
    """Return what selects weights of an exercise and when each was used last, newest first."""
    last = func.max(Done.began_unix_s)
    wanted = select(Done.weight_kg, last).group_by(Done.weight_kg)
    return wanted.where(Done.exercise == exercise).order_by(last.desc())


def exercises_ever() -> Select[Any]:
    """Return what selects exercises, that of most sets first."""
    wanted = select(Done.exercise).group_by(Done.exercise)
    return wanted.order_by(func.count().desc(), Done.exercise)


def first_set() -> Select[float, int]:
    """Return what selects when the first set began, and the local time's distance from UTC."""
    return select(Done.began_unix_s, Done.utc_offset_s).order_by(Done.began_unix_s).limit(1)
