"""What a collector of OpenTelemetry receives: spans with counts, dates and runs, and nothing that people wrote."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import structlog
from collector import Collector, collecting
from copies import url_of
from pydantic import HttpUrl, Secret
from register import Register
from sqlalchemy.engine import Engine
from story import AT, Story

import groeituin.night
from flows.overnight import overnight
from groeituin.backup import back_up
from groeituin.delivery.deliver import deliver
from groeituin.delivery.post import post_of
from groeituin.exchange import import_portfolio
from groeituin.exchange.hours import import_hours
from groeituin.exchange.report import ImportRefused
from groeituin.night import run_night
from groeituin.settings import Settings
from groeituin.traces import configure, span
from models.database import open_database

NIGHT = date(2026, 4, 5)
ONE_NIGHT = """
from groeituin.cli import main
try:
    main(['night', '--on', '2026-04-05', '--json'])
except SystemExit as done:
    assert not done.code
"""
NO_OPENTELEMETRY = "import sys; sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"


def to(url: str) -> Secret[HttpUrl]:
    """Return an address as the settings hold it."""
    return Secret(HttpUrl(url))


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Return a collector to which this process sends its spans; ``configure(None)`` sends what waits."""
    with collecting() as found:
        configure(to(found.url))
        yield found
        configure(None)


def stand_still(story: Story, many: int) -> None:
    """Let some partnerships stand still since 5 January 2026, so that each is due three months later."""
    story.start("2026-01-05")
    for number in range(2, many + 1):
        known = {"partnership": f"P-{number}", "title": "Groen", "organisation": "O-1"}
        story.act("2026-01-05", "start-partnership", **known)


def test_a_night_is_one_trace_of_its_chunks(
    story: Story, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three partnerships in chunks of two: the night tells the sum, each chunk its own part, below the night."""
    monkeypatch.setattr(groeituin.night, "CHUNK", 2)
    stand_still(story, 3)
    raised = len(story.night("2026-04-05").raised)
    configure(None)
    chunks = [one for one in collector.spans if one.name == "night.chunk"]
    [night] = [one for one in collector.spans if one.name == "night"]
    assert 3 == raised
    assert [(2, 2, 2, 0), (1, 1, 1, 0)] == [
        tuple(one.told[name] for name in ("partnerships", "claimed", "raised", "failures")) for one in chunks
    ]
    assert {(night.trace, night.id)} == {(one.trace, one.parent) for one in chunks}
    counts = {"due": 3, "raised": 3, "lapsed": 0, "returned": 0, "escalated": 0, "replaced": 0, "skipped": 0}
    assert {"night": "2026-04-05", "failures": 0} | counts == night.told
    assert (b"", None) == (night.parent, night.error)
    assert {"/v1/traces"} == set(collector.paths)
    assert {"groeituin"} == {resource["service.name"] for resource in collector.resources}


def test_what_failed_is_counted_and_not_quoted(
    sqlite_story: Story, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error may quote what people wrote; a trace tells how many there were, or of which kind it was."""

    def broken(*_: object, **_more: object) -> None:
        raise ValueError("Anna woont in de Kerkstraat")

    stand_still(sqlite_story, 2)
    with monkeypatch.context() as patch:
        patch.setattr(groeituin.night, "load_dossiers", broken)
        run_night(sqlite_story.engine, NIGHT, at=AT)
    with pytest.raises(ValueError, match="Kerkstraat"), span("import", what="contracts"):
        broken()
    configure(None)
    assert [2] == [told["failures"] for told in collector.told("night")]
    assert [("import", "ValueError", 0)] == [(one.name, one.error, one.events) for one in collector.spans if one.error]
    assert [] == [body for body in collector.bodies if b"Kerkstraat" in body]


def test_a_trace_bears_what_the_log_is_bound_to(collector: Collector) -> None:
    """Lines of the log and spans of one run are found by the same words; what else is bound stays where it is."""
    with structlog.contextvars.bound_contextvars(night="2026-04-05", flow_run="f-1", person="anna"), span("run"):
        pass
    configure(None)
    assert [{"night": "2026-04-05", "flow_run": "f-1"}] == collector.told("run")


def test_a_delivery_tells_what_was_made_and_what_went(
    sqlite_story: Story, collector: Collector, tmp_path: Path
) -> None:
    """One letter for each of three who were asked, then three that went to the folder; no address, no subject."""
    sqlite_story.start("2026-01-05")
    for number, person in enumerate(("anna", "bert", "cees")):
        sqlite_story.act(
            "2026-01-05", "add-action", partnership="P-1", action=f"A-{number}", description="Bel", owner=person,
            deadline="2026-02-01",
        )  # fmt: skip
    sqlite_story.night("2026-02-02")
    post = post_of(Settings(mail_folder=tmp_path, mail_sender="groeituin@voorbeeld.nl"))
    morning = datetime(2026, 2, 2, 7, tzinfo=UTC)
    deliver(sqlite_story.engine, post, on=morning.date(), clock=lambda: morning, lease=str(uuid4()))
    configure(None)
    assert [{"composed": 3, "unreadable": 0}] == collector.told("delivery.compose")
    assert [{"channel": "map", "sent": 3, "delayed": 0, "given_up": 0, "lapsed": 0}] == collector.told("delivery.send")
    assert [{"on": "2026-02-02", "composed": 3, "waiting": 0, "undecided": 0}] == collector.told("delivery")
    assert [] == [body for body in collector.bodies if b"anna" in body or b"voorbeeld" in body]


def test_imports_and_backups_tell_their_counts(sqlite: Engine, collector: Collector, tmp_path: Path) -> None:
    """Rows that were new, each kind by its word; an import that was refused; and the tables and rows of a copy."""
    register = Register(sqlite, tmp_path)
    register.story.act("2026-01-05", "register-person", person="anna", name="Anna", email="anna@voorbeeld.nl")
    header, row = "contract,title,nature,contractor,contractor_name", "Schoonmaak,dienst,glans,Glans BV"
    register.read(register.file(f"{header}\nC-1,{row}\nC-2,{row}\n", "goed.csv"))
    portfolio = register.file(f"{header}\nC-3,{row}\n", "portefeuille.csv")
    import_portfolio(
        sqlite, portfolio, organisation="O-1", coordinator="anna", on=date(2026, 1, 5), by="toets", at=AT
    )  # fmt: skip
    with pytest.raises(ImportRefused):
        register.read(register.file(f"{header}\nC-4,,dienst,glans,Glans BV\n", "fout.csv"))
    hours = register.file("contract,period,target_group,persons,paid_hours\nC-9,2026-K1,bbl,2,100\n", "uren.csv")
    with pytest.raises(ImportRefused):
        import_hours(sqlite, hours, on=date(2026, 1, 5), by="toets", at=AT)
    counts = back_up(sqlite, tmp_path / "copy.backup", at=AT)
    configure(None)
    read = [(one.told["what"], one.told.get("created"), one.error) for one in collector.spans if one.name == "import"]
    expected = [("contracts", 2, None), ("portfolio", 1, None)]
    assert [*expected, ("contracts", None, "ImportRefused"), ("hours", None, "ImportRefused")] == read
    assert [{"tables": len(counts), "rows": sum(counts.values())}] == collector.told("backup")
    assert [] == [body for body in collector.bodies if b"Schoonmaak" in body or b"glans" in body]


def test_another_address_gets_what_comes_after(collector: Collector) -> None:
    """A path that is given is used as it is; what was measured before goes where it was to go."""
    with span("backup"):
        pass
    with collecting() as other:
        configure(to(f"{other.url}/otlp/eigen?sleutel=1"))
        with span("delivery"):
            pass
        configure(None)
        with span("import"):
            pass
    assert (["backup"], ["delivery"]) == ([one.name for one in collector.spans], [one.name for one in other.spans])
    assert ["/otlp/eigen?sleutel=1"] == other.paths


@pytest.fixture
def portfolio(sqlite_url: str) -> dict[str, str]:
    """Return the surroundings of a process that finds two partnerships that are due."""
    engine = open_database(sqlite_url)
    stand_still(Story(engine), 2)
    engine.dispose()
    known = {name: value for name, value in os.environ.items() if not name.startswith(("GROEITUIN_", "OTEL_"))}
    return known | {"GROEITUIN_DATABASE_URL": sqlite_url}


def night(surroundings: dict[str, str], then: str = "") -> subprocess.CompletedProcess[str]:
    """Let a process of its own do the night, and then something else."""
    command = [sys.executable, "-c", f"{ONE_NIGHT}{then}"]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=120, check=False)


def test_without_an_address_nothing_of_opentelemetry_is_loaded(portfolio: dict[str, str]) -> None:
    """Who sends no traces pays nothing for them."""
    done = night(portfolio, NO_OPENTELEMETRY)
    assert (0, "") == (done.returncode, done.stderr)
    with collecting() as collector:
        there = night(portfolio | {"GROEITUIN_TRACES_URL": collector.url}, NO_OPENTELEMETRY)
    assert 1 == there.returncode  # so it would have been seen


def test_a_command_sends_what_it_measured_before_it_ends(portfolio: dict[str, str]) -> None:
    """A night takes less than a second: nothing may be left in the queue of its process."""
    with collecting() as collector:
        done = night(portfolio | {"GROEITUIN_TRACES_URL": collector.url})
    assert (0, "") == (done.returncode, done.stderr)
    assert [2] == [told["raised"] for told in collector.told("night")]


@pytest.mark.parametrize("log", ["human", "json"])
def test_a_collector_that_refuses_stops_no_night(portfolio: dict[str, str], log: str) -> None:
    """The night is done, one line of our log says that its trace is lost, and the key in the address is nowhere."""
    with collecting(401) as collector:
        url = f"{collector.url}/v1/traces?sleutel=geheim"
        done = night(portfolio | {"GROEITUIN_TRACES_URL": url, "GROEITUIN_LOG": log})
    lines = [line for line in done.stderr.splitlines() if "traces_niet_verstuurd" in line]
    assert (0, 1, 1) == (done.returncode, len(lines), len(done.stderr.splitlines()))
    assert "401" in lines[0]
    assert "geheim" not in done.stderr


def test_a_collector_that_is_away_stops_no_night(portfolio: dict[str, str]) -> None:
    """Nobody listens: it is tried for some seconds, and the night is done all the same."""
    with collecting() as collector:
        url = f"{collector.url}/v1/traces?sleutel=geheim"
    done = night(portfolio | {"GROEITUIN_TRACES_URL": url})
    assert (0, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "traces_niet_verstuurd" in done.stderr
    assert "geheim" not in done.stderr
    assert '"raised": 2' in done.stdout


def test_without_the_packages_there_is_a_warning_and_a_night(
    sqlite_story: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The packages for traces are an extra; who forgot them reads how to install them, once."""
    stand_still(sqlite_story, 1)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    configure(to("http://127.0.0.1:4318"))
    assert 1 == len(sqlite_story.night("2026-04-05").raised)
    configure(None)
    printed = "".join(capsys.readouterr())
    assert 1 == printed.count("traces_kunnen_niet")
    assert "groeituin[traces]" in printed


@pytest.mark.slow  # a Prefect server takes some ten seconds to start
def test_a_flow_is_one_trace_with_the_run_in_it(sqlite_story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks at a run's page finds its trace by the id in the address; Prefect's own spans are not sent."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    stand_still(sqlite_story, 2)
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", url_of(sqlite_story.engine))
    with (
        collecting() as collector,
        prefect_test_harness(server_startup_timeout=90),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        monkeypatch.setenv("GROEITUIN_TRACES_URL", collector.url)
        state = overnight(night=NIGHT, return_state=True)
        configure(None)
    assert state.is_completed()
    assert ["night.chunk", "night", "run"] == [one.name for one in collector.spans]
    assert 1 == len({one.trace for one in collector.spans})
    assert {("2026-04-05", str(state.state_details.flow_run_id))} == {
        (one.told["night"], one.told["flow_run"]) for one in collector.spans
    }
    assert UUID(collector.spans[0].told["flow_run"])
