"""How fast a night is, next to what the database itself needs for the same rows.

``python -m benchmarks.night [--sizes 1000 10000 100000] [--share 0.05] [--backends sqlite postgresql] [--repeat 3]``
prints a table. Every night is a process of its own on a fresh copy; its result is verified before its time counts.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.databases import Postgresql, Sqlite, databases
from benchmarks.portfolio import AT, NIGHT
from groeituin.clock import seconds
from groeituin.definitions import Library
from groeituin.planning import planned, stored_terms
from models.database import open_database, writing
from models.dossiers import load_dossiers

SAMPLE = 500
# The rows that a night writes, made by the database alone; a sentence and data of the usual length.
FLOOR = (
    """INSERT INTO signals (id, partnership, rule, subject, occasion, due_on, original_on, raised_on, asked_on, status,
                            rung, sentence)
       SELECT (SELECT max(id) FROM signals) + row_number() OVER (), partnership, rule, subject, occasion, due_on,
              original_on, :night, :night, 'open', 0, :sentence
       FROM terms WHERE due_on <= :night""",
    """INSERT INTO journal (entry, at, "on", by, act, data, phase, partnership)
       SELECT (SELECT max(entry) FROM journal) + row_number() OVER (), :at, :night, 'nacht', 'raise-signal', {data},
              'monitoring', partnership
       FROM terms WHERE due_on <= :night""",
)
SENTENCE = "Plan het voortgangsgesprek van 2026-K4; rond 15 december 2026 is een goed moment."
DATA = '{"rule": "voortgangsgesprek", "occasion": "2026-K4", "due_on": "2026-11-17", "to": ["GEM-0001.coordinator1"]}'
HEADINGS = (
    "database", "partnerships", "due", "floor s", "night s", "median s", "due/s", "x floor", "again s", "peak MB",
    "queries/chunk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A portfolio: how many partnerships, and how many of them are due."""

    partnerships: int
    due: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One night on one portfolio; seconds, and megabytes of its process."""

    floor: float
    night: float
    again: float
    peak: float
    queries: tuple[int, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, verify, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.night", description="How fast is a night?")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--backends", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args(arguments)
    print(_line(HEADINGS))
    for backend in asked.backends:
        found: dict[Case, float] = {}
        with databases(backend) as place:
            for case in _cases(asked.sizes, asked.share):
                measured = _measured(place, case, asked.repeat)
                found[case] = min(each.night for each in measured)
                print(_line(_row(backend, case, measured)), flush=True)
        _compare(found)


def _cases(sizes: Sequence[int], share: float) -> Iterator[Case]:
    """The sizes asked for, and the largest one's due in a tenth of its partnerships."""
    for size in sizes:
        yield Case(size, round(size * share))
    largest = Case(max(sizes) // 10, round(max(sizes) * share))
    if largest.due <= largest.partnerships:
        yield largest


def _measured(place: Sqlite | Postgresql, case: Case, repeat: int) -> list[Measured]:
    name = place.filled(case.partnerships, case.due)
    measured = []
    for _ in range(repeat):
        with place.copied(name) as url:
            floor = _floor(url)
            told = _run(url)
            verify(url, case)
        measured.append(Measured(floor=floor, **told))
    return measured


def _run(url: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.one_night", url]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603  # our own module
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def _floor(url: str) -> float:
    """Return the seconds that the database needs for the same signals and journal rows; they are rolled back."""
    engine = open_database(url)
    data = ":data" if engine.dialect.name == "sqlite" else "CAST(:data AS json)"
    values = {"night": NIGHT, "at": AT, "sentence": SENTENCE, "data": DATA}
    kinds = (sa.bindparam("night", type_=sa.Date()), sa.bindparam("at", type_=sa.DateTime()))
    with writing(engine).connect() as connection:
        start = seconds()
        for statement in FLOOR:
            text = sa.text(statement.format(data=data))
            known = [kind for kind in kinds if f":{kind.key}" in statement]
            connection.execute(text.bindparams(*known), {k: v for k, v in values.items() if f":{k}" in text.text})
        took = seconds() - start
        connection.rollback()
    engine.dispose()
    return took


def verify(url: str, case: Case) -> None:
    """Stop when a night raised anything else than what was due, or stored other terms than ``plan(...)`` gives."""
    engine = open_database(url)
    with engine.connect() as connection:
        raised = _names(connection, "SELECT partnership FROM signals WHERE raised_on = :night")
        told = _names(connection, "SELECT partnership FROM journal WHERE \"on\" = :night AND act = 'raise-signal'")
        if not len(set(raised)) == len(raised) == case.due or raised != told:
            sys.exit(f"{case}: {len(raised)} signals and {len(told)} journal rows")
        every = _names(connection, "SELECT partnership FROM partnerships")
        for names in (raised, every):
            sample = names[:: max(1, len(names) // SAMPLE)]
            if stored_terms(connection, sample) != planned(load_dossiers(connection, sample), Library(connection)):
                sys.exit(f"{case}: stored terms differ from what plan(...) gives")
    engine.dispose()


def _names(connection: Connection, query: str) -> list[str]:
    night = {"night": NIGHT.isoformat()} if ":night" in query else {}
    return sorted(connection.execute(sa.text(query), night).scalars())


def _row(backend: str, case: Case, measured: Sequence[Measured]) -> tuple[Any, ...]:
    best = min(measured, key=lambda each: each.night)
    floor = min(each.floor for each in measured)
    queries = sorted({count for each in measured for count in each.queries})
    return (
        backend, case.partnerships, case.due, f"{floor:.3f}", f"{best.night:.3f}",
        f"{median(each.night for each in measured):.3f}", round(case.due / best.night), f"{best.night / floor:.1f}",
        f"{max(each.again for each in measured):.3f}", round(max(each.peak for each in measured)),
        "-".join(str(count) for count in queries),
    )  # fmt: skip


def _line(values: Sequence[Any]) -> str:
    return "  ".join(str(value).rjust(len(heading)) for value, heading in zip(values, HEADINGS, strict=True))


def _compare(found: dict[Case, float]) -> None:
    """Say what ten times the portfolio costs when as many are due."""
    for case, took in found.items():
        larger = Case(case.partnerships * 10, case.due)
        if larger in found:
            times = found[larger] / took
            sizes = f"{larger.partnerships} partnerships take {times:.2f} times as long as {case.partnerships}"
            print(f"{case.due} due: {sizes}")


if __name__ == "__main__":
    main()
