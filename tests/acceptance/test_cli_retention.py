"""What may be destroyed, and by whom it was approved, on the command line."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import process_text
from sqlalchemy.engine import Engine
from story import P1, Story

from models.database import open_database

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """Return the database that the commands work on."""
    opened = open_database(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def over(engine: Engine) -> Story:
    """Return a story in which a job ended and somebody left, long ago."""
    story = Story(engine)
    story.reach("monitoring")
    story.act("2026-02-01", "end-job", **P1, job="B-1", ended_on="2026-02-01", reason="uitval")
    story.act(
        "2026-02-02", "register-person", person="cees", name="Cees Jansen", email="cees@voorbeeld.nl", active=False
    )
    return story


def told(run: Run, *words: str) -> Any:  # noqa: ANN401  # one JSON document
    """Return what a command says to programs; nothing else is printed."""
    status, out, err = run(*words, "--json")
    assert (0, "") == (status, err)
    return json.loads(out)


def test_a_list_is_proposed_approved_and_logged(run: Run, over: Story) -> None:
    """Each step says the same of what it is about; only approving destroys."""
    on = ("--on", "2028-02-02")
    rows = told(run, "retention", "propose", *on, "--by", "archivaris")
    assert ["id", "proposal", "kind", "code", "class", "since", "period", "source", "rows"] == list(rows[0])
    assert [
        (1, 1, "baan", "P-1/B-1", "baan die eindigde", "2026-02-01", "2 jaar", 4),
        (2, 1, "persoon", "cees", "medewerker die vertrok", "2026-02-02", "1 jaar", 1),
    ] == [
        tuple(row[name] for name in ("id", "proposal", "kind", "code", "class", "since", "period", "rows"))
        for row in rows
    ]
    assert all("een keuze van Groeituin" in row["source"] for row in rows)
    assert rows == told(run, "retention", "propose", *on)
    assert [] == told(run, "retention", "log")
    done = told(run, "retention", "approve", "1", *on, "--by", "archivaris")
    assert done == told(run, "retention", "log")
    assert [("P-1/B-1", "2028-02-02", "archivaris"), ("cees", "2028-02-02", "archivaris")] == [
        (row["code"], row["destroyed_on"], row["destroyed_by"]) for row in done
    ]
    assert [] == told(run, "retention", "propose", *on)
    assert [] == told(run, "check")["differences"]
    over.night("2028-02-03")


def test_people_read_what_goes_and_how_to_approve_it(run: Run, over: Story) -> None:
    """A table, and the command to type next; afterwards where it can be found."""
    del over
    assert (0, "Er is niets over zijn bewaartermijn.\n", "") == run("retention", "propose", "--on", "2026-03-01")
    assert (0, "Er is nog niets vernietigd.\n", "") == run("retention", "log")
    status, out, err = run("retention", "propose", "--on", "2028-02-02")
    assert (0, "") == (status, err)
    assert "P-1/B-1" in out
    assert out.endswith("Er is nog niets vernietigd. Bent u akkoord? Dan:\n  groeituin retention approve 1\n")
    status, out, _ = run("retention", "approve", "1", "--on", "2028-02-02", "--by", "archivaris")
    assert out.endswith("Dit is vernietigd. Het staat in het vernietigingslog: groeituin retention log\n")
    assert "archivaris" in run("retention", "log")[1]


def test_errors_say_what_to_do(run: Run, over: Story) -> None:
    """Unknown is 3, approved before 1, and no number 2."""
    del over
    status, out, err = run("retention", "approve", "1", "--json")
    assert (3, "", "not_found") == (status, out, json.loads(err)["error"])
    assert "Maak er een met: groeituin retention propose" in json.loads(err)["message"]
    run("retention", "propose", "--on", "2028-02-02")
    run("retention", "approve", "1", "--on", "2028-02-02")
    status, _, err = run("retention", "approve", "1", "--on", "2028-02-02", "--json")
    assert (1, "al_goedgekeurd") == (status, json.loads(err)["details"][0]["code"])


@pytest.mark.parametrize("number", ["een", "0", "-1", "1.5", "²", "2147483648", "99999999999999999999", "9" * 5000])
@pytest.mark.parametrize("words", [("retention", "approve"), ("deliveries", "--retry")])
def test_what_is_no_number_of_a_row_is_bad_input(run: Run, over: Story, words: tuple[str, ...], number: str) -> None:
    """Exit 2 in Dutch, however long it is; the largest that a row can have is only unknown."""
    del over
    given = ("--", number) if words[0] == "retention" else (number,)
    status, out, err = run(*words, *given)
    assert (2, "") == (status, out)
    assert "is geen nummer; schrijf een getal van 1 tot en met 2147483647." in err
    assert 3 == run(*words, "2147483647")[0]


def test_an_earlier_day_says_what_is_missing(run: Run, over: Story) -> None:
    """Beside the answer, so that programs read on."""
    del over
    run("retention", "propose", "--on", "2028-02-02")
    run("retention", "approve", "1", "--on", "2028-02-02")
    status, out, err = run("show", "P-1", "--as-of", "2026-02-03", "--json")
    assert (0, []) == (status, json.loads(out)["jobs"])
    missing = "Sinds die dag vernietigd, en hier dus niet te zien: 1 baan. Meer hierover: groeituin retention log\n"
    assert missing == err
    assert (0, "") == run("list", "--as-of", "2028-02-02")[::2]


def test_another_period_is_told_before_it_holds(run: Run, over: Story, tmp_path: Path) -> None:
    """A rehearsal tells that a period differs; what a definition does not name is kept."""
    del over
    longer = tmp_path / "langer.yaml"
    text = process_text({"counts_from: vertrek\n    years: 1": "counts_from: vertrek\n    years: 3"})
    before, rest = text.split("  baan:\n", 1)
    longer.write_text(before + rest[rest.index("  urenopgave:\n    category") :], encoding="utf-8")
    status, out, err = run("rehearse", "--nights", "1", "--definition", str(longer), "--on", "2026-02-03")
    assert (0, "") == (status, err)
    assert "Namen en adressen van medewerkers die vertrokken worden 3 jaar bewaard in plaats van 1 jaar." in out
    assert "Voor banen die eindigden is er geen bewaartermijn meer: zij blijven bewaard." in out
    assert 0 == run("definition", "activate", str(longer), "--on", "2026-02-03")[0]
    assert [] == told(run, "retention", "propose", "--on", "2028-06-01")
