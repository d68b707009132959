"""What was proposed to be destroyed, what a person approved, and what was destroyed by that."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import CODE, JSON, WORD, one_of, text
from models.journal import HASH
from states.vocabulary import Retained


class Proposal(SQLModel, table=True):
    """A list of what is past its period, made on a day, and when it was approved if it was."""

    __tablename__ = "retention_proposals"
    id: int = Field(primary_key=True)
    made_on: date
    made_by: str = text()
    approved_on: date | None = None
    approved_by: str | None = text()


class ProposedItem(SQLModel, table=True):
    """Something on such a list: what it is, since when its period counts, and how many rows would go.

    ``code`` is that of a person, job, contract or partnership, or a month of deliveries; ``partnership`` whose job or
    hours it is. ``category``, ``period`` and ``source`` are as the definition told them then.
    """

    __tablename__ = "retention_items"
    __table_args__ = (
        one_of("kind", Retained, "ck_retention_items_kind"),
        sa.Index("ix_retention_items_proposal", "proposal", "id"),
    )
    id: int = Field(primary_key=True)
    proposal: int = Field(foreign_key="retention_proposals.id")
    kind: str = Field(sa_type=WORD)
    code: str = Field(sa_type=CODE)
    partnership: str | None = Field(default=None, sa_type=CODE)
    category: str = text()
    since: date
    period: str = text()
    source: str = text()
    rows: int


class Destruction(SQLModel, table=True):
    """Something that was destroyed: what, by whom, when, on which proposal and ground. It holds codes and no content.

    What is left of a partnership is its row here: nothing else bears its code again.
    """

    __tablename__ = "destructions"
    __table_args__ = (
        one_of("kind", Retained, "ck_destructions_kind"),
        sa.Index("ix_destructions_code", "kind", "code"),
    )
    id: int = Field(primary_key=True)
    proposal: int = Field(foreign_key="retention_proposals.id")
    destroyed_on: date
    destroyed_at: datetime
    destroyed_by: str = text()
    kind: str = Field(sa_type=WORD)
    code: str = Field(sa_type=CODE)
    partnership: str | None = Field(default=None, sa_type=CODE)
    category: str = text()
    since: date
    period: str = text()
    source: str = text()
    rows: int


class DestroyedEntry(SQLModel, table=True):
    """A row of the journal of which a destruction took content away; the journal lets that be for these rows alone.

    ``written`` is the hash of its content as it was, from which its own hash follows; ``lost`` holds the hashes of the
    fields that went where nothing but names did, so that what is left can be told from what was never there.
    """

    __tablename__ = "destroyed_entries"
    entry: int = Field(primary_key=True, foreign_key="journal.entry", sa_column_kwargs={"autoincrement": False})
    destruction: int = Field(primary_key=True, foreign_key="destructions.id", sa_column_kwargs={"autoincrement": False})
    written: str = Field(sa_type=HASH)
    lost: dict[str, Any] = Field(sa_type=JSON)
