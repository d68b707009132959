"""The demo portfolio: the same for the same seed, in every phase, and healthy through a year of nights."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel
from story import AT, Story

from groeituin.demo import build_demo
from groeituin.errors import Refused
from groeituin.night import run_night
from groeituin.planning import planned, stored_terms
from models.database import open_database
from models.dossiers import load_dossiers, table
from models.partnerships import Partnership
from models.schema import upgrade
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
        stored, wanted = stored_terms(connection, codes), planned(load_dossiers(connection, codes))
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
    done = Counter(act for (act,) in story.rows("SELECT act FROM journal"))
    wanted = {
        "take-over-partnership", "suspend", "resume", "amend-contract", "exercise-option", "waive-option", "hand-over",
        "correct", "record-effort", "settle-signal", "lapse-signal", "share-results", "record-evaluation",
    }  # fmt: skip
    assert wanted - set(done) == set()
    assert {route for (route,) in story.rows("SELECT DISTINCT route FROM partnerships WHERE route IS NOT NULL")} == set(
        words(Routes)
    )
    assert story.rows("SELECT count(*) FROM willingness WHERE willing = false")[0][0] > 0
    assert story.rows("SELECT count(*) FROM suspensions WHERE until_on IS NULL")[0][0] > 0
    assert {basis for (basis,) in story.rows("SELECT basis FROM partnerships")} == {"verplichting", "inspanning"}
    assert max(n for (n,) in story.rows("SELECT count(*) FROM links GROUP BY partnership")) > 1


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
