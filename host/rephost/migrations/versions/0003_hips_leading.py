"""How far the hips lead in a squat's and a deadlift's reps."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("counted_rep") as batch_op:
        batch_op.add_column(sa.Column("hips_lead", sa.Double(), nullable=True))
    # It is known once they are counted again, which recount does where the algorithm is another.
    op.execute(
        "UPDATE session SET algorithm = algorithm || '+0002' WHERE id IN "
        "(SELECT session_id FROM counted_set WHERE exercise IN ('squat', 'deadlift'))"
    )
