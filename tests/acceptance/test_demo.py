"""The demo portfolio: the same for the same seed, in every phase, and healthy through a year of nights."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel
from story import AT, Story

from groeituin.definitions import Library
from groeituin.demo import build, build_demo
from groeituin.errors import Refused
from groeituin.night import run_night
from groeituin.planning import planned, stored_terms
from models.database import open_database, table
from models.dossiers import load_dossiers
from models.partnerships import Partnership
from models.schema import upgrade
from states.definition import handreiking
from states.figures.obligation import realised, reports_of
from states.periods import read_period
from states.vocabulary import PHASES, words
from states.vocabulary import Route as Routes

ON = date(2026, 11, 22)
FEW = 30
FLOOD = 12


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, dict[str, int]]]:
    """Return a demo of some partnerships, built once for the tests that only read it."""
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('demo')}/demo.db")
    upgrade(engine)
    yield engine, build_demo(engine, partnerships=FEW, seed=1, on=ON, at=AT)
    engine.dispose()


def dump(engine: Engine) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(sa.select(source)).all()))
            for name, source in SQLModel.metadata.tables.items()
        }


def differences(engine: Engine) -> dict[Any, Any]:
    """Return where the stored terms differ from the plan."""
    with engine.connect() as connection:
        codes = list(connection.execute(sa.select(table(Partnership).c.partnership)).scalars())
        stored, wanted = stored_terms(connection, codes), planned(load_dossiers(connection, codes), Library(connection))
    return {key: (stored.get(key), wanted.get(key)) for key in stored | wanted if stored.get(key) != wanted.get(key)}


def test_all_phases_are_there_and_counted(built: tuple[Engine, dict[str, int]]) -> None:
    """A small demo already shows every phase, and its counts are those of the tables."""
    engine, counts = built
    rows = Story(engine).rows("SELECT phase, count(*) FROM partnerships GROUP BY phase")
    assert {phase: counts[phase] for phase in PHASES} == dict(rows)
    assert counts["partnerships"] == FEW
    assert counts["open_signals"] > 0


def test_the_portfolio_shows_what_happens_in_real_life(built: tuple[Engine, dict[str, int]]) -> None:
    """Take-overs, pauses, changed contracts, options, hand-overs, corrections, partings and all routes occur."""
    story = Story(built[0])
    done = {act for (act,) in story.rows("SELECT act FROM journal")}
    wanted = {
        "take-over-partnership", "suspend", "resume", "amend-contract", "exercise-option", "waive-option", "hand-over",
        "correct", "record-effort", "settle-signal", "lapse-signal", "share-results", "record-evaluation",
        "register-block-table", "set-obligation", "record-opening-balance", "report-hours", "review-hours",
        "prolong-job", "end-job", "escalate-signal",
    }  # fmt: skip
    assert set() == wanted - done
    assert set(words(Routes)) == {
        route for (route,) in story.rows("SELECT DISTINCT route FROM partnerships WHERE route IS NOT NULL")
    }
    assert {"verplichting", "inspanning"} == {basis for (basis,) in story.rows("SELECT basis FROM partnerships")}
    triggers = {
        trigger
        for (trigger,) in story.rows("SELECT json_extract(data, '$.trigger') FROM journal WHERE act = 'advance'")
    }
    assert {"beeindig", "heropen", "herverken", "schaal_op"} <= triggers


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 FROM willingness WHERE willing = false",
        "SELECT 1 FROM suspensions WHERE until_on IS NULL",
        "SELECT 1 FROM links GROUP BY partnership HAVING count(*) > 1",
        "SELECT 1 FROM links GROUP BY contract HAVING count(*) > 1",
        "SELECT 1 FROM partnerships WHERE predecessor IS NOT NULL",
        "SELECT 1 FROM partnerships WHERE phase = 'beeindigd' AND return_on IS NOT NULL",
        "SELECT 1 FROM contracts WHERE stage = 'gepland' AND planned_publication_on IS NOT NULL",
        "SELECT 1 FROM contract_options WHERE status = 'open' AND notify_by IS NOT NULL",
        "SELECT 1 FROM contractors WHERE pso_valid_until IS NOT NULL",
        "SELECT 1 FROM role_holdings WHERE role = 'bestuurder'",
        "SELECT 1 FROM jobs WHERE ends_on IS NOT NULL AND ended_on IS NULL",
    ],
)
def test_the_portfolio_has_something_of_everything(built: tuple[Engine, dict[str, int]], query: str) -> None:
    """A refusal, an open pause, shared contracts, a successor, a date to come back, a tender, a certificate, jobs."""
    assert [] != Story(built[0]).rows(query)


def test_hours_come_every_quarter_and_are_mostly_in_order(built: tuple[Engine, dict[str, int]]) -> None:
    """Some come late, some are rejected and come again, most are approved; every figure is clear."""
    engine, _ = built
    story = Story(engine)
    verdicts = Counter(
        v for (v,) in story.rows("SELECT json_extract(data, '$.verdict') FROM journal WHERE act = 'review-hours'")
    )
    assert 0 < verdicts["afgekeurd"] < verdicts["goedgekeurd"] / 5
    received = story.rows("""SELECT json_extract(data, '$.period'), "on" FROM journal WHERE act = 'report-hours'""")
    late = [on for period, on in received if date.fromisoformat(on) - read_period(period).last > timedelta(days=28)]
    assert 0 < len(late) < len(received) / 4
    statuses = Counter(status for (status,) in story.rows("SELECT status FROM hours_reports"))
    assert statuses["goedgekeurd"] > 0.9 * statuses.total()
    with engine.connect() as connection:
        dossiers = load_dossiers(connection, [row[0] for row in story.rows("SELECT partnership FROM partnerships")])
    counted = [
        realised(contract, reports_of(dossier, contract), handreiking().figures)
        for dossier in dossiers
        for contract in dossier.contracts
        if contract.obligations
    ]
    assert any(found.exact > 0 for found in counted)
    assert not any("meer bouwblokken" in told or "geen bouwblok" in told for found in counted for told in found.unclear)


def test_history_ends_the_day_before(built: tuple[Engine, dict[str, int]]) -> None:
    """Nothing in the journal is dated on or after the date that was asked."""
    ((newest,),) = Story(built[0]).rows('SELECT max("on") FROM journal')
    assert ON - timedelta(days=4) <= date.fromisoformat(newest) < ON


def test_stored_terms_are_the_plan(built: tuple[Engine, dict[str, int]]) -> None:
    """After years of acts and nights in batches, every stored term is what the plan says."""
    assert differences(built[0]) == {}


@pytest.mark.slow
def test_the_same_seed_and_date_give_the_same_rows(built: tuple[Engine, dict[str, int]], sqlite: Engine) -> None:
    """Every table is the same, row by row."""
    engine, counts = built
    assert build_demo(sqlite, partnerships=FEW, seed=1, on=ON, at=AT) == counts
    assert dump(sqlite) == dump(engine)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_gets_the_same_rows_in_few_statements(engine: Engine, sqlite: Engine) -> None:
    """PostgreSQL is not asked for every act, and goes on from the numbers that it was given."""
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = build_demo(engine, partnerships=8, seed=2, on=ON, at=AT)
    many = len(asked)
    assert build_demo(sqlite, partnerships=8, seed=2, on=ON, at=AT) == counts
    assert dump(sqlite) == dump(engine)
    assert many < counts["acts"]
    assert run_night(sqlite, ON, at=AT).as_json() == run_night(engine, ON, at=AT).as_json()
    assert differences(engine) == {}


def test_what_is_broken_off_leaves_nothing(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops it begins again in the same database, which is still empty."""
    monkeypatch.setattr(build, "_letters_were_read", broken_off)
    with pytest.raises(KeyboardInterrupt):
        build_demo(sqlite, partnerships=1, on=ON, at=AT)
    assert [] == [name for name, rows in dump(sqlite).items() if rows]


def broken_off(_engine: Engine) -> None:
    """Do what Ctrl-C does."""
    raise KeyboardInterrupt


def test_another_seed_gives_another_portfolio(sqlite: Engine, built: tuple[Engine, dict[str, int]]) -> None:
    """The seed matters."""
    build_demo(sqlite, partnerships=8, seed=2, on=ON, at=AT)
    titles = "SELECT partnership, since FROM partnerships WHERE partnership IN (SELECT partnership FROM journal)"
    ours, theirs = (dict(Story(engine).rows(titles)) for engine in (sqlite, built[0]))
    assert any(theirs.get(partnership) != since for partnership, since in ours.items())


def test_a_database_that_is_not_empty_is_left_alone(sqlite_story: Story) -> None:
    """The demo is refused where somebody already works."""
    sqlite_story.start("2026-01-05")
    before = dump(sqlite_story.engine)
    with pytest.raises(Refused) as caught:
        build_demo(sqlite_story.engine, partnerships=8, on=ON, at=AT)
    assert [detail["code"] for detail in caught.value.details] == ["niet_leeg"]
    assert dump(sqlite_story.engine) == before


@pytest.mark.slow
def test_the_demo_stays_healthy_through_a_year_of_nights(engine: Engine) -> None:
    """The first night raises something and no flood; after a year of nights, stored terms are still the plan."""
    build_demo(engine, partnerships=FEW, seed=1, on=ON, at=AT)
    first = run_night(engine, ON, at=AT)
    assert 0 < len(first.raised) < FLOOD
    failures = []
    for number in range(1, 366):
        failures += run_night(engine, ON + timedelta(days=number), at=AT).failures
    assert failures == []
    assert differences(engine) == {}
