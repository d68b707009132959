"""How dates, euros, numbers and rows of words are written in a Dutch sentence."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

MONTH_NAMES = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
WEEKDAY_NAMES = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def day(value: date) -> str:
    """Write a date as people say it: ``15 december 2026``."""
    return f"{value.day} {MONTH_NAMES[value.month - 1]} {value.year}"


def weekday_and_day(value: date) -> str:
    """Write a date with its day of the week: ``vrijdag 15 januari 2027``."""
    return f"{WEEKDAY_NAMES[value.weekday()]} {day(value)}"


def capital(text: str) -> str:
    """Write a text with a capital at its beginning."""
    return f"{text[0].upper()}{text[1:]}"


def listed(words: Sequence[str]) -> str:
    """Write words as a row: ``a, b en c``."""
    if len(words) < 2:  # noqa: PLR2004  # one word needs no row
        return "".join(words)
    return f"{', '.join(words[:-1])} en {words[-1]}"


def amount(value: Decimal) -> str:
    """Write a number as the Dutch do: ``200.000`` and ``33.333,33``; decimals only where there are any."""
    decimals = 0 if value == value.to_integral_value() else 2
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def euros(value: Decimal) -> str:
    """Write an amount of money as the Dutch do: ``€ 33.333,33``."""
    return f"€ {amount(value)}"
