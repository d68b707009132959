"""Copies of a database as it is now, for tests that let the same thing happen to it many times."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from models.database import open_database

Copy = Callable[[], Engine]


def url_of(engine: Engine) -> str:
    """Return the whole URL of a database, for another process."""
    return engine.url.render_as_string(hide_password=False)


@contextmanager
def copies(engine: Engine, request: pytest.FixtureRequest, folder: Path) -> Iterator[Copy]:
    """Yield a function that opens another copy; nothing else may use the original meanwhile."""
    engine.dispose()
    source = url_of(engine)
    opened: list[Engine] = []

    def another() -> Engine:
        name = f"copy_{len(opened)}"
        if source.startswith("sqlite"):
            path = folder / f"{name}.db"
            shutil.copy(str(engine.url.database), path)
            opened.append(open_database(f"sqlite:///{path}"))
        else:
            full = f"{engine.url.database}_{name}"
            administer(
                request.getfixturevalue("postgresql_url"),
                f"CREATE DATABASE {full} TEMPLATE {engine.url.database} STRATEGY file_copy",
            )
            opened.append(open_database(make_url(source).set(database=full).render_as_string(hide_password=False)))
        return opened[-1]

    try:
        yield another
    finally:
        for one in opened:
            one.dispose()
            if not source.startswith("sqlite"):
                administer(request.getfixturevalue("postgresql_url"), f"DROP DATABASE {one.url.database} WITH (FORCE)")


def administer(url: str, statement: str) -> None:
    """Execute a statement that PostgreSQL does outside a transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
