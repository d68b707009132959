"""Which process a partnership follows."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.errors import NoSuchProcess, NoSuchThing
from models.database import table
from models.definitions import StoredDefinition
from states.definition import Definition, content_hash, handreiking, handreiking_text, read_definition
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

    def named(self, called: str) -> str:
        """Return the reference that somebody means: in full, or only the version where that says enough.

        Raises:
            NoSuchThing: no definition is called so, or more than one.
        """
        versions = [reference for reference in self if reference.partition("/")[2] == called]
        if called in list(self):
            return called
        if len(versions) != 1:
            raise NoSuchThing(self._unknown(called))
        return versions[0]

    def _existing(self, reference: str) -> str:
        if reference not in list(self):
            raise NoSuchProcess(self._unknown(reference))
        return reference

    def _unknown(self, called: str) -> str:
        return f"Er is geen procesdefinitie '{called}'. Bekend zijn: {', '.join(self)}."

    def hash_of(self, reference: str) -> str | None:
        """Return the hash of a definition's text; None when there is no such definition."""
        if reference == handreiking().reference:
            return content_hash(handreiking_text())
        return self._hashes.get(reference)

    def text_of(self, reference: str) -> str:
        """Return the text of a definition, by its name and version.

        Raises:
            NoSuchProcess: there is no such definition.
        """
        if reference == handreiking().reference:
            return handreiking_text()
        stored = table(StoredDefinition)
        query = sa.select(stored.c.text).where(stored.c.reference == self._existing(reference))
        return str(self._connection.execute(query).scalar_one())

    def of(self, reference: str) -> Definition:
        """Return the definition with a name and version.

        Raises:
            NoSuchProcess: there is no such definition.
        """
        if reference == handreiking().reference:
            return handreiking()
        known = self._hashes[self._existing(reference)]
        if known not in _read:
            _read[known] = read_definition(self.text_of(reference))
        return _read[known]


def calendar_of(process: Definition) -> WorkingDays:
    """Return the working days under a definition's settings."""
    return working_days(process.holidays)
