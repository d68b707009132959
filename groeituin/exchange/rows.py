"""A row of a file as the acts that it stands for, each checked by its own schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from groeituin.acts.act import Act
from groeituin.acts.catalogue import kind_of_act
from groeituin.exchange.cells import Misread, months_after, read_amount, read_date
from groeituin.exchange.lines import Line
from groeituin.exchange.mapping import Column, Duration, Fixed, Sources, column_of, columns_of
from groeituin.exchange.report import CellError
from groeituin.texts.input_errors import faults

DATES = {"starts_on", "ends_on", "planned_publication_on", "since", "obligation_from", "last_meeting"}
AMOUNTS = {"value", "wage_share", "percentage", "base_amount", "cap", "sroi_euros", "hours"}
MOST_OPTIONS = 9
OPTIONS = tuple((f"option_{n}_until", f"option_{n}_notify_by") for n in range(1, MOST_OPTIONS + 1))
DATES |= {name for pair in OPTIONS for name in pair}
BETWEEN_SUPPLIERS = ";"
FORMS = {
    "kvk": "een KvK-nummer heeft acht cijfers",
    "contact_email": "'{value}' is geen e-mailadres",
    "": "'{value}' kan geen code zijn: letters, cijfers en . - _ / zonder spaties, ten hoogste 64 tekens",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """An act that a row stands for, and from which of our fields each of its own comes.

    ``headline`` is the field to point at when the act is refused as a whole.
    """

    act: str
    data: Mapping[str, Any]
    fields: Mapping[str, str]
    headline: str


@dataclass(slots=True)
class Row:
    """One row by our fields, and what is wrong with it so far."""

    line: Line
    sources: Sources
    errors: list[CellError] = field(default_factory=list)
    notes: list[CellError] = field(default_factory=list)
    misread: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Take over what is known of the line; a broken cell matters only where one of our fields comes from it."""
        self.errors.extend(self.line.errors)
        self.notes.extend(self.line.notes)
        if self.line.broken:
            used = dict.fromkeys(name for source in self.sources.values() for name in columns_of(source))
            self.errors.extend(self.line.broken[name] for name in used if name in self.line.broken)

    def text(self, name: str) -> str | None:
        """Return what the file says for a field, or None when it says nothing."""
        match self.sources.get(name):
            case Column(column):
                return self.line.cells.get(column)
            case Fixed(value):
                return value
        return None

    def first(self, name: str) -> str | None:
        """Return the first of several suppliers in a cell."""
        text = self.text(name)
        return next((part.strip() for part in text.split(BETWEEN_SUPPLIERS) if part.strip()), None) if text else None

    def value(self, name: str) -> date | str | None:
        """Return a field as a date, an amount or text; what cannot be read becomes an error of the row."""
        source = self.sources.get(name)
        if isinstance(source, Duration):
            return self._end(source)
        text = self.text(name)
        if text is None or not (name in DATES or name in AMOUNTS):
            return text
        try:
            return read_date(text) if name in DATES else read_amount(text)
        except Misread as error:
            self.misread.add(name)
            self.wrong(name, error.code, str(error))
            return None

    def _end(self, source: Duration) -> date | None:
        start, months = (self.line.cells.get(name) for name in (source.start, source.months))
        if start is None or months is None:
            return None
        column = source.start
        try:
            begin = read_date(start)
            column = source.months
            return months_after(begin, months)
        except Misread as error:
            self.misread.add("ends_on")
            self._add(CellError(self.line.row, column, error.code, str(error)))
            return None

    def wrong(self, name: str, code: str, message: str) -> None:
        """Add an error about a field."""
        self._add(CellError(self.line.row, column_of(self.sources, name), code, self.line.told(message)))

    def _add(self, error: CellError) -> None:
        """A start date can be wrong twice, for the start and for the end; it is told once."""
        if error not in self.errors:
            self.errors.append(error)

    def note(self, name: str, code: str, message: str) -> None:
        """Add what was left out of a row that is good."""
        self.notes.append(CellError(self.line.row, column_of(self.sources, name), code, self.line.told(message)))

    def deed(self, act: str, headline: str, fields: Mapping[str, str], **fixed: Any) -> Deed:  # noqa: ANN401  # fields of any act
        """Return an act made of fields of this row and of fixed values.

        Args:
            act: its name.
            headline: our field to point at when it is refused.
            fields: the act's field, then ours.
            fixed: values that this row does not hold, or that were read already; None is left out.
        """
        data = {name: self.value(ours) for name, ours in fields.items()} | fixed
        return Deed(act, {name: value for name, value in data.items() if value is not None}, fields, headline)

    def checked(self, deed: Deed) -> Act | None:
        """Return a deed as an act, or None when its schema refuses it; every fault becomes an error of the row."""
        try:
            return kind_of_act(deed.act).model_validate(deed.data)
        except ValidationError as error:
            for fault in faults(error):
                name = deed.fields.get(fault["field"], fault["field"] or deed.headline)
                if name not in self.misread:
                    self.wrong(name, fault["code"], _sentence(name, fault, deed.data.get(fault["field"])))
            return None


def _sentence(name: str, fault: Mapping[str, str], value: object) -> str:
    if fault["code"] != "vorm":
        return fault["message"]
    return FORMS.get(name, FORMS[""]).format(value=str(value)[:60])
