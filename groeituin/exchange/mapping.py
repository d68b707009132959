"""Which column says what: a YAML file from our fields to the columns of somebody's file."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from groeituin.exchange.report import CellError, bad_file

BY_DURATION = "ends_on"
# Some seventy fields with a line each are some thousands of bytes.
LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """A field that a column of the file holds."""

    name: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A field that is the same for every row."""

    value: str


@dataclass(frozen=True, slots=True)
class Duration:
    """An end that is made of a start and a number of calendar months."""

    start: str
    months: str


Source = Column | Fixed | Duration
Sources = Mapping[str, Source]


class _Loader(yaml.BaseLoader):
    """Everything is text, so that YAML does not make a number or a date of a name; a key twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  # yaml's signature
        keys = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        double = sorted(key for key, count in keys.items() if count > 1)
        if double:
            raise yaml.constructor.ConstructorError(None, None, f"dubbel: {', '.join(double)}", node.start_mark)
        return super().construct_mapping(node, deep=deep)


def read_mapping(path: Path, fields: Collection[str]) -> Sources:
    """Return where each field comes from.

    Args:
        path: the YAML file.
        fields: the fields that this import knows.

    Raises:
        BadInput: it cannot be read, or names unknown fields or forms; all faults at once.
    """
    try:
        # BaseLoader makes nothing but text, lists and mappings.
        told = yaml.load(_text(path), Loader=_Loader)  # noqa: S506  # see above
    except (OSError, UnicodeDecodeError) as error:
        raise bad_file("", [CellError(0, "", "mapping", f"Mapping {path} is niet te lezen.")]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise bad_file(
            "", [CellError(0, "", "mapping", f"Mapping {path} is geen goede YAML{_where(error)}.")]
        ) from error
    if not isinstance(told, dict):
        raise bad_file("", [CellError(0, "", "mapping", "Een mapping is een lijst van veld en kolom: 'title: titel'.")])
    sources = {field: _source(field, value) for field, value in told.items()}
    errors = [
        _unknown(field, fields) if field not in fields else _malformed(field)
        for field, source in sources.items()
        if field not in fields or source is None
    ]
    if errors:
        raise bad_file("De mapping klopt niet.", errors)
    return {field: source for field, source in sources.items() if source}


def _text(path: Path) -> str:
    with path.open("rb") as file:
        held = file.read(LARGEST + 1)
    if len(held) > LARGEST:
        raise bad_file("", [CellError(0, "", "te_groot", f"Een mapping is nooit groter dan {LARGEST} bytes.")])
    return held.decode("utf-8-sig")


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", bij regel {mark.line + 1}: {getattr(error, 'problem', '')}" if mark else ""


def _source(field: str, value: object) -> Source | None:
    match value:
        case str() if value.strip():
            return Column(value.strip())
        case {"value": str() as fixed, **rest} if fixed.strip() and not rest:
            return Fixed(fixed.strip())
        case {"start": str() as start, "months": str() as months, **rest} if field == BY_DURATION and not rest:
            return Duration(start, months)
    return None


def _unknown(field: str, fields: Collection[str]) -> CellError:
    return CellError(0, field, "onbekend_veld", f"Veld '{field}' bestaat niet. Bekend zijn: {', '.join(fields)}.")


def _malformed(field: str) -> CellError:
    end = " of {start: kolom, months: kolom}" if field == BY_DURATION else ""
    return CellError(0, field, "mapping", f"Geef voor '{field}' een kolom, {{value: vaste waarde}}{end}.")


def sources_for(
    columns: Collection[str], fields: Collection[str], required: Collection[str], mapping: Sources | None
) -> Sources:
    """Return where each field comes from in this file; without a mapping the columns bear our field names.

    Raises:
        BadInput: a column is missing, or is no field of ours and there is no mapping; all faults at once.
    """
    sources: Sources = {name: Column(name) for name in columns if name in fields} if mapping is None else mapping
    errors = [
        CellError(0, name, "kolom_ontbreekt", f"Kolom '{name}' ontbreekt.")
        for name in dict.fromkeys(n for source in sources.values() for n in columns_of(source))
        if name not in columns
    ]
    errors += [
        CellError(0, field, "kolom_ontbreekt", f"Er is geen kolom voor '{field}'.")
        for field in required
        if field not in sources
    ]
    if mapping is None:
        errors += [
            CellError(
                0, name, "onbekend_veld", f"Kolom '{name}' is geen veld van ons; laat haar weg of gebruik een mapping."
            )
            for name in columns
            if name and name not in fields
        ]
    if errors:
        raise bad_file("De kolommen kloppen niet.", errors)
    return sources


def columns_of(source: Source) -> tuple[str, ...]:
    """Return the columns that a field comes from."""
    match source:
        case Column(name):
            return (name,)
        case Duration(start, months):
            return (start, months)
    return ()


def column_of(sources: Sources, field: str) -> str:
    """Return the column to look at for what is wrong with a field; the field's own name when it has none."""
    source = sources.get(field)
    names = columns_of(source) if source else ()
    return names[-1] if names else field
