"""What the form for hours holds for one contract and period: its columns, and what is known already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from groeituin.acts.hours import counted_under, not_run
from groeituin.errors import NoSuchThing, Refused
from groeituin.exchange.cells import Misread
from groeituin.exchange.hours_columns import (
    BLOCK,
    BONUSES,
    CONTRACT,
    EFFORT,
    GROUP,
    JOB,
    NAMES,
    PERIOD,
    TITLE,
)
from groeituin.exchange.lines import whole
from groeituin.exchange.linked import partnership_of
from groeituin.texts.hours_form import group_label
from groeituin.texts.words import GROUP_NAMES
from models.contracts import Contract
from models.partnerships import Job, Objective, Partnership
from states.figures.blocks import BlockTable
from states.periods import Period

EXPLANATION = "Toelichting"
# What a worksheet reads as the beginning of a formula; also the wide forms that some of them take for it.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Form:
    """A form for one contract and period: its rows as target group and job, and the table it is counted under."""

    partnership: str
    contract: str
    title: str
    period: Period
    rows: tuple[tuple[str, str | None], ...]
    effort: bool
    table: BlockTable | None

    @property
    def columns(self) -> dict[str, str]:
        """Return the columns of the form, by our field."""
        unused = {
            EFFORT: not self.effort,
            BLOCK: self.table is None,
            BONUSES: not (self.table and self.table.bonuses),
        }
        return {field: name for field, name in NAMES.items() if not unused.get(field)}

    def cells(self) -> Iterator[list[str]]:
        """Yield the rows as text, with what is known filled in."""
        for group, job in self.rows:
            known = {
                CONTRACT: self.contract, TITLE: self.title, PERIOD: self.period.name, JOB: job or "",
                GROUP: group_label(group),
            }  # fmt: skip
            yield [shielded(known.get(field, "")) for field in self.columns]


def shielded(text: str) -> str:
    """Return a text that no worksheet reads as a formula; the reader of the form takes the mark off again."""
    return f"'{text}" if text.startswith(FORMULA) else text


def hours_form(session: Session, contract: str, period: Period, partnership: str | None, on: date) -> Form:
    """Return the form for a contract and period.

    Args:
        session: the transaction.
        contract: its code.
        period: what the hours are over.
        partnership: whose jobs and objectives are filled in; needed only where a contract belongs to several.
        on: the date on which the form is made.

    Raises:
        BadInput: the contract belongs to no partnership, to another, or to several.
        NoSuchThing: there is no such contract.
        Refused: the contract does not run in that period, or the period has yet to begin.
    """
    found = session.get(Contract, contract)
    if found is None:
        raise NoSuchThing(f"Er is geen contract '{contract}'.")
    try:
        own = session.get_one(Partnership, partnership_of(session, contract, partnership))
    except Misread as error:
        raise whole(error.code, str(error), "partnership") from error
    wrong = list(not_run(found, period, on))
    if wrong:
        raise Refused(verdicts=wrong)
    table = counted_under(session, contract)
    rows = tuple(_rows(session, contract, period, own.partnership))
    return Form(own.partnership, contract, found.title, period, rows, own.basis == "inspanning", table)


def _rows(session: Session, contract: str, period: Period, partnership: str) -> Iterator[tuple[str, str | None]]:
    """Yield target group and code of the jobs that somebody had in the period, then the other groups.

    The groups of the partnership's objectives come before those that it has none for.
    """
    jobs = session.scalars(
        sa.select(Job)
        .where(col(Job.partnership) == partnership, col(Job.starts_on) <= period.last)
        .where(col(Job.contract).is_(None) | (col(Job.contract) == contract))
        .order_by(col(Job.job))
    )
    known = [(job.target_group, job.job) for job in jobs if (job.ended_on or job.ends_on or date.max) >= period.first]
    yield from known
    aims = sa.select(col(Objective.target_group)).where(col(Objective.partnership) == partnership)
    wanted = set(session.scalars(aims))
    left = [word for word in GROUP_NAMES if word not in {group for group, _ in known}]
    yield from ((word, None) for word in sorted(left, key=lambda word: word not in wanted))
