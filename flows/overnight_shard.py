"""One range of a large night. The overnight flow asks for these runs; nobody starts them by hand."""

from typing import Annotated, Any

from prefect import State, flow
from prefect.states import Completed, Failed
from pydantic import Field

from flows.nightly_run import NIGHT, Day, date_of_run, logged, named
from flows.tasks import raise_range
from groeituin.clock import seconds
from groeituin.night import NightReport
from groeituin.texts.night_report import in_short, not_done

Code = Annotated[str, Field(max_length=64)]
FIRST, LAST = (
    Field(json_schema_extra={"title": title}, description=f"Vul hier de code in van het {which} partnership.")
    for title, which in (("Van", "eerste"), ("Tot en met", "laatste"))
)
RULES = Field(default=None, json_schema_extra={"title": "Regels"}, description="Laat dit leeg voor alle regels.")


@flow(flow_run_name=named("nachtdeel"))
def overnight_shard(
    night: Day = NIGHT, first: Code = FIRST, last: Code = LAST, rules: list[str] | None = RULES
) -> State[Any]:
    """Raise what is due on or before a night in one range of partnerships.

    The night that asked for it does what this leaves, so nobody is told when it fails.

    Args:
        night: the date of the night; the date on which the run was to start, in the Netherlands, unless told.
        first: the code of the first partnership.
        last: the code of the last one, which is in it.
        rules: only these rules; all of them unless told.
    """
    day, begun = date_of_run(night), seconds()
    with logged(night=day):
        state = raise_range(day, rules, first, last, return_state=True)
    report = state.result(raise_on_failure=False)
    if not isinstance(report, NightReport):
        return Failed(message=str(report))
    report.seconds = seconds() - begun
    if report.failures:
        return Failed(message=not_done(report))
    return Completed(message=in_short(report), data=report)
