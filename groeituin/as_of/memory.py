"""A database in memory, in which the journal is told again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, SQLModel

from groeituin.acts.act import Row
from models.database import open_database
from models.journal import Entry
from models.nights import Signal, SignalRecipient
from models.tables import metadata

# A table, and the partnership or the organisation of a row in it.
Scope = tuple[type[SQLModel], object, object]
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
        self._in_scope: dict[Scope, list[Any]] = {}
        self._unwritten: set[type[Any]] = set()
        event.listen(self, "do_orm_execute", self._asked)

    def add(self, instance: Any, _warn: bool = True) -> None:  # noqa: ANN401, FBT001, FBT002  # as sqlalchemy has it
        """Make a row."""
        self._known[_key(instance)] = instance
        self._in_scope.setdefault(_scope(instance), []).append(instance)
        super().add(instance, _warn)

    def delete(self, instance: Any) -> None:  # noqa: ANN401  # as sqlalchemy has it
        """Remove a row; one that was never there is no loss."""
        if instance in self.new:
            self.expunge(instance)
        elif instance in self:
            super().delete(instance)
        made = self._in_scope.get(_scope(instance), [])
        made[:] = [row for row in made if row is not instance]
        self._known.pop(_key(instance), None)

    def flush(self, objects: Any = None) -> None:  # noqa: ANN401  # as sqlalchemy has it
        """Note what was made or changed: whoever asks about such rows next is to see it.

        Acts do this before they ask; here it is written when they ask, because that costs most.
        """
        del objects
        self._unwritten.update(type(row) for row in (*self.new, *self.dirty, *self.deleted))

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:  # noqa: ANN401  # as sqlalchemy has it
        """Return a row by its key, or None; some are not made here, so they are looked up."""
        if entity in MADE_ELSEWHERE:
            return super().get(entity, ident, **options)
        return self._known.get((entity, ident if isinstance(ident, tuple) else (ident,)))

    def alike(self, model: type[Row], where: Mapping[str, object]) -> list[Row]:
        """Return the rows with these values, in the order in which they were made."""
        made = self._in_scope.get((model, where.get("partnership"), where.get("organisation")), [])
        return [row for row in made if all(getattr(row, name) == value for name, value in where.items())]

    @property
    def database(self) -> Connection:
        """Return the connection, with everything written that was made."""
        self._write()
        return self.connection()

    def forget(self, *models: type[SQLModel]) -> None:
        """Remove all rows of these tables, that were not made here."""
        for row in [row for row in self if isinstance(row, models)]:
            self.expunge(row)
        for model in reversed(models):
            self.database.execute(metadata.tables[str(model.__tablename__)].delete())

    def _asked(self, question: ORMExecuteState) -> None:
        models = {mapper.class_ for mapper in question.all_mappers}
        if not models or not self._unwritten.isdisjoint(models):
            self._write()

    def _write(self) -> None:
        super().flush()
        self._unwritten.clear()


def _key(row: SQLModel) -> tuple[type[SQLModel], tuple[Any, ...]]:
    names = [column.name for column in metadata.tables[str(row.__tablename__)].primary_key]
    return type(row), tuple(getattr(row, name) for name in names)


def _scope(row: SQLModel) -> Scope:
    return type(row), getattr(row, "partnership", None), getattr(row, "organisation", None)


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
