"""Reading a definition from the file of whoever wrote it, with everything that is wrong in it."""

from dataclasses import asdict, dataclass
from pathlib import Path

from groeituin.bsn import holds_bsn
from groeituin.errors import BadInput
from states.definition import Definition, FaultyDefinition, content_hash, read_definition
from states.faults import Fault

# The guide's own is about 40,000 bytes.
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """A definition with the text that it was read from, and what tells that text from another."""

    definition: Definition
    text: str
    content_hash: str


def read_definition_file(path: Path) -> DefinitionFile:
    """Read a definition from a YAML file in UTF-8.

    Raises:
        BadInput: with every fault as ``line``, ``code`` and ``message``; line 0 is the file as a whole.
    """
    text = _text(path)
    personal = [
        Fault(number, "bsn", "hier staat een BSN; persoonsgegevens horen hier niet")
        for number, line in enumerate(text.split("\n"), start=1)
        if holds_bsn(line)
    ]
    try:
        found = read_definition(text)
    except FaultyDefinition as error:
        raise _bad(path, *sorted([*personal, *error.faults], key=lambda fault: fault.line)) from error
    if personal:
        raise _bad(path, *personal)
    return DefinitionFile(found, text, content_hash(text))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            held = file.read(LARGEST + 1)
    except OSError as error:
        raise _bad(path, Fault(0, "bestand", _unread(error))) from error
    if len(held) > LARGEST:
        raise _bad(path, Fault(0, "te_groot", f"het bestand is groter dan {LARGEST} bytes; een definitie is dat nooit"))
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = held.count(b"\n", 0, error.start) + 1
        raise _bad(path, Fault(line, "codering", "dit teken is geen UTF-8; bewaar het bestand als UTF-8")) from error


def _unread(error: OSError) -> str:
    """Say why a file could not be read at all."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "dit bestand is er niet; kijk of de naam en de map kloppen"
    if isinstance(error, IsADirectoryError):
        return "dit is een map, geen bestand"
    if isinstance(error, PermissionError):
        return "u mag dit bestand niet lezen; vraag wie het heeft gemaakt om toegang"
    return "dit bestand is niet te lezen"


def _bad(path: Path, *faults: Fault) -> BadInput:
    count = "één fout" if len(faults) == 1 else f"{len(faults)} fouten"
    return BadInput(f"Procesdefinitie {path} klopt niet: {count}.", [asdict(fault) for fault in faults])
