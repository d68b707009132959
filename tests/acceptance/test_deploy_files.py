"""What deploy/ says, read and judged: by rules of our own, and by the linters that are here."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from copies import url_of
from deployment import BIN, COMPOSE, CONTAINERFILE, DEPLOY, INSTALLED, ROOT, UNITS, values
from story import Story

SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name in SERVICES if name != "database"]


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


def test_every_container_of_ours_is_this_version() -> None:
    """The name of the image tells which version it holds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {SERVICES[name]["image"] for name in OURS} == {f"groeituin:{project['version']}"}


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


def test_an_alert_can_link_to_its_run() -> None:
    """A server knows the address of its own pages from PREFECT_UI_URL alone; without it an alert says None."""
    told = [pair for value in values("groeituin-server.service", "Environment") for pair in value.split()]
    assert "PREFECT_UI_URL=http://127.0.0.1:4200" in told
    assert SERVICES["server"]["environment"]["PREFECT_UI_URL"] == "${PREFECT_UI_URL:-http://127.0.0.1:4200}"


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
    verified = _done(words)
    assert [line for line in (verified.stdout + verified.stderr).splitlines() if "groeituin" in line] == []
    services = [str(tmp_path / name) for name in units if name.endswith(".service")]
    rated = _done(["systemd-analyze", "security", "--offline=true", "--threshold=25", *services])
    assert rated.returncode == 0, rated.stdout


@pytest.mark.skipif(not shutil.which("hadolint"), reason="hadolint is not installed here")
def test_hadolint_has_nothing_to_say() -> None:
    """The linter for container files agrees with every line."""
    said = _done(["hadolint", str(DEPLOY / "Containerfile")])
    assert (said.returncode, said.stdout) == (0, "")


WITHOUT_PROMTOOL = pytest.mark.skipif(
    not shutil.which("promtool"), reason="promtool (prometheus) is not installed here"
)
PROMETHEUS = DEPLOY / "prometheus"
TOLD_WHEN = PROMETHEUS / "alerts_test.yaml"


@WITHOUT_PROMTOOL
def test_prometheus_understands_the_alerts() -> None:
    """Each rule is one, and speaks when alerts_test.yaml says so, not earlier, and not afterwards."""
    for words in (["check", "rules", str(PROMETHEUS / "alerts.yaml")], ["test", "rules", str(TOLD_WHEN)]):
        said = _done(["promtool", *words])
        assert said.returncode == 0, said.stdout + said.stderr


def test_every_alert_is_tried_both_ways() -> None:
    """Somewhere in alerts_test.yaml each rule speaks, and somewhere it is silent."""
    groups = yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text())["groups"]
    names = {rule["alert"] for group in groups for rule in group["rules"]}
    tried = [one for test in yaml.safe_load(TOLD_WHEN.read_text())["tests"] for one in test["alert_rule_test"]]
    seen = {(one["alertname"], bool(one["exp_alerts"])) for one in tried}
    assert seen == {(name, speaks) for name in names for speaks in (True, False)}


@WITHOUT_PROMTOOL
def test_prometheus_understands_the_metrics(sqlite_story: Story) -> None:
    """Its linter has nothing to say of a name, a type, a unit or a help."""
    sqlite_story.start("2026-01-05")
    sqlite_story.night("2026-04-07")
    database = {"GROEITUIN_DATABASE_URL": url_of(sqlite_story.engine)}
    told = _done([str(BIN / "groeituin"), "metrics"], environment=database)
    assert told.returncode == 0, told.stderr
    linted = _done(["promtool", "check", "metrics"], told=told.stdout)
    assert (linted.returncode, linted.stdout, linted.stderr) == (0, "", "")


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed here")
def test_docker_compose_understands_the_services(tmp_path: Path) -> None:
    """It knows every key and finds every file; the name of the whole is left out, which older versions do not know."""
    shutil.copytree(DEPLOY, tmp_path / "deploy", ignore=shutil.ignore_patterns("secrets"))
    file = tmp_path / "deploy/compose.yaml"
    file.write_text(re.sub("^name: .*$", "", file.read_text(), flags=re.MULTILINE))
    assert _done(["sh", str(tmp_path / "deploy/secrets.sh")]).returncode == 0
    said = _done(["docker-compose", "--profile", "backup", "--file", str(file), "config"])
    assert said.returncode == 0, said.stderr
    assert yaml.safe_load(said.stdout)["services"].keys() == SERVICES.keys()


def _done(
    words: list[str], environment: dict[str, str] | None = None, told: str | None = None
) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | (environment or {})
    return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, env=surroundings, input=told)
