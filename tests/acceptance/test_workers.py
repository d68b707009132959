"""Several workers do one night on a real Prefect server and PostgreSQL; all of these are killed or replaced."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from copies import copies, url_of
from crowd import crowded
from faults import Count, contents
from patient import typed
from prefect_server import POOL, PrefectServer, prefect_server, process, until
from sqlalchemy.engine import Engine, make_url
from story import AT, Story

from groeituin.clock import today
from groeituin.night import run_night
from models.database import TURN_LOCK

pytestmark = [
    pytest.mark.slow,  # a Prefect server, three workers, and ninety seconds until a dead run is noticed
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]
NIGHT = date(2026, 4, 5)
MANY, SHARD = 30, 10  # partnerships; so three parts for other workers, and one that the night begins with
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """Start a server with everything on it."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as found, pytest.MonkeyPatch.context() as patch:
        for name, value in found.settings.items():
            patch.setenv(name, value)
        typed("prefect", "work-pool", "create", POOL, "--type", "process")
        typed("prefect", "--no-prompt", "deploy", "--all")
        typed("python", "-m", "flows.automations")
        yield found


class Pool:
    """The workers of one portfolio, and what becomes of the nights that they do."""

    def __init__(self, server: PrefectServer, engine: Engine) -> None:
        self.server = server
        self.settings = server.settings | {"GROEITUIN_DATABASE_URL": url_of(engine), "GROEITUIN_SHARD": str(SHARD)}
        given = make_url(self.settings["GROEITUIN_DATABASE_URL"]).set(drivername="postgresql")
        self.database = given.render_as_string(hide_password=False)

    def worker(self, name: str) -> Any:  # noqa: ANN401  # a context manager of a process
        """Start a worker that does one run at a time, so that no run waits for another of the same worker."""
        return process(("prefect", "worker", "start", "--pool", POOL, "--limit", "1", "--name", name), self.settings)

    def runs(self, flow: str) -> list[dict[str, Any]]:
        """Return the runs of a flow, the oldest first."""
        found: list[dict[str, Any]] = self.server.ask(
            "/flow_runs/filter", flows={"name": {"any_": [flow]}}, sort="EXPECTED_START_TIME_ASC"
        )
        return found

    def waiting(self) -> list[str]:
        """Return the runs that are Running, Pending or waiting for a worker."""
        every = self.runs("overnight") + self.runs("overnight-shard")
        return [run["id"] for run in every if run["state_type"] not in ENDED]

    def busy(self, many: int) -> None:
        """Wait until so many runs are in the middle of their work: they have claimed, and wait for their turn to write.

        The caller has that turn.
        """
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
        with closing(psycopg.connect(self.database, autocommit=True)) as asking:
            until(lambda: asking.execute(query, [TURN_LOCK]).fetchone() == (many,))


@pytest.fixture
def pool(server: PrefectServer, story: Story) -> Pool:
    """Return a portfolio of which everything stands still and has a late action, and nobody who works yet."""
    return Pool(server, story.engine)


def test_a_night_is_finished_by_whoever_is_left(
    story: Story, pool: Pool, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """One worker is killed in the middle of its part, the Prefect server is too and comes back, another is stopped.

    What is kept is what undisturbed nights keep: each signal once, nothing lost. No run stays Running or Pending.
    """
    crowded(story, MANY)
    with copies(story.engine, request, tmp_path) as copy:
        undisturbed = copy()
        for night in (NIGHT, today()):
            run_night(undisturbed, night, at=AT)
        _one_is_killed(pool)
        _one_is_stopped(pool)
        count = Count("workers and the Prefect server are killed or stopped in the middle of a night", group="nights")
        count.struck(contents(undisturbed), contents(story.engine), times=3)
        count.nothing_lost()
    nights, parts = ([run["state_name"] for run in pool.runs(flow)] for flow in ("overnight", "overnight-shard"))
    assert (["Completed", "Crashed", "Completed"], ["Completed", "Crashed"]) == (nights, sorted(set(parts)))
    assert 1 == parts.count("Crashed")


def _one_is_killed(pool: Pool) -> None:
    """Kill the worker of a part, and the Prefect server; the night does that part as well, and says what all did."""
    with ExitStack() as working:
        with closing(psycopg.connect(pool.database)) as turn:
            turn.execute("SELECT pg_advisory_lock(%s)", [TURN_LOCK])
            working.enter_context(pool.worker("blijft"))
            night = pool.server.run("SCHEDULED", parameters={"night": NIGHT.isoformat()}, tags=["nacht"])
            pool.busy(1)
            victim = working.enter_context(pool.worker("sterft"))
            pool.busy(2)
            (part,) = (run for run in pool.runs("overnight-shard") if run["state_type"] == "RUNNING")
            os.killpg(victim.pid, signal.SIGKILL)
            os.kill(int(part["infrastructure_pid"]), signal.SIGKILL)
            pool.server.kill()
            pool.server.begin()
        # All but the part that died, which nobody has noticed yet; its work is done.
        until(lambda: pool.waiting() == [part["id"]])
    told = pool.server.api.get(f"/flow_runs/{night['id']}").raise_for_status().json()
    assert "62 signalen over 31 partnerships" in told["state"]["message"]
    assert {"nacht", "O-1"} <= set(told["tags"])
    pages = pool.server.ask("/artifacts/filter", artifacts={"flow_run_id": {"any_": [night["id"]]}})
    (page,) = (str(found["data"]) for found in pages if found["type"] == "markdown")
    assert ("| signalen gegeven | 62 |" in page, "3 andere runs mochten meehelpen" in page) == (True, True)


def _one_is_stopped(pool: Pool) -> None:
    """Stop the worker of the night, as an upgrade does; the next one does the night again, and finds the rest."""
    with closing(psycopg.connect(pool.database)) as turn:
        turn.execute("SELECT pg_advisory_lock(%s)", [TURN_LOCK])
        with pool.worker("oud") as old:
            pool.server.run("SCHEDULED", tags=["nacht", "auto-scheduled"])
            pool.busy(1)
            old.terminate()
            old.wait(60)
    with pool.worker("nieuw"):
        until(lambda: len(pool.runs("overnight")) == 3 and not pool.waiting())
