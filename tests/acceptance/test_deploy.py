"""What deploy/ starts on a server, started here: every command of the image, the compose file and the units."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from deployment import (
    COMPOSE,
    DEPLOY,
    POSTGRESQL,
    ROOT,
    Command,
    Here,
    free_port,
    in_container,
    in_image,
    in_unit,
    psql,
)
from sqlalchemy.engine import make_url
from story import Story

from groeituin.doctor.asking import AskingAgain
from models.database import open_database

SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SECONDS = 180  # for what answers within some, on a machine that has much else to do
LOGIN = "PREFECT_API_AUTH_STRING"
ALERT = "http://127.0.0.1:9/melding"  # nobody listens there


@dataclass(frozen=True, slots=True)
class Server:
    """How one way of running it starts everything, in the order in which it does; each a list of commands."""

    upgrade: list[Command]
    serve: list[Command]
    deploy: list[Command]
    work: list[Command]
    backup: list[Command]
    hand: Command  # a person on that machine, without words yet
    copies: Path


@pytest.fixture
def here(postgresql_url: str, tmp_path: Path) -> Iterator[Here]:
    """Return the places of a test, with a new database in which the roles are."""
    name = "groeituin"  # as deploy/ calls it
    psql(postgresql_url, "postgres", "--command", f"CREATE DATABASE {name}")
    psql(postgresql_url, name, "--file", str(DEPLOY / "roles.sql"))
    yield Here(
        folder=tmp_path,
        socket=Path(str(make_url(postgresql_url).query["host"])),
        prefect=None if _has_trigrams(postgresql_url) else f"sqlite+aiosqlite:///{tmp_path}/prefect.db",
        port=free_port(),
        health=free_port(),
    )
    psql(postgresql_url, "postgres", "--command", f"DROP DATABASE {name} WITH (FORCE)")


def _has_trigrams(url: str) -> bool:
    """Tell whether this PostgreSQL has the extension that Prefect's tables need; the one of the tests may not."""
    engine = open_database(url)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'"))
        has = bool(found.scalar_one())
    engine.dispose()
    return has


@pytest.fixture
def secrets(here: Here) -> Path:
    """Return the folder that secrets.sh made, of which the database has the passwords."""
    folder = here.folder / "secrets"
    made = _done(["sh", str(DEPLOY / "secrets.sh"), str(folder)], dict(os.environ))
    assert made.returncode == 0, made.stderr
    surroundings = {"PATH": f"{POSTGRESQL}:{os.environ['PATH']}", "PGHOST": str(here.socket)}
    given = _done(["sh", str(DEPLOY / "passwords.sh")], surroundings | {"SECRETS": str(folder / "database")})
    assert (given.returncode, given.stderr) == (0, "")
    return folder


def test_passwords_are_made_once_and_are_nobodys_default(secrets: Path, postgresql_url: str) -> None:
    """Only their maker can enter the folder, no two are alike, the database has them, and again changes nothing."""
    passwords = {path.name: path.read_text() for path in (secrets / "database").iterdir()}
    assert sorted(passwords) == ["groeituin", "groeituin_owner", "postgres", "prefect"]
    assert (len(set(passwords.values())), {len(found) for found in passwords.values()}) == (4, {48})
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    for role, url in {"groeituin": "settings", "groeituin_owner": "owner"}.items():
        assert make_url((secrets / url / "groeituin_database_url").read_text()).password == passwords[role]
    assert passwords["prefect"] in (secrets / "server.env").read_text()
    engine = open_database(postgresql_url)
    with engine.connect() as connection:
        stored = connection.execute(sa.text("SELECT rolname FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%'"))
        assert {row[0] for row in stored} >= {"groeituin", "groeituin_owner", "prefect"}
    engine.dispose()
    again = _done(["sh", str(DEPLOY / "secrets.sh"), str(secrets)], dict(os.environ))
    assert (again.returncode, again.stderr) == (1, f"{secrets} is er al; er is niets veranderd.\n")
    assert passwords == {path.name: path.read_text() for path in (secrets / "database").iterdir()}


@pytest.fixture(params=["containers", "systemd"])
def server(request: pytest.FixtureRequest, here: Here, secrets: Path) -> Server:
    """Return each of both ways of running it."""
    return _containers(here, secrets) if request.param == "containers" else _systemd(here, secrets)


def _containers(here: Here, secrets: Path) -> Server:
    # What a container finds in /run/secrets says where the database is, which is elsewhere here.
    for path in secrets.glob("*/groeituin_database_url"):
        path.write_text(here.own(path.read_text()))
    (secrets / "settings/groeituin_alert_url").write_text(ALERT)

    def started(name: str, words: list[str] | None = None) -> Command:
        return here.command(*in_container(name, secrets, words))

    return Server(
        upgrade=[started("upgrade")],
        serve=[started("server")],
        deploy=[started("deploy")],
        work=[started("worker"), started("worker", in_image("CMD"))],
        backup=[started("backup")],
        hand=started("worker", []),
        copies=here.folder / "backups/groeituin",
    )


def _systemd(here: Here, secrets: Path) -> Server:
    login = dict(line.split("=", 1) for line in (secrets / "prefect.env").read_text().splitlines())
    asked = {"PREFECT_SERVER_API_AUTH_STRING": login[LOGIN]}

    def started(name: str, files: Mapping[str, str] = login) -> list[Command]:
        kinds = ("ExecStartPre", "ExecStart", "ExecStartPost")
        return [here.command(*found) for kind in kinds for found in in_unit(f"groeituin-{name}.service", kind, files)]

    work = started("worker@")
    return Server(
        upgrade=started("upgrade"),
        serve=started("server", asked),
        deploy=started("deploy", login | {"GROEITUIN_ALERT_URL": ALERT}),
        work=work * 2,
        backup=started("backup"),
        hand=Command([], work[0].environment),
        copies=here.folder / "lib/groeituin-backups",
    )


@pytest.mark.slow  # a Prefect server, two workers and a night
def test_everything_starts_works_and_stops(server: Server, here: Here) -> None:
    """Upgrade, server, deployments, workers; then a night comes, the doctor finds all well, and all of it ends."""
    for folder in ("lib/groeituin", "lib/groeituin-backups", "backups/groeituin", "tmp"):
        (here.folder / folder).mkdir(parents=True)
    for command in server.upgrade:
        _well(command)
    story = Story(open_database(here.own("postgresql+psycopg://groeituin@/groeituin?host=/run/postgresql")))
    story.start("2026-01-05")
    with ExitStack() as running:
        *before, serve = server.serve
        for command in before:
            _well(command)
        processes = [running.enter_context(_started(serve, here.folder / "server.log"))]
        _until(lambda: _healthy("server", server, here), processes)
        assert [_status(here, login) for login in ("admin:admin", server.hand.environment[LOGIN])] == [401, 200]
        for command in server.deploy:
            _well(command)
        assert _told(here, server.hand.environment[LOGIN]) == {"groeituin-melding"}
        for number, command in enumerate(server.work):
            # Two containers have a port each; here they are on one machine.
            own = command.environment | ({"PREFECT_WORKER_WEBSERVER_PORT": "0"} if number else {})
            log = here.folder / f"worker{number}.log"
            processes.append(running.enter_context(_started(Command(command.words, own), log)))
        if "--with-healthcheck" in server.work[0].words:
            _until(lambda: _healthy("worker", server, here), processes)
        run = ["prefect", "deployment", "run", "overnight/nacht", "--watch"]
        _well(Command(run, server.hand.environment))
        assert [("fase_staat_stil",)] == story.rows("SELECT rule FROM signals")
        _well(Command(in_image("HEALTHCHECK"), server.hand.environment))
        found = json.loads(_well(Command(["groeituin", "doctor", "--json"], server.hand.environment)))
        assert {check["name"] for check in found["checks"]} >= {"database", "schema", "worker", "laatste nacht"}
        old = server.copies / "oud.backup"
        old.touch()
        os.utime(old, (0, 0))
        for command in server.backup:
            _well(command)
        for process in reversed(processes):
            process.terminate()
            process.wait(SECONDS)
    story.engine.dispose()
    assert [path.stat().st_size > 0 for path in server.copies.glob("20*.backup")] == [True]
    assert old.exists() == (len(server.backup) == 1)  # the unit removes what is older than thirty days


@pytest.mark.slow  # it installs everything anew
def test_what_is_installed_follows_the_lock_and_holds_nothing_for_developers(tmp_path: Path) -> None:
    """The one step in which the image is built: what it leaves works, and one wrong hash in the lock stops it."""
    source, target = tmp_path / "source", tmp_path / "installed"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "var", "tests", "docs", "__pycache__"))
    install = ["sh", str(source / "deploy/install.sh"), str(target)]
    surroundings = {**os.environ, "PYTHON": sys.executable}
    done = _done(install, surroundings)
    if "No matching distribution found for pip==" in done.stderr:
        pytest.skip("packages cannot be had here")
    assert done.returncode == 0, done.stderr
    programs = {path.name for path in (target / "bin").iterdir()}
    assert ({"groeituin", "prefect"} - programs, programs & {"pytest", "ruff", "mypy", "pip"}) == (set(), set())
    url = {"PATH": f"{target}/bin", "GROEITUIN_DATABASE_URL": f"sqlite:///{tmp_path}/nieuw.db"}
    for words in (["db", "upgrade"], ["demo", "--partnerships", "1"], ["check"]):
        _well(Command([str(target / "bin/groeituin"), *words], url))

    lock = source / "requirements.txt"
    lock.write_text(re.sub(r"(?s)(\norjson==.+?\n)(?=\S)", _with_other_hashes, lock.read_text()))
    refused = _done(install, surroundings)
    assert (refused.returncode != 0, "THESE PACKAGES DO NOT MATCH THE HASHES" in refused.stderr) == (True, True)


def _with_other_hashes(found: re.Match[str]) -> str:
    return re.sub(r"sha256:.{8}", "sha256:00000000", found[1])


def _healthy(name: str, server: Server, here: Here) -> bool:
    """Tell what the health check of a service of the compose file says here."""
    kind, *words = SERVICES[name]["healthcheck"]["test"]
    assert kind == "CMD"
    asked = here.command(words, server.hand.environment)
    return _done(asked.words, asked.environment).returncode == 0


def _status(here: Here, login: str) -> int:
    """Return the status with which the server answers who asks for its version."""
    user, _, password = login.partition(":")
    return httpx.get(f"http://127.0.0.1:{here.port}/api/admin/version", auth=(user, password)).status_code


def _told(here: Here, login: str) -> set[str]:
    """Return the names of what the server tells somebody with."""
    user, _, password = login.partition(":")
    asked = f"http://127.0.0.1:{here.port}/api/block_documents/filter"
    with AskingAgain(auth=(user, password), timeout=60) as api:
        return {str(one["name"]) for one in api.post(asked, json={}).json()}


def _done(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )  # fmt: skip


def _well(command: Command) -> str:
    """Run a command to its end, which must be a good one; return what it printed."""
    done = _done(command.words, command.environment)
    assert done.returncode == 0, f"{command.words}: {done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def _started(command: Command, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start what goes on until it is told to stop; whatever happens, nothing of it is left behind."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command.words, cwd=ROOT, env=command.environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _until(reached: Callable[[], bool], running: list[subprocess.Popen[bytes]]) -> None:
    """Wait until something is so; fail when it takes too long or a process has ended."""
    for _ in range(SECONDS * 2):
        assert [process.args for process in running if process.poll() is not None] == []
        if reached():
            return
        time.sleep(0.5)
    pytest.fail("it took too long")
