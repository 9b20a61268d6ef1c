"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:

    op.create_table(
        "strap",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_unix_s", sa.Double(), nullable=False),
        sa.Column("last_unix_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_strap")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("began_unix_s", sa.Double(), nullable=False),
        sa.Column("utc_offset_s", sa.Integer(), nullable=False),
        sa.Column("strap", sa.String(), nullable=True),
        sa.Column("plan", sa.JSON(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("counted_unix_s", sa.Double(), nullable=False),
        sa.Column("recording", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.JSON(), nullable=False),
        sa.Column("alerts", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("rpe", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["strap"], ["strap.name"], name=op.f("fk_session_strap")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_began_unix_s"), ["began_unix_s"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("made_unix_s", sa.Double(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session.id"],
            name=op.f("fk_correction_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_session_id"), ["session_id"], unique=False)

    op.create_table(
        "counted_rep",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("bottom_s", sa.Double(), nullable=False),
        sa.Column("bottom_end_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("eccentric_known", sa.Boolean(), nullable=False),
        sa.Column("range_of_motion_deg", sa.Double(), nullable=False),
        sa.Column("peak_concentric_dps", sa.Double(), nullable=False),
        sa.Column("mean_concentric_dps", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("hip_share", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session.id"],
            name=op.f("fk_counted_rep_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "set_number", "number", name=op.f("pk_counted_rep")),
    )
    op.create_table(
        "counted_set",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(), nullable=False),
        sa.Column("exercise_confidence", sa.Double(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session.id"],
            name=op.f("fk_counted_set_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_counted_set")),
    )
    op.create_table(
        "performed_set",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("began_unix_s", sa.Double(), nullable=False),
        sa.Column("utc_offset_s", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("weight_kg", sa.Double(), nullable=True),
        sa.Column("rpe", sa.Double(), nullable=True),
        sa.Column("rep_count", sa.Integer(), nullable=False),
        sa.Column("tempo", sa.String(), nullable=True),
        sa.Column("time_under_tension_s", sa.Double(), nullable=False),
        sa.Column("time_in_set_s", sa.Double(), nullable=False),
        sa.Column("cadence_per_min", sa.Double(), nullable=True),
        sa.Column("slowdown_pct", sa.Double(), nullable=True),
        sa.Column("range_of_motion_deg", sa.Double(), nullable=True),
        sa.Column("consistency_pct", sa.Double(), nullable=True),
        sa.Column("float_s", sa.Double(), nullable=True),
        sa.Column("snap_dps", sa.Double(), nullable=True),
        sa.Column("dropoff_pct", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session.id"],
            name=op.f("fk_performed_set_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_performed_set")),
    )
    with op.batch_alter_table("performed_set", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_performed_set_began_unix_s"), ["began_unix_s"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_performed_set_exercise_began_unix_s"),
            ["exercise", "began_unix_s"],
            unique=False,
        )
