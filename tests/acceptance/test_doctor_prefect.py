"""`groeituin doctor` on a real Prefect server that is broken in one way: what it advises is typed, and all is well."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from patient import ROOT, Patient, Run, typed
from prefect_server import POOL, PrefectServer, prefect_server, process, until

import groeituin.clock

pytestmark = pytest.mark.slow  # a Prefect server takes some fifteen seconds to start
# What a worker of long ago and far away says once; the server believes that it lives for three times the interval.
LIVES = {"name": "ver-weg", "heartbeat_interval_seconds": 100_000}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """Start a server for these tests, with the pool, the deployments and the automations."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as found, pytest.MonkeyPatch.context() as patch:
        for name, value in found.settings.items():
            patch.setenv(name, value)
        typed("prefect", "work-pool", "create", POOL, "--type", "process")
        typed("prefect", "--no-prompt", "deploy", "--all")
        typed("python", "-m", "flows.automations")
        yield found


@pytest.fixture
def patient(server: PrefectServer, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Patient]:
    """Return a set-up that is well: a worker that lives, a night that ended, and a database without partnerships."""
    for name, value in server.settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GROEITUIN_MAIL_FOLDER", str(tmp_path / "mail"))
    server.ask(f"/work_pools/{POOL}/workers/heartbeat", **LIVES)
    server.forget_runs()
    server.run("COMPLETED")
    found = Patient(run, monkeypatch)
    assert {} == found.faults()
    yield found
    assert {} == found.faults()


def test_all_is_well_on_one_screen(patient: Patient) -> None:
    """With Prefect there are fourteen lines, of which the last says that all is well."""
    status, out, _err = patient.run("doctor")
    assert (0, 14, "Alles is goed.") == (status, len(out.splitlines()), out.splitlines()[-1])
    assert ["prefect", "werkpool", "worker", "laatste", "bezorging", "runs", "bewaking"] == [
        line.split()[1] for line in out.splitlines()[6:-1]
    ]


def test_a_server_that_is_down(patient: Patient, server: PrefectServer) -> None:
    """Nothing listens there; with the address of the server all is well."""
    patient.set("PREFECT_API_URL", "http://127.0.0.1:1/api")
    found = patient.only_fault("prefect")
    assert "De server op http://127.0.0.1:1/api geeft geen antwoord (ConnectError)." == found["sentence"]
    assert "Start hem (`make up`" in found["advice"]
    patient.set("PREFECT_API_URL", f"{server.root}/api")


def test_an_address_of_something_else(patient: Patient, server: PrefectServer) -> None:
    """The pages of the server are not its API; an address without /api leads to them."""
    patient.set("PREFECT_API_URL", server.root)
    found = patient.only_fault("prefect")
    assert f"De server op {server.root} antwoordt 404." == found["sentence"]
    assert "Zet PREFECT_API_URL op het adres van de server, zoals http://127.0.0.1:4200/api" in found["advice"]
    patient.set("PREFECT_API_URL", f"{server.root}/api/")


@pytest.mark.parametrize("given", ["", "beheer:fout"])
def test_a_server_that_does_not_know_us(patient: Patient, server: PrefectServer, given: str) -> None:
    """Without or with another password the server refuses; the password is not told."""
    patient.set("PREFECT_API_AUTH_STRING", given)
    found = patient.only_fault("prefect")
    assert f"De server op {server.root}/api antwoordt 401." == found["sentence"]
    assert "Zet PREFECT_API_AUTH_STRING op gebruiker:wachtwoord van de server." == found["advice"]
    patient.set("PREFECT_API_AUTH_STRING", server.settings["PREFECT_API_AUTH_STRING"])


def test_no_work_pool_and_then_no_worker(patient: Patient, server: PrefectServer) -> None:
    """What is typed makes the pool, what is deployed on it, and a worker that does the night."""
    typed("prefect", "--no-prompt", "work-pool", "delete", POOL)
    found = patient.only_fault("werkpool")
    assert "De werkpool 'groeituin' bestaat niet." == found["sentence"]
    patient.follow(found["advice"])
    found = patient.only_fault("worker")
    assert "Er leeft geen worker; er begint geen enkele nacht." == found["sentence"]
    assert "`prefect worker start --pool groeituin`" in found["advice"]
    with process(("prefect", "worker", "start", "--pool", POOL), server.settings):
        until(lambda: patient.faults() == {})


def test_a_worker_that_went_away(patient: Patient, server: PrefectServer) -> None:
    """The server still knows its name, and no longer that it lives."""
    for worker in server.ask(f"/work_pools/{POOL}/workers/filter"):
        server.api.delete(f"/work_pools/{POOL}/workers/{worker['name']}").raise_for_status()
    server.ask(f"/work_pools/{POOL}/workers/heartbeat", name="weg", heartbeat_interval_seconds=1)
    until(lambda: list(patient.faults()) == ["worker"])
    server.ask(f"/work_pools/{POOL}/workers/heartbeat", **LIVES)


def test_a_pool_that_stands_still(patient: Patient) -> None:
    """Somebody paused the pool; the advice opens it."""
    typed("prefect", "work-pool", "pause", POOL)
    found = patient.only_fault("werkpool")
    assert "De werkpool 'groeituin' staat stil." == found["sentence"]
    patient.follow(found["advice"])


@pytest.mark.parametrize("state", ["FAILED", "CRASHED", "CANCELLED"])
def test_a_night_that_went_wrong(patient: Patient, server: PrefectServer, state: str) -> None:
    """The newest night counts; it is started again, and its page is named."""
    run = server.run(state)
    found = patient.only_fault("laatste nacht")
    assert f"{run['name']} is {state.title()}." == found["sentence"]
    page = f"{server.root}/runs/flow-run/{run['id']}"
    assert page in found["advice"]
    patient.follow(found["advice"])


def test_a_night_that_waits_for_a_worker(patient: Patient, server: PrefectServer) -> None:
    """The server calls it Late when nobody took it; that is no night."""
    run = server.run("SCHEDULED", "Late")
    assert f"{run['name']} is Late." == patient.only_fault("laatste nacht")["sentence"]
    server.api.delete(f"/flow_runs/{run['id']}").raise_for_status()


def test_no_night_at_all(patient: Patient, server: PrefectServer) -> None:
    """A day without a night is a fault, also where nothing fell due."""
    server.forget_runs()
    found = patient.only_fault("laatste nacht")
    assert "Er liep de laatste dag geen nacht." == found["sentence"]
    patient.follow(found["advice"])
    assert 1 == len(server.runs())


def test_a_night_that_is_not_deployed(patient: Patient, server: PrefectServer) -> None:
    """A server from which the deployment was removed gets it again."""
    server.api.delete(f"/deployments/{server.deployment()['id']}").raise_for_status()
    found = patient.only_fault("laatste nacht")
    assert "De deployment 'overnight/nacht' bestaat niet." == found["sentence"]
    patient.follow(found["advice"])
    assert ["elke-nacht"] == [schedule["slug"] for schedule in server.deployment()["schedules"]]
    server.run("COMPLETED")


def test_a_schedule_that_is_off(patient: Patient, server: PrefectServer) -> None:
    """One schedule that is off, or the whole deployment that is paused: each has an advice that turns it on."""
    schedule = server.deployment()["schedules"][0]["id"]
    typed("prefect", "deployment", "schedule", "pause", "overnight/nacht", schedule)
    found = patient.only_fault("laatste nacht")
    assert "Het schema van de nacht staat uit." == found["sentence"]
    patient.follow(found["advice"])
    assert {} == patient.faults()
    server.ask(f"/deployments/{server.deployment()['id']}/pause_deployment")
    patient.follow(patient.only_fault("laatste nacht")["advice"])


def test_letters_that_nobody_makes(patient: Patient, server: PrefectServer) -> None:
    """Without deliveries nothing waits to be sent, so their schedule is looked at as well; each advice turns it on."""
    name = "delivery/bezorging"
    deployment = server.api.get(f"/deployments/name/{name}").raise_for_status().json()
    typed("prefect", "deployment", "schedule", "pause", name, deployment["schedules"][0]["id"])
    found = patient.only_fault("bezorging")
    assert "Het schema van de bezorging staat uit; er gaan geen brieven." == found["sentence"]
    patient.follow(found["advice"])
    assert {} == patient.faults()
    server.api.delete(f"/deployments/{deployment['id']}").raise_for_status()
    found = patient.only_fault("bezorging")
    assert "De deployment 'delivery/bezorging' bestaat niet; er gaan geen brieven." == found["sentence"]
    patient.follow(found["advice"])


@pytest.mark.parametrize(("state", "later"), [("PENDING", timedelta(minutes=15)), ("RUNNING", timedelta(hours=3))])
def test_a_run_that_hangs(patient: Patient, server: PrefectServer, state: str, later: timedelta) -> None:
    """A run that was to begin a quarter of an hour ago, or runs for hours, is named and can be thrown away."""
    run, now = server.run(state), groeituin.clock.now()
    patient.at(now + later - timedelta(minutes=1))
    assert {} == patient.faults()
    patient.at(now + later + timedelta(minutes=1))
    found = patient.only_fault("runs")
    assert f"1 run(s) wachten of lopen te lang: {run['name']}." == found["sentence"]
    patient.follow(found["advice"])


def test_nobody_watches(patient: Patient, server: PrefectServer) -> None:
    """Automations that were removed or turned off are put back."""
    first, *rest = server.ask("/automations/filter")
    server.api.patch(f"/automations/{first['id']}", json={"enabled": False}).raise_for_status()
    found = patient.only_fault("bewaking")
    assert f"Deze automations staan uit: {first['name']}." == found["sentence"]
    patient.follow(found["advice"])
    assert {} == patient.faults()
    for automation in (first, *rest):
        server.api.delete(f"/automations/{automation['id']}").raise_for_status()
    found = patient.only_fault("bewaking")
    assert "Niets let op of een nacht misgaat of hangt." == found["sentence"]
    patient.follow(found["advice"])
    assert 4 == len(server.ask("/automations/filter"))


@pytest.mark.usefixtures("patient")
def test_every_command_of_the_runbook_works(server: PrefectServer) -> None:
    """What docs/operations.md says to type is typed, in its order, with numbers that exist here."""
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"```\n(.*?)```", text, re.DOTALL))
    lines = [line.partition("#")[0].split() for line in blocks.splitlines()]
    commands = [words for words in lines if words[0] in {"prefect", "python"}]
    ids = {"flow-run": server.run("PENDING")["id"], "deployment": server.deployment()["schedules"][0]["id"]}
    typed("prefect", "deployment", "schedule", "pause", "overnight/nacht", ids["deployment"])
    done = []
    for program, *words in commands:
        if words[:2] == ["work-pool", "create"]:
            typed("prefect", "--no-prompt", "work-pool", "delete", POOL)
        if words[:2] == ["worker", "start"]:
            with process(("prefect", *words), server.settings) as worker:
                until(lambda: any(run["state_type"] == "COMPLETED" for run in _of_the_runbook(server)))
                assert worker.poll() is None
        else:
            typed(program, *(ids[words[0]] if re.fullmatch(r"[0-9a-f-]{36}", word) else word for word in words))
        done.append(" ".join(words[:2]))
    assert 11 == len(done), done
    server.ask(f"/work_pools/{POOL}/workers/heartbeat", **LIVES)


def _of_the_runbook(server: PrefectServer) -> list[dict[str, Any]]:
    return [run for run in server.runs() if run["name"].startswith("nacht-")]
