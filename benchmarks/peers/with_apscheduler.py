"""APScheduler: a dated job in its store in PostgreSQL for each term, done by a pool of threads.

As its user guide has it: an explicit id and ``replace_existing``, so that a restart schedules the same jobs again. That
is also the recovery: a job leaves the store when it is handed to a thread, so what a dead process had in hand is gone
from the store, and is found again in the terms.
"""

import sys
from datetime import UTC, datetime
from threading import Semaphore

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from contract import AT_ONCE, RAISE_ONE, due, run
from psycopg_pool import ConnectionPool

LONG_AGO = datetime(2006, 11, 17, tzinfo=UTC)
pool = ConnectionPool(sys.argv[2], min_size=AT_ONCE, open=False)
scheduler = BackgroundScheduler(
    jobstores={"default": SQLAlchemyJobStore(sys.argv[2].replace("postgresql://", "postgresql+psycopg://"))},
    executors={"default": ThreadPoolExecutor(AT_ONCE)},
    job_defaults={"misfire_grace_time": None},
    timezone=UTC,
)


def raise_signal(term: int) -> None:
    """Raise one term."""
    with pool.connection() as connection:
        connection.execute(RAISE_ONE, {"term": term})


def start(_url: str) -> None:
    """Make the store and open the connections."""
    pool.open(wait=True)
    scheduler.start(paused=True)


def night(url: str) -> None:
    """Schedule what is due, let it run, and wait for all of it."""
    done = Semaphore(0)
    scheduler.add_listener(lambda _event: done.release(), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
    terms = due(url)
    for term, occasion in terms:
        known = f"{term}/{occasion}"
        scheduler.add_job(raise_signal, "date", [term], run_date=LONG_AGO, id=known, replace_existing=True)
    scheduler.resume()
    for _ in terms:
        done.acquire()


if __name__ == "__main__":
    run(prepare=start, start=start, night=night)
    scheduler.shutdown()
    pool.close()
