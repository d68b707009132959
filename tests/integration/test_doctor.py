"""What the doctor looks at, on both databases: late acts are no missed nights, and clocks are compared."""

import socket
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from copies import url_of
from crowd import crowded
from sqlalchemy.engine import Engine
from story import Story

import groeituin.doctor.prefect_api
from groeituin.acts.perform import perform
from groeituin.clock import now
from groeituin.doctor import examine
from groeituin.doctor.finding import Finding
from groeituin.settings import Settings
from models.database import writing

# Story writes its journal at the beginning of 2026; the hours matter, so each test says when it looks.
MORNING = datetime(2026, 4, 7, 6, 0, tzinfo=UTC)  # eight o'clock in the Netherlands


def look(engine: Engine, tmp_path: Path, at: datetime = MORNING, **prefect: str) -> dict[str, Finding]:
    """Return what is found, by name."""
    settings = Settings(database_url=url_of(engine), mail_folder=tmp_path / "mail")
    return {finding.name: finding for finding in examine(settings, prefect, at)}


def test_a_night_that_did_not_run_is_seen_after_it_should_be_done(story: Story, tmp_path: Path) -> None:
    """P-1 stands still and is due on 5 April; that morning the night has until six, a day later it is missing."""
    story.start("2026-01-05")
    nights = [
        look(story.engine, tmp_path, at)["nacht"].well
        for at in (
            datetime(2026, 4, 4, 12, 0, tzinfo=UTC),
            datetime(2026, 4, 5, 3, 59, tzinfo=UTC),
            datetime(2026, 4, 5, 4, 0, tzinfo=UTC),
            MORNING,
        )
    ]
    assert [True, True, False, False] == nights
    story.night("2026-04-07")
    assert look(story.engine, tmp_path)["nacht"].well


def test_a_partnership_that_a_night_did_in_part_is_seen(story: Story, tmp_path: Path) -> None:
    """Its late action was told, and of how long it stands still nothing can be said: that stays due, and is a fault."""
    crowded(story, 1)
    with writing(story.engine).begin() as connection:
        connection.exec_driver_sql("DELETE FROM phase_entries WHERE partnership = 'P-1'")
    report = story.night(MORNING.date().isoformat())
    assert ["fase_staat_stil"] == [one.rule for one in report.failures]
    assert not look(story.engine, tmp_path)["nacht"].well


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("assign-role", {"partnership": "P-1", "role": "hr_expert", "person": "bert"}),
        ("assign-role", {"organisation": "O-1", "role": "bestuurder", "person": "anna"}),
        ("register-person", {"person": "anna", "name": "Anna", "email": "anna@voorbeeld.nl", "active": False}),
    ],
)
def test_what_people_made_due_after_the_night_waits_for_the_next(
    story: Story, tmp_path: Path, act: str, fields: dict[str, Any]
) -> None:
    """An act of today can make something due at once; the night of today could not know."""
    story.start("2026-01-05")
    story.act("2026-01-06", "assign-role", partnership="P-1", role="projectcoordinator", person="anna")
    missed = look(story.engine, tmp_path)["nacht"]
    story.act("2026-04-07", act, **fields)
    told = look(story.engine, tmp_path)["nacht"]
    later = look(story.engine, tmp_path, MORNING + timedelta(days=1))["nacht"]
    assert [False, True, False] == [missed.well, told.well, later.well]


def test_what_happens_elsewhere_hides_no_missed_night(story: Story, tmp_path: Path) -> None:
    """Acts on another partnership, also of the same organisation, and a new contract say nothing about P-1."""
    story.start("2026-01-05")
    story.act("2026-04-07", "start-partnership", partnership="P-2", title="Groen", organisation="O-1")
    story.act(
        "2026-04-07", "register-contract", contract="C-9", organisation="O-1", title="Groen", nature="dienst",
        starts_on="2025-01-01", ends_on="2028-12-31",
    )  # fmt: skip
    found = look(story.engine, tmp_path)["nacht"]
    assert "De nacht van 7 april 2026 is niet (helemaal) gedaan: 1 partnership wacht erop." == found.sentence


def test_a_question_that_waits_for_the_end_of_a_suspension_is_no_missed_night(story: Story, tmp_path: Path) -> None:
    """It was put off until a day within the suspension; every night lets it be, and the first one after asks it."""
    story.start("2026-01-05")
    story.night("2026-04-05")
    story.act(
        "2026-04-05", "settle-signal", partnership="P-1", rule="fase_staat_stil", outcome="uitgesteld",
        until="2026-04-07",
    )  # fmt: skip
    story.act("2026-04-06", "suspend", partnership="P-1", reason="verbouwing", until="2026-04-09")
    story.night("2026-04-07")
    paused = look(story.engine, tmp_path, MORNING + timedelta(days=1))["nacht"]
    after = look(story.engine, tmp_path, MORNING + timedelta(days=2))["nacht"]
    assert [True, False] == [paused.well, after.well]
    story.night("2026-04-09")
    assert look(story.engine, tmp_path, MORNING + timedelta(days=2))["nacht"].well


def test_a_clock_that_jumped_once_does_not_complain_for_ever(sqlite_story: Story, tmp_path: Path) -> None:
    """Only the last line of the journal counts: when the clock is right again, the next line heals it."""
    sqlite_story.start("2026-01-05")
    before = datetime(2025, 12, 31, tzinfo=UTC)
    fields = {"partnership": "P-1", "role": "projectcoordinator", "person": "anna"}
    ahead = look(sqlite_story.engine, tmp_path, before)["klok"]
    perform(sqlite_story.engine, "assign-role", fields, on=date(2026, 1, 6), by="toets", at=before)
    assert [False, True] == [ahead.well, look(sqlite_story.engine, tmp_path, before)["klok"].well]


@pytest.mark.parametrize(("late", "well"), [(timedelta(0), True), (timedelta(minutes=3), False)])
def test_the_clock_of_the_database_server_is_compared(
    story: Story, tmp_path: Path, late: timedelta, *, well: bool
) -> None:
    """PostgreSQL has a clock, mostly on a machine of its own; SQLite has ours, and nothing to compare with."""
    found = look(story.engine, tmp_path, now() + late)["klok"]
    assert found.well == (well or story.engine.dialect.name == "sqlite")


def test_a_table_that_is_gone_is_a_fault_and_no_crash(sqlite: Engine, tmp_path: Path) -> None:
    """Whatever the database refuses is told; that it could be reached at first does not make it well."""
    with writing(sqlite).begin() as connection:
        connection.exec_driver_sql("DROP TABLE terms")
    found = look(sqlite, tmp_path)
    assert ["database", "post", "prefect"] == list(found)
    told = "De database heeft niet alle tabellen. Draai eerst `groeituin db upgrade`."
    assert (False, told) == (found["database"].well, found["database"].sentence)


def test_without_prefect_the_night_comes_from_cron(sqlite: Engine, tmp_path: Path) -> None:
    """No server is no fault; the doctor says how it is told of one."""
    found = look(sqlite, tmp_path)["prefect"]
    assert found.well
    assert "PREFECT_API_URL" in found.sentence


def test_a_server_that_never_answers(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor waits for some seconds and says that there is no answer."""
    monkeypatch.setattr(groeituin.doctor.prefect_api, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/api"
        found = look(sqlite, tmp_path, PREFECT_API_URL=url)["prefect"]
    assert (False, f"De server op {url} geeft geen antwoord (ReadTimeout).") == (found.well, found.sentence)


@pytest.mark.parametrize("url", ["", "127.0.0.1:4200", "http://[", "ftp://127.0.0.1/api", "http://127.0.0.1:0/api"])
def test_an_address_that_cannot_be(sqlite: Engine, tmp_path: Path, url: str) -> None:
    """A typing mistake in the address is told with an example; without an address there is no Prefect."""
    found = look(sqlite, tmp_path, PREFECT_API_URL=url)["prefect"]
    assert (not url, bool(url)) == (found.well, "http://127.0.0.1:4200/api" in found.advice)


class Pages(BaseHTTPRequestHandler):
    """A web server that answers every question with the same page, as those of single-page applications do."""

    def do_GET(self) -> None:  # http.server's name
        """Answer with a page."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Prefect</title>")

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


class Ill(Pages):
    """A server of Prefect that cannot reach its database."""

    def do_GET(self) -> None:  # http.server's name
        """Answer that something went wrong."""
        self.send_error(500)


@pytest.mark.parametrize(
    ("pages", "sentence", "advice"),
    [
        (Pages, "Wat op {url} antwoordt is de API van Prefect niet.", "Zet PREFECT_API_URL op het adres"),
        (Ill, "De server op {url} antwoordt 500.", "Lees het log van de server."),
    ],
)
def test_a_web_server_that_is_not_prefect_or_ill(
    sqlite: Engine, tmp_path: Path, pages: type[Pages], sentence: str, advice: str
) -> None:
    """A page is no answer of an API, whatever its status; a server with a fault of its own has the right address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), pages) as answering:
        serving = Thread(target=answering.serve_forever)
        serving.start()
        url = f"http://127.0.0.1:{answering.server_port}/api"
        found = look(sqlite, tmp_path, PREFECT_API_URL=url)["prefect"]
        answering.shutdown()
        serving.join()
    assert (False, sentence.format(url=url)) == (found.well, found.sentence)
    assert found.advice.startswith(advice)
