"""What a cell says: a date or an amount as people write it, never guessed."""

import re
from datetime import date

from pydantic import TypeAdapter, ValidationError

from groeituin.acts.fields import Day
from groeituin.texts.input_errors import faults
from states.working_days import add_months

DUTCH_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
PLAIN = re.compile(r"-?\d+(\.\d+)?")
DUTCH = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)(,\d{1,2})?")
UNCLEAR = re.compile(r"-?\d{1,3}[.,]\d{3}")
AROUND = re.compile(r"^(€|EUR)|%$|\s")
MOST_MONTHS = 1200
_DAY: TypeAdapter[date] = TypeAdapter(Day)


class Misread(ValueError):  # noqa: N818  # what happened to a cell
    """A cell that does not say what its column should: a code and a Dutch sentence."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def read_date(text: str) -> date:
    """Return a date written as jjjj-mm-dd or dd-mm-jjjj.

    Raises:
        Misread: it is written otherwise, does not exist, or its year cannot be right.
    """
    dutch = DUTCH_DATE.fullmatch(text)
    if dutch:
        day, month, year = dutch.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    try:
        return _DAY.validate_python(text)
    except ValidationError as error:
        found = faults(error)[0]
        message = found["message"]
        if found["code"] == "datum":
            message = f"'{text[:30]}' is geen datum; schrijf jjjj-mm-dd of dd-mm-jjjj"
        raise Misread(found["code"], message) from error


def read_amount(text: str) -> str:
    """Return an amount or percentage as digits with a point: 1234.56 and 1.234,56 both give 1234.56.

    Raises:
        Misread: it is no amount, or can mean two things, such as 1.234.
    """
    bare = AROUND.sub("", text.strip())
    if UNCLEAR.fullmatch(bare):
        raise Misread("dubbelzinnig", f"'{text[:30]}' kan twee dingen betekenen; schrijf 1234.56 of 1234,56")
    if PLAIN.fullmatch(bare):
        return bare
    if DUTCH.fullmatch(bare):
        return bare.replace(".", "").replace(",", ".")
    raise Misread("getal", f"'{text[:30]}' is geen getal; schrijf 1234.56 of 1.234,56")


def months_after(start: date, months: str) -> date:
    """Return the date a number of calendar months after a start; no day is deducted.

    Raises:
        Misread: the months are no whole number from 0 to 1200.
    """
    if not months.isascii() or not months.isdigit():
        raise Misread("getal", f"'{months[:30]}' is geen heel aantal maanden")
    months = months.lstrip("0") or "0"
    if len(months) > len(str(MOST_MONTHS)) or int(months) > MOST_MONTHS:
        raise Misread("te_hoog", f"{months[:10]} maanden is te veel: ten hoogste {MOST_MONTHS}")
    return add_months(start, int(months))
