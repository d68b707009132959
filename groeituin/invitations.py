"""Keeping who is invited equal to what ``states`` says: invitations are a plan made material, as terms are."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.definitions import Library
from models.database import among, insert_rows, table
from models.deliveries import Invitation
from models.dossiers import load_dossiers
from states.dossier import Dossier
from states.invitations import Invited, invited

# Partnership, meeting and person.
Key = tuple[str, str, str]
CHANGES = ("kind", "planned_on", "sequence", "cancelled")


class Stored(NamedTuple):
    """An invitation as it is kept."""

    kind: str
    planned_on: date
    sequence: int
    cancelled: bool

    @property
    def says(self) -> tuple[str, date]:
        """Return what the calendar of who is invited should hold."""
        return self.kind, self.planned_on


def write_invitations(connection: Connection, dossiers: Sequence[Dossier], library: Library, on: date) -> None:
    """Write the difference between who is invited and who should be, from ``on``; at most two statements.

    What changes gets the next sequence number (RFC 5545, 3.8.7.4); a meeting whose day is past stays as it is.
    """
    stored, wanted = _stored(connection, [d.partnership for d in dossiers]), _wanted(dossiers, library, on)
    rows = []
    for key in sorted(stored.keys() | wanted.keys()):
        row = _changed(stored.get(key), wanted.get(key), on)
        if row:
            rows.append(dict(zip(("partnership", "meeting", "person"), key, strict=True)) | row._asdict())
    insert_rows(connection, table(Invitation), rows, replacing=CHANGES)


def _changed(before: Stored | None, wanted: Invited | None, on: date) -> Stored | None:
    """Return an invitation as it becomes, or None when it stays as it is."""
    if before is None:
        return Stored(wanted.kind, wanted.planned_on, 0, cancelled=False) if wanted else None
    if wanted:
        same = not before.cancelled and before.says == (wanted.kind, wanted.planned_on)
        return None if same else Stored(wanted.kind, wanted.planned_on, before.sequence + 1, cancelled=False)
    lapses = not before.cancelled and before.planned_on >= on
    return before._replace(sequence=before.sequence + 1, cancelled=True) if lapses else None


def _stored(connection: Connection, partnerships: Sequence[str]) -> dict[Key, Stored]:
    source = table(Invitation)
    columns = (source.c[name] for name in ("partnership", "meeting", "person", *Stored._fields))
    query = sa.select(*columns).where(among(connection, source.c.partnership, partnerships))
    return {(row[0], row[1], row[2]): Stored(*row[3:]) for row in connection.execute(query).all()}


def _wanted(dossiers: Sequence[Dossier], library: Library, on: date) -> dict[Key, Invited]:
    return {
        (dossier.partnership, one.meeting, one.person): one
        for dossier in dossiers
        for one in invited(dossier, library.of(dossier.definition), on)
    }


def invitation_differences(connection: Connection, partnerships: Sequence[str], on: date) -> list[dict[str, Any]]:
    """Return where the stored invitations to meetings from ``on`` are not what they should be; ``replan`` mends it."""
    wanted = _wanted(load_dossiers(connection, partnerships), Library(connection), on)
    stored = {
        key: one
        for key, one in _stored(connection, partnerships).items()
        if not one.cancelled and one.planned_on >= on
    }  # fmt: skip
    return [
        {
            "partnership": key[0],
            "meeting": key[1],
            "person": key[2],
            "stored": stored[key].planned_on if key in stored else None,
            "planned": wanted[key].planned_on if key in wanted else None,
        }
        for key in sorted(stored.keys() | wanted.keys())
        if key not in stored or key not in wanted or stored[key].says != (wanted[key].kind, wanted[key].planned_on)
    ]
