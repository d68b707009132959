"""The clock jumps back and forth, and nights are missed: nothing is asked twice, and nothing is lost."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from copies import copies
from faults import Count, contents, sound
from mail_server import mail_server
from sent_mail import DAY, MONDAY, MORNING, PAST_LEASE, QUARTER, Clock, asked, asked_of, delivered, readers, untold
from sent_mail import Count as LetterCount
from story import AT, Story

from groeituin.acts.perform import perform
from groeituin.night import run_night

FIRST = date(2026, 4, 1)
NIGHTS = [FIRST + timedelta(days=number) for number in range(60)]
SEEDS = range(4)


def ran(story: Story, on: date, at: datetime) -> None:
    """Run a night at a moment."""
    assert [] == run_night(story.engine, on, at=at).failures


@pytest.mark.parametrize("seed", SEEDS)
def test_moments_jump_back_and_forth(
    sqlite_story: Story, request: pytest.FixtureRequest, tmp_path: Path, seed: int
) -> None:
    """Whatever the clock says between nights and acts, the same things are asked, and the journal hangs together."""
    chance, count = (
        random.Random(seed),
        Count("the clock jumps up to ten years between nights and acts", group="nights"),
    )
    lived(sqlite_story)
    with copies(sqlite_story.engine, request, tmp_path) as copy:
        calm, jumping = Story(copy()), Story(copy())
        for on in NIGHTS:
            moments = [AT + timedelta(days=chance.randint(-3650, 3650)) for _ in range(2)]
            for story, (at, later) in ((calm, (AT,) * 2), (jumping, moments)):
                ran(story, on, at)
                if on.day == 15:
                    fields = {"partnership": "P-1", "action": f"A-{on}", "description": "Bel", "owner": "anna",
                              "deadline": (on + timedelta(days=3)).isoformat()}  # fmt: skip
                    perform(story.engine, "add-action", fields, on=on, by="toets", at=later)
        sound(jumping.engine)
        count.struck(contents(calm.engine), contents(jumping.engine), times=len(NIGHTS))
    count.nothing_lost()


def lived(story: Story) -> None:
    """Let P-1 come as far as monitoring, with a contract and an action, and let others stand still."""
    story.reach("monitoring")
    for number in range(2, 5):
        story.act("2026-01-05", "start-partnership", partnership=f"P-{number}", title="Groen", organisation="O-1")


@pytest.mark.parametrize("seed", SEEDS)
def test_nights_in_any_order_ask_nothing_twice(
    sqlite_story: Story, request: pytest.FixtureRequest, tmp_path: Path, seed: int
) -> None:
    """With nights dated back and forth too, what was asked is asked once; the last night leaves nothing due."""
    chance = random.Random(seed)
    count = Count("nights are dated before the newest journal row", group="nights")
    lived(sqlite_story)
    with copies(sqlite_story.engine, request, tmp_path) as copy:
        calm, jumping = Story(copy()), Story(copy())
        newest, struck = date.min, 0
        for on in NIGHTS:
            ran(calm, on, AT)
            for back in sorted((chance.randint(0, 40) for _ in range(2)), reverse=True):
                then = on - timedelta(days=back)
                if then < newest:
                    struck, before = struck + 1, contents(jumping.engine)
                    ran(jumping, then, AT)
                    assert before == contents(jumping.engine), f"a night of {then} after that of {newest}"
            ran(jumping, on, AT)
            newest = on
        sound(jumping.engine)
        count.struck(contents(calm.engine), contents(jumping.engine), times=struck)
    count.nothing_lost()


def test_a_delivery_whose_clock_jumps(sqlite_story: Story) -> None:
    """Leases and attempts that lie ahead of a clock that jumped back are waited for; then everything goes, once."""
    people = readers(6)
    asked_of(sqlite_story, people)
    chance, clock, count = random.Random(3), Clock(), LetterCount("the clock jumps between deliveries", 0)
    with mail_server(lambda _to, before: "greylist" if before < 3 else "accept") as server:
        while clock() < MORNING + 2 * DAY:
            steady = clock()
            clock.at = steady + timedelta(hours=chance.randint(-72, 72))
            delivered(sqlite_story.engine, server.url, clock, on=MONDAY)
            count.tried += 1
            clock.at = steady + 8 * QUARTER
        clock.at = MORNING + 10 * DAY + PAST_LEASE
        last = delivered(sqlite_story.engine, server.url, clock, on=MONDAY)
        assert (0, 0, 0) == (last.waiting, last.undecided, untold(sqlite_story.engine))
        count.add(asked(sqlite_story.engine), server.messages)
    assert (6, 0) == (len(server.messages), count.again)
    count.nothing_lost()


def test_a_week_of_missed_nights(story: Story, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The night after a week without nights leaves due nothing that seven nights would not, and asks it once."""
    count = Count("seven nights in a row do not run", group="nights")
    lived(story)
    with copies(story.engine, request, tmp_path) as copy:
        every, missing = Story(copy()), Story(copy())
        for number, on in enumerate(NIGHTS):
            ran(every, on, AT)
            if number % 8 == 7:
                ran(missing, on, AT)
                count.struck(outcome(every), outcome(missing))
        sound(missing.engine)
    count.nothing_lost()


def outcome(story: Story) -> list[tuple[object, ...]]:
    """Return what was asked, or skipped for a newer one, and what falls due next."""
    asked_or_skipped = story.rows(
        "SELECT partnership, rule, occasion, CAST(due_on AS TEXT) FROM signals UNION ALL "
        "SELECT partnership, rule, occasion, CAST(due_on AS TEXT) FROM skipped_occasions"
    )
    return asked_or_skipped + story.rows("SELECT partnership, rule, occasion, CAST(due_on AS TEXT) FROM terms")
