"""what came of an order"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("fleet_commands", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("failed", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("fleet_commands", schema=None) as batch_op:
        batch_op.drop_column("failed")
        batch_op.drop_column("handed_at")
