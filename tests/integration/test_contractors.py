"""Two contractors of one partnership: what is about the contract of one is nothing for the other."""

import pytest
from evenings import Diary
from posted import Kept, delivered
from sqlalchemy.engine import Engine
from story import P1, Story

ON, NIGHT = "2026-01-05", "2026-12-01"
QUARTER = "2026-04-01"


def employed(story: Story, on: str, person: str, contractor: str | None) -> int | None:
    """Let a person work for a contractor from a day; return the number of the journal row."""
    known = {"person": person, "name": person.title(), "email": f"{person}@voorbeeld.nl"}
    return story.act(on, "register-person", **known, contractor=contractor).entry


@pytest.fixture
def kept() -> Kept:
    """Return a channel that keeps what it is given."""
    return Kept()


def two_contractors(story: Story) -> Story:
    """Take P-1 to realisation with C-1 of glans, where pia works; schoon, where sien works, has C-2."""
    story.reach("realisatie")
    story.act(ON, "register-contractor", contractor="schoon", name="Schoon BV")
    story.act(
        ON, "register-contract", contract="C-2", organisation="O-1", title="Ramen", nature="dienst",
        contractor="schoon", starts_on="2026-01-01", ends_on="2028-12-31",
    )  # fmt: skip
    employed(story, ON, "pia", "glans")
    employed(story, ON, "sien", "schoon")
    return story


@pytest.fixture
def partners(story: Story) -> Story:
    """Return a story with two contractors, of which one has a contract in P-1."""
    return two_contractors(story)


def asked(story: Story, rule: str) -> list[str]:
    """Return with whom the open signals of a rule lie."""
    found = story.rows(
        "SELECT DISTINCT person FROM signals JOIN signal_recipients ON id = signal "
        "WHERE rule = :r AND status = 'open' ORDER BY person", r=rule,
    )  # fmt: skip
    return [person for (person,) in found]


def test_jobs_on_a_contract_that_went_are_nothing_for_who_came(partners: Story, kept: Kept) -> None:
    """C-1 makes room for C-2: what ends on C-1 is asked of HR and of the coordinator, and not of the new contractor."""
    job = {"partnership": "P-1", "job": "B-1"}
    partners.act(
        ON, "map-job", **job, title="Hulp", target_group="participatiewet", hours_per_week=24, source="nieuwe_taak",
        contract="C-1",
    )  # fmt: skip
    partners.act(
        ON, "fill-job", **job, starts_on="2026-01-01", ends_on="2027-02-01", form="dienstverband",
        payroll="opdrachtnemer",
    )  # fmt: skip
    partners.act("2026-11-02", "unlink-contract", **P1, contract="C-1")
    partners.act("2026-11-02", "link-contract", **P1, contract="C-2")
    partners.night(NIGHT, ["baan_loopt_af"])
    assert ["anna", "cees"] == asked(partners, "baan_loopt_af")
    delivered(partners.engine, kept, NIGHT)
    assert [] == kept.to("sien")
    partners.act(NIGHT, "hand-over", **{"from": "anna"}, to="sien")
    delivered(partners.engine, kept, "2026-12-02")
    [letter] = kept.to("sien")
    assert "C-1" not in letter.plain


@pytest.mark.parametrize("employer", ["schoon", None])
def test_who_goes_to_work_elsewhere_leaves_the_question_behind(
    partners: Story, kept: Kept, employer: str | None
) -> None:
    """It is a colleague's at once, also when the letter about it was not made yet; a reminder goes there too."""
    partners.act(ON, "link-contract", **P1, contract="C-2")
    partners.night(QUARTER, ["urenopgave"])
    assert ["pia", "sien"] == asked(partners, "urenopgave")
    employed(partners, "2026-04-02", "quin", "glans")
    employed(partners, "2026-04-02", "pia", employer)
    of_pia = partners.rows("SELECT subject FROM signals JOIN signal_recipients ON id = signal WHERE person = 'pia'")
    assert [] == of_pia
    assert ["quin", "sien"] == asked(partners, "urenopgave")
    delivered(partners.engine, kept, "2026-04-02")
    assert [0, 1, 1] == [len(kept.to(person)) for person in ("pia", "quin", "sien")]
    assert "C-1" in kept.to("quin")[0].plain


@pytest.mark.parametrize("contact", ["pia", "quin"])
def test_without_a_colleague_the_question_waits_with_the_client_for_one(partners: Story, contact: str) -> None:
    """Nobody of glans is known any more, so it is the coordinator's, until glans has somebody again."""
    partners.night(QUARTER, ["urenopgave"])
    employed(partners, "2026-04-02", "pia", "schoon")
    assert ["anna"] == asked(partners, "urenopgave")
    employed(partners, "2026-04-03", contact, "glans")
    assert [contact] == asked(partners, "urenopgave")


def test_who_started_it_is_relieved_by_the_first_contact(sqlite_story: Story) -> None:
    """Also by somebody who is not registered: nobody else was known."""
    two_contractors(sqlite_story)
    for person in ("anna", "bert", "pia"):
        sqlite_story.act("2026-01-06", "register-person", person=person, name="W", email="w@voorbeeld.nl", active=False)
    sqlite_story.night(QUARTER, ["urenopgave"])
    assert ["toets"] == asked(sqlite_story, "urenopgave")
    employed(sqlite_story, "2026-04-02", "quin", "glans")
    assert ["quin"] == asked(sqlite_story, "urenopgave")


def test_a_contract_that_goes_takes_its_question_from_the_contractor(partners: Story) -> None:
    """What is asked about jobs on it stays to be answered, by the client."""
    job = {"partnership": "P-1", "job": "B-1"}
    partners.act(
        ON, "map-job", **job, title="Hulp", target_group="participatiewet", hours_per_week=24, source="nieuwe_taak",
        contract="C-1",
    )  # fmt: skip
    partners.act(
        ON, "fill-job", **job, starts_on="2026-01-01", ends_on="2026-05-01", form="dienstverband",
        payroll="opdrachtnemer",
    )  # fmt: skip
    partners.night("2026-03-02", ["baan_loopt_af"])
    assert ["cees", "pia"] == asked(partners, "baan_loopt_af")
    partners.act("2026-03-03", "unlink-contract", **P1, contract="C-1")
    assert ["anna", "cees"] == asked(partners, "baan_loopt_af")


def test_what_somebody_of_the_client_took_over_stays_with_them(partners: Story) -> None:
    """Dina never had a part in it, and works for nobody else: a hand-over is an answer to who does it."""
    partners.night(QUARTER, ["urenopgave"])
    partners.act("2026-04-02", "register-person", person="fred", name="Fred", email="fred@voorbeeld.nl")
    partners.act("2026-04-02", "hand-over", **{"from": "pia"}, to="fred")
    employed(partners, "2026-04-03", "pia", "schoon")
    assert ["fred"] == asked(partners, "urenopgave")


def test_who_was_asked_before_going_elsewhere_is_told_of_that_day(sqlite: Engine) -> None:
    """An earlier day is told with who had the question then, before and after each change of employer."""
    diary = Diary(sqlite)
    two_contractors(diary)
    diary.night(QUARTER)
    employed(diary, "2026-04-02", "pia", "schoon")
    employed(diary, "2026-04-03", "quin", "glans")
    employed(diary, "2026-04-07", "pia", "glans")
    diary.night("2026-07-01")
    employed(diary, "2026-07-02", "pia", None)
    entry = employed(diary, "2026-07-03", "rik", "glans")
    diary.night("2026-10-01")
    diary.act("2026-10-02", "correct", entry=entry, reason="werkt er niet", fields={"contractor": None})
    diary.act("2026-10-05", "unlink-contract", **P1, contract="C-1")
    diary.look_back()
