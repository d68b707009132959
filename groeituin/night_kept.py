"""What was kept of a night, read back from the database: a run knows only its own part, and of its last try only."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.night import NightReport
from groeituin.night_batch import BY_NIGHT, Raised
from models.database import table
from models.journal import Entry, next_entry
from models.nights import Signal, SignalRecipient, SkippedOccasion

Rules = Sequence[str] | None


class Mark(NamedTuple):
    """A moment in what is kept.

    Attributes:
        entry: the first journal row after it.
        signal: the first signal after it.
        skipped: how many occasions the night had skipped by then; of these no moment is kept.
    """

    entry: int
    signal: int
    skipped: int


def mark(connection: Connection, night: date, rules: Rules = None) -> Mark:
    """Return the present moment, for what a night, or these rules of it, will keep after it."""
    newest = connection.execute(sa.select(sa.func.max(table(Signal).c.id))).scalar() or 0
    return Mark(next_entry(connection), newest + 1, _skipped(connection, night, rules))


def kept_since(connection: Connection, night: date, since: Mark, rules: Rules = None) -> NightReport:
    """Return what was kept of a night since a moment, by whichever run.

    Failures are not kept: whoever runs the whole night meets them.

    Args:
        connection: a transaction that reads.
        night: the date of the night.
        since: the moment.
        rules: only these rules; all of them unless told.
    """
    journal = table(Entry)
    told = sa.select(journal.c.act, sa.func.count()).where(
        journal.c.entry >= since.entry, journal.c.on == night, journal.c.by == BY_NIGHT
    )
    if rules is not None:
        told = told.where(journal.c.data["rule"].as_string().in_(rules))
    counts = {row[0]: row[1] for row in connection.execute(told.group_by(journal.c.act))}
    raised = _raised(connection, night, since, rules)
    skipped = _skipped(connection, night, rules) - since.skipped
    return NightReport(
        night,
        due=len(raised) + skipped,
        lapsed=counts.get("lapse-signal", 0),
        returned=counts.get("return-signal", 0),
        escalated=counts.get("escalate-signal", 0),
        replaced=_replaced(connection, night, since, rules),
        skipped=skipped,
        raised=raised,
    )


def _skipped(connection: Connection, night: date, rules: Rules) -> int:
    skips = table(SkippedOccasion)
    query = sa.select(sa.func.count()).where(skips.c.skipped_on == night)
    return int(connection.execute(query if rules is None else query.where(skips.c.rule.in_(rules))).scalar_one())


def _raised(connection: Connection, night: date, since: Mark, rules: Rules) -> list[Raised]:
    signals, recipients = table(Signal), table(SignalRecipient)
    mine = (signals.c.id >= since.signal) & (signals.c.raised_on == night)
    if rules is not None:
        mine &= signals.c.rule.in_(rules)
    to: dict[int, list[str]] = defaultdict(list)
    for signal, person in connection.execute(
        sa.select(recipients.c.signal, recipients.c.person)
        .join(signals, signals.c.id == recipients.c.signal)
        .where(mine)
        .order_by(recipients.c.signal, recipients.c.rung, recipients.c.person)
    ):
        to[signal].append(person)

    def one(row: Row[Any]) -> Raised:
        people = tuple(to[row.id])
        return Raised(row.partnership, row.rule, row.subject, row.occasion, row.due_on, people, row.sentence)

    return [one(row) for row in connection.execute(sa.select(signals).where(mine).order_by(signals.c.id))]


def _replaced(connection: Connection, night: date, since: Mark, rules: Rules) -> int:
    """Count signals whose place was taken: a replaced one was replaced when the next of its question was raised."""
    old, new, between = (table(Signal).alias(name) for name in ("old", "new", "between"))
    same = [(old.c[name], new.c[name], between.c[name]) for name in ("partnership", "rule", "subject")]
    earlier = sa.exists().where(
        *(its == theirs for its, _new, theirs in same), between.c.id > old.c.id, between.c.id < since.signal
    )
    query = (
        sa.select(sa.func.count(old.c.id.distinct()))
        .join_from(new, old, sa.and_(*(its == mine for its, mine, _between in same)))
        .where(
            new.c.id >= since.signal, new.c.raised_on == night, old.c.id < since.signal,
            old.c.status == "vervangen", ~earlier,
        )
    )  # fmt: skip
    return int(connection.execute(query if rules is None else query.where(new.c.rule.in_(rules))).scalar_one())
