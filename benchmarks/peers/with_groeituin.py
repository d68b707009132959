"""Groeituin: its own night, on its own tables."""

from datetime import UTC, datetime
from functools import cache

from contract import NIGHT, nothing, run
from sqlalchemy.engine import Engine

from groeituin.night import run_night
from models.database import open_database
from states.definition import handreiking
from states.working_days import WorkingDays

AT = datetime(2026, 11, 17, 3, 15, tzinfo=UTC)


@cache
def engine(url: str) -> Engine:
    """Return the database."""
    return open_database(url.replace("postgresql://", "postgresql+psycopg://"))


def start(url: str) -> None:
    """Connect, and load the library of holidays, which comes with the first date that is asked of it."""
    with engine(url).connect():
        WorkingDays(handreiking().holidays).holiday(NIGHT)


def night(url: str) -> None:
    """Do what a worker does, without Prefect around it."""
    run_night(engine(url), NIGHT, at=AT)


if __name__ == "__main__":
    run(prepare=nothing, start=start, night=night)
