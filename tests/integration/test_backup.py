"""A backup holds one moment, is whole or nothing, and goes on as the original would have, on either database."""

import errno
import gzip
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Connection, Engine, make_url
from story import AT, Story

from groeituin import night as nights
from groeituin.acts.perform import perform
from groeituin.backup import back_up, restore, saving
from groeituin.backup.file import Writer, read_header, read_parts, written
from groeituin.check import check
from groeituin.demo import build_demo
from groeituin.errors import BadInput, DifferencesFound, GroeituinError, Refused, StorageUnreachable
from groeituin.night import run_night
from models.database import open_database, writing
from models.portable import Rows, read_rows
from models.schema import _config, head, revision, upgrade
from models.tables import metadata

ON = date(2026, 11, 22)
KINDS = ("sqlite", "postgresql")
SEED = 20261122
# What a tab-separated, quoted or encoded copy would trip over.
AWKWARD = ("\\N", "\t\\t\n", "'\"", "", " ", "€ é 𝄞 \u2028", "null")
Empty = Callable[[str], Engine]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give an SQLite database with something in nearly every table, and texts that are hard to copy."""
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('origineel') / 'groeituin.db'}")
    upgrade(engine)
    build_demo(engine, partnerships=12, seed=3, on=ON, at=AT)
    with engine.connect() as connection:
        names = list(connection.execute(sa.text("SELECT partnership FROM partnerships")).scalars())
    for number, text in enumerate(AWKWARD):
        noted = {"partnership": names[0], "code": f"les-{number}", "note": text}
        with writing(engine).begin() as connection:
            connection.execute(metadata.tables["advised"].insert(), noted | {"recorded_on": ON})
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def copy(original: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup of the original."""
    path = tmp_path_factory.mktemp("kopie") / "kopie.backup"
    back_up(original, path, at=AT)
    return path


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """Return a function that makes a database of a kind without tables."""
    made: list[Engine] = []

    def another(kind: str) -> Engine:
        name = f"leeg_{os.getpid()}_{len(made)}_{tmp_path.name}".lower().replace("-", "_")[:60]
        url = f"sqlite:///{tmp_path / name}.db"
        if kind == "postgresql":
            server = request.getfixturevalue("postgresql_url")
            administer(server, f'CREATE DATABASE "{name}"')
            # A server need not think in UTC.
            administer(server, f"ALTER DATABASE \"{name}\" SET timezone TO 'Asia/Tokyo'")
            url = make_url(server).set(database=name).render_as_string(hide_password=False)
        made.append(open_database(url))
        return made[-1]

    yield another
    for engine in made:
        engine.dispose()
        if engine.dialect.name == "postgresql":
            administer(request.getfixturevalue("postgresql_url"), f'DROP DATABASE "{engine.url.database}" WITH (FORCE)')


def administer(url: str, statement: str) -> None:
    """Execute a statement that PostgreSQL does outside a transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))


def dump(engine: Engine) -> dict[str, list[str]]:
    """Return every row of every table as the models read it."""
    with engine.connect() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
            for name, table in metadata.tables.items()
        }


def table_names(engine: Engine) -> list[str]:
    """Return the names of all tables, the one with the revision of the schema included."""
    return sa.inspect(engine).get_table_names()


def leftovers(folder: Path) -> list[str]:
    """Return what a backup that did not end well left in its folder."""
    return sorted(path.name for path in folder.iterdir() if ".part" in path.name)


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_a_restored_copy_is_the_original(
    original: Engine, copy: Path, empty: Empty, tmp_path: Path, source: str, target: str
) -> None:
    """From either database into either, every row comes back as it was, under the newest schema."""
    expected, path = dump(original), copy
    if source == "postgresql":
        between = empty(source)
        restore(between, copy)
        assert expected == dump(between)
        path = tmp_path / "kopie.backup"
        back_up(between, path, at=AT)
        assert sorted(read_parts(copy), key=repr) == sorted(read_parts(path), key=repr)
    engine = empty(target)
    counts = restore(engine, path)
    assert expected == dump(engine)
    assert {name: len(rows) for name, rows in expected.items()} == counts
    assert sum(1 for rows in expected.values() if rows) > 25, "too many tables are empty to show much"
    assert head() == revision(engine)


@pytest.mark.parametrize("target", KINDS)
def test_a_restored_copy_goes_on_as_the_original(
    original: Engine, copy: Path, empty: Empty, tmp_path: Path, target: str
) -> None:
    """Nights and acts after a restore leave the same rows as without: numbers go on where they were."""
    twin = tmp_path / "zonder.db"
    with closing(sqlite3.connect(str(original.url.database))) as source, closing(sqlite3.connect(twin)) as duplicate:
        source.backup(duplicate)
    without, restored = open_database(f"sqlite:///{twin}"), empty(target)
    restore(restored, copy)
    raised = []
    for engine in (without, restored):
        with engine.connect() as connection:
            partnership = connection.execute(sa.text("SELECT min(partnership) FROM partnerships")).scalar_one()
            person = connection.execute(sa.text("SELECT min(person) FROM persons")).scalar_one()
        for day in (ON, ON + timedelta(days=30)):
            raised.append(len(run_night(engine, day, at=AT).raised))
            given = {"partnership": partnership, "role": "beleidsmedewerker", "person": person}
            perform(engine, "assign-role", given, on=day, by=person, at=AT)
            perform(engine, "release-role", given, on=day, by=person, at=AT)
    assert dump(without) == dump(restored)
    assert raised[:2] == raised[2:]
    assert raised[1] > 0
    without.dispose()


def test_the_file_says_what_it_is_and_only_its_owner_reads_it(original: Engine, copy: Path) -> None:
    """Its header tells revision, moment and columns; the file is private; the same data gives the same file."""
    header = read_header(copy)
    assert (head(), AT.isoformat()) == (header.revision, header.at)
    assert set(metadata.tables) == set(header.tables)
    assert 0o600 == copy.stat().st_mode & 0o777
    assert [] == leftovers(copy.parent)
    before = copy.read_bytes()
    back_up(original, copy, at=AT)
    assert before == copy.read_bytes()


def crowded(engine: Engine, many: int = 60) -> Story:
    """Let many partnerships stand still, so that a night has something to say in batches."""
    story = Story(engine)
    story.start("2026-01-05")
    for number in range(many):
        story.act(
            "2026-01-05", "start-partnership", partnership=f"X-{number:03}", title="Groen", organisation="O-1"
        )  # fmt: skip
    return story


NIGHT = date(2026, 4, 5)


def agree(engine: Engine) -> int:
    """Return how many signals there are, after seeing that the journal and the terms say the same."""
    with engine.connect() as connection:
        told = sa.text("SELECT partnership FROM journal WHERE act = 'raise-signal' ORDER BY 1")
        signals = connection.execute(sa.text("SELECT partnership FROM signals ORDER BY 1")).scalars().all()
        assert connection.execute(told).scalars().all() == signals
        assert [] == check(connection)["differences"]
    return len(signals)


def test_a_night_between_two_tables_is_not_in_the_copy(
    engine: Engine, empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While tables are read, a whole night runs and commits; the copy is of the moment before it."""
    crowded(engine)
    before, ran = dump(engine), []

    def reading(connection: Connection, table: sa.Table) -> Iterator[Rows]:
        if table.name == "signals":
            ran.append(len(run_night(engine, NIGHT, at=AT).raised))
        return read_rows(connection, table)

    with monkeypatch.context() as patch:
        patch.setattr(saving, "read_rows", reading)
        back_up(engine, tmp_path / "kopie", at=AT)
    assert [61] == ran
    restored = empty("sqlite")
    restore(restored, tmp_path / "kopie")
    assert before == dump(restored)
    run_night(restored, NIGHT, at=AT)
    assert dump(engine) == dump(restored)


def test_a_copy_between_two_batches_of_a_night_is_completed_by_it(
    engine: Engine, empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of half a night agrees with itself, and the night after the restore does the other half."""
    crowded(engine)
    batch, done = nights._chunk, []

    def watched(*given: Any) -> tuple[nights.NightReport, set[str]]:  # noqa: ANN401  # what a batch is given
        done.append(batch(*given))
        if len(done) == 2:
            back_up(engine, tmp_path / "kopie", at=AT)
        return done[-1]

    with monkeypatch.context() as patch:
        patch.setattr(nights, "CHUNK", 20)
        patch.setattr(nights, "_chunk", watched)
        run_night(engine, NIGHT, at=AT)
    restored = empty("sqlite")
    restore(restored, tmp_path / "kopie")
    assert 40 == agree(restored)
    run_night(restored, NIGHT, at=AT)
    assert dump(engine) == dump(restored)


CHILD = """
import sys
from datetime import UTC, date, datetime
from groeituin import night
from models.database import open_database
night.CHUNK = 3
night.run_night(open_database(sys.argv[1]), date.fromisoformat(sys.argv[2]), at=datetime(2026, 1, 1, 4, 15, tzinfo=UTC))
"""


@pytest.mark.slow
def test_copies_next_to_a_night_in_another_process_are_each_of_one_moment(
    engine: Engine, empty: Empty, tmp_path: Path
) -> None:
    """Copies made one after another while a night runs elsewhere each agree with themselves; none stops the night."""
    crowded(engine)
    url = engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen([sys.executable, "-c", CHILD, url, NIGHT.isoformat()], stderr=subprocess.PIPE, text=True)
    copies: list[Path] = []
    while process.poll() is None and len(copies) < 200:
        copies.append(tmp_path / f"kopie_{len(copies):03}")
        back_up(engine, copies[-1], at=AT)
    assert ("", 0) == (process.communicate(timeout=120)[1], process.returncode)
    back_up(engine, tmp_path / "kopie", at=AT)
    differing = {path.read_bytes(): path for path in [*copies, tmp_path / "kopie"]}
    counts = []
    for path in differing.values():
        restored = empty("sqlite")
        restore(restored, path)
        counts.append(agree(restored))
    assert 61 == counts[-1]
    assert counts == sorted(counts)


def packed(text: bytes) -> bytes:
    """Compress a text as a backup is."""
    memory = BytesIO()
    with gzip.GzipFile("", "wb", 1, memory, 0) as file:
        file.write(text)
    return memory.getvalue()


def refused(engine: Engine, path: Path) -> str:
    """Return why a file is refused; the database must be left without tables."""
    with pytest.raises(BadInput) as told:
        restore(engine, path)
    assert [] == table_names(engine)
    return told.value.message


def test_every_changed_byte_is_refused(copy: Path, empty: Empty, tmp_path: Path) -> None:
    """A byte that differs, at the first and last places and at 120 seeded ones, makes the file refused."""
    whole, chosen, engine = copy.read_bytes(), random.Random(SEED), empty("sqlite")
    places = [*range(24), *range(len(whole) - 24, len(whole)), *chosen.sample(range(len(whole)), 120)]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= chosen.randrange(1, 256)
        (tmp_path / "anders").write_bytes(changed)
        assert "reservekopie" in refused(engine, tmp_path / "anders"), place


def test_a_file_that_was_cut_off_or_added_to_is_refused(copy: Path, empty: Empty, tmp_path: Path) -> None:
    """Nothing, a part, or more than the whole is no backup, compressed anew or not."""
    whole, chosen, engine = copy.read_bytes(), random.Random(SEED), empty("sqlite")
    text, path = gzip.decompress(whole), tmp_path / "anders"
    for length in (0, 1, 9, 10, len(whole) - 1, len(whole) - 8, *chosen.sample(range(len(whole)), 60)):
        path.write_bytes(whole[:length])
        assert "reservekopie" in refused(engine, path), length
    for content in (whole + whole, whole + b"x"):
        path.write_bytes(content)
        assert "reservekopie" in refused(engine, path)
    lines = text.splitlines(keepends=True)
    for kept in (
        lines[:-1],
        lines[:1],
        lines[1:],
        [*lines[:3], *lines[4:]],
        [*lines[:3], lines[4], lines[3], *lines[5:]],
    ):
        path.write_bytes(packed(b"".join(kept)))
        assert "reservekopie" in refused(engine, path)


Change = Callable[[Rows], Rows]


def forged(path: Path, changes: dict[str, Change], to: Path, **header: Any) -> None:  # noqa: ANN401  # fields of a header
    """Write a backup with other rows or another header, and the sums that belong to it."""
    real = read_header(path)
    with written(to) as file:
        writer = Writer(file, replace(real, **header))
        for table, rows in read_parts(path):
            writer.add(table, changes[table](rows) if table in changes else rows)
        writer.close()


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_do_not_fit_are_refused_as_bad_input(copy: Path, empty: Empty, tmp_path: Path, kind: str) -> None:
    """With the right sums, what points to nothing, is there twice or is no date still restores nothing."""
    changes: dict[str, Change] = {
        "points to nothing": lambda rows: [["P-9", *rows[0][1:]], *rows[1:]],
        "is there twice": lambda rows: [*rows, *rows],
        "is no phase": lambda rows: [[*row[:2], "klaar", *row[3:]] for row in rows],
    }
    engine = empty(kind)
    for name, change in changes.items():
        forged(copy, {"phase_entries": change}, tmp_path / "anders")
        assert "past niet" in refused(engine, tmp_path / "anders"), name
    real = read_header(copy)
    forged(copy, {}, tmp_path / "anders", tables=real.tables | {"webhooks": ["address"]})
    assert "past niet" in refused(engine, tmp_path / "anders")


def test_a_backup_of_a_newer_program_is_told_apart(copy: Path, empty: Empty, tmp_path: Path) -> None:
    """A schema or a format that is not known yet asks for the newer version; other files are no backup."""
    engine, path = empty("sqlite"), tmp_path / "anders"
    forged(copy, {}, path, revision="9999")
    assert "schema 9999" in refused(engine, path)
    text = gzip.decompress(copy.read_bytes())
    path.write_bytes(packed(text.replace(b'"version":1', b'"version":2', 1)))
    assert "nieuwere versie" in refused(engine, path)
    for content in (b"", b"SQLite format 3\0", packed(b"{}\n"), packed(b"[1]\n")):
        path.write_bytes(content)
        assert "geen reservekopie" in refused(engine, path)
    assert "kan niet worden gelezen: er staat een map waar een bestand moet zijn." in refused(engine, tmp_path)


def test_a_database_with_tables_is_left_alone(engine: Engine, copy: Path) -> None:
    """Whatever tables there are, a restore refuses and says what to do."""
    Story(engine).start("2026-01-05")
    before = dump(engine)
    with pytest.raises(Refused, match="lege database") as told:
        restore(engine, copy)
    assert "database_niet_leeg" == told.value.details[0]["code"]
    assert before == dump(engine)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_check_finds_is_named_and_kept_only_when_told(
    sqlite_story: Story, empty: Empty, tmp_path: Path, kind: str
) -> None:
    """A copy of a database with a wrong term is whole, and restored only for who asks for it as it was."""
    sqlite_story.start("2026-01-05")
    with writing(sqlite_story.engine).begin() as connection:
        connection.execute(sa.text("UPDATE terms SET due_on = '2026-12-24' WHERE rule = 'fase_staat_stil'"))
    back_up(sqlite_story.engine, tmp_path / "kopie", at=AT)
    engine = empty(kind)
    with pytest.raises(DifferencesFound) as told:
        restore(engine, tmp_path / "kopie")
    assert ["fase_staat_stil"] == [detail["rule"] for detail in told.value.details]
    assert [] == table_names(engine)
    restore(engine, tmp_path / "kopie", keep_differences=True)
    assert dump(sqlite_story.engine) == dump(engine)


def test_a_journal_that_is_not_as_it_was_written_is_named(copy: Path, empty: Empty, tmp_path: Path) -> None:
    """A row of the journal that was changed in the copy, with the sums that belong to it, is found by its chain."""
    engine, path = empty("sqlite"), tmp_path / "anders"
    place = read_header(copy).tables["journal"].index("by")

    def other(rows: Rows) -> Rows:
        return [[*row[:place], "iemand", *row[place + 1 :]] if row[0] == 7 else row for row in rows]

    forged(copy, {"journal": other}, path)
    with pytest.raises(DifferencesFound) as told:
        restore(engine, path)
    assert [(7, "gewijzigd")] == [(detail["entry"], detail["code"]) for detail in told.value.details]
    assert [] == table_names(engine)
    restore(engine, path, keep_differences=True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_rows_in_a_table_does_not_matter(
    original: Engine, copy: Path, empty: Empty, tmp_path: Path, kind: str
) -> None:
    """A row may come before the one in its own table that it points to: a contract replaced by an older one."""
    successor = sa.text("SELECT count(*) FROM contracts WHERE replaces IS NOT NULL")
    with original.connect() as connection:
        assert connection.execute(successor).scalar_one() > 0
    forged(copy, dict.fromkeys(("contracts", "partnerships"), lambda rows: rows[::-1]), tmp_path / "anders")
    engine = empty(kind)
    restore(engine, tmp_path / "anders")
    assert dump(original) == dump(engine)


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("old", ["0004", "0007"])
def test_an_older_schema_is_restored_and_upgraded(
    story: Story, empty: Empty, tmp_path: Path, old: str, target: str
) -> None:
    """A copy of an older schema becomes what upgrading the database itself gives."""
    story.reach("realisatie")
    downgrade(story.engine, old)
    back_up(story.engine, tmp_path / "kopie", at=AT)
    assert old == read_header(tmp_path / "kopie").revision
    upgrade(story.engine)
    engine = empty(target)
    restore(engine, tmp_path / "kopie")
    assert dump(story.engine) == dump(engine)
    assert head() == revision(engine)


def downgrade(engine: Engine, to: str) -> None:
    """Bring the database down to an older schema."""
    config = _config()
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def test_a_database_without_tables_or_with_a_newer_schema_has_no_copy(
    sqlite: Engine, empty: Empty, tmp_path: Path
) -> None:
    """There is nothing to keep, or it is not known what."""
    with pytest.raises(StorageUnreachable, match="niets om te bewaren"):
        back_up(empty("sqlite"), tmp_path / "kopie", at=AT)
    with writing(sqlite).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageUnreachable, match="9999"):
        back_up(sqlite, tmp_path / "kopie", at=AT)
    assert [] == leftovers(tmp_path)
    assert not (tmp_path / "kopie").exists()


def unkept(engine: Engine, path: Path) -> GroeituinError:
    """Return why a backup could not be made; nothing of it is left."""
    folder = path.parent if path.parent.is_dir() else path.parent.parent
    before = sorted(folder.iterdir())
    with pytest.raises(GroeituinError) as told:
        back_up(engine, path, at=AT)
    assert before == sorted(folder.iterdir())
    return told.value


def test_what_stands_at_the_place_of_a_backup_is_not_overwritten(original: Engine, tmp_path: Path) -> None:
    """Only an older backup is replaced: not a database by a slip of the hand, nor a folder or a link to nowhere."""
    (tmp_path / "groeituin.db").write_bytes(b"SQLite format 3")
    (tmp_path / "map").mkdir()
    (tmp_path / "wijzer").symlink_to(tmp_path / "nergens")
    for name in ("groeituin.db", "map", "wijzer"):
        error = unkept(original, tmp_path / name)
        assert ("bad_input", True) == (error.code, "iets anders" in error.message)
    assert b"SQLite format 3" == (tmp_path / "groeituin.db").read_bytes()


def test_a_folder_that_cannot_be_written_to_is_told(original: Engine, tmp_path: Path) -> None:
    """A folder that is not there, or is a file, gives a sentence and leaves nothing."""
    (tmp_path / "bestand").touch()
    for name, said in {"weg": "de map bestaat niet.", "bestand": "waar een map moet zijn."}.items():
        error = unkept(original, tmp_path / name / "kopie")
        assert ("storage", True) == (error.code, error.message.endswith(said))


def test_a_full_disk_leaves_the_earlier_backup(
    original: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk is full, while rows are written or only when they must reach it, the older copy stays."""
    path = tmp_path / "kopie"
    back_up(original, path, at=AT)
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        error = unkept(original, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ("storage", True) == (error.code, "groter dan hier mag" in error.message)

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    error = unkept(original, path)
    assert ("storage", True) == (error.code, "de schijf is vol" in error.message)
    assert before == path.read_bytes()


# Kills itself, as `kill -9` would, just before its n-th write to the file or statement to the database (0: never).
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from groeituin.backup import back_up, restore
from groeituin.backup.file import Writer
from models import portable
from models.database import open_database

what, url, path, moment = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
engine, seen = open_database(url), 0
portable.BATCH = 20

def count(*_):
    global seen
    seen += 1
    if seen == moment:
        os.kill(os.getpid(), signal.SIGKILL)

def before(what):
    def counted(*given, **named):
        count()
        return what(*given, **named)
    return counted

if what == "backup":
    Writer._line, os.fsync, Path.replace = before(Writer._line), before(os.fsync), before(Path.replace)
    back_up(engine, path, at=datetime(2026, 1, 1, 4, 15, tzinfo=UTC))
else:
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    restore(engine, path)
print(seen)
"""


def killed(what: str, engine: Engine, path: Path, moment: int) -> subprocess.CompletedProcess[str]:
    """Back up or restore in a process of its own that kills itself at a moment."""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, what, url, str(path), str(moment)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def moments(of: int, many: int) -> list[int]:
    """Return seeded moments, the last ones among them."""
    return sorted({*random.Random(SEED).sample(range(1, of + 1), many), of - 2, of - 1, of})


@pytest.mark.slow
def test_a_killed_backup_leaves_no_file_or_the_earlier_one(engine: Engine, copy: Path, tmp_path: Path) -> None:
    """Killed at seeded moments, there is no file under the name, or the older one; the next one is whole."""
    crowded(engine, 20)
    path, older = tmp_path / "map" / "kopie", copy.read_bytes()
    path.parent.mkdir()
    calm = killed("backup", engine, path, 0)
    assert (0, "") == (calm.returncode, calm.stderr)
    whole, written_times = path.read_bytes(), int(calm.stdout)
    for number, moment in enumerate(moments(written_times, 6)):
        path.unlink(missing_ok=True)
        if number % 2:
            path.write_bytes(older)
        assert -signal.SIGKILL == killed("backup", engine, path, moment).returncode
        if moment < written_times:  # the last thing is only to keep the name
            assert (older if number % 2 else None) == (path.read_bytes() if path.exists() else None)
        else:
            assert whole == path.read_bytes()
    assert (0, "") == ((again := killed("backup", engine, path, 0)).returncode, again.stderr)
    assert whole == path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_restore_leaves_no_tables(copy: Path, empty: Empty, kind: str) -> None:
    """Killed at seeded moments, up to the commit itself, there are no tables; the next restore is whole."""
    calm = killed("restore", (restored := empty(kind)), copy, 0)
    assert (0, "") == (calm.returncode, calm.stderr)
    engine = empty(kind)
    for moment in moments(int(calm.stdout), 6):
        assert -signal.SIGKILL == killed("restore", engine, copy, moment).returncode
        assert [] == table_names(engine), moment
    restore(engine, copy)
    assert dump(restored) == dump(engine)


def test_how_far_it_is_goes_from_nothing_to_everything(original: Engine, empty: Empty, tmp_path: Path) -> None:
    """Both tell how far they are, never less than before and at most 1."""
    told: list[float] = []
    back_up(original, tmp_path / "kopie", at=AT, progress=told.append)
    assert (sorted(told), 1.0) == (told, told[-1])
    told.clear()
    restore(empty("sqlite"), tmp_path / "kopie", progress=told.append)
    assert (sorted(told), 1.0) == (told, told[-1])
