"""The roles of deploy/roles.sql on a real PostgreSQL: what each may do suffices, and is no more than that."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from deployment import DEPLOY, psql
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DatabaseError
from story import AT, Story

from groeituin.backup import back_up, restore
from groeituin.check import check, mend
from groeituin.delivery.deliver import deliver
from groeituin.delivery.post import post_of
from groeituin.demo.build import build_demo
from groeituin.reading.portfolio import portfolio
from groeituin.settings import Settings
from groeituin.unreadable import read_around
from models.database import open_database, read_only, writing
from models.schema import upgrade

TODAY = date(2026, 11, 22)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Roles:
    """One new database, as each of the roles sees it."""

    server: str
    name: str
    opened: list[Engine]

    def as_role(self, role: str) -> Engine:
        """Return the database for a role."""
        url = make_url(self.server).set(username=role, database=self.name)
        self.opened.append(open_database(url.render_as_string(hide_password=False)))
        return self.opened[-1]

    def another(self) -> "Roles":
        """Make another database on which roles.sql was run, twice, because again must be harmless."""
        made = replace(self, name=f"rollen_{next(_numbers)}")
        psql(self.server, "postgres", "--command", f"CREATE DATABASE {made.name}")
        for _ in range(2):
            psql(self.server, made.name, "--file", str(DEPLOY / "roles.sql"))
        return made


@pytest.fixture
def roles(postgresql_url: str) -> Iterator[Roles]:
    """Return a new database with the roles, and its tables as the owner made them."""
    found = Roles(postgresql_url, "postgres", []).another()
    upgrade(found.as_role("groeituin_owner"))
    yield found
    for engine in found.opened:
        engine.dispose()


def _said(engine: Engine, statement: str) -> str:
    """Return what the database says of a statement; nothing when it does it."""
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
    except DatabaseError as error:
        return str(error.orig).splitlines()[0]
    return ""


@pytest.mark.slow  # months of a portfolio, its letters and copies
def test_who_works_in_the_tables_can_do_all_the_work(roles: Roles, tmp_path: Path) -> None:
    """Acts, nights, letters, the check and a backup need no owner; restoring a copy and upgrading are the owner's."""
    engine = roles.as_role("groeituin")
    build_demo(engine, partnerships=3, on=TODAY, at=AT)
    Story(engine).night(TODAY.isoformat())
    post = post_of(Settings(mail_folder=tmp_path / "mail"))
    done = deliver(engine, post, on=TODAY, clock=lambda: AT + timedelta(days=900), lease="1")
    assert (done.composed > 0, done.troubled) == (True, False)
    assert mend(engine, on=TODAY, by="toets", at=AT)["differences"] == []
    counts = back_up(engine, tmp_path / "kopie", at=AT)

    other = roles.another()
    assert counts == restore(other.as_role("groeituin_owner"), tmp_path / "kopie")
    with read_only(other.as_role("groeituin")) as connection:
        found = check(connection)
    assert (found["checked"], found["differences"], found["journal"]["faults"]) == (3, [], [])
    assert Story(other.as_role("groeituin")).night("2026-11-23").failures == []


def test_who_works_in_the_tables_cannot_change_them(roles: Roles) -> None:
    """Not by a slip and not through a leak: tables and triggers are another's, and the journal stays append-only."""
    engine = roles.as_role("groeituin")
    Story(engine).start("2026-01-05")
    refused = {
        "CREATE TABLE t (i int)": "permission denied for schema public",
        "DROP TABLE journal": "must be owner of table journal",
        "TRUNCATE signals": "permission denied for table signals",
        "ALTER TABLE journal DISABLE TRIGGER ALL": "must be owner of table journal",
        "DROP FUNCTION journal_append_only CASCADE": "must be owner of function journal_append_only",
        "SET session_replication_role = replica": 'permission denied to set parameter "session_replication_role"',
        "DELETE FROM journal": "the journal is append-only: write a correction instead",
        "UPDATE journal SET phase = 'borging'": "the journal is append-only: write a correction instead",
        "CREATE ROLE ander LOGIN": "permission denied to create role",
    }
    assert refused == {statement: _said(engine, statement) for statement in refused}


def test_an_answer_goes_round_a_damaged_row(roles: Roles) -> None:
    """Whoever works in the tables may hide rows from an answer of its own; the tables stay as they are."""
    story = Story(roles.as_role("groeituin"))
    for partnership in ("P-1", "P-2"):
        story.start("2026-01-05", partnership=partnership)
    with writing(story.engine).begin() as connection:
        connection.exec_driver_sql("UPDATE terms SET due_on = 'infinity' WHERE partnership = 'P-1'")
    found, left_out = read_around(story.engine, lambda connection: portfolio(connection, TODAY))
    assert (["P-2"], ["P-1"]) == ([one["partnership"] for one in found], [one.partnership for one in left_out])
    with story.engine.connect() as connection:
        assert {"P-1", "P-2"} == set(connection.exec_driver_sql("SELECT partnership FROM partnerships").scalars())


@pytest.mark.parametrize("role", ["groeituin", "groeituin_owner"])
def test_prefect_and_groeituin_do_not_see_each_other(roles: Roles, role: str) -> None:
    """Each has a database of its own, and cannot even come into the other's."""
    there = replace(roles, name="prefect")
    assert 'permission denied for database "prefect"' in _said(there.as_role(role), "SELECT 1")
    assert f'permission denied for database "{roles.name}"' in _said(roles.as_role("prefect"), "SELECT 1")
    assert _said(there.as_role("prefect"), "SELECT 1") == ""


def test_who_falls_silent_is_given_up(roles: Roles) -> None:
    """A machine that is lost in a batch keeps its claims and its turn for some minutes at most, not for hours."""
    with roles.as_role("groeituin").connect() as connection:
        assert connection.scalar(sa.text("SHOW idle_in_transaction_session_timeout")) == "5min"
        # Over the socket of the tests the others are set and do nothing.
        told = connection.execute(sa.text("SELECT rolname, rolconfig FROM pg_roles WHERE rolconfig IS NOT NULL")).all()
    limits = {
        "tcp_keepalives_idle=60s",
        "tcp_keepalives_interval=10s",
        "tcp_keepalives_count=3",
        "tcp_user_timeout=90s",
    }
    assert {name for name, found in told if limits <= {*found}} == {"groeituin_owner", "groeituin", "prefect"}


def test_an_upgrade_needs_the_owner(roles: Roles) -> None:
    """Tables that were there before the roles become the owner's as well, with what belongs to them."""
    other = roles.another()
    assert "permission denied for schema public" in _upgraded(other.as_role("groeituin"))
    upgrade(other.as_role("postgres"))
    psql(other.server, other.name, "--file", str(DEPLOY / "roles.sql"))
    assert _upgraded(other.as_role("groeituin_owner")) == ""
    with other.as_role("postgres").connect() as connection:
        owners = connection.scalars(
            sa.text(
                "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                "UNION SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc "
                "WHERE pronamespace = 'public'::regnamespace"
            )
        ).all()
    assert owners == ["groeituin_owner"]
    Story(other.as_role("groeituin")).start("2026-01-05")


def _upgraded(engine: Engine) -> str:
    try:
        upgrade(engine)
    except DatabaseError as error:
        return str(error.orig)
    return ""
