"""Meetings that are planned, moved and called off: who is invited, what is mailed, and what is asked again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from evenings import Diary
from icalendar import Calendar
from sqlalchemy.engine import Engine
from story import AT, P1, Story

from groeituin.acts.perform import Outcome as Done
from groeituin.check import check, mend
from groeituin.delivery.invitations import compose_invitations, invitation_mail
from groeituin.delivery.mail import Mail, as_message
from groeituin.delivery.outbox import Outcome, claim, settle
from groeituin.errors import BadInput, NoSuchThing, Refused
from groeituin.invitations import invitation_differences
from groeituin.planning import replan
from groeituin.texts.journal import journal_sentence
from groeituin.texts.words import GROUP_NAMES
from models.unit_of_work import UnitOfWork

SENDER = "groeituin@voorbeeld.nl"
PROGRESS = P1 | {"kind": "voortgang"}
M1 = PROGRESS | {"meeting": "M-1"}
RULE = "voortgangsgesprek"


def invitations(story: Story) -> list[tuple[str, str, str, int, bool]]:
    """Return meeting, person, day, sequence number and whether it lapsed, of every invitation."""
    query = "SELECT meeting, person, planned_on, sequence, cancelled FROM invitations ORDER BY meeting, person"
    return [(meeting, person, str(day), number, bool(off)) for meeting, person, day, number, off in story.rows(query)]


def state(story: Story) -> list[tuple[str, str, str | None]]:
    """Return the progress meetings that were asked for, and where they stand."""
    return story.signals(rule=RULE)


@pytest.fixture
def asked(sqlite_story: Story) -> Story:
    """Return a story in which the progress meeting of the second quarter was asked for."""
    sqlite_story.reach("monitoring")
    sqlite_story.night("2026-05-18")
    assert [("2026-K2", "open", "2026-06-01")] == state(sqlite_story)
    return sqlite_story


def test_what_was_called_off_is_asked_again_the_next_night(asked: Story) -> None:
    """The question waited for the meeting; without it, it is open again, and its ladder begins anew."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    assert [("2026-K2", "ingepland", "2026-06-11")] == state(asked)
    asked.act("2026-05-25", "plan-meeting", **M1, withdrawn=True)
    assert [] == asked.rows("SELECT meeting FROM meetings WHERE meeting = 'M-1'")
    assert 1 == asked.night("2026-05-26").returned
    assert [("2026-K2", "open", "2026-06-09")] == state(asked)


def test_a_meeting_moved_to_another_quarter_is_asked_for_again(asked: Story) -> None:
    """The quarter that it left has no meeting any more; within the quarter the question waits on."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    asked.act("2026-05-20", "plan-meeting", **M1, planned_on="2026-06-17")
    assert [("2026-K2", "ingepland", "2026-06-18")] == state(asked)
    asked.act("2026-05-21", "plan-meeting", **M1, planned_on="2026-07-08")
    assert 1 == asked.night("2026-05-22").returned


def test_one_of_two_called_off_leaves_the_other(asked: Story) -> None:
    """The question waits for the meeting that is still planned."""
    asked.act("2026-05-19", "plan-meeting", **PROGRESS, planned_on="2026-06-03")
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)
    assert [("2026-K2", "ingepland", "2026-06-04")] == state(asked)


def test_an_answer_that_waits_by_itself_is_left_alone(asked: Story) -> None:
    """Somebody said until when it was planned without naming a meeting: calling another off changes nothing."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-07-10")
    said = {"rule": RULE, "occasion": "2026-K2", "outcome": "ingepland", "until": "2026-06-20"}
    asked.act("2026-05-19", "settle-signal", **P1, **said)
    asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)
    assert [("2026-K2", "ingepland", "2026-06-20")] == state(asked)


def test_the_only_one_of_its_kind_needs_no_name(asked: Story) -> None:
    """With one planned it is clear which is called off; the journal names it, and says so in words."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    outcome = asked.act("2026-05-20", "plan-meeting", **PROGRESS, withdrawn=True)
    assert outcome.changed
    assert M1 | {"withdrawn": True} == asked.journal()[-1][4]
    assert "Een voortgangsgesprek gaat niet door (M-1)." == journal_sentence("plan-meeting", asked.journal()[-1][4])


def test_of_two_the_name_must_be_told(asked: Story) -> None:
    """Both are named, with their days; the day is enough to choose."""
    for planned_on in ("2026-06-10", "2026-06-24"):
        asked.act("2026-05-19", "plan-meeting", **PROGRESS, planned_on=planned_on)
    with pytest.raises(BadInput, match=r"voortgang-2026-06-10 \(10 juni 2026\) en voortgang-2026-06-24"):
        asked.act("2026-05-20", "plan-meeting", **PROGRESS, withdrawn=True)
    asked.act("2026-05-20", "plan-meeting", **PROGRESS, planned_on="2026-06-24", withdrawn=True)
    assert [("voortgang-2026-06-10",)] == asked.rows("SELECT meeting FROM meetings WHERE held_on IS NULL")


def test_what_cannot_be_called_off(asked: Story) -> None:
    """Nothing planned, a name that nothing has, a meeting that was held, and neither a day nor withdrawn."""
    with pytest.raises(NoSuchThing, match="geen voortgangsgesprek gepland"):
        asked.act("2026-05-20", "plan-meeting", **PROGRESS, withdrawn=True)
    with pytest.raises(NoSuchThing, match="geen overleg 'M-1'"):
        asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)
    with pytest.raises(BadInput, match="noem de dag"):
        asked.act("2026-05-20", "plan-meeting", **M1)
    asked.act("2026-05-20", "hold-meeting", **M1, attendees=["opdrachtnemer"], outcome="goed")
    with pytest.raises(Refused, match="al gehouden"):
        asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)


def planned_twice(story: Story) -> tuple[Done, Done]:
    """Plan M-1, and move it."""
    first = story.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    return first, story.act("2026-05-20", "plan-meeting", **M1, planned_on="2026-06-17")


def day_of(story: Story) -> list[tuple[str, ...]]:
    """Return the day for which M-1 is planned."""
    return [(str(day),) for (day,) in story.rows("SELECT planned_on FROM meetings WHERE meeting = 'M-1'")]


def test_a_plan_made_by_mistake_is_withdrawn(asked: Story) -> None:
    """Without fields a correction takes the plan away, and it is asked again."""
    plan = asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    asked.act("2026-05-20", "correct", entry=plan.entry, reason="Verkeerd partnership")
    assert [] == day_of(asked)
    assert 1 == asked.night("2026-05-21").returned


def test_a_move_made_by_mistake_brings_the_day_before_back(asked: Story) -> None:
    """Without fields a correction of the newest plan puts the plan before it back."""
    _first, second = planned_twice(asked)
    asked.act("2026-05-21", "correct", entry=second.entry, reason="Toch niet verzet")
    assert [("2026-06-10",)] == day_of(asked)
    assert [("2026-K2", "ingepland", "2026-06-11")] == state(asked)


def test_what_was_called_off_by_mistake_comes_back(asked: Story) -> None:
    """Withdrawing the calling off puts the last plan back; doing that again changes nothing."""
    planned_twice(asked)
    off = asked.act("2026-05-21", "plan-meeting", **M1, withdrawn=True)
    asked.act("2026-05-22", "correct", entry=off.entry, reason="Het gaat toch door")
    assert [("2026-06-17",)] == day_of(asked)
    assert not asked.act("2026-05-22", "correct", entry=off.entry, reason="Het gaat toch door").changed


def test_planned_again_by_mistake_after_it_was_called_off(asked: Story) -> None:
    """Withdrawing the new plan leaves it called off."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)
    again = asked.act("2026-05-21", "plan-meeting", **M1, planned_on="2026-06-12")
    asked.act("2026-05-22", "correct", entry=again.entry, reason="Verkeerd overleg")
    assert [] == day_of(asked)


def test_a_plan_of_what_was_held_stays(asked: Story) -> None:
    """What happened cannot be called off by withdrawing its plan."""
    plan = asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-05-20")
    asked.act("2026-05-20", "hold-meeting", **M1, attendees=["opdrachtnemer"], outcome="goed")
    with pytest.raises(Refused, match="al gehouden"):
        asked.act("2026-05-21", "correct", entry=plan.entry, reason="Vergissing")


def test_each_evening_is_told_as_it_was(sqlite: Engine) -> None:
    """Looking back on the evenings of a plan, a move, calling off, and corrections of each."""
    diary = Diary(sqlite)
    diary.reach("monitoring")
    diary.night("2026-05-18")
    diary.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    moved = diary.act("2026-05-20", "plan-meeting", **M1, planned_on="2026-07-08")
    diary.act("2026-05-21", "correct", entry=moved.entry, reason="toch niet")
    off = diary.act("2026-05-22", "plan-meeting", **M1, withdrawn=True)
    diary.act("2026-05-23", "correct", entry=off.entry, reason="toch wel")
    diary.night("2026-05-25")
    diary.act("2026-05-26", "plan-meeting", **M1, withdrawn=True)
    diary.night("2026-05-27")
    diary.act("2026-05-28", "plan-meeting", **M1, planned_on="2026-06-12")
    diary.look_back()


def mails(story: Story, on: str) -> dict[str, Mail]:
    """Make the mails of a day, take them out of the outbox, and return them by reader."""
    made = compose_invitations(story.engine, "map", "voorbeeld.nl", on=date.fromisoformat(on), at=AT)
    rows = claim(story.engine, ["map"], AT, "toets")
    settle(story.engine, "map", [Outcome(row.id, "verzonden") for row in rows], [], "toets", AT)
    assert made == len(rows)
    return {row.person: invitation_mail(row, SENDER) for row in rows}


def read(mail: Mail) -> tuple[str, int, str, str]:
    """Return method, sequence number, status and day of a mail's calendar file, as a calendar program reads it."""
    calendar = Calendar.from_ical(mail.calendar or b"")
    (event,) = calendar.events
    return str(calendar["method"]), int(str(event["sequence"])), str(event["status"]), str(event.start)


def uids(found: dict[str, Mail]) -> set[str]:
    """Return by which names calendars know the meetings of some mails."""
    return {str(Calendar.from_ical(mail.calendar or b"").walk("VEVENT")[0]["uid"]) for mail in found.values()}


@pytest.fixture
def meeting(story: Story) -> Story:
    """Return a partnership in monitoring, with somebody of its contractor."""
    return with_contractor(story)


@pytest.fixture
def sqlite_meeting(sqlite_story: Story) -> Story:
    """Return the same on SQLite."""
    return with_contractor(sqlite_story)


def with_contractor(story: Story) -> Story:
    """Reach monitoring, and let Gijs of Glans be known."""
    story.reach("monitoring")
    story.act("2026-01-06", "register-person", person="gijs", name="Gijs", email="gijs@glans.nl", contractor="glans")
    return story


INVITED = ["anna", "dina", "gijs"]


def test_planned_moved_and_called_off(meeting: Story) -> None:
    """Everybody who is invited gets REQUEST 0, REQUEST 1 and CANCEL 2 for one and the same meeting."""
    meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    first = mails(meeting, "2026-11-23")
    meeting.act("2026-11-24", "plan-meeting", **M1, planned_on="2027-01-22")
    second = mails(meeting, "2026-11-25")
    meeting.act("2026-11-26", "plan-meeting", **M1, withdrawn=True)
    third = mails(meeting, "2026-11-27")
    for found, told in (
        (first, ("REQUEST", 0, "CONFIRMED", "2027-01-15")),
        (second, ("REQUEST", 1, "CONFIRMED", "2027-01-22")),
        (third, ("CANCEL", 2, "CANCELLED", "2027-01-22")),
    ):
        assert dict.fromkeys(INVITED, told) == {person: read(mail) for person, mail in found.items()}
    assert uids(first) == uids(second) == uids(third)
    assert 1 == len(uids(first))
    about = "voortgangsgesprek Schoonmaak, vrijdag"
    assert [
        f"Uitnodiging: {about} 15 januari 2027",
        f"Verzet: {about} 22 januari 2027",
        f"Gaat niet door: {about} 22 januari 2027",
    ] == [found["anna"].subject for found in (first, second, third)]
    assert {} == mails(meeting, "2026-11-28")


def test_a_mail_holds_its_reader_alone(sqlite_meeting: Story) -> None:
    """The organiser is the house, the only one attending is the reader, and the message carries the calendar twice."""
    sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    mail = mails(sqlite_meeting, "2026-11-23")["gijs"]
    (event,) = Calendar.from_ical(mail.calendar or b"").walk("VEVENT")
    assert f"mailto:{SENDER}" == str(event["organizer"])
    assert "mailto:gijs@glans.nl" == str(event["attendee"])
    message = as_message(mail)
    assert ["text/calendar", "application/ics"] == [part.get_content_type() for part in parts(message)]
    assert b"anna" not in message.as_bytes()


def parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield what calendar programs look for in a message."""
    for part in message.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            assert isinstance(part, EmailMessage)
            yield part


def test_a_contractor_reads_titles_and_its_own_contract(sqlite_meeting: Story) -> None:
    """What the client wants to say or ask stays with the client, and so does the contract of another company."""
    story = sqlite_meeting
    story.act("2026-01-06", "register-contractor", contractor="groen", name="Groen BV")
    story.act("2026-01-06", "register-person", person="hans", name="Hans", email="hans@groen.nl", contractor="groen")
    story.act("2026-01-06", "register-contract", contract="C-2", organisation="O-1", title="Tuinen", nature="dienst",
              contractor="groen", starts_on="2026-01-01", ends_on="2027-06-30")  # fmt: skip
    story.act("2026-01-06", "link-contract", **P1, contract="C-2")
    story.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    found = mails(story, "2026-11-23")
    assert [*INVITED, "hans"] == sorted(found)
    assert "Bel de WSP" in found["anna"].plain
    for outside, own, other in (("gijs", "C-1", "C-2"), ("hans", "C-2", "C-1")):
        for text in (found[outside].plain, found[outside].html, (found[outside].calendar or b"").decode()):
            assert "Bel de WSP" not in text
            assert other not in text
        assert own in found[outside].plain


def test_who_is_invited_is_told_by_role_and_to_whom_to_answer_by_name(sqlite_meeting: Story) -> None:
    """The coordinator is not sent to herself, and nobody reads the address of another."""
    sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    found = mails(sqlite_meeting, "2026-11-23")
    assert INVITED == sorted(found)
    addresses = {mail.to_address for mail in found.values()}
    for person, mail in found.items():
        flat = " ".join(mail.plain.split())
        assert "Uitgenodigd: coördinator, contractmanagement, opdrachtnemer." in flat
        assert (person != "anna") == ("Laat het weten aan Anna, de coördinator." in flat)
        assert (person == "anna") == ("Leg in Groeituin een andere vast." in flat)
        text = f"{mail.plain}{mail.html}{(mail.calendar or b'').decode()}"
        assert [] == [other for other in addresses - {mail.to_address} if other in text]


def test_no_mail_names_a_target_group(sqlite_meeting: Story) -> None:
    """One filled job, one objective, hours of two persons: a group with so few in it is nobody's to read in a mail."""
    sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    found = mails(sqlite_meeting, "2026-11-23")
    assert INVITED == sorted(found)
    for mail in found.values():
        assert not [name for name in GROUP_NAMES.values() if name.casefold() in mail.plain.casefold()]


def test_who_comes_and_who_goes(meeting: Story) -> None:
    """A new role is a first invitation; a role that ended says that the meeting goes on without you."""
    meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    mails(meeting, "2026-11-23")
    meeting.act("2026-11-24", "release-role", **P1, role="contractmanager", person="dina")
    meeting.act("2026-11-24", "assign-role", **P1, role="contractmanager", person="cees")
    found = mails(meeting, "2026-11-25")
    assert ["cees", "dina"] == sorted(found)
    assert ("REQUEST", 0, "CONFIRMED", "2027-01-15") == read(found["cees"])
    assert ("CANCEL", 1, "CANCELLED", "2027-01-15") == read(found["dina"])
    assert "Niet meer voor u: voortgangsgesprek Schoonmaak, vrijdag 15 januari 2027" == found["dina"].subject
    meeting.act("2026-11-26", "assign-role", **P1, role="contractmanager", person="dina")
    back = mails(meeting, "2026-11-27")
    assert ("REQUEST", 2, "CONFIRMED", "2027-01-15") == read(back["dina"])
    assert back["dina"].subject.startswith("Uitnodiging: ")


def test_who_was_never_told_is_not_told_that_it_is_off(sqlite_meeting: Story) -> None:
    """Planned and called off between two mornings: nobody hears of it."""
    sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, withdrawn=True)
    assert {} == mails(sqlite_meeting, "2026-11-23")


def test_moved_before_anybody_was_told_is_an_invitation(sqlite_meeting: Story) -> None:
    """What is new to the reader is called so, whatever its number."""
    for planned_on in ("2027-01-15", "2027-01-22"):
        sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, planned_on=planned_on)
    found = mails(sqlite_meeting, "2026-11-23")["anna"]
    assert ("REQUEST", 1, "CONFIRMED", "2027-01-22") == read(found)
    assert found.subject.startswith("Uitnodiging: ")


def test_held_on_the_day_stays_and_on_another_day_lapses(sqlite_meeting: Story) -> None:
    """A calendar keeps what happened as planned; a day on which nothing will happen is given back."""
    for name in ("M-1", "M-2"):
        sqlite_meeting.act("2026-11-20", "plan-meeting", **M1 | {"meeting": name}, planned_on="2026-11-25")
    mails(sqlite_meeting, "2026-11-23")
    held = {"attendees": ["opdrachtnemer"], "outcome": "goed"}
    sqlite_meeting.act("2026-11-25", "hold-meeting", **M1, **held)
    sqlite_meeting.act("2026-11-25", "hold-meeting", **M1 | {"meeting": "M-2"}, **held, held_on="2026-11-24")
    found = mails(sqlite_meeting, "2026-11-25")
    assert ["M-1"] == sorted({row[0] for row in invitations(sqlite_meeting) if not row[4]})
    assert dict.fromkeys(INVITED, ("CANCEL", 1, "CANCELLED", "2026-11-25")) == {
        person: read(mail) for person, mail in found.items()
    }
    assert "Het is al gehouden, op dinsdag 24 november 2026." in found["anna"].plain


def test_what_is_past_is_not_told(sqlite_meeting: Story) -> None:
    """A delivery that comes too late invites nobody, and a day that is past stays as it was."""
    sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2026-11-22")
    assert {} == mails(sqlite_meeting, "2026-11-23")
    sqlite_meeting.act("2026-11-24", "plan-meeting", **M1, withdrawn=True)
    assert [("M-1", person, "2026-11-22", 0, False) for person in INVITED] == invitations(sqlite_meeting)


def test_the_letters_of_an_earlier_day_invite_to_nothing_that_is_past(sqlite_meeting: Story) -> None:
    """The real day of sending counts too, as it is in the Netherlands: half past midnight is another day there."""
    for name, planned_on in (("M-1", "2026-11-23"), ("M-2", "2026-11-24")):
        sqlite_meeting.act("2026-11-20", "plan-meeting", **M1 | {"meeting": name}, planned_on=planned_on)
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    made = compose_invitations(sqlite_meeting.engine, "map", "voorbeeld.nl", on=date(2026, 11, 20), at=at)
    keys = [key for (key,) in sqlite_meeting.rows("SELECT key FROM deliveries ORDER BY key")]
    assert (3, [f"uitnodiging/P-1/M-2/{person}/0" for person in INVITED]) == (made, keys)


def test_the_meetings_of_a_partnership_that_ended_lapse(sqlite_meeting: Story) -> None:
    """Nobody comes to a meeting of what is over; reopened, everybody is invited again."""
    sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    mails(sqlite_meeting, "2026-11-23")
    sqlite_meeting.act("2026-11-24", "advance", **P1, trigger="beeindig", reason="r", lesson="l")
    assert {"CANCEL"} == {read(mail)[0] for mail in mails(sqlite_meeting, "2026-11-25").values()}
    sqlite_meeting.act("2026-11-26", "advance", **P1, trigger="heropen", reason="r")
    assert {("REQUEST", 2)} == {read(mail)[:2] for mail in mails(sqlite_meeting, "2026-11-27").values()}


def test_who_left_is_not_invited(sqlite_meeting: Story) -> None:
    """Somebody who left loses the invitation, and whoever stands in gets one."""
    sqlite_meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    sqlite_meeting.act("2026-11-24", "register-person", person="anna", name="A", email="a@voorbeeld.nl", active=False)
    assert [("anna", 1, True), ("bert", 0, False), ("dina", 0, False), ("gijs", 0, False)] == [
        (person, number, off) for _meeting, person, _day, number, off in invitations(sqlite_meeting)
    ]


def test_what_was_planned_before_there_were_invitations_is_invited_to(meeting: Story) -> None:
    """The check names it and mends it, or the first time that a partnership is planned again it is there."""
    on = date(2026, 11, 23)
    meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    with UnitOfWork(meeting.engine) as work:
        work.connection.execute(sa.text("DELETE FROM invitations"))
        missing = invitation_differences(work.connection, ["P-1"], on)
        assert INVITED == [one["person"] for one in missing]
        assert {"partnership": "P-1", "meeting": "M-1", "person": "anna", "stored": None,
                "planned": date(2027, 1, 15)} == missing[0]  # fmt: skip
        replan(work.connection, ["P-1"], on)
        assert [] == invitation_differences(work.connection, ["P-1"], on)
    with meeting.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM invitations"))
        found = check(connection, on)["differences"]
    assert [("uitnodiging", "M-1")] * 3 == [(one["rule"], one["subject"]) for one in found]
    mend(meeting.engine, on=on, by="toets", at=AT)
    with meeting.engine.connect() as connection:
        assert [] == check(connection, on)["differences"]
    assert INVITED == sorted(mails(meeting, "2026-11-23"))


def test_codes_with_a_slash_stay_apart(sqlite_meeting: Story) -> None:
    """Two partnerships and meetings whose codes read the same when joined are two meetings."""
    for partnership, name in (("P/1", "M"), ("P", "1/M")):
        sqlite_meeting.act("2026-11-20", "start-partnership", partnership=partnership, title="T", organisation="O-1")
        scope = {"partnership": partnership}
        sqlite_meeting.act("2026-11-20", "assign-role", **scope, role="projectcoordinator", person="anna")
        sqlite_meeting.act("2026-11-20", "plan-meeting", **scope, kind="werkgroep", meeting=name,
                           planned_on="2027-01-15")  # fmt: skip
    assert 2 == compose_invitations(sqlite_meeting.engine, "map", "voorbeeld.nl", on=date(2026, 11, 23), at=AT)


def test_staff_of_a_contractor_that_comes_changes_and_goes(meeting: Story) -> None:
    """Who starts to work for a contractor is invited, who leaves or changes to another company is not any more."""
    meeting.act("2026-11-20", "plan-meeting", **M1, planned_on="2027-01-15")
    meeting.act("2026-11-21", "register-contractor", contractor="groen", name="Groen BV")
    known = {"person": "hans", "name": "Hans", "email": "hans@glans.nl"}
    for number, (contractor, active) in enumerate(
        (("glans", True), ("groen", True), ("glans", True), ("glans", False))
    ):
        meeting.act("2026-11-22", "register-person", **known, contractor=contractor, active=active)
        expected = ("M-1", "hans", "2027-01-15", number, bool(number % 2))
        assert [expected] == [row for row in invitations(meeting) if row[1] == "hans"]
