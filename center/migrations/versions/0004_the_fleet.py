"""the fleet"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fleet_latest",
        sa.Column("terminal", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("beat_id", sa.String(length=32), nullable=False),
        sa.Column("beat", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("terminal"),
    )
    op.create_table(
        "fleet_history",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("terminal", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("fleet_history", schema=None) as batch_op:
        batch_op.create_index("fleet_history_by_terminal", ["terminal", "at"], unique=False)
    op.create_table(
        "fleet_uses",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("terminal", sa.String(length=16), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "terminal", "service", "step"),
    )
    op.create_table(
        "fleet_commands",
        sa.Column("command_id", sa.String(length=32), nullable=False),
        sa.Column("terminal", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("not_after", sa.DateTime(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("command_id"),
    )
    with op.batch_alter_table("fleet_commands", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fleet_commands_terminal"), ["terminal"], unique=False)


def downgrade() -> None:
    op.drop_table("fleet_commands")
    op.drop_table("fleet_uses")
    op.drop_table("fleet_history")
    op.drop_table("fleet_latest")
