"""What is damaged: letters and invitations are made without those partnerships, and what waits is left to a person."""

from collections.abc import Callable, Collection

import structlog
from sqlalchemy.engine import Engine

from groeituin.unreadable import may_be_damage, unreadable
from models.damaged import damaged_rows
from models.database import read_only, table
from models.deliveries import Delivery
from models.tables import metadata
from models.unit_of_work import UnitOfWork

log = structlog.get_logger()


class Around:
    """What is made of letters and invitations, and the partnerships that are left out of it because of damage.

    What is left out waits: the night and the check name the partnership as well, and once it is mended it is told.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.left_out: frozenset[str] = frozenset()

    def made(self, make: Callable[[Collection[str]], int]) -> int:
        """Make some; where a partnership cannot be read, make those that do without it.

        Args:
            make: makes everything that does not tell of these partnerships, and returns how much.
        """
        try:
            return make(self.left_out)
        except Exception as error:
            if not may_be_damage(error) or not self._found_more():
                raise
        return make(self.left_out)

    def _found_more(self) -> bool:
        with read_only(self.engine) as connection:
            found = {one.partnership: one.error for one in unreadable(connection) if one.partnership}
        more = found.keys() - self.left_out
        for partnership in sorted(more):
            log.warning("niet_te_lezen", partnership=partnership, error=found[partnership])
        self.left_out |= more
        return bool(more)


def give_up_damaged(engine: Engine) -> int:
    """Leave what waits in the outbox and is damaged to a person, with what is wrong; return how many that were."""
    source = table(Delivery)
    with UnitOfWork(engine) as work:
        rows = damaged_rows(work.connection, but=metadata.tables.keys() - {source.name})
        given_up = 0
        for row in rows:
            this = (source.c.id == int(row.key)) & (source.c.status == "wacht")
            done = work.connection.execute(source.update().where(this).values(status="mislukt", error=str(row)))
            given_up += done.rowcount
        work.commit()
    return given_up
