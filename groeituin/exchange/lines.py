"""What every kind of file comes down to: named columns, and lines of cells with what is wrong with them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from groeituin.acts.fields import LONGEST_TEXT
from groeituin.errors import BadInput
from groeituin.exchange.report import CellError, bad_file


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file, or a contract of a notice: its number, and its cells by column or what is wrong with them.

    ``broken`` holds the cells that matter only when a field comes from their column; ``notes`` what is left out of a
    line that is good. ``about`` names the notice that the line is from, and ``client`` the public client in it.
    """

    row: int
    cells: Mapping[str, str]
    errors: tuple[CellError, ...] = ()
    notes: tuple[CellError, ...] = ()
    broken: Mapping[str, CellError] = field(default_factory=dict)
    about: str = ""
    client: str = ""

    def told(self, message: str) -> str:
        """Return a message with the notice that it is about."""
        return f"{self.about}: {message}" if self.about else message


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file: its columns, its lines as they are read, what to know of it, and how far reading is (0 to 1).

    ``left_out`` holds the first row of the worksheets that are not read, hidden ones too, by their title.
    """

    columns: tuple[str, ...]
    lines: Iterator[Line]
    notes: tuple[CellError, ...] = ()
    share: Callable[[], float] = lambda: 0.0
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def whole(code: str, message: str, column: str = "") -> BadInput:
    """Return the error of a file that cannot be read at all."""
    return bad_file("", [CellError(0, column, code, message)])


def header(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns.

    Raises:
        BadInput: a name is used twice.
    """
    columns = tuple(name.strip() for name in cells)
    double = sorted(name for name, count in Counter(columns).items() if count > 1 and name)
    if double:
        errors = [CellError(0, name, "dubbele_kolom", f"Kolom '{name}' komt vaker voor.") for name in double]
        raise bad_file("", errors)
    return columns


def line(row: int, columns: Sequence[str], cells: Sequence[str], broken: Mapping[str, CellError] | None = None) -> Line:
    """Return a row under its columns; too many or too few cells, or one that cannot be kept, is an error."""
    if len(cells) != len(columns):
        message = f"Deze rij heeft {len(cells)} cellen; de kopregel heeft er {len(columns)}."
        return Line(row, {}, (CellError(row, "", "aantal_cellen", message),))
    errors = []
    for name, cell in zip(columns, cells, strict=True):
        if len(cell) > LONGEST_TEXT:
            message = f"Deze cel is te lang: {len(cell)} tekens, ten hoogste {LONGEST_TEXT}."
            errors.append(CellError(row, name, "te_lang", message))
        elif "\0" in cell:
            errors.append(CellError(row, name, "teken", "Deze cel heeft een teken dat geen tekst is."))
    kept = {} if errors else {name: text for name, cell in zip(columns, cells, strict=True) if (text := cell.strip())}
    return Line(row, kept, tuple(errors), broken=broken or {})
