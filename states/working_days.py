"""Dutch working days and calendar months."""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

from states.definition import Holidays

SATURDAY = 5
EVERY_MONTH_HAS = 28
LUSTRUM = 5
LIBERATION_DAY = (5, 5)
GOOD_FRIDAY = "goede vrijdag"  # the library writes a small v, the law a capital


@lru_cache(maxsize=10_000)  # a night asks the same few thousand again and again
def add_months(day: date, months: int) -> date:
    """Return the date some calendar months later (or earlier, when negative).

    A day that the target month lacks becomes its last day: 31 January plus one month is 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= EVERY_MONTH_HAS:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class WorkingDays:
    """The working days of the Netherlands under one definition's settings; years are computed once."""

    def __init__(self, settings: Holidays) -> None:
        self._settings = settings
        self._free: dict[int, dict[date, str]] = {}

    def holiday(self, day: date) -> str | None:
        """Return the Dutch name of the public holiday on a day, or None."""
        if day.year not in self._free:
            self._free[day.year] = self._holidays(day.year)
        return self._free[day.year].get(day)

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on a day: no weekend and no public holiday."""
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def forward(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def back(self, day: date) -> date:
        """Return the day itself if it is a working day, else the one before."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def _holidays(self, year: int) -> dict[date, str]:
        listed = holidays.country_holidays("NL", years=year, language="nl")
        free = {day: name for day, name in listed.items() if day.year == year}
        if not self._settings.good_friday:
            free = {day: name for day, name in free.items() if name.casefold() != GOOD_FRIDAY}
        liberation = date(year, *LIBERATION_DAY)
        wanted = self._settings.liberation_day
        if wanted == "yearly" or (wanted == "lustrum" and year % LUSTRUM == 0):
            free.setdefault(liberation, "Bevrijdingsdag")
        elif free.get(liberation) == "Bevrijdingsdag":
            del free[liberation]
        return free


@cache
def working_days(settings: Holidays) -> WorkingDays:
    """Return the shared calendar of one set of holiday settings."""
    return WorkingDays(settings)
