"""DBOS: durable workflows, in which each term is a step that is one transaction of a datasource.

The datasource and its isolation level as in the tutorial on transactions; steps beside each other with ``gather`` as in
the one on workflows. A queue with a workflow for each term, the other way of its documentation, was slower. A launch
takes up the workflows that were running when the process died; the night waits for those first.
"""

import asyncio
import sys

from contract import AT_ONCE, RAISE_ONE, due, run
from dbos import DBOS, AsyncSQLAlchemyDatasource, DBOSConfig

STEPS = 250
URL = sys.argv[2].replace("postgresql://", "postgresql+psycopg://")
DBOS(config=DBOSConfig(name="nacht", system_database_url=URL, log_level="ERROR"))
datasource = asyncio.run(AsyncSQLAlchemyDatasource.create(URL, engine_kwargs={"pool_size": AT_ONCE}))


@datasource.transaction(isolation_level="READ COMMITTED")
async def raise_signal(term: int) -> None:
    """Raise one term, and note in the same transaction that this step is done."""
    connection = await datasource.sql_session().connection()
    await connection.exec_driver_sql(RAISE_ONE, {"term": term})


@DBOS.workflow()
async def raise_signals(terms: list[int]) -> None:
    """Raise some terms, a step each."""
    await asyncio.gather(*(raise_signal(term) for term in terms))


async def _night(url: str) -> None:
    for workflow in await DBOS.list_workflows_async(status="PENDING"):
        taken_up = await DBOS.retrieve_workflow_async(workflow.workflow_id)
        await taken_up.get_result()
    terms = [term for term, _occasion in due(url)]
    for first in range(0, len(terms), STEPS):
        begun = await DBOS.start_workflow_async(raise_signals, terms[first : first + STEPS])
        await begun.get_result()


def start(_url: str) -> None:
    """Launch, which takes up what was running."""
    DBOS.launch()


if __name__ == "__main__":
    run(prepare=start, start=start, night=lambda url: asyncio.run(_night(url)))
    DBOS.destroy()
