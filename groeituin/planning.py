"""Keeping what is stored equal to what ``states`` says: terms, and signals whose reason changed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.definitions import calendar_of, definition
from models.database import among, insert_rows
from models.dossiers import load_dossiers, table
from models.nights import Signal, Term
from states import signal as signals
from states import terms
from states.dossier import Dossier

CHUNK = 1000
Key = tuple[str, str, str]


def replan(connection: Connection, partnerships: Sequence[str], on: date) -> None:
    """Make the stored terms of these partnerships equal to ``plan(...)`` and review their unsettled signals."""
    for start in range(0, len(partnerships), CHUNK):
        chunk = partnerships[start : start + CHUNK]
        dossiers = load_dossiers(connection, chunk)
        write_terms(connection, stored_terms(connection, chunk), planned(dossiers))
        _review(connection, dossiers, on)


def planned(dossiers: Sequence[Dossier], rules: Sequence[str] | None = None) -> dict[Key, terms.Term]:
    """Return the terms of dossiers by partnership, rule and subject."""
    found: dict[Key, terms.Term] = {}
    for dossier in dossiers:
        process = definition(dossier.definition)
        for term in terms.plan(dossier, process, calendar_of(process), rules):
            found[dossier.partnership, term.rule, term.subject] = term
    return found


def stored_terms(
    connection: Connection, partnerships: Sequence[str], until: date | None = None
) -> dict[Key, terms.Term]:
    """Return the stored terms of partnerships, or only those due until a date, by partnership, rule and subject."""
    source = table(Term)
    query = sa.select(source.c.partnership, *(source.c[name] for name in TERM_COLUMNS)).where(
        among(connection, source.c.partnership, partnerships)
    )
    if until is not None:
        query = query.where(source.c.due_on <= until)
    return {(row[0], row[1], row[2]): terms.Term(*row[1:]) for row in connection.execute(query).all()}


TERM_COLUMNS = ("rule", "subject", "occasion", "due_on", "original_on")


def write_terms(connection: Connection, stored: dict[Key, terms.Term], wanted: dict[Key, terms.Term]) -> None:
    """Write the difference between what is stored and what is wanted; at most two statements."""
    source = table(Term)
    gone = [key for key in stored if key not in wanted]
    if gone:
        connection.execute(
            source.delete().where(
                source.c.partnership == sa.bindparam("of"),
                source.c.rule == sa.bindparam("by"),
                source.c.subject == sa.bindparam("about"),
            ),
            [{"of": partnership, "by": rule, "about": subject} for partnership, rule, subject in gone],
        )
    changed = [
        {
            "partnership": key[0],
            "rule": term.rule,
            "subject": term.subject,
            "occasion": term.occasion,
            "due_on": term.due_on,
            "original_on": term.original_on,
        }
        for key, term in wanted.items()
        if stored.get(key) != term
    ]
    insert_rows(connection, source, changed, replacing=("occasion", "due_on", "original_on"))


def unsettled(connection: Connection, partnerships: Sequence[str]) -> list[Row[Any]]:
    """Return the signals of partnerships that still ask something."""
    source = table(Signal)
    query = (
        sa.select(
            source.c.id, source.c.partnership, source.c.rule, source.c.subject, source.c.occasion, source.c.due_on,
            source.c.status, source.c.next_on,
        )
        .where(among(connection, source.c.partnership, partnerships), source.c.status.in_(signals.UNSETTLED))
        .order_by(source.c.id)
    )  # fmt: skip
    return list(connection.execute(query).all())


def known(row: Row[Any]) -> signals.Signal:
    """Return a row of ``unsettled`` as the signal that ``states`` knows."""
    return signals.Signal(row.rule, row.subject, row.occasion, row.due_on, row.status, row.next_on)


def _review(connection: Connection, dossiers: Sequence[Dossier], on: date) -> None:
    by_name = {dossier.partnership: dossier for dossier in dossiers}
    changes = []
    for row in unsettled(connection, list(by_name)):
        dossier = by_name[row.partnership]
        process = definition(dossier.definition)
        before = known(row)
        after = signals.reviewed(before, dossier, process, calendar_of(process), on)
        if after != before:
            changes.append({"signal": row.id, "status": after.status, "next_on": after.next_on})
    write_statuses(connection, changes)


def write_statuses(connection: Connection, changes: Sequence[dict[str, Any]]) -> None:
    """Write new statuses of signals; one statement per status and next look, however many signals get them."""
    source = table(Signal)
    alike: dict[tuple[str, date | None], list[int]] = defaultdict(list)
    for change in {change["signal"]: change for change in changes}.values():  # the last word on a signal counts
        alike[change["status"], change["next_on"]].append(change["signal"])
    for (status, next_on), ids in alike.items():
        connection.execute(
            source.update().where(among(connection, source.c.id, ids)).values(status=status, next_on=next_on)
        )
