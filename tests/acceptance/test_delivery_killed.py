"""A delivery that is killed at any moment: the next ones send everything, and each repeat is recognisable."""

import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from copies import Copy, copies
from delivering import Delivering, delivering
from event_receiver import Receiver, event_receiver
from mail_server import MailServer, Received, mail_server
from sent_mail import (
    MONDAY,
    PAST_LEASE,
    SOURCE,
    Clock,
    Count,
    asked,
    asked_of,
    delivered,
    follows,
    kept,
    readers,
    rows,
    statuses,
    text_of,
    untold,
)
from sqlalchemy.engine import Engine
from story import P1, Story

from groeituin.clock import now
from groeituin.delivery.folder import Folder
from groeituin.delivery.webhook import Webhook

MANY, BATCH, SEED = 18, 5, 20261123
# Of fifty moments; PostgreSQL takes longer to copy a database.
MOMENTS = {"sqlite": 30, "postgresql": 20}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a program that follows events."""
    with event_receiver() as running:
        yield running


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Run a mail server."""
    with mail_server() as running:
        yield running


@pytest.fixture
def copy(request: pytest.FixtureRequest, story: Story, receiver: Receiver, tmp_path: Path) -> Iterator[Copy]:
    """Return a function that opens another copy of a morning with letters, an invitation and events to send."""
    asked_of(story, readers(MANY))
    story.act(MONDAY, "assign-role", **P1, role="projectcoordinator", person="lezer-01")
    story.act(MONDAY, "plan-meeting", **P1, kind="werkgroep", planned_on="2026-12-01")
    follows(story.engine, receiver.url)
    with copies(story.engine, request, tmp_path) as another:
        yield another


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost(copy: Copy, server: MailServer, receiver: Receiver) -> None:
    """Killed at seeded moments, the deliveries after it bring the letters, invitations and events of a calm one."""

    def started(engine: Engine, moment: int) -> Delivering:
        return delivering(engine, moment=moment, batch=BATCH, smtp_url=server.url, webhook_url=receiver.url)

    hook = Webhook(receiver.url, source=SOURCE)
    calm = copy()
    alone = started(calm, 0)
    alone.begin()
    status, report, moments = alone.end()
    expected, events = ids(server.messages), list(receiver.taken)
    assert (0, len(expected) + len(events)) == (status, report["sent"])
    assert (MANY + 1, MANY) == (len(expected), len(events)), "a letter to each, one invitation, and an event of each"
    count, states = Count("kill -9 of a delivery, at seeded moments", 0), set()
    chosen = at_random(*moments, MOMENTS[calm.dialect.name])
    ready = [(copy(), chosen[0])]
    running = [started(*ready[0])]
    for number, moment in enumerate(chosen):
        if number + 1 < len(chosen):  # the next one starts up meanwhile
            ready.append((copy(), chosen[number + 1]))
            running.append(started(*ready[-1]))
        engine = ready[number][0]
        server.messages.clear()
        receiver.taken.clear()
        running[number].begin()
        assert -signal.SIGKILL == running[number].end()[0]
        states.add(tuple(sorted(statuses(engine).values())))
        for ahead in (now() - now(), PAST_LEASE):
            last = delivered(engine, server.url, Clock(now() + ahead), hook, on=MONDAY)
        assert (0, 0, 0) == (last.waiting, last.undecided, untold(engine)), f"killed before moment {moment}"
        whole(engine, server.messages, expected)
        assert events == list(dict.fromkeys(receiver.taken)), "each event, the first time in order"
        count.tried += 1
        count.add(asked(engine), server.messages)
        engine.dispose()
    assert len(states) > 3, "the kills fell between batches too, or this showed nothing"
    assert (len(chosen), len(chosen) * MANY) == (count.tried, count.to_do)
    assert count.again, "some letters came twice, or the kills never fell between sending and writing that down"
    count.nothing_lost()


@pytest.mark.slow
def test_killed_while_writing_files_no_letter_is_half(
    sqlite_story: Story, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """With letters as files every letter is whole, also right after the kill, and a repeat takes its own place."""
    asked_of(sqlite_story, readers(BATCH))
    count, there = Count("kill -9 of a delivery to a mail folder, at seeded moments", 0), set()
    with copies(sqlite_story.engine, request, tmp_path) as copy:
        alone = delivering(copy(), batch=BATCH, mail_folder=tmp_path / "kalm")
        alone.begin()
        made, moments = alone.end()[2]
        expected = {one.message_id: text_of(one.content) for one in kept(tmp_path / "kalm")}
        for moment in at_random(made, moments, 12):
            engine, folder = copy(), tmp_path / f"post-{moment}"
            killed = delivering(engine, moment=moment, batch=BATCH, mail_folder=folder)
            killed.begin()
            assert -signal.SIGKILL == killed.end()[0]
            assert {(one.message_id, text_of(one.content)) for one in kept(folder)} <= expected.items()
            there.add(len(kept(folder)))
            last = delivered(engine, Folder(folder), Clock(now() + PAST_LEASE), on=MONDAY)
            assert (0, 0) == (last.waiting, untold(engine)), f"killed before moment {moment}"
            assert expected == {one.message_id: text_of(one.content) for one in kept(folder)}
            count.tried += 1
            count.add(asked(engine), kept(folder))
    assert len(expected) == BATCH == max(there)
    assert len(there) > 2, "the kills fell between letters too, or this showed nothing"
    count.nothing_lost()


def at_random(made: int, moments: int, many: int) -> list[int]:
    """Return some moments, the same ones each time: one in three while letters are made, the others after that."""
    chance = random.Random(SEED)
    return chance.sample(range(1, made + 1), many // 3) + chance.sample(range(made + 1, moments + 1), many - many // 3)


def ids(messages: list[Received]) -> set[tuple[str, str]]:
    """Return to whom letters came, with their Message-IDs."""
    return {(one.to, one.message_id) for one in messages}


def whole(engine: Engine, messages: list[Received], expected: set[tuple[str, str]]) -> None:
    """Check that everything came, each repeat to the letter the same, and that no row is lost."""
    assert expected == ids(messages)
    assert len(expected) == len({one.content for one in messages}), "a repeat is the same, to the letter"
    assert ["verzonden"] * len(expected) == list(statuses(engine).values())
    assert [(0,)] == rows(engine, "SELECT count(*) FROM deliveries WHERE status <> 'verzonden'")
