"""Prefect: a flow with a task run for each term, mapped over a pool of threads, as its documentation on tasks has it.

Recovery is a new run of the flow: it finds what is still due.
"""

import sys

from contract import AT_ONCE, RAISE_ONE, due, nothing, run
from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner
from sqlalchemy import create_engine

engine = create_engine(sys.argv[2].replace("postgresql://", "postgresql+psycopg://"), pool_size=AT_ONCE)


@task(retries=2)
def raise_signal(term: int) -> None:
    """Raise one term."""
    with engine.begin() as connection:
        connection.exec_driver_sql(RAISE_ONE, {"term": term})


@flow(task_runner=ThreadPoolTaskRunner(max_workers=AT_ONCE))
def overnight(terms: list[int]) -> None:
    """Raise all of it."""
    raise_signal.map(terms).wait()


@flow
def empty() -> None:
    """Do nothing: the first flow of a process takes longer."""


if __name__ == "__main__":
    run(
        prepare=nothing,
        start=lambda _url: empty(),
        night=lambda url: overnight([term for term, _occasion in due(url)]),
    )
