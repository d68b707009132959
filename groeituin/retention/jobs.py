"""Jobs that ended: the row goes, and of what the journal tells of them only their code is left."""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from groeituin.retention.item import Concerned, Item, acts_of, with_corrections
from models.database import table
from models.partnerships import Job

ACTS = ("map-job", "fill-job", "prolong-job", "end-job")


def concerned(connection: Connection, items: Sequence[Item]) -> Concerned:
    """Return what destroying jobs takes away."""
    wanted = {(item.partnership, item.code): item for item in items}
    found = Concerned()
    found.rows.update(items)
    told = {}
    for entry, partnership, data in acts_of(connection, {str(item.partnership) for item in items}, ACTS):
        item = wanted.get((partnership, data["job"]))
        if item:
            told[entry] = item
            found.empties(item, entry, {"partnership": partnership, "job": item.code})
    for entry, (item, left) in with_corrections(connection, told).items():
        found.empties(item, entry, left)
    return found


def destroy(connection: Connection, items: Sequence[Item]) -> None:
    """Remove the rows of jobs."""
    jobs = table(Job)
    for item in items:
        connection.execute(jobs.delete().where(jobs.c.partnership == item.partnership, jobs.c.job == item.code))
