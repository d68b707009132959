"""What is asked of the database for some dossiers: facts by key, one query a kind, each query built once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from models.database import among_given, given, table

Fact = TypeVar("Fact")
Rows = dict[str, tuple[Fact, ...]]
Build = Callable[..., Fact]
Condition = Callable[[sa.Table], sa.ColumnElement[bool]]


class Scope:
    """What is asked for: a connection, the partnerships, their organisations, and whether hours are counted."""

    def __init__(self, connection: Connection, organisation_of: dict[str, str], *, lines: bool) -> None:
        self.connection = connection
        self.lines = lines
        self.organisation_of = organisation_of
        self.partnerships = list(organisation_of)
        self.organisations = sorted(set(organisation_of.values()))

    def own(self, model: type[SQLModel], build: Build[Fact], *columns: str, order: tuple[str, ...] = ()) -> Rows[Fact]:
        """Return facts of the partnerships, built from columns, in order."""
        return self.grouped(model, "partnership", self.partnerships, build, columns, order=order)

    def shared(
        self, model: type[SQLModel], build: Build[Fact], *columns: str, order: str
    ) -> tuple[Rows[Fact], Rows[Fact]]:
        """Return facts of the partnerships themselves, and of their organisations as inherited."""

        def inherited(*values: Any) -> Fact:  # noqa: ANN401  # a row's values
            return build(*values, inherited=True)

        return (
            self.grouped(model, "partnership", self.partnerships, build, columns, order=(order,)),
            self.grouped(model, "organisation", self.organisations, inherited, columns, order=(order,)),
        )

    def grouped(
        self,
        model: type[SQLModel],
        key: str,
        keys: Sequence[str],
        build: Build[Fact],
        columns: tuple[str, ...],
        *,
        order: tuple[str, ...] = (),
        where: Condition | None = None,
    ) -> Rows[Fact]:
        """Return facts by key; one query."""
        dialect = self.connection.dialect.name
        query = _query(dialect, model, key, columns, order, where)
        grouped: dict[str, list[Fact]] = defaultdict(list)
        for name, *values in self.connection.execute(query, {"keys": given(dialect, keys)}).all():
            grouped[name].append(build(*values))
        return {name: tuple(rows) for name, rows in grouped.items()}


@cache
def _query(
    dialect: str,
    model: type[SQLModel],
    key: str,
    columns: tuple[str, ...],
    order: tuple[str, ...],
    where: Condition | None,
) -> sa.Select[Any]:
    """Build a query once: a dossier takes some 25, and building them costs more than asking them."""
    source = table(model)
    query = sa.select(source.c[key], *(source.c[name].label(f"fact_{name}") for name in columns))
    query = query.where(among_given(dialect, source.c[key]))
    if where is not None:
        query = query.where(where(source))
    return query.order_by(key, *(source.c[name] for name in order))
