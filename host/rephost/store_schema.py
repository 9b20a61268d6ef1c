"""The tables of the store.

What was computed (`session`, `counted_set`, `counted_rep`, `performed_set`) can be thrown away and
computed again from the recordings and the rows of `correction`, which are only ever added.
"""

from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Of all tables; constraints have names, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {float: Double, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 - as it is read


class StrapRow(Base):
    """A strap, by the name under which it was used."""

    __tablename__ = "strap"

    name: Mapped[str] = mapped_column(primary_key=True)
    first_unix_s: Mapped[float]
    last_unix_s: Mapped[float]


class SessionRow(Base):
    """A session and its recording."""

    __tablename__ = "session"
    __table_args__ = (Index(None, "began_unix_s"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    began_unix_s: Mapped[float]
    utc_offset_s: Mapped[int]
    strap: Mapped[str | None] = mapped_column(ForeignKey("strap.name"))
    plan: Mapped[dict[str, Any] | None]
    path: Mapped[str]
    """Of the recording; relative to the library where it lies there."""
    size_bytes: Mapped[int]
    algorithm: Mapped[str]
    counted_unix_s: Mapped[float]
    recording: Mapped[dict[str, Any]]
    rejected: Mapped[list[Any]]
    alerts: Mapped[list[Any]]
    title: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    rpe: Mapped[float | None]


class CountedSetRow(Base):
    """A set as it was counted."""

    __tablename__ = "counted_set"

    session_id: Mapped[str] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    exercise: Mapped[str]
    exercise_confidence: Mapped[float]
    start_s: Mapped[float]
    end_s: Mapped[float]


class CountedRepRow(Base):
    """A rep as it was counted: all of `repsignal.events.Rep`."""

    __tablename__ = "counted_rep"

    session_id: Mapped[str] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), primary_key=True
    )
    set_number: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    start_s: Mapped[float]
    bottom_s: Mapped[float]
    bottom_end_s: Mapped[float]
    end_s: Mapped[float]
    eccentric_known: Mapped[bool]
    range_of_motion_deg: Mapped[float]
    peak_concentric_dps: Mapped[float]
    mean_concentric_dps: Mapped[float]
    confidence: Mapped[float]
    flags: Mapped[list[Any]]
    hip_share: Mapped[float | None]
    flight_s: Mapped[float | None]
    hips_lead: Mapped[float | None]


class PerformedSetRow(Base):
    """A set as it stands, with its measures: what lists and trends read."""

    __tablename__ = "performed_set"
    __table_args__ = (Index(None, "exercise", "began_unix_s"), Index(None, "began_unix_s"))

    session_id: Mapped[str] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    began_unix_s: Mapped[float]
    """When the set began."""
    utc_offset_s: Mapped[int]
    exercise: Mapped[str]
    start_s: Mapped[float]
    end_s: Mapped[float]
    weight_kg: Mapped[float | None]
    rpe: Mapped[float | None]
    rep_count: Mapped[int]
    tempo: Mapped[str | None]
    time_under_tension_s: Mapped[float]
    time_in_set_s: Mapped[float]
    cadence_per_min: Mapped[float | None]
    slowdown_pct: Mapped[float | None]
    range_of_motion_deg: Mapped[float | None]
    consistency_pct: Mapped[float | None]
    float_s: Mapped[float | None]
    snap_dps: Mapped[float | None]
    dropoff_pct: Mapped[float | None]


class CorrectionRow(Base):
    """What a lifter corrected, in the order of `id`; an undo takes back the last that holds."""

    __tablename__ = "correction"
    __table_args__ = (Index(None, "session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    made_unix_s: Mapped[float]
    said: Mapped[dict[str, Any]]
    """As `corrections.as_json`, or `{"kind": "undo"}`."""
