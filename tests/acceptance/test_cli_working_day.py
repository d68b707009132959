"""The working day on the command line: duties, week, tenders and agenda, for programs and for people."""

import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from story import P1, Story

from groeituin.cli.working_day import SCREEN

Run = Callable[..., tuple[int, str, str]]
MONDAY = "2026-02-02"


@pytest.fixture
def told(run: Run) -> Callable[..., Any]:
    """Return a function that runs a command with --json and gives its document."""

    def answer(*words: str) -> Any:  # noqa: ANN401  # any JSON document
        status, out, err = run(*words, "--json")
        assert (0, "") == (status, err)
        return json.loads(out)

    return answer


@pytest.fixture
def busy(sqlite_story: Story) -> Story:
    """Return a partnership in monitoring with an action a day, and a tender that follows its contract."""
    sqlite_story.reach("monitoring")
    for number in range(60):
        deadline = date(2026, 1, 20) + timedelta(days=number)
        fields = {"action": f"X-{number:02}", "description": f"Bel {number}", "owner": "anna", "deadline": deadline}
        sqlite_story.act("2026-01-06", "add-action", **P1, **fields | {"deadline": deadline.isoformat()})
    other = {"action": "Y-1", "description": "Bel mee", "owner": "bert", "deadline": "2026-02-06"}
    sqlite_story.act("2026-01-06", "add-action", **P1, **other)
    sqlite_story.act(
        "2026-01-06", "register-contract", contract="C-2", organisation="O-1", title="Schoonmaak", nature="dienst",
        stage="gepland", replaces="C-1", planned_publication_on="2027-12-01",
    )  # fmt: skip
    return sqlite_story


@pytest.mark.usefixtures("busy")
def test_duties_for_a_program(told: Callable[..., Any]) -> None:
    """Rows as promised, the overdue ones first, the undated last."""
    rows = told("duties", "anna", "--on", MONDAY)
    assert all(["partnership", "role", "phase", "step", "sentence", "due_on"] == list(row) for row in rows)
    dates = [row["due_on"] for row in rows]
    assert "2026-01-20" == dates[0]
    assert sorted(filter(None, dates)) == [day for day in dates if day]
    assert [None] * dates.count(None) == dates[-dates.count(None) :]


@pytest.mark.usefixtures("busy")
def test_duties_for_a_person(run: Run) -> None:
    """A heading and a line for each duty, with the day as people say it and the whole sentence."""
    status, out, err = run("duties", "anna", "--on", MONDAY)
    assert (0, "") == (status, err)
    heading, first, *_ = out.splitlines()
    assert heading.startswith("Wat nu van anna wordt verwacht (")
    assert "di 20 jan 2026 P-1 Actie X-00 (Bel 0): de deadline was 20 januari 2026." == " ".join(first.split())


@pytest.mark.usefixtures("busy")
def test_the_week_for_a_program(told: Callable[..., Any]) -> None:
    """Three groups, their rows complete however many there are, in order of date."""
    groups = told("week", "--person", "anna", "--on", MONDAY)
    assert ["this_week", "waiting", "coming"] == list(groups)
    for rows in groups.values():
        assert all(["partnership", "title", "due_on", "what", "sentence"] == list(row) for row in rows)
        dates = [row["due_on"] or "9999" for row in rows]
        assert sorted(dates) == dates
    this_week = [row["due_on"] for row in groups["this_week"] if row["what"] == "actie"]
    coming = [row["due_on"] for row in groups["coming"] if row["what"] == "actie"]
    assert ("2026-01-20", "2026-02-08", 20) == (this_week[0], this_week[-1], len(this_week))
    assert ("2026-02-09", "2026-03-04", 24) == (coming[0], coming[-1], len(coming))
    everybody = told("week", "--on", MONDAY)["this_week"]
    assert ["Actie Y-1 (Bel mee) moet op 6 februari 2026 klaar zijn."] == [
        row["sentence"] for row in everybody if row not in groups["this_week"]
    ]


@pytest.mark.usefixtures("busy")
def test_the_week_fits_a_screen(run: Run, told: Callable[..., Any]) -> None:
    """No group is longer than a screen: the rest is counted; an empty group says so."""
    status, out, err = run("week", "--person", "anna", "--on", MONDAY)
    assert (0, "") == (status, err)
    rows = len(told("week", "--person", "anna", "--on", MONDAY)["coming"])
    assert rows > SCREEN
    blocks = out.strip().split("\n\n")
    assert ["Deze week en eerder", "Wacht op anderen", "De komende 30 dagen"] == [
        block.splitlines()[0].split(" (")[0].split(":")[0] for block in blocks
    ]
    assert f"  en nog {rows - SCREEN}" == blocks[2].splitlines()[-1]
    assert SCREEN + 2 == len(blocks[2].splitlines())
    assert "Wacht op anderen: Niets." == blocks[1]


@pytest.mark.usefixtures("busy")
def test_on_a_terminal_a_line_is_no_wider_than_that(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """A sentence that does not fit ends in dots; in a file it is whole."""
    whole = run("week", "--person", "anna", "--on", MONDAY)[1].splitlines()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    narrow = run("week", "--person", "anna", "--on", MONDAY)[1].splitlines()
    assert 60 == max(len(line) for line in narrow)
    assert max(len(line) for line in whole) > 60
    assert all(long.startswith(short.removesuffix("…")) for long, short in zip(whole, narrow, strict=True))
    assert any(line.endswith("…") for line in narrow)


def test_the_tender_calendar(busy: Story, run: Run, told: Callable[..., Any]) -> None:
    """The planned tender is in it with what it replaces; the contract that it follows is not, nor another house's."""
    del busy
    [row] = told("tenders", "--on", MONDAY)
    assert {
        "due_on": "2027-12-01", "contract": "C-2", "title": "Schoonmaak", "organisation": "O-1", "contractor": None,
        "stage": "gepland", "planned_publication_on": "2027-12-01", "published_on": None, "plan_by": "2027-12-31",
        "ends_on": "2028-12-31", "replaces": "C-1", "track": None, "instrument": None, "application": None,
        "partnerships": ["P-1"], "lessons": [],
    } == row  # fmt: skip
    status, out, _ = run("tenders", "--organisation", "O-1", "--on", MONDAY)
    assert 0 == status
    assert ["2027-12-01", "C-2"] == out.splitlines()[1].split()[:2]
    status, out, err = run("tenders", "--organisation", "O-9")
    assert (3, "") == (status, out)
    assert "O-9" in err


@pytest.mark.parametrize(
    "kind", ["werkgroep", "verkennend", "beslissers", "start", "voortgang", "evaluatie", "marktconsultatie"]
)
def test_an_agenda_of_every_kind(kind: str, sqlite_story: Story, run: Run, told: Callable[..., Any]) -> None:
    """Every kind of meeting has one, with titles and lines, and reads as a numbered list."""
    sqlite_story.reach("realisatie")
    found = told("agenda", "P-1", "--kind", kind, "--on", MONDAY)
    assert ["partnership", "kind", "on", "items"] == list(found)
    assert ("P-1", kind, MONDAY) == (found["partnership"], found["kind"], found["on"])
    assert all(["title", "lines"] == list(item) and item["lines"] for item in found["items"])
    status, out, err = run("agenda", "P-1", "--kind", kind, "--on", MONDAY)
    assert (0, "") == (status, err)
    numbered = [line for line in out.splitlines() if line[:1].isdigit()]
    assert [f"{n}. {item['title']}" for n, item in enumerate(found["items"], start=1)] == numbered


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["duties", "niemand"], (3, "not_found")),
        (["duties"], (2, "usage")),
        (["week", "--person", "niemand"], (3, "not_found")),
        (["week", "--on", "maandag"], (2, "usage")),
        (["tenders", "--organisation", "O-9"], (3, "not_found")),
        (["agenda", "P-9", "--kind", "voortgang"], (3, "not_found")),
        (["agenda", "P-1", "--kind", "borrel"], (2, "usage")),
        (["agenda", "P-1"], (2, "usage")),
    ],
)
@pytest.mark.usefixtures("sqlite_story")
def test_what_is_not_there_is_told(run: Run, words: list[str], expected: tuple[int, str]) -> None:
    """A wrong word exits 2, what does not exist exits 3, with one line of JSON and nothing on standard output."""
    status, out, err = run(*words, "--json")
    assert "" == out
    assert expected == (status, json.loads(err.strip().splitlines()[-1])["error"])
