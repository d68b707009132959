"""``make up``: a Prefect server on this machine, the deployments of prefect.yaml and workers, until Ctrl-C."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from groeituin.errors import BadInput
from groeituin.settings import Settings

HOST = "127.0.0.1"
POOL = "groeituin"
# Runs at a time of one worker: with more, the first to look would take all parts of a large night.
LIMIT = "2"
PREFECT = (sys.executable, "-m", "prefect")
# Seconds; a first start makes the server's database.
STARTS_WITHIN = 120
ENDS_WITHIN = 20
LOOKS_EVERY = 0.5


def main() -> int:
    """Start everything, say where it is, and wait for Ctrl-C; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m flows.up", description="A Prefect server, and workers for it.")
    parser.add_argument("--workers", type=int, choices=range(1, 9), default=1, metavar="1-8")
    workers = parser.parse_args().workers
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    port = os.environ.get("PREFECT_SERVER_API_PORT", "4200")
    if _taken(int(port)):
        print(f"Poort {port} is al bezet. Kies een andere: PREFECT_SERVER_API_PORT=4201 make up", file=sys.stderr)
        return 2
    try:
        with ExitStack() as running:
            return _run(port, workers, running)
    except KeyboardInterrupt:
        print("\nAlles is gestopt.", flush=True)
        return 0
    except BadInput as error:
        print(error.message, file=sys.stderr)
        return error.exit_status
    except subprocess.CalledProcessError as error:
        print(f"Dit lukte niet: {' '.join(error.cmd[1:])}", file=sys.stderr)
        return 1


def _run(port: str, workers: int, running: ExitStack) -> int:
    environment = {
        **os.environ,
        # A worker runs its flows in a folder of its own.
        "GROEITUIN_DATABASE_URL": _absolute(Settings().database_url),
        "GROEITUIN_MAIL_FOLDER": str(Settings().mail_folder.absolute()),
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        # Told by --port alone, the pages would still call port 4200.
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": port,
        "PREFECT_WORKER_QUERY_SECONDS": "2",
    }
    print("De server start; een eerste keer duurt dat een halve minuut.", flush=True)
    server = running.enter_context(_started(("server", "start"), environment))
    _wait_for(f"http://{HOST}:{port}/api/health", server)
    for command in (
        ("prefect", "work-pool", "create", POOL, "--type", "process", "--overwrite"),
        ("prefect", "--no-prompt", "deploy", "--all"),
        ("flows.automations",),
    ):
        subprocess.run(  # noqa: S603  # our own command
            (sys.executable, "-m", *command), env=environment, check=True, stdout=subprocess.DEVNULL
        )
    working = [
        running.enter_context(
            _started(
                ("worker", "start", "--pool", POOL, "--limit", LIMIT, "--name", f"groeituin-{number}"), environment
            )
        )
        for number in range(1, workers + 1)
    ]
    print(f"De nachten staan op http://{HOST}:{port} . Ctrl-C stopt alles.", flush=True)
    while server.poll() is None and any(worker.poll() is None for worker in working):
        time.sleep(LOOKS_EVERY)
    gone = "De laatste worker" if server.poll() is None else "De server"
    print(f"{gone} is gestopt; de rest stopt ook. Begin opnieuw met `make up`; er is niets verloren.", file=sys.stderr)
    return 1


@contextmanager
def _started(command: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of Prefect in a process group of its own, and end the whole group afterwards.

    A group of its own, because Ctrl-C would else reach every process at once, and the worker needs its server to stop.
    """
    process = subprocess.Popen(  # noqa: S603  # our own command
        (*PREFECT, *command), env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDS_WITHIN)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(int(STARTS_WITHIN / LOOKS_EVERY)):
        with suppress(urllib.error.URLError, TimeoutError), urllib.request.urlopen(address, timeout=5):  # noqa: S310  # http, our own address
            return
        if server.poll() is not None:
            break
        time.sleep(LOOKS_EVERY)
    raise subprocess.CalledProcessError(server.returncode or 1, server.args)


def _taken(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex((HOST, port)) == 0


def _absolute(url: str) -> str:
    """Return a database URL that means the same file in the folder where a worker runs its flows."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        parsed = parsed.set(database=str(Path(parsed.database).absolute()))
    return parsed.render_as_string(hide_password=False)


if __name__ == "__main__":
    raise SystemExit(main())
