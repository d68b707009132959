"""The whole portfolio as it was known then: the whole journal up to a day, told again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.acts.act import Scene
from groeituin.acts.reach import reached
from groeituin.as_of.acts import Telling
from groeituin.as_of.journal import Journal
from groeituin.as_of.kept import signals_of
from groeituin.as_of.memory import Memory
from groeituin.as_of.signals import Signals
from groeituin.definitions import Library
from groeituin.planning import signal_rows
from groeituin.readdressing import readdress
from groeituin.retention.log import Lost, lost
from models.contracts import Contract, Link
from models.database import table
from models.dossiers import load_dossiers
from models.parties import Person
from models.partnerships import RoleHolding
from states.recipients import told

# After these somebody may have left, or be back, or work for another.
LEAVES = frozenset({"register-person", "assign-role", "release-role", "hand-over", "correct"})
EVERY = 200


def tell_everything(
    connection: Connection, memory: Memory, on: date, progress: Callable[[float], None] | None = None
) -> None:
    """Tell again what was known of every partnership at the end of a day.

    Args:
        connection: the database.
        memory: where it is told.
        on: the day.
        progress: is told how far it is, from 0 to 1.

    Raises:
        NotRetold: the acts of this program refuse what happened then.
    """
    portfolio = _Portfolio(memory, signals_of(connection, on), lost(connection))
    rows = Journal(connection, on).rows()
    for number, row in enumerate(rows):
        portfolio.hear(row)
        if progress and number % EVERY == 0:
            progress(number / len(rows))
    portfolio.telling.write_journal()
    portfolio.signals.write(memory.database)


class _Portfolio:
    """Every partnership, and whom its signals lie with: that changes with a hand-over and when somebody leaves."""

    def __init__(self, memory: Memory, signals: Signals, lost: Lost) -> None:
        self.signals = signals
        self._memory = memory
        self.telling = Telling(memory, lost)
        self._library = Library(memory.database)
        self._gone: set[str] = set()
        self._employers: dict[str, str] = {}
        self._asks_the_gone = False

    def hear(self, row: Row[Any]) -> None:
        """Hear what the journal tells next."""
        if row.act == "hand-over":
            with self.signals.laid_out(self._memory):
                scene = self.telling.happen(row)
        elif self.signals.waits_for(self._memory, row):
            with self.signals.let_wait(self._memory, row):
                scene = self.telling.happen(row)
        else:
            scene = self.telling.happen(row)
        self.signals.hear(row)
        if row.act in LEAVES:
            self._who_left()
        if row.act in {"raise-signal", "escalate-signal"}:
            self._asks_the_gone |= not (self._gone | self._employers.keys()).isdisjoint(row.data["to"])
        if row.act == "raise-signal":
            self._raised_higher(row)
        if scene and (self._asks_the_gone or scene.worked_for):
            self._readdress(scene)

    def _who_left(self) -> None:
        """Note who left or lost a role, and who works for a contractor."""
        people, roles = table(Person), table(RoleHolding)
        left = sa.select(people.c.person).where(people.c.inactive_on.is_not(None))
        query = left.union(sa.select(roles.c.person).where(roles.c.until_on.is_not(None)))
        self._gone = set(self._memory.database.execute(query).scalars())
        working = sa.select(people.c.person, people.c.contractor).where(people.c.contractor.is_not(None))
        self._employers = dict(self._memory.database.execute(working).tuples().all())
        self._asks_the_gone |= bool(self._gone or self._employers)

    def _readdress(self, scene: Scene) -> None:
        """Hand what was asked of people who left, or lost what it came by, to others, where the act reaches."""
        of_contacts = self.signals.lying_with(set(self._employers))
        asked = self.signals.lying_with(self._gone)
        self._asks_the_gone = bool(asked or of_contacts)
        asked |= {partnership for partnership in of_contacts if self._may_be_of_another(partnership)}
        touched = reached(scene) if asked or scene.worked_for else []
        if not scene.worked_for:  # else a question may lie with whoever stood in for a new contact
            touched = sorted(asked.intersection(touched))
        if touched:
            with self.signals.laid_out(self._memory, touched):
                dossiers = {d.partnership: d for d in load_dossiers(self._memory.database, touched, lines=False)}
                asking = {row.id: row for row in signal_rows(self._memory.database, touched)}
                readdress(self._memory.database, dossiers, self._library, asking, scene.worked_for)

    def _may_be_of_another(self, partnership: str) -> bool:
        """Tell whether somebody of a contractor has a question that is not about a linked contract of that one."""
        for asked in self.signals.asking(partnership):
            linked = self._memory.get(Link, (partnership, asked["subject"]))
            owner = self._memory.get(Contract, asked["subject"]).contractor if linked else None
            if any(self._employers.get(one, owner) != owner for one in self.signals.lies_with[asked["id"]]):
                return True
        return False

    def _raised_higher(self, row: Row[Any]) -> None:
        """Who heard of a question on a rung of its ladder hears of its repeat on that rung."""
        asked = self.signals.asked[row.partnership, row.data["rule"], row.data["occasion"]]
        if asked["rung"]:
            [dossier] = load_dossiers(self._memory.database, [row.partnership], lines=False)
            process = self._library.of(dossier.definition)
            rungs = told(dossier, process, asked["rule"], asked["subject"], asked["rung"])
            self.signals.lies_with[row.entry] = {person: rungs.get(person, 0) for person in row.data["to"]}
