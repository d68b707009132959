"""What the tables keep of what nights did: signals with their subject and sentence, and what was skipped."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.as_of.signals import Signals
from groeituin.definitions import Library
from models.database import table
from models.nights import Signal, SkippedOccasion
from models.partnerships import Partnership


def rules_of_all(library: Library) -> frozenset[str]:
    """Return the rules by which an organisation may be asked something once for all of its partnerships."""
    return frozenset(
        name
        for process in map(library.of, library)
        for name, rule in process.rules.items()
        if rule.subject == "organisation"
    )


def signals_of(
    connection: Connection, on: date, partnership: str | None = None, organisation: str | None = None
) -> Signals:
    """Return the signals, with nothing asked yet, for one partnership or for all of them.

    Args:
        connection: the database.
        on: the day at whose end it will be looked at.
        partnership: only what nights did to this one.
        organisation: and what they did for this organisation, in whichever partnership that is now.
    """
    library = Library(connection)
    signals, skipped, own = table(Signal), table(SkippedOccasion), table(Partnership)
    kept = sa.select(
        signals.c.partnership, signals.c.rule, signals.c.occasion, signals.c.subject, signals.c.original_on,
        signals.c.sentence,
    ).where(signals.c.raised_on <= on)  # fmt: skip
    passed = (
        sa.select(skipped, own.c.organisation)
        .join(own, own.c.partnership == skipped.c.partnership)
        .where(skipped.c.skipped_on <= on)
    )
    of_all = rules_of_all(library)
    parts = [passed]
    if partnership:
        kept = kept.where(signals.c.partnership == partnership)
        parts = [passed.where(skipped.c.partnership == partnership)]
    if organisation:
        parts.append(passed.where(own.c.organisation == organisation, skipped.c.rule.in_(of_all)))
    found, due = [], {}
    for *row, owner in (row for part in parts for row in connection.execute(part)):
        # What was skipped for an organisation may have been another partnership's then; `Signals` hears of that.
        if row[1] in of_all and row[2].startswith(f"{owner}/"):
            due[row[1], row[2]] = row[3]
        elif partnership in {None, row[0]}:
            found.append(tuple(row))
    return Signals(library, connection.execute(kept), found, due)
