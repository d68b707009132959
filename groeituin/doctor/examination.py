"""Every check in order: those that need what is not there are left out, because the first fault explains them."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy.engine import Engine

from groeituin.clock import AMSTERDAM
from groeituin.doctor.delivery import outbox, way_out
from groeituin.doctor.finding import Finding
from groeituin.doctor.prefect_api import prefect
from groeituin.doctor.storage import clock, night, schema, storage_is_open
from groeituin.errors import GroeituinError
from groeituin.settings import Settings


def examine(settings: Settings, environment: Mapping[str, str], at: datetime) -> list[Finding]:
    """Look at the database, its schema, the night, the clock, what waits to be sent, and Prefect.

    Nothing is changed.

    Args:
        settings: those of this program.
        environment: where Prefect's own settings stand.
        at: the moment.
    """
    opened, found = storage_is_open(settings.database_url)
    findings = [found]
    if opened:
        with suppress(GroeituinError):
            findings += _of_database(opened, at)
        opened.dispose()
    return [*findings, way_out(settings), *prefect(environment, at)]


def _of_database(engine: Engine, at: datetime) -> Iterator[Finding]:
    found = schema(engine)
    yield found
    if found.well:
        with engine.connect() as connection:
            yield night(connection, at.astimezone(AMSTERDAM))
            yield outbox(connection, at)
            yield clock(connection, at)
