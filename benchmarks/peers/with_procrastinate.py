"""Procrastinate: a job in PostgreSQL for each term, deferred in one batch, done by a worker with several at once.

``batch_defer`` and ``concurrency`` as in its how-to. Jobs of a worker that died are tried again as its how-to has it,
after one second without a heartbeat instead of thirty: there is one worker, and it was seen to die.
"""

import asyncio
import sys

from contract import AT_ONCE, RAISE_ONE, due, nothing, run
from procrastinate import App, PsycopgConnector
from psycopg_pool import AsyncConnectionPool

app = App(connector=PsycopgConnector(conninfo=sys.argv[2], max_size=AT_ONCE))
pool = AsyncConnectionPool(sys.argv[2], min_size=AT_ONCE, open=False)


@app.task
async def raise_signal(term: int) -> None:
    """Raise one term."""
    async with pool.connection() as connection:
        await connection.execute(RAISE_ONE, {"term": term})


async def _night(url: str) -> None:
    async with app.open_async(), pool:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=1):
            await app.job_manager.retry_job(job)
        await raise_signal.batch_defer_async(*({"term": term} for term, _occasion in due(url)))
        await app.run_worker_async(wait=False, concurrency=AT_ONCE, install_signal_handlers=False)


async def _prepare() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()


if __name__ == "__main__":
    run(prepare=lambda _url: asyncio.run(_prepare()), start=nothing, night=lambda url: asyncio.run(_night(url)))
