"""A row of an hours report as the line that it stands for: numbers and words as people write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from typing import Any

from groeituin.exchange.cells import Misread, read_amount, read_date
from groeituin.exchange.hours_columns import (
    BLOCK,
    BONUSES,
    CONTRACT,
    COSTS,
    EFFORT,
    EVIDENCE,
    GROUP,
    HOURS,
    INVOICE,
    JOB,
    MONTHS,
    PERIOD,
    PERSONS,
    TITLE,
    column_of,
    same,
)
from groeituin.exchange.lines import Line
from groeituin.exchange.report import CellError
from groeituin.texts.words import GROUP_NAMES
from states.periods import Period, read_period
from states.texts import MONTH_NAMES

# What a row has to say something of; the form fills in the rest.
TOLD = (PERSONS, HOURS, MONTHS, BONUSES, INVOICE, COSTS, EVIDENCE, EFFORT)
TOTALS = ("totaal", "totalen", "subtotaal", "eindtotaal", "som", "total", "subtotal", "sum")
ALIASES = {
    "banenafspraak": "banenafspraak_register", "doelgroepregister": "banenafspraak_register", "pw": "participatiewet",
    "50+": "vijftigplus", "55plus": "vijftigplus", "nugger": "nug", "nuggers": "nug", "pro": "pro_vso",
    "vso": "pro_vso", "statushouders": "statushouder",
}  # fmt: skip
GROUPS = {same(name): word for word, name in (*GROUP_NAMES.items(), *((word, word) for word in GROUP_NAMES))}
GROUPS |= {same(alias): word for alias, word in ALIASES.items()}
YES, NO = ("ja", "j", "x", "yes", "true", "1"), ("nee", "n", "no", "false", "0")
# What keeps a worksheet from reading a text as a formula; taken off again.
KEPT_TEXT = "'"
SPLIT = re.compile(r"[;,\n]+")
# How a worksheet shows a month that somebody typed as 2026-09.
MONTH = re.compile(r"([a-z]{3})[a-z]*\.?[-\s](\d{4}|\d{2})")
ABBREVIATED = {name[:3]: number for number, name in enumerate(MONTH_NAMES, start=1)} | {
    "mrt": 3,
    "mar": 3,
    "may": 5,
    "oct": 10,
}
CENT = Decimal("0.01")
MOST_DIGITS = 20
# Arbeidstijdenwet, artikel 5:7: ten hoogste gemiddeld 48 uur per week over zestien weken.
LONGEST_WEEK = 48
WEEKS_A_YEAR, MONTHS_A_YEAR = 52, 12


@dataclass(slots=True)
class HoursRow:
    """One row by our fields, and what is wrong with it or good to know so far."""

    line: Line
    fields: Mapping[str, str]
    errors: list[CellError] = field(default_factory=list)
    notes: list[CellError] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return what the row says for a field; empty when it says nothing."""
        return self.line.cells.get(self.fields.get(name, ""), "").removeprefix(KEPT_TEXT)

    @property
    def says_something(self) -> bool:
        """Tell whether somebody filled in this row."""
        broken = any(self.fields.get(name) in self.line.broken for name in TOLD)
        return bool(self.line.errors) or broken or any(self.text(name) for name in TOLD)

    @property
    def is_total(self) -> bool:
        """Tell whether the row adds up others; a code or a title may begin with such a word as well."""
        labels = [self.text(name) for name in (CONTRACT, PERIOD, JOB, GROUP)]
        first = [text.split()[0] if " " in text else text for text in labels]
        return any(word.casefold().rstrip(":.") in TOTALS for word in (*first, self.text(TITLE)))

    def wrong(self, name: str, code: str, message: str) -> None:
        """Add an error about a field."""
        self.errors.append(CellError(self.line.row, column_of(self.fields, name), code, message))

    def note(self, name: str, code: str, message: str) -> None:
        """Add what is good to know about a field that is read."""
        self.notes.append(CellError(self.line.row, column_of(self.fields, name), code, message))

    def contract(self) -> str:
        """Return the code of the contract; empty when the row names none."""
        return self.text(CONTRACT)

    def period(self) -> str:
        """Return the period as we write it; empty when the row names none or one that cannot be read."""
        text = self.text(PERIOD)
        try:
            return _period(text).name if text else ""
        except ValueError as error:
            self.wrong(PERIOD, "periode", str(error))
            return ""

    def hours_line(self) -> dict[str, Any] | None:
        """Return the line as the act takes it, or None when the row tells effort alone; faults become errors.

        Where a row tells an invoice or costs, nobody need have worked.
        """
        broken = [error for name, error in self.line.broken.items() if name in self.fields.values()]
        self.errors.extend(broken)
        if broken or not any(self.text(name) for name in TOLD if name != EFFORT):
            return None
        money = {INVOICE: self._number(INVOICE), COSTS: self._number(COSTS)}
        needed = not any(self.text(name) for name in money)
        values = {
            GROUP: self._group(), JOB: self.text(JOB) or None, BLOCK: self.text(BLOCK) or None,
            PERSONS: self._whole(PERSONS, needed=needed) or 0, HOURS: self._number(HOURS, needed=needed) or "0",
            MONTHS: self._whole(MONTHS), BONUSES: self._bonuses(), EVIDENCE: self._yes_or_no(EVIDENCE), **money,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value is not None and value != []}

    def _group(self) -> str | None:
        text = self.text(GROUP)
        if not text:
            self.wrong(GROUP, "ontbreekt", "Kies een doelgroep voor deze rij.")
            return None
        known = GROUPS.get(same(text.replace("+", "plus"))) or GROUPS.get(same(text))
        if known is None:
            near = get_close_matches(same(text), GROUPS, n=1, cutoff=0.7)
            able = (
                f"Bedoelt u '{GROUP_NAMES[GROUPS[near[0]]]}'?"
                if near
                else f"Kies uit: {', '.join(GROUP_NAMES.values())}."
            )
            self.wrong(GROUP, "keuze", f"Deze doelgroep is niet bekend. {able}")
        return known

    def _number(self, name: str, *, needed: bool = False) -> str | None:
        """Return an amount without zeros at its end, so that the same figure is always written alike."""
        text = self.text(name)
        if not text:
            if needed:
                self.wrong(name, "ontbreekt", "Hier hoort een getal; werkte er niemand, vul dan 0 in.")
            return None
        try:
            value = Decimal(read_amount(text))
        except Misread as error:
            shown = str(error) if any(sign.isdigit() for sign in text) else "Dit is geen getal."
            self.wrong(name, error.code, shown)
            return None
        # What has more digits than can be kept is for the act to refuse.
        rounded = value.quantize(CENT, ROUND_HALF_UP) if value.adjusted() < MOST_DIGITS else value
        if rounded != value:
            self.note(name, "afgerond", f"{value} is afgerond op {rounded}.")
        return f"{rounded.normalize() + 0:f}"

    def _whole(self, name: str, *, needed: bool = False) -> int | None:
        number = self._number(name, needed=needed)
        if number is None:
            return None
        if "." in number:
            self.wrong(name, "getal", "Hier hoort een heel getal.")
            return None
        # What has more digits than can be kept is for the act to refuse; of thousands Python makes no number at all.
        return int(number[: 2 * MOST_DIGITS])

    def _bonuses(self) -> list[str]:
        """Return the codes of the bonuses; with a space they would be no code."""
        codes = ("_".join(part.split()) for part in SPLIT.split(self.text(BONUSES)))
        return list(dict.fromkeys(code for code in codes if code))

    def _yes_or_no(self, name: str) -> bool | None:
        word = same(self.text(name))
        if word in YES or word in NO:
            return word in YES
        if word:
            self.wrong(name, "ja_nee", "Vul ja of nee in.")
        return None

    def doubt(self, told: Mapping[str, Any], period: Period) -> None:
        """Note more hours than so many people can work in the period."""
        months = told.get(MONTHS) or period.months
        most = Decimal(told[PERSONS]) * LONGEST_WEEK * WEEKS_A_YEAR * months / MONTHS_A_YEAR
        if Decimal(told[HOURS]) > most:
            people = "1 persoon" if told[PERSONS] == 1 else f"{told[PERSONS]} personen"
            message = f"{told[HOURS]} uur is meer dan {people} in {months} maanden kunnen werken. Klopt dit?"
            self.note(HOURS, "onwaarschijnlijk", message)


def _period(text: str) -> Period:
    """Read a period, also where a worksheet made a date of a month.

    Raises:
        ValueError: it is no period.
    """
    try:
        return read_period(text.upper().replace("Q", "K"))
    except ValueError:
        month = MONTH.fullmatch(text.casefold())
        if month and month[1] in ABBREVIATED:
            year = int(month[2]) + (2000 if len(month[2]) == 2 else 0)  # noqa: PLR2004  # sep-26
            return Period(date(year, ABBREVIATED[month[1]], 1), 1)
        try:
            day = read_date(text)
        except Misread:
            day = None
        if day and day.day == 1:
            return Period(day, 1)
        raise
