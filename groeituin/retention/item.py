"""Something that can be destroyed, and what of it there is: rows of tables, and rows of the journal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.database import among, table
from models.journal import Entry

# What a correction keeps, so that what it corrected is still known to be.
CORRECTED = "entry"
# The journal's act for what is done here.
DESTROY = "destroy"


@dataclass(frozen=True, slots=True)
class Item:
    """A person, job, partnership, month of deliveries, or the hours of a contract, which is ``code`` then.

    ``partnership`` is whose job or hours it is; ``since`` the day from which its period counts.
    """

    kind: str
    code: str
    partnership: str | None
    since: date

    @property
    def of(self) -> str | None:
        """Return the partnership that it is, or whose it is."""
        return self.code if self.kind == "partnership" else self.partnership

    @property
    def key(self) -> tuple[str, str | None, str]:
        """Return what tells it from everything else."""
        return self.kind, self.partnership, self.code


@dataclass(slots=True)
class Concerned:
    """What destroying things takes away: how many rows by thing, and of which journal rows what content is left."""

    rows: Counter[Item] = field(default_factory=Counter)
    entries: dict[Item, dict[int, dict[str, Any]]] = field(default_factory=dict)

    def of(self, item: Item) -> int:
        """Return how many rows a thing has, those of the journal included."""
        return self.rows[item] + len(self.entries.get(item, {}))

    def empties(self, item: Item, entry: int, left: dict[str, Any]) -> None:
        """Note what is left of a journal row."""
        self.entries.setdefault(item, {})[entry] = left


def acts_of(
    connection: Connection, partnerships: Iterable[str], acts: Iterable[str]
) -> list[tuple[int, str, dict[str, Any]]]:
    """Return entry, partnership and content of the journal rows of some acts in partnerships, in order."""
    journal = table(Entry)
    query = (
        sa.select(journal.c.entry, journal.c.partnership, journal.c.data)
        .where(among(connection, journal.c.partnership, sorted(set(partnerships))), journal.c.act.in_(list(acts)))
        .order_by(journal.c.entry)
    )
    return [(entry, partnership, data) for entry, partnership, data in connection.execute(query)]


def with_corrections(connection: Connection, found: Mapping[int, Item]) -> dict[int, tuple[Item, dict[str, Any]]]:
    """Return the corrections of journal rows, by entry: of which thing, and what is left of their content."""
    partnerships = {item.partnership for item in found.values() if item.partnership}
    return {
        entry: (found[data[CORRECTED]], {CORRECTED: data[CORRECTED]})
        for entry, _partnership, data in acts_of(connection, partnerships, ["correct"])
        if data[CORRECTED] in found
    }
