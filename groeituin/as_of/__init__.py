"""As of: what was known at the end of a day, told again from the journal into a database in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.as_of.memory import memory
from groeituin.as_of.one_partnership import tell_one
from groeituin.as_of.portfolio import tell_everything
from groeituin.planning import replan
from groeituin.reading.portfolio import references
from models.database import insert_rows, table
from models.definitions import StoredDefinition

__all__ = ["known_then"]


@contextmanager
def known_then(
    connection: Connection, on: date, partnership: str | None = None, progress: Callable[[float], None] | None = None
) -> Iterator[Connection]:
    """Give a database with what was known at the end of a day, of one partnership or of the whole portfolio.

    Acts and nights count by the day on which they were recorded; what was corrected later is not corrected yet.

    Args:
        connection: the database.
        on: the day.
        partnership: only what is needed to tell of this one.
        progress: is told how far it is with a whole portfolio, from 0 to 1.

    Raises:
        NoSuchThing: there is no such partnership, or there was none yet.
        NotRetold: the acts of this program refuse what happened then.
    """
    with memory() as told:
        stored = table(StoredDefinition)
        insert_rows(told.database, stored, [dict(row) for row in connection.execute(sa.select(stored)).mappings()])
        if partnership:
            tell_one(connection, told, partnership, on)
        else:
            tell_everything(connection, told, on, progress)
            replan(told.database, references(told.database), on)
        yield told.database
