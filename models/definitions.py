"""The processes that were switched on: their text, kept for as long as a partnership follows it."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import code_key, text


class StoredDefinition(SQLModel, table=True):
    """A definition that was activated; the one with the highest ``activation`` is for new partnerships.

    ``activation`` is the journal's entry of the last time it was. The text never changes: another text is another
    version.
    """

    __tablename__ = "definitions"
    reference: str = code_key()
    content_hash: str = Field(sa_type=sa.String(64))
    text: str = text()
    activation: int = Field(unique=True)
