"""Every letter arrives at least once, each repeat is recognisable, and nothing is lost, whatever goes wrong."""

import itertools
import json
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from copies import copies
from delivering import delivering
from disks import Resize, small_disk
from event_receiver import SILENT, TAKEN, Answer, Receiver, event_receiver
from mail_server import Does, MailServer, always, first, mail_server
from post_boxes import PostBoxes
from sent_mail import (
    DAY,
    MONDAY,
    MORNING,
    PAST_LEASE,
    QUARTER,
    SOURCE,
    Clock,
    Count,
    asked,
    asked_of,
    delivered,
    follows,
    kept,
    late,
    only,
    readers,
    rows,
    smtp,
    statuses,
    text_of,
    until_nothing_waits,
    untold,
)
from sqlalchemy.engine import Engine
from story import P1, Story

from groeituin.clock import now
from groeituin.delivery import letters
from groeituin.delivery.deliver import DeliveryReport
from groeituin.delivery.folder import Folder
from groeituin.delivery.mail import Mail
from groeituin.delivery.outbox import GIVES_UP_AFTER, deliveries, retry
from groeituin.delivery.webhook import Webhook
from groeituin.doctor.delivery import outbox
from groeituin.log import configure

PEOPLE = readers(6)
SHORT = 0.2  # seconds; only where nobody ever answers


@pytest.fixture
def six(sqlite_story: Story) -> Story:
    """Return a story in which six people must each be told one thing."""
    return asked_of(sqlite_story, PEOPLE)


TEMPORARY: dict[Does, str] = {
    "greylist": "the server greylists, twice a letter",
    "defer_content": "the server has no room (452), twice a letter",
    "closing": "the server answers 421, twice a letter",
    "drop": "the server breaks off in the middle of DATA, twice a letter",
    "drop_after": "the server keeps a letter and breaks off before saying so, twice a letter",
    "mumble": "the server answers what means nothing, twice a letter",
}


@pytest.mark.parametrize("does", TEMPORARY)
def test_what_goes_wrong_for_now_is_tried_until_it_arrives(six: Story, does: Does) -> None:
    """Each letter fails twice, is tried again later each time, and arrives; only what was kept twice comes twice."""
    clock = Clock()
    with mail_server(first(2, does)) as server:
        report = delivered(six.engine, server.url, clock)
        assert (6, 0, 6, 0) == (report.composed, report.as_json()["sent"], report.waiting, report.undecided)
        until_nothing_waits(six.engine, server.url, clock)
    assert {"verzonden"} == set(statuses(six.engine).values())
    assert [(3,)] * 6 == rows(six.engine, "SELECT attempts FROM deliveries")
    count = Count(TEMPORARY[does], sum(server.offered.values()) - 6)
    count.add(asked(six.engine), server.messages)
    assert (12, 12 if does == "drop_after" else 0) == (count.tried, count.again)
    count.nothing_lost()


def test_a_server_that_never_answers_is_tried_again(six: Story) -> None:
    """Who gets no answer twice in a row stops that delivery: the rest waits, and arrives when the server answers."""
    clock = Clock()
    with mail_server(first(1, "stall")) as server:
        channel = smtp(server.url, SHORT)
        report = delivered(six.engine, channel, clock)
        assert (0, 6) == (report.as_json()["sent"], report.waiting)
        assert ["De mailserver 127.0.0.1:" in said and "geeft geen antwoord" in said for said in report.unreachable]
        assert 2 == sum(server.offered.values())
        until_nothing_waits(six.engine, channel, clock)
    count = Count("the server never answers DATA, once a letter", sum(server.offered.values()) - 6)
    count.add(asked(six.engine), server.messages)
    count.nothing_lost()


FOR_GOOD: dict[Does, str] = {
    "refuse": "a mailbox does not exist",
    "refuse_content": "a letter is refused for good after DATA",
}


@pytest.mark.parametrize("does", FOR_GOOD)
def test_what_is_refused_for_good_waits_for_a_person(six: Story, does: Does) -> None:
    """Others go on; the letter is named, tried no more, and goes to the mended address when somebody says so."""
    clock, wrong = Clock(), PEOPLE[2]
    with mail_server(only(wrong, does)) as server:
        report = delivered(six.engine, server.url, clock)
        assert {"composed": 6, "sent": 5, "failed": 1, "waiting": 0, "undecided": 1} == {
            name: report.as_json()[name] for name in ("composed", "sent", "failed", "waiting", "undecided")
        }
        assert report.troubled
        with six.engine.connect() as connection:
            (named,) = deliveries(connection, "mislukt")
        assert (wrong, f"brief/{wrong}/{MONDAY}", 1) == (named["person"], named["key"], named["attempts"])
        assert "weigert deze brief voorgoed (55" in named["error"]
        assert "@" not in named["error"]
        count = Count(FOR_GOOD[does], 1)
        count.add(asked(six.engine), server.messages, named=1)
        count.nothing_lost()
        clock.forward(DAY)
        later = delivered(six.engine, server.url, clock)
        assert (0, 1, 1) == (later.as_json()["sent"], later.undecided, server.offered[f"{wrong}@voorbeeld.nl"])
        six.act(clock.today, "register-person", person=wrong, name="Lezer", email="beter@voorbeeld.nl")
        assert "wacht" == retry(six.engine, named["id"], clock())["status"]
        assert 1 == delivered(six.engine, server.url, clock).as_json()["sent"]
    assert ("beter@voorbeeld.nl", named["message_id"]) == (server.messages[-1].to, server.messages[-1].message_id)
    mended = Count("the address of a refused letter is mended, and the letter sent again by `deliveries --retry`", 1)
    mended.add(asked(six.engine), server.messages)
    mended.nothing_lost()


class Faulty(PostBoxes):
    """A way out with a fault of ours: what it makes for one reader breaks."""

    def send(self, mail: Mail) -> None:
        """Take a letter, or break on what stands in it."""
        if mail.to_address.startswith(PEOPLE[2]):
            raise KeyError(mail.to_name)
        super().send(mail)


def test_a_fault_of_ours_is_seen_at_once(six: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """The other letters go; this one waits for a person, with where it broke in the log; mended, it is sent."""
    clock = Clock()
    configure("json")
    report = delivered(six.engine, Faulty(), clock)
    found = report.as_json()
    assert (5, 1, 1, 0, 1) == (
        found["sent"], found["failed"], found["given_up"], found["waiting"], found["undecided"]
    )  # fmt: skip
    assert report.troubled
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert ("bezorging_mislukt", "error", "KeyError") == (line["event"], line["level"], line["error"])
    assert "in send\n    raise KeyError(mail.to_name)" in line["exception"]
    with six.engine.connect() as connection:
        (named,) = deliveries(connection, "mislukt")
        assert not outbox(connection, clock()).well
    assert line["delivery"] == named["id"]
    assert "Door een fout in Groeituin kon dit niet weg (KeyError: " in named["error"]
    retry(six.engine, named["id"], clock())
    assert 1 == delivered(six.engine, PostBoxes(), clock).as_json()["sent"]


def test_where_it_broke_is_told_to_people_without_what_it_was_about(
    six: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log for people has the lines of code too, and neither log has the name of a reader."""
    configure("human")
    delivered(six.engine, Faulty(), Clock())
    said = capsys.readouterr().err
    assert "raise KeyError(mail.to_name)" in said
    assert [] == [name for (name,) in rows(six.engine, "SELECT name FROM persons") if name in said]


@pytest.mark.slow
def test_a_server_that_is_down_for_three_days(six: Story) -> None:
    """Every quarter of an hour one letter is tried; nothing is given up, and all go as soon as the server is up."""
    clock, per_run = Clock(), Counter[int]()
    with mail_server() as server:
        server.down()
        while clock() < MORNING + 3 * DAY:
            if clock().hour == MORNING.hour and clock().minute == MORNING.minute and clock.today != MONDAY:
                late(six, clock.today, f"B-{clock.today}", PEOPLE[0], deadline="2026-11-22")
                six.night(clock.today)
            before = rows(six.engine, "SELECT coalesce(sum(attempts), 0) FROM deliveries")[0][0]
            report = delivered(six.engine, server.url, clock)
            per_run[rows(six.engine, "SELECT sum(attempts) FROM deliveries")[0][0] - before] += 1
            assert (0, 0) == (report.as_json()["sent"], report.undecided)
            clock.forward(QUARTER)
        assert {1: 288} == per_run
        assert 8 == len(statuses(six.engine)), "six letters on Monday, and one on each of two days with news"
        server.up()
        assert 1 == until_nothing_waits(six.engine, server.url, clock), "whoever was tried waits no longer than others"
    assert {"verzonden"} == set(statuses(six.engine).values())
    count = Count("the server is down for three days, a delivery every quarter of an hour", per_run[1])
    count.add(asked(six.engine), server.messages)
    assert (0, 8) == (count.again, len(server.messages))
    count.nothing_lost()


def test_what_is_refused_for_now_for_five_days_waits_for_a_person(six: Story) -> None:
    """A letter that is put off for longer than mail servers do is named; said again, it goes."""
    clock, put_off = Clock(), f"{PEOPLE[0]}@voorbeeld.nl"
    with mail_server(only(PEOPLE[0], "greylist")) as server:
        while delivered(six.engine, server.url, clock).waiting:
            assert clock() < MORNING + GIVES_UP_AFTER + timedelta(hours=8)
            clock.forward(timedelta(hours=1))
        assert clock() >= MORNING + GIVES_UP_AFTER
        with six.engine.connect() as connection:
            (named,) = deliveries(connection, "mislukt")
        assert named["error"].startswith("Al 5 dagen geprobeerd. De mailserver neemt deze brief nu niet aan (451")
        assert named["attempts"] == server.offered[put_off]
        count = Count("one letter is greylisted for more than five days", server.offered[put_off])
        count.add(asked(six.engine), server.messages, named=1)
        count.nothing_lost()
        server.behaviour = always("accept")
        retry(six.engine, named["id"], clock())
        assert 1 == until_nothing_waits(six.engine, server.url, clock)
    assert named["message_id"] == server.messages[-1].message_id
    assert 0 == untold(six.engine)


@pytest.mark.parametrize(("before", "after"), [("dagelijks", "wekelijks"), ("wekelijks", "dagelijks")])
def test_another_rhythm_brings_no_second_letter_on_that_day(six: Story, before: str, after: str) -> None:
    """Who chooses another rhythm after the letter came hears again tomorrow, or next week, and not today."""
    clock, person = Clock(), PEOPLE[0]
    six.act(MONDAY, "choose-letters", person=person, letters=before)
    with mail_server() as server:
        assert 6 == delivered(six.engine, server.url, clock).composed
        six.act(MONDAY, "choose-letters", person=person, letters=after)
        late(six, MONDAY, "B-1", person)
        six.night(MONDAY)
        clock.forward(QUARTER)
        assert 0 == delivered(six.engine, server.url, clock).composed
        clock.forward(7 * DAY if after == "wekelijks" else DAY)
        assert 1 == delivered(six.engine, server.url, clock).composed
    assert "Bel over B-1" in text_of(server.messages[-1].content)


@pytest.fixture
def waiting(story: Story) -> Iterator[tuple[Story, Clock, MailServer]]:
    """Return a story whose letters were made while the server was down, and the server, which is up again."""
    clock = Clock()
    asked_of(story, PEOPLE[:3])
    with mail_server() as server:
        server.down()
        assert (3, 3) == (delivered(story.engine, server.url, clock).composed, len(statuses(story.engine)))
        clock.forward(timedelta(hours=2))
        server.up()
        yield story, clock, server


def test_an_address_that_changed_meanwhile(waiting: tuple[Story, Clock, MailServer]) -> None:
    """A letter goes to the address of the moment of sending, and not to the one of the moment of making."""
    story, clock, server = waiting
    story.act(MONDAY, "register-person", person=PEOPLE[0], name="Lezer", email="nieuw@voorbeeld.nl")
    delivered(story.engine, server.url, clock)
    got = {one.to for one in server.messages}
    assert {"nieuw@voorbeeld.nl", *(f"{person}@voorbeeld.nl" for person in PEOPLE[1:3])} == got
    count = Count("an address changes between making and sending", 1)
    count.add(asked(story.engine), server.messages)
    count.nothing_lost()


def test_somebody_who_leaves_meanwhile(waiting: tuple[Story, Clock, MailServer]) -> None:
    """The letter lapses, nobody else gets that one, and who takes over is told in the next letter of their own."""
    story, clock, server = waiting
    gone = PEOPLE[0]
    story.act(MONDAY, "hand-over", **{"from": gone, "to": PEOPLE[1]})
    story.act(MONDAY, "register-person", person=gone, name="Lezer", email="weg@voorbeeld.nl", active=False)
    report = delivered(story.engine, server.url, clock)
    assert (1, 2) == (report.as_json()["lapsed"], report.as_json()["sent"])
    assert "vervallen" == statuses(story.engine)[f"brief/{gone}/{MONDAY}"]
    clock.forward(DAY)
    delivered(story.engine, server.url, clock)
    assert [PEOPLE[1], PEOPLE[1], PEOPLE[2]] == sorted(one.to.partition("@")[0] for one in server.messages)
    assert "OVERGENOMEN VAN EEN COLLEGA." in text_of(server.messages[-1].content)
    count = Count("somebody leaves between making and sending, and another takes over", 1)
    count.add(asked(story.engine), server.messages)
    count.nothing_lost()


def test_somebody_who_leaves_meanwhile_with_nobody_in_their_place(sqlite_story: Story) -> None:
    """What lies with somebody who left, and with nobody else, is named; who gets the role hears of it."""
    story, clock = asked_of(sqlite_story, ["toets"]), Clock()
    with mail_server() as server:
        server.down()
        delivered(story.engine, server.url, clock)
        story.act(MONDAY, "register-person", person="toets", name="Toets", email="toets@voorbeeld.nl", active=False)
        server.up()
        clock.forward(timedelta(hours=2))
        report = delivered(story.engine, server.url, clock)
        assert (0, 1) == (report.as_json()["sent"], report.undecided)
        with story.engine.connect() as connection:
            (named,) = deliveries(connection, "mislukt")
        assert "niemand anders heeft deze rol" in named["error"]
        clock.forward(DAY)
        story.act(clock.today, "register-person", person="anna", name="Anna", email="anna@voorbeeld.nl")
        story.act(clock.today, "assign-role", **P1, role="projectcoordinator", person="anna")
        delivered(story.engine, server.url, clock)
    assert ["anna@voorbeeld.nl"] == [one.to for one in server.messages]
    count = Count("somebody leaves between making and sending, and nobody takes over until later", 1)
    count.add(asked(story.engine), server.messages)
    count.nothing_lost()


def test_somebody_who_loses_the_role_meanwhile(sqlite_story: Story) -> None:
    """Nobody gets mail for a left role: its question is taken out of the letter, and one with nothing left lapses."""
    story, clock = sqlite_story, Clock()
    anna, bert, cees = PEOPLE[:3]
    asked_of(story, [anna, bert, cees])
    story.act(MONDAY, "start-partnership", partnership="P-2", title="Catering", organisation="O-1")
    late(story, MONDAY, "C-1", anna, partnership="P-2")
    story.night(MONDAY)
    with mail_server() as server:
        server.down()
        delivered(story.engine, server.url, clock)
        story.act(MONDAY, "hand-over", **{"from": anna, "to": cees, "partnership": "P-1"})
        story.act(MONDAY, "hand-over", **{"from": bert, "to": cees})
        server.up()
        clock.forward(QUARTER)
        report = delivered(story.engine, server.url, clock)
        assert (2, 1) == (report.as_json()["sent"], report.as_json()["lapsed"])
        of_anna = next(text_of(one.content) for one in server.messages if one.to.startswith(anna))
        assert ("Bel over C-1" in of_anna, "Bel over A-1" in of_anna) == (True, False)
        clock.forward(DAY)
        delivered(story.engine, server.url, clock)
    assert [anna, cees, cees] == sorted(one.to.partition("@")[0] for one in server.messages)
    count = Count("somebody loses the role between making and sending", 2)
    count.add(asked(story.engine), server.messages)
    count.nothing_lost()


def test_somebody_who_is_not_registered(sqlite_story: Story) -> None:
    """Whoever started it is asked without being known: that is named with what to do, and goes when it was done."""
    story, clock = asked_of(sqlite_story, PEOPLE[:3], starter=False), Clock()
    story.act(MONDAY, "register-person", person=PEOPLE[0], name="Weg", email="weg@voorbeeld.nl", active=False)
    with mail_server() as server:
        report = delivered(story.engine, server.url, clock)
        assert (2, 1) == (report.as_json()["sent"], report.undecided)
        with story.engine.connect() as connection:
            (named,) = deliveries(connection, "mislukt")
        assert "Van 'toets' is geen e-mailadres bekend. Leg het vast met register-person" in named["error"]
        story.act(MONDAY, "register-person", person="toets", name="Toets", email="toets@voorbeeld.nl")
        retry(story.engine, named["id"], clock())
        delivered(story.engine, server.url, clock)
    assert ("toets@voorbeeld.nl", named["message_id"]) == (server.messages[-1].to, server.messages[-1].message_id)
    count = Count("somebody is not registered until later", 1)
    count.add(asked(story.engine), server.messages)
    count.nothing_lost()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Resize]]:
    """Return a folder on a disk of its own with little room, and a function that gives it another size."""
    with small_disk(tmp_path / "schijf", "24k") as resize:
        yield tmp_path / "schijf", resize


def test_a_full_disk_under_the_mail_folder(six: Story, disk: tuple[Path, Resize]) -> None:
    """What fits is written whole, the rest waits and says why; with room again, everything is there."""
    (folder, resize), clock = disk, Clock()
    mail, full = Folder(folder / "mail"), 0
    for _ in range(3):
        report = delivered(six.engine, mail, clock)
        full += bool(report.unreachable)
        assert ["de schijf is vol. De brieven blijven wachten." in said for said in report.unreachable]
        assert (6, 0) == (report.waiting + len(list(folder.rglob("*.eml"))), report.undecided)
        assert 0 < report.waiting < 6
        assert 0 == len(list(folder.rglob("*.part")))
        clock.forward(QUARTER)
    resize("4m")
    assert 1 == until_nothing_waits(six.engine, mail, clock)
    count = Count("the disk under the mail folder is full", full)
    count.add(asked(six.engine), kept(folder))
    assert (0, 6) == (count.again, count.done)
    count.nothing_lost()


class Killed(BaseException):
    """What ends a program in the middle; no part of the house catches it."""


@pytest.mark.slow
def test_making_letters_is_broken_off_before_any_statement(
    sqlite_story: Story, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the moment, a question is either still news or in a letter; making them again makes the others."""
    asked_of(sqlite_story, PEOPLE[:4])
    monkeypatch.setattr(letters, "READERS", 2)
    moment, made = 0, set()
    with copies(sqlite_story.engine, request, tmp_path) as copy:
        while broken_off(engine := copy(), moment := moment + 1):
            made.add(len(statuses(engine)))
            assert 4 == untold(engine) + len(statuses(engine)), f"broken off before statement {moment}"
            assert not broken_off(engine, 0)
            assert (0, 4) == (untold(engine), len(statuses(engine)))
            engine.dispose()
    assert {0, 2} == made
    assert moment > 20, "there were moments to break it off"


def broken_off(engine: Engine, moment: int) -> bool:
    """Make the letters of Monday, be killed before a statement (0: never), and tell whether that moment came."""
    seen = itertools.count(1)

    def kill(*_told: object) -> None:
        if next(seen) == moment:
            raise Killed

    sa.event.listen(engine, "before_cursor_execute", kill)
    try:
        letters.compose_letters(engine, "smtp", "voorbeeld.nl", on=date.fromisoformat(MONDAY), at=MORNING)
    except Killed:
        return True
    finally:
        sa.event.remove(engine, "before_cursor_execute", kill)
        engine.dispose()
    return False


MANY = readers(25)


def test_two_deliveries_at_once(story: Story) -> None:
    """Two processes that deliver at the same time share the work: each letter is made once and goes once."""
    asked_of(story, MANY)
    with mail_server() as server:
        pair = [delivering(story.engine, batch=5, smtp_url=server.url) for _ in range(2)]
        for one in pair:
            one.begin()
        ends = [one.end() for one in pair]
    assert [0, 0] == [status for status, _report, _moments in ends]
    assert (25, 25) == tuple(sum(report[name] for _, report, _ in ends) for name in ("composed", "sent"))
    count = Count("two deliveries at once", 2)
    count.add(asked(story.engine), server.messages)
    assert (25, 0) == (len(server.messages), count.again)
    count.nothing_lost()


def test_a_delivery_that_is_stopped_while_it_holds_letters(story: Story) -> None:
    """Others leave its letters alone until its lease ends, then send them; woken up, it repeats and spoils nothing."""
    asked_of(story, MANY)
    held = threading.Event()

    def behaviour(to: str, before: int) -> Does:
        if to.startswith(MANY[4]) and not before:
            held.set()
            return "stall"
        return "accept"

    with mail_server(behaviour) as server:
        stopped = delivering(story.engine, batch=20, smtp_url=server.url)
        stopped.begin()
        assert held.wait(timeout=60)
        stopped.process.send_signal(signal.SIGSTOP)
        assert 4 == len(server.messages)
        meanwhile = delivered(story.engine, server.url, Clock(now()), on=MONDAY)
        assert (5, 20) == (meanwhile.as_json()["sent"], meanwhile.waiting), "the 20 that the other holds are its own"
        later = delivered(story.engine, server.url, Clock(now() + PAST_LEASE), on=MONDAY)
        assert (20, 0) == (later.as_json()["sent"], later.waiting)
        server.down()
        server.up()
        stopped.process.send_signal(signal.SIGCONT)
        assert 0 == stopped.end()[0]
        assert 0 == delivered(story.engine, server.url, Clock(now() + 2 * PAST_LEASE), on=MONDAY).as_json()["sent"]
    assert ["verzonden"] * 25 == list(statuses(story.engine).values())
    count = Count("a delivery is stopped while it holds letters, and woken after its lease", 1)
    count.add(asked(story.engine), server.messages)
    assert 4 <= count.again <= 20
    count.nothing_lost()


BUSY: dict[str, tuple[Answer, int]] = {
    "500, once": ((500, {}), 1),
    "429 with Retry-After, once": ((429, {"Retry-After": "7200"}), 8),
    "nothing, after it took the event": ((0, {}), 1),
}


@pytest.fixture
def followed(six: Story) -> Iterator[tuple[Story, list[str], Receiver, Callable[[], DeliveryReport]]]:
    """Return a story of six events, their ids, the program that follows them, and what delivers to it."""
    events = [str(entry) for (entry,) in rows(six.engine, "SELECT entry FROM journal WHERE act = 'raise-signal'")]
    clock = Clock()
    with mail_server() as server, event_receiver() as receiver:
        follows(six.engine, receiver.url)
        hook = Webhook(receiver.url, source=SOURCE, timeout=SHORT)

        def next_quarter() -> DeliveryReport:
            report = delivered(six.engine, server.url, clock, hook)
            clock.forward(QUARTER)
            return report

        yield six, sorted(events, key=int), receiver, next_quarter


Followed = tuple[Story, list[str], Receiver, Callable[[], DeliveryReport]]


@pytest.mark.parametrize("fault", BUSY)
def test_events_are_not_overtaken_when_the_receiver_is_busy(followed: Followed, fault: str) -> None:
    """An event that cannot be taken now holds up those after it, so that all come in the order of the journal."""
    _story, events, receiver, next_quarter = followed
    answer, quarters = BUSY[fault]
    receiver.answers = lambda event, before: answer if (event, before) == (events[2], 0) else TAKEN
    report = next_quarter()
    assert (8, 4) == (report.as_json()["sent"], report.waiting), "six letters, and two events of six"
    assert [4] * (quarters - 1) + [0] == [next_quarter().waiting for _ in range(quarters)]
    assert events == list(dict.fromkeys(receiver.taken))
    assert 2 == receiver.offered[events[2]]
    count = Count(f"the receiver of events answers {fault}", 1)
    count.add_events(events, receiver.taken)
    count.nothing_lost()


def test_events_wait_for_a_receiver_that_is_down(followed: Followed) -> None:
    """Each delivery tries one event; when the receiver is back all come, in order, in one delivery."""
    story, events, receiver, next_quarter = followed
    receiver.down()
    said = [next_quarter() for _ in range(24)]
    assert {1} == {len(report.unreachable) for report in said}
    assert {(6, 0)} == {(report.waiting, report.undecided) for report in said}
    receiver.up()
    assert 0 == next_quarter().waiting
    assert events == receiver.taken
    assert [("verzonden",)] == rows(story.engine, "SELECT DISTINCT status FROM deliveries")
    count = Count("the receiver of events is down for six hours, a delivery every quarter of an hour", len(said))
    count.add_events(events, receiver.taken)
    count.nothing_lost()


def test_events_wait_for_a_receiver_that_is_slow(followed: Followed) -> None:
    """Who takes an event and answers too late gets it again, under the same id."""
    _story, events, receiver, next_quarter = followed
    receiver.answers = lambda event, before: SILENT if (event, before) in {(events[0], 0), (events[4], 0)} else TAKEN
    assert [6, 2, 0] == [next_quarter().waiting for _ in range(3)]
    assert events == list(dict.fromkeys(receiver.taken))
    count = Count("the receiver of events takes an event and never answers", 2)
    count.add_events(events, receiver.taken)
    assert 2 == count.again
    count.nothing_lost()


def test_an_event_that_is_not_wanted_waits_for_a_person(followed: Followed) -> None:
    """A refused event is named and holds up nothing; said again, it goes under the same id."""
    story, events, receiver, next_quarter = followed
    receiver.answers = lambda event, _before: (410, {}) if event == events[1] else TAKEN
    report = next_quarter()
    assert (0, 1) == (report.waiting, report.undecided)
    assert [events[0], *events[2:]] == receiver.taken
    count = Count("the receiver of events answers 410", 1)
    count.add_events(events, receiver.taken, named=1)
    count.nothing_lost()
    receiver.answers = lambda _event, _before: TAKEN
    with story.engine.connect() as connection:
        (named,) = deliveries(connection, "mislukt")
    retry(story.engine, named["id"], MORNING + QUARTER)
    assert 1 == next_quarter().as_json()["sent"]
    assert events[1] == receiver.taken[-1]
