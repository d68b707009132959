"""A night that several runs do together: each partnership is one's, and what one leaves another does."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from copies import Copy, administer, copies, url_of
from crowd import crowded
from sqlalchemy.engine import Connection, Engine
from story import AT, Story

from groeituin import night as nights
from groeituin.acts.perform import perform
from groeituin.journal_check import journal_faults
from groeituin.night import NightReport, run_night
from groeituin.night_kept import kept_since, mark
from models.database import open_database
from models.queries import claimed, due_list, due_ranges, organisations
from models.unit_of_work import UnitOfWork

MANY, NIGHT = 120, date(2026, 4, 5)
KEPT = (
    "SELECT partnership, rule, subject, occasion, now_as, due_on, raised_on, status, next_on FROM signals",
    "SELECT partnership, rule, occasion, person FROM signal_recipients JOIN signals ON id = signal",
    "SELECT * FROM terms",
    "SELECT * FROM skipped_occasions",
    'SELECT "on", "by", act, partnership, phase FROM journal',
)


@pytest.fixture
def copy(request: pytest.FixtureRequest, story: Story, tmp_path: Path) -> Iterator[Copy]:
    """Return a function that opens another copy of a crowd as it is on the evening before."""
    crowded(story, MANY)
    with copies(story.engine, request, tmp_path) as another:
        yield another


def test_what_somebody_has_in_hand_is_left_to_him_or_waited_for(story: Story) -> None:
    """A claim holds until the transaction ends; others leave those partnerships out, and do the rest."""
    if story.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    crowded(story, 3)
    everyone = ["P-1", "X-000", "X-001", "X-002"]
    with UnitOfWork(story.engine, beside=True) as first, UnitOfWork(story.engine, beside=True) as second:
        assert ["P-1", "X-000"] == claimed(first.connection, everyone[:2], NIGHT, wait=False)
        assert ["X-001", "X-002"] == claimed(second.connection, everyone, NIGHT, wait=False)
    with UnitOfWork(story.engine, beside=True) as after:
        assert everyone == claimed(after.connection, everyone, NIGHT, wait=True)
        assert [] == claimed(after.connection, everyone, NIGHT, ["evaluatie"], wait=True)
        assert [] == claimed(after.connection, everyone, date(2026, 1, 6), wait=True)


def test_an_act_waits_for_a_batch_and_a_batch_for_an_act(story: Story) -> None:
    """Whatever a batch read is still true when it writes: no act comes in between."""
    if story.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    crowded(story, 1)
    acted = threading.Event()

    def act() -> None:
        data = {"partnership": "P-1", "until": "2026-06-01", "reason": "verbouwing"}
        perform(story.engine, "suspend", data, on=NIGHT, by="anna", at=AT)
        acted.set()

    with ThreadPoolExecutor(1) as pool:
        with UnitOfWork(story.engine, beside=True) as batch:
            claimed(batch.connection, ["P-1"], NIGHT, wait=False)
            doing = pool.submit(act)
            _until_somebody_waits(story.engine)
            assert not acted.is_set()
        doing.result(timeout=60)
    assert acted.is_set()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_writer_reads_what_others_kept_while_it_waited(story: Story) -> None:
    """Whatever isolation the database is set to: an older view of it would do again what was done."""
    name = story.engine.url.database
    administer(url_of(story.engine), f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'")
    fresh = open_database(url_of(story.engine))
    with UnitOfWork(fresh, beside=True) as work:
        assert "read committed" == work.connection.execute(sa.text("SHOW transaction_isolation")).scalar_one()
    fresh.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_ends_the_transaction_is_no_fault_of_a_partnership(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one, the time that the server gives a transaction is over: storage says so, and nothing is kept."""
    crowded(story, 3)
    does, tries = nights._do, []

    def slow(connection: Connection, *told: Any) -> NightReport:  # noqa: ANN401  # it only stands in between
        tries.append(told)
        if len(tries) == 1:
            raise ValueError("kapot")
        if len(tries) == 3:
            connection.exec_driver_sql("SET LOCAL transaction_timeout = '1ms'")
            connection.exec_driver_sql("SELECT pg_sleep(60)")
        return does(connection, *told)

    monkeypatch.setattr(nights, "_do", slow)
    with pytest.raises(sa.exc.DatabaseError, match="transaction timeout"):
        run_night(story.engine, NIGHT, at=AT)
    assert [(0,)] == story.rows("SELECT count(*) FROM signals")


def _until_somebody_waits(engine: Engine) -> None:
    """Wait until the server knows of a transaction that waits for an advisory lock."""
    query = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with engine.connect() as connection:
        while not connection.execute(query).scalar_one():
            connection.rollback()


@pytest.mark.slow
def test_runs_of_overlapping_ranges_leave_what_one_night_leaves(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three runs at once, over all and over two halves, raise each signal once and number the journal without gaps."""
    monkeypatch.setattr(nights, "CHUNK", 20)
    alone, shared = copy(), copy()
    run_night(alone, NIGHT, at=AT)
    with shared.connect() as connection:
        since = mark(connection, NIGHT)
        everything, *halves = [None, *due_ranges(connection, NIGHT, MANY // 2 + 1)]
    engines = [shared, *(open_database(url_of(shared)) for _ in halves)]

    def one(number: int) -> NightReport:
        return run_night(engines[number], NIGHT, at=AT, within=[everything, *halves][number])

    with ThreadPoolExecutor(len(engines)) as pool:
        reports = list(pool.map(one, range(len(engines))))
    for other in engines[1:]:
        other.dispose()
    assert [_rows(alone, query) for query in KEPT] == [_rows(shared, query) for query in KEPT]
    entries = [row[0] for row in _rows(shared, "SELECT entry FROM journal")]
    assert list(range(1, len(entries) + 1)) == sorted(entries)
    with shared.connect() as connection:
        assert [] == journal_faults(connection)["faults"]
        together = kept_since(connection, NIGHT, since)
    summed = NightReport(NIGHT)
    for report in reports:
        summed.add(report)
    assert _counts(summed) == _counts(together)


def _rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return sorted((tuple(row) for row in connection.execute(sa.text(query))), key=repr)


def _counts(report: NightReport) -> dict[str, object]:
    """Return the counts of a report, and the claims of its signals in order, but for how long it took."""
    found = report.as_json()
    del found["seconds"]
    claims = sorted((signal.partnership, signal.rule, signal.occasion, sorted(signal.to)) for signal in report.raised)
    return found | {"claims": claims}


def test_what_was_kept_since_is_what_the_night_said(story: Story) -> None:
    """Read back from the database, five months of nights have the counts that each night told of itself."""
    crowded(story, 2)
    told, kept = [], []
    days = [date(2026, month, day) for month in range(4, 9) for day in (5, 12, 26)]
    for before, night in pairwise([NIGHT, *days[1:]]):
        assert before < night or before == NIGHT
        with story.engine.connect() as connection:
            since = mark(connection, night)
        told.append(_counts(run_night(story.engine, night, at=AT)))
        with story.engine.connect() as connection:
            kept.append(_counts(kept_since(connection, night, since)))
    assert told == kept
    assert {"raised", "escalated", "replaced"} <= {name for each in told for name, count in each.items() if count}


def test_of_some_rules_only_those_are_counted(story: Story) -> None:
    """A run of one rule beside the whole night tells what its own rule asked."""
    crowded(story, 2)
    with story.engine.connect() as connection:
        since = mark(connection, NIGHT, ["actie_te_laat"])
    alone = run_night(story.engine, NIGHT, at=AT, rules=["actie_te_laat"])
    rest = run_night(story.engine, NIGHT, at=AT)
    with story.engine.connect() as connection:
        assert _counts(alone) == _counts(kept_since(connection, NIGHT, since, ["actie_te_laat"]))
        assert len(alone.raised) + len(rest.raised) == len(kept_since(connection, NIGHT, since).raised)


def test_organisations_are_counted_by_their_partnerships(story: Story) -> None:
    """The page of a night names them, the largest first."""
    crowded(story, 2)
    with story.engine.connect() as connection:
        assert {"O-1": 3} == organisations(connection, due_list(connection, NIGHT))
        assert {"O-1": 1} == organisations(connection, ["P-1"])
