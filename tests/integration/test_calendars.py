"""What calendars hold in the end is what was planned, whatever the mail does and whenever people change their minds."""

from contextlib import suppress

import pytest
from post_boxes import Does, Killed, PostBoxes, accept
from sent_mail import DAY, MORNING, PAST_LEASE, QUARTER, Clock, delivered, rows
from story import P1, Story

from groeituin.delivery.outbox import claim, deliveries, retry
from groeituin.errors import Refused

M1 = P1 | {"kind": "voortgang", "meeting": "M-1"}
FAR, TOMORROW = "2026-12-20", "2026-11-24"


@pytest.fixture
def office(story: Story) -> Story:
    """Return a partnership that anna leads and of which dina sees to the contracts."""
    story.reach("monitoring")
    return story


@pytest.fixture
def boxes() -> PostBoxes:
    """Return where mail arrives."""
    return PostBoxes()


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at Monday 23 November 2026."""
    return Clock(MORNING)


def plan(story: Story, clock: Clock, on: str) -> None:
    """Plan the meeting for a day, or move it there."""
    story.act(clock.today, "plan-meeting", **M1, planned_on=on)


def call_off(story: Story, clock: Clock) -> None:
    """Call the meeting off."""
    story.act(clock.today, "plan-meeting", **M1, withdrawn=True)


def stands(story: Story) -> list[tuple[str, str]]:
    """Return the key of each mail to anna about the meeting, and how it stands with it."""
    query = "SELECT key, status FROM deliveries WHERE key LIKE 'uitnodiging/%/anna/%' ORDER BY id"
    return [(key, status) for key, status in rows(story.engine, query)]


FIRST, SECOND = ("uitnodiging/P-1/M-1/anna/0", "uitnodiging/P-1/M-1/anna/1")


def test_what_was_put_off_and_then_called_off_is_not_told_at_all(office: Story, boxes: PostBoxes, clock: Clock) -> None:
    """An invitation that the server did not take yet lapses with the meeting, and nobody is told that it is off."""
    plan(office, clock, FAR)
    boxes.does = lambda _to: "greylist"
    delivered(office.engine, boxes, clock)
    call_off(office, clock)
    boxes.does = accept
    clock.forward(DAY)
    delivered(office.engine, boxes, clock)
    assert ([], [(FIRST, "vervallen")]) == (boxes.arrived, stands(office))


@pytest.mark.parametrize("does", ["lost", "killed_after"])
def test_what_may_have_arrived_is_called_off(office: Story, boxes: PostBoxes, clock: Clock, does: Does) -> None:
    """Where nobody knows whether the invitation came, that it is off is told, and the invitation not again."""
    plan(office, clock, FAR)
    boxes.does = lambda _to: does
    with suppress(Killed):
        delivered(office.engine, boxes, clock)
    assert [("REQUEST", 0, FAR)] == boxes.of("anna")
    call_off(office, clock)
    boxes.does = accept
    clock.forward(PAST_LEASE)
    delivered(office.engine, boxes, clock)
    assert [("REQUEST", 0, FAR), ("CANCEL", 1, FAR)] == boxes.of("anna")
    assert [(FIRST, "vervallen"), (SECOND, "verzonden")] == stands(office)


def test_a_doubt_is_not_forgotten_by_a_later_refusal(office: Story, boxes: PostBoxes, clock: Clock) -> None:
    """The program was ended after the letter went; that the repeat was refused does not take it out of the calendar."""
    plan(office, clock, FAR)
    boxes.does = lambda to: "killed_after" if to.startswith("anna") else "accept"
    with pytest.raises(Killed):
        delivered(office.engine, boxes, clock)
    boxes.does = lambda _to: "greylist"
    clock.forward(PAST_LEASE)
    delivered(office.engine, boxes, clock)
    call_off(office, clock)
    boxes.does = accept
    clock.forward(DAY)
    delivered(office.engine, boxes, clock)
    assert [("REQUEST", 0, FAR), ("CANCEL", 1, FAR)] == boxes.of("anna")


def test_what_was_refused_and_then_called_off_cannot_be_sent_again(
    office: Story, boxes: PostBoxes, clock: Clock
) -> None:
    """A given-up invitation lapses too: to say it again is refused with the reason, and nobody hears that it is off."""
    plan(office, clock, FAR)
    boxes.does = lambda _to: "refuse"
    delivered(office.engine, boxes, clock)
    with office.engine.connect() as connection:
        refused = [one["id"] for one in deliveries(connection, "mislukt")]
    call_off(office, clock)
    retry(office.engine, refused[0], clock())
    boxes.does = accept
    clock.forward(QUARTER)
    delivered(office.engine, boxes, clock)
    for number in refused:
        with pytest.raises(Refused, match="vervallen: er is daarna iets aan dit overleg veranderd"):
            retry(office.engine, number, clock())
    assert [] == boxes.arrived


def test_what_is_moved_before_it_went_is_one_invitation(office: Story, boxes: PostBoxes, clock: Clock) -> None:
    """Who never got the first day is invited to the second one, and not told that it was moved."""
    plan(office, clock, FAR)
    boxes.does = lambda _to: "down"
    delivered(office.engine, boxes, clock)
    plan(office, clock, "2026-12-22")
    boxes.does = accept
    clock.forward(QUARTER)
    delivered(office.engine, boxes, clock)
    assert [("REQUEST", 1, "2026-12-22")] == boxes.of("anna")
    assert {"Uitnodiging"} == {mail.subject.partition(":")[0] for mail in boxes.arrived}


def test_what_somebody_is_sending_now_is_waited_for(office: Story, boxes: PostBoxes, clock: Clock) -> None:
    """Another delivery holds the invitation: that it is off is not made before that one is done, or its lease out."""
    plan(office, clock, FAR)
    boxes.does = lambda _to: "greylist"
    delivered(office.engine, boxes, clock)
    boxes.does = accept
    clock.forward(DAY)
    call_off(office, clock)
    assert 2 == len(claim(office.engine, ["smtp"], clock(), "ander"))
    assert 0 == delivered(office.engine, boxes, clock).composed
    assert [(FIRST, "wacht")] == stands(office)
    clock.forward(PAST_LEASE)
    delivered(office.engine, boxes, clock)
    assert [(FIRST, "vervallen"), (SECOND, "verzonden")] == stands(office)
    assert [("CANCEL", 1, FAR)] == boxes.of("anna")


def test_who_was_held_up_for_longer_than_the_lease_sends_no_more(office: Story, boxes: PostBoxes, clock: Clock) -> None:
    """The first letter took too long, and another delivery took over what was left: that one sends it."""
    plan(office, clock, FAR)

    def slow(_to: str) -> Does:
        clock.forward(PAST_LEASE)
        assert 2 == len(claim(office.engine, ["smtp"], clock(), "ander"))
        return "accept"

    boxes.does = slow
    report = delivered(office.engine, boxes, clock)
    assert (1, 1) == (len(boxes.arrived), report.waiting)


def test_a_mail_about_a_day_that_is_past_lapses(office: Story, boxes: PostBoxes, clock: Clock) -> None:
    """The server was down until after the meeting: nobody is invited to yesterday."""
    plan(office, clock, clock.today)
    boxes.does = lambda _to: "down"
    delivered(office.engine, boxes, clock)
    boxes.does = accept
    clock.forward(DAY)
    report = delivered(office.engine, boxes, clock)
    assert (0, 2, []) == (report.waiting, report.as_json()["lapsed"], boxes.arrived)


@pytest.fixture
def told(office: Story, boxes: PostBoxes, clock: Clock) -> Story:
    """Return the partnership after everybody was told of a meeting far ahead."""
    plan(office, clock, FAR)
    delivered(office.engine, boxes, clock)
    assert [("REQUEST", 0, FAR)] == boxes.of("anna")
    return office


def subject_of(boxes: PostBoxes) -> str:
    """Return the subject of the last mail to anna."""
    return next(mail.subject for mail in reversed(boxes.arrived) if mail.to_address.startswith("anna"))


def test_what_was_brought_forward_to_a_day_before_the_next_delivery(
    told: Story, boxes: PostBoxes, clock: Clock
) -> None:
    """Too late to be told of the new day, people are told that nothing is on the old one; once."""
    clock.forward(DAY)
    plan(told, clock, TOMORROW)
    for _ in range(3):
        clock.forward(DAY)
        delivered(told.engine, boxes, clock)
    assert [("REQUEST", 0, FAR), ("CANCEL", 1, FAR)] == boxes.of("anna")
    assert "Verplaatst: voortgangsgesprek Schoonmaak, dinsdag 24 november 2026" == subject_of(boxes)
    assert "Die dag is voorbij. Op zondag 20 december 2026 hoeft u" in " ".join(boxes.arrived[-1].plain.split())


def test_what_was_brought_forward_to_today_and_is_delivered_today(told: Story, boxes: PostBoxes, clock: Clock) -> None:
    """The next delivery of the same day tells it, and tomorrow there is nothing more to say."""
    plan(told, clock, clock.today)
    for _ in range(2):
        clock.forward(QUARTER)
        delivered(told.engine, boxes, clock)
    clock.forward(DAY)
    delivered(told.engine, boxes, clock)
    assert [("REQUEST", 0, FAR), ("REQUEST", 1, "2026-11-23")] == boxes.of("anna")


@pytest.mark.parametrize("does", ["greylist", "down", "killed_before"])
def test_a_new_day_that_passes_while_the_mail_waits(told: Story, boxes: PostBoxes, clock: Clock, does: Does) -> None:
    """The mail of the new day lapses, and the old day is taken out of the calendars."""
    plan(told, clock, TOMORROW)
    boxes.does = lambda _to: does
    with suppress(Killed):
        delivered(told.engine, boxes, clock)
    boxes.does = accept
    clock.forward(2 * DAY)
    for _ in range(3):
        clock.forward(QUARTER)
        delivered(told.engine, boxes, clock)
    assert [("REQUEST", 0, FAR), ("CANCEL", 2, FAR)] == boxes.of("anna")


def test_called_off_after_it_was_brought_forward_unseen(told: Story, boxes: PostBoxes, clock: Clock) -> None:
    """The day that calendars hold is the one that is given back."""
    plan(told, clock, TOMORROW)
    call_off(told, clock)
    clock.forward(2 * DAY)
    delivered(told.engine, boxes, clock)
    assert [("REQUEST", 0, FAR), ("CANCEL", 2, FAR)] == boxes.of("anna")
    assert subject_of(boxes).startswith("Gaat niet door: ")


def test_held_early_is_told_as_such(told: Story, boxes: PostBoxes, clock: Clock) -> None:
    """It did take place: the subject does not say that it is off, and names the day on which it was."""
    told.act(clock.today, "hold-meeting", **M1, attendees=["opdrachtnemer"], outcome="goed", held_on="2026-11-23")
    clock.forward(QUARTER)
    delivered(told.engine, boxes, clock)
    assert "Is al geweest: voortgangsgesprek Schoonmaak, maandag 23 november 2026" == subject_of(boxes)
    assert ("CANCEL", 1, FAR) == boxes.of("anna")[-1]


def present(story: Story, clock: Clock, *, there: bool) -> None:
    """Let anna leave, or come back."""
    story.act(clock.today, "register-person", person="anna", name="Anna", email="anna@voorbeeld.nl", active=there)


@pytest.mark.parametrize("made_before", [False, True])
def test_who_comes_back_without_the_role(told: Story, boxes: PostBoxes, clock: Clock, *, made_before: bool) -> None:
    """Nothing is sent while away, also not what was made before; who is back is told what is no longer theirs."""
    if made_before:
        boxes.does = lambda _to: "down"
        told.act(clock.today, "hand-over", **{"from": "anna", "to": "dina"})
        clock.forward(QUARTER)
        delivered(told.engine, boxes, clock)
        boxes.does = accept
    present(told, clock, there=False)
    clock.forward(DAY)
    delivered(told.engine, boxes, clock)
    assert [("REQUEST", 0, FAR)] == boxes.of("anna")
    if not made_before:
        told.act(clock.today, "hand-over", **{"from": "anna", "to": "dina"})
    present(told, clock, there=True)
    clock.forward(DAY)
    delivered(told.engine, boxes, clock)
    assert ["REQUEST", "CANCEL"] == [method for method, _number, _day in boxes.of("anna")]
    assert subject_of(boxes).startswith("Niet meer voor u: ")
