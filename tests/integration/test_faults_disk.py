"""The disk under the database is full: a clear sentence, nothing half; with room again everything is completed."""

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from commands import typed
from copies import administer
from crowd import crowded
from disks import Resize, small_disk
from faults import Count, contents_of
from postgresql_server import Server, postgresql_server
from story import Story

from groeituin import night as nights
from models.database import open_database
from models.schema import upgrade

NIGHT = ("night", "--on", "2026-04-05")
ACT = ("act", "hand-over", '{"from": "anna", "to": "bert"}', "--on", "2026-04-05", "--by", "toets")
FULL = (
    5,
    "De schijf is vol. Wat al was opgeslagen, blijft; de rest is niet gedaan. Maak ruimte en doe het daarna opnieuw.",
)
AWAY = "De database is niet bereikbaar"
MANY = 60
# How much more than the database itself fits on the disk, in kilobytes; an act writes less than a night.
ROOM = {NIGHT: (48, 96, 160, 260), ACT: (36, 44, 52)}


@pytest.mark.parametrize("command", [NIGHT, ACT], ids=["night", "act"])
def test_a_full_disk_under_sqlite(
    sqlite_story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """It ends with exit 5 and says so; what was kept before is whole, and with room the next one does the rest."""
    monkeypatch.setattr(nights, "CHUNK", 10)
    crowded(sqlite_story, MANY).engine.dispose()
    evening, disk, calm = Path(str(sqlite_story.engine.url.database)), tmp_path / "schijf", tmp_path / "kalm.db"
    count = Count(f"the disk under SQLite is full in the middle of {_what(command)}", group="database")
    shutil.copy(evening, calm)
    assert (0, "") == typed(f"sqlite:///{calm}", *command)
    expected, size = contents_of(f"sqlite:///{calm}"), evening.stat().st_size // 1024
    before, kept = contents_of(f"sqlite:///{evening}"), []
    with small_disk(disk, "64m") as resize:
        for room in ROOM[command]:
            resize("64m")
            shutil.copy(evening, disk / "groeituin.db")
            resize(f"{size + room}k")
            url = f"sqlite:///{disk / 'groeituin.db'}"
            assert FULL == typed(url, *command), f"{room} kB of room"
            resize("64m")
            kept.append(contents_of(url))
            assert (0, "") == typed(url, *command)
            count.struck(expected, contents_of(url))
            for path in disk.iterdir():
                path.unlink()
    count.nothing_lost()
    # What is said must be true: of a night the batches before the one that did not fit are kept, of an act nothing.
    some = [found for found in kept if found not in (before, expected)]
    assert (command is NIGHT) == bool(some)


def _what(command: tuple[str, ...]) -> str:
    return "a night" if command is NIGHT else "an act"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return a PostgreSQL server of these tests' own, with a crowd."""
    with _with_crowd() as running:
        yield running


@contextmanager
def _with_crowd() -> Iterator[Server]:
    with postgresql_server() as running:
        engine = open_database(running.database("menigte"))
        upgrade(engine)
        crowded(Story(engine), MANY)
        engine.dispose()
        yield running


@pytest.fixture
def tablespace(server: Server) -> Iterator[Resize]:
    """Return a function that gives the disk under a tablespace of that server another size."""
    folder = server.folder / "schijf"
    with small_disk(folder, "256m") as resize:
        owner = server.folder.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        administer(server.url, f"CREATE TABLESPACE klein LOCATION '{folder}'")
        yield resize
        administer(server.url, "DROP TABLESPACE klein")


@pytest.mark.slow
@pytest.mark.parametrize("command", [NIGHT, ACT], ids=["night", "act"])
def test_a_full_disk_under_postgresql(
    server: Server, tablespace: Resize, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """The same, where the tables of PostgreSQL stand on the disk that is full."""
    monkeypatch.setattr(nights, "CHUNK", 10)
    count = Count(f"the disk under PostgreSQL is full in the middle of {_what(command)}", group="database")
    calm, disk = server.database(f"kalm_{next(_numbers)}", like="menigte"), server.folder / "schijf"
    assert (0, "") == typed(calm, *command)
    expected = contents_of(calm)
    for room in (0, 24):
        tablespace("256m")
        name = f"vol_{next(_numbers)}"
        url = server.database(f"{name}", like="menigte", tablespace="klein")
        tablespace(f"{_used(disk) + room}k")
        assert FULL == typed(url, *command), f"{room} kB of room"
        tablespace("256m")
        contents_of(url)
        assert (0, "") == typed(url, *command)
        count.struck(expected, contents_of(url))
        administer(server.url, f"DROP DATABASE {name} WITH (FORCE)")
    count.nothing_lost()


@pytest.fixture
def log_disk() -> Iterator[tuple[Server, Path, Resize]]:
    """Return a server, the disk on which it keeps its write-ahead log alone, and what gives that another size."""
    with _with_crowd() as running:
        for setting in ("wal_recycle = off", "min_wal_size = '32MB'", "autovacuum = off", "checkpoint_timeout = '1d'"):
            administer(running.url, f"ALTER SYSTEM SET {setting}")
        log, disk = running.folder / "pg_wal", running.folder.parent / "wal"
        with small_disk(disk, "256m") as resize:
            running.kill()
            subprocess.run(["cp", "--archive", f"{log}/.", str(disk)], check=True)
            shutil.rmtree(log)
            log.symlink_to(disk)
            running.start()
            yield running, disk, resize
            resize("256m")
            running.stop()  # before its disk is taken away


@pytest.mark.slow
def test_a_full_disk_under_the_log_of_postgresql(
    log_disk: tuple[Server, Path, Resize], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then PostgreSQL itself stops, and the night says that it is not there; with room it is completed."""
    monkeypatch.setattr(nights, "CHUNK", 10)
    server, disk, resize = log_disk
    count = Count("the disk under PostgreSQL's write-ahead log is full in the middle of a night", group="database")
    calm = server.database("kalm", like="menigte")
    before = len(contents_of(calm))
    assert (0, "") == typed(calm, *NIGHT)
    expected, kept = contents_of(calm), []
    for room in (24, 300, 800):
        url = server.database(f"log_{room}", like="menigte")
        resize("256m")
        _leave(server, room)
        resize(f"{_used(disk)}k")
        for _ in range(2):
            status, said = typed(url, *NIGHT)
            assert (5, True) == (status, said.startswith(AWAY)), f"{room} kB of room: {said}"
        resize("256m")
        server.start()
        kept.append(len(contents_of(url)))
        assert (0, "") == typed(url, *NIGHT)
        count.struck(expected, contents_of(url))
    assert kept[0] == before < kept[-1] < len(expected), "once before the first commit, once after it"
    count.nothing_lost()


def _leave(server: Server, room: int) -> None:
    """Write so much to the log that some kilobytes are left of the file that was made for it."""
    administer(server.url, "SELECT pg_switch_wal()")
    server.kill()  # and so that no older file is kept that could go
    server.start()
    engine = sa.create_engine(server.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        size = "(SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size')"
        written = "(pg_walfile_name_offset(pg_current_wal_insert_lsn())).file_offset"
        connection.execute(
            sa.text(f"SELECT pg_logical_emit_message(false, 'vol', repeat('x', {size} - {written} - :room))"),
            {"room": room * 1024},
        )


def _used(disk: Path) -> int:
    """Return how much of a disk is in use, in kilobytes."""
    found = os.statvfs(disk)
    return (found.f_blocks - found.f_bfree) * found.f_frsize // 1024


_numbers = itertools.count(1)
