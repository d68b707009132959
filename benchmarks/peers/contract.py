"""What every adapter is given and must do, and how it tells what it took; needs psycopg and nothing of Groeituin.

An adapter is a script: ``python with_NAME.py prepare|night URL``. Preparing makes the library's own tables and timers.
A night starts the library, says that it begins, and tells the seconds of the night alone and its memory as JSON.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

import psycopg

NIGHT = date(2026, 11, 17)
BEGINS = "begins"
AT_ONCE = 16
# Some libraries look at the clock themselves: what is due lies long ago for any clock, what is not lies far ahead.
AGO, AHEAD = "20 years", "100 years"
NEXT_ON = NIGHT.replace(year=NIGHT.year + 100)
SCHEMA = """
    CREATE TABLE terms (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, partnership text NOT NULL, rule text NOT NULL,
        subject text NOT NULL, occasion text NOT NULL, due_on date, original_on date NOT NULL,
        UNIQUE (partnership, rule, subject)
    );
    CREATE INDEX ON terms (due_on);
    CREATE TABLE signals (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, partnership text NOT NULL, rule text NOT NULL,
        subject text NOT NULL, occasion text NOT NULL, due_on date NOT NULL, original_on date NOT NULL,
        raised_on date NOT NULL, asked_on date NOT NULL, status text NOT NULL, rung integer NOT NULL,
        sentence text NOT NULL, UNIQUE (partnership, rule, occasion)
    );
    CREATE TABLE journal (
        entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, "on" date NOT NULL,
        by text NOT NULL, act text NOT NULL, data jsonb NOT NULL, phase text NOT NULL, partnership text NOT NULL
    );
    CREATE INDEX ON journal (partnership, entry);
"""
SENTENCE = "Plan het voortgangsgesprek van 2026-K4; rond 15 december 2026 is een goed moment."
IS_DUE = f"due_on <= date '{NIGHT}' - interval '{AGO}'"
# Signal, journal row and next term of what is still due, in one statement: all of them or none, and never twice.
RAISE = f"""
    WITH due AS (
        SELECT * FROM terms WHERE {IS_DUE} {{which}} ORDER BY id FOR UPDATE
    ), next AS (
        UPDATE terms SET occasion = terms.occasion || '+', due_on = '{NEXT_ON}' FROM due WHERE terms.id = due.id
    ), raised AS (
        INSERT INTO signals (partnership, rule, subject, occasion, due_on, original_on, raised_on, asked_on, status,
                             rung, sentence)
        SELECT partnership, rule, subject, occasion, due_on, original_on, date '{NIGHT}', date '{NIGHT}', 'open', 0,
               '{SENTENCE}'
        FROM due
    )
    INSERT INTO journal (at, "on", by, act, data, phase, partnership)
    SELECT now(), date '{NIGHT}', 'nacht', 'raise-signal',
           jsonb_build_object('rule', rule, 'occasion', occasion, 'due_on', due_on), 'monitoring', partnership
    FROM due
"""  # noqa: S608  # our own constants
RAISE_ALL = RAISE.format(which="")
RAISE_ONE = RAISE.format(which="AND id = %(term)s")

Step = Callable[[str], object]


def due(url: str) -> list[tuple[int, str]]:
    """Return the terms that are due, each with its occasion."""
    with psycopg.connect(url) as connection:
        return connection.execute(f"SELECT id, occasion FROM terms WHERE {IS_DUE} ORDER BY id").fetchall()  # noqa: S608  # our own constant


def first_terms(url: str) -> list[tuple[int, date]]:
    """Return the first term of every partnership and its date, for a library that keeps timers of its own."""
    query = """
        SELECT DISTINCT ON (partnership) id, due_on FROM terms WHERE due_on IS NOT NULL
        ORDER BY partnership, due_on, id
    """
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def run(*, prepare: Step, start: Step, night: Step) -> None:
    """Do what the command line asks, with the database that it names."""
    wish, url = sys.argv[1:3]
    if wish == "prepare":
        prepare(url)
        return
    start(url)
    print(BEGINS, flush=True)
    began = perf_counter()
    night(url)
    print(json.dumps({"seconds": perf_counter() - began, "peak": _peak()}), flush=True)


def nothing(_url: str) -> None:
    """Do nothing: this adapter needs no such step."""


def _peak() -> float:
    """Return the most memory that this process held, in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
