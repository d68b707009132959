"""What the whole guide asks of the core's tables: how long a signal waits, how far it climbed, what changes add up to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("signals", sa.Column("asked_on", sa.Date(), nullable=True))
    op.execute("UPDATE signals SET asked_on = raised_on")
    op.add_column("signal_recipients", sa.Column("rung", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("amendments", sa.Column("value_change", sa.Numeric(16, 2), nullable=True))
    op.drop_index("ix_partnerships_organisation", "partnerships")
    op.create_index("ix_partnerships_organisation", "partnerships", ["organisation", "phase", "partnership"])
    op.create_index("ix_partnerships_predecessor", "partnerships", ["predecessor"])


def downgrade() -> None:
    op.drop_index("ix_partnerships_predecessor", "partnerships")
    op.drop_index("ix_partnerships_organisation", "partnerships")
    op.create_index("ix_partnerships_organisation", "partnerships", ["organisation"])
    op.drop_column("amendments", "value_change")
    op.drop_column("signal_recipients", "rung")
    op.drop_column("signals", "asked_on")
