"""Everything that happened, in order and chained. A trigger in the database refuses update and delete.

Each row holds a hash over what it says and over the hash of the row before it in its chain, so that a row cannot be
changed, taken out or put in without a trace. Of its content it holds a hash of hashes, one for each field: a row that
lost fields to a destruction can still be read. Every row is written by ``write_entries``.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from models.columns import CODE, JSON, WORD, code, text
from models.database import among, insert_rows, table

SUBJECTS = ("partnership", "organisation", "contract", "contractor", "person")
HASH = sa.String(64)


class Entry(SQLModel, table=True):
    """One act of a person, or one signal of a night, with the subjects by which it is found."""

    __tablename__ = "journal"
    # A row has few subjects: each index holds only the rows that have its own. What no partnership did is found by act.
    __table_args__ = (
        *(
            sa.Index(
                f"ix_journal_{subject}", subject, "on",
                sqlite_where=sa.text(f"{subject} IS NOT NULL"), postgresql_where=sa.text(f"{subject} IS NOT NULL"),
            )
            for subject in SUBJECTS
        ),
        sa.Index(
            "ix_journal_shared", "act", "on",
            sqlite_where=sa.text("partnership IS NULL"), postgresql_where=sa.text("partnership IS NULL"),
        ),
    )  # fmt: skip
    entry: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    on: date
    by: str = text()
    act: str = Field(sa_type=WORD)
    data: dict[str, Any] = Field(sa_type=JSON)
    phase: str | None = Field(default=None, sa_type=WORD)
    partnership: str | None = code(optional=True)
    organisation: str | None = code(optional=True)
    contract: str | None = code(optional=True)
    contractor: str | None = code(optional=True)
    person: str | None = Field(default=None, sa_type=CODE)
    hash: str = Field(default="", sa_type=HASH, sa_column_kwargs={"server_default": sa.text("''")})


class Head(SQLModel, table=True):
    """The last row of a chain: of a partnership, or, under ``''``, of all that is no partnership's."""

    __tablename__ = "journal_heads"
    chain: str = code(key=True)
    entry: int
    hash: str = Field(sa_type=HASH)


def chain_of(row: Mapping[str, Any]) -> str:
    """Return the chain that a row belongs to: the code of its partnership, or ``''``."""
    return row.get("partnership") or ""


def hash_of(value: Any) -> str:  # noqa: ANN401  # what JSON holds
    """Return SHA-256, in hexadecimal, of a canonical text: JSON without white space, in UTF-8, with sorted keys."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def hashes_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return by field the hash of its value; the hash of all of these is that of the content."""
    return {name: hash_of(value) for name, value in data.items()}


def chained(previous: str, row: Mapping[str, Any], content: str | None = None) -> str:
    """Return the hash of a row: of the list of the previous hash and what the row says, its subjects last.

    The moment is in UTC with microseconds. It is the same before a row is written and after it is read from any
    database.

    Args:
        previous: the hash of the row before it in its chain; ``''`` for the first.
        row: its columns; a subject that it lacks is None.
        content: the hash of its content as it was written; of that in the row unless told.
    """
    moment = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    content = content or hash_of(hashes_of(row["data"]))
    said = [previous, row["entry"], moment, row["on"], row["by"], row["act"], content, row.get("phase")]
    return hash_of(said + [row.get(subject) for subject in SUBJECTS])


def write_entries(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of the journal and chain them; three statements, however many rows.

    Args:
        connection: a transaction that writes; nobody else does meanwhile (ADR 2).
        rows: in the order of their numbers; all with the same columns.
    """
    if not rows:
        return
    heads = _heads(connection, sorted({chain_of(row) for row in rows}))
    written = []
    for row in rows:
        chain = chain_of(row)
        _entry, previous = heads.get(chain, (0, ""))
        own = chained(previous, row)
        heads[chain] = row["entry"], own
        written.append({**row, "hash": own})
    insert_rows(connection, table(Entry), written)
    ends = [{"chain": chain, "entry": entry, "hash": own} for chain, (entry, own) in heads.items()]
    insert_rows(connection, table(Head), ends, replacing=("entry", "hash"))


def _heads(connection: Connection, chains: Sequence[str]) -> dict[str, tuple[int, str]]:
    source = table(Head)
    # Among one key that is empty, PostgreSQL would look for none.
    wanted = source.c.chain == "" if chains == [""] else among(connection, source.c.chain, chains)
    return {row[0]: (row[1], row[2]) for row in connection.execute(sa.select(source).where(wanted))}


def next_entry(connection: Connection) -> int:
    """Return the number of the next journal row."""
    return (connection.execute(sa.select(sa.func.max(table(Entry).c.entry))).scalar() or 0) + 1


def newest_day(connection: Connection, subject: str, codes: Sequence[str]) -> date | None:
    """Return the date of the newest journal row about any of these, or None.

    Args:
        connection: the database.
        subject: what they are: a column of the journal.
        codes: their codes, however many.
    """
    journal = table(Entry)
    query = sa.select(sa.func.max(journal.c.on)).where(among(connection, journal.c[subject], codes))
    return connection.execute(query).scalar()


def newest_days(connection: Connection, partnerships: Sequence[str]) -> dict[str, date]:
    """Return the date of the newest journal row of each partnership."""
    journal = table(Entry)
    query = (
        sa.select(journal.c.partnership, sa.func.max(journal.c.on))
        .where(among(connection, journal.c.partnership, partnerships))
        .group_by(journal.c.partnership)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def ahead_of(connection: Connection, on: date, partnerships: Sequence[str] | None = None) -> frozenset[str]:
    """Return which of these partnerships, or of all unless told, have a journal that is past a day."""
    journal = table(Entry)
    query = sa.select(journal.c.partnership).where(journal.c.on > on).distinct()
    if partnerships is not None:
        query = query.where(among(connection, journal.c.partnership, partnerships))
    return frozenset(connection.execute(query).scalars())
