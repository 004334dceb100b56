"""holds, orders and notices"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("fleet_commands", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_by", sa.String(length=32), nullable=False, server_default=""))
    with op.batch_alter_table("fleet_commands", schema=None) as batch_op:
        batch_op.alter_column("given_by", server_default=None)
    op.create_table(
        "fleet_logs",
        sa.Column("command_id", sa.String(length=32), nullable=False),
        sa.Column("terminal", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("command_id"),
    )
    with op.batch_alter_table("fleet_logs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fleet_logs_terminal"), ["terminal"], unique=False)
    op.create_table(
        "fleet_holds",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "notices",
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("area", sa.String(length=12), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("notice_id"),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_ends_at"), ["ends_at"], unique=False)


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("fleet_holds")
    op.drop_table("fleet_logs")
    with op.batch_alter_table("fleet_commands", schema=None) as batch_op:
        batch_op.drop_column("given_by")
