"""Groeituin's portfolio, and the same partnerships, terms, signals and journal in the small schema of the peers."""

import psycopg

from benchmarks.databases import Postgresql
from benchmarks.peers.contract import AGO, AHEAD, NIGHT, SCHEMA

NAME = "peers"
MOVED = f"""(CASE WHEN due_on <= '{NIGHT}' THEN due_on - interval '{AGO}'
             ELSE due_on + interval '{AHEAD}' END)::date AS due_on"""
SIGNAL = "partnership, rule, subject, occasion, due_on, original_on, raised_on, asked_on, status, rung, sentence"
ENTRY = 'at, "on", by, act, data, phase, partnership'
# What is read of Groeituin's tables, in the order in which they were written.
READ = {
    "terms": f"SELECT partnership, rule, subject, occasion, {MOVED}, original_on FROM terms ORDER BY 1, 2, 3",  # noqa: S608  # our own constant
    "signals": f"SELECT {SIGNAL} FROM signals ORDER BY id",  # noqa: S608  # our own constant
    "journal": f"SELECT {ENTRY} FROM journal ORDER BY entry",  # noqa: S608  # our own constant
}
WRITTEN = {"terms": "partnership, rule, subject, occasion, due_on, original_on", "signals": SIGNAL, "journal": ENTRY}

Act = tuple[str, str, str]


def plain(url: str) -> str:
    """Return a database's URL as libraries other than SQLAlchemy know it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def make_for_peers(place: Postgresql, portfolio: str) -> None:
    """Make the database of the peers from a portfolio of Groeituin."""
    place.do(f"CREATE DATABASE {NAME}")
    with psycopg.connect(plain(place.url(portfolio))) as theirs, psycopg.connect(plain(place.url(NAME))) as ours:
        ours.execute(SCHEMA)
        for table, columns in WRITTEN.items():
            with (
                theirs.cursor().copy(f"COPY ({READ[table]}) TO STDOUT") as reading,
                ours.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as writing,
            ):
                for rows in reading:
                    writing.write(rows)
    place.do("VACUUM ANALYZE", NAME)


def expected(url: str) -> list[Act]:
    """Return what a night must raise: every partnership, rule and occasion that is due."""
    with psycopg.connect(plain(url)) as connection:
        query = "SELECT partnership, rule, occasion FROM terms WHERE due_on <= %s ORDER BY 1, 2, 3"
        return connection.execute(query, [NIGHT]).fetchall()


def wrong(url: str, acts: list[Act]) -> str:
    """Return in words how signals, journal and terms differ from exactly these acts, once each; empty when not."""
    with psycopg.connect(plain(url)) as connection:
        signals = connection.execute(
            "SELECT partnership, rule, occasion FROM signals WHERE raised_on = %s ORDER BY 1, 2, 3", [NIGHT]
        ).fetchall()
        journal = connection.execute(
            """SELECT partnership, data ->> 'rule', data ->> 'occasion' FROM journal
               WHERE "on" = %s AND act = 'raise-signal' ORDER BY 1, 2, 3""",
            [NIGHT],
        ).fetchall()
        left = len(connection.execute("SELECT 1 FROM terms WHERE due_on <= %s", [NIGHT]).fetchall())
    if signals == journal == acts and not left:
        return ""
    return f"of {len(acts)} due {len(signals)} signals, {len(journal)} journal rows, {left} terms still due"


def raised(url: str) -> int:
    """Return how many signals a night has raised so far."""
    with psycopg.connect(plain(url)) as connection:
        return len(connection.execute("SELECT 1 FROM signals WHERE raised_on = %s", [NIGHT]).fetchall())
