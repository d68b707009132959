"""Reading a worksheet row by row: the same lines as a CSV file gives, whatever the cells are made of."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextlib import closing as closed
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice, zip_longest
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from groeituin.exchange.lines import Line, Sheet, header, line, whole
from groeituin.exchange.report import CellError
from groeituin.texts.file_errors import why

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = "xl/workbook.xml"
MEGABYTE = 1024 * 1024
# What is read row by row may be large; what is kept in memory as a whole may not.
LARGEST_WORKSHEET = 512 * MEGABYTE
LARGEST_TEXTS = 128 * MEGABYTE
LARGEST_PART = 16 * MEGABYTE
# Real worksheets shrink ten to sixty times; a file that was made to swell shrinks a thousand times.
MOST_SHRUNK = 100
MOST_ROWS = 1_048_576
LOOKED_AT = 20
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
# A number cell is never unclear, but 1.234 as text would be.
LIKE_THOUSANDS = re.compile(r"-?\d{1,3}\.\d{3}")
# Excel keeps fifteen digits; what comes after them is noise of the binary fraction.
DIGITS = ".15g"
MOST_DIGITS = 20
DAMAGE = (
    zipfile.BadZipFile, zlib.error, LZMAError, InvalidFileException, ParseError, DefusedXmlException, EOFError,
    RuntimeError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    # The library's own for a workbook without a list of its sheets, and that of bz2; a disk tells its errors earlier.
    OSError,
)  # fmt: skip
Cells = Sequence[Any]
Both = tuple[Cells, Cells]


@contextmanager
def open_xlsx(path: Path) -> Iterator[Sheet]:
    """Open the first worksheet of an XLSX file that holds anything; its first row is the header.

    Raises:
        BadInput: it is missing, no XLSX file, locked with a password, damaged, far too large when unpacked, empty, or
            without a usable header.
    """
    formulas = _check(path)
    with warnings.catch_warnings(), ExitStack() as closing:
        # What openpyxl cannot keep, such as the looks of a sheet, is nothing that is read here.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\..*")
        book = _opened(path, closing, data_only=True)
        title, left_out, estimate = _chosen(book)
        both = _rows(book[title], _opened(path, closing, data_only=False)[title] if formulas else None)
        columns, rows = _header(closing.enter_context(closed(both)))
        done = [0]
        lines, notes = _lines(rows, columns, done), _told(title, left_out)
        yield Sheet(columns, lines, notes, lambda: min(1.0, done[0] / estimate), left_out)


def is_xlsx(path: Path) -> bool:
    """Tell whether a file holds a workbook, or one of its old or locked forms."""
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            return True
        try:
            return zipfile.is_zipfile(file) and WORKBOOK in zipfile.ZipFile(file).namelist()
        except DAMAGE:
            return False


def _check(path: Path) -> bool:
    """Refuse what cannot be read or would fill the memory; tell whether the file has formulas."""
    try:
        with path.open("rb") as file:
            if file.read(len(OLE)) == OLE:
                sentence = "Dit is een oud Excel-bestand (.xls), of er staat een wachtwoord op. Sla het op als .xlsx zonder wachtwoord."  # noqa: E501  # one sentence
                raise whole("geen_xlsx", sentence)
            return _unpackable(file)
    except FileNotFoundError as error:
        raise whole("bestand", f"Er is geen bestand {path}.") from error
    except OSError as error:
        raise whole("bestand", f"Bestand {path} is niet te lezen: {why(error)}.") from error
    except DAMAGE as error:
        raise _damaged() from error


def _unpackable(file: IO[bytes]) -> bool:
    if not zipfile.is_zipfile(file):
        raise whole("geen_xlsx", "Dit is geen Excel-bestand (.xlsx), of het is beschadigd.")
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        if WORKBOOK not in archive.namelist():
            raise whole("geen_xlsx", "Dit is geen Excel-bestand (.xlsx). Sla het op als .xlsx of als 'CSV UTF-8'.")
        for part in parts:
            shrunk = part.file_size > MOST_SHRUNK * part.compress_size and part.file_size > LARGEST_PART
            if part.file_size > _largest(part.filename) or shrunk:
                raise whole("te_groot", "Dit bestand wordt bij het uitpakken veel te groot en is niet gelezen.")
        return any(_has_formula(archive, part) for part in parts if part.filename.startswith("xl/worksheets/"))


def _largest(name: str) -> float:
    """Return how large a part may be; pictures and the like are never unpacked."""
    if name.startswith("xl/worksheets/"):
        return LARGEST_WORKSHEET
    if name == "xl/sharedStrings.xml":
        return LARGEST_TEXTS
    return LARGEST_PART if name.endswith((".xml", ".rels")) else float("inf")


def _has_formula(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as source:
        tail = b""
        while block := source.read(MEGABYTE):
            if FORMULA.search(tail + block):
                return True
            tail = block[-64:]
    return False


def _damaged() -> Exception:
    return whole("beschadigd", "Dit Excel-bestand is beschadigd of anders opgebouwd; sla het opnieuw op als .xlsx.")


def _opened(path: Path, closing: ExitStack, *, data_only: bool) -> Any:  # noqa: ANN401  # its read-only sheets are typed as others
    file = closing.enter_context(path.open("rb"))
    try:
        book = load_workbook(file, read_only=True, data_only=data_only, keep_links=False)
    except DAMAGE as error:
        raise _damaged() from error
    closing.callback(book.close)
    return book


def _chosen(book: Any) -> tuple[str, dict[str, tuple[str, ...]], int]:  # noqa: ANN401  # see _opened
    """Return the first worksheet with anything in it, visible ones first, the first row of the others, and its rows."""
    sheets = sorted(book.worksheets, key=lambda sheet: bool(sheet.sheet_state != "visible"))
    estimates = {sheet.title: sheet.max_row or 1 for sheet in sheets}
    filled = {sheet.title: first for sheet in sheets if (first := _first_row(sheet))}
    if not filled:
        raise whole("leeg", "Dit Excel-bestand heeft geen werkblad waar iets in staat.")
    title = next(iter(filled))
    del filled[title]
    return title, filled, estimates[title]


def _first_row(sheet: Any) -> tuple[str, ...]:  # noqa: ANN401  # see _opened
    """Return the cells of the first row that holds anything, or nothing at all."""
    with closed(_rows(sheet, None)) as rows:
        return next((tuple(_text(cell) for cell in row[0]) for row in rows if _filled(row)), ())


def _told(title: str, left_out: Iterable[str]) -> tuple[CellError, ...]:
    if not left_out:
        return ()
    message = f"Gelezen is werkblad '{title}'; niet gelezen: {', '.join(repr(name) for name in left_out)}."
    return (CellError(0, "", "werkblad", message),)


def _rows(values: Any, formulas: Any) -> Generator[Both, None, None]:  # noqa: ANN401  # see _opened
    """Yield the cells of each row, as values and, where the file has formulas, as those.

    Raises:
        BadInput: the file turns out to be damaged, or names more rows than a worksheet can have.
    """
    with ExitStack() as closing:
        read = []
        for sheet in filter(None, (values, formulas)):
            # What a file says of its own size is often wrong, and cells outside it would be lost.
            sheet.reset_dimensions()
            read.append(closing.enter_context(closed(sheet.iter_rows())))
        try:
            for number, (cells, *alike) in enumerate(zip_longest(*read, fillvalue=()), start=1):
                if number > MOST_ROWS:
                    raise whole("te_groot", f"Dit werkblad heeft meer dan {MOST_ROWS} rijen.")
                yield cells, alike[0] if alike else ()
        except DAMAGE as error:
            raise _damaged() from error


def _filled(row: Both) -> int:
    """Count the cells that hold something, a formula without outcome too."""
    cells, alike = row
    return sum(cell.value is not None for cell in alike or cells)


def _header(rows: Iterator[Both]) -> tuple[tuple[str, ...], Iterator[Both]]:
    """Return the names in the first row, without empty columns at its end, and the rows after it.

    Raises:
        BadInput: the first row has no names; the error tells which row looks like the header.
    """
    first = next(rows, ((), ()))
    if _filled(first) <= 1:
        ahead = list(islice(rows, LOOKED_AT))
        better = next((number for number, row in enumerate(ahead, start=2) if _filled(row) > 1), None)
        if better or not _filled(first):
            where = f"; ze lijken in rij {better} te staan" if better else ""
            message = f"De kolomnamen horen in de eerste rij van het werkblad{where}. Haal weg wat erboven staat."
            raise whole("kopregel", message)
        rows = chain(ahead, rows)
    names = [_text(cell) for cell in first[0]]
    while names and not names[-1].strip():
        names.pop()
    return header(names), rows


def _lines(rows: Iterator[Both], columns: tuple[str, ...], done: list[int]) -> Iterator[Line]:
    for row, both in enumerate(rows, start=1):
        done[0] = row
        if not _filled(both):
            continue
        cells, alike = both
        texts = [_text(cell) for cell in cells]
        while len(texts) > len(columns) and not texts[-1].strip():
            texts.pop()
        texts += [""] * (len(columns) - len(texts))
        yield line(row, columns, texts, _broken(row, columns, cells, alike))


def _broken(row: int, columns: tuple[str, ...], cells: Cells, alike: Cells) -> Mapping[str, CellError]:
    """Return the cells that hold an error of the worksheet, or a formula that was never worked out."""
    found = {}
    for name, cell, formula in zip_longest(columns, cells, alike):
        if name is None or cell is None:
            continue
        if cell.data_type == "e":
            message = f"In deze cel staat een fout van het werkblad ({cell.value})."
            found[name] = CellError(row, name, "celfout", message)
        elif formula is not None and formula.data_type == "f" and cell.value is None and cell.data_type != "str":
            message = "Deze formule heeft geen uitkomst. Open het bestand in Excel, sla het op en probeer het opnieuw."
            found[name] = CellError(row, name, "formule", message)
    return found


def _text(cell: Any) -> str:  # noqa: ANN401  # see _opened
    """Return a cell as somebody would type it in a CSV file: dates as jjjj-mm-dd, numbers as they are."""
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return value.replace("_x000D_", "")
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value, percentage=_is_percentage(cell))
        case datetime() if value.time() == datetime.min.time():
            return value.date().isoformat()
    return str(value)


def _is_percentage(cell: Any) -> bool:  # noqa: ANN401  # see _opened
    try:
        return "%" in (cell.number_format or "")
    except IndexError as error:
        raise _damaged() from error


def _number(value: float, *, percentage: bool) -> str:
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, DIGITS))
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        return str(value)
    text = format(number * (100 if percentage else 1), "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    if LIKE_THOUSANDS.fullmatch(text):
        text += "0"
    return f"{text}%" if percentage else text
