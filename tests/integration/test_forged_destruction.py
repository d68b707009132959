"""A destruction that somebody wrote into the journal by hand blesses nothing but what a destruction can do."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from story import AT, FILLED, HOURS, MAPPED, P1, P1_C1, Story

from groeituin.journal_check import journal_faults
from groeituin.retention.approving import approve
from groeituin.retention.proposing import propose
from models.database import table, writing
from models.journal import Entry, hash_of, hashes_of, write_entries
from models.retention import DestroyedEntry, Destruction, Proposal

JOURNAL = table(Entry)
ON = date(2028, 3, 1)
Row = dict[str, Any]
Faults = list[tuple[int, str]]


@pytest.fixture
def emptied(story: Story) -> Story:
    """Return a story in which a job went, and the name of somebody who left; whoever writes is past the triggers."""
    story.reach("monitoring")
    story.act("2026-01-06", "map-job", **P1, job="B-9", **MAPPED)
    story.act("2026-01-06", "fill-job", **P1, job="B-9", **FILLED)
    story.act("2026-02-01", "end-job", **P1, job="B-9", ended_on="2026-02-01", reason="uitval")
    story.act("2026-02-01", "add-action", **P1, action="A-9", description="Cees Jansen belt", owner="anna",
              deadline="2030-01-01")  # fmt: skip
    story.act("2026-02-02", "report-hours", **P1_C1, **HOURS)
    story.act("2026-02-02", "register-person", person="cees", name="Cees Jansen", email="c@v.nl", active=False)
    rows = propose(story.engine, on=ON, by="archivaris")
    assert ["baan", "persoon"] == [row["kind"] for row in rows]
    approve(story.engine, 1, on=ON, by="archivaris", at=AT)
    story.act("2028-03-02", "suspend", **P1, reason="verbouwing")
    with writing(story.engine).begin() as connection:
        if story.engine.dialect.name == "sqlite":
            for name in ("journal_no_update", "destructions_no_update", "destroyed_entries_no_update"):
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            for name in ("journal", "destructions", "destroyed_entries"):
                connection.execute(sa.text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
    return story


def row_of(connection: Connection, act: str) -> Row:
    """Return the last row of an act."""
    query = sa.select(JOURNAL).where(JOURNAL.c.act == act).order_by(JOURNAL.c.entry.desc()).limit(1)
    return dict(connection.execute(query).mappings().one())


def change(connection: Connection, entry: int, **values: Any) -> None:  # noqa: ANN401  # what the columns hold
    """Write other values in a row."""
    connection.execute(JOURNAL.update().where(JOURNAL.c.entry == entry).values(**values))


def forge(connection: Connection, row: Row, kind: str, data: Row, **log: Any) -> int:  # noqa: ANN401  # columns
    """Write other content in a row, and all that a destruction that did so would have left; return its own row."""
    last = connection.execute(sa.select(sa.func.max(JOURNAL.c.entry))).scalar() or 0
    code = {"baan": "B-1", "partnership": "P-1", "persoon": "dina", "urenopgave": "C-1"}[kind]
    whose = None if kind in {"partnership", "persoon"} else "P-1"
    proposal = {"id": 2, "made_on": ON, "made_by": "x", "approved_on": ON, "approved_by": "x"}
    connection.execute(table(Proposal).insert(), [proposal])
    destruction = {
        "id": 3, "proposal": 2, "destroyed_on": date(2028, 3, 2), "destroyed_at": AT, "destroyed_by": "x", "kind": kind,
        "code": code, "partnership": whose, "category": "x", "since": ON, "period": "x", "source": "x", "rows": 1,
    } | log  # fmt: skip
    connection.execute(table(Destruction).insert(), [destruction])
    before, after = hashes_of(row["data"]), hashes_of(data)
    lost = {name: own for name, own in before.items() if name not in data} if kind == "persoon" else {}
    named = {"entry": row["entry"], "destruction": 3, "written": hash_of(before), "lost": lost}
    connection.execute(table(DestroyedEntry).insert(), [named])
    change(connection, row["entry"], data=data)
    told = {"destruction": 3, "kind": kind, "code": code, "rows": 1, "left": {str(row["entry"]): hash_of(after)}}
    own = {"entry": last + 1, "at": AT, "on": date(2028, 3, 2), "by": "x", "act": "destroy", "data": told,
           "phase": "monitoring" if kind != "persoon" else None, "partnership": "P-1" if kind != "persoon" else None,
           "person": "dina" if kind == "persoon" else None}  # fmt: skip
    write_entries(connection, [own])
    return last + 1


def faults(connection: Connection) -> Faults:
    """Return number and code of all that is wrong with the journal."""
    return [(fault["entry"], fault["code"]) for fault in journal_faults(connection)["faults"]]


@pytest.mark.parametrize(
    ("kind", "act", "data"),
    [
        ("partnership", "record-decision", {"decision": "actieplan"}),
        ("partnership", "map-job", P1 | {"job": "B-1", "title": "Ander werk"}),
        ("baan", "map-job", P1 | {"job": "B-1", "title": "Ander werk"}),
        ("baan", "map-job", P1 | {"job": "B-7"}),
        ("baan", "record-decision", P1 | {"job": "B-1"}),
        ("urenopgave", "report-hours", P1 | {"contract": "C-1", "period": "2025-K4", "lines": []}),
        ("urenopgave", "report-hours", P1 | {"contract": "C-9", "period": "2025-K4"}),
        ("persoon", "record-decision", P1 | {"decision": "bekrachtiging", "decided_by": "ik"}),
        ("persoon", "record-decision", P1 | {"decision": "actieplan", "more": 1}),
    ],
)
def test_a_forged_destruction_cannot_change_what_a_row_says(emptied: Story, kind: str, act: str, data: Row) -> None:
    """Written wherever a destruction writes, it blesses what that could have left, and no other content."""
    with writing(emptied.engine).connect() as connection:
        row = row_of(connection, act)
        forge(connection, row, kind, data)
        assert [(row["entry"], "gewijzigd")] == faults(connection)
        connection.rollback()


def test_a_forged_destruction_cannot_change_who_and_when(emptied: Story) -> None:
    """By whom, when, what, and about what: that stays sealed by the hash of the row itself."""
    others = {
        "by": "ander", "on": date(2026, 1, 1), "act": "write-policy", "phase": "borging", "organisation": "O-9",
        "person": "eva",
    }  # fmt: skip
    for name, value in others.items():
        with writing(emptied.engine).connect() as connection:
            row = row_of(connection, "record-decision")
            forge(connection, row, "persoon", {"decision": row["data"]["decision"]})
            assert [] == faults(connection)
            change(connection, row["entry"], **{name: value})
            assert [(row["entry"], "gewijzigd")] == faults(connection), name
            connection.rollback()


def test_who_and_when_of_what_lost_content_stays_sealed(emptied: Story) -> None:
    """A row that lost content by an approved destruction cannot be changed any more than another, nor lose more."""
    otherwise: list[Row] = [
        {"by": "ander"}, {"on": date(2026, 1, 1)}, {"data": {}}, {"data": P1 | {"job": "B-1"}}, {"data": []},
    ]  # fmt: skip
    for act in ("end-job", "add-action"):
        for values in otherwise:
            with writing(emptied.engine).connect() as connection:
                assert [] == faults(connection)
                row = row_of(connection, act)
                change(connection, row["entry"], **values)
                assert [(row["entry"], "gewijzigd")] == faults(connection)
                connection.rollback()


@pytest.mark.parametrize("name", ["destroyed_by", "destroyed_on", "kind", "code", "rows", "partnership"])
def test_the_log_and_the_journal_tell_the_same(emptied: Story, name: str) -> None:
    """A log that tells another thing than the journal is named; what went is read as the journal tells it."""
    values = {"destroyed_by": "ander", "destroyed_on": date(2028, 1, 1), "kind": "urenopgave", "code": "B-7",
              "rows": 99, "partnership": None}  # fmt: skip
    with writing(emptied.engine).connect() as connection:
        log = table(Destruction)
        told = [row for row in emptied.journal() if row[3] == "destroy"]
        connection.execute(log.update().where(log.c.id == 1).values({name: values[name]}))
        assert [(told[0][0], "gewijzigd")] == faults(connection)
        connection.rollback()


def test_what_one_of_them_does_not_know_is_named(emptied: Story) -> None:
    """A destruction in the log alone, a row of the journal without one, and a row that the log names besides."""
    source, named = table(Destruction), table(DestroyedEntry)
    told = [row for row in emptied.journal() if row[3] == "destroy"]
    with writing(emptied.engine).connect() as connection:
        row = row_of(connection, "record-decision")
        one = dict(connection.execute(sa.select(source).where(source.c.id == 1)).mappings().one())
        connection.execute(source.insert(), [one | {"id": 9}])
        assert [(told[-1][0], "onbekend")] == faults(connection)
        connection.rollback()
    with writing(emptied.engine).connect() as connection:
        connection.execute(named.insert(), [{"entry": row["entry"], "destruction": 2, "written": "", "lost": {}}])
        assert [(told[-1][0], "gewijzigd")] == faults(connection)
        connection.rollback()
    with writing(emptied.engine).connect() as connection:
        data = {"destruction": 7, "kind": "baan", "code": "B-1", "rows": 1, "left": {}}
        own = {"entry": emptied.journal()[-1][0] + 1, "at": AT, "on": date(2028, 3, 2), "by": "x", "act": "destroy",
               "data": data, "phase": "monitoring", "partnership": "P-1"}  # fmt: skip
        write_entries(connection, [own])
        assert [(own["entry"], "ontbreekt")] == faults(connection)
        write_entries(connection, [own | {"entry": own["entry"] + 1, "data": told[0][4]}])
        assert (own["entry"] + 1, "gewijzigd") in faults(connection)
        connection.rollback()


def test_a_row_may_lose_content_more_than_once(emptied: Story) -> None:
    """First a name, then what else it told with its partnership: each time it is what could be left."""
    emptied.act("2028-03-02", "advance", **P1, trigger="beeindig", reason="klaar", lesson="geen")
    rows = propose(emptied.engine, on=date(2040, 1, 1), by="archivaris")
    assert "partnership" in {row["kind"] for row in rows}
    approve(emptied.engine, rows[0]["proposal"], on=date(2040, 1, 1), by="archivaris", at=AT)
    with emptied.engine.connect() as connection:
        assert {} == row_of(connection, "add-action")["data"]
        assert [] == faults(connection)
