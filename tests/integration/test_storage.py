"""What the database itself holds on to: constraints, the journal, migrations, and the bulk loader."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from story import Story

from models.database import SILENCE, open_database, writing
from models.dossiers import load_dossiers
from models.schema import _config, head, revision, upgrade
from models.tables import metadata
from models.unit_of_work import UnitOfWork

CLAIM = (
    "INSERT INTO signals (id, partnership, rule, subject, occasion, due_on, original_on, raised_on, status, rung, "
    "sentence) VALUES (:id, :partnership, 'evaluatie', '', 'x', '2026-01-01', '2026-01-01', '2026-01-01', :status, "
    "0, 'Evalueer.')"
)


def write(engine: Engine, statement: str, **values: Any) -> None:  # noqa: ANN401  # what a statement binds
    """Execute a statement and keep what it did."""
    with writing(engine).begin() as connection:
        connection.execute(sa.text(statement), values)


def test_the_claim_is_unique(story: Story) -> None:
    """A second signal for the same partnership, rule and occasion is refused by the database."""
    story.start("2026-01-05")
    write(story.engine, CLAIM, id=1, partnership="P-1", status="open")
    with pytest.raises(IntegrityError):
        write(story.engine, CLAIM, id=2, partnership="P-1", status="open")


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (CLAIM.replace(":id, :partnership", "1, 'P-9'").replace(":status", "'open'"), "an unknown partnership"),
        (CLAIM.replace(":id, :partnership", "1, 'P-1'").replace(":status", "'klaar'"), "an unknown status"),
        ("UPDATE partnerships SET phase = 'klaar'", "an unknown phase"),
        ("UPDATE partnerships SET organisation = 'O-9'", "an unknown organisation"),
        ("UPDATE partnerships SET predecessor = 'P-9'", "an unknown predecessor"),
        ("DELETE FROM organisations", "an organisation with partnerships"),
        ("DELETE FROM partnerships", "a partnership with a history"),
        ("UPDATE contracts SET value = -1", "a negative value"),
        ("UPDATE contracts SET ends_on = '2020-01-01'", "an end before the start"),
        ("UPDATE contracts SET wage_share = 101", "a share over the whole"),
        ("UPDATE contracts SET contractor = 'wie'", "an unknown contractor"),
        ("UPDATE organisations SET sector = 'sport'", "an unknown sector"),
        ("INSERT INTO links VALUES ('P-1', 'C-1', false, '2026-01-01')", "the same link twice"),
        ("INSERT INTO terms VALUES ('P-9', 'evaluatie', '', 'x', NULL, '2026-01-01')", "a term of nobody"),
        ("INSERT INTO phase_entries VALUES ('P-1', 1, 'werkgroep', '2026-01-01', NULL)", "a phase entry twice"),
        (
            "INSERT INTO suspensions VALUES ('P-1', 1, '2026-02-01', '2026-01-01', 'r')",
            "a suspension that ends before it starts",
        ),
        (
            "INSERT INTO decisions VALUES (1, 'P-1', 'O-1', 'actieplan', 'b', '2026-01-01', NULL)",
            "a fact of a partnership and an organisation",
        ),
        (
            "INSERT INTO decisions VALUES (1, NULL, NULL, 'actieplan', 'b', '2026-01-01', NULL)",
            "a fact of nobody",
        ),
        ("INSERT INTO signal_recipients (signal, person) VALUES (99, 'anna')", "a recipient of no signal"),
    ],
)
def test_the_database_refuses_what_no_act_would_write(story: Story, statement: str, why: str) -> None:
    """Whoever writes past the acts is stopped by the database."""
    story.start("2026-01-05")
    story.contract("2026-01-05")
    with pytest.raises(IntegrityError):
        write(story.engine, statement)
    assert story.rows("SELECT phase FROM partnerships") == [("draagvlak",)], why


@pytest.mark.parametrize("statement", ["UPDATE journal SET act = 'niets'", "DELETE FROM journal WHERE entry = 1"])
def test_the_journal_is_append_only(story: Story, statement: str) -> None:
    """Update and delete are refused by a trigger, and the journal stays as it was."""
    story.start("2026-01-05")
    before = story.journal()
    with pytest.raises(DBAPIError, match="append-only"):
        write(story.engine, statement)
    assert before == story.journal()


def test_the_journal_is_not_emptied_either(database_url: str) -> None:
    """PostgreSQL knows TRUNCATE, which row triggers do not see."""
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite has no TRUNCATE")
    engine = open_database(database_url)
    with pytest.raises(DBAPIError, match="append-only"):
        write(engine, "TRUNCATE journal CASCADE")
    engine.dispose()


def half_done(engine: Engine) -> None:
    """Write something good and then something that the database refuses."""
    with UnitOfWork(engine) as work:
        work.connection.execute(sa.text("UPDATE partnerships SET title = 'anders'"))
        work.connection.execute(sa.text("UPDATE partnerships SET phase = 'klaar'"))
        work.commit()


def test_rollback_is_the_default(story: Story) -> None:
    """A unit of work that is not committed leaves nothing, with or without an error."""
    story.start("2026-01-05")
    with UnitOfWork(story.engine) as work:
        work.connection.execute(sa.text("UPDATE partnerships SET title = 'anders'"))
    with pytest.raises(IntegrityError):
        half_done(story.engine)
    assert story.rows("SELECT title FROM partnerships") == [("Schoonmaak",)]


def counted(connection: Connection, partnerships: list[str]) -> int:
    """Return how many statements it takes to load dossiers."""
    statements: list[str] = []
    connection.execute(sa.text("SELECT 1"))  # begins the transaction

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", count)
    loaded = load_dossiers(connection, partnerships)
    event.remove(connection, "before_cursor_execute", count)
    assert len(partnerships) == len(loaded)
    return len(statements)


def test_the_loader_asks_as_much_for_one_as_for_many(story: Story) -> None:
    """Loading 200 dossiers takes as many queries as loading one."""
    story.reach("monitoring")
    copied = (
        "INSERT INTO partnerships SELECT 'X-' || n, title, organisation, phase, since, basis, route, definition, "
        "predecessor, started_on, started_by, taken_over_on, lesson, return_on, version FROM partnerships, "
        "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200) "
        "SELECT n FROM numbers) AS all_numbers WHERE partnership = 'P-1'"
    )
    write(story.engine, copied)
    write(
        story.engine,
        "INSERT INTO links SELECT partnership, 'C-1', true, '2026-01-05' FROM partnerships WHERE partnership <> 'P-1'",
    )
    everyone = [row[0] for row in story.rows("SELECT partnership FROM partnerships")]
    with story.engine.connect() as connection:
        assert counted(connection, ["P-1"]) == counted(connection, everyone)
    assert len(everyone) == 201


def test_a_dossier_is_the_same_alone_and_among_others(story: Story) -> None:
    """What a dossier holds does not depend on which others are loaded with it, nor on their order."""
    story.reach("borging")
    for number, organisation in ((2, "O-1"), (3, "O-2")):
        story.start("2026-01-06", f"P-{number}", organisation)
        story.act("2026-01-06", "link-contract", partnership=f"P-{number}", contract="C-1")
    story.act("2026-01-06", "assign-role", organisation="O-2", role="hr_expert", person="eva")
    story.act("2026-01-06", "record-decision", organisation="O-1", decision="bekrachtiging", decided_by="college")
    story.night("2026-07-01")
    everyone = ["P-3", "P-1", "P-2"]
    with story.engine.connect() as connection:
        together = load_dossiers(connection, [*everyone, "P-9"])
        alone = [dossier for name in everyone for dossier in load_dossiers(connection, [name])]
    assert alone == together
    assert everyone == [dossier.partnership for dossier in together]
    inherited = [d.inherited for d in together[1].decisions if d.decision == "bekrachtiging"]
    assert inherited == [True]
    assert together[1].history


def test_no_partnerships_is_no_query(engine: Engine) -> None:
    """Asking for nothing asks the database nothing."""
    with engine.connect() as connection:
        assert counted(connection, []) == 0


def schema_of(connection: Connection) -> dict[str, Any]:
    """Return every table with what the database knows of it, check constraints and indexes included."""
    inspector = sa.inspect(connection)
    return {
        name: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)],
            inspector.get_pk_constraint(name)["constrained_columns"],
            sorted((str(check["name"]), check["sqltext"]) for check in inspector.get_check_constraints(name)),
            sorted(str(index["name"]) for index in inspector.get_indexes(name)),
            sorted(str(unique["name"]) for unique in inspector.get_unique_constraints(name)),
            sorted(
                (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in inspector.get_foreign_keys(name)
            ),
        )
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def migrate(engine: Engine, to: str) -> None:
    """Bring the database down or up to a revision."""
    config = _config()
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if to == "base" else command.upgrade)(config, to)


def test_the_migrations_make_the_metadata(engine: Engine) -> None:
    """Autogenerate finds nothing to do after the migrations, and every constraint of the models is there."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        migrated = schema_of(connection)
    migrate(engine, "base")
    with writing(engine).begin() as connection:
        metadata.create_all(connection)
        assert schema_of(connection) == migrated


def test_the_schema_goes_down_to_nothing_and_up_again(engine: Engine) -> None:
    """Downgrading leaves no table behind, and upgrading again gives the same schema with its triggers."""
    with engine.connect() as connection:
        before = schema_of(connection)
    migrate(engine, "base")
    with engine.connect() as connection:
        assert schema_of(connection) == {}
    assert revision(engine) is None
    upgrade(engine)
    with engine.connect() as connection:
        assert before == schema_of(connection)
    assert head() == revision(engine)
    write(
        engine,
        'INSERT INTO journal (entry, at, "on", "by", act, data) VALUES '
        "(1, '2026-01-01 00:00:00', '2026-01-01', 'x', 'x', '{}')",
    )
    with pytest.raises(DBAPIError, match="append-only"):
        write(engine, "DELETE FROM journal")


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    """The newest schema is left as it is."""
    upgrade(engine)
    assert head() == revision(engine)


def test_sqlite_runs_with_its_safeguards(sqlite: Engine) -> None:
    """Every connection has a write-ahead log, foreign keys and a busy timeout."""
    with sqlite.connect() as first, sqlite.connect() as second:
        for connection in (first, second):
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "foreign_keys", "busy_timeout")
            ]
            assert found == ["wal", 1, 15_000]


def test_postgresql_is_given_up_after_a_minute_of_silence(postgresql_url: str) -> None:
    """Every connection tells libpq so, and what a URL says itself goes first."""
    for url, limit in ((postgresql_url, 60_000), (f"{postgresql_url}&tcp_user_timeout=5000", 5_000)):
        engine = open_database(url)
        with engine.connect() as connection:
            told = connection.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]  # there is one
        engine.dispose()
        wanted = SILENCE | {"tcp_user_timeout": limit}
        assert {name: str(value) for name, value in wanted.items()} == {name: told.get(name) for name in SILENCE}


def test_codes_sort_alike_on_both_databases(story: Story) -> None:
    """Codes sort by character, whatever the locale of the server: ranges of partnerships depend on it."""
    story.start("2026-01-05", "b-1")
    for code in ("B-1", "a_1", "a-1", "a/1", "A.1", "10", "9"):
        story.act("2026-01-05", "start-partnership", partnership=code, title="x", organisation="O-1")
    found = [row[0] for row in story.rows("SELECT partnership FROM partnerships ORDER BY partnership")]
    assert found == sorted(found)


def test_dates_and_moments_come_back_as_they_went(story: Story) -> None:
    """A date stays a date on both databases."""
    story.reach("realisatie", "2026-02-28")
    with story.engine.connect() as connection:
        dossier = load_dossiers(connection, ["P-1"])[0]
    assert {entry.entered_on for entry in dossier.phases} == {date(2026, 2, 28)}
