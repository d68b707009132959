"""Is the journal as it was written? Every chain is read, and what was changed, lost, moved or put in is named."""

from typing import Any

from sqlalchemy.engine import Connection

from groeituin.journal_check.destroyed import Destructions
from groeituin.journal_check.explaining import Fault, explained
from groeituin.journal_check.reading import heads, read

__all__ = ["journal_faults"]


def journal_faults(connection: Connection) -> dict[str, Any]:
    """Return how many rows the journal has, and what is wrong with it, in the order of its numbers.

    Memory follows the number of partnerships, and of rows that lost content; not that of rows.

    Args:
        connection: one transaction in which everything stays as it was at its start.
    """
    destructions = Destructions(connection)
    reading = read(connection, destructions)
    faults = explained(reading, heads(connection))
    if reading.more is None:
        faults += [Fault(*told) for told in destructions.differences([fault.entry for fault in faults])]
    faults.sort(key=lambda fault: fault.entry)
    return {"rows": reading.rows, "faults": [fault.as_json() for fault in faults]}
