"""`groeituin backup` and `restore`, as people and programs use them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from acceptance.doors import Doors

ACT = json.dumps({"organisation": "O-1", "name": "Gemeente Voorbeeld", "sector": "gemeente"})
START = json.dumps({"partnership": "P-1", "title": "Schoonmaak", "organisation": "O-1"})


@pytest.fixture
def doors(tmp_path: Path) -> Doors:
    """Return the command line on a database in which a partnership stands still."""
    doors = Doors(tmp_path / "groeituin.db")
    doors.run("db", "upgrade")
    for name, fields in (("register-organisation", ACT), ("start-partnership", START)):
        doors.answer("act", name, fields, "--on", "2026-01-05", "--by", "anna")
    return doors


def read(doors: Doors) -> list[Any]:
    """Return what the doors tell of a database."""
    told = [doors.answer("list", "--on", "2026-06-01"), doors.answer("signals"), doors.answer("journal", "P-1")]
    return [*told, doors.answer("terms", "P-1", "--on", "2026-06-01"), doors.answer("db", "check")]


def test_a_backup_is_restored_and_the_next_night_is_the_same(doors: Doors, tmp_path: Path) -> None:
    """Backup, restore, next night: every door tells what it tells without; both count the same tables and rows."""
    made = doors.answer("backup", str(tmp_path / "kopie"))
    other = Doors(tmp_path / "nieuw.db")
    restored = other.answer("restore", str(tmp_path / "kopie"))
    assert made == restored
    assert {"tables", "rows"} == restored.keys()
    tables = doors.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'alembic_version'")
    assert len(tables) == restored["tables"]
    assert read(doors) == read(other)
    assert 1 == other.answer("check")["checked"]
    nights = [each.answer("night", "--on", "2026-06-01") | {"seconds": 0} for each in (doors, other)]
    assert nights[0] == nights[1]
    assert nights[0]["raised"] > 0
    untimed = [[row | {"at": ""} for row in each.answer("journal", "P-1")] for each in (doors, other)]
    assert untimed[0] == untimed[1]


def test_people_are_told_in_a_sentence(doors: Doors, tmp_path: Path) -> None:
    """Without --json each command says in Dutch what it did, and only its owner may read the file."""
    status, out, err = doors.run("backup", str(tmp_path / "kopie"))
    assert (0, "") == (status, err)
    assert f" staat in {tmp_path / 'kopie'}: " in out
    assert out.endswith(" rijen.\n")
    assert 0o600 == (tmp_path / "kopie").stat().st_mode & 0o777
    status, out, err = Doors(tmp_path / "nieuw.db").run("restore", str(tmp_path / "kopie"))
    assert (0, "") == (status, err)
    assert "teruggezet en nagekeken" in out


def test_a_database_with_tables_is_refused(doors: Doors, tmp_path: Path) -> None:
    """A restore into a database that is in use exits with 1, says what to do, and changes nothing."""
    doors.answer("backup", str(tmp_path / "kopie"))
    before = read(doors)
    status, error = doors.failure("restore", str(tmp_path / "kopie"))
    assert (1, "refused", "database_niet_leeg") == (status, error["error"], error["details"][0]["code"])
    assert "lege database" in error["message"]
    assert before == read(doors)


@pytest.mark.parametrize("content", [b"", b"geen kopie", b"half"])
def test_a_file_that_is_no_backup_is_bad_input(doors: Doors, tmp_path: Path, content: bytes) -> None:
    """A file that is empty, something else or half a backup exits with 2; no tables are made."""
    path = tmp_path / "kopie"
    if content == b"half":
        doors.answer("backup", str(path))
        path.write_bytes(path.read_bytes()[:-40])
    else:
        path.write_bytes(content)
    other = Doors(tmp_path / "nieuw.db")
    status, error = other.failure("restore", str(path))
    assert (2, "bad_input") == (status, error["error"])
    assert str(path) in error["message"]
    assert [] == other.rows("SELECT name FROM sqlite_master")


def test_a_backup_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    """Exit 3, in Dutch, with its name; no tables are made."""
    other = Doors(tmp_path / "nieuw.db")
    status, error = other.failure("restore", str(tmp_path / "weg"))
    assert (3, "not_found", f"Er is geen bestand {tmp_path / 'weg'}.") == (status, error["error"], error["message"])
    assert [] == other.rows("SELECT name FROM sqlite_master")


def test_a_place_for_no_database_is_told_in_dutch(doors: Doors, tmp_path: Path) -> None:
    """Restoring to where a file is instead of a folder exits with 5."""
    doors.answer("backup", str(tmp_path / "kopie"))
    status, error = Doors(tmp_path / "kopie" / "nieuw.db").failure("restore", str(tmp_path / "kopie"))
    sentence = "De database is niet bereikbaar: er staat een bestand waar een map moet zijn."
    assert (5, sentence) == (status, error["message"])


def test_a_difference_names_itself_and_is_kept_only_when_told(doors: Doors, tmp_path: Path) -> None:
    """What `check` would name in the copy stops the restore with 1, unless it is asked for as it was."""
    with closing(sqlite3.connect(doors.path)) as connection, connection:
        connection.execute("UPDATE terms SET due_on = '2026-12-24' WHERE rule = 'fase_staat_stil'")
    doors.answer("backup", str(tmp_path / "kopie"))
    other = Doors(tmp_path / "nieuw.db")
    status, error = other.failure("restore", str(tmp_path / "kopie"))
    assert (1, "differences") == (status, error["error"])
    assert ["fase_staat_stil"] == [detail["rule"] for detail in error["details"]]
    assert [] == other.rows("SELECT name FROM sqlite_master")
    other.answer("restore", str(tmp_path / "kopie"), "--keep-differences")
    assert 1 == len(other.answer("check", status=1)["differences"])


def test_a_place_where_nothing_can_be_written_is_storage(doors: Doors, tmp_path: Path) -> None:
    """A folder that is not there exits with 5; a database at the place of the file is not overwritten, with 2."""
    status, error = doors.failure("backup", str(tmp_path / "weg" / "kopie"))
    assert (5, "storage") == (status, error["error"])
    assert error["message"].endswith(": het bestand of de map bestaat niet.")
    status, error = doors.failure("backup", str(tmp_path / ("x" * 300)))
    assert (5, True) == (status, error["message"].endswith(": de naam is te lang."))
    status, error = doors.failure("backup", str(doors.path))
    assert (2, "bad_input") == (status, error["error"])
    assert 1 == len(doors.answer("list"))


def test_without_a_database_there_is_nothing_to_keep(tmp_path: Path) -> None:
    """A database that is not there, or has no tables, exits with 5, and no file is made."""
    missing = Doors(tmp_path / "weg.db")
    assert 5 == missing.failure("backup", str(tmp_path / "kopie"))[0]
    (tmp_path / "leeg.db").touch()
    assert 5 == Doors(tmp_path / "leeg.db").failure("backup", str(tmp_path / "kopie"))[0]
    assert not (tmp_path / "kopie").exists()
