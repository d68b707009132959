"""The version of the schema: where the database stands, where it should stand, and how it gets there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from models.database import writing

MIGRATIONS = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """Return the newest revision that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def knows(revision: str) -> bool:
    """Tell whether a revision is one of this program's, so not from a newer one."""
    scripts = ScriptDirectory.from_config(_config())
    return revision in {script.revision for script in scripts.walk_revisions()}


def revision(engine: Engine) -> str | None:
    """Return the revision of the database, or None when it has no tables."""
    with engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the database as a transaction sees it, or None when it has no tables."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, in one transaction."""
    with writing(engine).begin() as connection:
        upgrade_to(connection, "head")


def upgrade_to(connection: Connection, to: str) -> None:
    """Bring the database up to a revision within a transaction that writes."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
