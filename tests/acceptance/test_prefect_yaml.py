"""What prefect.yaml deploys exists, can be started with its parameters, and falls once on every date."""

import asyncio
import inspect
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from prefect.cli.deploy._models import DeploymentConfig, PrefectYamlModel, RawScheduleConfig
from prefect.exceptions import ParameterTypeError
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.server.schemas.schedules import CronSchedule

from flows.automations import DEAD_AFTER
from groeituin.clock import today

ROOT = Path(__file__).parents[2]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YEARS = (2026, 2027, 2028)
DATES = [date(2026, 1, 1) + timedelta(days=days) for days in range(365 + 365 + 366)]
PROJECT = PrefectYamlModel.model_validate(yaml.safe_load((ROOT / "prefect.yaml").read_text()))
# A part of a night gets its range from the night.
PART = "nachtdeel"
RANGE = {"first": "A-1", "last": "B-2", "rules": None}
SCHEDULES = {
    deployment.name: schedule
    for deployment in PROJECT.deployments
    for schedule in deployment.schedules or []
    if isinstance(schedule, RawScheduleConfig)
}


def _flow(deployment: DeploymentConfig) -> Flow[..., Any]:
    assert deployment.entrypoint
    return load_flow_from_entrypoint(deployment.entrypoint, use_placeholder_flow=False)


@pytest.mark.parametrize("deployment", PROJECT.deployments, ids=lambda found: found.name)
def test_every_deployment_imports_and_its_parameters_bind(deployment: DeploymentConfig) -> None:
    """The entrypoint is a module's flow that takes the parameters, those of each schedule as well."""
    flow = _flow(deployment)
    for schedule in deployment.schedules or [RawScheduleConfig(cron="0 0 * * *")]:
        assert isinstance(schedule, RawScheduleConfig)
        parameters = deployment.parameters | schedule.parameters | (RANGE if deployment.name == PART else {})
        inspect.signature(flow.fn).bind(**parameters)
        flow.validate_parameters(parameters)


@pytest.mark.parametrize("deployment", PROJECT.deployments, ids=lambda found: found.name)
def test_a_page_tells_a_stranger_what_a_deployment_is_for(deployment: DeploymentConfig) -> None:
    """What it does, when to start it by hand, what happens when it runs twice; what can be filled in has a title."""
    said = deployment.description or ""
    assert [] == [word for word in ("**Zelf starten:**", "**Twee keer:**") if word not in said]
    properties = _flow(deployment).parameters.properties
    dated, others = ("Dag" if deployment.name == "bezorging" else "Nacht"), ["Van", "Tot en met", "Regels"]
    assert [dated, *(others if deployment.name == PART else [])] == [found["title"] for found in properties.values()]
    assert "date" == next(iter(properties.values()))["anyOf"][0]["format"]
    assert {"Laat dit leeg voor", "Vul hier de code in"} >= {
        " ".join(found["description"].split()[: 5 if "Vul" in found["description"] else 4])
        for found in properties.values()
    }


@pytest.mark.parametrize("deployment", PROJECT.deployments, ids=lambda found: found.name)
def test_a_year_that_is_typed_wrong_is_refused(deployment: DeploymentConfig) -> None:
    """A night raises everything until then and cannot be taken back: not before 2000, and not a year from now."""
    flow = _flow(deployment)
    name, rest = next(iter(flow.parameters.properties)), (RANGE if deployment.name == PART else {})
    year = today() + timedelta(days=366)
    for day in (date(2000, 1, 1), today(), year):
        assert {name: day} | rest == flow.validate_parameters({name: day.isoformat()} | rest)
    for day in (date(1999, 12, 31), year + timedelta(days=1), date(2206, 11, 22)):
        with pytest.raises(ParameterTypeError, match=f"De datum {day} kan niet kloppen"):
            flow.validate_parameters({name: day.isoformat()} | rest)


def test_a_dead_run_is_noticed_by_its_silence() -> None:
    """Every deployment sends its heartbeats three times as often as the automation waits for them."""
    found = [deployment.work_pool.job_variables["env"] for deployment in PROJECT.deployments if deployment.work_pool]
    assert [{"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(DEAD_AFTER.seconds // 3)}] * 6 == found


def test_every_flow_of_the_folder_is_deployed_once() -> None:
    """A flow that is written and not deployed would never run; one deployed twice would run twice."""
    written = {path.stem for path in (ROOT / "flows").glob("*.py") if "\n@flow(" in path.read_text()}
    assert sorted(_flow(deployment).fn.__name__ for deployment in PROJECT.deployments) == sorted(written)


def test_the_folder_of_whoever_deploys_is_not_stored() -> None:
    """An empty pull and module entrypoints make a deployment work on every host that has the package."""
    assert (PROJECT.pull, [":" in (deployment.entrypoint or ":") for deployment in PROJECT.deployments]) == (
        [],
        [False] * 6,
    )


def test_nothing_that_a_dead_run_could_hold() -> None:
    """No deployment has a concurrency limit: two nights at once are harmless, a cancelled night is not."""
    assert [deployment.concurrency_limit for deployment in PROJECT.deployments] == [None] * 6


def test_the_night_comes_before_the_letters_of_the_morning() -> None:
    """Each schedule has a slug of its own, so that deploying again does not double its runs."""
    found = {
        deployment.name: [
            (s.cron, s.timezone, s.slug) for s in deployment.schedules if isinstance(s, RawScheduleConfig)
        ]
        for deployment in PROJECT.deployments
        if deployment.schedules
    }
    assert found == {
        "nacht": [("15 4 * * *", "Europe/Amsterdam", "elke-nacht")],
        "bezorging": [("*/15 7-20 * * *", "Europe/Amsterdam", "elke-dag")],
    }


def test_letters_go_every_quarter_of_an_hour_by_day() -> None:
    """What was refused for a moment is sent again the same day, and nobody's telephone sounds at night."""
    start = datetime(2026, 10, 24, tzinfo=AMSTERDAM).astimezone(UTC)  # the clocks change on the 25th
    cron = CronSchedule(cron=SCHEDULES["bezorging"].cron or "", timezone=SCHEDULES["bezorging"].timezone)
    found = asyncio.run(cron.get_dates(n=3 * 56, start=start))
    times = [time(hour, minute) for hour in range(7, 21) for minute in (0, 15, 30, 45)]
    assert times * 3 == [datetime.fromisoformat(at.isoformat()).astimezone(AMSTERDAM).time() for at in found]


def test_the_night_falls_once_on_every_date() -> None:
    """As Prefect computes it, every date of three years has one night, at a wall time that exists there once.

    A time that the clocks skip in spring would come out as another time; one that they repeat in autumn is two moments.
    """
    found = [at for year in YEARS for at in _moments(SCHEDULES["nacht"], year)]
    assert [at.date() for at in found] == DATES
    assert {at.time() for at in found} == {time(4, 15)}
    assert [at for at in found if at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()] == []


def _moments(schedule: RawScheduleConfig, year: int) -> list[datetime]:
    """Return the moments in a year as Prefect's server computes them; it gives a thousand at most."""
    cron = CronSchedule(cron=schedule.cron or "", timezone=schedule.timezone)
    first, end = (datetime(of, 1, 1, tzinfo=AMSTERDAM).astimezone(UTC) for of in (year, year + 1))
    found = asyncio.run(cron.get_dates(n=1000, start=first, end=end))
    return [datetime.fromisoformat(at.isoformat()).astimezone(AMSTERDAM) for at in found]
