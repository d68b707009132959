"""Block tables as data: what a specialist may write, and the public ones that come along."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from states.dossier import HoursLine, HoursReport
from states.figures.blocks import BlockTable, read_block_table
from states.figures.duration import months, value_a_year
from states.figures.sroi_value import sroi_value

SHIPPED = sorted(
    (file.name, file.read_text(encoding="utf-8"))
    for file in resources.files("states").joinpath("definitions/bouwblokken").iterdir()
    if file.name.endswith(".yaml")
)
TABLES = {read_block_table(text).authority: read_block_table(text) for _, text in SHIPPED}
YEAR = [
    HoursReport("C-1", f"2026-K{n}", "goedgekeurd", lines=(HoursLine("banenafspraak_register", 1, Decimal(312)),))
    for n in (1, 2, 3, 4)
]


def test_three_public_tables_come_along() -> None:
    """Each says from which authority, document, date and address its amounts come."""
    assert {"utrecht", "oost-nederland", "haaglanden"} == set(TABLES)
    for table in TABLES.values():
        assert table.dated_on
        assert (table.address or "").startswith("https://")
        assert table.source


@pytest.mark.parametrize(
    ("authority", "amounts"),
    [
        (
            "utrecht",
            {"participatiewet": 40000, "doelgroepregister": 50000, "ww": 20000, "geen_uitkering": 10000, "bbl": 35000},
        ),
        (
            "oost-nederland",
            {"participatiewet_onder_2_jaar": 30000, "participatiewet_boven_2_jaar": 40000, "doelgroepregister": 40000,
             "ww_onder_1_jaar": 10000, "ww_boven_1_jaar": 15000},
        ),
    ],
)  # fmt: skip
def test_the_amounts_are_those_of_the_domain(authority: str, amounts: dict[str, int]) -> None:
    """The amounts that are known from elsewhere agree, and so do the longest periods."""
    blocks = {block.code: block for block in TABLES[authority].blocks}
    assert amounts == {code: int(blocks[code].amount) for code in amounts}
    assert all(block.base_hours in {36, None} for block in blocks.values())


def test_the_longest_periods_of_oost_nederland() -> None:
    """Participatiewet counts two years, WW one year, the register always."""
    longest = {block.target_group: block.months for block in TABLES["oost-nederland"].blocks}
    counts = [longest[group] for group in ("participatiewet", "ww", "banenafspraak_register", "beschut_werk")]
    assert [24, 12, None, None] == counts


def test_the_same_hours_under_each_public_table() -> None:
    """A year of 24 hours a week of somebody in the register, to the cent."""
    worth = {name: sroi_value(YEAR, table, Decimal(52)).euros for name, table in TABLES.items()}
    expected = {"utrecht": "33333.33", "oost-nederland": "26666.67", "haaglanden": "33333.33"}
    assert {name: Decimal(euros) for name, euros in expected.items()} == worth


def test_the_example_of_the_format_can_be_read() -> None:
    """The YAML in the documentation of the format is a table."""
    from states.figures import blocks

    _, _, example = (blocks.__doc__ or "").partition("::\n")
    assert "utrecht/2023" == read_block_table(example).reference


WHOLE = {
    "authority": "a", "version": "1", "valid_from": "2026-01-01", "source": "s",
    "blocks": [{"code": "ww", "target_group": "ww", "unit": "jaar", "amount": 1, "base_hours": 36}],
}  # fmt: skip


@pytest.mark.parametrize(
    "block",
    [
        {"unit": "jaar"},
        {"unit": "uur", "target_group": None},
        {"unit": "kwartaal", "base_hours": 36},
        {"unit": "uur", "amount": -1},
        {"unit": "uur", "amount": "1.001"},
        {"unit": "uur", "months": 0},
        {"unit": "uur", "target_group": "iedereen"},
        {"unit": "uur", "hoogte": 5},
        {"unit": "uur", "code": "met spatie"},
    ],
)
def test_a_block_that_says_too_little_or_too_much_is_refused(block: dict[str, object]) -> None:
    """A place has a full week, work has a target group, and unknown fields are refused."""
    known = {"code": "b", "target_group": "ww", "amount": 1}
    with pytest.raises(ValidationError):
        BlockTable.model_validate(WHOLE | {"blocks": [known | block]})


@pytest.mark.parametrize("part", ["blocks", "bonuses"])
def test_a_code_stands_once_in_a_table(part: str) -> None:
    """A line must be able to name one block or one bonus."""
    rows = [{"code": "x", "amount": 1} | ({"target_group": "ww", "unit": "uur"} if part == "blocks" else {})] * 2
    with pytest.raises(ValidationError, match="'x' staat er meer dan eens"):
        BlockTable.model_validate(WHOLE | {part: rows})


def test_a_table_comes_back_as_it_was_written() -> None:
    """Written as JSON or YAML and read again, a table is the same."""
    for table in TABLES.values():
        assert table == BlockTable.model_validate_json(table.model_dump_json())
        assert table == read_block_table(yaml.safe_dump(table.model_dump(mode="json")))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-01-01", "2028-12-31", Fraction(48)),
        ("2026-01-15", "2026-02-14", Fraction(1)),
        ("2026-01-31", "2026-02-27", Fraction(1)),
        ("2026-01-01", "2026-01-01", Fraction(1, 31)),
        ("2026-01-01", "2026-02-14", 1 + Fraction(14, 28)),
        ("2024-02-29", "2025-02-27", Fraction(12)),
    ],
)
def test_the_months_of_a_contract(first: str, last: str, expected: Fraction) -> None:
    """Calendar months, the last day included; what is left counts by the days of its month."""
    assert expected == months(date.fromisoformat(first), date.fromisoformat(last))


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_a_longer_contract_has_more_months(one: date, other: date) -> None:
    """A day more is always more, and a year is about twelve months."""
    first, last = min(one, other), max(one, other)
    assert months(first, last) < months(first, last.replace(year=last.year + 1, day=min(last.day, 28)))
    assert abs(months(first, last) - Fraction((last - first).days + 1) * 12 / Fraction("365.25")) < 1


@pytest.mark.parametrize(
    ("value", "last", "expected"),
    [
        ("800000", "2028-12-31", 200_000),
        ("90000", "2025-06-30", 90_000),
        (None, "2028-12-31", None),
        ("0", "2028-12-31", None),
    ],
)
def test_the_value_a_year(value: str | None, last: str, expected: int | None) -> None:
    """Over the calendar years of a contract; of less than a year it is the whole value."""
    euros = value_a_year(None if value is None else Decimal(value), date(2025, 1, 1), date.fromisoformat(last))
    assert expected == euros
