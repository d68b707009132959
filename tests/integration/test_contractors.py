"""Two contractors of one partnership: what is about the contract of one is nothing for the other."""

import pytest
from posted import Kept, delivered
from story import P1, Story

ON, NIGHT = "2026-01-05", "2026-12-01"
HOURS = ("P-1", "urenopgave", "C-1/2025-K4")


def employed(story: Story, on: str, person: str, contractor: str | None) -> None:
    """Let a person work for a contractor from a day."""
    known = {"person": person, "name": person.title(), "email": f"{person}@voorbeeld.nl"}
    story.act(on, "register-person", **known, contractor=contractor)


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
