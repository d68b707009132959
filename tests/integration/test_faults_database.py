"""The database server is killed in the middle, or its disk is full: a clear sentence, nothing half, nothing lost."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from commands import typed
from crowd import crowded
from faults import Count, contents_of
from killing import before, chosen
from postgresql_server import Server, postgresql_server
from sent_mail import MONDAY, PAST_LEASE, SENDER, Clock, asked, asked_of, delivered, kept, readers, untold
from sent_mail import Count as LetterCount
from story import Story

from groeituin import night as nights
from groeituin.clock import now
from groeituin.delivery import letters, outbox
from groeituin.delivery.folder import Folder
from models.database import open_database, writing
from models.schema import upgrade

NIGHT = "2026-04-05"
MANY, SEED, TIMES = 40, 7, 5


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return a PostgreSQL server of these tests' own, with a crowd and with letters to send."""
    with postgresql_server() as running:
        for name in ("menigte", "ochtend"):
            engine = open_database(running.database(name))
            upgrade(engine)
            crowded(Story(engine), MANY) if name == "menigte" else asked_of(Story(engine), readers(6))
            engine.dispose()
        broken = open_database(running.database("gebroken", like="menigte"))
        with writing(broken).begin() as connection:
            connection.execute(sa.text("UPDATE partnerships SET definition = 'weg/9' WHERE partnership = 'X-003'"))
        broken.dispose()
        yield running


COMMANDS = {
    "night": ("night", "--on", NIGHT),
    "act": ("act", "hand-over", '{"from": "anna", "to": "bert"}', "--on", NIGHT, "--by", "toets"),
}
UNREACHABLE = "De database is niet bereikbaar"
_numbers = itertools.count(1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "like", "ends", "times"),
    [("night", "menigte", 0, TIMES), ("night", "gebroken", 1, 3), ("act", "menigte", 0, TIMES)],
    ids=["night", "night one by one", "act"],
)  # fmt: skip
def test_the_database_server_is_killed_and_stays_away(
    server: Server, monkeypatch: pytest.MonkeyPatch, command: str, like: str, ends: int, times: int
) -> None:
    """It ends with exit 5 and a sentence, whatever it was doing; when the server is back the next one completes it."""
    monkeypatch.setattr(nights, "CHUNK", 10)
    calm, what = (
        server.database(f"kalm_{next(_numbers)}_{like}", like=like),
        "a night" if command == "night" else "an act",
    )
    count = Count(f"the database server is killed in the middle of {what}, and back later", group="database")
    with before(0, server.kill) as seen:
        assert ends == typed(calm, *COMMANDS[command])[0]
    expected = contents_of(calm, broken="gebroken" in calm)
    for moment in chosen(seen[0], times, SEED):
        url = server.database(f"stuk_{next(_numbers)}_{like}", like=like)
        with before(moment, server.kill):
            status, said = typed(url, *COMMANDS[command])
        assert (5, True) == (status, said.startswith(UNREACHABLE)), f"before moment {moment} of {seen[0]}: {said}"
        assert 5 == typed(url, *COMMANDS[command])[0], "as long as it is away"
        server.start()
        assert ends == typed(url, *COMMANDS[command])[0]
        count.struck(expected, contents_of(url, broken="gebroken" in url))
    assert times == count.tried
    count.nothing_lost()


@pytest.mark.slow
def test_the_database_server_is_killed_and_is_back_at_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A night goes on where it can; whatever it says, after the next one everything is there, once."""
    monkeypatch.setattr(nights, "CHUNK", 10)
    count = Count("the database server is killed and started again in the middle of a night", group="database")
    calm, ended = server.database("kalm_weer", like="menigte"), set()
    with before(0, server.kill) as seen:
        assert (0, "") == typed(calm, *COMMANDS["night"])
    expected = contents_of(calm, broken="gebroken" in calm)

    def strike() -> None:
        server.kill()
        server.start()

    for moment in chosen(seen[0], TIMES, SEED + 1):
        url = server.database(f"weer_{next(_numbers)}", like="menigte")
        with before(moment, strike):
            status, said = typed(url, *COMMANDS["night"])
        ended.add(status)
        assert (0, "") == (status, said) or (5, True) == (status, said.startswith(UNREACHABLE)), (moment, said)
        assert (0, "") == typed(url, *COMMANDS["night"])
        count.struck(expected, contents_of(url, broken="gebroken" in url))
    assert 0 in ended, "a batch is tried again, with a new connection"
    count.nothing_lost()


@pytest.mark.slow
def test_the_database_server_is_killed_in_the_middle_of_a_delivery(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The delivery ends with exit 5 and a sentence; the next ones send everything, each repeat in its own place."""
    monkeypatch.setattr(letters, "READERS", 2)
    monkeypatch.setattr(outbox, "BATCH", 2)
    monkeypatch.setenv("GROEITUIN_MAIL_SENDER", SENDER)
    command = ("deliver", "--on", MONDAY)
    monkeypatch.setenv("GROEITUIN_MAIL_FOLDER", str(tmp_path / "kalm"))
    with before(0, server.kill) as seen:
        assert (0, "") == typed(server.database("kalm_post", like="ochtend"), *command)
    expected = {one.message_id for one in kept(tmp_path / "kalm")}
    count = LetterCount("the database server is killed in the middle of a delivery", group="database")
    for moment in chosen(seen[0], TIMES, SEED + 2):
        url, folder = server.database(f"post_{next(_numbers)}", like="ochtend"), tmp_path / f"post-{moment}"
        monkeypatch.setenv("GROEITUIN_MAIL_FOLDER", str(folder))
        with before(moment, server.kill):
            status, said = typed(url, *command)
        assert (5, True) == (status, said.startswith(UNREACHABLE)), (
            f"killed before moment {moment} of {seen[0]}: {said}"
        )
        server.start()
        engine = open_database(url)
        last = delivered(engine, Folder(folder), Clock(now() + PAST_LEASE), on=MONDAY)
        assert (0, 0) == (last.waiting, untold(engine))
        assert expected == {one.message_id for one in kept(folder)}
        count.tried += 1
        count.add(asked(engine), kept(folder))
        engine.dispose()
    count.nothing_lost()
