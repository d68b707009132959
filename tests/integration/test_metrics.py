"""What Prometheus is told: each figure is that of the database, in the form and under the names that it expects."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from copies import url_of
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.engine import Engine
from story import Story

import groeituin.metrics
from groeituin.cli import main
from groeituin.delivery.outbox import Composed, put_in
from groeituin.metrics import Measurements, measured, served
from groeituin.night import Failure, run_night
from models.database import open_database, read_only, writing
from models.queries import Range
from models.unit_of_work import UnitOfWork
from states.vocabulary import RuleName, words

ALERTS = Path(__file__).parents[2] / "deploy/prometheus/alerts.yaml"
MORNING = datetime(2026, 4, 7, 6, 0, tzinfo=UTC)  # eight o'clock in the Netherlands
# As a moment: midnight in the Netherlands is ten o'clock in the evening before in UTC, by summer time.
APRIL_7 = datetime(2026, 4, 6, 22, 0, tzinfo=UTC).timestamp()
Values = dict[tuple[str, ...], float]


def at_morning() -> datetime:
    """Return the moment at which these tests look."""
    return MORNING


def told(engine: Engine) -> Values:
    """Return what Prometheus reads: by name and then the values of the labels."""
    return values(generate_latest(Measurements(url_of(engine), at_morning)).decode())


def values(text: str) -> Values:
    """Return what stands in a text of Prometheus: by name and then the values of the labels."""
    families = list(text_string_to_metric_families(text))
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_a_missed_night_is_seen_and_then_its_work(story: Story) -> None:
    """P-1 stands still and is due on 5 April: it waits, and the night of the 7th is the newest that did anything."""
    story.start("2026-01-05")
    before = told(story.engine)
    assert (1, 1) == (before["groeituin_night_left_partnerships",], before["groeituin_terms_overdue",])
    assert ("groeituin_night_newest_timestamp_seconds",) not in before
    assert 0 == before["groeituin_night_signals", "raised"]
    raised = len(story.night("2026-04-07").raised)
    after = told(story.engine)
    assert (0, 0) == (after["groeituin_night_left_partnerships",], after["groeituin_terms_overdue",])
    assert APRIL_7 == after["groeituin_night_newest_timestamp_seconds",]
    assert (raised, 0) == (after["groeituin_night_signals", "raised"], after["groeituin_night_signals", "lapsed"])
    assert 1 == after["groeituin_signals", "fase_staat_stil", "open"]
    assert APRIL_7 == after["groeituin_signals_oldest_timestamp_seconds", "fase_staat_stil", "open"]


def test_the_newest_night_is_counted_alone(sqlite_story: Story) -> None:
    """What earlier nights raised, and what people did since, is none of its work; what it climbed and let lapse is."""
    story = sqlite_story
    story.start("2026-01-05")
    story.act("2026-01-06", "assign-role", partnership="P-1", role="projectcoordinator", person="anna")
    story.act(
        "2026-01-06", "add-action", partnership="P-1", action="A-1", description="Bel", owner="bert",
        deadline="2026-02-01",
    )  # fmt: skip
    assert 1 == len(story.night("2026-02-02").raised)
    climbed = story.night("2026-04-06")
    story.act("2026-04-07", "complete-action", partnership="P-1", action="A-1")
    found = told(story.engine)
    names = ("raised", "lapsed", "returned", "escalated")
    assert climbed.raised
    assert [len(climbed.raised), climbed.lapsed, climbed.returned, climbed.escalated] == [
        found["groeituin_night_signals", name] for name in names
    ]
    assert APRIL_7 - 86_400 == found["groeituin_night_newest_timestamp_seconds",]
    last = story.night("2026-04-08")
    assert (1, 0) == (last.lapsed, len(last.raised))
    found = told(story.engine)
    assert [0, 1, 0, 0] == [found["groeituin_night_signals", name] for name in names]


def _a_late_night(story: Story) -> tuple[list[int], list[int]]:
    """Do the night of the 6th for all but P-2, whose night of the 5th comes after it; return both counts of raised."""
    for number in range(1, 4):
        story.start("2026-01-05", partnership=f"P-{number}")
    others = [
        run_night(story.engine, date(2026, 4, 6), at=MORNING, within=Range(code, code)) for code in ("P-1", "P-3")
    ]
    late = run_night(story.engine, date(2026, 4, 5), at=MORNING)
    return [len(report.raised) for report in others], [len(late.raised)]


def test_an_older_night_that_is_late_does_not_set_it_back(story: Story) -> None:
    """A night of yesterday that writes after that of today changes neither its date nor its counts."""
    raised, late = _a_late_night(story)
    found = told(story.engine)
    assert ([1, 1], [1]) == (raised, late)
    assert APRIL_7 - 86_400 == found["groeituin_night_newest_timestamp_seconds",]
    assert 2 == found["groeituin_night_signals", "raised"]


def test_a_night_longer_than_where_it_is_sought_is_counted_whole(
    sqlite_story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of the journal says which night is the newest; what it did is counted from its beginning."""
    monkeypatch.setattr(groeituin.metrics, "LATE", 1)
    for number in range(1, 6):
        sqlite_story.start("2026-01-05", partnership=f"P-{number}")
    before = run_night(sqlite_story.engine, date(2026, 4, 5), at=MORNING, within=Range("P-1", "P-1"))
    after = sqlite_story.night("2026-04-07")
    assert (1, 4) == (len(before.raised), len(after.raised))
    assert 4 == told(sqlite_story.engine)["groeituin_night_signals", "raised"]


def test_what_a_night_failed_on_is_left(sqlite_story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partnership that cannot be done stays due, so it is counted until a night can."""
    story = sqlite_story
    story.start("2026-01-05")

    def broken(*_: object, **_more: object) -> None:
        raise ValueError("kapot")

    with monkeypatch.context() as patch:
        patch.setattr("groeituin.night.load_dossiers", broken)
        assert [Failure("P-1", None, "ValueError: kapot")] == run_night(
            story.engine, MORNING.date(), at=MORNING
        ).failures
    assert 1 == told(story.engine)["groeituin_night_left_partnerships",]


def test_every_rule_and_status_has_a_figure(sqlite: Engine) -> None:
    """What is zero is told as zero: a series that comes and goes makes no good alarm."""
    found = told(sqlite)
    rules = {key[1] for key in found if key[0] == "groeituin_signals"}
    assert set(words(RuleName)) == rules
    assert {0.0} == {value for key, value in found.items() if key[0] == "groeituin_signals"}
    assert ["wacht", "verzonden", "mislukt", "vervallen"] == [k[1] for k in found if k[0] == "groeituin_deliveries"]
    assert (0, 1) == (found["groeituin_journal_entries_total",], found["groeituin_database_schema_current",])


def test_the_outbox_tells_what_waits_and_since_when(story: Story) -> None:
    """The oldest that waits counts, and what was given up is apart."""
    made = datetime(2026, 4, 6, 5, 30, tzinfo=UTC)
    with UnitOfWork(story.engine) as work:
        for key, at, error in (("a", made, None), ("b", MORNING, None), ("c", made, "kan niet")):
            put_in(
                work.connection, [Composed(key, None, "webhook", {}, error)], "voorbeeld.example", on=at.date(), at=at
            )
        work.commit()
    found = told(story.engine)
    assert (2, 1) == (found["groeituin_deliveries", "wacht"], found["groeituin_deliveries", "mislukt"])
    assert made.timestamp() == found["groeituin_deliveries_oldest_waiting_timestamp_seconds",]


def test_the_journal_is_counted_by_its_newest_row(story: Story) -> None:
    """No row of the journal is ever taken away, so the number of the newest is how many there are."""
    story.start("2026-01-05")
    assert len(story.journal()) == told(story.engine)["groeituin_journal_entries_total",]


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Yield the statements that an engine executes from here."""
    found: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", heard)
    yield found
    sa.event.remove(engine, "before_cursor_execute", heard)


def test_it_asks_the_same_questions_of_more(sqlite_story: Story) -> None:
    """Prometheus asks every minute: twenty partnerships that wait need no more statements than one."""

    def asked() -> int:
        with statements(sqlite_story.engine) as found, read_only(sqlite_story.engine) as connection:
            assert list(measured(connection, MORNING))
        return len(found)

    sqlite_story.start("2026-01-05")
    one = asked()
    for number in range(2, 22):
        known = {"partnership": f"P-{number}", "title": "Groen", "organisation": "O-1"}
        sqlite_story.act("2026-01-05", "start-partnership", **known)
    assert 21 == told(sqlite_story.engine)["groeituin_night_left_partnerships",]
    assert one == asked()


def test_names_follow_the_rules_of_prometheus(sqlite_story: Story) -> None:
    """Our prefix, lower case, units in full, `_total` for what only grows, and a help in English on each."""
    sqlite_story.start("2026-01-05")
    sqlite_story.night("2026-04-07")
    text = generate_latest(Measurements(url_of(sqlite_story.engine), at_morning)).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert 12 == len(families)
    for name, family in families.items():
        assert re.fullmatch(r"groeituin(_[a-z]+)+", name), name
        assert re.fullmatch(r"[A-Z].+\.", family.documentation), name
        assert family.type in {"gauge", "counter"}, name
        assert ("counter" == family.type) == (f"\n{name}_total " in text), name
        assert ("timestamp" in name) == name.endswith("_timestamp_seconds"), name
        labels = {label for sample in family.samples for label in sample.labels}
        assert labels <= {"rule", "status", "change", "revision", "head"}, name
        assert not re.search(r"_(count|sum|bucket|ms|milliseconds|minutes|hours|days|gauge|rule|status)$", name), name


def test_nothing_that_people_chose_is_told(sqlite_story: Story) -> None:
    """No code, name, title or sentence leaves by this door: words of closed lists and numbers only."""
    sqlite_story.start("2026-01-05", partnership="GEHEIM-1", organisation="GEHEIM-2")
    sqlite_story.night("2026-04-07")
    text = generate_latest(Measurements(url_of(sqlite_story.engine), at_morning)).decode()
    assert [] == [word for word in ("GEHEIM", "anna", "Anna", "Schoonmaak", "Voorbeeld", "toets") if word in text]


def test_a_database_that_is_away_and_comes_back(tmp_path: Path) -> None:
    """Away, it is told as away; there without tables, its schema is not ours; neither needs a restart."""
    url = f"sqlite:///{tmp_path}/later.db"
    measurements = Measurements(url, at_morning)
    away = values(generate_latest(measurements).decode())
    assert {("groeituin_database_up",): 0} == away
    assert measurements.unreachable
    engine = open_database(url)
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE iets (a)")
    engine.dispose()
    found = values(generate_latest(measurements).decode())
    assert (1, 0) == (found["groeituin_database_up",], found["groeituin_database_schema_current",])
    assert 3 == len(found)
    assert not measurements.unreachable


def test_it_is_served_on_this_machine(sqlite: Engine) -> None:
    """Prometheus asks /metrics on the port, as often as it likes, each time for the moment."""
    story = Story(sqlite)
    with served(Measurements(url_of(sqlite), at_morning), 0) as port:
        url = f"http://{groeituin.metrics.HOST}:{port}/metrics"

        def asked() -> float:
            with urllib.request.urlopen(url, timeout=30) as answer:
                assert answer.headers["Content-Type"].startswith("text/plain; version=")
                return values(answer.read().decode())["groeituin_journal_entries_total",]

        before = asked()
        story.start("2026-01-05")
        assert (0, len(story.journal())) == (before, asked())


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    """Return the exit status of a command and what it printed."""
    with pytest.raises(SystemExit) as left:
        main(["metrics", *words])
    printed = capsys.readouterr()
    return left.value.code, printed.out, printed.err


@pytest.fixture
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", sqlite_url)
    monkeypatch.delenv("GROEITUIN_METRICS_PORT", raising=False)


@pytest.mark.usefixtures("_settings")
def test_the_command_prints_the_same_in_each_form(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Printed, in a file that replaces the older one, and as JSON: the same figures."""
    status, text, _ = run(capsys)
    file = tmp_path / "groeituin.prom"
    file.write_text("oud")
    written = run(capsys, "--file", str(file))
    assert (0, (0, "", "")) == (status, written)
    assert [file] == [path for path in tmp_path.iterdir() if ".prom" in path.name]
    found = json.loads(run(capsys, "--json")[1])
    listed = {(one["name"], *one["labels"].values()): one["value"] for one in found}
    assert values(text) == values(file.read_text()) == listed


@pytest.mark.usefixtures("_settings")
def test_a_database_that_is_away_is_a_figure_and_a_status(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file says it to Prometheus, the exit status to whoever started the command."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", f"sqlite:///{tmp_path}/weg.db")
    status, out, error = run(capsys, "--file", str(tmp_path / "a.prom"))
    assert (5, "") == (status, out)
    assert "Er is nog geen database" in error
    assert {("groeituin_database_up",): 0} == values((tmp_path / "a.prom").read_text())


@pytest.mark.usefixtures("_settings")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--file", "groeituin.db"], "eindigt op .prom"),
        (["--file", "nergens/a.prom"], "niet te schrijven"),
        (["--file", "a.prom", "--port", "9464"], "niet allebei"),
        (["--port", "70000"], "65535"),
    ],
)
def test_what_cannot_be_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], said: str
) -> None:
    """A file that is no .prom is never replaced: it may be the database."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "groeituin.db").write_text("van iemand")
    status, _, error = run(capsys, *words)
    assert (2, "van iemand") == (status, (tmp_path / "groeituin.db").read_text())
    assert said in error


@pytest.mark.usefixtures("_settings")
def test_a_port_that_somebody_has(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    """The port of the settings is served too; that of somebody else is named."""
    with served(Measurements(sqlite_url, at_morning), 0) as port:
        monkeypatch.setenv("GROEITUIN_METRICS_PORT", str(port))
        status, _, error = run(capsys)
    assert 2 == status
    assert f"Poort {port} is niet te gebruiken" in error


@pytest.mark.parametrize("asked", [["--port", "{port}"], []])
def test_the_command_serves_until_it_is_stopped(sqlite_url: str, asked: list[str]) -> None:
    """With a port on the line or in the settings it says where it is, answers, and ends well on Ctrl-C."""
    with socket.create_server((groeituin.metrics.HOST, 0)) as free:
        port = free.getsockname()[1]
    known = {"GROEITUIN_DATABASE_URL": sqlite_url} | ({} if asked else {"GROEITUIN_METRICS_PORT": str(port)})
    command = [str(Path(sys.executable).with_name("groeituin")), "metrics", *(word.format(port=port) for word in asked)]
    with subprocess.Popen(command, env={**os.environ, **known}, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = f"http://{groeituin.metrics.HOST}:{port}/metrics"
        assert url in process.stdout.readline()
        with urllib.request.urlopen(url, timeout=30) as answer:
            found = values(answer.read().decode())
        process.send_signal(signal.SIGINT)
    assert (0, 1) == (process.returncode, found["groeituin_database_up",])


def test_each_alert_asks_for_a_metric_that_is_there(sqlite: Engine) -> None:
    """Every rule has the fields of Prometheus' rule files, names only our metrics, and a status that exists."""
    text = generate_latest(Measurements(url_of(sqlite), at_morning)).decode()
    names = {family.name for family in text_string_to_metric_families(text)}
    rules = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
    assert len(rules) == len({rule["alert"] for rule in rules}) > 5
    for rule in rules:
        assert {"alert", "expr", "for", "labels", "annotations"} == rule.keys()
        assert re.fullmatch(r"\d+[mh]", rule["for"])
        assert {"summary", "action"} == rule["annotations"].keys()
        asked = re.findall(r"groeituin_\w+", rule["expr"])
        assert asked
        assert set(asked) <= names
        assert set(re.findall(r'status="(\w+)"', rule["expr"])) <= {"wacht", "mislukt"}
