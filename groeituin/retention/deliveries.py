"""Deliveries that were sent, or lapsed: a month of them is one thing."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.retention.item import Concerned, Item
from models.database import table
from models.deliveries import Delivery
from states.periods import Period, period_of, read_period

# What still waits, or what somebody must decide about, is not done.
DONE = ("verzonden", "vervallen")


def months(connection: Connection) -> Counter[Period]:
    """Return how many deliveries that are done were composed in each month."""
    source = table(Delivery)
    query = sa.select(source.c.composed_on, sa.func.count()).where(source.c.status.in_(DONE))
    found = Counter[Period]()
    for composed_on, number in connection.execute(query.group_by(source.c.composed_on)):
        found[period_of(composed_on, "maand")] += number
    return found


def concerned(connection: Connection, items: Sequence[Item]) -> Concerned:
    """Return what destroying deliveries takes away."""
    by_month = months(connection)
    return Concerned(Counter({item: by_month[read_period(item.code)] for item in items}))


def destroy(connection: Connection, items: Sequence[Item]) -> None:
    """Remove the deliveries of months."""
    source = table(Delivery)
    for item in items:
        first, after = _days(read_period(item.code))
        query = source.delete().where(source.c.status.in_(DONE), source.c.composed_on >= first)
        connection.execute(query.where(source.c.composed_on < after))


def _days(month: Period) -> tuple[date, date]:
    return month.first, month.last + timedelta(days=1)
