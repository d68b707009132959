"""Parting as friends (2Bb): the lesson kept, coming back, and the partnership that goes on after another one."""

from datetime import date
from typing import Any

import pytest
from story import MEETS, P1, P1_C1, Story

from groeituin.errors import Refused
from groeituin.reading.portfolio import find, shown

ON = "2026-01-05"
PARTED = {"reason": "geen begeleiders", "lesson": "vraag in de uitvraag om begeleiding"}


def show(story: Story, partnership: str, on: str = ON) -> dict[str, Any]:
    """Return a dossier as `show` gives it."""
    with story.engine.connect() as connection:
        return shown(connection, find(connection, partnership), date.fromisoformat(on))


def test_a_chain_of_partnerships_shows_what_came_before_and_after(story: Story) -> None:
    """Each names its predecessor and all that go on after it; a partnership on its own names none."""
    story.reach("realisatie")
    known = {"title": "Schoonmaak", "organisation": "O-1"}
    for partnership, before in (("P-3", "P-1"), ("P-2", "P-1"), ("P-4", "P-2")):
        story.act(ON, "start-partnership", partnership=partnership, **known, predecessor=before)
    chain = {name: show(story, name) for name in ("P-1", "P-2", "P-3", "P-4")}
    assert {name: (told["predecessor"], told["successors"]) for name, told in chain.items()} == {
        "P-1": (None, ("P-2", "P-3")), "P-2": ("P-1", ("P-4",)), "P-3": ("P-1", ()), "P-4": ("P-2", ()),
    }  # fmt: skip


def test_who_parts_does_not_stop_who_goes_on(sqlite_story: Story) -> None:
    """With the contractor of C-1 parted from, C-2 goes on to realisation; the dossier keeps reason and lesson."""
    sqlite_story.reach("verkenning")
    sqlite_story.contract(ON, "C-2")
    for act, fields in [*MEETS["V5"], *MEETS["V6"]]:
        sqlite_story.act(ON, act, **fields)
    sqlite_story.act(ON, "record-willingness", **P1_C1, willing=False, **PARTED)
    sqlite_story.act(ON, "record-willingness", **P1, contract="C-2", willing=True)
    assert sqlite_story.act(ON, "advance", **P1, trigger="start_realisatie").changed
    said = {row["contract"]: (row["willing"], row["lesson"]) for row in show(sqlite_story, "P-1")["willingness"]}
    assert said == {"C-1": (False, PARTED["lesson"]), "C-2": (True, None)}
    assert sqlite_story.rows("SELECT reason FROM willingness WHERE NOT willing") == [(PARTED["reason"],)]


@pytest.mark.parametrize("phase", ["draagvlak", "werkgroep", "verkenning", "realisatie", "monitoring", "borging"])
def test_a_partnership_parts_with_a_reason_and_a_lesson_and_comes_back(sqlite_story: Story, phase: str) -> None:
    """From every phase at work: without reason and lesson it is refused; `heropen` needs a reason and explores anew."""
    sqlite_story.reach(phase)
    with pytest.raises(Refused) as refused:
        sqlite_story.act(ON, "advance", **P1, trigger="beeindig")
    assert [(detail["code"], detail["step"]) for detail in refused.value.details] == [
        ("reason", "2Bb"),
        ("lesson", "2Bb"),
    ]
    with pytest.raises(Refused) as refused:
        sqlite_story.act(ON, "advance", **P1, trigger="beeindig", **PARTED, return_on=ON)
    assert [detail["code"] for detail in refused.value.details] == ["datum_voorbij"]
    sqlite_story.act(ON, "advance", **P1, trigger="beeindig", **PARTED, return_on="2026-09-01")
    ended = show(sqlite_story, "P-1")
    assert ("beeindigd", PARTED["lesson"], date(2026, 9, 1)) == (ended["phase"], ended["lesson"], ended["return_on"])
    with pytest.raises(Refused) as refused:
        sqlite_story.act("2026-08-01", "advance", **P1, trigger="heropen")
    assert [(detail["code"], detail["step"]) for detail in refused.value.details] == [("reason", "2")]
    sqlite_story.act("2026-08-01", "advance", **P1, trigger="heropen", reason="er komt een nieuwe aanbesteding")
    back = show(sqlite_story, "P-1", "2026-08-01")
    assert ("verkenning", PARTED["lesson"], None) == (back["phase"], back["lesson"], back["return_on"])


def test_a_reopened_partnership_is_asked_what_exploring_asks(sqlite_story: Story) -> None:
    """Who declined must say yes first, or somebody else; what was found out before still counts."""
    sqlite_story.reach("verkenning")
    for act, fields in [*MEETS["V5"], *MEETS["V6"]]:
        sqlite_story.act(ON, act, **fields)
    sqlite_story.act(ON, "record-willingness", **P1_C1, willing=False, **PARTED)
    sqlite_story.act(ON, "advance", **P1, trigger="beeindig", **PARTED)
    sqlite_story.act("2026-06-01", "advance", **P1, trigger="heropen", reason="nieuwe contactpersoon")
    with pytest.raises(Refused) as refused:
        sqlite_story.act("2026-06-01", "advance", **P1, trigger="start_realisatie")
    assert [detail["code"] for detail in refused.value.details] == ["V7"]
    sqlite_story.act("2026-06-02", "record-willingness", **P1_C1, willing=True)
    assert sqlite_story.act("2026-06-02", "advance", **P1, trigger="start_realisatie").changed
