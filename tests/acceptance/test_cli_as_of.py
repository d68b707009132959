"""``--as-of`` on the command line: every command says of an earlier day what it said on that day."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from story import P1, Story

from groeituin.cli import main

Run = Callable[..., tuple[int, str, str]]
DAY = "2026-05-18"
COMMANDS = (
    ("show", "P-1"),
    ("why", "P-1"),
    ("why", "P-1", "--rule", "voortgangsgesprek"),
    ("why", "P-1", "--rule", "urenopgave"),
    ("terms", "P-1"),
    ("list",),
    ("list", "--person", "anna"),
    ("list", "--phase", "monitoring"),
    ("list", "--organisation", "O-1"),
)


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_story: Story
) -> Run:
    """Return a function that runs a command on the database of a story and gives its status, output and errors."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", str(sqlite_story.engine.url))
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return command


@pytest.fixture
def later(sqlite_story: Story) -> Story:
    """Return a story that has come to a day in May on which something was asked and answered."""
    story = sqlite_story
    story.reach("monitoring")
    for on in ("2026-04-01", "2026-04-29", DAY):
        story.night(on)
    story.act(DAY, "plan-meeting", **P1, kind="voortgang", planned_on="2026-06-10")
    return story


def test_every_command_says_what_it_said_on_that_day(run: Run, later: Story) -> None:
    """For people and for programs, after everything has changed."""
    then = {words: (run(*words, "--on", DAY), run(*words, "--on", DAY, "--json")) for words in COMMANDS}
    later.act("2026-06-01", "suspend", **P1, reason="verbouwing", until="2026-08-03")
    later.act("2026-06-02", "register-person", person="anna", name="A", email="a@voorbeeld.nl", active=False)
    later.act("2026-06-03", "amend-contract", contract="C-1", reason="r", ends_on="2026-12-31")
    later.night("2026-09-01")
    later.act("2026-09-02", "advance", **P1, trigger="beeindig", reason="r", lesson="l")
    now = {words: (run(*words, "--as-of", DAY), run(*words, "--as-of", DAY, "--json")) for words in COMMANDS}
    assert then == now
    assert all(0 == status for answers in now.values() for status, _out, _err in answers)


def test_the_date_of_the_question_can_be_another_one(run: Run, later: Story) -> None:
    """What was known then, asked for a later day: a suspension that was to end by then is over."""
    later.act("2026-06-01", "suspend", **P1, reason="verbouwing", until="2026-08-03")
    later.act("2026-07-01", "resume", **P1)
    asked = [("2026-06-15", []), ("2026-06-15", ["--on", "2026-08-04"]), ("2026-07-01", [])]
    told = [json.loads(run("show", "P-1", "--as-of", day, *words, "--json")[1]) for day, words in asked]
    assert [True, False, False] == [found["suspended"] for found in told]
    assert "2026-08-03" == told[0]["suspended_until"]


@pytest.mark.parametrize("command", ["show", "why", "terms"])
def test_before_it_began_the_answer_is_since_when(run: Run, later: Story, command: str) -> None:
    """Exit 3, with the day on which it began."""
    del later
    status, out, err = run(command, "P-1", "--as-of", "2026-01-04", "--json")
    assert (3, "") == (status, out)
    sentence = "Op 4 januari 2026 was er nog geen partnership 'P-1'. Het staat hier sinds 5 januari 2026."
    assert {"error": "not_found", "message": sentence, "details": []} == json.loads(err)


def test_before_anything_began_the_portfolio_is_empty(run: Run, later: Story) -> None:
    """Nothing was known yet, not even the organisation."""
    del later
    assert (0, "[]\n", "") == run("list", "--as-of", "2025-12-31", "--json")
    status, _out, err = run("list", "--as-of", "2025-12-31", "--organisation", "O-1")
    assert 3 == status
    assert "Er is geen organisatie 'O-1'" in err


def test_what_is_no_date_is_bad_input(run: Run, later: Story) -> None:
    """A date is written as the others are."""
    del later
    status, _out, err = run("show", "P-1", "--as-of", date(2026, 5, 18).strftime("%d-%m-%Y"))
    assert 2 == status
    assert "18-05-2026" in err
