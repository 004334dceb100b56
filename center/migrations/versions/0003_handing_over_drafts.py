"""handing over drafts"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handoff_tokens",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("terminal", sa.String(length=16), nullable=False),
        sa.Column("township", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("valid_until", sa.DateTime(), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(), nullable=True),
        sa.Column("redeemed_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    with op.batch_alter_table("handoff_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoff_tokens_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handoff_tokens_valid_until"), ["valid_until"], unique=False)
    op.create_table(
        "handoff_nonces",
        sa.Column("terminal", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("keep_until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("terminal", "nonce"),
    )
    with op.batch_alter_table("handoff_nonces", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoff_nonces_keep_until"), ["keep_until"], unique=False)
    op.create_table(
        "terminal_calls",
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("terminal", sa.String(length=16), nullable=False),
        sa.Column("township", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("call_id"),
    )
    with op.batch_alter_table("terminal_calls", schema=None) as batch_op:
        batch_op.create_index("terminal_calls_by_township", ["township", "at"], unique=False)
    with op.batch_alter_table("terminals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revoked_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("terminals", schema=None) as batch_op:
        batch_op.drop_column("revoked_at")
    op.drop_table("terminal_calls")
    op.drop_table("handoff_nonces")
    op.drop_table("handoff_tokens")
