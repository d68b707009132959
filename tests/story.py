"""A database in which a test lets things happen, by date, in few words."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from groeituin.acts.perform import Outcome, perform
from groeituin.night import NightReport, run_night

AT = datetime(2026, 1, 1, 4, 15, tzinfo=UTC)


class Story:
    """A database in which a test lets things happen, by date, in few words."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def act(self, on: str, name: str, /, **fields: Any) -> Outcome:  # noqa: ANN401  # the fields of any act
        """Do an act on a date."""
        return perform(self.engine, name, fields, on=date.fromisoformat(on), by="toets", at=AT)

    def night(self, on: str, rules: list[str] | None = None) -> NightReport:
        """Run the night of a date."""
        return run_night(self.engine, date.fromisoformat(on), at=AT, rules=rules)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  # what a query binds
        """Return the rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query), values)]

    def start(self, on: str, partnership: str = "P-1", organisation: str = "O-1") -> None:
        """Make an organisation, five people and a partnership in its first phase known."""
        self.act(on, "register-organisation", organisation=organisation, name="Gemeente Voorbeeld", sector="gemeente")
        for person in ("anna", "bert", "cees", "dina", "eva"):
            self.act(on, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl")
        self.act(on, "start-partnership", partnership=partnership, title="Schoonmaak", organisation=organisation)
