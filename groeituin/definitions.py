"""Which process a partnership follows."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.errors import NoSuchThing
from models.definitions import StoredDefinition
from models.dossiers import table
from states.definition import Definition, handreiking, read_definition
from states.working_days import WorkingDays, working_days

# A text never changes, and is read once.
_read: dict[str, Definition] = {}


class Library:
    """The definitions that partnerships can follow: the guide's, and those that were activated."""

    def __init__(self, connection: Connection) -> None:
        stored = table(StoredDefinition)
        query = sa.select(stored.c.reference, stored.c.content_hash).order_by(stored.c.activation)
        self._connection = connection
        self._hashes: dict[str, str] = {row.reference: row.content_hash for row in connection.execute(query)}

    def __iter__(self) -> Iterator[str]:
        """Yield the references, the one for new partnerships last."""
        own = handreiking().reference
        yield from ([] if own in self._hashes else [own])
        yield from self._hashes

    @property
    def active(self) -> Definition:
        """Return the definition for new partnerships; the guide's until another was activated."""
        return self.of(list(self)[-1])

    def of(self, reference: str) -> Definition:
        """Return the definition with a name and version.

        Raises:
            NoSuchThing: there is no such definition.
        """
        if reference == handreiking().reference:
            return handreiking()
        if reference not in self._hashes:
            raise NoSuchThing(f"Er is geen procesdefinitie '{reference}'. Bekend zijn: {', '.join(self)}.")
        content_hash = self._hashes[reference]
        if content_hash not in _read:
            stored = table(StoredDefinition)
            query = sa.select(stored.c.text).where(stored.c.reference == reference)
            _read[content_hash] = read_definition(self._connection.execute(query).scalar_one())
        return _read[content_hash]


def calendar_of(process: Definition) -> WorkingDays:
    """Return the working days under a definition's settings."""
    return working_days(process.holidays)
