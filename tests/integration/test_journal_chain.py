"""A journal that cannot lie: whatever is changed, lost, moved or put in afterwards is found, and named."""

import hashlib
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from processes import process_text
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from story import AT, P1, Story

from groeituin.activation import activate
from groeituin.check import mend
from groeituin.definition_file import DefinitionFile
from groeituin.errors import BadInput
from groeituin.exchange import import_portfolio
from groeituin.journal_check import journal_faults
from groeituin.journal_check.reading import MOST
from groeituin.migration import migrate
from models.database import table, writing
from models.journal import Entry, chained, write_entries
from models.schema import _config, upgrade
from models.unit_of_work import UnitOfWork
from states.definition import content_hash, read_definition

JOURNAL = table(Entry)
ENTRY = JOURNAL.c.entry
PORTFOLIO = (
    "contract,title,nature,contractor,contractor_name,starts_on,ends_on,contact_name,contact_email\n"
    "C-7,Groen,werk,groen,Groen BV,2025-01-01,2028-12-31,Daan Boom,daan@groen.example\n"
)
Row = dict[str, Any]
Deed = Callable[[Connection], object]
Named = list[tuple[int, str]]
# Something else for every column of a row.
OTHERWISE: dict[str, Callable[[Row], Any]] = {
    "data": lambda row: row["data"] | {"title": "anders"},
    "at": lambda row: row["at"] + timedelta(microseconds=1),
    "on": lambda row: row["on"] - timedelta(days=1),
    "by": lambda row: row["by"] + "?",
    "act": lambda row: row["act"].upper(),
    "phase": lambda row: None if row["phase"] else "borging",
    "organisation": lambda row: None if row["organisation"] else "O-9",
    "contract": lambda row: None if row["contract"] else "C-9",
    "contractor": lambda row: None if row["contractor"] else "wie",
    "person": lambda row: None if row["person"] else "wie",
    "hash": lambda row: row["hash"][::-1],
}


def live(story: Story, folder: Path) -> None:
    """Let half a year go by: acts, nights, an import, a correction, another process, and mending."""
    story.reach("monitoring")
    story.start("2026-01-06", "P-2")
    story.act("2026-01-06", "link-contract", partnership="P-2", contract="C-1")
    (folder / "portefeuille.csv").write_text(PORTFOLIO, encoding="utf-8")
    on = date(2026, 1, 7)
    import_portfolio(
        story.engine, folder / "portefeuille.csv", organisation="O-1", coordinator="anna", on=on, by="toets", at=AT
    )
    for night in ("2026-02-10", "2026-02-24", "2026-05-18", "2026-06-30"):
        story.night(night)
    entry = next(row[0] for row in story.journal() if row[3] == "record-decision")
    story.act("2026-07-01", "correct", entry=entry, reason="vergist", fields={"decided_by": "raad"})
    text = process_text({"lead_months: [18, 12, 6, 3]": "lead_months: [30, 12]"})
    file = DefinitionFile(read_definition(text), text, content_hash(text))
    activate(story.engine, file, None, force=True, on=date(2026, 7, 2), by="toets", at=AT)
    migrate(story.engine, "handreiking/1", "handreiking/2", on=date(2026, 7, 2), by="toets", at=AT)
    story.night("2026-07-03")
    with writing(story.engine).begin() as connection:
        connection.execute(sa.text("UPDATE terms SET due_on = '2031-01-01' WHERE partnership = 'P-1'"))
    mend(story.engine, on=date(2026, 7, 4), by="toets", at=AT)


def rows_of(connection: Connection) -> list[Row]:
    """Return the whole journal."""
    return [dict(row) for row in connection.execute(sa.select(JOURNAL).order_by(ENTRY)).mappings()]


def faults_of(engine: Engine) -> list[Row]:
    """Return what is wrong with the journal."""
    with engine.connect() as connection:
        faults: list[Row] = journal_faults(connection)["faults"]
    return faults


class Intruder:
    """Somebody who can write to the database past the program; what they do is looked at and undone."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine).begin() as connection:
            self._without_triggers(connection)
        with engine.connect() as connection:
            self.rows = {row["entry"]: row for row in rows_of(connection)}
        self.last = max(self.rows)

    def _without_triggers(self, connection: Connection) -> None:
        if self.engine.dialect.name != "sqlite":
            connection.execute(sa.text("ALTER TABLE journal DISABLE TRIGGER USER"))
            return
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        for name in connection.execute(sa.text(query)).scalars().all():
            connection.execute(sa.text(f"DROP TRIGGER {name}"))

    def found(self, *deeds: Deed) -> list[tuple[int, str, str | None]]:
        """Return number, code and partnership of all that is wrong after some deeds."""
        with writing(self.engine).connect() as connection:
            for deed in deeds:
                deed(connection)
            faults = journal_faults(connection)["faults"]
            connection.rollback()
        return [(fault["entry"], fault["code"], fault["partnership"]) for fault in faults]

    def sentences(self, *deeds: Deed) -> list[str]:
        """Return what is told of all that is wrong after some deeds."""
        with writing(self.engine).connect() as connection:
            for deed in deeds:
                deed(connection)
            faults = journal_faults(connection)["faults"]
            connection.rollback()
        return [fault["sentence"] for fault in faults]

    def named(self, *deeds: Deed) -> Named:
        """Return number and code of all that is wrong after some deeds."""
        return [(entry, code) for entry, code, _partnership in self.found(*deeds)]

    def pairs(self, number: int) -> Iterator[tuple[int, int]]:
        """Yield pairs of rows: neighbours, and others."""
        chance = random.Random(5)  # the same each time
        yield from ((entry, entry + 1) for entry in range(1, self.last, 7))
        for _ in range(number):
            first, second = sorted(chance.sample(sorted(self.rows), 2))
            yield first, second

    def before(self, entry: int, chain: str | None) -> str:
        """Return the hash of the last row of a chain before a number."""
        hashes = [row["hash"] for row in self.rows.values() if row["partnership"] == chain and row["entry"] < entry]
        return hashes[-1] if hashes else ""


def change(entry: int, /, **values: Any) -> Deed:  # noqa: ANN401  # what the columns hold
    """Write other values in a row."""
    return lambda connection: connection.execute(JOURNAL.update().where(ENTRY.in_([entry])).values(**values))


def say(statement: str) -> Deed:
    """Execute a statement."""
    return lambda connection: connection.execute(sa.text(statement))


def remove(*entries: int) -> Deed:
    """Take rows out."""
    return lambda connection: connection.execute(JOURNAL.delete().where(ENTRY.in_(entries)))


def put(row: Row) -> Deed:
    """Put a row in."""
    return lambda connection: connection.execute(JOURNAL.insert(), [row])


def renumber(first: int, by: int) -> Deed:
    """Give every row from a number on another number; in two steps, because a number is used once."""

    def deed(connection: Connection) -> None:
        connection.execute(JOURNAL.update().where(first <= ENTRY).values(entry=-ENTRY - by))
        connection.execute(JOURNAL.update().where(ENTRY < 0).values(entry=-ENTRY))

    return deed


def swap_numbers(one: int, other: int) -> list[Deed]:
    """Let two rows change places, hash and all."""
    return [change(one, entry=-1), change(other, entry=one), change(-1, entry=other)]


def contents(row: Row, *without: str) -> Row:
    """Return a row less its number and some more."""
    return {name: value for name, value in row.items() if name not in {"entry", *without}}


@pytest.fixture
def intruder(story: Story, tmp_path: Path) -> Intruder:
    """Return somebody who can write past the program to a journal of a long life, on either database."""
    live(story, tmp_path)
    return Intruder(story.engine)


@pytest.fixture
def sqlite_intruder(sqlite_story: Story, tmp_path: Path) -> Intruder:
    """Return somebody who can write past the program to a journal of a long life."""
    live(sqlite_story, tmp_path)
    return Intruder(sqlite_story.engine)


# Written as it should.


def test_a_long_life_hangs_together(story: Story, tmp_path: Path) -> None:
    """Acts, nights, corrections, imports, a migration and mending all write rows of whole chains."""
    live(story, tmp_path)
    rows = story.journal()
    by_themselves = {"raise-signal", "migrate-definition", "activate-definition", "mend-terms"}
    assert by_themselves | {"correct", "take-over-partnership"} <= {row[3] for row in rows}
    with story.engine.connect() as connection:
        assert {"rows": len(rows), "faults": []} == journal_faults(connection)
    assert ["", "C-7", "P-1", "P-2"] == [row[0] for row in story.rows("SELECT chain FROM journal_heads ORDER BY chain")]


def test_the_canonical_text_is_plain() -> None:
    """A hash can be computed again without this program: JSON with sorted keys, after the hash before it."""
    row: Row = {
        "entry": 7, "at": datetime(2026, 1, 5, 5, 15, 0, 250, timezone(timedelta(hours=1))), "on": date(2026, 1, 5),
        "by": "José", "act": "advance", "data": {"trigger": "heropen", "partnership": "P-1"}, "phase": "werkgroep",
        "partnership": "P-1",
    }  # fmt: skip
    partnership, trigger = (hashlib.sha256(f'"{value}"'.encode()).hexdigest() for value in ("P-1", "heropen"))
    content = f'{{"partnership":"{partnership}","trigger":"{trigger}"}}'
    text = (
        '["abc",7,"2026-01-05T04:15:00.000250+00:00","2026-01-05","José","advance",'
        f'"{hashlib.sha256(content.encode()).hexdigest()}","werkgroep","P-1",null,null,null,null]'
    )
    assert hashlib.sha256(text.encode()).hexdigest() == chained("abc", row)


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = st.text(LETTERS, max_size=5)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | WORDS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.tuples(st.dictionaries(WORDS, ANYTHING, max_size=3), st.datetimes(), WORDS), max_size=4))
def test_what_is_read_back_is_what_was_chained(engine: Engine, rows: list[tuple[Row, datetime, str]]) -> None:
    """Numbers, texts, moments and keys have the same hash before they are written and after they are read."""
    written = [
        {"entry": number, "at": at.replace(tzinfo=UTC), "on": at.date(), "by": by, "act": "a", "data": data,
         "phase": None, "partnership": partnership}
        for number, (data, at, by) in enumerate(rows, 1)
        for partnership in ["P-1" if number % 2 else None]
    ]  # fmt: skip
    with writing(engine).connect() as connection:
        write_entries(connection, written)
        assert {"rows": len(rows), "faults": []} == journal_faults(connection)
        connection.rollback()


def test_a_batch_is_three_statements_however_many_rows(story: Story) -> None:
    """A night writes thousands of rows as it writes one."""
    story.start("2026-01-05")
    counts = []
    with UnitOfWork(story.engine) as work:
        statements: list[str] = []
        event.listen(work.connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
        last = len(story.journal())
        for amount in (1, 300):
            rows: list[Row] = [
                {"entry": last + number, "at": AT, "on": date(2026, 1, 6), "by": "toets", "act": "a", "data": {},
                 "phase": None, "partnership": f"X-{number}"}
                for number in range(1, amount + 1)
            ]  # fmt: skip
            statements.clear()
            write_entries(work.connection, rows)
            counts.append(len(statements))
            last += amount
    assert [3, 3] == counts


def test_nothing_written_is_nothing_asked(sqlite_story: Story) -> None:
    """A night in which nothing happened leaves the chains alone."""
    sqlite_story.start("2026-01-05")
    before = sqlite_story.rows("SELECT * FROM journal_heads ORDER BY chain")
    sqlite_story.night("2026-01-06")
    assert before == sqlite_story.rows("SELECT * FROM journal_heads ORDER BY chain")


def test_two_writers_make_one_chain(story: Story) -> None:
    """Acts and nights at the same moment take turns, and every row hangs on the one before it."""
    story.start("2026-01-05")
    story.start("2026-01-05", "P-2")

    def busy(partnership: str) -> None:
        for number in range(8):
            story.act("2026-01-06", "write-policy", partnership=partnership, part="doel", text=f"tekst {number}")
            story.act("2026-01-06", "write-policy", organisation="O-1", part="doel", text=f"{partnership} {number}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(busy, ["P-1", "P-2"]))
    with story.engine.connect() as connection:
        assert {"rows": len(story.journal()), "faults": []} == journal_faults(connection)


# Without names.


def holds(story: Story, *words: str) -> list[str]:
    """Return which of some words stand anywhere in the journal."""
    told = repr(story.rows("SELECT * FROM journal")).lower()
    return [word for word in words if word.lower() in told]


def test_the_journal_holds_no_names_of_staff(story: Story, tmp_path: Path) -> None:
    """Who registers people, corrects them or imports them leaves their codes in the journal, and nothing else."""
    live(story, tmp_path)
    fien = {"person": "p-17", "name": "Fien de Wit", "email": "fien@voorbeeld.nl"}
    entry = story.act("2026-07-06", "register-person", **fien, organisation="O-1").entry
    fields = {"name": "Fien Zwart", "email": "zwart@voorbeeld.nl", "organisation": None}
    story.act("2026-07-06", "correct", entry=entry, reason="getrouwd", fields=fields)
    assert holds(story, "fien", "zwart", "de wit", "daan boom", "@voorbeeld", "example.nl") == []
    assert [("Fien Zwart", "zwart@voorbeeld.nl", None)] == story.rows(
        "SELECT name, email, organisation FROM persons WHERE person = 'p-17'"
    )
    told = {row[0]: row[4] for row in story.journal()}
    assert entry
    assert {"person": "p-17", "organisation": "O-1"} == told[entry]
    assert {"name": None, "email": None, "organisation": None} == told[entry + 1]["fields"]
    assert faults_of(story.engine) == []


def test_a_correction_leaves_the_name_as_it_is(sqlite_story: Story) -> None:
    """What the journal does not hold is not written over by a correction of something else, nor by one before it."""
    sqlite_story.start("2026-01-05")
    entry = sqlite_story.act("2026-01-06", "register-person", person="fien", name="Fien", email="f@voorbeeld.nl").entry
    for fields in ({"name": "Fien Wit"}, {"organisation": "O-1"}, {"email": "wit@voorbeeld.nl"}):
        assert sqlite_story.act("2026-01-07", "correct", entry=entry, reason="anders", fields=fields).changed
    known = sqlite_story.rows("SELECT name, email, organisation FROM persons WHERE person = 'fien'")
    assert [("Fien Wit", "wit@voorbeeld.nl", "O-1")] == known
    same = {"entry": entry, "reason": "nog eens", "fields": {"name": "Fien Wit"}}
    assert not sqlite_story.act("2026-01-07", "correct", **same).changed


def test_a_name_is_no_name_when_it_is_nothing(sqlite_story: Story) -> None:
    """The journal names a withheld field without its value; whoever corrects one must give it."""
    sqlite_story.start("2026-01-05")
    entry = next(row[0] for row in sqlite_story.journal() if row[10] == "anna")
    with pytest.raises(BadInput):
        sqlite_story.act("2026-01-06", "correct", entry=entry, reason="r", fields={"name": None})


def test_an_import_leaves_the_name_of_who_is_known(sqlite_story: Story, tmp_path: Path) -> None:
    """The same file again does not put back a contact's name that people changed; somebody new is made known."""
    live(sqlite_story, tmp_path)
    contact = "SELECT name FROM persons WHERE person = 'daan-groen.example'"
    assert [("Daan Boom",)] == sqlite_story.rows(contact)
    changed = {"person": "daan-groen.example", "name": "Daan Berk", "email": "daan@groen.example"}
    sqlite_story.act("2026-07-06", "register-person", **changed)
    again = import_portfolio(
        sqlite_story.engine, tmp_path / "portefeuille.csv", organisation="O-1", coordinator="anna",
        on=date(2026, 7, 7), by="toets", at=AT,
    )  # fmt: skip
    assert (1, [("Daan Berk",)]) == (again.unchanged, sqlite_story.rows(contact))


# Brought up to date.


def bring(engine: Engine, to: str) -> None:
    """Bring the schema down to a revision."""
    config = _config()
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def test_an_older_journal_is_chained_and_loses_its_names(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upgrading gives every row the hash that it would have had, and takes out names; downgrading puts them back."""
    live(story, tmp_path)
    entry = story.act("2026-07-06", "register-person", person="p-17", name="Fien", email="f@voorbeeld.nl").entry
    fields = {"name": "Fien Zwart", "active": False}
    story.act("2026-07-06", "correct", entry=entry, reason="getrouwd", fields=fields)
    with story.engine.connect() as connection:
        before = rows_of(connection)
    heads = story.rows("SELECT * FROM journal_heads ORDER BY chain")
    bring(story.engine, "0007")
    told = {row[0]: row[4] for row in story.journal()}
    assert entry
    assert {"person": "p-17", "name": "Fien Zwart", "email": "f@voorbeeld.nl"} == told[entry]
    assert fields == told[entry + 1]["fields"]
    module = ScriptDirectory.from_config(_config()).get_revision("0008").module
    monkeypatch.setattr(module, "BATCH", 7)
    upgrade(story.engine)
    with story.engine.connect() as connection:
        assert before == rows_of(connection)
        assert {"rows": len(before), "faults": []} == journal_faults(connection)
    assert heads == story.rows("SELECT * FROM journal_heads ORDER BY chain")
    for statement in ("UPDATE journal SET act = 'niets'", "DELETE FROM journal"):
        with pytest.raises(DBAPIError, match="append-only"), writing(story.engine).begin() as connection:
            connection.execute(sa.text(statement))


# Tampered with.


def test_a_changed_row_is_named_whichever_it_is(intruder: Intruder) -> None:
    """One other value, in any row and any column, is one fault, at that row."""
    names = sorted(OTHERWISE)
    for entry, row in intruder.rows.items():
        for name in {names[entry % len(names)], "data"}:
            value = OTHERWISE[name](row)
            assert [(entry, "gewijzigd", row["partnership"])] == intruder.found(change(entry, **{name: value})), name


def test_every_column_counts(sqlite_intruder: Intruder) -> None:
    """No column of a row can be changed without a trace."""
    middle = sqlite_intruder.last // 2
    row = sqlite_intruder.rows[middle]
    assert {column.name for column in JOURNAL.columns} == {"entry", "partnership", *OTHERWISE}
    for name, otherwise in OTHERWISE.items():
        assert [(middle, "gewijzigd")] == sqlite_intruder.named(change(middle, **{name: otherwise(row)})), name


@pytest.mark.parametrize("told", ["data = 'geen JSON'", "data = '[1]'", "at = 'toen'", "\"on\" = 'straks'", "by = 7"])
def test_what_no_column_could_hold_is_named_too(sqlite_intruder: Intruder, told: str) -> None:
    """SQLite takes any text anywhere; the check names such a row and goes on."""
    for entry in (1, 40, sqlite_intruder.last):
        found = sqlite_intruder.named(say(f"UPDATE journal SET {told} WHERE entry = {entry}"))  # noqa: S608  # our own
        assert [(entry, "gewijzigd")] == found


def test_a_row_given_to_another_partnership_is_named(sqlite_intruder: Intruder) -> None:
    """A row that is taken from one chain and hung in another is a fault at that row alone."""
    for entry, row in sqlite_intruder.rows.items():
        other = "P-2" if row["partnership"] == "P-1" else "P-1"
        found = sqlite_intruder.named(change(entry, partnership=other))
        assert [entry] == [number for number, _code in found]
        assert found[0][1] in {"gewijzigd", "onbekend"}


def test_a_missing_row_is_named_whichever_it_is(intruder: Intruder) -> None:
    """A row that is taken out is one fault with its number, the first, the last, or in the middle."""
    for entry in intruder.rows:
        assert [(entry, "ontbreekt")] == intruder.named(remove(entry))


def test_whose_row_is_missing_is_told(intruder: Intruder) -> None:
    """What hung on a missing row, or the end of its chain, tells whose it was."""
    for entry in (row["entry"] for row in intruder.rows.values() if row["partnership"] == "P-1"):
        assert [(entry, "ontbreekt", "P-1")] == intruder.found(remove(entry))


def test_rows_missing_in_succession_are_one_fault(intruder: Intruder) -> None:
    """Some rows in succession are told by the first, also at the end and at the beginning."""
    for first in (1, 20, intruder.last - 3):
        assert [(first, "ontbreekt")] == intruder.named(remove(*range(first, first + 4)))


def test_a_lost_tail_is_found_after_new_rows(story: Story) -> None:
    """Whoever takes out the last row and lets the program go on is found: the chain does not end where it was left."""
    story.start("2026-01-05")
    story.act("2026-01-05", "choose-route", **P1, route="beide")
    intruder = Intruder(story.engine)
    with writing(story.engine).begin() as connection:
        remove(intruder.last)(connection)
    story.act("2026-01-05", "register-contractor", contractor="later", name="Later")
    assert [(intruder.last, "ontbreekt", "P-1")] == intruder.found()
    story.act("2026-01-06", "choose-route", **P1, route="aanbesteding")
    assert [intruder.last + 1] == [entry for entry, *_ in intruder.found()]


def test_rows_that_changed_places_are_named(intruder: Intruder) -> None:
    """Two rows with each other's number, hash and all, are two faults, however far apart."""
    for one, other in intruder.pairs(25):
        assert [(one, "verwisseld"), (other, "verwisseld")] == intruder.named(*swap_numbers(one, other)), (one, other)


def test_rows_with_the_contents_of_each_other_are_named(intruder: Intruder) -> None:
    """Two rows that keep their number and hash and swap what they say are found, whatever their chains."""
    for one, other in intruder.pairs(25):
        mine, theirs = (contents(intruder.rows[entry], "hash") for entry in (one, other))
        found = intruder.named(change(one, **theirs), change(other, **mine))
        assert {one, other} == {entry for entry, _code in found}, found
        if mine["partnership"] == theirs["partnership"]:
            assert {"verwisseld"} == {code for _entry, code in found}


def test_rows_with_the_data_of_each_other_are_named(sqlite_intruder: Intruder) -> None:
    """Two rows that swap what they tell are two faults."""
    for one, other in sqlite_intruder.pairs(25):
        mine, theirs = (sqlite_intruder.rows[entry]["data"] for entry in (one, other))
        if mine != theirs:
            found = sqlite_intruder.named(change(one, data=theirs), change(other, data=mine))
            assert [(one, "verwisseld"), (other, "verwisseld")] == found


@pytest.mark.parametrize("known", [False, True], ids=["without a hash", "with a hash that fits"])
def test_a_row_put_in_between_is_named(intruder: Intruder, known: bool) -> None:  # noqa: FBT001  # from parametrize
    """A row that is put in, with all later rows numbered anew, is one fault: also when it hangs on the one before."""
    for entry in range(1, intruder.last - 3, 6):
        for chain in (None, "P-1"):
            row = contents(intruder.rows[3]) | {"entry": entry, "partnership": chain}
            row["hash"] = chained(intruder.before(entry, chain), row) if known else "0" * 64
            found = intruder.named(renumber(entry, 1), put(row))
            assert (entry, "onbekend") == found[0], found
            assert {"gewijzigd"} >= {code for _entry, code in found[1:]}  # too many to look at


@pytest.mark.parametrize("known", [False, True], ids=["without a hash", "with a hash that fits"])
def test_a_row_put_at_the_end_is_named(intruder: Intruder, known: bool) -> None:  # noqa: FBT001  # from parametrize
    """A row after the last one that was not written by the program is known by the end of its chain."""
    entry = intruder.last + 1
    for chain in (None, "P-1"):
        row = contents(intruder.rows[3]) | {"entry": entry, "partnership": chain}
        row["hash"] = chained(intruder.before(entry, chain), row) if known else ""
        found = intruder.named(put(row))
        assert [entry] == [number for number, _code in found]
        assert found[0][1] in {"onbekend", "gewijzigd"}


def test_a_row_taken_out_with_the_others_numbered_anew_is_named(intruder: Intruder) -> None:
    """Closing the gap in the numbers does not hide what was taken out."""
    for entry in range(1, intruder.last - 5, 6):
        found = intruder.named(remove(entry), renumber(entry + 1, -1))
        assert (entry, "ontbreekt") == found[0], found
        assert {"gewijzigd"} >= {code for _entry, code in found[1:]}  # too many to look at


def test_a_forged_row_does_not_fit_what_follows(intruder: Intruder) -> None:
    """A changed row with a new hash of its own is betrayed by the next row of its chain, or by its end."""
    for entry, row in intruder.rows.items():
        forged = row | {"data": {"forged": True}}
        own = chained(intruder.before(entry, row["partnership"]), forged)
        found = intruder.found(change(entry, data=forged["data"], hash=own))
        chain = [number for number, other in intruder.rows.items() if other["partnership"] == row["partnership"]]
        following = next((number for number in chain if number > entry), entry)
        assert [(following, "gewijzigd", row["partnership"])] == found
        [sentence] = intruder.sentences(change(entry, data=forged["data"], hash=own))
        assert str(entry) in sentence


def test_the_end_of_a_chain_cannot_be_moved(intruder: Intruder) -> None:
    """What says where chains end can neither be changed nor removed without a trace."""
    last = max(row["entry"] for row in intruder.rows.values() if row["partnership"] == "P-1")
    for statement, code in (
        ("DELETE FROM journal_heads WHERE chain = 'P-1'", "ontbreekt"),
        ("UPDATE journal_heads SET hash = 'x' WHERE chain = 'P-1'", "gewijzigd"),
        ("UPDATE journal_heads SET entry = entry - 1, hash = 'x' WHERE chain = 'P-1'", "onbekend"),
    ):
        assert [(last, code, "P-1")] == intruder.found(say(statement)), statement
    more = say("INSERT INTO journal_heads VALUES ('P-9', 900, 'x')")
    assert [(intruder.last + 1, "ontbreekt")] == intruder.named(more)


def test_everything_changed_is_told_shortly(intruder: Intruder) -> None:
    """Of a journal in which nothing is right some rows are told, and that there is more."""
    found = intruder.named(say("UPDATE journal SET by = 'iemand'"))
    assert [(entry, "gewijzigd") for entry in range(1, MOST + 2)] == found


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_two_deeds_hide_each_other(sqlite_intruder: Intruder, data: st.DataObject) -> None:
    """Whatever two things are done to the journal, something is found."""
    numbers = st.integers(1, sqlite_intruder.last)
    deeds: list[Deed] = []
    for _ in range(2):
        kind = data.draw(st.sampled_from(["change", "remove", "swap"]))
        entry, other = data.draw(numbers), data.draw(numbers)
        if kind == "change":
            deeds.append(change(entry, by=data.draw(st.sampled_from(["mallory", "trudy"]))))
        elif kind == "remove":
            deeds.append(remove(entry))
        elif entry != other:
            deeds += swap_numbers(entry, other)
    if deeds and not undone(sqlite_intruder, deeds):
        assert sqlite_intruder.named(*deeds)


def undone(intruder: Intruder, deeds: list[Deed]) -> bool:
    """Tell whether deeds leave the journal as it was."""
    with writing(intruder.engine).connect() as connection:
        for deed in deeds:
            deed(connection)
        same = rows_of(connection) == list(intruder.rows.values())
        connection.rollback()
    return same
