"""Keeping what is stored equal to what ``states`` says: terms, invitations, and signals whose reason changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.definitions import Library, calendar_of
from groeituin.invitations import write_invitations
from groeituin.readdressing import NOBODY, readdress
from models.database import among, insert_rows, table
from models.dossiers import load_dossiers
from models.nights import Signal, SignalRecipient, Term
from states import signal as signals
from states import terms
from states.dossier import Dossier
from states.vocabulary import News

CHUNK = 1000
Key = tuple[str, str, str]


def replan(
    connection: Connection, partnerships: Sequence[str], on: date, worked_for: Mapping[str, str | None] = NOBODY
) -> None:
    """Make stored terms and invitations equal to what ``states`` says, and review signals that still ask something.

    Args:
        connection: a transaction that writes.
        partnerships: whose terms, invitations and signals.
        on: the day of what changed; meetings before it stay as they are.
        worked_for: of whoever changed employers by what changed, the contractor before; None for none.
    """
    for start in range(0, len(partnerships), CHUNK):
        chunk = partnerships[start : start + CHUNK]
        dossiers, library = load_dossiers(connection, chunk), Library(connection)
        write_terms(connection, stored_terms(connection, chunk), planned(dossiers, library))
        write_invitations(connection, dossiers, library, on)
        _review(connection, dossiers, library, on, worked_for)


def planned(dossiers: Sequence[Dossier], library: Library) -> dict[Key, terms.Term]:
    """Return the terms of dossiers by partnership, rule and subject."""
    found: dict[Key, terms.Term] = {}
    for dossier in dossiers:
        process = library.of(dossier.definition)
        for term in terms.plan(dossier, process, calendar_of(process)):
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


def signal_rows(
    connection: Connection, partnerships: Sequence[str], statuses: Sequence[str] = signals.UNSETTLED
) -> list[Row[Any]]:
    """Return the signals of partnerships in some statuses: those that still ask something, unless told."""
    source = table(Signal)
    query = (
        sa.select(
            source.c.id, source.c.partnership, source.c.rule, source.c.subject, source.c.occasion, source.c.due_on,
            source.c.status, source.c.next_on, source.c.asked_on, source.c.rung, source.c.now_as,
        )
        .where(among(connection, source.c.partnership, partnerships), source.c.status.in_(statuses))
        .order_by(source.c.id)
    )  # fmt: skip
    return list(connection.execute(query).all())


def known(row: Row[Any]) -> signals.Signal:
    """Return a row of ``signal_rows`` as the signal that ``states`` knows."""
    return signals.Signal(
        row.rule, row.subject, row.occasion, row.due_on, row.asked_on, row.status, row.next_on, row.rung, row.now_as
    )


def _review(
    connection: Connection,
    dossiers: Sequence[Dossier],
    library: Library,
    on: date,
    worked_for: Mapping[str, str | None],
) -> None:
    by_name = {dossier.partnership: dossier for dossier in dossiers}
    changes = []
    asking = signal_rows(connection, list(by_name))
    for row in asking:
        dossier = by_name[row.partnership]
        process = library.of(dossier.definition)
        before = known(row)
        after = signals.reviewed(before, dossier, process, calendar_of(process), on)
        if after != before:
            changes.append((row.id, after))
    write_statuses(connection, changes)
    readdress(connection, by_name, library, {row.id: row for row in asking}, worked_for)


def escalate_to(connection: Connection, climbed: Sequence[tuple[int, str, int]]) -> None:
    """Tell people of signals that climbed to them; who had one already is told that nobody answered."""
    rows = {
        (signal, person): {"signal": signal, "person": person, "rung": rung, "news": "geescaleerd"}
        for signal, person, rung in climbed
    }
    insert_rows(connection, table(SignalRecipient), list(rows.values()), replacing=("news",))


def tell_again(connection: Connection, returned: Sequence[int]) -> None:
    """Tell everybody who has these signals that they ask again."""
    to = table(SignalRecipient)
    if returned:
        connection.execute(to.update().where(among(connection, to.c.signal, returned)).values(news="terug"))


def news_of(rung: int) -> News:
    """Return why a letter tells somebody a signal that begins on a rung of its ladder."""
    return "geescaleerd" if rung else "nieuw"


def write_statuses(connection: Connection, changes: Sequence[tuple[int, signals.Signal]]) -> None:
    """Write where signals now stand; one statement per standing, however many signals share it."""
    source = table(Signal)
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for signal, after in dict(changes).items():  # the last word on a signal counts
        alike[after.status, after.next_on, after.asked_on, after.rung].append(signal)
    for (status, next_on, asked_on, rung), ids in alike.items():
        connection.execute(
            source.update()
            .where(among(connection, source.c.id, ids))
            .values(status=status, next_on=next_on, asked_on=asked_on, rung=rung)
        )
