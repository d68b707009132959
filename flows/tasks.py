"""The tasks of a night, each tried again while the database cannot be used, and what they all stand on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from prefect import State, Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.deployments import run_deployment
from prefect.runtime import flow_run
from prefect.tasks import exponential_backoff
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from groeituin.clock import now
from groeituin.errors import StorageUnreachable
from groeituin.night import NightReport, run_night
from groeituin.night_kept import Mark, kept_since, mark
from groeituin.settings import Settings
from groeituin.storage import open_storage, told
from models.database import one_writer
from models.queries import Range, due_ranges, organisations, overdue

SHARD = "overnight-shard/nachtdeel"
Rules = Sequence[str] | None


def _storage_failed(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Tell whether the database could not be used just now; nothing else gets better by another try."""
    error = state.result(raise_on_failure=False)
    cause = error.__context__ if isinstance(error, StorageUnreachable) else None
    return isinstance(cause, OperationalError) or (isinstance(cause, DatabaseError) and cause.connection_invalidated)


# Some seconds, then twice as long, and twice that; with some chance in it, so that two nights do not wait in step.
# No tags: of a task with a tag the server is asked for a place before each run, and without an answer the run is dead.
AGAIN: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(backoff_factor=10),
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": _storage_failed,
    "cache_policy": NO_CACHE,
}


class Ahead(NamedTuple):
    """What a night has before it.

    Attributes:
        waited: how many terms earlier nights left.
        ranges: the due partnerships, as ranges.
        since: the moment before the night.
        shared: whether others may do a part of it.
    """

    waited: int
    ranges: list[Range]
    since: Mark
    shared: bool


@task(name="vooruitkijken", **AGAIN)
def look_ahead(night: date, rules: Rules) -> Ahead:
    """Return what a night has before it."""
    with database() as engine, engine.connect() as connection:
        ranges = due_ranges(connection, night, Settings().shard, rules)
        shared = len(ranges) > 1 and not one_writer(engine)
        return Ahead(overdue(connection, night, rules), ranges, mark(connection, night, rules), shared)


@task(name="verdelen", cache_policy=NO_CACHE)
def hand_out(night: date, rules: Rules, ranges: Sequence[Range]) -> None:
    """Ask for a run of each range, which any worker may do; again is harmless."""
    for within in ranges:
        run_deployment(
            SHARD,
            parameters={"night": night, "first": within.first, "last": within.last, "rules": rules},
            idempotency_key=f"{flow_run.id}/{within.first}",
            timeout=0,
        )


@task(name="signaleren", task_run_name="{first} t/m {last}", **AGAIN)
def raise_range(night: date, rules: Rules, first: str, last: str) -> NightReport:
    """Raise what is due for one range of partnerships; again is harmless, what was raised is not due any more."""
    with database() as engine:
        return run_night(engine, night, at=now(), rules=rules, within=Range(first, last))


@task(name="optellen", **AGAIN)
def count_kept(night: date, rules: Rules, since: Mark) -> NightReport:
    """Return what was kept of a night, also by other runs, and by tasks that were tried again."""
    with database() as engine, engine.connect() as connection:
        return kept_since(connection, night, since, rules)


@task(name="organisaties", **AGAIN)
def count_organisations(partnerships: Sequence[str]) -> dict[str, int]:
    """Return how many of these partnerships each organisation has, most first."""
    with database() as engine, engine.connect() as connection:
        return organisations(connection, partnerships)


@contextmanager
def database() -> Iterator[Engine]:
    """Open the database; its errors become sentences, without the statement, which holds what people wrote."""
    engine = open_storage(Settings().database_url)
    try:
        yield engine
    except DatabaseError as error:
        raise StorageUnreachable(told(error)) from None
    finally:
        engine.dispose()
