"""A machine loses its network in the middle of a night: nobody waits for ever, nothing is lost or asked twice."""

import itertools
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa
from commands import typed
from crowd import crowded
from deployment import DEPLOY, psql
from faults import Count, contents_of
from killing import before, chosen
from networks import Network, network
from postgresql_server import Server, postgresql_server
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url
from story import AT, Story

from groeituin import night as nights
from groeituin.night import run_night
from models.database import WRITE_LOCK, open_database, writing
from models.schema import upgrade

NIGHT = "2026-04-05"
COMMAND = ("night", "--on", NIGHT)
MANY, SEED, TIMES = 40, 7, 3
UNREACHABLE = "De database is niet bereikbaar"
# What deploy/roles.sql and models/database.py set to minutes, in seconds.
SOONER = {"'60s'": "'1s'", "'10s'": "'1s'", "'90s'": "'3s'"}
SILENCE = "?connect_timeout=2&keepalives_idle=1&keepalives_interval=1&keepalives_count=2&tcp_user_timeout=2000"
# How many sessions have the turn to write in this database.
HOLD = (
    "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database "
    "WHERE datname = current_database() AND locktype = 'advisory' AND objid = :lock AND granted"
)
WAIT = HOLD.replace("AND granted", "AND NOT granted")
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def cable() -> Iterator[Network]:
    """Return another machine, and the cable to it."""
    with network() as laid:
        yield laid


@pytest.fixture(scope="module")
def server(cable: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server that the other machine reaches, with a crowd and with the roles of deploy/."""
    roles = (DEPLOY / "roles.sql").read_text()
    for limit, sooner in SOONER.items():
        assert limit in roles
        roles = roles.replace(limit, sooner)
    path = tmp_path_factory.mktemp("rollen") / "roles.sql"
    path.write_text(roles)
    with postgresql_server() as running:
        running.listen(cable.address)
        url = running.database("menigte")
        psql(running.url, "menigte", "--file", str(path))
        for role, fill in (("groeituin_owner", upgrade), ("groeituin", lambda engine: crowded(Story(engine), MANY))):
            engine = open_database(make_url(url).set(username=role).render_as_string(hide_password=False))
            fill(engine)
            engine.dispose()
        yield running


@pytest.fixture
def calm(server: Server, cable: Network, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the URL of another copy of the crowd, for nights in small batches, over a cable that is whole."""
    cable.mend()
    monkeypatch.setattr(nights, "CHUNK", 10)
    return another(server)


def another(server: Server) -> str:
    """Return the URL of another copy of the crowd, on the machine of the server."""
    url = make_url(server.database(f"nacht_{next(_numbers)}", like="menigte"))
    return url.set(username="groeituin").render_as_string(hide_password=False)


def far(cable: Network, near: str) -> tuple[int, str]:
    """Type the night on the other machine; return its exit status and what it said."""
    with cable.there():
        name = make_url(near).database
        return typed(f"postgresql+psycopg://groeituin@{cable.address}/{name}{SILENCE}", *COMMAND)


def night(url: str) -> int:
    """Run the night on the machine of the server; return how many failed."""
    engine = open_database(url)
    try:
        return len(run_night(engine, date.fromisoformat(NIGHT), at=AT).failures)
    finally:
        engine.dispose()


def asked(url: str, query: str) -> int:
    """Return the one figure of a query about the turn to write."""
    engine = open_database(url)
    with engine.connect() as connection:
        found = int(connection.execute(sa.text(query), {"lock": WRITE_LOCK}).scalar_one())
    engine.dispose()
    return found


@contextmanager
def commits(seen: list[int]) -> Iterator[list[int]]:
    """Yield which moments are commits, as ``before`` counts them."""
    found: list[int] = []

    def keep(*_told: object) -> None:
        found.append(seen[0])

    event.listen(Engine, "commit", keep)
    yield found
    event.remove(Engine, "commit", keep)


@pytest.mark.slow
@pytest.mark.parametrize("only_answers", [False, True], ids=["everything", "answers"])
def test_the_network_is_lost_in_the_middle_of_a_night(
    server: Server, cable: Network, calm: str, *, only_answers: bool
) -> None:
    """It ends with exit 5 and a sentence, what it held is given free, and another night does all of it meanwhile.

    Where only answers are lost, one of them to a commit, the database has kept what the night does not know of.
    """
    with before(0, cable.cut) as seen, commits(seen) as kept:
        assert (0, "") == typed(calm, *COMMAND)
    expected, held = contents_of(calm), []
    what = "answers of the database are" if only_answers else "network is"
    count = Count(f"the {what} lost in the middle of a night, while another machine does it", group="nights")

    def strike(url: str, others: ThreadPoolExecutor, begun: list[Future[int]]) -> None:
        cable.cut(only_answers=only_answers)
        held.append(asked(url, HOLD))
        begun.append(others.submit(night, url))

    for moment in [*chosen(seen[0], TIMES, SEED + only_answers), kept[len(kept) // 2]]:
        url, begun = another(server), list[Future[int]]()
        with ThreadPoolExecutor(1) as others, before(moment, partial(strike, url, others, begun)):
            status, said = far(cable, url)
            assert (5, True) == (status, said.startswith(UNREACHABLE)), f"before moment {moment} of {seen[0]}: {said}"
            assert 0 == begun[0].result(timeout=60)
        cable.mend()
        count.struck(expected, contents_of(url))
    assert any(held), "the other night waited for what was held"
    count.nothing_lost()


@pytest.mark.slow
def test_the_network_is_lost_while_a_night_waits_for_its_turn(server: Server, cable: Network, calm: str) -> None:
    """It has sent all it had to, so only asking can tell: it ends as well, and its place in the queue is given free."""
    assert 0 == night(calm)
    count = Count("the network is lost while a night waits for somebody who writes", group="nights")
    url = another(server)
    engine = open_database(url)
    with ThreadPoolExecutor(1) as others, writing(engine).begin():
        waiting = others.submit(far, cable, url)
        while not asked(url, WAIT):
            time.sleep(0.05)
        cable.cut()
        status, said = waiting.result(timeout=60)
    engine.dispose()
    assert (5, True) == (status, said.startswith(UNREACHABLE)), said
    assert 0 == night(url)
    cable.mend()
    count.struck(contents_of(calm), contents_of(url))
    count.nothing_lost()
