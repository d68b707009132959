"""Reading award notices one by one: a file or a folder of them, without entities, DTD or network."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Defused

from groeituin.exchange.contract_rows import CONTRACT_FIELDS
from groeituin.exchange.eforms import NoAward, contracts_of
from groeituin.exchange.lines import Line, Sheet, whole
from groeituin.exchange.report import CellError
from groeituin.texts.file_errors import why

# A notice is read whole; those with hundreds of lots stay under this.
LARGEST = 16 * 1024 * 1024


class Unreadable(Exception):  # noqa: N818  # what happened to a file
    """A file that is no award notice: a code and a Dutch sentence."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@contextmanager
def open_notices(path: Path) -> Iterator[Sheet]:
    """Open an eForms award notice, or a folder of them in the order of their names.

    Raises:
        BadInput: there is no such file, the folder is empty, or the one file is no award notice.
    """
    if not path.exists():
        raise whole("bestand", f"Er is geen bestand {path}.")
    paths = sorted(one for one in path.iterdir() if not one.name.startswith(".")) if path.is_dir() else [path]
    if not paths:
        raise whole("leeg", f"Map {path} is leeg.")
    done = [0]
    lines = _folder(paths, done) if path.is_dir() else _single(path)
    yield Sheet(CONTRACT_FIELDS, lines, share=lambda: done[0] / len(paths))


def _single(path: Path) -> Iterator[Line]:
    try:
        for row, found in enumerate(contracts_of(_tree(path)), start=1):
            yield found.line(row)
    except NoAward as error:
        raise whole("geen_gunning", f"{path.name}: {error}.") from error
    except Unreadable as error:
        raise whole(error.code, f"{path.name}: {error}.") from error


def _folder(paths: Sequence[Path], done: list[int]) -> Iterator[Line]:
    """Yield the contracts of every file; a file that is no award notice is an error and counts as one row."""
    row = 0
    for number, path in enumerate(paths, start=1):
        try:
            for found in contracts_of(_tree(path)):
                row += 1
                yield found.line(row, path.name)
        except (NoAward, Unreadable) as error:
            row += 1
            code = error.code if isinstance(error, Unreadable) else "geen_gunning"
            yield Line(row, {}, (CellError(row, "", code, f"{path.name}: {error}."),))
        done[0] = number


def _tree(path: Path) -> Element:
    """Return the root of a notice.

    Raises:
        Unreadable: it is a folder, too large, no XML, or XML that asks for more than it holds.
    """
    if path.is_dir():
        raise Unreadable("map", "dit is een map; lees haar apart in")
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable("te_groot", f"dit bestand is groter dan {LARGEST // 1024**2} MB")
        root = Defused.parse(path, forbid_dtd=True).getroot()
    except DefusedXmlException as error:
        raise Unreadable("entiteit", "dit XML-bestand heeft een DTD of entiteiten; dat wordt niet gelezen") from error
    except ParseError as error:
        raise Unreadable("geen_xml", f"dit is geen goede XML (regel {error.position[0]})") from error
    except OSError as error:
        raise Unreadable("bestand", f"dit bestand is niet te lezen: {why(error)}") from error
    except (ValueError, LookupError) as error:
        raise Unreadable("codering", "de codering van dit XML-bestand is onbekend") from error
    if root is None:
        raise Unreadable("leeg", "dit bestand is leeg")
    return root
