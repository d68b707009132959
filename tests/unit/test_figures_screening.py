"""Screening: every aspect with its points, and what is not known told as such."""

from decimal import Decimal
from typing import Any

import pytest
from dossiers import DEFINITION, day
from hypothesis import given
from hypothesis import strategies as st

from states.figures.cpv import longest_prefix
from states.figures.screening import Candidate, Screened, ranked, screen

FIGURES = DEFINITION.figures.screening
ON = day("2026-05-20")


def candidate(code: str = "C-1", **facts: Any) -> Candidate:  # noqa: ANN401  # the fields of a candidate
    """Return a cleaning contract of which everything is known, and everything is favourable."""
    known: dict[str, Any] = {
        "value": Decimal(900_000), "starts_on": day("2025-01-01"), "ends_on": day("2028-12-31"), "cpv": "90910000-9",
        "wage_share": Decimal(85), "extension_by": day("2026-12-31"), "has_clause": True, "welcome": ("Zij willen.",),
    }  # fmt: skip
    return Candidate(code, **(known | facts))


def points(found: Screened) -> dict[str, Decimal]:
    """Return the points by aspect."""
    return {point.code: point.points for point in found.points}


def test_the_highest_score() -> None:
    """Everything favourable gets every point of the definition."""
    found = screen(candidate(), ON, FIGURES)
    expected = {
        "waarde": 3,
        "categorie": 3,
        "loonaandeel": 2,
        "looptijd": 2,
        "verlenging": 1,
        "bepaling": 1,
        "energie": 2,
    }
    assert expected == points(found)
    assert (Decimal(14), ()) == (found.score, found.unknown)


@pytest.mark.parametrize(
    ("aspect", "facts", "expected"),
    [
        ("waarde", {"value": Decimal(800_000)}, "1.5"),
        ("waarde", {"value": Decimal(800_000) + Decimal("0.04")}, "3"),
        ("waarde", {"value": Decimal(400_000)}, "0"),
        ("waarde", {"value": Decimal(150_000), "ends_on": day("2025-06-30")}, "1.5"),
        ("categorie", {"cpv": "45233141-9"}, "0"),
        ("categorie", {"cpv": "77310000"}, "3"),
        ("categorie", {"cpv": "9091000"}, "0"),
        ("loonaandeel", {"wage_share": Decimal(50)}, "2"),
        ("loonaandeel", {"wage_share": Decimal("49.99")}, "0"),
        ("looptijd", {"ends_on": day("2028-05-19")}, "2"),
        ("looptijd", {"ends_on": day("2028-05-18")}, "1"),
        ("looptijd", {"ends_on": day("2027-05-19")}, "1"),
        ("looptijd", {"ends_on": day("2027-05-18")}, "0"),
        ("looptijd", {"ends_on": day("2026-05-19")}, "0"),
        ("verlenging", {"extension_by": day("2027-05-20")}, "1"),
        ("verlenging", {"extension_by": day("2027-05-21")}, "0"),
        ("verlenging", {"extension_by": None}, "0"),
        ("bepaling", {"has_clause": False}, "0"),
        ("energie", {"welcome": (), "around": ("Er is een ambassadeur.",)}, "1"),
        ("energie", {"doubts": ("Zij willen niet.",)}, "0"),
    ],
)
def test_the_points_of_an_aspect(aspect: str, facts: dict[str, Any], expected: str) -> None:
    """Each aspect has its line, and what lies on it counts for the better where the guide says 'more than'."""
    found = screen(candidate(**facts), ON, FIGURES)
    assert Decimal(expected) == points(found)[aspect]


@pytest.mark.parametrize(
    ("aspect", "facts", "why"),
    [
        ("waarde", {"value": None}, "De waarde is niet bekend."),
        ("waarde", {"value": Decimal(0)}, "De waarde staat op € 0."),
        ("waarde", {"starts_on": None}, "De waarde per jaar is niet bekend: begin of einde ontbreekt."),
        ("categorie", {"cpv": None}, "Er is geen CPV-code, dus het soort werk is niet bekend."),
        ("loonaandeel", {"wage_share": None}, "Het aandeel van lonen in de waarde is niet bekend."),
        ("looptijd", {"ends_on": None}, "Het einde is niet bekend."),
        ("energie", {"welcome": ()}, "Waar in de organisatie de energie zit is niet vastgelegd."),
    ],
)
def test_what_is_not_known_is_told_and_not_scored(aspect: str, facts: dict[str, Any], why: str) -> None:
    """A missing fact is no zero: it stands apart, with what is missing."""
    found = screen(candidate(**facts), ON, FIGURES)
    assert why in {unknown.sentence for unknown in found.unknown if unknown.code == aspect}
    assert aspect not in points(found)


def test_the_most_exact_kind_of_work_is_named() -> None:
    """Window cleaning falls under cleaning too, and is called by its own name."""
    names = {cpv: FIGURES.kind_of_work(cpv) for cpv in ("90911300-9", "90919200-4", "55524000", "45000000", None)}
    expected = ["glasbewassing", "schoonmaak", "catering", None, None]
    assert expected == list(names.values())


@pytest.mark.parametrize(
    ("cpv", "length"),
    [("03451100-7", 3), ("3451100", 3), ("3451100-7", 3), ("34511000", 0), ("", 0), (None, 0), ("-7", 0)],
)
def test_a_cpv_code_with_its_dirt(cpv: str | None, length: int) -> None:
    """Registers drop the check digit and the zero in front."""
    assert length == longest_prefix(["034", "09"], cpv)


def test_ties_come_in_the_order_of_their_codes() -> None:
    """Nothing but the score ranks candidates, so equal ones keep a fixed order."""
    found = [screen(candidate(code, **facts), ON, FIGURES) for code, facts in (
        ("C-3", {}), ("C-1", {"cpv": None}), ("C-2", {}),
    )]  # fmt: skip
    assert ["C-2", "C-3", "C-1"] == [one.contract for one in ranked(found)]


candidates = st.builds(
    Candidate,
    st.just("C-1"),
    st.none() | st.decimals(0, 10**9, places=2),
    st.none() | st.dates(day("2018-01-01"), day("2026-01-01")),
    st.none() | st.dates(day("2026-01-02"), day("2035-01-01")),
    st.none() | st.sampled_from(["90910000-9", "45000000", "9132100"]),
    st.none() | st.decimals(0, 100, places=4),
    st.none() | st.dates(day("2026-01-01"), day("2035-01-01")),
    st.booleans(),
)


@given(candidates)
def test_every_aspect_is_scored_or_unknown(found: Candidate) -> None:
    """Nothing is left out: an aspect has points, between none and its own, or says what is missing."""
    screened = screen(found, ON, FIGURES)
    told = [point.code for point in screened.points] + [unknown.code for unknown in screened.unknown]
    assert sorted(told) == sorted(points(screen(candidate(), ON, FIGURES)))
    assert all(0 <= point.points <= getattr(FIGURES.points, point.code) for point in screened.points)
    assert screened.score == sum(point.points for point in screened.points)
