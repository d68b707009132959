"""Walking forward: partnerships are read in chunks, and each is led through the nights ahead by itself."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy.engine import Engine

from groeituin.definitions import Library
from groeituin.night import Failure, error_line
from groeituin.rehearsal.chunk import Chunk
from groeituin.rehearsal.proposal import Proposal
from groeituin.rehearsal.report import Rehearsal
from groeituin.texts.rehearsal.changes import told
from groeituin.unreadable import may_be_damage
from models.database import read_only
from models.queries import due_list
from states.definition import Definition

CHUNK = 1000
Progress = Callable[[float], None]


def rehearse(
    engine: Engine, first: date, nights: int, proposed: Definition | None = None, *, progress: Progress | None = None
) -> Rehearsal:
    """Return what the coming nights would raise when nobody acts in between; nothing is written.

    Args:
        engine: the database.
        first: the first night; the day on which partnerships would move.
        nights: how many nights.
        proposed: a definition to which the partnerships would move that follow another one of its name (if none does,
            the one for new partnerships); what makes a difference is told.
        progress: is told how far it is, from 0 to 1.
    """
    found = Rehearsal(first, first + timedelta(days=nights - 1))
    with read_only(engine) as connection:
        library = Library(connection)
        proposal = Proposal(connection, library, proposed, first) if proposed else None
        if proposal:
            _describe(proposal, found)
        everyone = sorted({*due_list(connection, found.last), *(proposal.concerned() if proposal else ())})
        for start in range(0, len(everyone), CHUNK):
            _walk(Chunk(connection, library, proposal), everyone[start : start + CHUNK], found)
            if progress:
                progress(min(1.0, (start + CHUNK) / len(everyone)))
    found.sort()
    return found


def _describe(proposal: Proposal, found: Rehearsal) -> None:
    """Say what differs, of several definitions that are followed now each with its own."""
    found.definition = proposal.new.reference
    found.partnerships = proposal.partnerships
    found.replaces = list(proposal.comparisons)
    for one in proposal.comparisons.values():
        sentences = told(one.changes, one.old, one.new)
        of_old = f"{one.old.reference}: " if len(proposal.comparisons) > 1 else ""
        found.changes += [f"{of_old}{sentence}" for sentence in sentences]


def _walk(chunk: Chunk, names: Sequence[str], found: Rehearsal) -> None:
    """Walk with a chunk; when it cannot be read as a whole, one by one, and name whoever cannot be read."""
    try:
        chunk.read(names, found.last)
    except Exception as error:
        if not may_be_damage(error):  # the database itself: nobody can be read
            raise
        if len(names) == 1:
            found.failures.append(Failure(names[0], None, error_line(error)))
        else:
            for name in names:
                _walk(chunk, [name], found)
    else:
        chunk.walk(found)
