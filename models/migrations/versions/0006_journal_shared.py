"""What is no partnership's is found in the journal by its act: work handed over as a whole, block tables."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_journal_shared",
        "journal",
        ["act", "on"],
        sqlite_where=sa.text("partnership IS NULL"),
        postgresql_where=sa.text("partnership IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_journal_shared", "journal")
