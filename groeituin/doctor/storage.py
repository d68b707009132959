"""The database: can it be reached, is its schema the newest, did the nights run, and does the clock make sense."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

from groeituin.acts.act import Scene
from groeituin.acts.reach import reached
from groeituin.doctor.finding import Finding
from groeituin.night_batch import BY_NIGHT
from groeituin.storage import storage_errors
from groeituin.texts.words import counted
from models.database import table
from models.journal import SUBJECTS, Entry
from models.partnerships import Suspension
from models.queries import due_list
from models.schema import head, knows, revision
from states.texts import day

# The night is scheduled at a quarter past four; by now it should be done.
NIGHT_IS_DONE = time(6)
# More than this between two clocks is a fault of one of them.
CLOCKS_DIFFER = timedelta(minutes=2)
# More is not recorded in the hours since a night.
RECENT = 20_000
# A row that names one of these is about that, also where it names the organisation that it belongs to.
NEAREST = ("partnership", "contract")


def schema(engine: Engine) -> Finding:
    """Tell whether the tables are those of this program.

    Raises:
        StorageUnreachable: the database cannot be read.
    """
    with storage_errors():
        found = revision(engine)
    if found == head():
        return Finding("schema", well=True, sentence=f"Het schema is het nieuwste ({found}).")
    if found is not None and not knows(found):
        return Finding(
            "schema", well=False, sentence=f"Het schema ({found}) is van een nieuwere versie van Groeituin.",
            advice="Installeer die nieuwere versie, ook op deze machine.",
        )  # fmt: skip
    said = f"Het schema is verouderd ({found})" if found else "Er zijn nog geen tabellen"
    return Finding("schema", well=False, sentence=f"{said}; nodig is {head()}.", advice="Draai `groeituin db upgrade`.")


def night(connection: Connection, now: datetime) -> Finding:
    """Tell whether the last night ran, from what it should have raised.

    Args:
        connection: the database.
        now: the moment, in the Netherlands.
    """
    last = last_night(now)
    left = left_by(connection, last)
    if not left:
        return Finding("nacht", well=True, sentence="De nachten zijn bij: er ligt niets van eerder.")
    what = counted(len(left), "partnership wacht", "partnerships wachten")
    return Finding(
        "nacht", well=False, sentence=f"De nacht van {day(last)} is niet (helemaal) gedaan: {what} erop.",
        advice="Draai `groeituin night`: die haalt alles in. Zoek daarna uit waarom de nacht niet liep.",
    )  # fmt: skip


def last_night(now: datetime) -> date:
    """Return the date of the last night that should be done by now, a moment in the Netherlands."""
    return now.date() if now.time() >= NIGHT_IS_DONE else now.date() - timedelta(days=1)


def left_by(connection: Connection, last: date) -> set[str]:
    """Return the partnerships that wait for a night that is over: it did not run, or it failed on them."""
    due = due_list(connection, last)
    return set(due) - _told_since(connection, last) - _suspended(connection, last) if due else set()


def _suspended(connection: Connection, on: date) -> set[str]:
    """The partnerships that no night asks anything: what comes back there keeps its date until the suspension ends."""
    pauses = table(Suspension)
    query = sa.select(pauses.c.partnership).where(
        pauses.c.from_on <= on, pauses.c.until_on.is_(None) | (pauses.c.until_on > on)
    )
    return set(connection.execute(query).scalars())


def _told_since(connection: Connection, last: date) -> set[str]:
    """The partnerships of which people recorded something since: what that made due waits for the next night.

    What the night itself recorded is left out: where it did one rule and failed on another, that is still due.
    """
    journal = table(Entry)
    newest = sa.select(sa.func.max(journal.c.entry)).scalar_subquery()
    query = (
        sa.select(*(journal.c[name] for name in SUBJECTS))
        .where(journal.c.entry > newest - RECENT, journal.c.on >= last, journal.c.by != BY_NIGHT)
        .distinct()
    )
    with Session(bind=connection) as session:
        scene = Scene(session=session, on=last, by="", recorded_on=last)
        for row in connection.execute(query).mappings():
            near = [name for name in NEAREST if row[name]]
            for name in near or [name for name in SUBJECTS if row[name]]:
                getattr(scene, f"{name}s").add(row[name])
        return set(reached(scene))


def clock(connection: Connection, at: datetime) -> Finding:
    """Tell whether this machine's clock fits what was recorded last, and the clock of the database server."""
    journal = table(Entry)
    newest: datetime | None = connection.execute(
        sa.select(journal.c.at).order_by(journal.c.entry.desc()).limit(1)
    ).scalar()
    if newest and newest - at > CLOCKS_DIFFER:
        return Finding(
            "klok", well=False,
            sentence=f"De laatste regel van het logboek is van later dan nu ({newest:%Y-%m-%d %H:%M} UTC).",
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
