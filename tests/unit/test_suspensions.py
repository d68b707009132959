"""Suspensions: which days they cover, and how they move what counts from inside."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dossiers import day, dossier, due, paused
from hypothesis import given
from hypothesis import strategies as st

from states.definition import handreiking
from states.dossier import Suspension
from states.suspensions import last_end, merged, open_ended, shifted
from states.terms import plan
from states.working_days import working_days

START = date(2026, 1, 1)
SPANS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 60)).map(
        lambda span: Suspension(START + timedelta(days=span[0]), START + timedelta(days=sum(span)))
    ),
    max_size=4,
)


def days_of(suspensions: list[Suspension]) -> set[date]:
    """Return every suspended day, counted one by one."""
    return {
        START + timedelta(days=n)
        for n in range(400)
        if any(s.until_on and s.from_on <= START + timedelta(days=n) < s.until_on for s in suspensions)
    }


@given(SPANS)
def test_overlapping_days_count_once(suspensions: list[Suspension]) -> None:
    """The merged spans hold exactly the suspended days, in order and apart."""
    spans = merged(suspensions)
    assert sum((until - since).days for since, until in spans) == len(days_of(suspensions))
    assert all(first[1] < second[0] for first, second in pairwise(spans))


@given(SPANS, st.integers(0, 100), st.integers(0, 200))
def test_shifted_leaves_the_same_number_of_days_that_count(
    suspensions: list[Suspension], base: int, length: int
) -> None:
    """Between base and the moved date lie as many days that were not suspended as there were meant to be."""
    base_on = START + timedelta(days=base)
    moved = shifted(base_on, base_on + timedelta(days=length), suspensions)
    suspended = days_of(suspensions)
    free = [on for n in range((moved - base_on).days) if (on := base_on + timedelta(days=n)) not in suspended]
    assert len(free) == length


@given(SPANS, st.integers(0, 100), st.integers(0, 200), st.integers(0, 50))
def test_shifted_keeps_order_and_never_goes_back(
    suspensions: list[Suspension], base: int, length: int, later: int
) -> None:
    """A later date stays later, and a suspension never brings one forward."""
    base_on = START + timedelta(days=base)
    first, second = (base_on + timedelta(days=length), base_on + timedelta(days=length + later))
    assert first <= shifted(base_on, first, suspensions) <= shifted(base_on, second, suspensions)


@pytest.mark.parametrize(
    ("from_on", "until_on", "on", "covered"),
    [
        ("2026-02-01", "2026-03-01", "2026-01-31", False),
        ("2026-02-01", "2026-03-01", "2026-02-01", True),
        ("2026-02-01", "2026-03-01", "2026-02-28", True),
        ("2026-02-01", "2026-03-01", "2026-03-01", False),
        ("2026-02-01", None, "2036-02-01", True),
        ("2026-02-01", "2026-02-01", "2026-02-01", False),
    ],
)
def test_a_suspension_covers_from_and_not_until(from_on: str, until_on: str | None, on: str, covered: bool) -> None:  # noqa: FBT001  # a case
    """`[from, until)`, and for ever while the end is open."""
    assert (dossier(suspensions=(paused(from_on, until_on),)).suspended(day(on)) is not None) is covered


def test_of_two_the_one_that_lasts_longest_is_told() -> None:
    """What somebody hears is when it really ends."""
    short, long, endless = paused("2026-01-01", "2026-02-01"), paused("2026-01-15", "2026-03-01"), paused("2026-01-20")
    assert dossier(suspensions=(short, long)).suspended(day("2026-01-20")) == long
    assert dossier(suspensions=(short, endless, long)).suspended(day("2026-01-20")) == endless


def test_an_open_end_leaves_no_due_date_anywhere() -> None:
    """Every term stays known and none has a date; when the end is known they all have one again."""
    definition = handreiking()
    calendar = working_days(definition.holidays)
    one = dossier(roles=(), suspensions=(paused("2026-02-01"),))
    assert {None} == {term.due_on for term in plan(one, definition, calendar)}
    assert due(one, "2030-01-01") == ()
    ended = dossier(roles=(), suspensions=(paused("2026-02-01", "2026-04-01"),))
    dates = [term.due_on for term in plan(ended, definition, calendar)]
    assert all(on and on >= day("2026-04-01") for on in dates)


def test_what_the_ledger_says_of_its_ends() -> None:
    """No suspension has no end; the last known end is told, and one open end is enough to be open."""
    closed, endless = paused("2026-01-01", "2026-02-01"), paused("2026-03-01")
    assert (last_end([]), last_end([closed, endless])) == (None, day("2026-02-01"))
    assert (open_ended([closed]), open_ended([closed, endless])) == (False, True)
