"""A Prefect server, for the peer that needs one.

It keeps its runs in SQLite, its default: the PostgreSQL of the benchmark brings no pg_trgm, which it asks for.
"""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

ROOT = Path(__file__).parents[2]
STARTS_WITHIN, LOOKS_EVERY = 120, 0.5


@contextmanager
def prefect_server(home: Path) -> Iterator[dict[str, str]]:
    """Run a server and give what a flow must find in its environment.

    It stands in the folder of the project, whose settings record task runs in batches.
    """
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port = str(asking.getsockname()[1])
    api = f"http://127.0.0.1:{port}/api"
    client = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": api,
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
    }
    server = {
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": port,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start"],
        cwd=ROOT, env=os.environ | client | server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _answers(f"{api}/health", process)
        yield client
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(int(STARTS_WITHIN / LOOKS_EVERY)):
        with suppress(urllib.error.URLError, TimeoutError), urllib.request.urlopen(address, timeout=5):  # noqa: S310  # http, our own address
            return
        if process.poll() is not None:
            break
        sleep(LOOKS_EVERY)
    sys.exit("the Prefect server did not start")
