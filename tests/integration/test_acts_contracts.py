"""Changes of contracts with a legal check, and the road of a tender."""

from typing import Any

import pytest
from story import P1, Story

from groeituin.errors import Refused

ON = "2026-01-05"


def end(story: Story) -> str:
    """Return when C-1 ends."""
    return str(story.rows("SELECT ends_on FROM contracts WHERE contract = 'C-1'")[0][0])


def missing(story: Story, trigger: str, on: str = ON) -> list[object]:
    """Return the codes of what a trigger still needs."""
    with pytest.raises(Refused) as refused:
        story.act(on, "advance", **P1, trigger=trigger)
    return [detail["code"] for detail in refused.value.details]


@pytest.mark.parametrize(("outcome", "ends_on"), [("niet_wezenlijk", "2029-12-31"), ("wezenlijk", "2028-12-31")])
def test_a_change_that_needs_a_check_waits_for_it(story: Story, outcome: str, ends_on: str) -> None:
    """It blocks the next step, changes nothing until its outcome, and then only when it is not substantial."""
    story.reach("realisatie")
    story.act(ON, "amend-contract", contract="C-1", reason="langer", ends_on="2029-12-31", legal_check="nodig")
    assert end(story) == "2028-12-31"
    assert "R4" in missing(story, "start_monitoring")
    with pytest.raises(Refused) as refused:
        story.act(ON, "amend-contract", contract="C-1", reason="meer", value=100)
    assert ["wacht_op_toets"] == [detail["code"] for detail in refused.value.details]
    story.act(
        "2026-02-01", "amend-contract", contract="C-1", reason="advies", legal_check="gedaan", legal_outcome=outcome
    )
    assert ends_on == end(story)
    assert "R4" not in missing(story, "start_monitoring", "2026-02-01")
    again: dict[str, Any] = {"contract": "C-1", "reason": "advies", "legal_check": "gedaan", "legal_outcome": outcome}
    assert not story.act("2026-02-01", "amend-contract", **again).changed
    assert story.rows("SELECT count(*) FROM amendments") == [(1,)]
    assert [(f"C-1/{ends_on}/18m",)] == story.rows("SELECT occasion FROM terms WHERE rule = 'contract_verloopt'")


def test_a_waiting_change_blocks_the_start_of_realisation_too(story: Story) -> None:
    """V8 is R4 one phase earlier."""
    story.reach("verkenning")
    story.act(ON, "amend-contract", contract="C-1", reason="langer", value=1, legal_check="nodig")
    assert "V8" in missing(story, "start_realisatie")


def test_a_change_without_a_check_takes_effect_at_once(story: Story) -> None:
    """It is one row of the contract's history; the same change again is none."""
    story.start(ON)
    story.contract(ON)
    change = {"contract": "C-1", "reason": "korter", "ends_on": "2027-12-31", "title": "Schoon en groen"}
    assert story.act("2026-02-01", "amend-contract", **change).changed
    assert not story.act("2026-02-02", "amend-contract", **change).changed
    assert end(story) == "2027-12-31"
    assert story.rows("SELECT number, reason FROM amendments") == [(1, "korter")]


def test_the_road_of_a_tender(story: Story) -> None:
    """Planned, strategy, application, asked out, awarded: each step takes away one of V1 to V4."""
    story.reach("verkenning")
    story.act(ON, "unlink-contract", **P1, contract="C-1")
    story.act(ON, "choose-route", **P1, route="aanbesteding")
    assert missing(story, "start_realisatie") == ["V1", "V2", "V3", "V4"]
    tender: dict[str, Any] = {"contract": "T-1"}
    known = {"organisation": "O-1", "title": "Groen", "nature": "dienst"}
    story.act(ON, "register-contract", **tender, **known, planned_publication_on="2026-03-01")
    story.act(ON, "link-contract", **P1, **tender)
    assert missing(story, "start_realisatie") == ["V2", "V3", "V4"]
    story.act(ON, "choose-strategy", **tender, track="2")
    assert missing(story, "start_realisatie") == ["V3", "V4"]
    why = {"size": "groot", "nature": "dienst", "duration": "vier jaar"}
    story.act(ON, "decide-application", **tender, forms=["contractbepaling"], motivation=why)
    assert missing(story, "start_realisatie") == ["V3", "V4"]
    decided = {"forms": ["contractbepaling"], "percentage": 5, "base": "opdrachtsom", "motivation": why}
    story.act(ON, "decide-application", **tender, **decided)
    assert missing(story, "start_realisatie") == ["V4"]
    span = {"contractor": "glans", "awarded_on": "2026-06-01", "starts_on": "2026-07-01", "ends_on": "2030-06-30"}
    with pytest.raises(Refused) as refused:
        story.act("2026-06-01", "award-contract", **tender, **span)
    assert [("niet_uitgevraagd", "2Ad")] == [(d["code"], d["step"]) for d in refused.value.details]
    story.act("2026-06-01", "ask-out", **tender, published_on="2026-03-01")
    with pytest.raises(Refused):
        story.act("2026-06-01", "award-contract", **tender, **span | {"ends_on": "2026-06-30"})
    story.act("2026-06-01", "award-contract", **tender, **span)
    assert story.act("2026-06-01", "advance", **P1, trigger="start_realisatie").changed


def test_a_withdrawn_tender_is_not_awarded(story: Story) -> None:
    """What was withdrawn must be asked out anew under another code."""
    story.start(ON)
    story.contract(ON, "T-1", stage="ingetrokken")
    with pytest.raises(Refused):
        story.act(
            ON, "award-contract", contract="T-1", contractor="glans", awarded_on=ON, starts_on=ON, ends_on="2030-01-01"
        )
