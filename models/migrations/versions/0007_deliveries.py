"""What reaches people: letters, invitations to meetings, events, and how often somebody wants to hear."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CODE = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
WORD = sa.String(length=32)


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("person", CODE, nullable=True),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("composed_on", sa.Date(), nullable=False),
        sa.Column("composed_at", UTCDateTime(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=False),
        sa.Column("leased_until", UTCDateTime(), nullable=True),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.CheckConstraint("channel IN ('smtp', 'map', 'webhook')", name="ck_deliveries_channel"),
        sa.CheckConstraint("status IN ('wacht', 'verzonden', 'mislukt', 'vervallen')", name="ck_deliveries_status"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    waiting = sa.text("status = 'wacht'")
    op.create_index(
        "ix_deliveries_waiting", "deliveries", ["next_at", "id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("ix_deliveries_person", "deliveries", ["person", "composed_on"])
    op.create_table(
        "invitations",
        sa.Column("partnership", CODE, nullable=False),
        sa.Column("meeting", CODE, nullable=False),
        sa.Column("person", CODE, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('werkgroep', 'verkennend', 'beslissers', 'start', 'voortgang', 'evaluatie', 'marktconsultatie')",
            name="ck_invitations_kind",
        ),
        sa.ForeignKeyConstraint(["partnership"], ["partnerships.partnership"]),
        sa.PrimaryKeyConstraint("partnership", "meeting", "person"),
    )
    changed = sa.text("told IS NULL OR told <> sequence")
    op.create_index(
        "ix_invitations_untold", "invitations", ["partnership"], sqlite_where=changed, postgresql_where=changed
    )
    op.create_index("ix_invitations_person", "invitations", ["person", "planned_on"])
    op.create_table(
        "webhooks",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("told_up_to", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address"),
    )
    # Written out: a rebuilt table, which is how alembic adds a constraint on SQLite, would break what points to it.
    op.execute(
        "ALTER TABLE signal_recipients ADD COLUMN news VARCHAR(32) CONSTRAINT ck_signal_recipients_news "
        "CHECK (news IS NULL OR news IN ('nieuw', 'geescaleerd', 'terug', 'overgenomen'))"
    )
    untold = sa.text("news IS NOT NULL")
    op.create_index(
        "ix_signal_recipients_news", "signal_recipients", ["person"], sqlite_where=untold, postgresql_where=untold
    )
    op.execute(
        "ALTER TABLE persons ADD COLUMN letters VARCHAR(32) DEFAULT 'dagelijks' NOT NULL "
        "CONSTRAINT ck_persons_letters CHECK (letters IN ('dagelijks', 'wekelijks'))"
    )
    op.add_column("persons", sa.Column("others", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("persons", "others")
    op.drop_column("persons", "letters")
    op.drop_index("ix_signal_recipients_news", "signal_recipients")
    op.drop_column("signal_recipients", "news")
    op.drop_table("webhooks")
    op.drop_table("invitations")
    op.drop_table("deliveries")
