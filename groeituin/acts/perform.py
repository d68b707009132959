"""Doing an act: one unit of work that writes its rows, its journal row, and the terms of all it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from groeituin.acts.act import Act, Scene
from groeituin.acts.catalogue import kind_of_act
from groeituin.acts.reach import newest_entry, reached, refuse_before
from groeituin.errors import ChangedMeanwhile
from groeituin.planning import replan
from groeituin.texts.input_errors import checked
from models.database import among, table
from models.journal import SUBJECTS, next_entry, write_entries
from models.partnerships import Partnership
from models.unit_of_work import UnitOfWork
from states.texts import day

CHANGED = "groeituin_changed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act did: whether anything changed, the journal row, whom it reached, and what is good to know.

    ``worked_for`` holds of whoever changed employers the contractor before.
    """

    act: str
    changed: bool
    entry: int | None = None
    reached: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    worked_for: Mapping[str, str | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as the doors promise it."""
        return {
            "act": self.act,
            "changed": self.changed,
            "entry": self.entry,
            "reached": list(self.reached),
            "notes": list(self.notes),
        }


def perform(engine: Engine, name: str, data: Mapping[str, Any], *, on: date, by: str, at: datetime) -> Outcome:
    """Do one act and keep it, or keep nothing.

    Args:
        engine: the database.
        name: the act, as in the catalogue.
        data: its fields.
        on: the date on which it is recorded.
        by: the person who does it; need not be registered.
        at: the moment, for the journal.

    Raises:
        BadInput: a field is wrong; all faults at once.
        NoSuchThing: the act, or something that it names, does not exist.
        Refused: a rule of the process stands in the way, or the journal knows later things (`uit_volgorde`).
        ChangedMeanwhile: somebody else changed the same at the same moment.
    """
    act = checked(kind_of_act(name), data)
    with UnitOfWork(engine) as work:
        try:
            outcome = do(work.session, act, on=on, by=by, at=at)
            replan(work.connection, outcome.reached, on, outcome.worked_for)
            work.commit()
        except IntegrityError as error:
            raise ChangedMeanwhile from error
    return outcome


def do(session: Session, act: Act, *, on: date, by: str, at: datetime) -> Outcome:
    """Do an act within a transaction, without replanning what it reaches: for callers that do many at once."""
    scene = Scene(session=session, on=on, by=by, recorded_on=on)
    session.info[CHANGED] = False
    act.do(scene)
    session.flush()
    if not session.info[CHANGED]:
        return Outcome(act.called, changed=False)
    partnerships = reached(scene)
    refuse_before(
        newest_entry(scene, partnerships),
        on,
        f"een handeling van {day(on)} kan daar niet meer tussen. "
        "Leg haar vast met een latere datum, of gebruik een correctie.",
    )
    entry = _write_entry(scene, act, at)
    _count_versions(session, partnerships)
    return Outcome(act.called, True, entry, tuple(partnerships), tuple(scene.notes), scene.worked_for)


def _write_entry(scene: Scene, act: Act, at: datetime) -> int:
    """Write the journal row; entries are numbered without gaps, because writers run one after another."""
    own = table(Partnership)
    connection = scene.session.connection()
    data = act.journalled() | scene.resolved
    subjects = scene.subjects | {name: data[name] for name in SUBJECTS if name in data}
    partnership = subjects.get("partnership")
    phase = (
        connection.execute(sa.select(own.c.phase).where(own.c.partnership == partnership)).scalar()
        if partnership
        else None
    )
    entry = next_entry(connection)
    row = {"entry": entry, "at": at, "on": scene.on, "by": scene.by, "act": act.called, "data": data, "phase": phase}
    write_entries(connection, [row | subjects])
    return entry


def _count_versions(session: Session, partnerships: list[str]) -> None:
    if not partnerships:
        return
    own = table(Partnership)
    connection = session.connection()
    connection.execute(
        own.update().where(among(connection, own.c.partnership, partnerships)).values(version=own.c.version + 1)
    )


@event.listens_for(Session, "before_flush")
def _notice_change(session: Session, _context: object, _instances: object) -> None:
    """Remember that something really changed: setting the same value again is no change."""
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        session.info[CHANGED] = True
