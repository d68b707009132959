"""The name of somebody who left goes from every text, however it is written there."""

import json
from datetime import date
from typing import Any

import pytest
from story import AT, P1, Story

from groeituin.retention.approving import approve
from groeituin.retention.persons import BLANK
from groeituin.retention.proposing import propose

ODD = [
    'Jan "Jopie" Bosveld', "Jan\\Bosveld", "Jan\tBosveld", "O'Neill", "José Gómez", "Žofia Ω", "Ωμέγα", "100%_zeker",
    "Zq", "Müller/Jansen", "D'Arc (Jeanne)", "\U0001f600 Lach", "Jan\\nBosveld",
]  # fmt: skip


def forgotten(story: Story, person: str, name: str, on: str = "2027-02-02") -> None:
    """Let somebody leave and be destroyed."""
    fields = {"person": person, "name": name, "email": f"{person}@voorbeeld.nl"}
    story.act("2026-02-01", "register-person", **fields, active=False)
    day = date.fromisoformat(on)
    rows = propose(story.engine, on=day, by="archivaris")
    assert [person] == [row["code"] for row in rows]
    assert approve(story.engine, rows[0]["proposal"], on=day, by="archivaris", at=AT)


def everything(story: Story) -> dict[str, list[Any]]:
    """Return all texts of the database by table, decoded."""
    names = ("persons", "decisions", "meetings", "actions", "journal")
    told = {name: story.rows(f"SELECT * FROM {name}") for name in names}  # noqa: S608  # names of tables
    return {name: [_decoded(value) for row in rows for value in row] for name, rows in told.items()}


def _decoded(value: Any) -> Any:  # noqa: ANN401  # what a column holds
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def holds(found: Any, name: str) -> bool:  # noqa: ANN401  # texts, or what holds them
    """Tell whether a name stands anywhere, on any number of lines."""
    if isinstance(found, str):
        return " ".join(name.split()).lower() in " ".join(found.split()).lower()
    if isinstance(found, dict):
        found = list(found.values())
    return isinstance(found, list) and any(holds(part, name) for part in found)


@pytest.mark.parametrize("wanted", ODD)
def test_a_name_with_odd_signs_goes_from_everywhere(story: Story, wanted: str) -> None:
    """Quotes, backslashes, tabs, letters of other scripts: a JSON text writes them in another way."""
    story.start("2026-01-05")
    decided = {"decision": "principebesluit", "decided_on": "2026-01-05"}
    story.act("2026-01-06", "record-decision", **P1, **decided, decided_by=f"wethouder {wanted.upper()}, en {wanted}")
    story.act("2026-01-07", "add-action", **P1, action="A-1", description=f"({wanted}) belt", owner="anna",
              deadline="2030-01-01")  # fmt: skip
    entry = story.journal()[-1][0]
    fields = {"description": f"bel {wanted}"}
    story.act("2026-01-07", "correct", entry=entry, reason=f"zei {wanted}", fields=fields)
    forgotten(story, "p-9", wanted)
    assert [] == [name for name, found in everything(story).items() if holds(found, wanted)]
    assert [(f"wethouder {BLANK}, en {BLANK}",)] == story.rows("SELECT decided_by FROM decisions")
    told = {row[3]: row[4] for row in story.journal()}
    assert P1 | decided == told["record-decision"]
    assert {"entry": entry} == told["correct"]


@pytest.mark.parametrize("between", ["  ", "\n", "\r\n", "\t", "\u00a0", " \n  "])
@pytest.mark.parametrize("known", ["Jan van Bosveld", "Jan  van Bosveld"])
def test_a_name_over_two_lines_is_that_name(sqlite_story: Story, between: str, known: str) -> None:
    """White space is white space, in what was written and in the name that is known."""
    sqlite_story.start("2026-01-05")
    held = {"kind": "werkgroep", "meeting": "M-1", "attendees": ["hr_expert"]}
    outcome = f"Afspraak met Jan{between}van{between}Bosveld, morgen"
    sqlite_story.act("2026-01-07", "hold-meeting", **P1, **held, outcome=outcome)
    forgotten(sqlite_story, "p-9", known)
    assert [(f"Afspraak met {BLANK}, morgen",)] == sqlite_story.rows("SELECT outcome FROM meetings")
    assert [P1 | held] == [row[4] for row in sqlite_story.journal() if row[3] == "hold-meeting"]
