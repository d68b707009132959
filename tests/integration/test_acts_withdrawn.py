"""A correction without fields withdraws what should not have been recorded; the journal keeps both."""

import pytest
from story import Story

from groeituin.errors import Refused
from models.dossiers import load_dossiers
from states.dossier import Dossier


def dossier(story: Story) -> Dossier:
    """Return the dossier of the partnership as it stands."""
    with story.engine.connect() as connection:
        return load_dossiers(connection, ["P-1"])[0]


FACTS = [
    ("record-decision", {"decision": "principebesluit", "decided_by": "Raad"}, "decisions"),
    ("set-objective", {"target_group": "ww", "jobs": 2}, "objectives"),
    ("record-advised", {"code": "ambassadeur"}, "advised"),
    ("agree-monitoring", {"frequency": "kwartaal", "agenda": "a", "roles": "r", "information": "i"}, "agreements"),
    ("record-evaluation", {"findings": "f", "lessons": "l", "next_tender": "n"}, "evaluations"),
    ("write-policy", {"part": "doel", "text": "Meer banen"}, "policy"),
    ("appoint-specialist", {"person": "anna"}, "specialists"),
    ("share-results", {"audience": "intern", "where": "Intranet"}, "shared_results"),
    ("hold-meeting", {"kind": "werkgroep", "attendees": ["hr_expert"], "outcome": "Kennisgemaakt"}, "meetings"),
]


@pytest.mark.parametrize(("name", "fields", "part"), FACTS)
def test_a_mistaken_fact_is_withdrawn(sqlite_story: Story, name: str, fields: dict[str, object], part: str) -> None:
    """The dossier is as it was before, and the journal holds the mistake and its withdrawal."""
    sqlite_story.start("2026-01-05")
    before = dossier(sqlite_story)
    mistake = sqlite_story.act("2026-01-06", name, partnership="P-1", **fields)
    assert getattr(before, part) != getattr(dossier(sqlite_story), part)
    sqlite_story.act("2026-01-08", "correct", entry=mistake.entry, reason="Verkeerd partnership")
    assert before == dossier(sqlite_story)
    assert [(name,), ("correct",)] == sqlite_story.rows(
        "SELECT act FROM journal WHERE entry >= :first ORDER BY entry", first=mistake.entry
    )


def test_what_the_mistake_replaced_comes_back(sqlite_story: Story) -> None:
    """Withdrawing a decision that wrote over an earlier one puts the earlier one back, with its own date."""
    sqlite_story.start("2026-01-05")
    sqlite_story.act("2026-01-05", "record-decision", partnership="P-1", decision="principebesluit", decided_by="Raad")
    before = dossier(sqlite_story)
    mistake = sqlite_story.act(
        "2026-02-01", "record-decision", partnership="P-1", decision="principebesluit", decided_by="Directie"
    )
    sqlite_story.act("2026-02-02", "correct", entry=mistake.entry, reason="Andere organisatie")
    assert before == dossier(sqlite_story)


def test_a_meeting_that_was_not_held_is_planned_again(sqlite_story: Story) -> None:
    """Withdrawing that a planned meeting was held leaves it planned."""
    sqlite_story.start("2026-01-05")
    meeting = {"partnership": "P-1", "kind": "werkgroep", "meeting": "M-1"}
    sqlite_story.act("2026-01-05", "plan-meeting", planned_on="2026-01-20", **meeting)
    before = dossier(sqlite_story)
    held = sqlite_story.act("2026-01-20", "hold-meeting", attendees=["hr_expert"], outcome="Gesproken", **meeting)
    sqlite_story.act("2026-01-21", "correct", entry=held.entry, reason="Ging niet door")
    assert before == dossier(sqlite_story)


def test_what_others_build_on_is_not_withdrawn(sqlite_story: Story) -> None:
    """A person or contract that was made known stays: other facts point at it."""
    sqlite_story.start("2026-01-05")
    with pytest.raises(Refused, match="kan niet worden ingetrokken"):
        sqlite_story.act("2026-01-06", "correct", entry=2, reason="Vergissing")
