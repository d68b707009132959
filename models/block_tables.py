"""Block tables (bouwblokken) as authorities registered them; a version never changes once a contract uses it."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from models.columns import JSON, code, text
from states.figures import blocks as facts


class BlockTable(SQLModel, table=True):
    """What an authority counts things for, from a date on."""

    __tablename__ = "block_tables"
    authority: str = code(key=True)
    version: str = code(key=True)
    valid_from: date
    source: str = text()
    dated_on: date | None = None
    address: str | None = text()
    blocks: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    bonuses: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


def block_tables(connection: Connection, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], facts.BlockTable]:
    """Return block tables by authority and version; unknown ones are left out. One query."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    source = SQLModel.metadata.tables["block_tables"]
    rows = connection.execute(sa.select(source).where(sa.tuple_(source.c.authority, source.c.version).in_(wanted)))
    return {(row["authority"], row["version"]): facts.BlockTable.model_validate(dict(row)) for row in rows.mappings()}
