"""The flows on a real Prefect server: what the run's page says is what the database holds."""

import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from prefect import Flow, State
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.flow_engine import run_flow
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Scheduled
from prefect.testing.utilities import prefect_test_harness
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from story import Story

import flows.nightly_run
import flows.tasks
import groeituin.night
import groeituin.night_batch
from flows.contract_expiry import contract_expiry
from flows.delivery import delivery
from flows.delivery import main as delivering_by_hand
from flows.evaluation_prompts import evaluation_prompts
from flows.nightly_run import NightIncomplete, run_by_hand
from flows.overnight import overnight
from flows.progress_meetings import progress_meetings
from flows.tasks import look_ahead, raise_range
from groeituin.errors import StorageUnreachable
from groeituin.night import NightReport, run_night
from groeituin.texts.signals import signal_sentence
from groeituin.texts.signals.sentence import Question

pytestmark = pytest.mark.slow  # a Prefect server takes some ten seconds to start
ROOT = Path(__file__).parents[2]
NightFlow = Flow[..., State[Any]]


@pytest.fixture(scope="module")
def _prefect() -> Iterator[None]:
    """Start a real server for these tests; without heartbeats, of which every flow would wait a second for the last."""
    with (
        prefect_test_harness(server_startup_timeout=90),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture
def portfolio(_prefect: None, sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Return five partnerships that stand still since 5 January 2026, in the database that the flows use."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", sqlite.url.render_as_string(hide_password=False))
    for task in (look_ahead, raise_range):
        monkeypatch.setattr(task, "retry_delay_seconds", [0, 0, 0])
    story = Story(sqlite)
    story.start("2026-01-05")
    for number in range(2, 6):
        story.act("2026-01-05", "start-partnership", partnership=f"P-{number}", title="Groen", organisation="O-1")
    return story


NIGHT = date(2026, 4, 5)


def _run(night_flow: NightFlow, night: date = NIGHT) -> tuple[State[Any], Any]:
    state = night_flow(night=night, return_state=True)
    return state, state.result(raise_on_failure=False)


def _artifacts(state: State[Any]) -> dict[str, Any]:
    """Return the page and the table of a run, by kind."""
    run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=None, flow_run_filter=run, task_run_filter=None)
    return {str(artifact.type): artifact for artifact in found}


def _table(state: State[Any]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(_artifacts(state)["table"].data)
    return rows


def _signals(story: Story, raised_on: date = NIGHT) -> list[dict[str, str]]:
    """Return the signals of a night in the database, as the run's page shows them."""
    query = """
        SELECT s.partnership, s.rule, s.occasion, s.due_on, group_concat(r.person, ', ')
        FROM signals s JOIN signal_recipients r ON r.signal = s.id WHERE s.raised_on = :night
        GROUP BY s.id ORDER BY s.id
    """
    names = ("partnership", "regel", "aanleiding", "aan de beurt op", "voor")
    return [dict(zip(names, row, strict=True)) for row in story.rows(query, night=raised_on.isoformat())]


def test_the_page_of_a_run_says_what_the_database_holds(portfolio: Story) -> None:
    """The table holds the night's signals, the summary counts them, and the run bears the night's name."""
    state, report = _run(overnight)
    with get_client(sync_client=True) as client:
        assert state.state_details.flow_run_id
        run = client.read_flow_run(state.state_details.flow_run_id)
    summary = _artifacts(state)["markdown"].data
    assert (state.name, run.name, len(report.raised)) == ("Completed", "nacht-2026-04-05", 5)
    assert _table(state) == _signals(portfolio)
    assert "| `fase_staat_stil` | 5 |" in summary
    assert "| signalen gegeven | 5 |" in summary
    assert "| bleef liggen van eerdere nachten | 0 |" in summary


def test_a_page_holds_codes_and_no_names(portfolio: Story) -> None:
    """More people read the scheduler's pages than the portfolio: no titles, names or addresses of people there."""
    portfolio.act("2026-01-06", "assign-role", partnership="P-1", role="projectcoordinator", person="anna")
    state, _report = _run(overnight)
    pages = [str(artifact.data) + str(artifact.description) for artifact in _artifacts(state).values()]
    assert (len(pages), "anna" in pages[0] + pages[1]) == (2, True)
    assert [word for word in ("Anna", "@", "Groen", "Schoonmaak", "Voorbeeld") if word in pages[0] + pages[1]] == []


def test_the_same_night_again_raises_nothing(portfolio: Story) -> None:
    """A run that is started twice ends Completed and raises what is left: nothing."""
    _run(overnight)
    before = _signals(portfolio)
    state, report = _run(overnight)
    assert (state.name, report.raised, _table(state)) == ("Completed", [], [])
    assert _signals(portfolio) == before


@contextmanager
def _server_goes_away(during: str) -> Iterator[None]:
    """Let the server be gone from a piece of work on, for longer than its client tries; it is told how the run ends."""
    gone: list[str] = []
    works, sends, asends = (
        pkgutil.resolve_name(during), httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request
    )  # fmt: skip

    def work(*told: Any, **more: Any) -> Any:  # noqa: ANN401  # it only stands in between
        gone.append(during)
        return works(*told, **more)

    def reach(request: httpx.Request) -> None:
        if gone and not request.url.path.endswith("/set_state"):
            raise httpx.ConnectError("weg", request=request)

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        reach(request)
        return sends(self, request)

    async def ahandle(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        reach(request)
        return await asends(self, request)

    with pytest.MonkeyPatch.context() as patch, temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
        patch.setattr(during.replace(":", "."), work)
        patch.setattr(httpx.HTTPTransport, "handle_request", handle)
        patch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", ahandle)
        yield


def test_the_night_does_not_depend_on_its_page(portfolio: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """The server goes away in the middle: the night is done, is Completed, and the log says what is missing."""
    with _server_goes_away("flows.tasks:run_night"):
        state, report = _run(overnight)
    assert ("Completed", 5, 5) == (state.name, len(report.raised), len(_signals(portfolio)))
    assert {} == _artifacts(state)
    (warned,) = (line for line in capsys.readouterr().err.splitlines() if "pagina_ontbreekt" in line)
    assert "De Prefect-server nam de pagina van deze run niet aan. Het werk zelf is gedaan." in warned
    assert "2026-04-05" in warned


def test_a_night_by_hand_does_not_depend_on_the_server_either(
    portfolio: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tag of a run by hand is not one of its tasks, for which the server would be asked for a place."""
    with _server_goes_away("flows.nightly_run:look_ahead"):
        assert 0 == run_by_hand(overnight)
    assert 5 == len(portfolio.rows("SELECT id FROM signals"))
    assert "pagina_ontbreekt" in capsys.readouterr().err


@pytest.mark.usefixtures("portfolio")
def test_a_delivery_does_not_depend_on_its_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Letters are made, and the run is told as it ended, also when no page can say so."""
    monkeypatch.setenv("GROEITUIN_MAIL_FOLDER", str(tmp_path / "mail"))
    _run(overnight)
    with _server_goes_away("flows.delivery:send"):
        state = delivery(on=date(2026, 4, 6), return_state=True)
    report: Any = state.result(raise_on_failure=False)
    assert (1, {}) == (report.composed, _artifacts(state))
    assert "pagina_ontbreekt" in capsys.readouterr().err


@pytest.mark.usefixtures("portfolio")
def test_a_partnership_that_fails_is_named_and_the_others_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow fails at the end, and only then; the next night takes what was left along and says so."""

    def broken(asked: Question) -> str:
        if asked.dossier.partnership == "P-3":
            raise RuntimeError("kapot")
        return signal_sentence(asked)

    with monkeypatch.context() as patch:
        patch.setattr(groeituin.night_batch, "signal_sentence", broken)
        state, outcome = _run(overnight)
    assert (state.name, type(outcome)) == ("Failed", NightIncomplete)
    assert state.message == "Niet gelukt: P-3. De rest is gedaan (4 signalen)."
    assert [row["partnership"] for row in _table(state)] == ["P-1", "P-2", "P-4", "P-5"]
    assert "- `P-3`, regel `fase_staat_stil`: `RuntimeError: kapot`" in _artifacts(state)["markdown"].data

    later, report = _run(overnight, date(2026, 4, 6))
    assert (later.name, [signal.partnership for signal in report.raised]) == ("Completed", ["P-3"])
    assert "| bleef liggen van eerdere nachten | 1 |" in _artifacts(later)["markdown"].data


def test_a_range_that_fails_is_named_and_the_others_are_done(portfolio: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """One task a range; a range whose task fails does not stop the next, and nothing but storage is tried again."""
    asked = []

    def broken(engine: Engine, night: date, **rest: Any) -> NightReport:  # noqa: ANN401  # it only stands in between
        asked.append(rest["within"].first)
        if rest["within"].first == "P-3":
            raise RuntimeError("kapot")
        return run_night(engine, night, **rest)

    monkeypatch.setenv("GROEITUIN_SHARD", "2")
    monkeypatch.setattr(flows.tasks, "run_night", broken)
    state, _outcome = _run(overnight)
    assert asked == ["P-1", "P-3", "P-5"]
    assert state.message == "Niet gelukt: P-3 t/m P-4. De rest is gedaan (3 signalen)."
    assert _table(state) == _signals(portfolio)


@pytest.mark.usefixtures("_prefect")
def test_a_large_night_without_a_deployment_does_all_ranges_itself(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run by hand, nobody can be asked to share a night; it is as whole, on both databases."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("GROEITUIN_SHARD", "1")
    story = Story(engine)
    story.start("2026-01-05")
    story.act("2026-01-05", "start-partnership", partnership="P-2", title="Groen", organisation="O-1")
    state, _outcome = _run(overnight)
    assert state.name == "Completed", state.message
    assert [row["partnership"] for row in _table(state)] == ["P-1", "P-2"]


@pytest.mark.parametrize(("failures", "name"), [(2, "Completed"), (4, "Failed")])
def test_a_storage_error_is_tried_again(
    portfolio: Story, monkeypatch: pytest.MonkeyPatch, failures: int, name: str
) -> None:
    """A database that is busy for a while costs nothing; one that stays away makes the run fail with a sentence."""
    tries = []

    def busy(engine: Engine, night: date, **rest: Any) -> NightReport:  # noqa: ANN401  # it only stands in between
        tries.append(night)
        if len(tries) <= failures:
            raise OperationalError("UPDATE geheim", {}, Exception("database is locked"))
        return run_night(engine, night, **rest)

    monkeypatch.setattr(flows.tasks, "run_night", busy)
    state, _outcome = _run(overnight)
    page = _artifacts(state)["markdown"].data
    assert (state.name, len(tries), len(_signals(portfolio))) == (name, min(failures + 1, 4), 5 * (name == "Completed"))
    assert ("De database is bezet door een ander programma." in page, "geheim" in page) == (name == "Failed", False)


def test_what_was_kept_before_a_task_was_tried_again_is_counted(
    portfolio: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away between two batches: the page tells what the night kept, not what the last try did."""
    does, tries = groeituin.night._do, []

    def busy(*told: Any) -> NightReport:  # noqa: ANN401  # it only stands in between
        tries.append(told)
        if len(tries) in {2, 3}:  # the batch, and once more one by one
            raise OperationalError("UPDATE geheim", {}, Exception("database is locked"))
        return does(*told)

    monkeypatch.setattr(groeituin.night, "CHUNK", 2)
    monkeypatch.setattr(groeituin.night, "_do", busy)
    state, _report = _run(overnight)
    assert ("Completed", 5, 5) == (state.name, len(_signals(portfolio)), len(_table(state)))
    assert (state.message or "").startswith("5 signalen over 5 partnerships")


@pytest.mark.usefixtures("portfolio")
def test_a_database_that_is_not_there_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing database does not come back by waiting: one sentence, and the exit status of storage."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", f"sqlite:///{tmp_path}/weg.db")
    assert run_by_hand(overnight) == StorageUnreachable.exit_status
    told = f"Er is nog geen database op {tmp_path}/weg.db. Maak haar met `groeituin db upgrade`.\n"
    assert capsys.readouterr().out == told


@pytest.mark.usefixtures("portfolio")
@pytest.mark.parametrize("name", ["SHARD", "METRICS_PORT"])
def test_a_wrong_setting_is_the_same_sentence_under_a_flow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """The run's page and its log say what the command line says, without the value, which may be a secret."""
    monkeypatch.setenv(f"GROEITUIN_{name}", "abc")
    said = f"Deze instelling kan niet: GROEITUIN_{name}. Zie de tabel met instellingen in de README."
    with caplog.at_level("ERROR", "prefect.flow_runs"):
        state, _outcome = _run(overnight)
        assert (2, f"{said}\n") == (run_by_hand(overnight), capsys.readouterr().out)
        assert (2, f"{said}\n") == (delivering_by_hand(), capsys.readouterr().out)
    assert ("Failed", True) == (state.name, (state.message or "").endswith(said))
    assert [] == [record.getMessage() for record in caplog.records if record.exc_info or "abc" in record.getMessage()]


@pytest.mark.parametrize("module", ["flows.up", "flows.automations"])
def test_a_wrong_setting_is_said_before_anything_starts(module: str) -> None:
    """What people start by hand says the sentence too, and leaves as the command line does."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT, env=os.environ | {"GROEITUIN_SHARD": "abc", "PREFECT_SERVER_API_PORT": str(_free_port())},
        capture_output=True, text=True, timeout=DEADLINE, check=False,
    )  # fmt: skip
    said = "Deze instelling kan niet: GROEITUIN_SHARD. Zie de tabel met instellingen in de README.\n"
    assert (2, said) == (done.returncode, done.stderr)


def test_by_hand_it_says_what_was_raised_for_whom_and_where_to_look(
    portfolio: Story, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `make night` prints: the rules, the people, the signals and the next commands."""
    portfolio.act("2026-01-06", "assign-role", partnership="P-1", role="projectcoordinator", person="anna")
    monkeypatch.setattr(flows.nightly_run, "which", lambda _name: "/usr/bin/groeituin")
    assert run_by_hand(overnight) == 0
    said = capsys.readouterr().out
    lines = ["       5  fase_staat_stil", "       1  anna", "  groeituin why P-1    wat daar nu kan, en wat nog mist"]
    assert [line for line in lines if line not in said.splitlines()] == []


@pytest.mark.parametrize(
    ("night_flow", "rule"),
    [
        (progress_meetings, "voortgangsgesprek"),
        (contract_expiry, "contract_verloopt"),
        (evaluation_prompts, "evaluatie"),
    ],
)
def test_a_flow_of_one_rule_raises_that_rule_only(portfolio: Story, night_flow: NightFlow, rule: str) -> None:
    """Each runs by itself, and the overnight flow of the same date does the rest."""
    _running_contract(portfolio)
    state, _report = _run(night_flow, date(2026, 11, 23))
    alone = _signals(portfolio, date(2026, 11, 23))
    assert (state.name, {row["regel"] for row in _table(state)}) == ("Completed", {rule})
    assert _table(state) == alone
    _state, rest = _run(overnight, date(2026, 11, 23))
    assert rule not in rest.by_rule
    assert set(rest.by_rule) >= {"voortgangsgesprek", "contract_verloopt", "evaluatie", "fase_staat_stil"} - {rule}


def _running_contract(story: Story) -> None:
    """Take over a partnership in monitoring, whose contract ends within the year."""
    story.act(
        "2026-01-05", "register-contract", contract="C-1", organisation="O-1", title="Groen", nature="dienst",
        starts_on="2024-01-01", ends_on="2027-03-31", stage="gegund",
    )  # fmt: skip
    story.act(
        "2026-01-05", "take-over-partnership", partnership="P-9", title="Groen", organisation="O-1", phase="monitoring",
        since="2026-01-05", coordinator="anna", contract="C-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scheduled", "night", "raised"),
    [
        ("2026-03-29T02:15:00+00:00", "2026-03-29", 0),  # 04:15 when the clocks went forward
        ("2025-10-26T03:15:00+00:00", "2025-10-26", 0),  # 04:15 when they went back
        ("2026-04-04T22:30:00+00:00", "2026-04-05", 5),  # half past midnight; in UTC still the day before
    ],
)
@pytest.mark.usefixtures("portfolio")
def test_a_run_that_starts_late_does_its_own_night(scheduled: str, night: str, raised: int) -> None:
    """The night is the date of the scheduled start in the Netherlands, however long ago that was."""
    with get_client(sync_client=True) as client:
        run = client.create_flow_run(overnight, state=Scheduled(scheduled_time=datetime.fromisoformat(scheduled)))
        state = run_flow(overnight, flow_run=run, return_type="state")
        assert isinstance(state, State)
        assert client.read_flow_run(run.id).name == f"nacht-{night}"
    report: Any = state.result(raise_on_failure=False)
    assert (report.night.isoformat(), len(report.raised)) == (night, raised)


def test_every_line_of_the_log_tells_its_night_and_run(
    portfolio: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For programs there is a line per night, and what goes wrong within a task bears the same night and run."""

    def broken(_asked: Question) -> str:
        raise RuntimeError("kapot")

    monkeypatch.setenv("GROEITUIN_LOG", "json")
    states = [_run(overnight)[0]]
    portfolio.start("2026-04-06", "P-9")
    monkeypatch.setattr(groeituin.night_batch, "signal_sentence", broken)
    states.append(_run(overnight, date(2026, 9, 1))[0])
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    runs = [str(state.state_details.flow_run_id) for state in states]
    assert [
        ("nacht_klaar", "info", "2026-04-05", runs[0]),
        ("nachtdeel_opnieuw", "warning", "2026-09-01", runs[1]),
        ("nacht_klaar", "info", "2026-09-01", runs[1]),
    ] == [(line["event"], line["level"], line["night"], line["flow_run"]) for line in lines]
    assert (5, 0) == (lines[0]["raised"], lines[2]["raised"])


# --- as people start it: processes of their own ---------------------------------------------------------------------

DEADLINE = 180  # seconds; a first start of a server takes some fifteen


@pytest.fixture
def elsewhere(sqlite: Engine, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a fresh machine: no Prefect settings, an empty home for it, and a small portfolio."""
    story = Story(sqlite)
    story.start("2026-01-05")
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    return mine | {
        "GROEITUIN_DATABASE_URL": sqlite.url.render_as_string(hide_password=False),
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
    }


def test_a_flow_runs_by_hand_without_a_server(elsewhere: dict[str, str]) -> None:
    """`make night` on a fresh machine: an ephemeral server, and one signal of a partnership that stands still."""
    done = subprocess.run(
        [sys.executable, "-m", "flows.overnight"],
        cwd=ROOT, env=elsewhere, capture_output=True, text=True, timeout=DEADLINE, check=False,
    )  # fmt: skip
    assert (done.returncode, "P-1  fase_staat_stil" in done.stdout, done.stderr) == (0, True, "")


def test_what_make_up_starts_runs_the_night_and_stops_with_ctrl_c(
    sqlite: Engine, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    """Server, deployments and worker: the schedule has its runs, a night ends Completed, and Ctrl-C ends everything."""
    port = _free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = elsewhere | {"PREFECT_SERVER_API_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    said = tmp_path / "up.txt"
    with (
        said.open("w") as output,
        subprocess.Popen([sys.executable, "-m", "flows.up"], cwd=ROOT, env=environment, stdout=output) as running,
    ):
        try:
            _until(lambda: f"http://127.0.0.1:{port} " in said.read_text(), running)
            _until(lambda: len(_scheduled(api)) > 0, running)
            assert {at.time().isoformat() for at in _scheduled(api)} == {"04:15:00"}
            asked = ["deployment", "run", "overnight/nacht", "--param", 'night="2026-04-05"']
            subprocess.run(
                [sys.executable, "-m", "prefect", *asked],
                env=environment | {"PREFECT_API_URL": api}, capture_output=True, timeout=DEADLINE, check=True,
            )  # fmt: skip
            _until(lambda: _asked(api, "flow_runs/filter", NAMED)[:1] != [] and _ended(api), running)
            assert [run["state_name"] for run in _asked(api, "flow_runs/filter", NAMED)] == ["Completed"]
            tables = _asked(api, "artifacts/filter", {"artifacts": {"key": {"any_": ["nacht-signalen"]}}})
            assert [json.loads(found["data"]) for found in tables] == [_signals(Story(sqlite))]
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(DEADLINE)
    assert (running.returncode, said.read_text().splitlines()[-1]) == (0, "Alles is gestopt.")
    assert _processes_of(elsewhere["PREFECT_HOME"]) == []


NAMED = {"flow_runs": {"name": {"any_": ["nacht-2026-04-05"]}}}


def _ended(api: str) -> bool:
    return all(run["end_time"] for run in _asked(api, "flow_runs/filter", NAMED))


def _scheduled(api: str) -> list[datetime]:
    """Return the moments, in the Netherlands, at which the server is going to start a night by itself."""
    runs = _asked(api, "flow_runs/filter", {"flow_runs": {"tags": {"all_": ["auto-scheduled", "nacht"]}}})
    starts = [datetime.fromisoformat(run["expected_start_time"]) for run in runs]
    return [at.astimezone(ZoneInfo("Europe/Amsterdam")) for at in starts]


def _asked(api: str, what: str, which: dict[str, Any]) -> list[dict[str, Any]]:
    request = urllib.request.Request(  # noqa: S310  # our own server
        f"{api}/{what}", json.dumps(which).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # our own server
        found: list[dict[str, Any]] = json.load(answer)
    return found


def _until(reached: Callable[[], bool], running: subprocess.Popen[bytes]) -> None:
    """Wait until something is so; fail when it takes too long or the process has ended."""
    for _ in range(DEADLINE * 4):
        assert running.poll() is None, "it ended by itself"
        if reached():
            return
        time.sleep(0.25)
    pytest.fail("it took too long")


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def _processes_of(home: str) -> list[str]:
    """Return the commands of the processes that still run with this Prefect home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"PREFECT_HOME={home}".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return found
