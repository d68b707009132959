"""Proportionality of a planned tender: what the figures say, what they warn for, what is to be motivated."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from dossiers import DEFINITION, day

from states.figures.proportionality import Tender, advise
from states.figures.rounding import two_decimals

FIGURES = DEFINITION.figures
TENDER = Tender(
    "C-2", "dienst", "gemeente", value=Decimal(900_000), wage_share=Decimal(85), cpv="90910000-9",
    starts_on=day("2027-01-01"), ends_on=day("2030-12-31"), percentage=Decimal(5), base="opdrachtsom",
    motivated=frozenset({"size", "nature", "duration"}), target_groups=frozenset({"participatiewet", "wajong"}),
)  # fmt: skip


def codes(**facts: Any) -> tuple[set[str], set[str], set[str]]:  # noqa: ANN401  # the fields of a tender
    """Return the codes of the points, the warnings and what is to be motivated."""
    found = advise(replace(TENDER, **facts), FIGURES)
    return tuple({told.code for told in part} for part in (found.points, found.warnings, found.to_motivate))  # type: ignore[return-value]  # three parts


def sentence(code: str, **facts: Any) -> str:  # noqa: ANN401  # the fields of a tender
    """Return what is said under a code."""
    found = advise(replace(TENDER, **facts), FIGURES)
    return next(told.sentence for told in (*found.points, *found.warnings) if told.code == code)


def test_a_tender_that_is_as_usual() -> None:
    """A large, long and labour-intensive service with a motivation has nothing to warn for."""
    assert ({"omvang", "aard", "categorie", "duur", "percentage"}, set(), set()) == codes()
    assert "Gebruikelijk is 5 procent van de opdrachtsom, hier € 45.000." == sentence("percentage")


@pytest.mark.parametrize(
    ("warning", "facts", "close"),
    [
        ("kleine_opdracht", {"value": Decimal("99999.99")}, {"value": Decimal(100_000)}),
        ("levering", {"nature": "levering"}, {"nature": "werk"}),
        ("korte_duur", {"ends_on": day("2027-06-29")}, {"ends_on": day("2027-06-30")}),
        ("hoog_percentage", {"percentage": Decimal("5.01")}, {"percentage": Decimal(5)}),
        ("hoog_percentage", {"wage_share": Decimal(49)}, {"wage_share": Decimal(49), "percentage": Decimal(2)}),
        ("hoog_percentage", {"percentage": Decimal(6)}, {"percentage": Decimal(6), "base": "loonsom"}),
        (
            "een_doelgroep",
            {"target_groups": frozenset({"banenafspraak_register"})},
            {"target_groups": frozenset({"banenafspraak_register", "ww"})},
        ),
        ("een_doelgroep", {"target_groups": frozenset({"wajong", "wsw"})}, {"target_groups": frozenset()}),
    ],
)
def test_a_warning(warning: str, facts: dict[str, Any], close: dict[str, Any]) -> None:
    """Each warning is given where it holds, and not just beside it."""
    assert warning in codes(**facts)[1]
    assert warning not in codes(**close)[1]


def test_the_state_looks_at_the_wage_sum() -> None:
    """Het Rijk always looks from a wage sum of 250,000 and may look below it."""
    always, may = {"sector": "rijk", "value": Decimal(500_000), "wage_share": Decimal(50)}, Decimal(499_999)
    assert "vanaf € 250.000 kijkt het Rijk altijd" in sentence("loonsom", **always)
    assert "onder € 250.000 hoeft het Rijk niet" in sentence("loonsom", **(always | {"value": may}))
    assert "loonsom" not in codes()[0]


def test_little_wage_asks_for_less() -> None:
    """Under a wage share of 50 percent: 2 percent of the sum, or a percentage of the wages."""
    told = sentence("percentage", wage_share=Decimal("49.9"))
    assert (
        "Er zit weinig loon in: vraag 2 procent van de opdrachtsom, hier € 18.000, of een percentage van de loonsom."
        == told
    )


@pytest.mark.parametrize("missing", ["size", "nature", "duration"])
def test_what_is_not_motivated_yet(missing: str) -> None:
    """Size, nature and duration are each to be motivated; the absence is what a court of audit found."""
    assert {missing} == codes(motivated=TENDER.motivated - {missing})[2]


def test_what_is_not_known_is_told() -> None:
    """A value, a wage share or a term that is missing is a point of its own, not a zero."""
    bare = {"value": None, "wage_share": None, "starts_on": None, "cpv": None, "percentage": None}
    points, warnings, _ = codes(**bare)
    assert ({"omvang", "aard", "loonaandeel", "duur", "percentage"}, set()) == (points, warnings)
    assert "De waarde is niet bekend; schat haar eerst." == sentence("omvang", **bare)


def test_a_framework_agreement_carries_the_obligation() -> None:
    """What falls under a framework is told where the obligation belongs."""
    assert "RO-1" in sentence("raamovereenkomst", framework="RO-1")


def test_everything_names_its_source() -> None:
    """Points, warnings and what is to be motivated say where they come from."""
    found = advise(replace(TENDER, motivated=frozenset(), nature="levering"), FIGURES)
    assert all("Handreiking" in told.source for told in (*found.points, *found.warnings, *found.to_motivate))


@pytest.mark.parametrize(
    ("numerator", "denominator", "written"),
    [(1, 3, "0.33"), (1, 200, "0.01"), (-1, 200, "-0.01"), (49, 10_000, "0.00"), (10**15, 3, "333333333333333.33")],
)
def test_rounding_half_up(numerator: int, denominator: int, written: str) -> None:
    """Half a cent goes up, away from zero, however large the amount."""
    from fractions import Fraction

    assert written == str(two_decimals(Fraction(numerator, denominator)))
