"""`groeituin doctor` on set-ups that are broken in one way: what it advises is typed, and then all is well again."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mail_server import PASSWORD, first, mail_server
from patient import Patient, Run
from sqlalchemy.engine import make_url
from story import Story

from models.database import open_database, writing
from models.schema import head, upgrade_to

# A Monday morning after the night, half a year after P-1 began and stood still.
MORNING = datetime(2026, 7, 6, 6, 0, tzinfo=UTC)


@pytest.fixture
def patient(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Iterator[Patient]:
    """Return a set-up on a fresh database that is well: one partnership, of which a night has asked what was due."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("GROEITUIN_MAIL_FOLDER", str(tmp_path / "mail"))
    monkeypatch.chdir(tmp_path)
    engine = open_database(sqlite_url)
    story = Story(engine)
    story.start("2026-01-05")
    story.act("2026-01-05", "assign-role", partnership="P-1", role="projectcoordinator", person="anna")
    engine.dispose()
    found = Patient(run, monkeypatch)
    found.at(MORNING)
    assert 0 == run("night")[0]
    assert {} == found.faults()
    yield found
    assert {} == found.faults()


def test_what_is_well_is_told_on_one_screen(patient: Patient) -> None:
    """Without a fault there is a line for each thing that was looked at, and one that says that all is well."""
    status, out, err = patient.run("doctor")
    lines = out.splitlines()
    assert (0, "", "Alles is goed.") == (status, err, lines[-1])
    assert ["database", "schema", "nacht", "uitgaand", "klok", "post", "prefect"] == [
        re.split(r"\s+", line)[1] for line in lines[:-1]
    ]
    assert {"goed"} == {line.split()[0] for line in lines[:-1]}
    assert max(map(len, lines)) < 160


def test_a_fault_stands_with_its_advice(patient: Patient) -> None:
    """What is wrong begins with FOUT, and below it stands what to do."""
    patient.set("GROEITUIN_MAIL_SENDER", "niemand")
    status, out, _err = patient.run("doctor")
    lines = out.splitlines()
    wrong = next(number for number, line in enumerate(lines) if line.startswith("FOUT  post"))
    assert (1, "Er is iets niet goed; begin bij de eerste fout.") == (status, lines[-1])
    assert "Verbeter die instelling; de README zegt hoe zij eruitziet." == lines[wrong + 1].strip()
    patient.set("GROEITUIN_MAIL_SENDER", "groeituin@voorbeeld.nl")


def test_no_database(patient: Patient, tmp_path: Path) -> None:
    """Where there is none, the advice makes one; what needs a database is not told."""
    patient.set("GROEITUIN_DATABASE_URL", f"sqlite:///{tmp_path}/nieuw.db")
    found = patient.only_fault("database")
    assert f"Er is nog geen database op {tmp_path}/nieuw.db. Maak haar met `groeituin db upgrade`." == found["sentence"]
    patient.follow(found["advice"])


def test_a_database_that_is_something_else(patient: Patient, sqlite_url: str, tmp_path: Path) -> None:
    """A file that is no database, an address that is none and a server that is down are each told, not thrown."""
    (tmp_path / "brief.db").write_text("Beste Anna, " * 500, encoding="utf-8")
    for url, sentence in {
        f"sqlite:///{tmp_path}/brief.db": "Dit bestand is geen database van Groeituin.",
        "mongo://ergens": "Het adres van de database (GROEITUIN_DATABASE_URL) klopt niet; schrijf ",
        "postgresql://127.0.0.1:1/groeituin": "De database is niet bereikbaar of weigert: connection",
    }.items():
        patient.set("GROEITUIN_DATABASE_URL", url)
        found = patient.only_fault("database")
        assert found["sentence"].startswith(sentence)
        assert "Controleer GROEITUIN_DATABASE_URL" in found["advice"]
    patient.set("GROEITUIN_DATABASE_URL", sqlite_url)


def test_an_old_schema(patient: Patient, tmp_path: Path) -> None:
    """After an upgrade of the program the database follows when that is typed."""
    old = open_database(f"sqlite:///{tmp_path}/oud.db")
    with writing(old).begin() as connection:
        upgrade_to(connection, "0006")
    old.dispose()
    patient.set("GROEITUIN_DATABASE_URL", f"sqlite:///{tmp_path}/oud.db")
    found = patient.only_fault("schema")
    assert found["sentence"].startswith("Het schema is verouderd (0006); nodig is ")
    patient.follow(found["advice"])


def test_a_database_without_tables(patient: Patient, tmp_path: Path) -> None:
    """An empty file is a database whose tables are still to be made."""
    (tmp_path / "leeg.db").touch()
    patient.set("GROEITUIN_DATABASE_URL", f"sqlite:///{tmp_path}/leeg.db")
    found = patient.only_fault("schema")
    assert found["sentence"].startswith("Er zijn nog geen tabellen; nodig is ")
    patient.follow(found["advice"])


def test_a_newer_schema(patient: Patient, sqlite_url: str) -> None:
    """A machine that was not upgraded with the others says so; nothing that it could type would help."""
    _set_revision(sqlite_url, "9999")
    found = patient.only_fault("schema")
    assert "Het schema (9999) is van een nieuwere versie van Groeituin." == found["sentence"]
    assert "Installeer die nieuwere versie, ook op deze machine." == found["advice"]
    _set_revision(sqlite_url, head())  # as the newer program would find it


def _set_revision(url: str, revision: str) -> None:
    with closing(sqlite3.connect(make_url(url).database or "")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])


def test_nights_that_were_missed(patient: Patient) -> None:
    """A week without nights shows by what they should have asked; one night catches up."""
    patient.at(MORNING + timedelta(days=120))
    found = patient.only_fault("nacht")
    assert "De nacht van 3 november 2026 is niet (helemaal) gedaan: 1 partnership wacht erop." == found["sentence"]
    patient.follow(found["advice"])


def test_a_clock_behind_the_journal(patient: Patient) -> None:
    """A clock that was put back contradicts the last line of the journal."""
    patient.at(MORNING - timedelta(days=1, hours=2))
    found = patient.faults()["klok"]
    assert "De laatste regel van het logboek is van later dan nu (2026-07-06 06:00 UTC)." == found["sentence"]
    assert "Zet de klok van deze machine gelijk (chrony of systemd-timesyncd)." == found["advice"]
    patient.at(MORNING)


def test_a_letter_that_nobody_can_get(patient: Patient) -> None:
    """What a mail server refused for good is looked at, sent again and received."""
    with mail_server(first(1, "refuse")) as server:
        patient.set("GROEITUIN_SMTP_URL", server.url)
        assert 1 == patient.run("deliver")[0]
        found = patient.only_fault("uitgaand")
        assert "1 bericht kan niemand krijgen." == found["sentence"]
        patient.follow(found["advice"], NR="1")
        assert [1, {}] == [len(server.messages), patient.faults()]
    patient.patch.delenv("GROEITUIN_SMTP_URL")


def test_letters_that_wait_for_more_than_a_day(patient: Patient) -> None:
    """A server that put a letter off gets it again when the advice is typed."""
    with mail_server(first(1, "greylist")) as server:
        patient.set("GROEITUIN_SMTP_URL", server.url)
        assert 0 == patient.run("deliver")[0]
        patient.at(MORNING + timedelta(hours=23))
        assert "uitgaand" not in patient.faults()
        patient.at(MORNING + timedelta(hours=25))
        found = patient.faults()["uitgaand"]
        assert "1 bericht wacht al langer dan een dag." == found["sentence"]
        patient.follow(found["advice"])
        assert [1, "uitgaand" in patient.faults()] == [len(server.messages), False]
    patient.patch.delenv("GROEITUIN_SMTP_URL")
    patient.at(MORNING)


def test_a_mail_server_that_does_not_let_us_in(patient: Patient, tmp_path: Path) -> None:
    """A wrong password, a server that is down and an address that is none are told, without the password."""
    with mail_server(tls="start", login=True) as server:
        server.write_authority(tmp_path / "authority.pem")
        patient.set("SSL_CERT_FILE", tmp_path / "authority.pem")
        patient.set("GROEITUIN_SMTP_URL", server.url.replace("gehe", "gehei"))
        wrong = patient.only_fault("post")
        assert f"De mailserver 127.0.0.1:{server.port} weigert de gebruiker of het wachtwoord (535)." == _said(wrong)
        patient.set("GROEITUIN_SMTP_URL", server.url)
        assert {} == patient.faults()
        server.down()
        down = patient.only_fault("post")
        assert f"De mailserver 127.0.0.1:{server.port} is er niet: de verbinding wordt geweigerd." == _said(down)
        server.up()
        patient.follow(down["advice"])
        assert PASSWORD not in json.dumps([wrong, down])
        patient.set("GROEITUIN_SMTP_URL", "http://voorbeeld.nl")
        assert "Begin met smtps://" in patient.only_fault("post")["sentence"]
    patient.patch.delenv("GROEITUIN_SMTP_URL")


def _said(check: dict[str, Any]) -> str:
    return str(check["sentence"]).partition(" Er is niets")[0]


def test_a_folder_that_cannot_be_written(patient: Patient, tmp_path: Path) -> None:
    """Where a file stands in the way nothing can be written; another folder helps."""
    (tmp_path / "bezet").touch()
    patient.set("GROEITUIN_MAIL_FOLDER", tmp_path / "bezet" / "mail")
    found = patient.only_fault("post")
    assert f"In de map {tmp_path}/bezet/mail kan niet worden geschreven." == found["sentence"]
    assert "Kies een andere map met GROEITUIN_MAIL_FOLDER, of geef deze gebruiker rechten." == found["advice"]
    patient.set("GROEITUIN_MAIL_FOLDER", tmp_path / "vrij" / "mail")
