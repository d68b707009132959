"""Hours of a contract that ended: that they were reported and approved is left, what was reported goes."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.retention.item import Concerned, Item, acts_of, with_corrections
from models.contracts import HoursReport
from models.database import among, table

REPORT = "report-hours"
# What a report holds of work that was done; the rest says only which report it is.
CONTENT = {"lines", "effort"}


def concerned(connection: Connection, items: Sequence[Item]) -> Concerned:
    """Return what destroying hours takes away; a report is a row."""
    wanted = {(item.partnership, item.code): item for item in items}
    partnerships = sorted({str(item.partnership) for item in items})
    found = Concerned()
    reports = table(HoursReport)
    query = sa.select(reports.c.partnership, reports.c.contract, reports.c.lines)
    for partnership, contract, lines in connection.execute(
        query.where(among(connection, reports.c.partnership, partnerships))
    ):
        if lines and (partnership, contract) in wanted:
            found.rows[wanted[partnership, contract]] += 1
    told = {}
    for entry, partnership, data in acts_of(connection, partnerships, [REPORT]):
        item = wanted.get((partnership, data["contract"]))
        if item and data.get("lines"):
            told[entry] = item
            found.empties(item, entry, {name: value for name, value in data.items() if name not in CONTENT})
    for entry, (item, left) in with_corrections(connection, told).items():
        found.empties(item, entry, left)
    return found


def destroy(connection: Connection, items: Sequence[Item]) -> None:
    """Empty the reports of contracts: none is what no report had, which holds lines or tells of effort."""
    reports = table(HoursReport)
    for item in items:
        of = (reports.c.partnership == item.partnership, reports.c.contract == item.code)
        query = reports.update().where(*of, sa.cast(reports.c.lines, sa.Text) != "[]")
        connection.execute(query.values(lines=sa.JSON.NULL, effort=None))
