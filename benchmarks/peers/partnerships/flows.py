"""The flow of the Django app: a term waits for its timer, is raised, and waits for its next one."""

from datetime import UTC, datetime, time

from contract import NEXT_ON, RAISE_ONE
from django.db import connection
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation


class TermFlow(flow.Flow):
    """The life of one term; the nodes are viewflow's state machines, their states rows in its table of tasks."""

    begin = flow.StartHandle().Next(this.wait)
    wait = flow.Timer(this.next_moment).Next(this.ask)
    ask = flow.Function(this.raise_signal).Next(this.wait)

    def next_moment(self, _activation: Activation) -> datetime:
        """Return when the timer goes again."""
        return datetime.combine(NEXT_ON, time(), UTC)

    def raise_signal(self, activation: Activation) -> None:
        """Raise the term, in the transaction in which the timer is done."""
        with connection.cursor() as cursor:
            cursor.execute(RAISE_ONE, {"term": activation.process.data["term"]})
