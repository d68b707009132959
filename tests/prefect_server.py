"""A real Prefect server behind basic auth, in a process and a folder of its own, with what is deployed on it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from groeituin.doctor.asking import AskingAgain

ROOT = Path(__file__).parents[1]
USER, PASSWORD = "beheer", "geheim"
POOL = "groeituin"
DEADLINE = 480  # seconds; a dead run is noticed after ninety, and a machine may have much else to do


class PrefectServer:
    """The server: its address, what programs need to know of it, and questions to its API."""

    def __init__(self, home: Path, **settings: str) -> None:
        with socket.socket() as asking:
            asking.bind(("127.0.0.1", 0))
            port = str(asking.getsockname()[1])
        self.root = f"http://127.0.0.1:{port}"
        self.settings = {
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": f"{self.root}/api",
            "PREFECT_API_AUTH_STRING": f"{USER}:{PASSWORD}",
            "PREFECT_SERVER_API_AUTH_STRING": f"{USER}:{PASSWORD}",
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": port,
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            # What the schedule would start while a test runs depends on the hour.
            "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            **settings,
        }
        self.api = AskingAgain(base_url=f"{self.root}/api", auth=(USER, PASSWORD), timeout=60)
        self.processes = ExitStack()

    def begin(self) -> None:
        """Start it, and wait until it answers."""
        self.running = self.processes.enter_context(process(("prefect", "server", "start"), self.settings))
        until(self._answers)

    def kill(self) -> None:
        """End it with ``kill -9``."""
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def _answers(self) -> bool:
        assert self.running.poll() is None
        with suppress(httpx.HTTPError):
            return self.api.get("/health").is_success
        return False

    def ask(self, path: str, **asked: Any) -> Any:  # noqa: ANN401  # any JSON document
        """Return what the API answers to a question."""
        answer = self.api.post(path, json=asked).raise_for_status()
        return answer.json() if answer.content else None

    def deployment(self) -> dict[str, Any]:
        """Return the deployment of the night."""
        found: dict[str, Any] = self.api.get("/deployments/name/overnight/nacht").raise_for_status().json()
        return found

    def run(self, state: str, name: str = "", **known: Any) -> dict[str, Any]:  # noqa: ANN401  # fields of a run
        """Make a run of the night that is in a state, without anything that runs."""
        given = {"type": state} | ({"name": name} if name else {})
        found: dict[str, Any] = self.ask(
            f"/deployments/{self.deployment()['id']}/create_flow_run", state=given, **known
        )
        return found

    def runs(self) -> list[dict[str, Any]]:
        """Return the runs of the night, the newest first."""
        found: list[dict[str, Any]] = self.ask(
            "/flow_runs/filter", flows={"name": {"any_": ["overnight"]}}, sort="EXPECTED_START_TIME_DESC"
        )
        return found

    def forget_runs(self) -> None:
        """Throw away every run of the night."""
        for run in self.runs():
            self.api.delete(f"/flow_runs/{run['id']}").raise_for_status()


@contextmanager
def prefect_server(home: Path, **settings: str) -> Iterator[PrefectServer]:
    """Run a server for as long as the block lasts."""
    server = PrefectServer(home, **settings)
    with server.processes, server.api:
        server.begin()
        yield server


@contextmanager
def process(words: tuple[str, ...], settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of this environment in a process group of its own, which ends with the block."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    running = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT, env=mine | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield running
    finally:
        running.terminate()
        with suppress(subprocess.TimeoutExpired):
            running.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def until(reached: Callable[[], bool]) -> None:
    """Wait until something is so; fail when it takes too long."""
    for _ in range(DEADLINE * 4):
        if reached():
            return
        time.sleep(0.25)
    pytest.fail("it took too long")
