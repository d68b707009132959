"""Groeituin: its own night, on its own tables."""

from datetime import UTC, datetime

from contract import NIGHT, nothing, run

from groeituin.night import run_night
from models.database import open_database

AT = datetime(2026, 11, 17, 3, 15, tzinfo=UTC)


def night(url: str) -> None:
    """Do what a worker does, without Prefect around it."""
    run_night(open_database(url.replace("postgresql://", "postgresql+psycopg://")), NIGHT, at=AT)


if __name__ == "__main__":
    run(prepare=nothing, start=nothing, night=night)
