"""Dutch working days and calendar months, from a table of Easters."""

from datetime import date, timedelta

DAY = timedelta(days=1)
EASTER = {2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16)}
# Good Friday, Easter, Ascension Day and Whitsun, in days from Easter Sunday.
AROUND_EASTER = (-2, 0, 1, 39, 49, 50)
SATURDAY, SUNDAY = 5, 6


def _days_off(year: int) -> set[date]:
    easter, king = date(year, *EASTER[year]), date(year, 4, 27)
    fixed = {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26), king - DAY if king.weekday() == SUNDAY else king}
    lustrum = {date(year, 5, 5)} if year % 5 == 0 else set()
    return fixed | lustrum | {easter + timedelta(days=days) for days in AROUND_EASTER}


OFF = frozenset(day for year in EASTER for day in _days_off(year))


def working(day: date, step: timedelta = DAY) -> date:
    """Return the first working day from a day on, forward or, with a negative step, back."""
    while day.weekday() >= SATURDAY or day in OFF:
        day += step
    return day


def months_after(day: date, months: int) -> date:
    """Return the day some calendar months later; one that the month lacks becomes its last."""
    later = day.month - 1 + months
    first = date(day.year + later // 12, later % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - DAY
    return first.replace(day=min(day.day, last.day))
