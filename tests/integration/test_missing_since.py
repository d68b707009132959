"""Since when something is missing, against what was known on each day: there the day before, missing from that day."""

from datetime import date, timedelta
from typing import Any

import pytest
from story import MEETS, P1, P1_C1, Story

from groeituin.as_of import known_then
from groeituin.reading.portfolio import find
from groeituin.reading.why import why
from states.definition import handreiking

ENTERED = date(2026, 1, 5)
ON = date(2027, 3, 1)
LEAVES = {"name": "Eva", "email": "eva@voorbeeld.nl", "active": False}
BACKUP = {"role": "projectcoordinator", "person": "bert", "backup": True}
# Per phase what is met there, what takes it away again, and since when that makes it missing.
LOST: dict[str, tuple[str, list[tuple[str, str, dict[str, Any]]], dict[str, str]]] = {
    "werkgroep": (
        "W1 W2 W3 W4 W5",
        [
            ("2026-03-03", "release-role", P1 | BACKUP),
            ("2026-04-07", "register-person", LEAVES | {"person": "eva"}),
        ],
        {"W2": "2026-03-03", "W1": "2026-04-07"},
    ),
    "verkenning": (
        "V5 V6 V7",
        [("2026-05-11", "record-willingness", P1_C1 | {"willing": False, "reason": "druk", "lesson": "vraag eerder"})],
        {"V7": "2026-05-11"},
    ),
    "realisatie": (
        "R1 R2 R3",
        [("2026-06-02", "amend-contract", {"contract": "C-1", "reason": "meer werk", "legal_check": "nodig"})],
        {"R4": "2026-06-02"},
    ),
    "monitoring": (
        "M1 M2 M3 M4",
        [("2026-02-10", "review-hours", P1_C1 | {"period": "2025-K4", "verdict": "afgekeurd", "reason": "dubbel"})],
        {"M2": "2026-07-06", "M3": "2026-02-10"},
    ),
    "borging": (
        "B1 B2 B3 B4",
        [("2026-08-03", "register-person", LEAVES | {"person": "eva"})],
        {"B2": "2026-08-03"},
    ),
}


def missing(story: Story, on: date) -> dict[str, date]:
    """Return what every step of P-1 lacked on a day as it was known then, with since when."""
    with story.engine.connect() as connection, known_then(connection, on, "P-1") as then:
        found = why(find(then, "P-1"), handreiking(), on)
    return {one["code"]: one["since"] for step in found["triggers"].values() for one in step["missing"]}


@pytest.mark.parametrize("phase", LOST)
def test_the_day_is_the_one_on_which_it_was_lost(phase: str, sqlite_story: Story) -> None:
    """Read back in time, it was there on the day before, missing on that day, and the day itself never changes."""
    met, losses, since = LOST[phase]
    sqlite_story.reach(phase)
    for code in met.split():
        for act, fields in MEETS[code]:
            sqlite_story.act("2026-01-05", act, **fields)
    for on, act, fields in losses:
        sqlite_story.act(on, act, **fields)
    lost = {code: date.fromisoformat(day) for code, day in since.items()}
    assert lost == missing(sqlite_story, ON)
    for code, day in lost.items():
        assert day > ENTERED
        assert code not in missing(sqlite_story, day - timedelta(days=1))
        assert day == missing(sqlite_story, day)[code]


def test_what_was_never_there_is_missing_on_every_day(sqlite_story: Story) -> None:
    """On each day since the phase began it was missing already, since the same day."""
    sqlite_story.reach("werkgroep")
    days = [ENTERED + timedelta(days=number) for number in (0, 1, 40, 400)]
    assert [dict.fromkeys(("W1", "W2", "W3", "W4", "W5"), ENTERED)] * len(days) == [
        missing(sqlite_story, day) for day in days
    ]
