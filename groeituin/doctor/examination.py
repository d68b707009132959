"""Every check in order: those that need what is not there are left out, because the first fault explains them."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.engine import Engine

from groeituin.clock import AMSTERDAM
from groeituin.doctor.delivery import outbox, way_out
from groeituin.doctor.finding import Finding
from groeituin.doctor.prefect_api import prefect
from groeituin.doctor.storage import clock, night, schema
from groeituin.errors import StorageUnreachable
from groeituin.settings import Settings
from groeituin.storage import connect, storage_errors
from models.database import read_only


def examine(settings: Settings, environment: Mapping[str, str], at: datetime) -> list[Finding]:
    """Look at the database, its schema, the night, what waits to be sent, the clock, the way out, and Prefect.

    Nothing is changed.

    Args:
        settings: those of this program.
        environment: where Prefect's own settings stand.
        at: the moment.
    """
    return [*_database(settings.database_url, at), way_out(settings), *prefect(environment, at)]


def _database(url: str, at: datetime) -> list[Finding]:
    try:
        engine = connect(url)
        try:
            with storage_errors():
                return list(_of_database(engine, at))
        finally:
            engine.dispose()
    except StorageUnreachable as error:
        advice = (
            "Controleer GROEITUIN_DATABASE_URL (`sqlite:///BESTAND` of `postgresql+psycopg://GEBRUIKER@SERVER/NAAM`). "
            "Klopt die: draai `groeituin db upgrade` als zij er nog niet is; kijk anders of de server draait, of deze "
            "gebruiker erbij mag en of de schijf vol is."
        )
        return [Finding("database", well=False, sentence=error.message, advice=advice)]


def _of_database(engine: Engine, at: datetime) -> Iterator[Finding]:
    found = schema(engine)
    yield Finding("database", well=True, sentence=f"De database is bereikbaar ({engine.dialect.name}).")
    yield found
    if found.well:
        with read_only(engine) as connection:
            yield night(connection, at.astimezone(AMSTERDAM))
            yield outbox(connection, at)
            yield clock(connection, at)
