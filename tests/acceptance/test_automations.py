"""What the Prefect server does by itself: somebody is told, and a night that died is noticed and done again."""

import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from patient import typed
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings
from prefect_server import POOL, PrefectServer, prefect_server, process, until
from pydantic import SecretStr
from sqlalchemy.engine import Engine, make_url
from story import Story

import flows.automations

pytestmark = pytest.mark.slow  # a Prefect server takes some fifteen seconds to start
NAMES = [
    "groeituin: een nacht ging mis",
    "groeituin: een run hangt",
    "groeituin: een run is dood",
    "groeituin: een dode nacht begint opnieuw",
]


class Bell(ThreadingHTTPServer):
    """Where messages are posted: a chat, or whatever passes them on."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Posted)
        self.rung: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}/geheime/sleutel"


class Posted(BaseHTTPRequestHandler):
    """One message."""

    server: Bell

    def do_POST(self) -> None:  # http.server's name
        """Keep what it says."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.rung.append(json.loads(content)["text"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def bell() -> Iterator[Bell]:
    """Start what messages are posted to."""
    with Bell() as ringing:
        serving = Thread(target=ringing.serve_forever)
        serving.start()
        yield ringing
        ringing.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, bell: Bell) -> Iterator[PrefectServer]:
    """Start a server that calls a night Late within seconds, with everything applied twice, as upgrades do."""
    late = {"PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "5"}
    with prefect_server(tmp_path_factory.mktemp("prefect"), **late) as found, pytest.MonkeyPatch.context() as patch:
        for name, value in (found.settings | {"GROEITUIN_ALERT_URL": bell.url}).items():
            patch.setenv(name, value)
        typed("prefect", "work-pool", "create", POOL, "--type", "process")
        for _time in range(2):
            typed("prefect", "--no-prompt", "deploy", "--all")
            assert NAMES == typed("python", "-m", "flows.automations").splitlines()
        yield found


def test_each_automation_is_there_once(server: PrefectServer) -> None:
    """Applied twice, each exists once and is on."""
    found = server.ask("/automations/filter")
    assert sorted(NAMES) == sorted(automation["name"] for automation in found)
    assert {True} == {automation["enabled"] for automation in found}


def test_the_address_of_the_alarm_is_kept_as_a_secret(server: PrefectServer, bell: Bell) -> None:
    """Whoever may look in the pages of the server does not read where messages go."""
    blocks = server.ask("/block_documents/filter")
    assert ["groeituin-melding"] == [block["name"] for block in blocks]
    assert bell.url not in json.dumps(blocks)


@pytest.fixture
def portfolio(sqlite: Engine) -> Story:
    """Return one partnership that stands still since 5 January 2026."""
    story = Story(sqlite)
    story.start("2026-01-05")
    return story


def test_a_night_whose_process_is_killed_is_noticed_and_done_once_more(
    server: PrefectServer, bell: Bell, portfolio: Story
) -> None:
    """Nobody takes it: Late. Killed in the middle with its worker: Crashed by its silence, told, and run again.

    The database is locked by somebody else, so that the night is in the middle of its work for long enough.
    """
    settings = server.settings | {"GROEITUIN_DATABASE_URL": portfolio.engine.url.render_as_string(hide_password=False)}
    run = server.run("SCHEDULED", parameters={"night": "2026-04-05"}, tags=["nacht", "auto-scheduled"])
    until(lambda: any("is Late" in said for said in bell.rung))

    with closing(sqlite3.connect(make_url(settings["GROEITUIN_DATABASE_URL"]).database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        with process(("prefect", "worker", "start", "--pool", POOL), settings) as worker:
            until(lambda: _now(server, run)["state_type"] == "RUNNING")
            worker.kill()
            os.kill(int(_now(server, run)["infrastructure_pid"]), signal.SIGKILL)
        until(lambda: _now(server, run)["state_name"] == "Crashed")
        assert "Het proces van deze run is er niet meer." == _now(server, run)["state"]["message"]
        until(lambda: any("nacht-2026-04-05 is Crashed" in said for said in bell.rung))
        until(lambda: len(server.runs()) == 2)

    again, *_rest = (one for one in server.runs() if one["id"] != run["id"])
    assert (["groeituin", "nacht"], "AUTOMATION") == (sorted(again["tags"]), again["created_by"]["type"])
    with process(("prefect", "worker", "start", "--pool", POOL), settings):
        until(lambda: _now(server, again)["state_type"] == "COMPLETED")
    assert [("P-1", "fase_staat_stil", 1)] == portfolio.rows(
        "SELECT partnership, rule, count(*) FROM signals GROUP BY 1, 2"
    )
    assert {run["id"]} == _done_again(server)


def test_only_a_night_of_the_schedule_is_done_again(server: PrefectServer, bell: Bell) -> None:
    """One that was started by hand, or by the automation, is told when it dies; else it would go on for ever."""
    server.forget_runs()
    by_hand, by_schedule = server.run("RUNNING"), server.run("RUNNING", tags=["nacht", "auto-scheduled"])
    for run in (by_hand, by_schedule):
        server.ask(f"/flow_runs/{run['id']}/set_state", state={"type": "CRASHED"}, force=True)
    names = {f"{run['name']} is Crashed" for run in (by_hand, by_schedule)}
    until(lambda: all(any(name in said for said in bell.rung) for name in names))
    said = next(said for said in bell.rung if f"{by_hand['name']} is Crashed" in said)
    assert (f"/runs/flow-run/{by_hand['id']}" in said, "groeituin doctor" in said) == (True, True)
    until(lambda: by_schedule["id"] in _done_again(server))
    assert by_hand["id"] not in _done_again(server)


def test_a_run_that_hangs_in_pending_is_told(
    server: PrefectServer, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prefect never ends one; here the quarter of an hour lasts ten seconds."""
    monkeypatch.setattr(flows.automations, "HANGS_AFTER", timedelta(seconds=10))
    mine: dict[Any, Any] = {
        PREFECT_API_URL: server.settings["PREFECT_API_URL"],
        PREFECT_API_AUTH_STRING: server.settings["PREFECT_API_AUTH_STRING"],
    }
    with temporary_settings(mine), get_client(sync_client=True) as client:
        assert NAMES == flows.automations.apply(client, SecretStr(bell.url))
    run = server.run("SCHEDULED")
    server.ask(f"/flow_runs/{run['id']}/set_state", state={"type": "PENDING"})
    until(lambda: any(f"{run['name']} is Pending" in said for said in bell.rung))


def _done_again(server: PrefectServer) -> set[str]:
    """Return the runs for which a night was started again: a busy server on SQLite may do that twice for one."""
    found = server.ask("/events/filter", filter={"event": {"name": ["prefect.automation.triggered"]}})["events"]
    return {
        event["payload"]["triggering_labels"]["prefect.resource.id"].removeprefix("prefect.flow-run.")
        for event in found
        if event["resource"]["prefect.resource.name"] == NAMES[3]
    }


def _now(server: PrefectServer, run: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = server.api.get(f"/flow_runs/{run['id']}").raise_for_status().json()
    return found
