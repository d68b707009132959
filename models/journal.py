"""Everything that happened, in order. A trigger in the database refuses update and delete."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import CODE, JSON, WORD, code, text


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
            for subject in ("partnership", "organisation", "contract", "contractor", "person")
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
