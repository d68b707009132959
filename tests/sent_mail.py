"""What tests of delivery share: people who are asked something, deliveries at a moment, and what became of it all."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import faults
import sqlalchemy as sa
from mail_server import Does, Received
from sqlalchemy.engine import Engine
from story import P1, Story

from groeituin.clock import AMSTERDAM
from groeituin.delivery.channel import Channel
from groeituin.delivery.deliver import DeliveryReport, deliver
from groeituin.delivery.mail import Mail
from groeituin.delivery.outbox import LEASE
from groeituin.delivery.post import Post
from groeituin.delivery.smtp import Smtp
from groeituin.delivery.webhook import Webhook
from groeituin.texts.letters.wording import LABELS
from models import deliveries
from models.database import table, writing

SENDER = "groeituin@voorbeeld.nl"
SOURCE = "urn:nld:oin:00000001823288444000:systeem:groeituin"
STARTED, MONDAY = "2026-11-02", "2026-11-23"
MORNING = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
PAST_LEASE = LEASE + timedelta(seconds=1)
Question = tuple[str, str]  # an address, and a sentence that asks


def readers(many: int) -> list[str]:
    """Return the codes of so many people."""
    return [f"lezer-{number:02}" for number in range(1, many + 1)]


def asked_of(story: Story, people: Sequence[str], *, starter: bool = True) -> Story:
    """Let the night before Monday's letters ask each of some people for one late action of P-1.

    Args:
        story: an empty one.
        people: who have an action.
        starter: whether the one who started P-1 is registered.
    """
    story.act(STARTED, "register-organisation", organisation="O-1", name="Gemeente Voorbeeld", sector="gemeente")
    for person in dict.fromkeys((*people, *(("toets",) if starter else ()))):
        story.act(STARTED, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl")
    story.act(STARTED, "start-partnership", **P1, title="Schoonmaak", organisation="O-1")
    for number, person in enumerate(people, 1):
        late(story, STARTED, f"A-{number}", person)
    story.night(MONDAY)
    return story


def late(
    story: Story, on: str, action: str, person: str, deadline: str = "2026-11-20", partnership: str = "P-1"
) -> None:
    """Give somebody an action; after its deadline the night asks for it, and each week again."""
    known = {"description": f"Bel over {action}", "owner": person, "deadline": deadline}
    story.act(on, "add-action", partnership=partnership, action=action, **known)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.at

    @property
    def today(self) -> str:
        """Return the date in the Netherlands."""
        return self.at.astimezone(AMSTERDAM).date().isoformat()

    def forward(self, by: timedelta) -> None:
        """Go some time forward."""
        self.at += by


def smtp(url: str, timeout: float = 30.0) -> Smtp:
    """Return a channel to a mail server that does not wait between letters."""
    return Smtp(url, rate=1e9, clock=time.perf_counter, sleep=time.sleep, timeout=timeout)


def delivered(
    engine: Engine, mail: Channel[Mail] | str, clock: Clock, hook: Webhook | None = None, on: str = ""
) -> DeliveryReport:
    """Deliver at a moment, to a channel or to a mail server's address, as a run of its own.

    Args:
        engine: the database.
        mail: the channel, or the address.
        clock: the moment.
        hook: who follows events.
        on: the day of the letters; that of the clock unless told.
    """
    post = Post(smtp(mail) if isinstance(mail, str) else mail, SENDER, hook)
    return deliver(engine, post, on=date.fromisoformat(on or clock.today), clock=clock, lease=str(uuid4()))


def until_nothing_waits(engine: Engine, mail: Channel[Mail] | str, clock: Clock, hook: Webhook | None = None) -> int:
    """Deliver every quarter of an hour until nothing waits, and return how many deliveries that took."""
    for run in range(1, 200):
        report = delivered(engine, mail, clock, hook)
        if not report.waiting:
            return run
        clock.forward(QUARTER)
    raise AssertionError(report.as_json())


def follows(engine: Engine, url: str) -> None:
    """Let an address be told everything that happened so far."""
    values = {"address": sha256(url.encode()).hexdigest(), "told_up_to": 0}
    with writing(engine).begin() as connection:
        connection.execute(table(deliveries.Webhook).insert(), values)


def only(person: str, does: Does, times: int = 1_000_000) -> Callable[[str, int], Does]:
    """Return the behaviour that does something to the first letters to one person, and accepts all others."""
    return lambda to, before: does if to == f"{person}@voorbeeld.nl" and before < times else "accept"


def rows(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  # what a query binds
    """Return the rows of a query."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query), values)]


def statuses(engine: Engine) -> dict[str, str]:
    """Return how it stands with each letter and invitation, by key."""
    return dict(rows(engine, "SELECT key, status FROM deliveries WHERE person IS NOT NULL"))


def untold(engine: Engine) -> int:
    """Return how often somebody still must be told something."""
    return int(rows(engine, "SELECT count(*) FROM signal_recipients WHERE news IS NOT NULL")[0][0])


def asked(engine: Engine) -> set[Question]:
    """Return what people who have an address were asked, whatever the deliveries say of it."""
    query = (
        "SELECT email, sentence FROM signals JOIN signal_recipients ON signal = signals.id "
        "JOIN persons ON persons.person = signal_recipients.person"
    )
    return {(email, spaced(sentence)) for email, sentence in rows(engine, query)}


def kept(folder: Path) -> list[Received]:
    """Return the letters that stand in a folder."""
    contents = [path.read_bytes() for path in sorted(folder.rglob("*.eml"))]
    headers = [message_from_bytes(content, policy=default) for content in contents]
    return [
        Received(found["Message-ID"], found["To"].addresses[0].addr_spec, content)
        for found, content in zip(headers, contents, strict=True)
    ]


@cache
def text_of(content: bytes) -> str:
    """Return what a received letter says as plain text, with single spaces."""
    body = message_from_bytes(content, policy=default).get_body(("plain",))
    assert body is not None
    return spaced(body.get_content())


def spaced(text: str) -> str:
    """Return a text with single spaces, however its lines were broken."""
    return " ".join(text.split())


def told(received: Iterable[Received], questions: Iterable[Question]) -> dict[Question, set[str]]:
    """Return, per question, the Message-IDs of the letters that told it as news to that address."""
    letters = defaultdict(list)
    for one in received:
        letters[one.to].append(one)
    return {
        (to, sentence): {
            letter.message_id
            for letter in letters[to]
            if any(f"{label.upper()}. {sentence}" in text_of(letter.content) for label in LABELS.values())
        }
        for to, sentence in questions
    }


@dataclass(slots=True)
class Count(faults.Count):
    """What one fault did to the questions and events that had to be told."""

    group: faults.Group = field(default="letters and events", kw_only=True)

    def add(self, questions: Iterable[Question], received: Sequence[Received], named: int = 0) -> None:
        """Count a database's questions against what a mail server kept.

        A question is lost when no letter told it and no person is asked to decide (``named``); it was doubled beyond
        recognition when letters with different Message-IDs told it as news.
        """
        found = told(received, questions)
        missing = sum(not ids for ids in found.values())
        self.to_do += len(found)
        self.done += len(found) - missing
        self.named += named
        self.lost += max(missing - named, 0)
        self.again += len(received) - len({(one.to, one.message_id) for one in received})
        self.doubled += sum(len(ids) - 1 for ids in found.values() if ids)

    def add_events(self, events: Sequence[str], taken: Sequence[str], named: int = 0) -> None:
        """Count the events that had to be told against the ids of what another program took."""
        missing = len(set(events) - set(taken))
        self.to_do += len(events)
        self.done += len(events) - missing
        self.named += named
        self.lost += max(missing - named, 0)
        self.again += len(taken) - len(set(taken))
        self.doubled += len(set(taken) - set(events))
