"""What one contract of a published notice says, by our fields, and what of it cannot be kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from groeituin.exchange.cells import PLAIN, Misread, read_date
from groeituin.exchange.lines import Line
from groeituin.exchange.privacy import redacted
from groeituin.exchange.report import CellError
from groeituin.exchange.rows import OPTIONS
from groeituin.exchange.suppliers import Supplier

EURO = "EUR"
# 2025-01-31, with or without a time and a zone: the day is the one that the notice names, in its own zone.
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:?\d{2})?")
# In published amounts a point before exactly three digits parts thousands: cents are two.
THOUSANDS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
CENTS = Decimal("0.01")
MOST_DIGITS = 20
LONGEST_NOTE = 300
NOTHING = {"", "-", "geen", "nee", "n.v.t", "nvt", "n/a", "none", "no", "niet van toepassing", "not applicable"}
NATURES = {"works": "werk", "services": "dienst", "supplies": "levering", "goods": "levering"}
# The CPV code's first two figures: 45 is work, 50 and up are services, the others supplies.
WORK, SERVICES = "45", "50"


@dataclass(slots=True)
class Found:
    """One contract of a notice: its cells, its notes as field, code and sentence, and the public client."""

    cells: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    client: str = ""

    def put(self, name: str, text: str | None) -> None:
        """Tell a field; what the notice does not say stays unknown."""
        if text and text.strip():
            self.cells[name] = text.strip()

    def note(self, name: str, code: str, message: str) -> None:
        """Tell what is left out, or doubtful, about a field; once."""
        if (name, code, message) not in self.notes:
            self.notes.append((name, code, message))

    def quote(self, name: str, code: str, before: str, text: str) -> None:
        """Note what a notice says in its own words, without the people in it."""
        said = " ".join(redacted(text).split())
        if said.casefold().rstrip(".") not in NOTHING:
            self.note(name, code, f"{before}: {shortened(said)}")

    def title(self, whole: str, lot: str = "") -> None:
        """Tell the title: that of the whole, and that of its lot where it says more."""
        whole, lot = (" ".join(part.split()) for part in (whole, lot))
        title = f"{whole}: {lot}"
        if lot.casefold() in whole.casefold():
            title = whole
        elif whole.casefold() in lot.casefold():
            title = lot
        kept = redacted(title)
        if kept != title:
            self.note("title", "persoonsgegevens", "uit de titel zijn persoonsgegevens weggelaten")
        self.put("title", kept)

    def nature(self, told: str) -> None:
        """Tell whether it is work, service or supply; the CPV code says so where the notice does not."""
        nature, division = NATURES.get(told.strip(), ""), self.cells.get("cpv", "")[:2]
        if not nature and division.isdigit():
            nature = "werk" if division == WORK else "dienst" if division >= SERVICES else "levering"
            self.note("nature", "aard", f"de aard staat er niet bij; afgeleid uit de CPV-code: {nature}")
        self.put("nature", nature or redacted(told))

    def day(self, name: str, text: str) -> date | None:
        """Tell a date without its time and zone, and return it when it can be read."""
        # What is no date may be anything, and the error about it repeats it.
        self.put(name, plain_day(text) if DAY.fullmatch(text.strip()) else redacted(text))
        return known_day(text)

    def option(self, text: str) -> None:
        """Tell an option to extend until a date; one that is not after the contract's end is none."""
        until = plain_day(text)
        free = next((name for name, _ in OPTIONS if name not in self.cells), None)
        if known_day(text) is None or not free:
            self.quote("ends_on", "verlenging", "verlenging tot", text)
        elif until <= self.cells.get("ends_on", ""):
            self.note("ends_on", "verlenging", f"een verlenging tot {until} valt binnen de looptijd")
        elif until not in {self.cells.get(name) for name, _ in OPTIONS}:
            self.put(free, until)

    def amount(self, text: str, currency: str) -> None:
        """Tell the value; an amount in another currency is no amount in euros, so that the value stays unknown."""
        if currency.strip() not in {EURO, ""}:
            told = f"het bedrag is {redacted(text)[:30]} {currency[:10]}, geen euro; de waarde is niet bekend"
            self.note("value", "valuta", told)
            return
        self.put("value", self._euros(text.strip()))

    def total(self, amounts: Sequence[tuple[str, str]]) -> bool:
        """Tell a value that is the sum of amounts with their currency; tell whether they can be added up."""
        currencies = {currency for _, currency in amounts}
        read = [self._euros(text) for text, _ in amounts]
        if len(currencies) != 1 or not all(PLAIN.fullmatch(text) for text in read):
            return False
        self.amount(str(sum(Decimal(text) for text in read)), *currencies)
        self.note("value", "opgeteld", f"de waarde is de som van {len(amounts)} bedragen")
        return True

    def _euros(self, text: str) -> str:
        """Return an amount of a notice as digits; what is no amount is left for the row to refuse."""
        if THOUSANDS.fullmatch(text):
            bare = text.replace(".", "")
            self.note("value", "bedrag", f"het bedrag {text} is gelezen als {bare} euro")
            return bare
        if not PLAIN.fullmatch(text) or Decimal(text).adjusted() > MOST_DIGITS:
            return redacted(text)
        amount = Decimal(text)
        if abs(amount) <= 1:
            self.note("value", "klein_bedrag", f"het bedrag is {text} euro; waarschijnlijk wilde men het niet noemen")
        return str(int(amount)) if amount == int(amount) else format(amount.quantize(CENTS), "f")

    def suppliers(self, winners: Sequence[Supplier]) -> None:
        """Tell the contractor: the first winner; the others are named in a note, as for several in a cell."""
        if not winners:
            return
        first = winners[0]
        self.put("contractor", first.code(self.cells["contract"]))
        self.put("contractor_name", first.shown)
        self.put("kvk", first.kvk)
        others = dict.fromkeys(winner.shown for winner in winners[1:])
        if others:
            told = f"meer opdrachtnemers; de eerste, {first.shown}, is vastgelegd; ook: {', '.join(others)}"
            self.note("contractor", "meer_opdrachtnemers", shortened(told))
        if first.person:
            told = "volgens de aankondiging is de opdrachtnemer een natuurlijk persoon"
            self.note("contractor", "natuurlijk_persoon", told)

    def line(self, row: int, about: str = "") -> Line:
        """Return it as a line of a file."""
        before = f"{about}: " if about else ""
        notes = tuple(CellError(row, name, code, f"{before}{message}") for name, code, message in self.notes)
        return Line(row, self.cells, notes=notes, about=about, client=redacted(" ".join(self.client.split())))


def plain_day(text: str) -> str:
    """Return a published date without its time and zone; what is no date is returned as it is."""
    found = DAY.fullmatch(text.strip())
    return found[1] if found else text.strip()


def known_day(text: str) -> date | None:
    """Return a published date, or None when there is none that can be right."""
    try:
        return read_date(plain_day(text))
    except Misread:
        return None


def shortened(text: str) -> str:
    """Return the beginning of a long text."""
    return text if len(text) <= LONGEST_NOTE else f"{text[:LONGEST_NOTE]}…"
