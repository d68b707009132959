"""What `check` says of a journal that is not as it was written.

``tests/golden/journal_faults.txt`` holds it. After a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/acceptance/test_cli_journal.py``.
"""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from story import Story

from models.database import open_database

GOLDEN = Path(__file__).parent.parent / "golden" / "journal_faults.txt"
# Somebody who knows what they do lets go of the triggers first.
LET_GO = "DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete;"
DEEDS = {
    "changed": "UPDATE journal SET by = 'iemand anders' WHERE entry = 7",
    "changed, after another": "UPDATE journal SET by = 'iemand anders' WHERE entry = 12",
    "one missing": "DELETE FROM journal WHERE entry = 12",
    "some missing, the last ones": "DELETE FROM journal WHERE entry > 24",
    "swapped": "UPDATE journal SET entry = -1 WHERE entry = 9; UPDATE journal SET entry = 9 WHERE entry = 15; "
    "UPDATE journal SET entry = 15 WHERE entry = -1",
    "put in": "UPDATE journal SET entry = -entry - 1 WHERE entry >= 10; "
    "UPDATE journal SET entry = -entry WHERE entry < 0; "
    "INSERT INTO journal SELECT 10, at, \"on\", 'iemand', act, data, phase, partnership, organisation, contract, "
    "contractor, person, hash FROM journal WHERE entry = 9",
    "taken out": "DELETE FROM journal WHERE entry = 10; UPDATE journal SET entry = -entry + 1 WHERE entry > 10; "
    "UPDATE journal SET entry = -entry WHERE entry < 0",
    "no end": "DELETE FROM journal_heads WHERE chain = 'P-1'",
    "everything": "UPDATE journal SET by = 'iemand anders'",
}  # fmt: skip


Run = Callable[..., tuple[int, str, str]]
Tamper = Callable[[str], None]


@pytest.fixture
def tamper(sqlite_url: str) -> Tamper:
    """Return a function that does something, past the program, to a journal that was whole."""
    engine = open_database(sqlite_url)
    Story(engine).reach("realisatie")
    engine.dispose()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = path.with_name("heel.db")

    def execute(statements: str) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(statements)

    def tampered(statements: str) -> None:
        path.write_bytes(whole.read_bytes())
        execute(statements)

    execute(f"{LET_GO} VACUUM INTO '{whole}'")
    return tampered


def test_what_is_wrong_is_told_in_words(run: Run, tamper: Tamper) -> None:
    """Every kind of fault is told with its row, what happened, and what to do; exit 1."""
    lines = []
    for deed, statements in DEEDS.items():
        tamper(statements)
        status, out, err = run("check", "--json")
        assert (1, "") == (status, err)
        faults = json.loads(out)["journal"]["faults"]
        assert all(["entry", "partnership", "code", "sentence"] == list(fault) for fault in faults)
        if len(faults) > 3:
            faults = [faults[0], faults[-1]]
        lines += [f"{deed}:", *(f"  {f['code']} {f['entry']} {f['partnership']}: {f['sentence']}" for f in faults)]
    told = "\n".join(lines) + "\n"
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


def test_a_whole_journal_is_told_too(run: Run, tamper: Tamper) -> None:
    """People read how many rows were looked at, and that nothing is wrong; or a table of what is."""
    tamper("")
    status, out, _ = run("check")
    assert 0 == status
    assert out.endswith(
        "Alle termijnen en uitnodigingen kloppen.\n"
        "26 regels van het logboek nagekeken.\nHet logboek is zoals het is geschreven.\n"
    )
    tamper(DEEDS["changed"])
    status, out, _ = run("check")
    assert 1 == status
    assert "Regel 7 van het logboek is veranderd" in " ".join(out.split())


def test_mending_leaves_the_journal_as_it_is(run: Run, tamper: Tamper, sqlite_url: str) -> None:
    """Mending is about terms: what is wrong with the journal stays as it is, is told, and is exit 1."""
    tamper("; ".join([DEEDS["changed"], "UPDATE terms SET due_on = '2030-01-01'"]))
    query = "SELECT * FROM journal WHERE act <> 'mend-terms' ORDER BY entry"
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        before = connection.execute(query).fetchall()
        status, out, _ = run("check", "--mend", "--on", "2026-02-01", "--json")
        assert before == connection.execute(query).fetchall()
    found = json.loads(out)
    assert (1, [7]) == (status, [fault["entry"] for fault in found["journal"]["faults"]])
    assert found["differences"]
    status, out, _ = run("check", "--json")
    found = json.loads(out)
    assert (1, [], [7]) == (status, found["differences"], [fault["entry"] for fault in found["journal"]["faults"]])
