"""Working days, calendar months and periods."""

from datetime import date, timedelta

import pytest
from dossiers import CALENDAR, DEFINITION, day
from hypothesis import given
from hypothesis import strategies as st

from states.definition import Holidays
from states.periods import MONTHS, Period, period_of, periods_from, read_period
from states.working_days import WorkingDays, add_months

DAYS = st.dates(date(1970, 1, 1), date(2100, 12, 31))
SETTINGS = st.builds(
    Holidays,
    good_friday=st.booleans(),
    liberation_day=st.sampled_from(["never", "lustrum", "yearly"]),
    source=st.just("-"),
)  # fmt: skip
CALENDARS: dict[Holidays, WorkingDays] = {}


def calendar_of(settings: Holidays) -> WorkingDays:
    """Return one calendar per settings, so that years are computed once in a test run."""
    return CALENDARS.setdefault(settings, WorkingDays(settings))


@given(DAYS, SETTINGS)
def test_forward_goes_to_the_next_working_day(on: date, settings: Holidays) -> None:
    """It is a working day, not before the day, with none in between, and moving again moves nothing."""
    calendar = calendar_of(settings)
    moved = calendar.forward(on)
    assert calendar.is_working_day(moved)
    assert on <= moved <= on + timedelta(days=6)
    assert not any(calendar.is_working_day(on + timedelta(days=n)) for n in range((moved - on).days))
    assert calendar.forward(moved) == moved


@given(DAYS, SETTINGS)
def test_back_mirrors_forward(on: date, settings: Holidays) -> None:
    """Back is a working day, not after the day, with none in between; on a working day both stay."""
    calendar = calendar_of(settings)
    moved = calendar.back(on)
    assert calendar.is_working_day(moved)
    assert on - timedelta(days=6) <= moved <= on
    assert not any(calendar.is_working_day(on - timedelta(days=n)) for n in range((on - moved).days))
    assert (calendar.forward(on) == on) == (moved == on)


@given(DAYS, st.integers(0, 30))
def test_moving_keeps_order(on: date, later: int) -> None:
    """A later day never moves to an earlier working day."""
    assert CALENDAR.forward(on) <= CALENDAR.forward(on + timedelta(days=later))
    assert CALENDAR.back(on) <= CALENDAR.back(on + timedelta(days=later))


@pytest.mark.parametrize(
    ("on", "free"),
    [
        ("2026-01-01", True), ("2026-01-02", False), ("2026-04-03", True), ("2026-04-06", True), ("2026-04-27", True),
        ("2026-05-05", False), ("2025-05-05", True), ("2030-05-05", True), ("2026-05-14", True), ("2026-05-25", True),
        ("2026-12-25", True), ("2026-12-26", True), ("2026-12-31", False), ("2025-04-26", True), ("2026-11-21", True),
        ("2028-02-29", False), ("2005-05-05", True),
    ],
)  # fmt: skip
def test_dutch_days_off(on: str, free: bool) -> None:  # noqa: FBT001  # a case
    """The holidays of the law and the settings of the guide's definition; 27 April 2025 was a Sunday."""
    assert CALENDAR.is_working_day(day(on)) is not free


@pytest.mark.parametrize(("good_friday", "name"), [(True, "goede vrijdag"), (False, None)])
def test_good_friday_is_a_setting(good_friday: bool, name: str | None) -> None:  # noqa: FBT001  # a case
    """Good Friday 2026 is 3 April."""
    found = WorkingDays(Holidays(good_friday=good_friday, liberation_day="never", source="-")).holiday(
        day("2026-04-03")
    )
    assert (found and found.casefold()) == name


@pytest.mark.parametrize(
    ("setting", "years"), [("never", []), ("lustrum", [2025, 2030]), ("yearly", list(range(2024, 2032)))]
)
def test_liberation_day_is_a_setting(setting: str, years: list[int]) -> None:
    """5 May: never, once in five years, or every year; on Ascension day 2016 it is free whatever the setting."""
    calendar = WorkingDays(Holidays.model_validate({"good_friday": True, "liberation_day": setting, "source": "-"}))
    assert [year for year in range(2024, 2032) if calendar.holiday(date(year, 5, 5))] == years
    assert calendar.holiday(date(2016, 5, 5)) is not None


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"), ("2026-03-31", -1, "2026-02-28"), ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"), ("2026-05-31", 0, "2026-05-31"), ("2026-08-31", -18, "2025-02-28"),
        ("2026-12-31", -12, "2025-12-31"), ("2026-10-31", 1, "2026-11-30"),
    ],
)  # fmt: skip
def test_months_are_calendar_months(on: str, months: int, expected: str) -> None:
    """A day that the target month lacks becomes its last day."""
    assert add_months(day(on), months) == day(expected)


@given(DAYS, st.integers(-240, 240))
def test_laws_of_months(on: date, months: int) -> None:
    """The month is right, the day is the same or the month's last, and going back never comes out later."""
    moved = add_months(on, months)
    assert (moved.year * 12 + moved.month) - (on.year * 12 + on.month) == months
    assert moved.day == on.day or (moved.day < on.day and (moved + timedelta(days=1)).day == 1)
    assert add_months(moved, -months) <= on


@given(DAYS, st.integers(0, 40), st.integers(-60, 60))
def test_months_keep_order(on: date, later: int, months: int) -> None:
    """A later day stays later, or falls together with it on the last day of a month."""
    assert add_months(on, months) <= add_months(on + timedelta(days=later), months)


@given(DAYS, st.sampled_from(sorted(MONTHS)))
def test_laws_of_periods(on: date, frequency: str) -> None:
    """A period holds its day, is read back from its name, and ends the day before the next one begins."""
    row = periods_from(on, frequency)
    period, following = next(row), next(row)
    assert on in period
    assert period == period_of(on, frequency) == read_period(period.name)
    assert following.first == period.last + timedelta(days=1)
    assert period.first not in following


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-K1", "2026-01-01", "2026-03-31"), ("2026-K4", "2026-10-01", "2026-12-31"),
        ("2026-H1", "2026-01-01", "2026-06-30"), ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"), ("2026-12", "2026-12-01", "2026-12-31"),
    ],
)  # fmt: skip
def test_periods_by_name(name: str, first: str, last: str) -> None:
    """Quarters, halves and months as people write them."""
    period = read_period(name)
    assert (period.first, period.last, period.name) == (day(first), day(last), name)


@pytest.mark.parametrize(
    "text", ["2026", "2026-K5", "2026-H3", "2026-13", "2026-00", "0218-K1", "2026-k1", "2026-K1 ", ""]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    """The sentence shows how to write one."""
    with pytest.raises(ValueError, match="2026-K3"):
        read_period(text)


def test_the_names_of_one_year_differ() -> None:
    """Months, quarters and halves never share a name, so that a change of frequency shares no occasion."""
    names = [
        Period(date(2026, 1 + n * months, 1), months).name for months in MONTHS.values() for n in range(12 // months)
    ]
    assert len(set(names)) == 12 + 4 + 2


def test_the_definition_says_which_days_are_free() -> None:
    """The settings name their source."""
    assert DEFINITION.holidays.source
