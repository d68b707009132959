"""A database in memory, in which the journal is told again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlmodel import Session, SQLModel

from models.database import open_database
from models.journal import Entry
from models.nights import Signal, SignalRecipient
from models.tables import metadata

# Written with a statement for many at once.
MADE_ELSEWHERE = (Entry, Signal, SignalRecipient)


class Memory(Session):
    """A session that knows by heart every row that was made in it, and writes them when something is asked.

    An act looks up most of what it needs by key. Of an empty database everything that is there was made here, so
    that needs no query.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, autoflush=False, expire_on_commit=False)
        self._known: dict[tuple[type[SQLModel], tuple[Any, ...]], SQLModel] = {}
        self._unwritten = False
        event.listen(self, "do_orm_execute", lambda _asked: self.write())

    def add(self, instance: Any, _warn: bool = True) -> None:  # noqa: ANN401, FBT001, FBT002  # as sqlalchemy has it
        """Make a row."""
        self._known[_key(instance)] = instance
        super().add(instance, _warn)

    def delete(self, instance: Any) -> None:  # noqa: ANN401  # as sqlalchemy has it
        """Remove a row; one that was never there is no loss."""
        self._known.pop(_key(instance), None)
        if instance in self.new:
            self.expunge(instance)
        elif instance in self:
            super().delete(instance)

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:  # noqa: ANN401  # as sqlalchemy has it
        """Return a row by its key, or None; some are not made here, so they are looked up."""
        if entity in MADE_ELSEWHERE:
            return super().get(entity, ident, **options)
        return self._known.get((entity, ident if isinstance(ident, tuple) else (ident,)))

    def connection(self, *arguments: Any, **options: Any) -> Connection:  # noqa: ANN401  # as sqlalchemy has it
        """Return the connection, with everything written that acts before this one made."""
        self.write()
        return super().connection(*arguments, **options)

    def forget(self, *models: type[SQLModel]) -> None:
        """Remove all rows of these tables, that were not made here."""
        for row in [row for row in self if isinstance(row, models)]:
            self.expunge(row)
        for model in reversed(models):
            self.connection().execute(metadata.tables[str(model.__tablename__)].delete())

    def done(self) -> None:
        """Tell that an act is done: whoever asks the next question is to see what it made."""
        self._unwritten = True

    def write(self) -> None:
        """Write what the acts that are done made."""
        if self._unwritten:
            self._unwritten = False
            self.flush()


def _key(row: SQLModel) -> tuple[type[SQLModel], tuple[Any, ...]]:
    names = [column.name for column in metadata.tables[str(row.__tablename__)].primary_key]
    return type(row), tuple(getattr(row, name) for name in names)


@contextmanager
def memory() -> Iterator[Memory]:
    """Give an empty database that is gone afterwards.

    Foreign keys are not looked at: what does not matter to what is asked is not told.
    """
    engine = open_database("sqlite://")
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA foreign_keys = OFF"))
    try:
        with engine.connect() as connection:
            metadata.create_all(connection, checkfirst=False)
            with Memory(connection) as session:
                yield session
    finally:
        engine.dispose()
