"""What was told of a portfolio in the evening, to hold against what is told of that day later."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from story import AT, Story

from groeituin.acts.act import ACTS
from groeituin.acts.perform import Outcome, perform
from groeituin.as_of import known_then
from groeituin.definitions import Library
from groeituin.night import NightReport, run_night
from groeituin.planning import replan
from groeituin.reading.one_rule import one_rule
from groeituin.reading.portfolio import find, portfolio, references, shown
from groeituin.reading.why import upcoming, why
from models.database import table
from models.journal import Entry
from models.parties import Person

Told = dict[str, Any]


def told(connection: Connection, partnership: str, on: date) -> Told:
    """Return what show, why and terms say of a partnership on a day, and what why says of every rule."""
    dossier = find(connection, partnership)
    process = Library(connection).of(dossier.definition)
    return {
        "dossier": dossier,
        "show": shown(connection, dossier, on),
        "why": why(dossier, process, on),
        "terms": upcoming(dossier, process),
        "rules": {rule: one_rule(connection, dossier, process, rule, on) for rule in process.rules},
    }


def listed(connection: Connection, on: date) -> Told:
    """Return the portfolio on a day, and that of every person."""
    people = connection.execute(sa.select(table(Person).c.person)).scalars()
    return {person or "": portfolio(connection, on, person=person) for person in (None, "toets", *people)}


class Evenings:
    """What was told of every partnership at the end of days."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.days: dict[date, dict[str, Told]] = {}

    def remember(self, on: date) -> None:
        """Remember what is told now; the last word of a day counts."""
        with self.engine.connect() as connection:
            known = {partnership: told(connection, partnership, on) for partnership in references(connection)}
            self.days[on] = known | {"": listed(connection, on)}

    def look_back(self, engine: Engine, on: date, partnerships: Iterable[str] | None = None) -> None:
        """Hold what a database tells of a day against what was told on it.

        Args:
            engine: the database.
            on: the day.
            partnerships: those of which only what matters to them is told again, all of them unless told; every one
                is told again with the whole portfolio.
        """
        known = {name: found for name, found in self.days[on].items() if name}
        with engine.connect() as connection:
            for partnership in known if partnerships is None else partnerships:
                with known_then(connection, on, partnership) as then:
                    replan(then, [partnership], on)
                    assert known[partnership] == told(then, partnership, on)
            with known_then(connection, on) as then:
                assert known == {partnership: told(then, partnership, on) for partnership in known}
                assert self.days[on][""] == listed(then, on)


def lived_again(lived: Engine, again: Engine, days: set[date]) -> Evenings:
    """Live a journal once more, with the night of every date, and remember these days.

    Args:
        lived: the database with the journal.
        again: an empty database.
        days: the days to remember.
    """
    source = table(Entry)
    with lived.connect() as connection:
        rows = connection.execute(sa.select(source).order_by(source.c.entry)).all()
    evenings = Evenings(again)
    by_day: dict[date, list[sa.Row[Any]]] = {}
    for row in rows:
        by_day.setdefault(row.on, []).append(row)
    for number in range((max(rows[-1].on, *days) - rows[0].on).days + 1):
        today = rows[0].on + timedelta(days=number)
        _day(again, today, by_day.get(today, []))
        if today in days:
            evenings.remember(today)
    return evenings


def _day(again: Engine, today: date, happened: list[sa.Row[Any]]) -> None:
    """Do what happened on a day, with the night where it fell; where nothing did there was one too."""
    night = not happened
    for row in happened:
        if row.act in ACTS:
            perform(again, row.act, as_given(row.entry, row.act, row.data), on=today, by=row.by, at=AT)
        else:
            night = True
        if night:
            run_night(again, today, at=AT)
            night = False


def as_given(entry: int, act: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an act, with a name and an address of nobody where its journal row withholds them."""
    nobody = {"name": f"persoon {entry}", "email": f"persoon{entry}@voorbeeld.nl"}
    if act == "register-person":
        return nobody | data
    if act == "correct" and "fields" in data:
        fields = {name: nobody.get(name) if value is None else value for name, value in data["fields"].items()}
        return data | {"fields": fields}
    return data


class Diary(Story):
    """A story that remembers every evening on which something happened."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.evenings = Evenings(engine)
        self._today: str | None = None

    def act(self, on: str, name: str, /, **fields: Any) -> Outcome:  # noqa: ANN401  # the fields of any act
        """Do an act on a date."""
        self.evening(on)
        return super().act(on, name, **fields)

    def night(self, on: str, rules: list[str] | None = None) -> NightReport:
        """Run the night of a date."""
        self.evening(on)
        return super().night(on, rules)

    def evening(self, on: str | None = None) -> None:
        """Remember the day before, when it has become another one."""
        if self._today and on != self._today:
            self.evenings.remember(date.fromisoformat(self._today))
        self._today = on

    def look_back(self) -> None:
        """Hold every evening against what is told of it now."""
        self.evening()
        for on in self.evenings.days:
            self.evenings.look_back(self.engine, on)

    def told(self, on: str, partnership: str = "P-1") -> Told:
        """Return what show tells of a partnership as of a day."""
        day = date.fromisoformat(on)
        with self.engine.connect() as connection, known_then(connection, day, partnership) as then:
            return shown(then, find(then, partnership), day)
