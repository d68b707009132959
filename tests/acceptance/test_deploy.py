"""What deploy/ starts on a server, started here: every command of the image, the compose file and the units."""

import json
import os
import shutil
import signal
import stat
import subprocess
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
    BIN,
    COMPOSE,
    CONTAINERFILE,
    DEPLOY,
    INSTALLED,
    POSTGRESQL,
    ROOT,
    UNITS,
    Command,
    Here,
    free_port,
    in_container,
    in_image,
    in_unit,
    psql,
    values,
)
from sqlalchemy.engine import make_url
from story import Story

from models.database import open_database

SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name in SERVICES if name != "database"]
SECONDS = 180  # for what answers within some, on a machine that has much else to do
LOGIN = "PREFECT_API_AUTH_STRING"


# --- what can be read -----------------------------------------------------------------------------------------------


def test_the_image_is_not_run_by_root_and_names_what_it_is_built_from() -> None:
    """The last user is a number other than 0, and no base image floats along with a version of Python."""
    lines = CONTAINERFILE.splitlines()
    bases = {line.split()[1] for line in lines if line.startswith("FROM ")}
    assert bases == {"docker.io/library/python:3.13-slim-trixie"}
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001"]


def test_what_the_image_holds_is_in_the_repository() -> None:
    """Each COPY from the repository names something that is there, and every room goes along."""
    copied = [
        word
        for line in CONTAINERFILE.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    ]
    assert [word for word in copied if not (ROOT / word).exists()] == []
    assert {"states", "models", "groeituin", "flows", "requirements.txt", "prefect.yaml"} - set(copied) == set()


@pytest.mark.parametrize("name", OURS)
def test_a_container_can_do_no_more_than_it_must(name: str) -> None:
    """A root file system that is read-only, no capabilities, no more rights by a program, and an end to waiting."""
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"], service["tmpfs"]) == (True, ["ALL"], ["/tmp"])  # noqa: S108  # in it
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == {"server": "unless-stopped", "worker": "unless-stopped", "backup": "no"}.get(
        name, "on-failure:3"
    )


def test_what_others_wait_for_can_become_true() -> None:
    """Healthy needs a health check, completed needs an end; and only this machine reaches the server's port."""
    needs = [
        (needed, how["condition"])
        for service in SERVICES.values()
        for needed, how in service.get("depends_on", {}).items()
    ]
    healthy = {name for name, condition in needs if condition == "service_healthy"}
    completed = {name for name, condition in needs if condition == "service_completed_successfully"}
    assert [name for name in healthy if "test" not in SERVICES[name]["healthcheck"]] == []
    assert [SERVICES[name]["restart"] for name in sorted(completed)] == ["on-failure:3", "on-failure:3"]
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "server": ["127.0.0.1:4200:4200"]
    }


def test_no_password_stands_in_deploy() -> None:
    """Passwords come from files that secrets.sh makes; a variable of the compose file has no secret as its default."""
    environments = [service.get("environment", {}) for service in SERVICES.values()]
    assert {name for found in environments for name in found if "PASSWORD" in name or "AUTH" in name} == {
        "POSTGRES_PASSWORD_FILE"
    }
    told = [value for name in UNITS for value in values(name, "Environment")]
    assert [value for value in told if "PASSWORD" in value or "AUTH" in value] == []
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("name", sorted(UNITS))
def test_a_unit_runs_as_somebody_who_can_do_little(name: str) -> None:
    """A user of its own, no new rights, and a file system that is read-only but for its own state."""
    users = {"groeituin-server.service": "prefect", "groeituin-upgrade.service": "groeituin_owner"}
    assert values(name, "User") == [users.get(name, "groeituin")]
    assert (values(name, "NoNewPrivileges"), values(name, "ProtectSystem")) == (["yes"], ["strict"])
    assert f"u {values(name, 'User')[0]} " in (DEPLOY / "systemd/groeituin.sysusers.conf").read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """It knows every line, finds every command, and calls no unit exposed (its own measure, of 10)."""
    for path in (DEPLOY / "systemd").glob("groeituin*.*"):
        name = path.name.replace("@.", "@1.")
        (tmp_path / name).write_text(path.read_text().replace(INSTALLED, f"{BIN}/"))
    units = sorted(path.name for path in tmp_path.iterdir() if path.suffix in {".service", ".timer"})
    words = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in units)]
    verified = _done(words, dict(os.environ))
    assert [line for line in (verified.stdout + verified.stderr).splitlines() if "groeituin" in line] == []
    services = [str(tmp_path / name) for name in units if name.endswith(".service")]
    rated = _done(["systemd-analyze", "security", "--offline=true", "--threshold=25", *services], dict(os.environ))
    assert rated.returncode == 0, rated.stdout


@pytest.mark.skipif(not shutil.which("hadolint"), reason="hadolint is not installed here")
def test_hadolint_has_nothing_to_say() -> None:
    """The linter for container files agrees with every line."""
    said = _done(["hadolint", str(DEPLOY / "Containerfile")], dict(os.environ))
    assert (said.returncode, said.stdout) == (0, "")


# --- what can be started --------------------------------------------------------------------------------------------


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
        deploy=started("deploy"),
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
        for command in server.backup:
            _well(command)
        for process in reversed(processes):
            process.terminate()
            process.wait(SECONDS)
    story.engine.dispose()
    assert [path.stat().st_size > 0 for path in server.copies.glob("20*.backup")] == [True]


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
