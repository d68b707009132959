"""A person's calendar on the command line: what is in it, who sees what, and that calendar programs can read it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from invitations import events_of
from story import AT, P1, Story

from groeituin.delivery.invitations import compose_invitations
from groeituin.texts.letters.rules import OF_ANOTHER_CONTRACT

Run = Callable[..., tuple[int, str, str]]
MEETING = P1 | {"kind": "voortgang", "meeting": "M-1"}


@pytest.fixture
def busy(sqlite_story: Story) -> Story:
    """Return a partnership with a meeting, an open question, and contracts of two companies that can be extended."""
    story = sqlite_story
    story.reach("monitoring")
    for company, person, code in (("glans", "gijs", "C-1"), ("groen", "hans", "C-2")):
        story.act("2026-01-06", "register-contractor", contractor=company, name=company)
        known = {"name": person.title(), "email": f"{person}@{company}.nl", "contractor": company}
        story.act("2026-01-06", "register-person", person=person, **known)
        option = {"until": "2029-12-31", "notify_by": "2028-06-30"}
        story.act("2026-01-06", "register-contract", contract=code, organisation="O-1", title=f"Werk {code}",
                  nature="dienst", contractor=company, starts_on="2026-01-01", ends_on="2028-12-31",
                  options=[option])  # fmt: skip
        story.act("2026-01-06", "link-contract", **P1, contract=code)
    story.act("2026-01-07", "plan-meeting", **MEETING, planned_on="2026-06-10")
    story.night("2026-02-16")
    return story


def calendar(run: Run, person: str) -> dict[str, tuple[str, str]]:
    """Return day and description of everything in a person's calendar by its summary, as two readers agree on it."""
    status, out, err = run("feed", person)
    assert (0, "") == (status, err)
    read = Calendar.from_ical(out).events
    strict = events_of(out.encode())
    assert [str(event["uid"]) for event in read] == [event["UID"] for event in strict]
    return {str(e["summary"]): (str(e.start), str(e.get("description", ""))) for e in read}


@pytest.mark.usefixtures("busy")
def test_everything_that_has_a_day(run: Run) -> None:
    """The meeting, the question with the last day to answer it, and per contract its end and the day to extend it."""
    found = calendar(run, "anna")
    assert {
        "Voortgangsgesprek Schoonmaak": "2026-06-10",
        "Antwoord uiterlijk: plan het voortgangsgesprek (Schoonmaak)": "2026-02-27",
        "Contract C-1 eindigt: Werk C-1": "2028-12-31",
        "Contract C-2 eindigt: Werk C-2": "2028-12-31",
        "Laatste dag om te melden dat contract C-1 (Werk C-1) wordt verlengd": "2028-06-30",
        "Laatste dag om te melden dat contract C-2 (Werk C-2) wordt verlengd": "2028-06-30",
    } == {name: day for name, (day, _more) in found.items()}
    assert "Agenda:" in found["Voortgangsgesprek Schoonmaak"][1]


@pytest.mark.usefixtures("busy")
def test_a_contractor_sees_its_own_contract_alone(run: Run) -> None:
    """The meeting, and when its own contract ends; nothing of the other company, nor of what the client may extend."""
    for person, own, other in (("gijs", "C-1", "C-2"), ("hans", "C-2", "C-1")):
        found = calendar(run, person)
        assert ["Voortgangsgesprek Schoonmaak", f"Contract {own} eindigt: Werk {own}"] == list(found)
        assert other not in run("feed", person)[1]


def test_a_question_about_another_company_is_told_without_its_words(run: Run, busy: Story) -> None:
    """Somebody of a contractor who took over work hears that there is a question, not what it says."""
    busy.act("2026-02-17", "hand-over", **{"from": "anna"}, to="hans")
    found = calendar(run, "hans")
    assert OF_ANOTHER_CONTRACT == found["Antwoord uiterlijk: er wacht een vraag (Schoonmaak)"][1]


@pytest.mark.parametrize(
    ("answer", "called", "on"),
    [
        ({"outcome": "uitgesteld", "until": "2026-03-09"}, "Vraag komt terug", "2026-03-09"),
        ({"outcome": "ingepland", "until": "2026-03-09"}, "Vraag komt terug", "2026-03-09"),
        ({"outcome": "ingepland"}, "Gepland", "2026-02-16"),
    ],
)
def test_an_answered_question_is_called_what_it_is(
    run: Run, busy: Story, answer: dict[str, str], called: str, on: str
) -> None:
    """Its day is no day to answer by any more."""
    busy.act("2026-02-17", "settle-signal", **P1, rule="voortgangsgesprek", **answer)
    assert on == calendar(run, "anna")[f"{called}: plan het voortgangsgesprek (Schoonmaak)"][0]


def test_the_top_of_a_ladder_has_no_day_to_answer_by(run: Run, busy: Story) -> None:
    """When nobody is left to hear of it, the day is that on which it was asked."""
    busy.night("2026-03-02", ["voortgangsgesprek"])
    busy.night("2026-03-16", ["voortgangsgesprek"])
    assert "2026-02-16" == calendar(run, "anna")["Gevraagd: plan het voortgangsgesprek (Schoonmaak)"][0]


def test_the_meeting_is_the_one_of_the_invitation(run: Run, busy: Story) -> None:
    """The same UID and SEQUENCE as the mail holds, also after it was moved; called off, it is gone."""
    busy.act("2026-02-17", "plan-meeting", **MEETING, planned_on="2026-06-17")
    assert 4 == compose_invitations(busy.engine, "map", "localhost", on=date(2026, 2, 18), at=AT)
    (meeting,) = [e for e in events_of(run("feed", "anna")[1].encode()) if e["SUMMARY"].startswith("Voortgang")]
    assert ("1", "20260617", "CONFIRMED") == (meeting["SEQUENCE"], meeting["DTSTART"], meeting["STATUS"])
    assert {"ATTENDEE", "ORGANIZER"}.isdisjoint(meeting)
    assert [(1,)] * 4 == busy.rows("SELECT sequence FROM invitations")
    busy.act("2026-02-19", "plan-meeting", **MEETING, withdrawn=True)
    assert not [name for name in calendar(run, "anna") if name.startswith("Voortgang")]


def test_the_same_state_gives_the_same_bytes(run: Run, busy: Story, tmp_path: Path) -> None:
    """Whatever the day and however it is asked; every reader of a contract in two partnerships sees it once."""
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    for path in (first, second):
        assert (0, "") == run("feed", "anna", "--output", str(path))[::2]
    assert first.read_bytes() == second.read_bytes() == run("feed", "anna")[1].encode()
    assert {"calendar": first.read_bytes().decode()} == json.loads(run("feed", "anna", "--json")[1])
    busy.act("2026-02-17", "start-partnership", partnership="P-2", title="Groen", organisation="O-1")
    busy.act("2026-02-17", "assign-role", partnership="P-2", role="projectcoordinator", person="anna")
    busy.act("2026-02-17", "link-contract", partnership="P-2", contract="C-1")
    names = [event["UID"] for event in events_of(run("feed", "anna")[1].encode())]
    assert len(names) == len(set(names))


@pytest.mark.usefixtures("busy")
def test_who_has_nothing_has_an_empty_calendar(run: Run, busy: Story) -> None:
    """Somebody without a part in anything gets a calendar that can be subscribed to."""
    busy.act("2026-02-17", "register-person", person="iris", name="Iris", email="iris@voorbeeld.nl")
    assert [] == events_of(run("feed", "iris")[1].encode())


@pytest.mark.usefixtures("busy")
def test_who_is_not_known_and_where_nothing_can_be_written(run: Run, tmp_path: Path) -> None:
    """Exit 3, and exit 2 with the file named."""
    status, out, err = run("feed", "niemand", "--json")
    assert (3, "", "not_found") == (status, out, json.loads(err)["error"])
    status, out, err = run("feed", "anna", "--output", str(tmp_path / "nergens" / "a.ics"))
    assert (2, "") == (status, out)
    assert f"Bestand {tmp_path}/nergens/a.ics is niet te schrijven: het bestand of de map bestaat niet." in err
