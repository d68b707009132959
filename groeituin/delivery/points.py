"""One question of a letter, from the signal that asks it: what this reader may read of it, and by when."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Row

from groeituin.planning import known
from groeituin.texts.letters.letter import Point
from groeituin.texts.letters.rules import OF_ANOTHER_CONTRACT, asked_first, first_step, then, why
from states.definition import Definition, Rung
from states.dossier import Contract, Dossier


@dataclass(frozen=True, slots=True)
class Asked:
    """A signal as it was put to one reader.

    ``dossier`` is None for what is only told in short; ``contractor`` is whom the reader works for, if not the client.
    """

    row: Row[Any]
    process: Definition
    dossier: Dossier | None
    contractor: str | None

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """Return who hears of it when nobody answers; nobody where the process asks it no more."""
        rule = self.process.rules.get(self.row.rule)
        return rule.ladder if rule else ()

    @property
    def is_theirs(self) -> bool:
        """Tell whether the reader cannot leave it to others: it was asked of them first, or nobody comes after them."""
        return not 0 < self.row.brought_by < len(self.ladder)

    @property
    def concerns_reader(self) -> bool:
        """Tell whether the reader may read it: an action of one's own always."""
        own_action = self.row.rule == "actie_te_laat" and not self.row.brought_by
        return own_action or may_read(self.dossier.contracts if self.dossier else (), self.contractor, self.row.subject)


def may_read(contracts: tuple[Contract, ...], contractor: str | None, subject: str) -> bool:
    """Tell whether somebody may read what is asked: a contractor reads of its own contracts and of no others.

    Args:
        contracts: those of the partnership.
        contractor: whom the reader works for; None for the client.
        subject: what is asked about.
    """
    if contractor is None:
        return True
    about = {subject, subject.partition("/")[0]}
    own = {c.contract for c in contracts if c.contractor == contractor}
    if about & {*own, contractor}:
        return True
    of_others = {c.contract for c in contracts} - own
    return bool(own) and not about & of_others and all(c.contractor in {None, contractor} for c in contracts)


def point(asked: Asked, on: date) -> Point:
    """Return how a letter of a day tells this reader a signal.

    By when an answer is wanted follows from the ladder: the day before the next one hears of it. What the reader may
    not read is told without its words.
    """
    row, signal, readable = asked.row, known(asked.row), asked.concerns_reader
    climbs = row.status == "open" and row.next_on is not None and row.next_on > on
    found = Point(
        partnership=row.partnership,
        title=row.title,
        rule=row.rule,
        sentence=row.sentence if readable else OF_ANOTHER_CONTRACT,
        why="",
        first="",
        raised_on=row.raised_on,
        by=row.next_on - timedelta(days=1) if climbs else None,
        then="",
        news=row.news,
        status=row.status,
        until=None if row.status == "open" else row.next_on,
        asked_first=asked_first(signal, asked.process) if row.brought_by else "",
    )
    if not (readable and asked.dossier):
        return found
    return replace(
        found,
        why=why(signal, row.original_on, asked.dossier, asked.process),
        first=first_step(signal, asked.dossier, asked.process, on, rung=row.brought_by),
        then=then(signal, asked.dossier, asked.process) if climbs else "",
    )
