"""The database: can it be reached, is its schema the newest, did the nights run, and does the clock make sense."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.doctor.finding import Finding
from groeituin.errors import StorageUnreachable
from groeituin.storage import connect, storage_errors
from groeituin.texts.words import counted
from models.dossiers import table
from models.journal import Entry
from models.queries import due_list, overdue
from models.schema import head, knows, revision
from states.texts import day

# The night is scheduled at a quarter past four; by now it should be done.
NIGHT_IS_DONE = time(6)
# More than this between two clocks is a fault of one of them.
CLOCKS_DIFFER = timedelta(minutes=2)


def storage_is_open(url: str) -> tuple[Engine | None, Finding]:
    """Return the database when it can be reached, and whether it can."""
    try:
        engine = connect(url)
        with storage_errors(), engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except StorageUnreachable as error:
        advice = "Controleer GROEITUIN_DATABASE_URL, of de server draait en of de schijf vol is."
        return None, Finding("database", well=False, sentence=error.message, advice=advice)
    return engine, Finding("database", well=True, sentence=f"De database is bereikbaar ({engine.dialect.name}).")


def schema(engine: Engine) -> Finding:
    """Tell whether the tables are those of this program."""
    with storage_errors():
        found = revision(engine)
    if found == head():
        return Finding("schema", well=True, sentence=f"Het schema is het nieuwste ({found}).")
    if found is not None and not knows(found):
        return Finding(
            "schema", well=False, sentence=f"Het schema ({found}) is van een nieuwere versie van Groeituin.",
            advice="Installeer die nieuwere versie, ook op deze machine.",
        )  # fmt: skip
    return Finding(
        "schema", well=False, sentence=f"Het schema is {found or 'er nog niet'}; nodig is {head()}.",
        advice="Draai `groeituin db upgrade`.",
    )  # fmt: skip


def night(connection: Connection, now: datetime) -> Finding:
    """Tell whether the nights up to this morning ran, from what they should have raised."""
    today = now.date()
    left = overdue(connection, today)
    if left:
        return Finding(
            "nacht", well=False,
            sentence=f"{counted(left, 'termijn bleef', 'termijnen bleven')} liggen van nachten voor {day(today)}.",
            advice="Draai `groeituin night`: die haalt het in. Kijk daarna waarom de nacht niet liep.",
        )  # fmt: skip
    due = len(due_list(connection, today)) if now.time() >= NIGHT_IS_DONE else 0
    if due:
        return Finding(
            "nacht", well=False,
            sentence=f"De nacht van {day(today)} is niet af: nog {counted(due, 'partnership', 'partnerships')}.",
            advice="Draai `groeituin night`, of start `nacht` in Prefect. Twee keer is niet erg.",
        )  # fmt: skip
    return Finding("nacht", well=True, sentence="De nachten zijn bij: er ligt niets van eerder.")


def clock(connection: Connection, at: datetime) -> Finding:
    """Tell whether this machine's clock fits what was recorded, and the clock of the database server."""
    newest: datetime | None = connection.execute(sa.select(sa.func.max(table(Entry).c.at))).scalar()
    if newest and newest - at > CLOCKS_DIFFER:
        return Finding(
            "klok", well=False, sentence=f"Het logboek heeft een regel van later dan nu ({newest:%Y-%m-%d %H:%M} UTC).",
            advice="Zet de klok van deze machine gelijk (chrony of systemd-timesyncd).",
        )  # fmt: skip
    if connection.dialect.name == "postgresql":
        there: datetime = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
        if abs(there - at) > CLOCKS_DIFFER:
            return Finding(
                "klok", well=False, sentence="De klokken van deze machine en van de databaseserver verschillen.",
                advice="Zet beide gelijk met dezelfde tijdserver.",
            )  # fmt: skip
    return Finding("klok", well=True, sentence="De klok past bij wat er is vastgelegd.")
