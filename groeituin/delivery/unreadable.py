"""Partnerships of which a row is damaged: what is made without them, and their names in the log."""

from collections.abc import Callable, Collection

import structlog
from sqlalchemy.engine import Engine

from groeituin.unreadable import may_be_damage, unreadable
from models.database import read_only

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
