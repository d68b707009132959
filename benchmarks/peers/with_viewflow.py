"""Django with viewflow: a process for each partnership, whose timer in the database is fired by the command for it.

``workflow_timers`` is what viewflow's documentation has cron run.
Recovery is the next run of the command: a timer is done in the transaction of what it started.
"""

from datetime import UTC, datetime, time
from io import StringIO

import django
from contract import first_terms, run
from django.conf import settings
from django.core.management import call_command
from psycopg.conninfo import conninfo_to_dict

BATCH = 5000


def start(url: str) -> None:
    """Set Django up on a database."""
    known = conninfo_to_dict(url)
    names = {"NAME": known["dbname"], "USER": known["user"], "HOST": known["host"]}
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", **names}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "viewflow", "viewflow.workflow", "partnerships",
        ],
        USE_TZ=True,
    )  # fmt: skip
    django.setup()


def prepare(url: str) -> None:
    """Make a process that waits for its timer for every partnership."""
    start(url)
    # Models are imported once Django is set up.
    from partnerships.flows import TermFlow  # noqa: PLC0415  # as said
    from viewflow.workflow.models import Process, Task  # noqa: PLC0415  # as said
    from viewflow.workflow.status import STATUS  # noqa: PLC0415  # as said

    call_command("migrate", verbosity=0)
    terms = first_terms(url)
    processes = Process.objects.bulk_create(
        [Process(flow_class=TermFlow, data={"term": term}) for term, _on in terms], batch_size=BATCH
    )
    tasks = [
        Task(
            process=process, flow_task=TermFlow.wait, flow_task_type="TIMER", status=STATUS.SCHEDULED,
            scheduled=datetime.combine(on, time(), UTC),
        )
        for process, (_term, on) in zip(processes, terms, strict=True)
    ]  # fmt: skip
    Task.objects.bulk_create(tasks, batch_size=BATCH)


def night(_url: str) -> None:
    """Fire the timers that are due."""
    call_command("workflow_timers", stdout=StringIO())


if __name__ == "__main__":
    run(prepare=prepare, start=start, night=night)
