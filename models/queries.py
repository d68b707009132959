"""The questions that tests and production ask alike."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.database import among, table
from models.nights import Signal, Term
from models.partnerships import Partnership


class Range(NamedTuple):
    """Partnerships from ``first`` up to and including ``last``, in the order of their codes."""

    first: str
    last: str


def due_partnerships(
    night: date, rules: Sequence[str] | None = None, within: Range | None = None
) -> sa.Select[tuple[str]]:
    """Return the query for the partnerships that a night must look at, in order.

    A partnership is due when a term is due on or before the night, or a signal must be looked at again. It reads
    only the indexes on ``terms.due_on`` and ``signals.next_on``.

    Args:
        night: the date of the night.
        rules: only terms and signals of these rules.
        within: only partnerships in this range.
    """
    terms, signals = table(Term), table(Signal)
    due = sa.select(terms.c.partnership).where(terms.c.due_on <= night)
    awake = sa.select(signals.c.partnership).where(signals.c.next_on <= night)
    if rules is not None:
        due, awake = due.where(terms.c.rule.in_(rules)), awake.where(signals.c.rule.in_(rules))
    if within:
        due = due.where(terms.c.partnership.between(*within))
        awake = awake.where(signals.c.partnership.between(*within))
    both = sa.union(due, awake).subquery()
    return sa.select(both.c.partnership).order_by(both.c.partnership)


def due_list(
    connection: Connection, night: date, rules: Sequence[str] | None = None, within: Range | None = None
) -> list[str]:
    """Return the due partnerships of a night, in order."""
    return [row[0] for row in connection.execute(due_partnerships(night, rules, within))]


def claimed(
    connection: Connection, partnerships: Sequence[str], night: date, rules: Sequence[str] | None = None, *, wait: bool
) -> list[str]:
    """Return which of these partnerships are due and nobody else has in hand, and hold them until the transaction ends.

    Args:
        connection: a transaction that writes beside others.
        partnerships: that were due a moment ago.
        night: the date of the night.
        rules: only terms and signals of these rules.
        wait: wait for those that somebody else has in hand, instead of leaving them out.
    """
    own, terms, signals = table(Partnership), table(Term), table(Signal)
    due = sa.exists().where(terms.c.partnership == own.c.partnership, terms.c.due_on <= night)
    awake = sa.exists().where(signals.c.partnership == own.c.partnership, signals.c.next_on <= night)
    if rules is not None:
        due, awake = due.where(terms.c.rule.in_(rules)), awake.where(signals.c.rule.in_(rules))
    query = (
        sa.select(own.c.partnership)
        .where(among(connection, own.c.partnership, partnerships), due | awake)
        .order_by(own.c.partnership)
        .with_for_update(of=own, skip_locked=not wait)
    )
    return list(connection.execute(query).scalars())


def due_ranges(connection: Connection, night: date, size: int, rules: Sequence[str] | None = None) -> list[Range]:
    """Return the due partnerships of a night as ranges of at most ``size``."""
    due = due_list(connection, night, rules)
    chunks = (due[start : start + size] for start in range(0, len(due), size))
    return [Range(chunk[0], chunk[-1]) for chunk in chunks]


def overdue(connection: Connection, night: date, rules: Sequence[str] | None = None) -> int:
    """Return how many terms were already due before a night: what earlier nights left, or what was told late."""
    terms = table(Term)
    query = sa.select(sa.func.count()).select_from(terms).where(terms.c.due_on < night)
    if rules is not None:
        query = query.where(terms.c.rule.in_(rules))
    return int(connection.execute(query).scalar_one())


def organisations(connection: Connection, partnerships: Sequence[str]) -> dict[str, int]:
    """Return how many of these partnerships each organisation has, most first."""
    own = table(Partnership)
    count = sa.func.count()
    query = (
        sa.select(own.c.organisation, count)
        .where(among(connection, own.c.partnership, partnerships))
        .group_by(own.c.organisation)
        .order_by(count.desc(), own.c.organisation)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def phases(connection: Connection, partnerships: Sequence[str]) -> dict[str, str]:
    """Return the phase of each of these partnerships."""
    own = table(Partnership)
    query = sa.select(own.c.partnership, own.c.phase).where(among(connection, own.c.partnership, partnerships))
    return {row[0]: row[1] for row in connection.execute(query)}
