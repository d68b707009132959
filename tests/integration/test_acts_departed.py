"""Somebody who has left gets nothing new to do."""

from typing import Any

import pytest
from story import P1, Story

from groeituin.errors import Refused

ON = "2026-01-05"
LEFT = {"person": "eva", "name": "Eva", "email": "eva@voorbeeld.nl"}
PLAN = {"action": "A-1", "description": "Bel de WSP", "deadline": "2026-03-01"}
TAKEN = {"partnership": "P-2", "title": "Groen", "organisation": "O-1", "phase": "monitoring", "since": "2025-01-01"}


@pytest.fixture
def without_eva(sqlite_story: Story) -> Story:
    """Return a story in which eva had a role, an action and the appointment of specialist, and left."""
    sqlite_story.start(ON)
    sqlite_story.act(ON, "assign-role", **P1, role="hr_expert", person="eva")
    sqlite_story.act(ON, "add-action", **P1, **PLAN, owner="eva")
    sqlite_story.act(ON, "appoint-specialist", **P1, person="eva")
    sqlite_story.act(ON, "register-person", **LEFT, active=False)
    return sqlite_story


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("assign-role", P1 | {"role": "projectcoordinator", "person": "eva"}),
        ("assign-role", {"organisation": "O-1", "role": "bestuurder", "person": "eva", "backup": True}),
        ("hand-over", {"from": "anna", "to": "eva"}),
        ("add-action", P1 | PLAN | {"action": "A-2", "owner": "eva"}),
        ("appoint-specialist", {"organisation": "O-1", "person": "eva"}),
        ("take-over-partnership", TAKEN | {"coordinator": "eva"}),
    ],
)
def test_nothing_new_for_who_has_left(without_eva: Story, act: str, fields: dict[str, Any]) -> None:
    """A role, action, appointment or hand-over to somebody who left is refused, until that person works again."""
    with pytest.raises(Refused) as refused:
        without_eva.act(ON, act, **fields)
    assert ["vertrokken"] == [detail["code"] for detail in refused.value.details]
    assert "5 januari 2026" in refused.value.message
    without_eva.act(ON, "register-person", **LEFT, active=True)
    without_eva.act(ON, act, **fields)


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("assign-role", P1 | {"role": "hr_expert", "person": "eva"}),
        ("add-action", P1 | PLAN | {"owner": "eva"}),
        ("change-action", P1 | {"action": "A-1", "owner": "eva"}),
        ("appoint-specialist", P1 | {"person": "eva"}),
    ],
)
def test_what_was_so_before_is_no_change(without_eva: Story, act: str, fields: dict[str, Any]) -> None:
    """Telling again what was recorded before the leaving changes nothing and is not refused."""
    assert not without_eva.act(ON, act, **fields).changed


def test_what_somebody_left_behind_is_changed_and_corrected(without_eva: Story) -> None:
    """An action of who left can get another day or owner, and what was written wrongly can be put right."""
    assert without_eva.act(ON, "change-action", **P1, action="A-1", deadline="2026-04-01").changed
    entry = next(row[0] for row in without_eva.journal() if row[3] == "add-action")
    assert without_eva.act(ON, "correct", entry=entry, reason="typfout", fields={"description": "Bel UWV"}).changed
    assert without_eva.act(ON, "change-action", **P1, action="A-1", owner="anna").changed
    with pytest.raises(Refused):
        without_eva.act(ON, "change-action", **P1, action="A-1", owner="eva")


def test_who_left_stays_away_until_somebody_says_otherwise(without_eva: Story) -> None:
    """A new address, from an import for instance, brings nobody back; saying that she is active does."""
    gone = "SELECT person FROM persons WHERE inactive_on IS NOT NULL"
    without_eva.act(ON, "register-person", **(LEFT | {"email": "eva@elders.nl"}))
    assert [("eva",)] == without_eva.rows(gone)
    without_eva.act(ON, "register-person", **LEFT, active=True)
    assert [] == without_eva.rows(gone)
