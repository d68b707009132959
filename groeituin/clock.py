"""The only place that reads the clock; everything below a door gets its time as an argument."""

from datetime import UTC, date, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# A date outside these years is a typing mistake, and in the journal it would stand for good.
FIRST_YEAR, LAST_YEAR = 1950, 2150


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # the one place


def today() -> date:
    """Return the date in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


def seconds() -> float:
    """Return a running count of seconds, to tell how long something took."""
    return perf_counter()
