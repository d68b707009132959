"""The process as data: definitions that were activated, and what a signal stands for under another definition."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CODE = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
OCCASION = sa.String(length=96).with_variant(sa.String(length=96, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "definitions",
        sa.Column("reference", CODE, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("activation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reference"),
        sa.UniqueConstraint("activation"),
    )
    op.add_column("signals", sa.Column("now_as", OCCASION, nullable=True))


def downgrade() -> None:
    op.drop_column("signals", "now_as")
    op.drop_table("definitions")
