"""A night or a migration that is killed at any moment, two at once, and partnerships or rules that fail."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from copies import Copy, copies, url_of
from processes import process_text
from sqlalchemy.engine import Engine
from story import AT, Story

from groeituin import night as nights
from groeituin.night import Failure, NightReport, run_night
from groeituin.night_batch import Batch
from models.database import open_database, writing
from states.definition import content_hash
from states.dossier import Dossier
from states.occasions import OCCASIONS, Process, Row

STARTED, NIGHT = "2026-01-05", date(2026, 4, 5)
MANY, MOMENTS, SEED = 300, 20, 20260405
STATE = (
    "SELECT id, partnership, rule, subject, occasion, now_as, due_on, raised_on, status, next_on FROM signals",
    "SELECT id, sentence FROM signals",
    "SELECT signal, person FROM signal_recipients",
    "SELECT * FROM terms",
    "SELECT * FROM skipped_occasions",
    'SELECT entry, "on", "by", act, partnership, phase FROM journal',
    "SELECT partnership, definition, version FROM partnerships",
)
# Does its work in batches and kills itself, as `kill -9` would, just before its n-th statement or commit (0: never).
CHILD = """
import os, signal, sys
from datetime import UTC, date, datetime
from sqlalchemy import event
from groeituin import migration, night
from models.database import open_database

url, on, moment = sys.argv[1], date.fromisoformat(sys.argv[2]), int(sys.argv[3])
engine, seen = open_database(url), 0

def count(*_):
    global seen
    seen += 1
    if seen == moment:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "before_cursor_execute", count)
event.listen(engine, "commit", count)
night.CHUNK = migration.BATCH = 50
at = datetime(2026, 1, 1, 4, 15, tzinfo=UTC)
if len(sys.argv) > 4:
    migration.migrate(engine, "handreiking/1", sys.argv[4], on=on, by="toets", at=at)
else:
    night.run_night(engine, on, at=at)
print(seen)
"""
COPIED = {
    "partnerships": "title, organisation, phase, since, basis, route, definition, predecessor, started_on, started_by, "
    "taken_over_on, lesson, return_on, version",
    "phase_entries": "number, phase, entered_on, reason",
    "actions": "action, description, owner, deadline, completed_on, withdrawn",
    "terms": "rule, subject, occasion, due_on, original_on",
}


def crowded(story: Story, many: int) -> Story:
    """Make P-1 known and copy it many times: each stands still and has an action that is late."""
    story.start(STARTED)
    plan = {"description": "Bel", "owner": "anna", "deadline": "2026-03-01"}
    story.act(STARTED, "add-action", partnership="P-1", action="A-1", **plan)
    numbers = [{"new": f"X-{number:03}"} for number in range(many)]
    with writing(story.engine).begin() as connection:
        for table, columns in COPIED.items():
            copied = f"SELECT :new, {columns} FROM {table} WHERE partnership = 'P-1'"  # noqa: S608  # our own names
            connection.execute(sa.text(f"INSERT INTO {table} (partnership, {columns}) {copied}"), numbers)
    return story


def state(engine: Engine) -> list[list[tuple[Any, ...]]]:
    """Return everything that nights write, but for moments."""
    with engine.connect() as connection:
        return [sorted((tuple(row) for row in connection.execute(sa.text(query))), key=repr) for query in STATE]


def child(engine: Engine, moment: int, *to: str) -> subprocess.CompletedProcess[str]:
    """Run the night, or a migration to a definition, in a process of its own that kills itself at a moment."""
    command = [sys.executable, "-c", CHILD, url_of(engine), NIGHT.isoformat(), str(moment), *to]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def copy(request: pytest.FixtureRequest, story: Story, tmp_path: Path) -> Iterator[Copy]:
    """Return a function that opens another copy of the database as it is on the evening before."""
    crowded(story, MANY)
    with copies(story.engine, request, tmp_path) as another:
        yield another


@pytest.mark.slow
def test_a_killed_night_is_completed_by_the_next_run(copy: Copy) -> None:
    """Killed at 20 seeded moments, the next run leaves exactly what an undisturbed night leaves."""
    undisturbed = copy()
    calm = child(undisturbed, 0)
    assert (0, "") == (calm.returncode, calm.stderr)
    expected, statements = state(undisturbed), int(calm.stdout)
    raised_at_the_kill = set()
    for moment in sorted(random.Random(SEED).sample(range(1, statements + 1), MOMENTS)):
        engine = copy()
        assert -signal.SIGKILL == child(engine, moment).returncode
        with engine.connect() as connection:
            raised_at_the_kill.add(connection.execute(sa.text("SELECT count(*) FROM signals")).scalar())
        run_night(engine, NIGHT, at=AT)
        assert expected == state(engine), f"killed before statement {moment} of {statements}"
        engine.dispose()
    assert len(raised_at_the_kill) > 3, "the kills fell between chunks too, or this showed nothing"
    assert len(expected[0]) == 2 * (MANY + 1)


@pytest.mark.slow
def test_a_killed_migration_is_completed_by_asking_again(copy: Copy, story: Story) -> None:
    """Killed at 20 seeded moments, asking again leaves exactly what an undisturbed migration leaves."""
    text = process_text(
        {"norm_days: {draagvlak: 90,": "norm_days: {draagvlak: 80,", "repeat_days: 7": "repeat_days: 5"}
    )
    story.night(NIGHT.isoformat())
    known = {"r": "handreiking/2", "h": content_hash(text), "t": text}
    with writing(story.engine).begin() as connection:
        connection.execute(sa.text("INSERT INTO definitions VALUES (:r, :h, :t, 1)"), known)
    story.engine.dispose()
    undisturbed = copy()
    calm = child(undisturbed, 0, "handreiking/2")
    assert (0, "") == (calm.returncode, calm.stderr)
    expected, statements = state(undisturbed), int(calm.stdout)
    moved_at_the_kill = set()
    for moment in sorted(random.Random(SEED).sample(range(1, statements + 1), MOMENTS)):
        engine = copy()
        assert -signal.SIGKILL == child(engine, moment, "handreiking/2").returncode
        with engine.connect() as connection:
            counted = sa.text("SELECT count(*) FROM partnerships WHERE definition = 'handreiking/2'")
            moved_at_the_kill.add(connection.execute(counted).scalar())
        assert 0 == child(engine, 0, "handreiking/2").returncode
        assert expected == state(engine), f"killed before statement {moment} of {statements}"
        engine.dispose()
    assert len(moved_at_the_kill) > 3, "the kills fell between batches too, or this showed nothing"
    assert {"handreiking/2"} == {row[1] for row in expected[-1]}
    assert {"80d", "31d"} == {row[5].rsplit("/", 1)[-1] for row in expected[0]}


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
    """Two nights that start together share the work; together they leave what one night leaves."""
    monkeypatch.setattr(nights, "CHUNK", 20)
    alone, shared = copy(), copy()
    calm = run_night(alone, NIGHT, at=AT)
    other = open_database(url_of(shared))
    reports = together([shared, other])
    other.dispose()
    claims = [(s.partnership, s.rule, s.occasion) for report in reports for s in report.raised]
    assert sorted((s.partnership, s.rule, s.occasion) for s in calm.raised) == sorted(claims)
    assert [] == [failure for report in reports for failure in report.failures]
    found = state(shared)
    assert [row[1:] for row in sorted(state(alone)[0], key=lambda r: r[1:4])] == [
        row[1:] for row in sorted(found[0], key=lambda r: r[1:4])
    ]
    assert state(alone)[3:5] == found[3:5]
    assert [row[0] for row in sorted(found[5])] == list(range(1, len(found[5]) + 1))


@pytest.mark.slow
def test_two_processes_at_once_raise_each_signal_once(copy: Copy) -> None:
    """The same with two processes: the second finds done what the first committed."""
    alone, shared = copy(), copy()
    run_night(alone, NIGHT, at=AT)
    command = [sys.executable, "-c", CHILD, url_of(shared), NIGHT.isoformat(), "0"]
    pair = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in pair]
    assert ends == [("", 0), ("", 0)]
    assert len(state(alone)[0]) == len(state(shared)[0])
    assert state(alone)[3:5] == state(shared)[3:5]


def names(report: NightReport) -> set[tuple[str, str]]:
    """Return partnership and rule of everything that a night raised."""
    return {(raised.partnership, raised.rule) for raised in report.raised}


def everyone(many: int) -> set[tuple[str, str]]:
    """Return partnership and rule of everything that is due in a crowd."""
    partnerships = ["P-1", *(f"X-{number:03}" for number in range(many))]
    return {(one, rule) for one in partnerships for rule in ("fase_staat_stil", "actie_te_laat")}


def test_a_broken_partnership_does_not_stop_the_others(story: Story) -> None:
    """A partnership that cannot be planned at all is named, once, and everything else is raised."""
    crowded(story, 5)
    with writing(story.engine).begin() as connection:
        connection.execute(sa.text("UPDATE partnerships SET definition = 'weg/9' WHERE partnership = 'X-003'"))
    report = story.night(NIGHT.isoformat())
    assert [("X-003", None)] == [(failure.partnership, failure.rule) for failure in report.failures]
    assert "weg/9" in report.failures[0].error
    assert {name for name in everyone(5) if name[0] != "X-003"} == names(report)
    assert report.as_json()["failures"][0]["partnership"] == "X-003"


def test_a_broken_row_fails_its_rule_alone(story: Story) -> None:
    """Without its phase entry a partnership cannot stand still, but its late action is still told."""
    crowded(story, 5)
    with writing(story.engine).begin() as connection:
        connection.execute(sa.text("DELETE FROM phase_entries WHERE partnership = 'X-003'"))
    report = story.night(NIGHT.isoformat())
    assert [("X-003", "fase_staat_stil")] == [(failure.partnership, failure.rule) for failure in report.failures]
    assert everyone(5) - {("X-003", "fase_staat_stil")} == names(report)


def test_a_faulty_rule_fails_alone_and_is_done_when_mended(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that raises an error for one partnership is named with it; the night after the repair raises it."""
    crowded(story, 5)
    late_actions = OCCASIONS["actie_te_laat"]

    def faulty(dossier: Dossier, process: Process) -> Iterator[Row]:
        if dossier.partnership == "X-002":
            msg = "kapot\nop twee regels"
            raise ValueError(msg)
        return late_actions(dossier, process)

    with monkeypatch.context() as patch:
        patch.setitem(OCCASIONS, "actie_te_laat", faulty)
        first, second = story.night(NIGHT.isoformat()), story.night(NIGHT.isoformat())
    failure = Failure("X-002", "actie_te_laat", "ValueError: kapot")
    assert [failure] == first.failures
    assert everyone(5) - {("X-002", "actie_te_laat")} == names(first)
    assert ([failure], set()) == (second.failures, names(second))
    mended = story.night(NIGHT.isoformat())
    assert ({("X-002", "actie_te_laat")}, []) == (names(mended), mended.failures)


def test_a_night_that_fails_halfway_a_partnership_leaves_nothing_of_it(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails for a partnership its signals, journal rows and terms are as they were."""
    crowded(story, 3)
    before = state(story.engine)
    write = Batch.write

    def failing(self: Batch) -> None:
        write(self)
        msg = "schijf vol"
        raise OSError(msg)

    with monkeypatch.context() as patch:
        patch.setattr(Batch, "write", failing)
        report = story.night(NIGHT.isoformat())
    assert {"P-1", "X-000", "X-001", "X-002"} == {failure.partnership for failure in report.failures}
    assert [] == report.raised
    assert before == state(story.engine)
    assert everyone(3) == names(story.night(NIGHT.isoformat()))
