"""Show 4: the register screened, with the top 10 and their reasons.

The scores are worked out here from the file alone, with its own months and prefixes; the printed form stands in
``tests/golden/screening.txt``. After a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/acceptance/test_screening.py``.
"""

import csv
import json
import os
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from story import P1_C1, Story

from groeituin.cli import main
from groeituin.exchange import import_contracts
from groeituin.reading.screening import Ranked, screening
from groeituin.texts.figures import screening_lines
from states.definition import handreiking

ROOT = Path(__file__).parents[2]
WHOLE = ROOT.parent / "shared/realdata/contracts_fr_2018_2019.csv"
EXTRACT = ROOT / "tests/data/contracts_fr_extract.csv"
MAPPING = ROOT / "docs/examples/contracts_fr.mapping.yaml"
GOLDEN = ROOT / "tests/golden/screening.txt"
FIGURES = handreiking().figures.screening
ON = date(2019, 1, 1)
# Cleaning, catering, security, maintenance of buildings, green; by the first digits of their CPV codes.
LABOUR = ("9091", "555", "7971", "507", "773")


def screened(engine: Engine, path: Path) -> list[Ranked]:
    """Import a register and return its running contracts, the best first."""
    story = Story(engine)
    story.act(ON.isoformat(), "register-organisation", organisation="FR", name="Franse overheden", sector="anders")
    import_contracts(
        engine, path, organisation="FR", mapping=MAPPING, skip_bad=True,
        on=ON, by="toets", at=datetime(2019, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    with engine.connect() as connection:
        return screening(connection, ON, FIGURES)


def later(day: date, months: int) -> date:
    """Count calendar months; a day that the month lacks becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def score(row: dict[str, str]) -> Fraction | None:
    """Work out the score of a row of the register, or None where its contract does not run on the date."""
    begin = date.fromisoformat(row["datum_gunning"]) if row["datum_gunning"] else None
    duration = int(row["duur_maanden"])
    end = later(begin, duration) if begin else None
    if (begin and begin > ON) or (end and end < ON):
        return None
    points = Fraction(0)
    value = Fraction(row["bedrag_eur"] or 0)
    if begin and end:
        # The register's end is the day after the last whole month: one day more than the duration.
        after = end + timedelta(days=1)
        lasts = duration + Fraction(1, (later(begin, duration + 1) - later(begin, duration)).days)
        a_year = value * 12 / max(lasts, Fraction(12))
        points += 3 if a_year > 200_000 else Fraction(3, 2) if a_year > 100_000 else 0
        points += 2 if later(ON, 24) <= after else 1 if later(ON, 12) <= after else 0
    code = row["cpv"].split("-")[0]
    points += 3 if code and code.zfill(8).startswith(LABOUR) else 0
    return points


def agrees(found: list[Ranked], path: Path) -> None:
    """Hold every score beside the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = dict[str, dict[str, str]]()
        for row in csv.DictReader(file):
            rows.setdefault(row["id"], row)  # a code that comes again is refused
    scores = {ranked.screened.contract: Fraction(ranked.screened.score) for ranked in found}
    expected = {code: score(rows[code]) for code in scores}
    # Points are told to the hundredth.
    assert {code: value and Fraction(round(value * 100), 100) for code, value in expected.items()} == scores
    assert [ranked.screened.score for ranked in found] == sorted((r.screened.score for r in found), reverse=True)


def test_the_extract_agrees_with_the_file(engine: Engine) -> None:
    """Every contract of the extract that runs has the score that follows from its row."""
    found = screened(engine, EXTRACT)
    assert found
    agrees(found, EXTRACT)


def test_the_top_10_of_the_extract_as_a_work_group_reads_it(sqlite: Engine) -> None:
    """The ten best with their points, reasons, ties and what is not known, word for word."""
    printed = "\n".join(screening_lines(screened(sqlite, EXTRACT), 10, ON, FIGURES)) + "\n"
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(printed, encoding="utf-8")
    assert printed == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(not WHOLE.exists(), reason=f"the whole register is not on this machine ({WHOLE})")
def test_the_whole_register_agrees_with_the_file(sqlite: Engine) -> None:
    """All running contracts of the 3,000 rows; the ten best have their reasons, ties and unknowns told."""
    found = screened(sqlite, WHOLE)
    assert 1599 == len(found)
    agrees(found, WHOLE)
    printed = list(screening_lines(found, 10, ON, FIGURES))
    assert all(any(line.startswith(f"{number}. ") for line in printed) for number in range(1, 11))
    assert any("gelijk met" in line for line in printed)
    assert any(line.startswith("     ?  ") for line in printed)


def test_who_falls_out_with_the_same_score_is_named() -> None:
    """Eight equal candidates and a top 2: the others are named, no more than a handful by their code."""
    from states.figures.screening import Candidate, screen

    found = [Ranked("Groen", screen(Candidate(f"C-{n}"), ON, FIGURES), tied=7) for n in range(8)]
    printed = list(screening_lines(found, 2, ON, FIGURES))
    assert "Evenveel punten als nummer 2, en niet getoond: C-2, C-3, C-4, C-5, C-6 en 1 andere." in printed
    aside = "gelijk met 7 andere; wat niet bekend is kan nog 12 punten schelen"
    assert f"1. C-0, Groen: 0 punten ({aside})" in printed
    assert ["Op 1 januari 2019 loopt er geen contract."] == list(screening_lines([], 10, ON, FIGURES))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run a command and return its exit status and what it printed."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out or err


@pytest.fixture
def told(sqlite_story: Story, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Return a story of P-1 in verkenning with contract C-1, that the command line works on."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", sqlite_url)
    sqlite_story.reach("verkenning")
    return sqlite_story


def energy(found: list[dict[str, Any]], contract: str) -> tuple[str, str] | None:
    """Return points and sentence for the energy around a contract, or None where it is unknown."""
    [row] = [row for row in found if row["contract"] == contract]
    return next(((p["points"], p["sentence"]) for p in row["points"] if p["code"] == "energie"), None)


def test_where_the_energy_is(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """A brainstorm sheet and willingness speak for a contract, unwillingness against it, the organisation for all."""
    on = "2026-01-05"
    for code in ("C-2", "C-3"):
        told.act(on, "register-contract", contract=code, organisation="O-1", title="Groen", nature="dienst")
    told.act(on, "register-organisation", organisation="O-2", name="Zorg", sector="zorg")
    told.act(on, "register-contract", contract="C-4", organisation="O-2", title="Zorg", nature="dienst")
    told.act(on, "record-advised", partnership="P-1", code="ambassadeur")
    sheet = {"who": "w", "what": "w", "how": "h", "results": "r", "labour": "l", "status": "potentie"}
    told.act(on, "record-brainstorm", **P1_C1, **sheet)
    told.act(on, "record-willingness", partnership="P-1", contract="C-2", willing=False, reason="druk")
    found = json.loads(run(capsys, "screen", "--on", "2026-05-20", "--json")[1])
    assert {"contract", "score", "points", "unknown", "tied"} == set(found[0])
    assert energy(found, "C-1") == (
        "2", "Het contract hoort bij partnership P-1. De werkgroep van P-1 ziet potentie.",
    )  # fmt: skip
    assert ("0", "De opdrachtnemer wilde niet meedoen (P-1).") == energy(found, "C-2")
    around = "De organisatie heeft al een lopend partnership. Iemand uit het bestuur is ambassadeur."
    assert ("1", around) == energy(found, "C-3")
    assert None is energy(found, "C-4")
    told.act(on, "record-willingness", partnership="P-1", contract="C-2", willing=True)
    found = json.loads(run(capsys, "screen", "--on", "2026-05-20", "--json", "--organisation", "O-1")[1])
    assert ("2", "De opdrachtnemer wil meedoen (P-1).") == energy(found, "C-2")
    assert "C-4" not in {row["contract"] for row in found}


def test_a_clause_and_an_extension(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """An obligation is a clause, also that of the framework; the first open option is the moment to extend."""
    on = "2026-01-05"
    options = [{"until": "2030-12-31", "notify_by": "2026-06-30"}, {"until": "2029-12-31", "notify_by": "2026-05-31"}]
    known = {"organisation": "O-1", "title": "Groen", "nature": "dienst", "ends_on": "2028-12-31"}
    told.act(on, "register-contract", contract="C-2", **known, options=options, framework="C-1")
    told.act(on, "register-contract", contract="C-3", **known, options=[{"until": "2029-12-31"}])
    told.act(on, "waive-option", contract="C-3", until="2029-12-31")
    told.act(
        on,
        "set-obligation",
        contract="C-1",
        percentage=5,
        base="opdrachtsom",
        reason="bestek",
        **{"from": "2026-01-01"},
    )
    found = {row["contract"]: row for row in json.loads(run(capsys, "screen", "--on", "2026-05-20", "--json")[1])}
    points = {code: {p["code"]: p["points"] for p in row["points"]} for code, row in found.items()}
    assert {"C-1": "1", "C-2": "1", "C-3": "0"} == {code: row["bepaling"] for code, row in points.items()}
    assert {"C-1": "0", "C-2": "1", "C-3": "0"} == {code: row["verlenging"] for code, row in points.items()}
    sentence = next(p["sentence"] for p in found["C-2"]["points"] if p["code"] == "verlenging")
    assert "Over verlengen moet uiterlijk 31 mei 2026 worden besloten; een moment om afspraken te maken." == sentence


def test_only_running_contracts_are_candidates(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """What is planned, ended, withdrawn or not begun is no candidate; what has no dates is."""
    on, known = "2026-01-05", {"organisation": "O-1", "title": "Groen", "nature": "dienst"}
    told.act(on, "register-contract", contract="C-5", **known)
    told.act(on, "register-contract", contract="C-6", **known, planned_publication_on="2026-09-01")
    told.act(on, "register-contract", contract="C-7", **known, ends_on="2026-05-19")
    told.act(on, "register-contract", contract="C-8", **known, starts_on="2026-05-21")
    told.act(on, "register-contract", contract="C-9", **known, stage="ingetrokken")
    told.act(on, "register-contract", contract="C-10", **known, starts_on="2026-05-20", ends_on="2026-05-20")
    found = json.loads(run(capsys, "screen", "--on", "2026-05-20", "--json")[1])
    assert {"C-1", "C-5", "C-10"} == {row["contract"] for row in found}
    assert 1 == len(json.loads(run(capsys, "screen", "--on", "2026-05-20", "--json", "--top", "1")[1]))
    status, printed = run(capsys, "screen", "--on", "2026-05-20", "--top", "1")
    assert (0, "1. C-1, Schoonmaak: 4 punten") == (status, printed.splitlines()[3].partition(" (")[0])
    assert 3 == run(capsys, "screen", "--organisation", "O-9")[0]
    assert Decimal(found[0]["score"]) == sum(Decimal(p["points"]) for p in found[0]["points"])
