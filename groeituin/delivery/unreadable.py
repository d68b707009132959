"""Partnerships of which a row is damaged: what is made without them, and their names in the log."""

from collections.abc import Callable, Collection, Iterable

import structlog
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from groeituin.definitions import Library
from groeituin.night import error_line
from models.dossiers import load_dossiers

log = structlog.get_logger()


def made_around_unreadable(
    engine: Engine, involved: Callable[[Connection], Iterable[str]], make: Callable[[Collection[str]], int]
) -> int:
    """Make some letters or invitations; where a partnership cannot be read, make those that do without it.

    What is left out waits: the night and the check name the partnership as well, and once it is mended it is told.

    Args:
        engine: the database.
        involved: returns the partnerships that may be told of.
        make: makes everything that does not tell of these partnerships, and returns how much.
    """
    try:
        return make(())
    except OperationalError:  # the database itself: nothing can be made now
        raise
    except Exception:
        with engine.connect() as connection:
            without = _unreadable(connection, sorted(set(involved(connection))))
        if not without:
            raise
    return make(without)


def _unreadable(connection: Connection, partnerships: Iterable[str]) -> frozenset[str]:
    library, found = Library(connection), set()
    for partnership in partnerships:
        try:
            for dossier in load_dossiers(connection, [partnership]):
                library.of(dossier.definition)
        except Exception as error:  # noqa: BLE001  # it is named, and the others are told of
            log.warning("niet_te_lezen", partnership=partnership, error=error_line(error))
            found.add(partnership)
    return frozenset(found)
