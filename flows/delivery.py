"""The deliveries: letters, invitations and events go out. By hand: ``python -m flows.delivery``."""

from datetime import date
from typing import Any
from uuid import uuid4

from prefect import State, flow, tags, task
from prefect.artifacts import create_markdown_artifact
from prefect.states import Completed, Failed

from flows.nightly_run import MORNING, Day, date_of_run, logged, named, without_pages
from flows.tasks import AGAIN, database
from groeituin.clock import now
from groeituin.delivery.deliver import DeliveryReport
from groeituin.delivery.deliver import deliver as send
from groeituin.delivery.post import post_of
from groeituin.errors import GroeituinError
from groeituin.settings import Settings
from groeituin.texts.delivery_report import in_short, summary


@flow(flow_run_name=named("bezorging", "on"))
def delivery(on: Day = MORNING) -> State[Any]:
    """Make the letters of a morning, once, and send everything that waits.

    Args:
        on: the day of the letters; the date on which the run was to start, in the Netherlands, unless told.
    """
    day = date_of_run(on)
    with logged(on=day):
        report = send_what_waits(day)
        if not report.quiet:  # or the pages of the day would bury that of the morning
            with without_pages():
                told = f"Wat de bezorging van {report.on} deed"
                create_markdown_artifact(summary(report), key="bezorging", description=told)
    state = Failed if report.troubled else Completed
    return state(message=in_short(report), data=report)


@task(name="bezorgen", **AGAIN)
def send_what_waits(on: date) -> DeliveryReport:
    """Make what is due and send what waits; again is harmless, what was sent waits no more."""
    with database() as engine:
        return send(engine, post_of(Settings()), on=on, clock=now, lease=str(uuid4()))


def main() -> int:
    """Deliver now, print what went, and return the exit status."""
    with tags("met-de-hand"):
        state = delivery(return_state=True)
    report = state.result(raise_on_failure=False)
    print(in_short(report) if isinstance(report, DeliveryReport) else report)
    return report.exit_status if isinstance(report, GroeituinError) else int(state.is_failed())


if __name__ == "__main__":
    raise SystemExit(main())
