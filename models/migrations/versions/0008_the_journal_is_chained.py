"""The journal is chained: each row holds a hash over itself and the row before it. Names and addresses go from it."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from models.journal import chained

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CODE = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
WORD = sa.String(length=32)
BATCH = 5000
MESSAGE = "the journal is append-only: write a correction instead"
JOURNAL = sa.table(
    "journal",
    sa.column("entry", sa.Integer()),
    sa.column("at", UTCDateTime()),
    sa.column("on", sa.Date()),
    sa.column("by", sa.Text()),
    sa.column("act", WORD),
    sa.column("data", sa.JSON()),
    sa.column("phase", WORD),
    *(sa.column(name, CODE) for name in ("partnership", "organisation", "contract", "contractor", "person")),
    sa.column("hash", sa.String()),
)
# What a row about a member of staff told of them, and the journal does not hold.
PERSONAL = ("name", "email")
Row = dict[str, Any]


def upgrade() -> None:
    op.add_column("journal", sa.Column("hash", sa.String(length=64), nullable=False, server_default=""))
    heads = op.create_table(
        "journal_heads",
        sa.Column("chain", CODE, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain"),
    )
    ends: dict[str, tuple[int, str]] = {}
    people: set[int] = set()

    def chain(row: Row) -> Row:
        told = _without_names(row, people)
        _entry, previous = ends.get(row["partnership"] or "", (0, ""))
        own = chained(previous, row | {"data": told})
        ends[row["partnership"] or ""] = row["entry"], own
        return {"data": told, "hash": own}

    _rewrite(chain, "data", "hash")
    if ends:
        rows = [{"chain": name, "entry": entry, "hash": own} for name, (entry, own) in ends.items()]
        op.get_bind().execute(heads.insert(), rows)


def downgrade() -> None:
    op.drop_table("journal_heads")
    known = {row[0]: row for row in op.get_bind().execute(sa.text("SELECT person, name, email FROM persons"))}
    people: dict[int, Row] = {}

    def named(row: Row) -> Row:
        if row["act"] == "register-person" and row["person"] in known:
            people[row["entry"]] = dict(zip(PERSONAL, known[row["person"]][1:], strict=True))
            return {"data": row["data"] | people[row["entry"]]}
        if row["act"] == "correct" and row["data"]["entry"] in people:
            fields = row["data"].get("fields", {})
            now = {name: value for name, value in people[row["data"]["entry"]].items() if name in fields}
            return {"data": row["data"] | {"fields": fields | now}} if now else {"data": row["data"]}
        return {"data": row["data"]}

    _rewrite(named, "data")
    op.drop_column("journal", "hash")


def _without_names(row: Row, people: set[int]) -> Row:
    """Return what a row tells, without who somebody is; what was corrected of that is told without its value."""
    data: Row = row["data"]
    if row["act"] == "register-person":
        people.add(row["entry"])
        return {name: value for name, value in data.items() if name not in PERSONAL}
    if row["act"] == "correct" and data["entry"] in people and data.get("fields"):
        fields = {name: None if name in PERSONAL else value for name, value in data["fields"].items()}
        return data | {"fields": fields}
    return data


def _rewrite(change: Callable[[Row], Row], *columns: str) -> None:
    """Write columns of every row of the journal, in order; for once it is not append-only."""
    _let_go()
    update = JOURNAL.update().where(JOURNAL.c.entry == sa.bindparam("of"))
    update = update.values({name: sa.bindparam(f"new_{name}") for name in columns})
    for rows in _batches():
        changed = [{"of": row["entry"]} | {f"new_{name}": value for name, value in change(row).items()} for row in rows]
        op.get_bind().execute(update, changed)
    _hold()


def _batches() -> Iterator[list[Row]]:
    last = 0
    while True:
        query = sa.select(JOURNAL).where(JOURNAL.c.entry > last).order_by(JOURNAL.c.entry).limit(BATCH)
        rows = [dict(row) for row in op.get_bind().execute(query).mappings()]
        if not rows:
            return
        yield rows
        last = rows[-1]["entry"]


def _let_go() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_no_update")
    else:
        op.execute("ALTER TABLE journal DISABLE TRIGGER journal_append_only")


def _hold() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
    else:
        op.execute("ALTER TABLE journal ENABLE TRIGGER journal_append_only")
