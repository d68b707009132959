"""What is asked is told, in one letter a day, whatever happens to people, mail and clock (hypothesis chooses)."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mail_server import Does, MailServer, always, mail_server
from sent_mail import (
    DAY,
    MONDAY,
    PAST_LEASE,
    QUARTER,
    Clock,
    asked_of,
    delivered,
    late,
    rows,
    smtp,
    spaced,
    text_of,
    untold,
)  # fmt: skip
from sqlalchemy.engine import Connection, Engine
from story import P1, Story

from groeituin.delivery import letters
from groeituin.delivery.channel import Channel
from groeituin.delivery.mail import Mail
from groeituin.delivery.outbox import Composed, deliveries, put_in, retry
from groeituin.errors import GroeituinError
from models.database import open_database
from states.definition import handreiking

PEOPLE = ["anna", "bert", "cees", "dina"]
WHO = st.sampled_from(PEOPLE)
DOES: list[Does] = [
    "accept", "refuse", "greylist", "refuse_content", "defer_content", "drop", "drop_after", "closing", "login_first",
    "mumble",
]  # fmt: skip
STEPS = st.one_of(
    st.just(("night",)),
    st.tuples(st.just("deliver"), st.sampled_from(DOES), st.one_of(st.none(), WHO)),
    st.tuples(st.just("killed"), st.integers(0, 4), st.sampled_from(["before", "after"])),
    st.tuples(st.just("forward"), st.sampled_from([QUARTER, timedelta(hours=7), DAY, 3 * DAY, 8 * DAY])),
    st.tuples(st.just("address"), WHO),
    st.tuples(st.just("retry")),
    st.tuples(st.just("new"), WHO),
    st.tuples(st.just("answer"), st.integers(0, 9), st.sampled_from(["afgehandeld", "uitgesteld"])),
    st.tuples(st.just("hand over"), WHO, WHO),
    st.tuples(st.just("leaves"), WHO, st.booleans()),
    st.tuples(st.just("chooses"), WHO, st.sampled_from(["dagelijks", "wekelijks"]), st.booleans()),
)
chosen = settings(
    max_examples=int(os.environ.get("GROEITUIN_EXAMPLES", "30")), deadline=None, database=None, print_blob=True,
    suppress_health_check=list(HealthCheck), derandomize="CI" in os.environ,
)  # fmt: skip
Told = tuple[int, str]  # a signal and why it was told
WANTED = """
    SELECT r.person, r.signal, r.news, p.others, r.rung, s.rule
    FROM signal_recipients r JOIN signals s ON s.id = r.signal LEFT JOIN persons p ON p.person = r.person
    WHERE r.news IS NOT NULL AND s.status IN ('open', 'ingepland', 'uitgesteld')
"""


class Killed(BaseException):
    """What ends a delivery in the middle, as a kill would; no part of the house catches it."""


@dataclass
class Dying:
    """A channel that dies before or after it hands over its n-th letter."""

    channel: Channel[Mail]
    letter: int
    when: str
    name: Literal["smtp"] = "smtp"
    sent: int = 0

    @contextmanager
    def open(self) -> Iterator["Dying"]:
        """Open the channel."""
        with self.channel.open() as sender:
            self.sender = sender
            yield self

    def send(self, mail: Mail) -> None:
        """Hand over a letter, or die."""
        self.sent += 1
        if (self.sent, self.when) == (self.letter + 1, "before"):
            raise Killed
        self.sender.send(mail)
        if self.sent == self.letter + 1:
            raise Killed


@dataclass
class World:
    """A database, a mail server and a clock, and every letter that was made."""

    story: Story
    server: MailServer
    clock: Clock = field(default_factory=Clock)
    made: list[tuple[str, date, list[Told]]] = field(default_factory=list)
    numbers: int = 0

    @property
    def engine(self) -> Engine:
        """Return the database."""
        return self.story.engine

    def put_in(
        self,
        connection: Connection,
        composed: list[Composed],
        domain: str,
        **when: Any,  # noqa: ANN401  # as put_in
    ) -> None:
        """Remember what each letter tells as news, and write it."""
        for one in composed:
            points = zip(one.content["signals"], one.content["brief"]["points"], strict=True)
            assert one.person is not None
            self.made.append((one.person, when["on"], [(signal, p["news"]) for signal, p in points if p["news"]]))
        put_in(connection, composed, domain, **when)

    def step(self, what: str, *how: Any) -> None:  # noqa: ANN401  # what hypothesis chose
        """Let one thing happen; a refusal of an act is an answer too."""
        with suppress(GroeituinError):
            getattr(self, f"do_{what.replace(' ', '_')}")(*how)

    def act(self, name: str, /, **fields: Any) -> None:  # noqa: ANN401  # the fields of any act
        """Do an act today."""
        self.story.act(self.clock.today, name, **fields)

    def do_night(self) -> None:
        """Raise what is due."""
        self.story.night(self.clock.today)

    def do_forward(self, by: timedelta) -> None:
        """Let time go by."""
        self.clock.forward(by)

    def do_new(self, person: str) -> None:
        """Give somebody something to do that is late tomorrow."""
        self.numbers += 1
        late(self.story, self.clock.today, f"B-{self.numbers}", person, deadline=self.clock.today)

    def do_address(self, person: str) -> None:
        """Give somebody another address."""
        self.numbers += 1
        address = f"{person}+{self.numbers}@voorbeeld.nl"
        self.act("register-person", person=person, name=person.title(), email=address)

    def do_leaves(self, person: str, back: bool) -> None:  # noqa: FBT001  # hypothesis chooses
        """Let somebody leave, or come back."""
        self.act("register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl", active=back)

    def do_hand_over(self, giver: str, taker: str) -> None:
        """Hand everything of one over to another."""
        self.act("hand-over", **{"from": giver, "to": taker})

    def do_chooses(self, person: str, rhythm: str, others: bool) -> None:  # noqa: FBT001  # hypothesis chooses
        """Let somebody choose how often letters come."""
        self.act("choose-letters", person=person, letters=rhythm, others=others)

    def do_answer(self, number: int, outcome: str) -> None:
        """Answer one of the open questions."""
        asking = rows(self.engine, "SELECT rule, occasion FROM signals WHERE status = 'open' ORDER BY id")
        if asking:
            rule, occasion = asking[number % len(asking)]
            until = {"until": str(date.fromisoformat(self.clock.today) + 2 * DAY)} if outcome == "uitgesteld" else {}
            self.act("settle-signal", **P1, rule=rule, occasion=occasion, outcome=outcome, **until)

    def do_retry(self) -> None:
        """Say of everything that was given up that it must go again."""
        with self.engine.connect() as connection:
            given_up = deliveries(connection, "mislukt")
        for one in given_up:
            retry(self.engine, one["id"], self.clock())

    def do_killed(self, letter: int, when: str) -> None:
        """Deliver, and be killed at a letter."""
        with suppress(Killed):
            self._deliver(Dying(smtp(self.server.url), letter, when))

    def do_deliver(self, does: Does, to: str | None) -> None:
        """Deliver while the server does something to everybody's letters, or to one person's."""
        self.server.behaviour = lambda who, _before: does if to is None or who.startswith(to) else "accept"
        self._deliver(smtp(self.server.url))

    def _deliver(self, channel: Channel[Mail]) -> None:
        today = date.fromisoformat(self.clock.today)
        wanted, before = self.wanted(), len(self.made)
        had = {person for person, on, _ in self.made if on == today}
        try:
            delivered(self.engine, channel, self.clock)
        finally:
            self.server.behaviour = always("accept")
            told = {person: set(points) for person, _, points in self.made[before:]}
            assert not told.keys() & had, "a second letter on one day"
            assert {p: points for p, points in told.items() if points} == {
                p: points for p, points in wanted.items() if p in told
            }, "a letter tells exactly what was news"
            assert {p for p in wanted if p not in told and not self.heard(p, today)} == set()

    def wanted(self) -> dict[str, set[Told]]:
        """Return what must be told to whom, but for what they chose not to hear."""
        found: dict[str, set[Told]] = {}
        for person, signal, news, others, rung, rule in rows(self.engine, WANTED):
            last = len(handreiking().rules[rule].ladder)
            if others or others is None or rung in {0, last}:
                found.setdefault(person, set()).add((signal, news))
        return found

    def heard(self, person: str, today: date) -> bool:
        """Tell whether somebody had a letter today, or this week if they want no more."""
        weekly = [("wekelijks",)] == rows(self.engine, "SELECT letters FROM persons WHERE person = :p", p=person)
        days = {on for who, on, _ in self.made if who == person}
        return today in days or (weekly and today.isocalendar()[:2] in {on.isocalendar()[:2] for on in days})

    def drain(self) -> None:
        """Let a week of good mornings go by, with everything that was given up said again."""
        for _ in range(8):
            self.do_retry()
            self.do_deliver("accept", None)
            self.clock.forward(DAY)


@pytest.fixture(scope="module")
def evening(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which four people must each be told something, and one of them coordinates."""
    path = tmp_path_factory.mktemp("avond") / "avond.db"
    shutil.copy(_sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    story = asked_of(Story(engine), PEOPLE)
    story.act(MONDAY, "assign-role", **P1, role="projectcoordinator", person="anna")
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    """Run a mail server."""
    with mail_server() as running:
        yield running


@chosen
@given(steps=st.lists(STEPS, max_size=20))
def test_what_is_asked_is_told_once(evening: Path, server: MailServer, steps: list[tuple[Any, ...]]) -> None:
    """Each question is news in one letter of each who was asked, a day brings nobody two, and every letter arrives."""
    with ExitStack() as after:
        folder = after.enter_context(TemporaryDirectory(dir=evening.parent))
        engine = open_database(f"sqlite:///{shutil.copy(evening, folder)}")
        after.callback(engine.dispose)
        server.messages.clear()
        world = World(Story(engine), server)
        patch = after.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(letters, "put_in", world.put_in)
        for step in steps:
            world.step(*step)
        world.clock.forward(PAST_LEASE)
        world.drain()
        everything_came(world)


def everything_came(world: World) -> None:
    """Check at the end that each letter came, told what still lies with its reader, and told it as new only once."""
    assert 0 == untold(world.engine)
    new = Counter((person, signal) for person, _, told in world.made for signal, news in told if news == "nieuw")
    assert {1} >= set(new.values())
    briefs = {
        (person, str(on)): (status, number)
        for person, on, status, number in rows(
            world.engine, "SELECT person, composed_on, status, message_id FROM deliveries"
        )
    }
    assert briefs.keys() == {(person, str(on)) for person, on, _ in world.made}
    assert len(briefs) == len(world.made)
    came = {(one.message_id, one.to[:4]) for one in world.server.messages}
    assert came <= {(number, person[:4]) for (person, _), (_, number) in briefs.items()}
    assert {(number, person[:4]) for (person, _), (status, number) in briefs.items() if status == "verzonden"} <= came
    asking = rows(
        world.engine,
        "SELECT r.person, r.signal, s.sentence FROM signal_recipients r JOIN signals s ON s.id = r.signal "
        "JOIN persons p ON p.person = r.person WHERE s.status = 'open' AND p.inactive_on IS NULL",
    )
    texts = {person: " ".join(text_of(one.content) for one in world.server.messages if one.to.startswith(person))
             for person in (*PEOPLE, "toets")}  # fmt: skip
    for person, signal, sentence in asking:
        if any(signal in {s for s, _ in told} for who, _, told in world.made if who == person):
            assert spaced(sentence) in texts[person]
