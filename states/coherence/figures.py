"""Whether figures fit together: thresholds that follow one another, percentages in their order."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any

from states.coherence.parts import Wrong, each, within
from states.yaml_text import Path

CHANGES = ("figures", "contract_changes")
TENDERS = ("figures", "proportionality")


def figures(data: dict[str, Any]) -> Iterator[Wrong]:
    """Yield what does not fit within the figures of a definition."""
    return chain(_thresholds(data), _percentages(data), _kinds_of_work(data))


def _thresholds(data: dict[str, Any]) -> Iterator[Wrong]:
    """On every day at most one set of EU thresholds holds, and the oldest comes first."""
    known: list[tuple[Path, Any, Any]] = []
    for path, found in each(data, *CHANGES, "thresholds"):
        since, until = within(found).get("valid_from"), within(found).get("valid_until")
        if since is None or until is None:
            continue
        known.append((path, since, until))
        if until < since:
            yield Wrong((*path, "valid_until"), "volgorde", f"{until} is eerder dan valid_from, {since}")
    for (_, _, until), (path, since, _) in pairwise(known):
        if since <= until:
            sentence = f"{since} valt voor het einde van de vorige, {until}; de oudste staat eerst"
            yield Wrong((*path, "valid_from"), "overlap", sentence)


def _percentages(data: dict[str, Any]) -> Iterator[Wrong]:
    usual, lower = (within(data, *TENDERS, name).get("amount") for name in ("usual_percentage", "lower_percentage"))
    if None not in {usual, lower} and Decimal(str(lower)) > Decimal(str(usual)):
        path = (*TENDERS, "lower_percentage", "amount")
        yield Wrong(path, "volgorde", f"{lower} is meer dan usual_percentage, {usual}")


def _kinds_of_work(data: dict[str, Any]) -> Iterator[Wrong]:
    """One group of CPV codes is one kind of work."""
    named: dict[str, str] = {}
    for kind in within(data, "figures", "screening", "labour_intensive"):
        for path, prefix in each(data, "figures", "screening", "labour_intensive", kind, "cpv"):
            if named.setdefault(prefix, kind) != kind:
                yield Wrong(path, "dubbel", f"'{prefix}' staat al bij {named[prefix]}")
