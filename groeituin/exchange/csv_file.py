"""Reading a CSV file row by row: its encoding, its delimiter, and everything that can be wrong with it."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from groeituin.exchange.lines import Line, Sheet, header, line, whole
from groeituin.exchange.report import CellError
from groeituin.texts.file_errors import why

if TYPE_CHECKING:
    import _csv

DELIMITERS = ",;\t"
SAMPLE = 65_536
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ARCHIVE = b"PK\x03\x04"
# A cell is read whole before it is judged, so that the error can name its column; this bounds the memory for it.
LONGEST_CELL = 32 * 1024 * 1024
csv.field_size_limit(LONGEST_CELL)


@contextmanager
def open_sheet(path: Path) -> Iterator[Sheet]:
    """Open a CSV file in UTF-8, with comma, semicolon or tab between its cells.

    Raises:
        BadInput: it is missing, a folder, binary, empty, in another encoding, or without a usable header.
    """
    _check(path)
    try:
        with path.open("rb") as raw, TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=_delimiter(file), strict=True)
            columns = _header(reader)
            size = path.stat().st_size
            yield Sheet(columns, _lines(reader, columns), share=lambda: raw.tell() / size)
    except UnicodeDecodeError as error:
        raise whole(
            "codering", "Dit bestand is geen UTF-8. Sla het op als 'CSV UTF-8' en probeer het opnieuw."
        ) from error
    except OSError as error:
        raise whole("bestand", f"Bestand {path} is niet te lezen: {why(error)}.") from error


def _check(path: Path) -> None:
    """Look at the first bytes, so that a wrong file gets one clear error instead of many odd ones."""
    if path.is_dir():
        raise whole("map", f"{path} is een map zonder aankondigingen (.xml); geef een bestand.")
    try:
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
    except FileNotFoundError as error:
        raise whole("bestand", f"Er is geen bestand {path}.") from error
    except OSError as error:
        raise whole("bestand", f"Bestand {path} is niet te lezen: {why(error)}.") from error
    if sample.startswith(UTF_16):
        raise whole("codering", "Dit bestand is UTF-16. Sla het op als 'CSV UTF-8' en probeer het opnieuw.")
    if sample.startswith(ARCHIVE) or b"\0" in sample:
        raise whole("geen_csv", "Dit is geen CSV-bestand. Sla een werkblad eerst op als 'CSV UTF-8'.")
    if not sample.removeprefix(b"\xef\xbb\xbf").strip():
        raise whole("leeg", "Dit bestand is leeg.")


def _delimiter(file: TextIO) -> str:
    """Return the delimiter that the header has most of, outside quotes."""
    first = "".join(file.readline(SAMPLE).split('"')[::2])
    file.seek(0)
    return max(DELIMITERS, key=first.count)


def _header(reader: Iterator[list[str]]) -> tuple[str, ...]:
    try:
        return header(next(reader))
    except (csv.Error, StopIteration) as error:
        raise whole("kopregel", "De eerste regel van dit bestand is geen rij met kolomnamen.") from error


def _lines(reader: "_csv.Reader", columns: tuple[str, ...]) -> Iterator[Line]:
    row = 0
    while True:
        before = reader.line_num
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            over_lines = reader.line_num > before + 1
            yield Line(row, {}, (_unreadable(row, over_lines=over_lines),))
            if over_lines:
                return
            continue
        if any(cell.strip() for cell in cells):
            yield line(row, columns, cells)


def _unreadable(row: int, *, over_lines: bool) -> CellError:
    rest = " Alles na deze rij is niet gelezen." if over_lines else ""
    return CellError(row, "", "aanhalingstekens", f"Deze rij is niet te lezen: de aanhalingstekens kloppen niet.{rest}")
