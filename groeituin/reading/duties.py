"""What is expected of a person now, over all partnerships, most urgent first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from groeituin.reading.persons import Asked, Work, known_person, work_of
from states.definition import Definition
from states.dossier import Action, Dossier
from states.duties import Expected, roles_of, standing, still_missing
from states.texts import day
from states.vocabulary import PHASES

LATE_ACTION = "actie_te_laat"
OWNER = "eigenaar"
STEP = re.compile(r"stap (\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do: dated ones by their date, then what the next phase needs, then what a role always does."""

    partnership: str
    role: str | None
    phase: str
    step: str
    sentence: str
    due_on: date | None = None
    lasting: bool = False

    @property
    def urgency(self) -> tuple[Any, ...]:
        """Return what orders duties: overdue and dated first, the undated in the order of phases."""
        undated = (self.lasting, PHASES.index(self.phase)) if self.due_on is None else (False, 0)
        return (self.due_on or date.max, *undated, self.partnership, self.step, self.sentence)

    def as_json(self) -> dict[str, Any]:
        """Return the duty as the doors promise it."""
        names = ("partnership", "role", "phase", "step", "sentence", "due_on")
        return {name: getattr(self, name) for name in names}


def duties(connection: Connection, person: str, on: date) -> list[dict[str, Any]]:
    """Return what is expected of a person on a date, most urgent first.

    Overdue comes first, then by date; then what the next phase needs of this person, and last what the person's
    roles do in the present phase, both in the order of phases.

    Raises:
        NoSuchThing: nobody is known by this code.
    """
    known_person(connection, person)
    found = {duty: None for work in work_of(connection, person, on) for duty in _duties(work, person, on)}
    return [duty.as_json() for duty in sorted(found, key=lambda duty: duty.urgency)]


def _duties(work: Work, person: str, on: date) -> Iterator[Duty]:
    dossier, process = work.dossier, work.process
    asked = [a for a in work.asked if a.status == "open" and person in a.to]
    for one in asked:
        yield _of_signal(dossier, process, one, person)
    told = {one.subject for one in asked if one.rule == LATE_ACTION}
    for action in dossier.actions:
        if action.owner == person and action.is_open and action.action not in told and dossier.phase != "beeindigd":
            yield _of_action(dossier, process, action, on)
    if dossier.suspended(on):  # nothing else is asked while it is
        return
    for expected in still_missing(dossier, process, person, on):
        yield _undated(dossier, expected, lasting=False)
    for expected in standing(dossier, process, person):
        yield _undated(dossier, expected, lasting=True)


def _undated(dossier: Dossier, expected: Expected, *, lasting: bool) -> Duty:
    return Duty(dossier.partnership, expected.role, dossier.phase, expected.step, expected.sentence, lasting=lasting)


def _of_signal(dossier: Dossier, process: Definition, asked: Asked, person: str) -> Duty:
    role = _asked_as(dossier, process, asked, person)
    step = _step(process, asked.rule, dossier.phase)
    return Duty(dossier.partnership, role, dossier.phase, step, asked.sentence, asked.due_on)


def _asked_as(dossier: Dossier, process: Definition, asked: Asked, person: str) -> str | None:
    """Return the role for which a signal came to somebody; None for who only started the partnership."""
    if any(action.action == asked.subject and action.owner == person for action in dossier.actions):
        return OWNER
    own = roles_of(dossier, process, person)
    wanted = process.rules[asked.rule].to if asked.rule in process.rules else ()
    return next((role for role in own if role in wanted), next(iter(own), None))


def _of_action(dossier: Dossier, process: Definition, action: Action, on: date) -> Duty:
    verb = "was" if action.deadline < on else "is"
    sentence = f"Actie {action.action} ({action.description}): de deadline {verb} {day(action.deadline)}."
    step = _step(process, LATE_ACTION, dossier.phase)
    return Duty(dossier.partnership, OWNER, dossier.phase, step, sentence, action.deadline)


def _step(process: Definition, rule: str, phase: str) -> str:
    """Return the guide's step that a rule names first as its source, or that of the phase."""
    named = STEP.search(process.rules[rule].source) if rule in process.rules else None
    return named[1] if named else next(known.step for name, known in process.phases.items() if name == phase)
