"""A night or a migration that is killed at any moment, and two nights at once: what they leave is what one leaves."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from copies import Copy, copies, url_of
from crowd import crowded
from faults import Count, contents, sound
from killing import Killing, chosen, killing, struck
from processes import process_text
from sqlalchemy.engine import Engine
from story import AT, Story

from groeituin import night as nights
from groeituin.night import NightReport, run_night
from models.database import open_database, writing
from states.definition import content_hash

NIGHT = date(2026, 4, 5)
# The first asks, later ones ask again, skip, climb ladders and replace.
NIGHTS = ["2026-04-05", "2026-05-06", "2026-05-20"]
MANY, SEED = 120, 20260405
# How many moments; PostgreSQL takes longer to copy a database.
MOMENTS = {"sqlite": 30, "postgresql": 20}
MIGRATIONS = {"sqlite": 25, "postgresql": 15}


@pytest.fixture(scope="module")
def killer() -> Iterator[Killing]:
    """Return a process that is copied for every piece of work."""
    with killing() as process:
        yield process


@pytest.fixture
def copy(request: pytest.FixtureRequest, story: Story, tmp_path: Path) -> Iterator[Copy]:
    """Return a function that opens another copy of the database as it is on the evening before."""
    crowded(story, MANY)
    with copies(story.engine, request, tmp_path) as another:
        yield another


@pytest.mark.slow
def test_killed_nights_are_completed_by_the_next_run(copy: Copy, killer: Killing) -> None:
    """Killed at any moment of three nights, running them again leaves exactly what undisturbed ones leave."""
    count = Count("kill -9 of nights, at seeded moments", group="nights")
    many = MOMENTS[copy().dialect.name]
    left = struck(killer, copy, count, "nights", many, "SELECT count(*) FROM signals", nights=NIGHTS)
    assert len(left) > 5, "the kills fell between batches too, or this showed nothing"
    assert many == count.tried
    count.nothing_lost()


@pytest.mark.slow
def test_a_night_that_dies_while_writing_leaves_nothing_half(
    sqlite_story: Story, request: pytest.FixtureRequest, killer: Killing, tmp_path: Path
) -> None:
    """Killed by the kernel in the middle of writing to the file of the database, with any number of bytes written."""
    count = Count("a night is ended by the system in the middle of writing its database file", group="nights")
    crowded(sqlite_story, MANY)
    with copies(sqlite_story.engine, request, tmp_path) as copy:
        calm = copy()
        with calm.connect():  # as long as somebody looks, the log that was written stays
            assert 0 == killer.does(calm, "nights", nights=NIGHTS).status
            written = Path(f"{calm.url.database}-wal").stat().st_size
        expected = contents(calm)
        for length in chosen(written, 12, SEED):
            engine = copy()
            assert -signal.SIGXFSZ == killer.does(engine, "nights", longest=length, nights=NIGHTS).status
            assert 0 == killer.does(engine, "nights", nights=NIGHTS).status
            sound(engine)
            count.struck(expected, contents(engine))
    count.nothing_lost()


@pytest.mark.slow
def test_a_killed_migration_is_completed_by_asking_again(copy: Copy, story: Story, killer: Killing) -> None:
    """Killed at seeded moments, asking again leaves exactly what an undisturbed migration leaves."""
    text = process_text(
        {"norm_days: {draagvlak: 90,": "norm_days: {draagvlak: 80,", "repeat_days: 7": "repeat_days: 5"}
    )
    story.night(NIGHT.isoformat())
    known = {"r": "handreiking/2", "h": content_hash(text), "t": text}
    with writing(story.engine).begin() as connection:
        connection.execute(sa.text("INSERT INTO definitions VALUES (:r, :h, :t, 1)"), known)
    story.engine.dispose()
    count = Count("kill -9 of a migration to another definition, at seeded moments", group="migrations")
    many, moved = MIGRATIONS[story.engine.dialect.name], "FROM partnerships WHERE definition = 'handreiking/2'"
    told = {"to": "handreiking/2", "on": NIGHT.isoformat()}
    left = struck(killer, copy, count, "migration", many, f"SELECT count(*) {moved}", **told)
    assert len(left) > 2, "the kills fell between batches too, or this showed nothing"
    assert many == count.tried
    count.nothing_lost()


def together(engines: list[Engine], **chosen: Any) -> list[NightReport]:  # noqa: ANN401  # what run_night takes
    """Run the same night on every engine at the same time."""
    barrier = Barrier(len(engines))

    def one(engine: Engine) -> NightReport:
        barrier.wait(timeout=60)
        return run_night(engine, NIGHT, at=AT, **chosen)

    with ThreadPoolExecutor(len(engines)) as pool:
        return list(pool.map(one, engines))


@pytest.mark.slow
def test_two_nights_at_once_raise_each_signal_once(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two nights that start together share the work; together they tell what one night tells."""
    monkeypatch.setattr(nights, "CHUNK", 20)
    alone, shared = copy(), copy()
    calm = run_night(alone, NIGHT, at=AT)
    other = open_database(url_of(shared))
    reports = together([shared, other])
    other.dispose()
    claims = [(s.partnership, s.rule, s.occasion) for report in reports for s in report.raised]
    assert sorted((s.partnership, s.rule, s.occasion) for s in calm.raised) == sorted(claims)
    assert [] == [failure for report in reports for failure in report.failures]
    assert sorted(contents(alone)) == sorted(contents(shared))
    sound(shared)


@pytest.mark.slow
def test_two_schedulers_raise_each_signal_once(copy: Copy, killer: Killing) -> None:
    """Two processes that do the same nights at the same time, ten times: together they leave what one leaves."""
    count = Count("two schedulers start the same nights at the same time", group="nights")
    calm = copy()
    assert 0 == killer.does(calm, "nights", nights=NIGHTS).status
    expected = contents(calm)
    with killing() as second:
        for _round in range(10):
            shared = copy()
            for process in (killer, second):
                process.begin(shared, "nights", nights=NIGHTS)
            assert [(0, ""), (0, "")] == [(end.status, end.said) for end in (killer.end(), second.end())]
            sound(shared)
            count.struck(expected, contents(shared))
            shared.dispose()
    count.nothing_lost()
