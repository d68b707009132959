"""In the end every calendar holds what is planned and nothing else, whatever happens (hypothesis chooses)."""

import os
import shutil
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from post_boxes import Does, Killed, PostBoxes, accept
from sent_mail import DAY, MORNING, PAST_LEASE, QUARTER, Clock, delivered, rows
from story import P1, Story

from groeituin.delivery.outbox import claim, deliveries, retry
from groeituin.errors import GroeituinError
from groeituin.vcalendar import uid
from models.database import open_database

MEETINGS, PEOPLE = ("M-1", "M-2"), ("anna", "dina")
WHICH, WHO = st.sampled_from(MEETINGS), st.sampled_from(PEOPLE)
PLANS = st.tuples(st.just("plan"), WHICH, st.sampled_from([-1, 0, 1, 2, 3, 10, 20, 40]))
DELIVERIES = st.tuples(st.just("deliver"), st.sampled_from(get_args(Does)), st.one_of(st.none(), WHO))
# What people know at first: one meeting, far ahead.
TOLD = (("plan", "M-1", 30), ("deliver", "accept", None))
STEPS = st.one_of(
    PLANS,
    PLANS,
    st.tuples(st.just("call off"), WHICH),
    st.tuples(st.just("hold"), WHICH),
    DELIVERIES,
    DELIVERIES,
    st.tuples(st.just("another takes")),
    st.tuples(st.just("forward"), st.sampled_from([QUARTER, timedelta(hours=7), DAY, 3 * DAY])),
    st.tuples(st.just("hand over"), WHO, WHO),
    st.tuples(st.just("is there"), WHO, st.booleans()),
    st.tuples(st.just("retry")),
)
chosen = settings(
    max_examples=int(os.environ.get("GROEITUIN_EXAMPLES", "30")), deadline=None, database=None, print_blob=True,
    suppress_health_check=list(HealthCheck), derandomize="CI" in os.environ,
)  # fmt: skip


@dataclass
class World:
    """A partnership with two meetings, the calendars of who comes, and a clock."""

    story: Story
    boxes: PostBoxes = field(default_factory=PostBoxes)
    clock: Clock = field(default_factory=lambda: Clock(MORNING))

    def step(self, what: str, *how: Any) -> None:  # noqa: ANN401  # what hypothesis chose
        """Let one thing happen; a refusal of an act is an answer too."""
        with suppress(GroeituinError):
            getattr(self, f"do_{what.replace(' ', '_')}")(*how)

    def act(self, name: str, /, **fields: Any) -> None:  # noqa: ANN401  # the fields of any act
        """Do an act today."""
        self.story.act(self.clock.today, name, **fields)

    def do_plan(self, meeting: str, ahead: int) -> None:
        """Plan a meeting for so many days from now, or move it there."""
        on = date.fromisoformat(self.clock.today) + ahead * DAY
        self.act("plan-meeting", **P1, kind="voortgang", meeting=meeting, planned_on=on.isoformat())

    def do_call_off(self, meeting: str) -> None:
        """Call a meeting off."""
        self.act("plan-meeting", **P1, kind="voortgang", meeting=meeting, withdrawn=True)

    def do_hold(self, meeting: str) -> None:
        """Hold a meeting today, whatever the plan."""
        held = {"attendees": ["opdrachtnemer"], "outcome": "goed", "held_on": self.clock.today}
        self.act("hold-meeting", **P1, kind="voortgang", meeting=meeting, **held)

    def do_deliver(self, does: Does, to: str | None) -> None:
        """Deliver while the way out does something to everybody's mail, or to one person's."""
        self.boxes.does = lambda who: does if to is None or who.startswith(to) else "accept"
        with suppress(Killed):
            delivered(self.story.engine, self.boxes, self.clock)
        self.boxes.does = accept

    def do_another_takes(self) -> None:
        """Let another delivery take what waits, and be ended before it sent anything."""
        claim(self.story.engine, ["smtp"], self.clock(), "ander")

    def do_forward(self, by: timedelta) -> None:
        """Let time go by."""
        self.clock.forward(by)

    def do_hand_over(self, giver: str, taker: str) -> None:
        """Hand everything of one over to another."""
        self.act("hand-over", **{"from": giver, "to": taker})

    def do_is_there(self, person: str, there: bool) -> None:  # noqa: FBT001  # hypothesis chooses
        """Let somebody leave, or come back."""
        self.act("register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl", active=there)

    def do_retry(self) -> None:
        """Say of everything that was given up that it must go again."""
        with self.story.engine.connect() as connection:
            given_up = deliveries(connection, "mislukt")
        for one in given_up:
            with suppress(GroeituinError):
                retry(self.story.engine, one["id"], self.clock())

    def drain(self) -> None:
        """Let a day and a half of good deliveries go by, with everything that was given up said again."""
        self.clock.forward(PAST_LEASE)
        for _ in range(6):
            self.clock.forward(timedelta(hours=7))
            self.do_retry()
            self.do_deliver("accept", None)

    def wanted(self) -> set[tuple[str, str, str]]:
        """Return what calendars should hold from today: who, by which name, and on which day."""
        query = "SELECT person, meeting, planned_on FROM invitations WHERE NOT cancelled AND planned_on >= :today"
        found = rows(self.story.engine, query, today=self.clock.today)
        return {(person, uid("voorbeeld.nl", "P-1", meeting), str(on)) for person, meeting, on in found}

    def held(self) -> set[tuple[str, str, str]]:
        """Return what the calendars of who is there hold from today."""
        away = {
            person for (person,) in rows(self.story.engine, "SELECT person FROM persons WHERE inactive_on IS NOT NULL")
        }
        return {
            (who, name, str(on))
            for (who, name), on in self.boxes.held.items()
            if on and str(on) >= self.clock.today and who not in away
        }


@pytest.fixture(scope="module")
def evening(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with a partnership in monitoring."""
    path = tmp_path_factory.mktemp("agenda") / "avond.db"
    shutil.copy(_sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    Story(engine).reach("monitoring")
    engine.dispose()
    return path


@chosen
@given(steps=st.lists(STEPS, min_size=2, max_size=12))
def test_calendars_hold_what_is_planned(evening: Path, steps: list[tuple[Any, ...]]) -> None:
    """Nobody comes on a wrong day, nobody is missed, and nothing old is told after what is newer."""
    with ExitStack() as after:
        folder = after.enter_context(TemporaryDirectory(dir=evening.parent))
        engine = open_database(f"sqlite:///{shutil.copy(evening, folder)}")
        after.callback(engine.dispose)
        world = World(Story(engine))
        for step in (*TOLD, *steps):
            world.step(*step)
        world.drain()
        assert [] == world.boxes.overtaken
        assert world.wanted() == world.held()
        assert [] == rows(engine, "SELECT key FROM deliveries WHERE status IN ('wacht', 'mislukt')")
