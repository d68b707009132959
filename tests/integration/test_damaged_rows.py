"""A damaged row through every door: who asks about many hears of the others, who asks about one hears why not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa
from commands import Reply, replied
from sent_mail import Clock, delivered, kept, text_of
from sqlalchemy.engine import Engine
from story import MEETS, Story

from groeituin.delivery.channel import Unreachable
from groeituin.delivery.folder import Folder
from groeituin.unreadable import unreadable
from models.damaged import damaged_rows
from models.database import open_database, read_only, writing

TOLD, NIGHT, DAY = "2026-03-02", "2026-05-04", "2026-05-05"
ROW = "Dit lukt niet: in de database is iets beschadigd. Herstel de rij, of zet een reservekopie terug."
# By table a column, and what stands there for P-1 or its contract.
DAMAGED = {
    "partnerships": ("since", "kapot"),
    "phase_entries": ("entered_on", "kapot"),
    "suspensions": ("from_on", "kapot"),
    "actions": ("deadline", "2026-02-30"),
    "objectives": ("jobs", "veel"),
    "meetings": ("attendees", "{kapot"),
    "jobs": ("hours_per_week", "kapot"),
    "hours_reports": ("lines", "5"),
    "agreements": ("agreed_on", "kapot"),
    "willingness": ("recorded_on", "kapot"),
    "signals": ("due_on", "kapot"),
    "terms": ("due_on", "2026-13-01"),
    "invitations": ("planned_on", "kapot"),
    "contracts": ("ends_on", "kapot"),
    "contract_options": ("notify_by", "kapot"),
    "obligations": ("percentage", "kapot"),
    "opening_balances": ("sroi_euros", "kapot"),
    "links": ("linked_on", "kapot"),
}
OF_CONTRACT = ("contracts", "contract_options", "obligations", "opening_balances")
# One of each kind of damage and of owner; the other tables go the same ways and are left to the whole suite.
FIRST = {"partnerships", "actions", "meetings", "jobs", "signals", "invitations", "contracts"}
TABLES = [pytest.param(table, marks=() if table in FIRST else pytest.mark.slow) for table in DAMAGED]
# Every door about many, and a word of what it tells of P-2 whatever is wrong with P-1.
MANY = {
    ("list", "--on", DAY): "P-2",
    ("signals",): "P-2",
    ("week", "--on", DAY): "P-2",
    ("week", "--person", "anna", "--on", DAY): "P-2",
    ("duties", "anna", "--on", DAY): "P-2",
    ("feed", "anna"): "Gebouw P-2",
    ("gaps", "--on", DAY): "P-2",
    ("screen", "--on", DAY): "C-P-2",
    ("tenders", "--on", DAY): "C-P-2",
    ("rehearse", "--nights", "90", "--on", DAY): "P-2",
    ("night", "--on", "2026-08-04"): "actie_te_laat",
    ("list", "--as-of", DAY): "P-2",
}
ONE = (("show", "P-1", "--on", DAY), ("journal", "P-1"), ("figures", "P-1", "--on", DAY))


@pytest.fixture(scope="module")
def whole(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with two partnerships that are alike, of which every test damages a copy."""
    path = tmp_path_factory.mktemp("damaged") / "whole.db"
    copy(_sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    told(Story(engine))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def url(whole: Path, tmp_path: Path) -> str:
    """Return the URL of a copy."""
    copy(whole, tmp_path / "copy.db")
    return f"sqlite:///{tmp_path / 'copy.db'}"


def told(story: Story) -> Story:
    """Take over P-1 and P-2 with a row in every table that a partnership can have, and let a night ask about them."""
    story.act(TOLD, "register-organisation", organisation="O-1", name="Gemeente Voorbeeld", sector="gemeente")
    for person in ("anna", "bert", "cees", "dina", "eva"):
        story.act(TOLD, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl")
    story.act(TOLD, "register-contractor", contractor="glans", name="Glans BV")
    for partnership in ("P-1", "P-2"):
        _took_over(story, partnership, f"C-{partnership}")
    late = {"action": "A-2", "description": "Mail", "owner": "bert", "deadline": "2026-04-01"}
    story.act(TOLD, "add-action", partnership="P-2", **late)
    story.night(NIGHT)
    return story


def _took_over(story: Story, partnership: str, contract: str) -> None:
    story.act(
        TOLD, "register-contract", contract=contract, organisation="O-1", title=contract, nature="dienst",
        contractor="glans", starts_on="2025-01-01", ends_on="2027-02-28", value="900000",
        options=[{"until": "2028-02-28", "notify_by": "2026-12-01"}],
    )  # fmt: skip
    story.act(
        TOLD, "take-over-partnership", partnership=partnership, title=f"Gebouw {partnership}", organisation="O-1",
        phase="monitoring", since="2025-07-01", coordinator="anna", contract=contract,
    )  # fmt: skip
    for code in ("W2", "W3", "V5", "V7", "R1", "R3", "M1", "M3"):
        for act, fields in MEETS[code]:
            mine = fields | {"partnership": partnership} | ({"contract": contract} if "contract" in fields else {})
            story.act(TOLD, act, **mine)
    pause = {"partnership": partnership, "reason": "verhuizing", "until": "2026-03-03"}
    late = {"action": "A-1", "description": "Bel", "owner": "anna", "deadline": "2026-04-01"}
    balance = {"sroi_euros": "1000", "hours": "20", "source": "oude lijst"}
    owed = {"percentage": 5, "base": "opdrachtsom", "from": "2025-01-01", "reason": "bestek"}
    story.act(TOLD, "suspend", **pause)
    story.act(TOLD, "add-action", partnership=partnership, **late)
    story.act(TOLD, "plan-meeting", partnership=partnership, kind="voortgang", planned_on="2026-12-15")
    story.act(TOLD, "set-obligation", contract=contract, **owed)
    story.act(TOLD, "record-opening-balance", contract=contract, **balance)


def damaged(url: str, table: str) -> None:
    """Write in a column of P-1, or of its contract, what no act writes."""
    column, value = DAMAGED[table]
    whose = "contract = 'C-P-1'" if table in OF_CONTRACT else "partnership = 'P-1'"
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        row = f"SELECT max(rowid) FROM {table} WHERE {whose}"  # noqa: S608  # our own names
        changed = connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ({row})", (value,))  # noqa: S608  # the same
        assert 1 == changed.rowcount
        connection.commit()


def names(reply: Reply) -> set[str]:
    """Return of which partnerships and contracts an answer says that it left them out."""
    details = reply.error["details"] if reply.error else []
    return {detail["partnership"] or detail["contract"] for detail in details}


@pytest.mark.parametrize("door", MANY, ids=" ".join)
@pytest.mark.parametrize("table", TABLES)
def test_a_door_about_many_goes_on_for_the_others(url: str, table: str, door: tuple[str, ...]) -> None:
    """It tells of P-2, and names P-1 when it could not tell of that."""
    damaged(url, table)
    reply = replied(url, *door)
    assert MANY[door] in reply.printed
    left_out = names(reply)
    assert left_out in (set(), {"P-1"}, {"P-1", "C-P-1"})
    if left_out:
        assert (1, "unreadable") == (reply.status, (reply.error or {})["error"])
        assert "Gebouw P-1" not in reply.printed


@pytest.mark.parametrize("table", DAMAGED)
def test_the_check_names_whatever_is_damaged(url: str, table: str) -> None:
    """The partnership is named with the row, also where no door stops at it."""
    damaged(url, table)
    reply = replied(url, "check", "--on", DAY)
    assert 1 == reply.status
    engine = open_database(url)
    with read_only(engine) as connection:
        found = unreadable(connection)
    engine.dispose()
    assert {"P-1"} == {one.partnership for one in found if one.partnership}
    assert any(table in one.error for one in found)
    assert all(one.error.split(",")[0] in reply.printed for one in found)


@pytest.mark.parametrize("door", ONE, ids=" ".join)
@pytest.mark.parametrize("table", TABLES)
def test_a_door_about_one_tells_its_answer_or_the_row(url: str, table: str, door: tuple[str, ...]) -> None:
    """It stops with a sentence that names table and row, never with something unexpected."""
    damaged(url, table)
    reply = replied(url, *door)
    if reply.status:
        assert (1, "unreadable", ROW) == (reply.status, *(reply.error or {}).values())[:3]
        assert any(table in detail["sentence"] for detail in (reply.error or {})["details"])


def test_a_question_about_the_damaged_one_is_told_the_row(url: str) -> None:
    """Signals of P-1 alone are not answered with those of nobody, nor is it told that there is no P-1."""
    damaged(url, "signals")
    reply = replied(url, "signals", "--partnership", "P-1")
    assert (1, ROW, "") == (reply.status, (reply.error or {})["message"], reply.printed)


DELIVERED = {table: DAMAGED[table] for table in ("signals", "invitations", "actions", "contracts", "meetings")}


@pytest.mark.parametrize("table", DELIVERED)
def test_letters_go_round_it(url: str, table: str, tmp_path: Path) -> None:
    """Anna hears of P-2 now, and of P-1 where that can be read; what she did not hear is not marked as told."""
    damaged(url, table)
    engine = open_database(url)
    delivered(engine, Folder(tmp_path / "post"), Clock(), on=DAY)
    letters = b"".join(one.content for one in kept(tmp_path / "post") if one.to.startswith("anna"))
    assert b"P-2" in letters
    with engine.connect() as connection:
        query = (
            "SELECT count(*) FROM signal_recipients JOIN signals ON id = signal WHERE partnership = :p AND news > ''"
        )
        left = [connection.execute(sa.text(query), {"p": one}).scalar_one() for one in ("P-1", "P-2")]
    engine.dispose()
    assert (0, table == "invitations") == (left[1], left[0] == 0)


@pytest.mark.parametrize("change", ["status = 'kapot'", "partnership = 'weg'"])
def test_what_no_letter_could_tell_is_not_marked_as_told(url: str, tmp_path: Path, change: str) -> None:
    """A signal of which nobody knows how it stands, or whose it is, is told once it is mended, and once."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        ((signal,),) = connection.execute("SELECT id FROM signals WHERE partnership = 'P-2' AND subject = 'A-2'")
    written(url, f"UPDATE signals SET {change} WHERE id = {signal}")  # noqa: S608  # our own words
    engine, folder = open_database(url), Folder(tmp_path / "post")
    delivered(engine, folder, Clock(), on=DAY)
    written(url, f"UPDATE signals SET status = 'open', partnership = 'P-2' WHERE id = {signal}")  # noqa: S608  # the same
    for day in ("2026-05-06", "2026-05-07"):
        delivered(engine, folder, Clock(), on=day)
    engine.dispose()
    to_bert = [text_of(one.content) for one in kept(tmp_path / "post") if one.to.startswith("bert")]
    assert 1 == sum("Mail" in letter for letter in to_bert)


@pytest.mark.parametrize(("column", "value"), [("content", "{kapot"), ("composed_at", "kapot"), ("composed_on", "")])
def test_what_waits_and_is_damaged_is_left_to_a_person(url: str, tmp_path: Path, column: str, value: str) -> None:
    """The other letters go, and the damaged one is given up, with what is wrong with it."""
    engine, folder = open_database(url), Folder(tmp_path / "post")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "open", closed)
        delivered(engine, folder, Clock(), on=DAY)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute(f"UPDATE deliveries SET {column} = ? WHERE id = 1", (value,))  # noqa: S608  # our own names
        connection.commit()
    report = delivered(engine, folder, Clock(), on=DAY)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT id, status, error FROM deliveries ORDER BY id")).all()
    engine.dispose()
    assert (1, True) == (report.as_json()["given_up"], report.troubled)
    assert len(found) > 1
    assert ["mislukt", *["verzonden"] * (len(found) - 1)] == [status for _, status, _ in found]
    assert f"deliveries 1, {column}" in found[0].error


@pytest.mark.parametrize("content", ["{}", "null", "5", '{"brief": 5, "signals": [1]}', '{"brief": {"points": [5]}}'])
def test_a_letter_of_another_form_stops_no_other(url: str, tmp_path: Path, content: str) -> None:
    """JSON that is no letter is left to a person as well."""
    engine, folder = open_database(url), Folder(tmp_path / "post")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "open", closed)
        delivered(engine, folder, Clock(), on=DAY)
    written(url, f"UPDATE deliveries SET content = '{content}' WHERE id = 1")  # noqa: S608  # our own words
    report = delivered(engine, folder, Clock(), on=DAY)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT status FROM deliveries ORDER BY id")).scalars().all()
    engine.dispose()
    assert (True, len(found) > 1) == (report.troubled, True)
    assert ["mislukt", *["verzonden"] * (len(found) - 1)] == list(found)


def closed(self: Folder) -> NoReturn:
    """Be a way out that is closed."""
    raise Unreachable(str(self))


def test_a_damaged_line_of_the_journal_is_told_as_such(url: str) -> None:
    """The lines around it are told as ever."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE journal SET act = 'kapot' WHERE act = 'add-action' AND partnership = 'P-1'")
        connection.commit()
    reply = replied(url, "journal", "P-1")
    assert (0, 1) == (reply.status, reply.printed.count("Deze regel is beschadigd."))


def test_what_is_nobodys_is_named_and_stops_with_a_sentence(url: str) -> None:
    """A damaged person makes all that need her unreadable, and is named with table and row."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE persons SET inactive_on = 'kapot' WHERE person = 'anna'")
        connection.commit()
    reply = replied(url, "check")
    assert "persons anna, inactive_on: ValueError" in reply.printed
    assert {"P-1", "P-2"} == names(replied(url, "week", "--on", DAY))


def test_a_whole_database_has_nothing_damaged(story: Story) -> None:
    """On both databases nothing is found where every row is as an act wrote it, and nothing is hidden."""
    told(story)
    with read_only(story.engine) as connection:
        assert ([], []) == (damaged_rows(connection), unreadable(connection))
    assert None is replied(rendered(story.engine), "week", "--on", DAY).error


def written(url: str, *changes: str) -> None:
    """Write into the database what no act writes, also where its own rules refuse it."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for change in changes:
            assert connection.execute(change).rowcount
        connection.commit()


def test_nothing_where_something_must_stand_is_damage(url: str) -> None:
    """What every act writes and a row does not hold is named, before something unexpected comes of it."""
    rule = "sql = replace(sql, 'kind VARCHAR(32) NOT NULL', 'kind VARCHAR(32)')"
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        assert connection.execute(f"UPDATE sqlite_master SET {rule} WHERE name = 'meetings'").rowcount  # noqa: S608  # our own words
        connection.commit()
    written(url, "UPDATE meetings SET kind = NULL WHERE partnership = 'P-1'")
    reply = replied(url, "check", "--on", DAY)
    assert (1, True) == (reply.status, "kind: nothing, where something must stand" in reply.printed)


def test_lines_that_were_destroyed_are_no_damage(url: str) -> None:
    """The nothing that destroying leaves in a report of hours is as it was written."""
    written(url, "UPDATE hours_reports SET lines = 'null'")
    engine = open_database(url)
    with read_only(engine) as connection:
        assert [] == damaged_rows(connection)
    engine.dispose()


# Half of a character, as a bit that fell over leaves it.
HALF = "CAST(x'c3' AS TEXT)"


@pytest.mark.parametrize("words", [("definition", "show", "weg/9"), ("show", "P-9"), ("diagram", "weg/9")])
def test_who_asks_for_what_is_not_there_is_told_that(url: str, words: tuple[str, ...]) -> None:
    """Damage elsewhere has nothing to do with it."""
    damaged(url, "actions")
    reply = replied(url, *words)
    assert (3, "not_found") == (reply.status, (reply.error or {})["error"])


@pytest.mark.parametrize("door", MANY, ids=" ".join)
def test_a_text_that_is_no_text_any_more_stops_nobody_else(url: str, door: tuple[str, ...]) -> None:
    """Half a character in a text of P-1 is damage: no door about many takes it for a database that is away."""
    written(url, f"UPDATE actions SET description = {HALF} WHERE partnership = 'P-1'")  # noqa: S608  # our own words
    reply = replied(url, *door)
    assert MANY[door] in reply.printed
    assert reply.error is None or (1, "unreadable", {"P-1"}) == (reply.status, reply.error["error"], names(reply))


@pytest.mark.parametrize("value", ["x'ff'", HALF])
def test_a_key_that_is_no_text_is_named(url: str, value: str) -> None:
    """Whatever stands in a key, what is wrong is told in one sentence, for programs too."""
    written(url, f"UPDATE obligations SET contract = {value} WHERE contract = 'C-P-1'")  # noqa: S608  # our own words
    reply = replied(url, "check", "--on", DAY)
    assert (1, True) == (reply.status, "obligations" in reply.printed)
    written(url, f"UPDATE jobs SET contract = {value} WHERE partnership = 'P-1'")  # noqa: S608  # our own words
    for one in ONE:
        assert replied(url, *one).status in {0, 1}, one


# What PostgreSQL can hold and no date, list or process is.
ON_POSTGRESQL = {
    "actions": "deadline = 'infinity'",
    "signals": "due_on = '-infinity'",
    "contracts": "ends_on = 'infinity'",
    "meetings": "attendees = '5'",
    "partnerships": "definition = 'weg/9'",
}


@pytest.fixture
def postgresql(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Return a fresh, migrated PostgreSQL database."""
    from conftest import _fresh

    for address in _fresh(request, Path(), "postgresql"):
        engine = open_database(address)
        yield engine
        engine.dispose()


@pytest.mark.slow
def test_postgresql_goes_round_what_it_can_hold(postgresql: Engine) -> None:
    """Every door about many goes on for P-2 there too, whatever is damaged; a second time as well."""
    told(Story(postgresql))
    for table, change in ON_POSTGRESQL.items():
        whose = "contract = 'C-P-1'" if table in OF_CONTRACT else "partnership = 'P-1'"
        with writing(postgresql).connect() as connection:
            before = _row(connection, table, whose)
            connection.execute(sa.text(f"UPDATE {table} SET {change} WHERE {whose}"))  # noqa: S608  # our own names
            connection.commit()
        for door, told_of_other in MANY.items():
            if door[0] != "night":
                assert told_of_other in replied(rendered(postgresql), *door).printed, (table, door)
        assert {"P-1"} <= names(replied(rendered(postgresql), "week", "--on", DAY)), table
        with writing(postgresql).connect() as connection:
            column = change.split()[0]
            connection.execute(sa.text(f"UPDATE {table} SET {column} = :v WHERE {whose}"), {"v": before[column]})  # noqa: S608  # the same
            connection.commit()


def _row(connection: sa.Connection, table: str, whose: str) -> dict[str, Any]:
    return dict(connection.execute(sa.text(f"SELECT * FROM {table} WHERE {whose} LIMIT 1")).mappings().one())  # noqa: S608  # our own names


def rendered(engine: Engine) -> str:
    """Return the URL of a database with everything in it."""
    return engine.url.render_as_string(hide_password=False)
