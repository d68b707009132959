"""Reading OCDS 1.1: release packages, record packages, lists, single releases, and JSON Lines of any of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from groeituin.exchange.contract_rows import CONTRACT_FIELDS
from groeituin.exchange.json_file import JsonText, Malformed
from groeituin.exchange.lines import Line, Sheet, whole
from groeituin.exchange.ocds import NoContract, contracts_of, name_of
from groeituin.exchange.report import CellError
from groeituin.texts.file_errors import why

LISTS = ("releases", "records")


@contextmanager
def open_releases(path: Path) -> Iterator[Sheet]:
    """Open a file of OCDS releases in UTF-8.

    Raises:
        BadInput: it is missing, a folder, no JSON, or in another encoding; also when that shows only further on.
    """
    if path.is_dir():
        raise whole("map", f"{path} is een map; geef een JSON-bestand.")
    try:
        with path.open("rb") as raw, TextIOWrapper(raw, encoding="utf-8-sig") as file:
            size = path.stat().st_size or 1
            yield Sheet(CONTRACT_FIELDS, _lines(JsonText(file)), share=lambda: raw.tell() / size)
    except FileNotFoundError as error:
        raise whole("bestand", f"Er is geen bestand {path}.") from error
    except OSError as error:
        raise whole("bestand", f"Bestand {path} is niet te lezen: {why(error)}.") from error


def _lines(text: JsonText) -> Iterator[Line]:
    """Yield the contracts of every release; one without any is an error and counts as one row."""
    row = number = 0
    try:
        for number, release in enumerate(_releases(text), start=1):
            about = name_of(release) or f"release {number}"
            try:
                for found in contracts_of(release):
                    row += 1
                    yield found.line(row, about)
            except NoContract as error:
                row += 1
                yield Line(row, {}, (CellError(row, "", "geen_contract", f"{about}: {error}."),))
    except Malformed as error:
        after = f"het gaat mis na release {number}" if number else "het is geen JSON"
        raise whole("geen_json", f"Dit bestand is niet te lezen als OCDS: {after}.") from error
    except UnicodeDecodeError as error:
        raise whole("codering", "Dit bestand is geen UTF-8; OCDS hoort in UTF-8 te staan.") from error
    if not row:
        raise whole("leeg", "In dit bestand staat geen enkele release.")


def _releases(text: JsonText) -> Iterator[object]:
    while sign := text.sign():
        if sign == "{":
            yield from _document(text)
        else:
            yield from text.items()


def _document(text: JsonText) -> Iterator[object]:
    """Yield what a package holds, or the object itself when it is no package."""
    rest: dict[str, object] = {}
    package = False
    for key in text.keys():  # noqa: SIM118  # takes from the text; no dictionary
        if key in LISTS and "ocid" not in rest and text.sign() == "[":
            package = True
            yield from text.items()
        else:
            rest[key] = text.value()
    if not package:
        yield rest
