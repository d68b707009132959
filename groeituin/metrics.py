"""What monitoring warns of, as Prometheus reads it.

A night is over before anything could scrape its process, so all of it is asked of the database. Only words of closed
lists are labels: rules and statuses, never a code that people choose.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, start_http_server, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.engine import Connection, Engine

from groeituin.clock import AMSTERDAM
from groeituin.delivery.outbox import by_status, waits_since
from groeituin.doctor.storage import last_night, left_by
from groeituin.errors import BadInput, StorageUnreachable
from groeituin.night_batch import BY_NIGHT
from groeituin.storage import connect, storage_errors
from groeituin.texts.file_errors import why
from models.database import read_only, table
from models.journal import Entry
from models.nights import Signal
from models.queries import overdue
from models.schema import head, revision
from states.signal import UNSETTLED
from states.vocabulary import DeliveryStatus, RuleName, words

HOST = "127.0.0.1"
# Rows at the end of the journal among which the newest night is sought: an older one that is late writes fewer.
LATE = 20_000
# What a night writes in the journal, and what it did.
CHANGES = {
    "raise-signal": "raised",
    "lapse-signal": "lapsed",
    "return-signal": "returned",
    "escalate-signal": "escalated",
}


class Measurements(Collector):
    """Everything as it is at the moment when it is asked, over a connection of that moment.

    So a database that was away for a while, or was migrated, is measured again without a restart.
    ``unreachable`` is why the last time gave nothing.

    Args:
        url: the database.
        clock: what tells the moment.
    """

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self.unreachable: StorageUnreachable | None = None
        self._url, self._clock = url, clock

    def collect(self) -> Iterator[Metric]:
        """Give all metrics; of a database that cannot be read or has another schema only that."""
        found: list[Metric] = []
        try:
            found, self.unreachable = self._measured(), None
        except StorageUnreachable as error:
            self.unreachable = error
        up = float(self.unreachable is None)
        yield GaugeMetricFamily("groeituin_database_up", "Whether the database could be read (1) or not (0).", up)
        yield from found

    def _measured(self) -> list[Metric]:
        engine = connect(self._url)
        try:
            with storage_errors():
                return list(_of_database(engine, self._clock()))
        finally:
            engine.dispose()


def _of_database(engine: Engine, at: datetime) -> Iterator[Metric]:
    found, newest = revision(engine), head()
    told = {"revision": found or "", "head": newest}
    yield InfoMetricFamily("groeituin_database_schema", "Revision of the schema, and the one of this program.", told)
    current = GaugeMetricFamily("groeituin_database_schema_current", "Whether the schema is the one of this program.")
    current.add_metric([], float(found == newest))
    yield current
    if found == newest:
        with read_only(engine) as connection:
            yield from measured(connection, at)


def measured(connection: Connection, at: datetime) -> Iterator[Metric]:
    """Give the metrics of what the database holds, with the same few queries however much that is.

    Args:
        connection: a transaction that reads.
        at: the moment.
    """
    yield from _waiting_for_nights(connection, last_night(at.astimezone(AMSTERDAM)))
    yield from _newest_night(connection)
    yield from _signals(connection)
    yield from _deliveries(connection)
    newest = connection.execute(sa.select(sa.func.max(table(Entry).c.entry))).scalar() or 0
    yield CounterMetricFamily("groeituin_journal_entries", "Rows that were ever written to the journal.", newest)


def _waiting_for_nights(connection: Connection, last: date) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "groeituin_night_left_partnerships",
        "Partnerships that the last night should have done and did not: it did not run, or failed on them.",
        len(left_by(connection, last)),
    )
    yield GaugeMetricFamily(
        "groeituin_terms_overdue",
        "Terms due on or before the last night that are not done; what people told since then may be due at once.",
        overdue(connection, last + timedelta(days=1)),
    )


def _newest_night(connection: Connection) -> Iterator[Metric]:
    """Give what the newest night did, from the end of the journal: its cost follows that night, not the journal.

    The newest is the one with the latest date, also where an older one that was late wrote after it.
    """
    journal = table(Entry)
    by_night = (journal.c.by == BY_NIGHT) & journal.c.act.in_(CHANGES)
    backwards = sa.select(journal.c.entry).where(by_night).order_by(journal.c.entry.desc()).limit(1)
    late = (connection.execute(backwards).scalar() or 0) - LATE
    newest = connection.execute(sa.select(sa.func.max(journal.c.on)).where(by_night, journal.c.entry > late)).scalar()
    counts: dict[str, int] = {}
    if newest:
        before = connection.execute(backwards.where(journal.c.on < newest, journal.c.entry <= late)).scalar() or 0
        last = by_night & (journal.c.on == newest) & (journal.c.entry > before)
        query = sa.select(journal.c.act, sa.func.count()).where(last).group_by(journal.c.act)
        counts = dict(connection.execute(query).tuples().all())
    yield GaugeMetricFamily(
        "groeituin_night_newest_timestamp_seconds",
        "Midnight of the latest date of a night that had anything to do; a quiet night leaves no trace.",
        _midnight(newest) if newest else None,
    )
    done = GaugeMetricFamily("groeituin_night_signals", "Signals that the newest night changed.", labels=["change"])
    for act, change in CHANGES.items():
        done.add_metric([change], counts.get(act, 0))
    yield done


def _signals(connection: Connection) -> Iterator[Metric]:
    signals = table(Signal)
    query = (
        sa.select(signals.c.rule, signals.c.status, sa.func.count(), sa.func.min(signals.c.raised_on))
        .where(signals.c.status.in_(UNSETTLED))
        .group_by(signals.c.rule, signals.c.status)
    )
    found = {(rule, status): (count, oldest) for rule, status, count, oldest in connection.execute(query)}
    labels = ["rule", "status"]
    counts = GaugeMetricFamily("groeituin_signals", "Signals that nobody settled yet.", labels=labels)
    since = GaugeMetricFamily(
        "groeituin_signals_oldest_timestamp_seconds",
        "Midnight of the night that raised the oldest signal that nobody settled yet.",
        labels=labels,
    )
    for rule in sorted({*words(RuleName), *(rule for rule, _status in found)}):
        for status in UNSETTLED:
            count, oldest = found.get((rule, status), (0, None))
            counts.add_metric([rule, status], count)
            if oldest:
                since.add_metric([rule, status], _midnight(oldest))
    yield counts
    yield since


def _deliveries(connection: Connection) -> Iterator[Metric]:
    found = by_status(connection)
    counts = GaugeMetricFamily(
        "groeituin_deliveries", "Letters, invitations and events in the outbox.", labels=["status"]
    )
    for status in words(DeliveryStatus):
        counts.add_metric([status], found[status])
    yield counts
    oldest = waits_since(connection)
    yield GaugeMetricFamily(
        "groeituin_deliveries_oldest_waiting_timestamp_seconds",
        "When the oldest of what still waits to be sent was made.",
        oldest.timestamp() if oldest else None,
    )


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), AMSTERDAM).timestamp()


def write(measurements: Measurements, path: Path) -> None:
    """Write everything to a file that is there as a whole or not at all, for the node exporter's textfile collector.

    Raises:
        BadInput: the name does not end in .prom, so the collector would pass it by, or it cannot be written.
    """
    if path.suffix != ".prom":
        raise BadInput(
            f"Kies een naam die eindigt op .prom, niet {path}: andere bestanden leest de node exporter niet."
        )
    try:
        write_to_textfile(str(path), measurements)
    except OSError as error:
        raise BadInput(f"Bestand {path} is niet te schrijven: {why(error)}.") from error


@contextmanager
def served(measurements: Measurements, port: int) -> Iterator[int]:
    """Answer whoever asks this machine, from this machine only, as long as this lasts; yield the port, also of 0.

    Raises:
        BadInput: somebody else has that port.
    """
    registry = CollectorRegistry()
    registry.register(measurements)
    try:
        server, _thread = start_http_server(port, HOST, registry)
    except OSError as error:
        raise BadInput(f"Poort {port} is niet te gebruiken: {why(error)}. Kies een andere met --port.") from error
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
