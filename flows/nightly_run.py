"""The frame that every flow of the night shares: which night, the tasks, the page of the run, and running by hand."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Annotated, Any

import structlog
from prefect import Flow, State, Task, tags, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.tasks import exponential_backoff
from pydantic import AfterValidator, Field
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from groeituin.clock import AMSTERDAM, now, seconds, today
from groeituin.errors import GroeituinError, StorageUnreachable
from groeituin.log import configure
from groeituin.night import Failure, NightReport, run_night
from groeituin.settings import Settings
from groeituin.storage import open_storage, told
from groeituin.texts.night_report import in_short, not_done, printed, rows_shown, signal_rows, summary
from models.queries import Range, due_ranges, overdue

# A range is one task, and a task costs Prefect milliseconds and memory: thousands of partnerships each.
PARTNERSHIPS_A_TASK = 5000
Rules = Sequence[str] | None
# A year that is typed wrong raises everything until then, and that cannot be taken back.
EARLIEST, AHEAD = date(2000, 1, 1), timedelta(days=366)
log = structlog.get_logger()


def _plausible(day: date | None) -> date | None:
    if day and not EARLIEST <= day <= today() + AHEAD:
        raise ValueError(
            f"De datum {day} kan niet kloppen: kies er een vanaf {EARLIEST} en hoogstens een jaar vooruit."
        )
    return day


Day = Annotated[date | None, AfterValidator(_plausible)]
# As default values, because Prefect reads a title and a description only there.
NIGHT = Field(
    default=None,
    json_schema_extra={"title": "Nacht"},
    description="Laat dit leeg voor de nacht van vandaag. Met een datum: alles wat tot en met die dag aan de beurt is. "
    "Wat eenmaal is gevraagd, wordt niet teruggenomen; vooruitkijken doet `groeituin rehearse`.",
)
MORNING = Field(
    default=None, json_schema_extra={"title": "Dag"}, description="Laat dit leeg voor de brieven van vandaag."
)


class NightIncomplete(GroeituinError):  # noqa: N818  # what happened, in the words of the night
    """De nacht is niet helemaal gelukt."""

    code = "night_incomplete"
    exit_status = 1

    def __init__(self, report: NightReport) -> None:
        super().__init__(not_done(report))
        self.report = report


def named(what: str, parameter: str = "night") -> Callable[[], str]:
    """Return what gives a run its name, such as ``nacht-2026-11-21``."""
    return lambda: f"{what}-{date_of_run(flow_run.parameters.get(parameter))}"


def date_of_run(asked: date | None) -> date:
    """Return the date that was asked for, else the date in the Netherlands on which this run was to start.

    So a run that starts late, or is tried again a day later, still does its own night.
    """
    start: datetime = flow_run.scheduled_start_time
    # Prefect's dates are of a kind of their own, which not everything below takes for a date.
    return asked or date.fromisoformat(start.astimezone(AMSTERDAM).date().isoformat())


def raise_what_is_due(what: str, night: date | None, rules: Rules = None) -> State[Any]:
    """Raise what is due this night, range by range, and leave a summary and a table on the run's page.

    Args:
        what: the name under which the pages of these runs are kept, such as ``nacht``.
        night: the date of the night; the date of the run's scheduled start unless told.
        rules: only these rules; all of them unless told.

    Returns:
        Completed with the NightReport, or, when all else is done, Failed with a NightIncomplete that holds it.

    Raises:
        StorageUnreachable: the database could not be used from the start, also not after some tries.
    """
    report, begun = NightReport(date_of_run(night)), seconds()
    with logged(night=report.night):
        return _raised(what, report, begun, rules)


def _raised(what: str, report: NightReport, begun: float, rules: Rules) -> State[Any]:
    waited, ranges = look_ahead(report.night, rules)
    for within in ranges:
        state = raise_range(report.night, rules, within.first, within.last, return_state=True)
        done = state.result(raise_on_failure=False)
        if isinstance(done, NightReport):
            report.add(done)
        else:
            report.failures.append(Failure(f"{within.first} t/m {within.last}", None, str(done)))
    report.seconds = seconds() - begun
    log.info("nacht_klaar", raised=len(report.raised), lapsed=report.lapsed, failures=len(report.failures))
    key = what.replace("_", "-")
    create_markdown_artifact(summary(report, waited), key=key, description=f"Wat de nacht van {report.night} deed")
    create_table_artifact(signal_rows(report), key=f"{key}-signalen", description=rows_shown(report))
    if report.failures:
        return Failed(message=not_done(report), data=NightIncomplete(report))
    return Completed(message=in_short(report), data=report)


def run_by_hand(night_flow: Flow[..., State[Any]]) -> int:
    """Run a flow for tonight, print what it did, and return the exit status."""
    with tags("met-de-hand"):
        outcome = night_flow(return_state=True).result(raise_on_failure=False)
    if isinstance(outcome, NightReport | NightIncomplete):
        print(printed(outcome if isinstance(outcome, NightReport) else outcome.report, _command()))
    else:
        print(outcome)
    return outcome.exit_status if isinstance(outcome, GroeituinError) else int(isinstance(outcome, Exception))


def _command() -> str:
    """Return how to start ``groeituin`` from this folder: it stands beside this Python, mostly not on the PATH."""
    return "groeituin" if which("groeituin") else os.path.relpath(Path(sys.executable).with_name("groeituin"))


def _storage_failed(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Tell whether the database could not be used just now; nothing else gets better by another try."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, StorageUnreachable) and isinstance(error.__context__, OperationalError)


# Some seconds, then twice as long, and twice that; with some chance in it, so that two nights do not wait in step.
AGAIN: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(backoff_factor=10),
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": _storage_failed,
    "cache_policy": NO_CACHE,
    "tags": ["nacht"],
}


@task(name="vooruitkijken", **AGAIN)
def look_ahead(night: date, rules: Rules) -> tuple[int, list[Range]]:
    """Return how many terms earlier nights left, and the due partnerships as ranges."""
    with database() as engine, engine.connect() as connection:
        return overdue(connection, night, rules), due_ranges(connection, night, PARTNERSHIPS_A_TASK, rules)


@task(name="signaleren", task_run_name="{first} t/m {last}", **AGAIN)
def raise_range(night: date, rules: Rules, first: str, last: str) -> NightReport:
    """Raise what is due for one range of partnerships; again is harmless, what was raised is not due any more."""
    with database() as engine:
        return run_night(engine, night, at=now(), rules=rules, within=Range(first, last))


@contextmanager
def logged(**of_what: date) -> Iterator[None]:
    """Let every line of the log tell the day and the run that it is of."""
    configure(Settings().log)
    told = {name: day.isoformat() for name, day in of_what.items()}
    with structlog.contextvars.bound_contextvars(**told, flow_run=str(flow_run.id)):
        yield


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
