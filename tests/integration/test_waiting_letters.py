"""Letters that wait for days: what was answered meanwhile is not asked any more, and what is oldest goes first."""

import pytest
from post_boxes import PostBoxes, accept
from sent_mail import DAY, MONDAY, QUARTER, Clock, asked_of, delivered, late, rows, statuses, until_nothing_waits
from story import P1, Story

READER = "lezer-01"
BRIEF = f"brief/{READER}/"


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at Monday's delivery."""
    return Clock()


@pytest.fixture
def boxes() -> PostBoxes:
    """Return where mail arrives; it cannot be reached until a test says so."""
    return PostBoxes(lambda _to: "down")


@pytest.fixture
def outage(sqlite_story: Story, boxes: PostBoxes, clock: Clock) -> Story:
    """Return a story in which one letter waits with two questions: about A-1 and A-2."""
    asked_of(sqlite_story, [READER, READER])
    delivered(sqlite_story.engine, boxes, clock)
    assert {f"{BRIEF}{MONDAY}": "wacht"} == statuses(sqlite_story.engine)
    return sqlite_story


def comes(story: Story, boxes: PostBoxes, clock: Clock) -> list[str]:
    """Let the server be up again, deliver, and return the letters as text with single spaces."""
    boxes.does = accept
    delivered(story.engine, boxes, clock)
    return [" ".join(mail.plain.split()) for mail in boxes.arrived]


def settle(story: Story, clock: Clock, action: str, outcome: str, **until: str) -> None:
    """Answer the question about an action."""
    ((occasion,),) = rows(story.engine, "SELECT occasion FROM signals WHERE subject = :a", a=action)
    story.act(clock.today, "settle-signal", **P1, rule="actie_te_laat", occasion=occasion, outcome=outcome, **until)


@pytest.mark.parametrize(("outcome", "until"), [("afgehandeld", ""), ("uitgesteld", "2026-12-18")])
def test_what_was_answered_meanwhile_is_not_asked(
    outage: Story, boxes: PostBoxes, clock: Clock, outcome: str, until: str
) -> None:
    """On the third day one of two questions is answered; on the fourth the letter asks the other only."""
    clock.forward(3 * DAY)
    settle(outage, clock, "A-1", outcome, **({"until": until} if until else {}))
    clock.forward(DAY)
    (letter,) = comes(outage, boxes, clock)
    assert ("Bel over A-2" in letter, "Bel over A-1" in letter) == (True, False)


def test_what_lapsed_meanwhile_is_not_asked(outage: Story, boxes: PostBoxes, clock: Clock) -> None:
    """The action was completed and the night took the question back."""
    clock.forward(DAY)
    outage.act(clock.today, "complete-action", **P1, action="A-1")
    clock.forward(DAY)
    outage.night(clock.today)
    (letter,) = comes(outage, boxes, clock)
    assert ("Bel over A-2" in letter, "Bel over A-1" in letter) == (True, False)


def test_a_letter_of_which_all_was_answered_lapses(outage: Story, boxes: PostBoxes, clock: Clock) -> None:
    """Nobody gets an empty letter, and the outbox says why."""
    for action in ("A-1", "A-2"):
        settle(outage, clock, action, "afgehandeld")
    clock.forward(QUARTER)
    assert [] == comes(outage, boxes, clock)
    assert [("vervallen", "alles wat erin stond, is beantwoord of wordt aan iemand anders gevraagd")] == rows(
        outage.engine, "SELECT status, error FROM deliveries"
    )


def test_what_comes_back_meanwhile_is_asked(outage: Story, boxes: PostBoxes, clock: Clock) -> None:
    """Put off, taken out of the letter that waits, and asked again: the letter of that day tells it."""
    settle(outage, clock, "A-1", "uitgesteld", until="2026-11-25")
    clock.forward(QUARTER)
    delivered(outage.engine, boxes, clock)
    clock.forward(2 * DAY)
    outage.night(clock.today)
    monday, wednesday = comes(outage, boxes, clock)
    assert [False, True] == ["Bel over A-1" in letter for letter in (monday, wednesday)]


def test_the_older_of_two_letters_goes_first(outage: Story, boxes: PostBoxes, clock: Clock) -> None:
    """Monday's was put off for hours, so Tuesday's waits for it; each tells what was new on its own day."""
    boxes.does = lambda _to: "greylist"
    while clock.today == MONDAY:
        clock.forward(QUARTER)
        delivered(outage.engine, boxes, clock)
    late(outage, clock.today, "B-1", READER, "2026-11-23")
    outage.night(clock.today)
    boxes.does = accept
    assert (1, 2) == ((report := delivered(outage.engine, boxes, clock)).composed, report.waiting)
    until_nothing_waits(outage.engine, boxes, clock)
    assert [f"{BRIEF}{MONDAY}", f"{BRIEF}2026-11-24"] == [mail.key for mail in boxes.arrived]
    assert [False, True] == ["Bel over B-1" in mail.plain for mail in boxes.arrived]
