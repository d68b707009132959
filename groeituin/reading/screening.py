"""The running contracts of the register, ranked as candidates for a partnership (step 2Ba)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.contracts import Brainstorm, Contract, ContractOption, Link, Obligation, Willingness
from models.database import table
from models.partnerships import Advised, Partnership
from states.figures.schema import Screening
from states.figures.screening import Candidate, Screened, ranked, screen

OVER = ("afgerond", "beeindigd")
POTENTIAL = {
    "in_beeld": "Het contract is in beeld bij {partnership}.",
    "potentie": "De werkgroep van {partnership} ziet potentie.",
    "vervolg": "In {partnership} is een vervolg afgesproken.",
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its title, and how many others have the same score."""

    title: str
    screened: Screened
    tied: int

    def as_json(self) -> dict[str, Any]:
        """Return the candidate as the doors promise it."""
        return asdict(self.screened) | {"tied": self.tied}


def screening(connection: Connection, on: date, figures: Screening, organisation: str | None = None) -> list[Ranked]:
    """Return every running contract with its score, the best first.

    Args:
        connection: the database.
        on: the date on which contracts run and terms are counted.
        figures: what counts for how many points.
        organisation: only contracts of this organisation.
    """
    titles = dict[str, str]()
    found = list[Screened]()
    for row, candidate in _candidates(connection, on, organisation):
        titles[candidate.contract] = row.title
        found.append(screen(candidate, on, figures))
    scores = Counter(screened.score for screened in found)
    return [Ranked(titles[one.contract], one, scores[one.score] - 1) for one in ranked(found)]


def _candidates(connection: Connection, on: date, organisation: str | None) -> Iterator[tuple[sa.Row[Any], Candidate]]:
    """Yield what is known of every running contract; a constant number of queries, however many there are."""
    contracts = table(Contract)
    running = sa.select(contracts).where(
        contracts.c.stage == "gegund",
        contracts.c.starts_on.is_(None) | (contracts.c.starts_on <= on),
        contracts.c.ends_on.is_(None) | (contracts.c.ends_on >= on),
    )
    if organisation:
        running = running.where(contracts.c.organisation == organisation)
    obliged, extensions = _obliged(connection), _extensions(connection)
    welcome, doubts = _willing(connection)
    around = _around(connection)
    for row in connection.execute(running.order_by(contracts.c.contract)):
        notify_by = extensions.get(row.contract)
        yield row, Candidate(
            row.contract, row.value, row.starts_on, row.ends_on, row.cpv, row.wage_share,
            extension_by=notify_by or row.ends_on if row.contract in extensions else None,
            has_clause=bool(row.percentage or row.forms or {row.contract, row.framework} & obliged),
            welcome=tuple(welcome[row.contract]), doubts=tuple(doubts[row.contract]),
            around=tuple(around[row.organisation]),
        )  # fmt: skip


def _obliged(connection: Connection) -> set[str]:
    return set(connection.execute(sa.select(table(Obligation).c.contract).distinct()).scalars())


def _extensions(connection: Connection) -> dict[str, date | None]:
    """Return by contract the day by which its first open option must be notified, None where it has no such day."""
    options = table(ContractOption)
    rows = connection.execute(
        sa.select(options.c.contract, options.c.notify_by).where(options.c.status == "open").order_by(options.c.until)
    )
    first: dict[str, date | None] = {}
    for contract, notify_by in rows:
        first.setdefault(contract, notify_by)
    return first


def _willing(connection: Connection) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return by contract, in Dutch, what speaks for it and what against it in the partnerships that know it."""
    welcome: dict[str, list[str]] = defaultdict(list)
    doubts: dict[str, list[str]] = defaultdict(list)
    links, own, sheets, said = table(Link), table(Partnership), table(Brainstorm), table(Willingness)
    linked = sa.select(links.c.contract, links.c.partnership).join(own, own.c.partnership == links.c.partnership)
    for contract, partnership in connection.execute(
        linked.where(own.c.phase.not_in(OVER)).order_by(links.c.contract, links.c.partnership)
    ):
        welcome[contract].append(f"Het contract hoort bij partnership {partnership}.")
    query = sa.select(sheets.c.contract, sheets.c.partnership, sheets.c.status)
    for contract, partnership, status in connection.execute(query.order_by(sheets.c.contract, sheets.c.partnership)):
        welcome[contract].append(POTENTIAL[status].format(partnership=partnership))
    query = sa.select(said.c.contract, said.c.partnership, said.c.willing)
    for contract, partnership, willing in connection.execute(query.order_by(said.c.contract, said.c.partnership)):
        if willing:
            welcome[contract].append(f"De opdrachtnemer wil meedoen ({partnership}).")
        else:
            doubts[contract].append(f"De opdrachtnemer wilde niet meedoen ({partnership}).")
    return welcome, doubts


def _around(connection: Connection) -> dict[str, list[str]]:
    """Return by organisation, in Dutch, where energy for partnerships is recorded."""
    around: dict[str, list[str]] = defaultdict(list)
    own, advised = table(Partnership), table(Advised)
    running = sa.select(own.c.organisation).where(own.c.phase.not_in(OVER)).distinct()
    for organisation in connection.execute(running).scalars():
        around[organisation].append("De organisatie heeft al een lopend partnership.")
    promoted = sa.select(own.c.organisation).join(advised, advised.c.partnership == own.c.partnership)
    for organisation in connection.execute(promoted.where(advised.c.code == "ambassadeur").distinct()).scalars():
        around[organisation].append("Iemand uit het bestuur is ambassadeur.")
    return around
