"""The time in the air of a box jump's reps."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("counted_rep") as batch_op:
        batch_op.add_column(sa.Column("flight_s", sa.Double(), nullable=True))
    # It is known once they are counted again, which recount does where the algorithm is another.
    op.execute(
        "UPDATE session SET algorithm = algorithm || '+0001' WHERE id IN "
        "(SELECT session_id FROM counted_set WHERE exercise = 'box_jump')"
    )
