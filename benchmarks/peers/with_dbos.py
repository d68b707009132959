"""DBOS: durable workflows beside each other, in which each term is a step that is one transaction of a datasource.

Workflows in the background as in the tutorial on workflows, the datasource and its isolation level as in the one on
transactions. The other ways of its documentation took two to three times the processor: steps beside each other with
``gather``, and a queue with a workflow for each term. A launch takes up the workflows that were running when the
process died; the night waits for those first.
"""

import sys

from contract import AT_ONCE, RAISE_ONE, due, run
from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource

URL = sys.argv[2].replace("postgresql://", "postgresql+psycopg://")
DBOS(config=DBOSConfig(name="nacht", system_database_url=URL, log_level="ERROR"))
datasource = SQLAlchemyDatasource.create(URL, engine_kwargs={"pool_size": AT_ONCE})


@datasource.transaction(isolation_level="READ COMMITTED")
def raise_signal(term: int) -> None:
    """Raise one term, and note in the same transaction that this step is done."""
    datasource.sql_session().connection().exec_driver_sql(RAISE_ONE, {"term": term})


@DBOS.workflow()
def raise_signals(terms: list[int]) -> None:
    """Raise some terms, a step each."""
    for term in terms:
        raise_signal(term)


def start(_url: str) -> None:
    """Launch, which takes up what was running."""
    DBOS.launch()


def night(url: str) -> None:
    """Wait for what was taken up, and raise the rest in as many workflows as run at once."""
    for workflow in DBOS.list_workflows(status="PENDING"):
        DBOS.retrieve_workflow(workflow.workflow_id).get_result()
    terms = [term for term, _occasion in due(url)]
    begun = [DBOS.start_workflow(raise_signals, terms[first::AT_ONCE]) for first in range(min(AT_ONCE, len(terms)))]
    for workflow in begun:
        workflow.get_result()


if __name__ == "__main__":
    run(prepare=start, start=start, night=night)
    DBOS.destroy()
