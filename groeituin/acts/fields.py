"""The kinds of field that acts and imports share, each with what it refuses."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from groeituin.bsn import holds_bsn
from groeituin.clock import FIRST_YEAR, LAST_YEAR
from states.periods import read_period

LONGEST_TEXT = 10_000
SMALL = 1000
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("teken", "hier staat een teken dat niet kan worden bewaard (NUL)")
    return text


def as_word(value: object) -> object:
    """Return a whole number as the word of a closed list that it stands for: 2 is ``"2"``."""
    return str(value) if type(value) is int and -SMALL < value < SMALL else value


def _without_bsn(text: str) -> str:
    if holds_bsn(text):
        raise PydanticCustomError("bsn", "hier staat een BSN; persoonsgegevens horen hier niet")
    return text


def _written_as_iso(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and ISO_DATE.fullmatch(value)):
        return value
    raise PydanticCustomError("datum", "schrijf een datum als jjjj-mm-dd, zoals 2026-03-31")


def _in_our_time(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError("jaartal", "het jaar {year} kan niet kloppen", {"year": f"{value.year:04}"})
    return value


def _a_period(value: str) -> str:
    try:
        read_period(value)
    except ValueError as error:
        raise PydanticCustomError("periode", "{why}", {"why": str(error)}) from error
    return value


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]+$", min_length=1, max_length=64)]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(_storable),
    AfterValidator(_without_bsn),
]
Day = Annotated[date, BeforeValidator(_written_as_iso), AfterValidator(_in_our_time)]
# SQLite keeps a number in 15 digits; more would come back changed.
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
Percentage = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]
HoursPerWeek = Annotated[Decimal, Field(gt=0, le=60, max_digits=6, decimal_places=2)]
PeriodName = Annotated[str, AfterValidator(_a_period)]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    AfterValidator(_storable),
]
Occasion = Annotated[str, StringConstraints(min_length=1, max_length=96), AfterValidator(_storable)]


class Who(BaseModel):
    """Who does something, a person who need not be registered."""

    by: Text
