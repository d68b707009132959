"""The frame that every flow of the night shares: which night, the tasks, the page of the run, and running by hand."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Annotated, Any

import httpx
import structlog
from prefect import Flow, State, tags
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.orchestration import get_client
from prefect.context import TagsContext
from prefect.runtime import deployment, flow_run
from prefect.states import Completed, Failed
from pydantic import AfterValidator, Field

from flows.tasks import Ahead, Rules, count_kept, count_organisations, hand_out, look_ahead, raise_range
from groeituin.clock import AMSTERDAM, seconds, today
from groeituin.errors import GroeituinError
from groeituin.log import configure
from groeituin.night import Failure, NightReport
from groeituin.settings import Settings
from groeituin.texts.night_report import in_short, not_done, printed, rows_shown, signal_rows, summary
from groeituin.traces import configure as send_traces
from groeituin.traces import span

# A run bears the largest organisations only: the scheduler's lists of tags are for people.
ORGANISATIONS = 20
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
    ahead = look_ahead(report.night, rules)
    parts = _share(report.night, rules, ahead)
    for within in reversed(ahead.ranges) if parts else ahead.ranges:
        state = raise_range(report.night, rules, within.first, within.last, return_state=True)
        done = state.result(raise_on_failure=False)
        if isinstance(done, NightReport):
            report.add(done)
        else:
            report.failures.append(Failure(f"{within.first} t/m {within.last}", None, str(done)))
    kept = count_kept(report.night, rules, ahead.since, return_state=True).result(raise_on_failure=False)
    if isinstance(kept, NightReport):  # or the database went away, and this run tells what it knows
        report = replace(kept, failures=report.failures)
    report.seconds = seconds() - begun
    log.info("nacht_klaar", raised=len(report.raised), lapsed=report.lapsed, failures=len(report.failures))
    return _told(what, report, ahead.waited, parts)


def _share(night: date, rules: Rules, ahead: Ahead) -> int:
    """Ask other workers to do ranges of a large night, and return how many were asked for.

    This run goes through all ranges itself as well, the last one first. Whoever claims a partnership does it, so the
    night is whole when this run ends, whatever becomes of the others.
    """
    others = ahead.ranges[:-1]
    if not (ahead.shared and deployment.id):
        return 0
    return 0 if hand_out(night, rules, others, return_state=True).is_failed() else len(others)


def _told(what: str, report: NightReport, waited: int, parts: int) -> State[Any]:
    """Leave the pages of a run, and return the state in which it ends."""
    key = what.replace("_", "-")
    concerned = {signal.partnership for signal in report.raised}
    found = count_organisations(sorted(concerned), return_state=True).result(raise_on_failure=False)
    of = found if isinstance(found, dict) else {}
    with without_pages():
        create_markdown_artifact(
            summary(report, waited, of, parts), key=key, description=f"Wat de nacht van {report.night} deed"
        )
        create_table_artifact(signal_rows(report), key=f"{key}-signalen", description=rows_shown(report))
        _tag(list(of)[:ORGANISATIONS])
    if report.failures:
        return Failed(message=not_done(report), data=NightIncomplete(report))
    return Completed(message=in_short(report), data=report)


def _tag(organisations: Sequence[str]) -> None:
    """Let the runs of an organisation be found by its code."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, tags=[*flow_run.tags, *organisations])


@contextmanager
def without_pages() -> Iterator[None]:
    """Go on where the Prefect server takes no pages, also not after its client's tries: the work is done by then."""
    try:
        yield
    except httpx.HTTPError as error:
        log.warning(
            "pagina_ontbreekt",
            reden="De Prefect-server nam de pagina van deze run niet aan. Het werk zelf is gedaan.",
            error=type(error).__name__,
        )


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


@contextmanager
def logged(**of_what: date) -> Iterator[None]:
    """Let every line of the log, and a trace, tell the day and the run that it is of.

    Raises:
        BadInput: a setting cannot be.
    """
    configure("human")  # so that what is said of a wrong setting is a sentence too
    settings = Settings()
    configure(settings.log)
    send_traces(settings.traces_url)
    told = {name: day.isoformat() for name, day in of_what.items()}
    # What a run is tagged with by hand would go to its tasks, and for those the server is asked for a place.
    untagged = TagsContext(current_tags=set())
    with untagged, structlog.contextvars.bound_contextvars(**told, flow_run=str(flow_run.id)), span("run"):
        yield
