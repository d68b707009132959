"""The file of a backup: gzip of JSON Lines that ends with a sum over all of it, so that half a file is no backup.

The first line is the header, then come rows, table by table, and the last line closes it:

    {"format": "groeituin-backup", "version": 1, "revision": "0007", "at": "...", "tables": {"contractors": [...], ...}}
    {"table": "contractors", "rows": [["glans", "Glans BV", ...], ...]}
    {"rows": {"contractors": 1, ...}, "sha256": "..."}
"""

import gzip
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from groeituin.errors import BadInput, NoSuchThing, StorageUnreachable
from groeituin.texts.file_errors import why
from models.portable import Rows
from models.schema import knows

FORMAT, VERSION = "groeituin-backup", 1
# How gzip begins at its fastest, without a name and a time, which no sum covers: these bytes are always the same.
START = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"
FASTEST = 1
# It names some dozens of tables and their columns: some thousands of bytes.
LONGEST_HEADER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself: the schema's revision, the moment, and per table the columns of its rows."""

    revision: str
    at: str
    tables: dict[str, list[str]]

    def as_json(self) -> dict[str, Any]:
        """Return the first line."""
        return {"format": FORMAT, "version": VERSION, **asdict(self)}


class Writer:
    """The lines of a backup on their way to its file."""

    def __init__(self, file: gzip.GzipFile, header: Header) -> None:
        self.counts = dict.fromkeys(header.tables, 0)
        self._file, self._sum = file, sha256()
        self._line(header.as_json())

    def add(self, table: str, rows: Rows) -> None:
        """Write rows of a table."""
        self._line({"table": table, "rows": rows})
        self.counts[table] += len(rows)

    def close(self) -> None:
        """Write the line that makes it a whole backup."""
        filled = {table: count for table, count in self.counts.items() if count}
        self._line({"rows": filled, "sha256": self._sum.hexdigest()})

    def _line(self, told: dict[str, Any]) -> None:
        line = orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
        self._sum.update(line)
        self._file.write(line)


@contextmanager
def written(path: Path) -> Iterator[gzip.GzipFile]:
    """Give a file to write to that becomes ``path`` when it is whole and on disk; on an error nothing is left of it.

    Only its owner may read it. Each has a name of its own until then, so that two at once do not write in each other's.

    Raises:
        BadInput: something else is at that path, so that a slip of the hand does not replace a database.
        StorageUnreachable: the disk is full, or the folder is not there or not ours.
    """
    _refuse_other(path)
    part = None
    try:
        number, part = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
        with os.fdopen(number, "wb") as raw:
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=FASTEST, mtime=0) as file:
                yield file
            raw.flush()
            os.fsync(raw.fileno())
        Path(part).replace(path)
        part = None
        _keep_name(path.parent)
    except OSError as error:
        raise StorageUnreachable(f"De reservekopie kan niet worden geschreven naar {path}: {why(error)}.") from error
    finally:
        if part:
            Path(part).unlink(missing_ok=True)


def _refuse_other(path: Path) -> None:
    if os.path.lexists(path):
        try:
            read_header(path)
        except (BadInput, NoSuchThing) as error:
            raise BadInput(f"Op {path} staat al iets anders dan een reservekopie. Kies een andere naam.") from error


def _keep_name(folder: Path) -> None:
    """See to it that the new name survives a power cut as well."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def read_header(path: Path) -> Header:
    """Return the first line of a backup.

    Raises:
        BadInput: it is no backup, or of a newer version of this program.
        NoSuchThing: there is no such file.
    """
    with _opened(path) as file:
        told = _object(file.readline(LONGEST_HEADER))
    if told.get("format") != FORMAT:
        raise BadInput(f"{path} is geen reservekopie van Groeituin.")
    header = Header(str(told.get("revision")), str(told.get("at")), told.get("tables") or {})
    if told.get("version") != VERSION or not knows(header.revision):
        raise BadInput(
            f"De reservekopie {path} is van een nieuwere versie van Groeituin (schema {header.revision}). "
            "Installeer die versie en zet haar daarmee terug."
        )
    if not _names_columns(header.tables):
        raise _damaged(path)
    return header


def _names_columns(told: object) -> bool:
    """Tell whether a header names tables, each with its columns."""
    return isinstance(told, dict) and all(
        isinstance(columns, list) and all(isinstance(name, str) for name in columns) for columns in told.values()
    )


def read_parts(path: Path) -> Iterator[tuple[str, Rows]]:
    """Give the rows of a backup: a table, and some of its rows.

    Raises:
        BadInput: the file was cut off or changed. That is certain only when all was read.
    """
    found, counts, closing = sha256(), Counter[str](), dict[str, Any]()
    with _opened(path) as file:
        found.update(file.readline())
        for line in file:
            told = _object(line)
            if "table" not in told:
                closing = told
                break
            found.update(line)
            counts[told["table"]] += len(told["rows"])
            yield told["table"], told["rows"]
        # Reading on is also what compares gzip's own sum, at the end.
        more = file.read(1)
    if more or closing != {"rows": dict(counts), "sha256": found.hexdigest()}:
        raise _damaged(path)


@contextmanager
def _opened(path: Path) -> Iterator[gzip.GzipFile]:
    try:
        with path.open("rb") as raw:
            if raw.read(len(START)) != START:
                raise BadInput(f"{path} is geen reservekopie van Groeituin.")
            raw.seek(0)
            with gzip.open(raw) as file:
                yield file
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError, TypeError) as error:
        # A file that was changed can hold any JSON, or none.
        raise _damaged(path) from error
    except FileNotFoundError as error:
        raise NoSuchThing(f"Er is geen bestand {path}.") from error
    except OSError as error:
        raise BadInput(f"{path} kan niet worden gelezen: {why(error)}.") from error


def _damaged(path: Path) -> BadInput:
    return BadInput(f"De reservekopie {path} is beschadigd of niet heel. Neem een andere.")


def _object(line: bytes) -> dict[str, Any]:
    told = orjson.loads(line)
    return told if isinstance(told, dict) else {}
