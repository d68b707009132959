"""The check: stored terms and invitations against the plan, which can be mended, and the journal, which cannot."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.acts.reach import refuse_before
from groeituin.definitions import Library
from groeituin.invitations import invitation_differences
from groeituin.journal_check import journal_faults
from groeituin.planning import planned, replan, stored_terms
from groeituin.reading.portfolio import references
from groeituin.unreadable import each_readable, of_damaged_rows, with_failing
from models.database import read_only, table
from models.dossiers import load_dossiers
from models.journal import Entry, newest_day, next_entry, write_entries
from models.queries import phases
from models.unit_of_work import UnitOfWork
from states.terms import Term


def check(connection: Connection, on: date | None = None) -> dict[str, Any]:
    """Compare what is stored with what is planned, and the journal with its hashes; name every difference and fault.

    A partnership of which a row is damaged is named as ``unreadable``, and so is a row that is nobody's; the other
    partnerships are compared.

    Args:
        connection: the database.
        on: the day from which invitations to meetings are compared too; they are not unless told.
    """
    return _compared(connection, on) | {"journal": journal_faults(connection)}


def _compared(connection: Connection, on: date | None) -> dict[str, Any]:
    everyone = references(connection)
    # A meeting that was told of after its day has no invitations: what the journal is past cannot be compared.
    newest = connection.execute(_newest_entry()).scalar() if on else None
    on = max(on, newest) if on and newest else on

    def compared(partnerships: Sequence[str]) -> list[dict[str, Any]]:
        found = _differences(connection, partnerships)
        invited = invitation_differences(connection, partnerships, on) if on else []
        return found + [_uninvited(one) for one in invited]

    parts, failing = each_readable(everyone, compared)
    # The journal has a check of its own, which reads every row by hand.
    broken = with_failing(of_damaged_rows(connection, but={table(Entry).name}), failing)
    return {
        "checked": len(everyone),
        "differences": [difference for part in parts for difference in part],
        "unreadable": [one.as_json() for one in broken],
    }


def _newest_entry() -> sa.Select[tuple[date]]:
    """Return the query for the newest day of the journal; a row with a damaged one is the journal check's."""
    day_of_row = table(Entry).c.on
    return sa.select(sa.func.max(day_of_row)).where(day_of_row <= date.max)


def _uninvited(found: dict[str, Any]) -> dict[str, Any]:
    """Tell a difference between invitations as those of terms are told."""
    stood = {
        name: {"person": found["person"], "planned_on": found[name]} if found[name] else None
        for name in ("stored", "planned")
    }
    return {"partnership": found["partnership"], "rule": "uitnodiging", "subject": found["meeting"], **stood}


def mend(engine: Engine, *, on: date, by: str, at: datetime) -> dict[str, Any]:
    """Replan the partnerships whose terms differ and journal it; return what was found.

    What is wrong with the journal is told and left as it is.

    Raises:
        Refused: the journal of one of them is past ``on`` (`uit_volgorde`).
    """
    with read_only(engine) as connection:
        journal = journal_faults(connection)
    with UnitOfWork(engine) as work:
        found = _compared(work.connection, on)
        wrong = sorted({str(difference["partnership"]) for difference in found["differences"]})
        refuse_before(newest_day(work.connection, "partnership", wrong), on, "herstel met die datum of een latere.")
        replan(work.connection, wrong, on)
        first = next_entry(work.connection)
        phase_of = phases(work.connection, wrong)
        rows = [
            {
                "entry": first + number,
                "at": at,
                "on": on,
                "by": by,
                "act": "mend-terms",
                "data": {"differences": sum(d["partnership"] == partnership for d in found["differences"])},
                "phase": phase_of[partnership],
                "partnership": partnership,
            }
            for number, partnership in enumerate(wrong)
        ]
        write_entries(work.connection, rows)
        work.commit()
    return found | {"journal": journal}


def _differences(connection: Connection, partnerships: Sequence[str]) -> list[dict[str, Any]]:
    stored = stored_terms(connection, partnerships)
    wanted = planned(load_dossiers(connection, partnerships), Library(connection))
    return [
        {
            "partnership": key[0],
            "rule": key[1],
            "subject": key[2],
            "stored": _told(stored.get(key)),
            "planned": _told(wanted.get(key)),
        }
        for key in sorted(stored.keys() | wanted.keys())
        if stored.get(key) != wanted.get(key)
    ]


def _told(term: Term | None) -> dict[str, Any] | None:
    return {"occasion": term.occasion, "due_on": term.due_on, "original_on": term.original_on} if term else None
