"""Everything that happened, in order. A trigger in the database refuses update and delete."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import CODE, JSON, WORD, code, text


class Entry(SQLModel, table=True):
    """One act of a person, or one signal of a night, with the subjects by which it is found."""

    __tablename__ = "journal"
    __table_args__ = (
        sa.Index("ix_journal_partnership", "partnership", "on"),
        sa.Index("ix_journal_organisation", "organisation", "on"),
        sa.Index("ix_journal_contract", "contract", "on"),
        sa.Index("ix_journal_contractor", "contractor", "on"),
        sa.Index("ix_journal_person", "person", "on"),
    )
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
