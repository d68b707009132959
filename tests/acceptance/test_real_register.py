"""Show 8: the real register as a running portfolio, and its first quarter of nights.

What is expected is worked out here from the file alone, with its own months, working days and rule for the take-over;
nothing of it comes from the project's code.
"""

import csv
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import pytest
from sqlalchemy.engine import Engine
from story import Story

from groeituin.exchange import import_portfolio
from groeituin.exchange.report import ImportReport

ROOT = Path(__file__).parents[2]
WHOLE = ROOT.parent / "shared/realdata/contracts_fr_2018_2019.csv"
EXTRACT = ROOT / "tests/data/contracts_fr_extract.csv"
MAPPING = ROOT / "docs/examples/contracts_fr.mapping.yaml"
TAKEN_OVER_ON = date(2019, 1, 1)
LAST_NIGHT = date(2019, 3, 31)
LEADS = (18, 12, 6, 3)
CODE = re.compile(r"[A-Za-z0-9._/-]{1,64}")
FREE = set(holidays.country_holidays("NL", years=range(2015, 2022)))

Wrong = tuple[int, str, str]
Alert = tuple[str, str, date, date]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read the register with nothing but the csv module."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wrong_cells(rows: list[dict[str, str]]) -> list[Wrong]:
    """Work out which cells cannot be taken: a code used before, no title, or a supplier that is no code."""
    seen: set[str] = set()
    wrong: list[Wrong] = []
    for number, row in enumerate(rows, start=1):
        if row["id"] in seen:
            wrong.append((number, "id", "dubbel"))
        seen.add(row["id"])
        if not row["onderwerp"].strip():
            wrong.append((number, "onderwerp", "ontbreekt"))
        suppliers = [part.strip() for part in row["leverancier_id"].split(";") if part.strip()]
        if suppliers and not CODE.fullmatch(suppliers[0]):
            wrong.append((number, "leverancier_id", "vorm"))
    return wrong


def shifted(day: date, months: int) -> date:
    """Count calendar months; a day that the month lacks becomes its last."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def working_day(day: date) -> date:
    """Move forward over weekends and Dutch public holidays."""
    while day.isoweekday() > 5 or day in FREE:
        day += timedelta(days=1)
    return day


def alerts_of(row: dict[str, str]) -> Iterator[Alert]:
    """Work out the expiry alerts of one contract that the nights of the quarter raise."""
    if not row["datum_gunning"]:
        return
    begin = date.fromisoformat(row["datum_gunning"])
    end = shifted(begin, int(row["duur_maanden"]))
    passed: Alert | None = None
    for lead in LEADS:
        before_moving = shifted(end, -lead)
        due_on = working_day(before_moving)
        alert = (row["id"], f"{row['id']}/{end.isoformat()}/{lead}m", due_on)
        if before_moving <= begin:
            continue
        if due_on <= TAKEN_OVER_ON:
            passed = (*alert, TAKEN_OVER_ON) if end >= TAKEN_OVER_ON else None
        elif due_on <= LAST_NIGHT:
            yield (*alert, due_on)
    if passed:
        yield passed


def taken_over(story: Story, path: Path) -> ImportReport:
    """Take over the register as one specialist's portfolio."""
    on = TAKEN_OVER_ON.isoformat()
    story.act(on, "register-organisation", organisation="FR", name="Franse overheden", sector="anders")
    story.act(on, "register-person", person="anna", name="Anna", email="anna@voorbeeld.example")
    return import_portfolio(
        story.engine, path, organisation="FR", coordinator="anna", mapping=MAPPING, skip_bad=True,
        on=TAKEN_OVER_ON, by="toets", at=datetime(2019, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def agrees(story: Story, path: Path) -> None:
    """Import a register, run its quarter of nights, and hold every rejection and every alert beside the file."""
    rows = rows_of(path)
    wrong = wrong_cells(rows)
    report = taken_over(story, path)
    assert wrong == [(error.row, error.column, error.code) for error in report.errors]
    rejected = {number for number, _, _ in wrong}
    counts = (len(rows), len(rows) - len(rejected), 0, 0, len(rejected))
    assert counts == (report.rows, report.created, report.updated, report.unchanged, report.rejected)

    night = TAKEN_OVER_ON
    first = story.night(night.isoformat())
    assert {"contract_verloopt"} == {signal.rule for signal in first.raised}
    while night < LAST_NIGHT:
        night += timedelta(days=1)
        assert [] == story.night(night.isoformat()).failures

    taken = [row for number, row in enumerate(rows, start=1) if number not in rejected]
    expected = sorted(alert for row in taken for alert in alerts_of(row))
    query = "SELECT partnership, occasion, due_on, raised_on FROM signals WHERE rule = 'contract_verloopt'"
    raised = [(p, o, date.fromisoformat(str(d)), date.fromisoformat(str(r))) for p, o, d, r in story.rows(query)]
    assert expected == sorted(raised)


def test_the_extract_agrees_with_the_file(story: Story) -> None:
    """Some rows of the register with all its kinds of dirt: what is refused and what falls due follow from the file."""
    agrees(story, EXTRACT)


@pytest.mark.slow
@pytest.mark.skipif(not WHOLE.exists(), reason=f"the whole register is not on this machine ({WHOLE})")
def test_the_whole_register_agrees_with_the_file(sqlite: Engine) -> None:
    """All 3,000 rows of the register: what is refused and what falls due follow from the file."""
    agrees(Story(sqlite), WHOLE)


def test_the_extract_holds_the_dirt_of_the_register() -> None:
    """The extract keeps what makes the register hard, so that the test on it means something."""
    rows = rows_of(EXTRACT)
    alerts = [alert for row in rows for alert in alerts_of(row)]
    dirt = {
        "broken characters": any("\ufffd" in row["onderwerp"] for row in rows),
        "several lines in a cell": any("\n" in row["onderwerp"].strip() for row in rows),
        "several suppliers": any(";" in row["leverancier_id"] for row in rows),
        "no supplier": any(not row["leverancier_id"] for row in rows),
        "no award date": any(not row["datum_gunning"] for row in rows),
        "awarded after the take-over": any(row["datum_gunning"] > TAKEN_OVER_ON.isoformat() for row in rows),
        "no cpv": any(not row["cpv"] for row in rows),
        "a lost zero in a cpv": any(len(row["cpv"]) == 7 for row in rows),
        "a check digit in a cpv": any("-" in row["cpv"] for row in rows),
        "alerts passed at the take-over": any(raised_on > due_on for _, _, due_on, raised_on in alerts),
        "alerts of the quarter": any(raised_on == due_on for _, _, due_on, raised_on in alerts),
        "alerts moved over a weekend": any(due_on.isoweekday() == 1 for _, _, due_on, _ in alerts),
    }
    assert [] == [name for name, there in dirt.items() if not there]
    assert {"dubbel", "ontbreekt", "vorm"} == set(Counter(code for _, _, code in wrong_cells(rows)))
