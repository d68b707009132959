"""Who is invited to which meeting, what the mails about meetings say, and the calendar files in them.

``tests/golden/invitations`` holds the mails. After a change on purpose, write them anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_invitations.py``.
"""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dossiers import DEFINITION, Facts, backup, contract, coordinator, day, dossier, role
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from invitations import MAILS, NEW, OFF, events_of
from processes import process

from groeituin.texts.letters.invitation import Invitation, html, plain, subject, without_groups
from groeituin.texts.words import MEETING_NAMES
from groeituin.vcalendar import invitation, joined, uid
from states.coherence import incoherent
from states.dossier import Dossier, Evaluation, Meeting, Person
from states.invitations import invited, roles_invited
from states.vocabulary import MeetingKind, words

GOLDEN = Path(__file__).parent.parent / "golden" / "invitations"
AT = datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
TODAY = day("2026-11-23")
PLANNED = "2027-01-15"
TEAM = (coordinator(), backup(), role("contractmanager", "dina"), role("hr_expert", "eva"))
GLANS = (Person("gijs", contractor="glans"),)


def planned(kind: str = "voortgang", on: str = PLANNED, **facts: Facts) -> Meeting:
    """Return a planned meeting."""
    return Meeting("M-1", kind, day(on), **facts)


def with_meeting(meeting: Meeting | None = None, phase: str = "monitoring", **facts: Facts) -> Dossier:
    """Return a partnership with a planned progress meeting and a contract that runs."""
    known = {"roles": TEAM, "people": GLANS, "contracts": (contract("2028-12-31", contractor="glans"),), **facts}
    return dossier(phase, meetings=(meeting or planned(),), **known)


def people(found: Dossier, on: str = "2026-11-23") -> list[str]:
    """Return who is invited on a day."""
    return [one.person for one in invited(found, DEFINITION, day(on))]


def test_the_roles_of_a_kind_and_whoever_leads() -> None:
    """A progress meeting is of the coordinator, the contract manager and the contractor (4a)."""
    assert ["anna", "dina", "gijs"] == people(with_meeting())


@pytest.mark.parametrize("kind", words(MeetingKind))
def test_every_kind_has_its_people(kind: str) -> None:
    """The process says of each kind who is invited, and the coordinator comes to all of them."""
    assert DEFINITION.invites(kind)
    assert "anna" == people(with_meeting(planned(kind)))[0]


def test_nobody_of_a_contractor_hears_first_of_a_tender() -> None:
    """A conversation with the market is announced to all companies alike, not to the one that is there already."""
    assert "gijs" not in people(with_meeting(planned("marktconsultatie")))


def test_a_vacant_role_sends_its_backup() -> None:
    """Without a coordinator the backup comes; without either, who stands in for the coordinator everywhere."""
    assert "bert" in people(with_meeting(roles=TEAM[1:]))
    assert "sofie" in people(with_meeting(roles=(role("social_return_coordinator", "sofie"),)))
    assert ["gijs"] == people(with_meeting(roles=()))


def test_the_roles_that_are_invited_are_those_that_somebody_comes_for() -> None:
    """Whoever leads comes first, under the role by which; a role without anybody is not named."""
    on = day(PLANNED)
    found = with_meeting()
    assert ("projectcoordinator", "contractmanager", "opdrachtnemer") == roles_invited(
        found, DEFINITION, "voortgang", on
    )
    alone = with_meeting(roles=(role("social_return_coordinator", "sofie"),), people=())
    assert ("social_return_coordinator",) == roles_invited(alone, DEFINITION, "voortgang", on)
    assert () == roles_invited(with_meeting(roles=(), people=()), DEFINITION, "voortgang", on)


def test_who_left_is_not_invited() -> None:
    """Somebody of the client who left, and somebody of the contractor."""
    gone = (Person("dina", inactive_on=TODAY), Person("gijs", "glans", TODAY), Person("hans", "glans"))
    assert ["anna", "hans"] == people(with_meeting(people=gone))


@pytest.mark.parametrize(
    ("facts", "comes"),
    [
        ({}, True),
        ({"ends_on": day("2027-01-15")}, True),
        ({"ends_on": day("2027-01-14")}, False),
        ({"stage": "uitgevraagd"}, True),
        ({"stage": "afgelopen"}, False),
        ({"stage": "ingetrokken"}, False),
        ({"contractor": None}, False),
    ],
)
def test_only_contractors_whose_contract_runs_on_that_day(facts: dict[str, Facts], *, comes: bool) -> None:
    """Whose contract is over by the day of the meeting, or was parted from, is not invited."""
    one = replace(contract("2028-12-31", contractor="glans"), **facts)
    assert comes == ("gijs" in people(with_meeting(contracts=(one,))))


def test_who_did_the_work_comes_to_look_back_on_it() -> None:
    """An evaluation after a contract's end is with its contractor, until one was recorded."""
    over = contract("2026-12-31", contractor="glans")
    found = with_meeting(planned("evaluatie"), contracts=(over,))
    assert "gijs" in people(found)
    assert "gijs" in people(replace(found, contracts=(replace(over, stage="afgelopen"),)))
    assert "gijs" not in people(replace(found, contracts=(replace(over, stage="ingetrokken"),)))
    assert "gijs" not in people(replace(found, evaluations=(Evaluation(day("2026-12-31")),)))


def test_somebody_of_another_company_does_not_stand_in() -> None:
    """A backup for the contractor who works for another contractor stays at home."""
    others = (Person("hans", contractor="groen"),)
    roles = (*TEAM, role("opdrachtnemer", "hans", backup=True))
    assert ["anna", "dina"] == people(with_meeting(people=others, roles=roles))


@pytest.mark.parametrize(
    ("meeting", "on", "comes"),
    [
        (planned(), PLANNED, True),
        (planned(), "2027-01-16", False),
        (planned(held_on=day(PLANNED)), PLANNED, True),
        (planned(held_on=day("2027-01-12")), "2027-01-12", False),
        (Meeting("M-1", "voortgang", None, day(PLANNED)), PLANNED, False),
    ],
)
def test_until_its_day_and_as_planned(meeting: Meeting, on: str, *, comes: bool) -> None:
    """A meeting of today counts, held or not; one that is past, was held on another day or never planned does not."""
    assert comes == bool(people(with_meeting(meeting), on))


def test_what_ended_has_no_meetings() -> None:
    """In beeindigd nobody is invited to anything."""
    assert [] == people(with_meeting(phase="beeindigd"))


def test_a_process_without_meetings_invites_who_leads() -> None:
    """A definition from before there were invitations is still one; only the coordinator is invited."""
    without = DEFINITION.model_copy(update={"meetings": {}})
    assert ["anna"] == [one.person for one in invited(with_meeting(), without, TODAY)]


def test_an_invited_role_must_be_one_of_the_process() -> None:
    """A role that the process does not have is a fault, told where it stands."""
    data = DEFINITION.model_dump(mode="json") | {"meetings": {"start": {"step": "3", "invites": ["tolk"]}}}
    assert [(("meetings", "start", "invites", 0), "onbekende_rol")] == [
        (wrong.path, wrong.code) for wrong in incoherent(data) if "meetings" in wrong.path
    ]


def test_an_authority_invites_whom_it_wants() -> None:
    """Who is invited is a word of the process."""
    other = process({"[contractmanager, opdrachtnemer]}": "[hr_expert]}"})
    assert ["anna", "eva"] == [one.person for one in invited(with_meeting(), other, TODAY)]


def file_of(told: Invitation) -> str:
    """Return the calendar file of a mail."""
    made = invitation(told, sender="groeituin@voorbeeld.nl", name=told.name, address="lezer@voorbeeld.nl", at=AT)
    return made.decode()


KINDS = {"txt": lambda one: f"Onderwerp: {subject(one)}\n\n{plain(one)}", "html": html, "ics": file_of}


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_mails_are_the_approved_ones(name: str, kind: str) -> None:
    """Every mail says what stands in its golden file, word for word: as text, as HTML and as a calendar file."""
    path, written = GOLDEN / f"{name}.{kind}", KINDS[kind](MAILS[name])
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        path.write_text(written, encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as file:
        assert written == file.read()


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_survives_being_kept(name: str) -> None:
    """What is read back from JSON is what was kept."""
    assert MAILS[name] == Invitation.from_json(json.loads(json.dumps(MAILS[name].as_json())))


def test_a_mail_of_before_is_still_read() -> None:
    """What was made by an earlier version and still waits lacks what was added since."""
    known = {name: value for name, value in NEW.as_json().items() if name not in {"invited", "coordinator"}}
    assert replace(NEW, invited=()) == Invitation.from_json(known)


@pytest.mark.parametrize("name", MAILS)
def test_the_text_is_narrow_and_the_html_says_as_much(name: str) -> None:
    """No line of plain text is longer than 72 signs, and the HTML leaves no word out."""
    text, page = plain(MAILS[name]), html(MAILS[name])
    assert 72 >= max(len(line) for line in text.splitlines())
    said = [word for line in text.splitlines() for word in line.split() if word.isalpha() and line.strip("-=")]
    assert [] == [word for word in said if word not in page]


def test_what_people_wrote_cannot_become_markup() -> None:
    """A title with signs of HTML stays words."""
    told = replace(NEW, title="<b>Stadhuis</b> & meer", name="<i>Anna</i>")
    assert "<b>Stadhuis" not in html(told)
    assert "<i>Anna" not in html(told)
    assert "&lt;b&gt;Stadhuis&lt;/b&gt; &amp; meer" in html(told)


def test_a_line_with_a_target_group_is_left_out() -> None:
    """Its name is looked for as a word: what only looks like one stays."""
    lines = ("Participatiewet: 1 baan.", "In maart 2027 loopt 1 baan af (WW). Kan dat werk blijven?", "Een bouwwwerk.")
    assert ("Een bouwwwerk.",) == without_groups(lines)


@pytest.mark.parametrize(("told", "method", "status"), [(NEW, "REQUEST", "CONFIRMED"), (OFF, "CANCEL", "CANCELLED")])
def test_a_calendar_file_is_what_calendars_expect(told: Invitation, method: str, status: str) -> None:
    """By the letter of RFC 5545 and 5546, and by the parser of a library."""
    text = file_of(told)
    (event,) = events_of(text.encode())
    assert f"\r\nMETHOD:{method}\r\n" in text
    assert "\r\nDTSTART;VALUE=DATE:20270115\r\n" in text
    expected = {
        "UID": uid("voorbeeld.nl", "P-1", "M-1"), "DTSTAMP": "20261123T041500Z", "DTSTART": "20270115",
        "SEQUENCE": str(told.sequence), "STATUS": status, "TRANSP": "TRANSPARENT",
        "SUMMARY": "Voortgangsgesprek Schoonmaak Stadhuis", "ORGANIZER": "mailto:groeituin@voorbeeld.nl",
        "ATTENDEE": "mailto:lezer@voorbeeld.nl",
    }  # fmt: skip
    assert expected == {name: value for name, value in event.items() if name != "DESCRIPTION"}
    assert ("DESCRIPTION" in event) == told.goes_on
    assert 1 == len(Calendar.from_ical(text).walk("VEVENT"))


@given(title=st.text(min_size=1, max_size=200), name=st.text(max_size=100), kind=st.sampled_from(sorted(MEETING_NAMES)))
def test_whatever_people_write_the_file_can_be_read(title: str, name: str, kind: str) -> None:
    """Line breaks, quotes, commas and other scripts in a title or a name do not break a calendar file."""
    told = replace(NEW, title=title, name=name, kind=kind)
    (event,) = events_of(file_of(told).encode())
    (read,) = Calendar.from_ical(file_of(told)).walk("VEVENT")
    assert event["UID"] == str(read["uid"]) == uid("voorbeeld.nl", "P-1", "M-1")
    assert "mailto:lezer@voorbeeld.nl" == str(read["attendee"])


def test_joined_codes_tell_apart_what_they_join() -> None:
    """A code may hold the sign that stands between codes."""
    assert "P-1/M-1" == joined("P-1", "M-1")
    assert joined("P/1", "M") != joined("P", "1/M")
