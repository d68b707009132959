"""What the acts of a tender refuse along the road from the calendar to the award (2Aa to 2Ad)."""

from typing import Any

import pytest
from story import Story

from groeituin.errors import BadInput, GroeituinError, Refused

ON = "2026-06-01"
WHY = {"size": "groot", "nature": "dienst", "duration": "vier jaar"}
SPAN: dict[str, Any] = {"awarded_on": ON, "starts_on": "2026-07-01", "ends_on": "2030-06-30"}
AWARD = SPAN | {"contractor": "glans"}
APPLICATION: dict[str, Any] = {
    "forms": ["contractbepaling"], "percentage": 5, "base": "opdrachtsom", "motivation": WHY,
}  # fmt: skip


@pytest.fixture
def tenders(sqlite_story: Story) -> Story:
    """Return a story with a planned, a published, an awarded, a running, a closed and a withdrawn contract."""
    sqlite_story.start(ON)
    for contractor in ("glans", "groen"):
        sqlite_story.act(ON, "register-contractor", contractor=contractor, name=contractor)
    known = {"organisation": "O-1", "title": "Groen", "nature": "dienst"}
    sqlite_story.act(ON, "register-contract", contract="PLANNED", **known, planned_publication_on="2026-09-01")
    for contract in ("PUBLISHED", "AWARDED"):
        sqlite_story.act(ON, "register-contract", contract=contract, **known, planned_publication_on="2026-03-01")
        sqlite_story.act(ON, "choose-strategy", contract=contract, track="2")
        sqlite_story.act(ON, "decide-application", contract=contract, **APPLICATION)
        sqlite_story.act(ON, "ask-out", contract=contract, published_on="2026-03-02")
    sqlite_story.act(ON, "award-contract", contract="AWARDED", **AWARD)
    running = known | {"contractor": "glans", "starts_on": "2024-01-01", "ends_on": "2027-12-31"}
    sqlite_story.act(ON, "register-contract", contract="RUNNING", **running)
    for contract, stage in (("CLOSED", "afgelopen"), ("WITHDRAWN", "ingetrokken")):
        sqlite_story.act(ON, "register-contract", contract=contract, **running, stage=stage)
    return sqlite_story


def refused(story: Story, act: str, /, **fields: Any) -> list[object]:  # noqa: ANN401  # the fields of any act
    """Return the codes with which an act is refused; nothing is journalled."""
    before = story.journal()
    with pytest.raises(GroeituinError) as caught:
        story.act(ON, act, **fields)
    assert before == story.journal()
    assert caught.value.message.endswith(".")
    return [detail["code"] for detail in caught.value.details]


TENDER_ACTS: list[tuple[str, dict[str, Any]]] = [
    ("choose-strategy", {"track": "2"}),
    ("decide-application", APPLICATION),
    ("ask-out", {"published_on": "2023-06-01"}),
    ("award-contract", AWARD),
]


@pytest.mark.parametrize(("act", "fields"), TENDER_ACTS)
@pytest.mark.parametrize(("contract", "code"), [("CLOSED", "afgelopen"), ("WITHDRAWN", "ingetrokken")])
def test_a_closed_contract_is_no_tender(
    tenders: Story, act: str, fields: dict[str, Any], contract: str, code: str
) -> None:
    """What was closed or withdrawn is tendered anew under a code of its own."""
    assert refused(tenders, act, contract=contract, **fields) == [code]


@pytest.mark.parametrize(
    ("act", "fields", "code"),
    [
        ("choose-strategy", {"contract": "AWARDED", "track": "1", "instrument": "percelen"}, "al_gegund"),
        ("decide-application", {"contract": "AWARDED", **APPLICATION, "percentage": 2}, "al_gegund"),
        ("decide-application", {"contract": "AWARDED", **APPLICATION, "forms": ["minimumeis"]}, "al_gegund"),
        ("ask-out", {"contract": "PLANNED", "published_on": "2026-06-02"}, "in_de_toekomst"),
        ("ask-out", {"contract": "AWARDED", "published_on": ON}, "al_gegund"),
        ("ask-out", {"contract": "RUNNING", "published_on": "2024-01-02"}, "al_gegund"),
        ("award-contract", {"contract": "PLANNED", **AWARD}, "niet_uitgevraagd"),
        ("award-contract", {"contract": "PUBLISHED", **AWARD, "awarded_on": "2026-03-01"}, "gunning_voor_uitvraag"),
        ("award-contract", {"contract": "PUBLISHED", **AWARD, "ends_on": "2026-06-30"}, "einde_voor_begin"),
        ("award-contract", {"contract": "AWARDED", **AWARD, "contractor": "groen"}, "al_gegund"),
        ("award-contract", {"contract": "AWARDED", **AWARD, "ends_on": "2034-06-30"}, "al_gegund"),
        ("award-contract", {"contract": "RUNNING", **AWARD, "contractor": "groen"}, "al_gegund"),
    ],
)  # fmt: skip
def test_what_an_award_fixed_is_not_written_over(tenders: Story, act: str, fields: dict[str, Any], code: str) -> None:
    """A strategy, an application, a publication or an award that cannot be is refused, with the reason."""
    assert refused(tenders, act, **fields) == [code]


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("choose-strategy", {"contract": "PUBLISHED", "track": "1"}),
        ("choose-strategy", {"contract": "RUNNING", "track": "1", "instrument": "onderhands"}),
        ("decide-application", {"contract": "PUBLISHED", **APPLICATION, "percentage": 2}),
        ("decide-application", {"contract": "RUNNING", **APPLICATION}),
        ("ask-out", {"contract": "PLANNED", "published_on": ON}),
        ("ask-out", {"contract": "RUNNING", "published_on": "2023-06-01"}),
        ("award-contract", {"contract": "PUBLISHED", **AWARD, "awarded_on": "2026-06-20"}),
        ("award-contract", {"contract": "RUNNING", **AWARD, "awarded_on": "2023-11-01"}),
    ],
)
def test_what_was_not_known_yet_is_still_recorded(tenders: Story, act: str, fields: dict[str, Any]) -> None:
    """A tender may be thought over until its award, and a running contract's past may be told."""
    assert tenders.act(ON, act, **fields).changed


def test_a_mistake_in_an_award_is_corrected(tenders: Story) -> None:
    """What cannot be written over can be put right, and a contract that was closed meanwhile stays closed."""
    entry = next(row[0] for row in tenders.journal() if row[3] == "award-contract")
    tenders.act(ON, "amend-contract", contract="AWARDED", reason="geen opvolger gewenst", stage="afgelopen")
    fields = {"contractor": "groen", "ends_on": "2031-06-30"}
    assert tenders.act(ON, "correct", entry=entry, reason="verkeerde regel gelezen", fields=fields).changed
    found = tenders.rows("SELECT contractor, ends_on, stage FROM contracts WHERE contract = 'AWARDED'")
    assert found == [("groen", "2031-06-30", "afgelopen")]


def test_an_application_belongs_to_track_2(tenders: Story) -> None:
    """On track 1 the contract itself goes to a social enterprise; asking social return then needs track 2."""
    tenders.act(ON, "choose-strategy", contract="PLANNED", track="1", instrument="percelen")
    assert refused(tenders, "decide-application", contract="PLANNED", **APPLICATION) == ["spoor_1"]
    tenders.act(ON, "choose-strategy", contract="PLANNED", track="2")
    assert tenders.act(ON, "decide-application", contract="PLANNED", **APPLICATION).changed


def test_an_instrument_belongs_to_track_1(tenders: Story) -> None:
    """Track 2 with an instrument contradicts itself."""
    with pytest.raises(BadInput):
        tenders.act(ON, "choose-strategy", contract="PLANNED", track="2", instrument="percelen")


def test_options_do_not_come_back_by_awarding_again(tenders: Story) -> None:
    """Telling the award again after an option moved the end does not undo that."""
    known = {"organisation": "O-1", "title": "Groen", "nature": "dienst"}
    tenders.act(ON, "register-contract", contract="AWARDED", **known, options=[{"until": "2031-06-30"}])
    tenders.act(ON, "exercise-option", contract="AWARDED", until="2031-06-30")
    with pytest.raises(Refused):
        tenders.act(ON, "award-contract", contract="AWARDED", **AWARD)
