"""Reading data of which some parts may be missing or None."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from states.faults import shown
from states.yaml_text import Path


class Wrong(NamedTuple):
    """Something that does not fit: where, a code, and a Dutch sentence."""

    path: Path
    code: str
    sentence: str


def within(data: Any, *path: str) -> dict[str, Any]:  # noqa: ANN401  # what stood in the file
    """Return the fields at a path; none where there are no fields."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def each(part: dict[str, Any], *path: str) -> Iterator[tuple[Path, Any]]:
    """Yield what stands in a list, with its place."""
    found = within(part, *path[:-1]).get(path[-1])
    for place, item in enumerate(found if isinstance(found, list) else ()):
        if item is not None:
            yield (*path, place), item


def described(data: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """Return the parts under a name that have fields themselves: phases, triggers, rules."""
    return {key: part for key, part in within(data, name).items() if isinstance(part, dict)}


def twice(data: Any, path: Path = ()) -> Iterator[Wrong]:  # noqa: ANN401  # what stood in the file
    """Yield what stands more than once in a list: every list of a definition is a choice."""
    if isinstance(data, dict):
        for name, part in data.items():
            yield from twice(part, (*path, name))
    elif isinstance(data, list):
        seen = set()
        for place, item in enumerate(data):
            if isinstance(item, dict | list):
                yield from twice(item, (*path, place))
            elif item is not None and item in seen:
                yield Wrong((*path, place), "dubbel", f"'{shown(item)}' staat hier al")
            else:
                seen.add(item)
