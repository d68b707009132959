"""What is damaged: letters and invitations are made without those partnerships, and what waits is left to a person."""

from collections.abc import Callable, Collection

import structlog
from sqlalchemy.engine import Engine

from groeituin.unreadable import may_be_damage, unreadable
from models.damaged import damaged_rows
from models.database import read_only
from models.deliveries import Delivery
from models.dossiers import table
from models.tables import metadata
from models.unit_of_work import UnitOfWork

log = structlog.get_logger()


def made_around_unreadable(engine: Engine, make: Callable[[Collection[str]], int]) -> int:
    """Make some letters or invitations; where a partnership cannot be read, make those that do without it.

    What is left out waits: the night and the check name the partnership as well, and once it is mended it is told.

    Args:
        engine: the database.
        make: makes everything that does not tell of these partnerships, and returns how much.
    """
    try:
        return make(())
    except Exception as error:
        if not may_be_damage(error):
            raise
        with read_only(engine) as connection:
            found = [one for one in unreadable(connection) if one.partnership]
        if not found:
            raise
    for one in found:
        log.warning("niet_te_lezen", partnership=one.partnership, error=one.error)
    return make({one.partnership for one in found if one.partnership})


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
