"""Building the demo: for every date the night first, then what people do that day, in one unit of work.

It is lived in memory and then put into the database at once. Lived in PostgreSQL, each of its acts would wait for some
twenty answers of the server, a thousand times a partnership; and what is broken off would leave half a portfolio.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import SQLModel

from groeituin.acts.catalogue import kind_of_act
from groeituin.acts.perform import do
from groeituin.demo.answers import Answers
from groeituin.demo.script import Step
from groeituin.demo.story import steps
from groeituin.errors import NoSuchThing, Refused, refusal
from groeituin.night import run_night
from groeituin.planning import replan
from groeituin.texts.input_errors import checked
from models.contracts import Contract
from models.database import open_database, table
from models.deliveries import Invitation
from models.journal import Entry
from models.nights import Signal, SignalRecipient
from models.parties import Contractor, Organisation, Person
from models.partnerships import Partnership
from models.portable import count_rows, load_rows, read_rows, settle, tables
from models.schema import upgrade
from models.unit_of_work import UnitOfWork


@dataclass(slots=True)
class _Told:
    """What was done so far; ``entries`` holds the journal rows that a correction needs."""

    acts: int = 0
    nights: int = 0
    entries: dict[str, int] = field(default_factory=dict)


def build_demo(
    engine: Engine,
    *,
    partnerships: int = 250,
    seed: int = 1,
    on: date,
    at: datetime,
    progress: Callable[[float], None] | None = None,
) -> dict[str, int]:
    """Fill an empty database with a believable portfolio; return how much there is of what.

    Args:
        engine: the database, migrated and empty.
        partnerships: how many.
        seed: the same seed and date give the same rows.
        on: the history ends the day before.
        at: the moment, for the journal.
        progress: is told how far it is, from 0 to 1.

    Raises:
        Refused: the database is not empty (`niet_leeg`).
    """
    with engine.connect() as connection:
        _must_be_empty(connection)
    apart = open_database("sqlite://")
    try:
        upgrade(apart)
        script, lives = steps(partnerships, seed, on)
        told = _Told()
        for share in _lived(apart, script, Answers(seed, script, lives), on, at, told):
            if progress:
                progress(share)
        _letters_were_read(apart)
        with apart.connect() as source, UnitOfWork(engine) as work:
            _must_be_empty(work.connection)  # still; this took a while
            _put(source, work.connection)
            work.commit()
            return _counted(source, told)
    finally:
        apart.dispose()


def _lived(
    engine: Engine, script: Sequence[Step], people: Answers, on: date, at: datetime, told: _Told
) -> Iterator[float]:
    """Let everything happen in an empty database, day by day, and give which share of the days is over."""
    by_date: dict[date, list[Step]] = defaultdict(list)
    for step in script:
        by_date[step.on].append(step)
    later: dict[date, list[Step]] = defaultdict(list)
    first = today = script[0].on if script else on
    while today < on:
        report = run_night(engine, today, at=at)
        told.nights += 1
        for signal in report.raised:
            for step in people.to(signal, today):
                later[step.on].append(step)
        _one_day(engine, today, at, (by_date.pop(today, []), later.pop(today, [])), told)
        today += timedelta(days=1)
        yield (today - first) / (on - first)


def _put(source: Connection, into: Connection) -> None:
    """Put all rows of one database into another that has the same tables and nothing in them."""
    everything = tables(source)
    for one in everything:
        load_rows(into, one, [column.name for column in one.columns], read_rows(source, one))
    settle(into, everything)


def _letters_were_read(engine: Engine) -> None:
    """Mark everything as told: in the story, whoever was asked had a letter at the time."""
    recipients = table(SignalRecipient)
    invitations = table(Invitation)
    with UnitOfWork(engine) as work:
        work.connection.execute(recipients.update().where(recipients.c.news.is_not(None)).values(news=None))
        holds = sa.case((invitations.c.cancelled, None), else_=invitations.c.planned_on)
        work.connection.execute(invitations.update().values(told=invitations.c.sequence, told_on=holds))
        work.commit()


def _must_be_empty(connection: Connection) -> None:
    for model in (Entry, Partnership):
        if connection.execute(sa.select(sa.literal(1)).select_from(table(model)).limit(1)).first():
            raise refusal(
                "niet_leeg",
                "Deze database is niet leeg. De demo maakt een eigen portefeuille en komt alleen in een lege database.",
            )


def _one_day(
    engine: Engine, today: date, at: datetime, happened: tuple[Sequence[Step], Sequence[Step]], told: _Told
) -> None:
    """Do the acts of the script, then those that may come too late, and plan once for all that they reach.

    What came too late, because the matter was settled otherwise, is left out.
    """
    acts, answers = happened
    if not acts and not answers:
        return
    with UnitOfWork(engine) as work:
        reached: set[str] = set()
        for step in acts:
            if not step.maybe:
                reached.update(_done(work, step, at, told))
        for step in (*(step for step in acts if step.maybe), *answers):
            savepoint = work.session.begin_nested()
            try:
                reached.update(_done(work, step, at, told))
                savepoint.commit()
            except (Refused, NoSuchThing):
                savepoint.rollback()
        replan(work.connection, sorted(reached), today)
        work.commit()


def _done(work: UnitOfWork, step: Step, at: datetime, told: _Told) -> tuple[str, ...]:
    fields = dict(step.fields)
    if step.act == "correct":
        fields["entry"] = told.entries[step.mark]
    act = checked(kind_of_act(step.act), fields)
    outcome = do(work.session, act, on=step.on, by=step.by, at=at)
    told.acts += outcome.changed
    if step.mark and outcome.entry and step.act != "correct":
        told.entries[step.mark] = outcome.entry
    return outcome.reached


def _counted(connection: Connection, told: _Told) -> dict[str, int]:
    own, signals = table(Partnership), table(Signal)
    counts = {"acts": told.acts, "nights": told.nights}
    models: dict[str, type[SQLModel]] = {
        "organisations": Organisation, "persons": Person, "contractors": Contractor, "contracts": Contract,
        "partnerships": Partnership, "signals": Signal, "journal": Entry,
    }  # fmt: skip
    for name, model in models.items():
        counts[name] = count_rows(connection, table(model))
    open_ones = sa.select(sa.func.count()).select_from(signals).where(signals.c.status == "open")
    counts["open_signals"] = connection.execute(open_ones).scalar_one()
    phases = sa.select(own.c.phase, sa.func.count()).group_by(own.c.phase).order_by(own.c.phase)
    return counts | {str(phase): number for phase, number in connection.execute(phases)}
