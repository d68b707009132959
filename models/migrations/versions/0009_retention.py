"""What is destroyed, by whom: proposals, the destruction log, and journal rows that may lose content by that alone."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CODE = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
WORD = sa.String(length=32)
KINDS = "kind IN ('persoon', 'baan', 'urenopgave', 'partnership', 'bezorging')"
MESSAGE = "the journal is append-only: write a correction instead"
LOGGED = "the destruction log is append-only"
LOG = ("destructions", "destroyed_entries")
# Everything but the content.
FIXED = (
    "entry", "at", "on", "by", "act", "phase", "partnership", "organisation", "contract", "contractor", "person", "hash",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "retention_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table("retention_items", *_what("ck_retention_items_kind"))
    op.create_index("ix_retention_items_proposal", "retention_items", ["proposal", "id"])
    by_whom: tuple[sa.Column[Any], ...] = (
        sa.Column("destroyed_on", sa.Date(), nullable=False),
        sa.Column("destroyed_at", UTCDateTime(), nullable=False),
        sa.Column("destroyed_by", sa.Text(), nullable=False),
    )
    op.create_table("destructions", *_what("ck_destructions_kind", *by_whom))
    op.create_index("ix_destructions_code", "destructions", ["kind", "code"])
    op.create_table(
        "destroyed_entries",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("destruction", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("written", sa.String(length=64), nullable=False),
        sa.Column("lost", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["journal.entry"]),
        sa.ForeignKeyConstraint(["destruction"], ["destructions.id"]),
        sa.PrimaryKeyConstraint("entry", "destruction"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _what(name: str, *by_whom: sa.Column[Any]) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.Integer(), nullable=False),
        *by_whom,
        sa.Column("kind", WORD, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("partnership", CODE, nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.CheckConstraint(KINDS, name=name),
        sa.ForeignKeyConstraint(["proposal"], ["retention_proposals.id"]),
        sa.PrimaryKeyConstraint("id"),
    ]


def _guard_sqlite() -> None:
    """Let a journal row only lose fields of its content, and only when the log names it."""
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in FIXED)
    op.execute("DROP TRIGGER journal_no_update")
    op.execute(
        f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal WHEN NOT ({same} "  # noqa: S608  # names of columns
        "AND EXISTS (SELECT 1 FROM destroyed_entries WHERE destroyed_entries.entry = OLD.entry) "
        "AND json_type(NEW.data) = 'object' "
        "AND NOT EXISTS (SELECT 1 FROM json_each(NEW.data) AS kept WHERE NOT EXISTS ("
        "SELECT 1 FROM json_each(OLD.data) AS was "
        "WHERE was.key = kept.key AND was.type = kept.type AND was.value IS kept.value))) "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    for table in LOG:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{LOGGED}'); END"
            )


def _guard_postgresql() -> None:
    op.execute("DROP TRIGGER journal_append_only ON journal")
    op.execute(
        "CREATE TRIGGER journal_append_only BEFORE DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
    )
    op.execute(
        "CREATE FUNCTION journal_loses_content() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608  # a constant
        "IF to_jsonb(NEW) - 'data' = to_jsonb(OLD) - 'data' "
        "AND EXISTS (SELECT 1 FROM destroyed_entries WHERE destroyed_entries.entry = OLD.entry) "
        "AND jsonb_typeof(NEW.data::jsonb) = 'object' "
        "AND NOT EXISTS (SELECT 1 FROM jsonb_each(NEW.data::jsonb) AS kept "
        "WHERE OLD.data::jsonb -> kept.key IS DISTINCT FROM kept.value) "
        f"THEN RETURN NEW; END IF; RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_loses_content BEFORE UPDATE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_loses_content()"
    )
    op.execute(
        "CREATE FUNCTION destruction_log_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{LOGGED}'; END $$"
    )
    for table in LOG:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION destruction_log_append_only()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_no_update")
        op.execute(
            f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
    else:
        op.execute("DROP TRIGGER journal_loses_content ON journal")
        op.execute("DROP FUNCTION journal_loses_content")
        op.execute("DROP TRIGGER journal_append_only ON journal")
        op.execute(
            "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
        )
    for table in ("destroyed_entries", "destructions", "retention_items", "retention_proposals"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION destruction_log_append_only")
