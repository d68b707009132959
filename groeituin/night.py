"""The night: raise what is due, look again at what sleeps, and plan what comes next, in batches.

The cost of a night follows what is due. Every batch is one transaction: signal, journal row and next term are kept
together or not at all, so a night that was broken off is completed by running it again.
"""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from groeituin.definitions import Library
from groeituin.night_batch import Batch, Raised
from groeituin.traces import span
from models.dossiers import load_dossiers
from models.journal import ahead_of
from models.queries import Range, claimed, due_list
from models.unit_of_work import UnitOfWork
from states.vocabulary import RuleName, words

CHUNK = 2500
COUNTED = ("due", "lapsed", "returned", "escalated", "replaced", "skipped")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Failure:
    """A partnership, and the rule if only that one, that a night could not do; the next night tries again."""

    partnership: str
    rule: str | None
    error: str


@dataclass(slots=True)
class NightReport:
    """What a night did, or would do when it was a dry run."""

    night: date
    due: int = 0
    lapsed: int = 0
    returned: int = 0
    escalated: int = 0
    replaced: int = 0
    skipped: int = 0
    raised: list[Raised] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def by_rule(self) -> dict[str, int]:
        """Return how many signals were raised per rule."""
        return dict(sorted(Counter(signal.rule for signal in self.raised).items()))

    @property
    def counts(self) -> dict[str, int]:
        """Return how many there were of each, for a trace."""
        lists = {"raised": len(self.raised), "failures": len(self.failures)}
        return {name: getattr(self, name) for name in COUNTED} | lists

    def add(self, other: "NightReport") -> None:
        """Count another part of the same night with this one."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.raised.extend(other.raised)
        self.failures.extend(other.failures)

    def as_json(self) -> dict[str, Any]:
        """Return the report as the doors promise it."""
        return {
            "night": self.night.isoformat(),
            "raised": len(self.raised),
            "lapsed": self.lapsed,
            "escalated": self.escalated,
            "by_rule": self.by_rule,
            "due": self.due,
            "seconds": round(self.seconds, 3),
            "returned": self.returned,
            "replaced": self.replaced,
            "skipped": self.skipped,
            "failures": [{"partnership": f.partnership, "rule": f.rule, "error": f.error} for f in self.failures],
        }


def run_night(
    engine: Engine,
    night: date,
    *,
    at: datetime,
    rules: Sequence[str] | None = None,
    within: Range | None = None,
    dry_run: bool = False,
) -> NightReport:
    """Raise everything that is due on or before a night.

    Running the same night again raises nothing. Several at once share the work, each signal once: what another has in
    hand is left to it, and looked at again at the end, so that nothing is left when that one dies. A partnership or a
    rule that fails is named in the report and does not stop the others.

    Args:
        engine: the database.
        night: the date of the night.
        at: the moment, for the journal.
        rules: only these rules; all of them unless told.
        within: only this range of partnerships.
        dry_run: tell what would be raised and write nothing.
    """
    report = NightReport(night)
    with span("night", night=night.isoformat()) as tell:
        with engine.connect() as connection:
            due = due_list(connection, night, rules, within)
        for wait in (False, True):
            left: list[str] = []
            for start in range(0, len(due), CHUNK):
                chunk = due[start : start + CHUNK]
                with span("night.chunk", night=night.isoformat(), partnerships=len(chunk)) as tell_chunk:
                    done, mine = _chunk(engine, chunk, _Night(night, at, rules, dry_run, wait))
                    tell_chunk(claimed=len(mine), **done.counts)
                report.add(done)
                left += sorted(set(chunk) - mine)
            due = left
        tell(**report.counts)
    return report


@dataclass(frozen=True, slots=True)
class _Night:
    on: date
    at: datetime
    rules: Sequence[str] | None
    dry_run: bool
    wait: bool

    def claim(self, connection: Connection, partnerships: Sequence[str]) -> list[str]:
        return claimed(connection, partnerships, self.on, self.rules, wait=self.wait)


def _chunk(engine: Engine, partnerships: Sequence[str], night: _Night) -> tuple[NightReport, set[str]]:
    """Do what can be claimed of a batch as a whole; when that fails, one by one, and rule by rule where one fails.

    Returns what was done, and what was claimed.
    """
    try:
        with _uncollected(), UnitOfWork(engine, beside=True) as work:
            mine = night.claim(work.connection, partnerships)
            report = _do(work.connection, mine, night, night.rules)
            if not night.dry_run:
                work.commit()
            return report, set(mine)
    except Exception as error:  # noqa: BLE001  # whatever one partnership does, the others are done
        log.warning("nachtdeel_opnieuw", partnerships=len(partnerships), error=error_line(error))
    return _one_by_one(engine, partnerships, night)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause the search for reference cycles: a batch makes many rows, no cycles, and a sixth of a night went there."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _one_by_one(engine: Engine, partnerships: Sequence[str], night: _Night) -> tuple[NightReport, set[str]]:
    report = NightReport(night.on)
    with UnitOfWork(engine, beside=True) as work:
        mine = night.claim(work.connection, partnerships)
        for partnership in mine:
            whole = _tried(work.connection, partnership, night, night.rules)
            if isinstance(whole, NightReport):
                report.add(whole)
                continue
            parts = [(rule, _tried(work.connection, partnership, night, [rule])) for rule in _rules(night)]
            failed = [
                Failure(partnership, rule, error_line(part)) for rule, part in parts if isinstance(part, Exception)
            ]
            for _rule, part in parts:
                if isinstance(part, NightReport):
                    report.add(part)
            report.failures.extend(
                failed if len(failed) < len(parts) else [Failure(partnership, None, error_line(whole))]
            )
        if not night.dry_run:
            work.commit()
    return report, set(mine)


def _rules(night: _Night) -> Sequence[str]:
    return words(RuleName) if night.rules is None else night.rules


def _tried(
    connection: Connection, partnership: str, night: _Night, rules: Sequence[str] | None
) -> NightReport | Exception:
    savepoint = connection.begin_nested()
    try:
        report = _do(connection, [partnership], night, rules)
    except OperationalError:  # the database itself: it is gone or full, and nobody can be done now
        raise
    except Exception as error:  # it is named in the report, and the others are done
        if connection.invalidated:  # the server ended it, which is not always an OperationalError
            raise
        savepoint.rollback()
        return error
    savepoint.commit()
    return report


def error_line(error: object) -> str:
    """Return an error as one line of a report."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:300]


def _do(connection: Connection, partnerships: Sequence[str], night: _Night, rules: Sequence[str] | None) -> NightReport:
    ahead = ahead_of(connection, night.on, partnerships)  # a night never writes before what is known
    ready = [partnership for partnership in partnerships if partnership not in ahead]
    if not ready:
        return NightReport(night.on)
    batch, library = Batch(connection, ready, night.on, night.at, rules), Library(connection)
    for dossier in load_dossiers(connection, ready, lines=batch.counts_hours):
        batch.look(dossier, library.of(dossier.definition))
    batch.write()
    return NightReport(night.on, raised=batch.raised, **{name: getattr(batch, name) for name in COUNTED})
