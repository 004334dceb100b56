"""phones of the staff"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_phones",
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("sign_key", sa.String(length=44), nullable=True),
        sa.Column("agree_key", sa.String(length=44), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.code"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff"),
    )


def downgrade() -> None:
    op.drop_table("staff_phones")
