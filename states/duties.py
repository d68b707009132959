"""What is expected of a person: the roles that somebody fills, what those do in this phase, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from states.definition import Definition
from states.dossier import Dossier
from states.machine import fire
from states.recipients import filled_by, responsible
from states.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Expected:
    """Something that a role is expected to do, with the guide's step; it has no date of its own."""

    role: str
    step: str
    sentence: str


def roles_of(dossier: Dossier, definition: Definition, person: str) -> tuple[Role, ...]:
    """Return the roles that a person fills: own, inherited, or as backup of a role that nobody holds."""
    return tuple(role for role in definition.roles if person in filled_by(dossier, role))


def standing(dossier: Dossier, definition: Definition, person: str) -> Iterator[Expected]:
    """Yield what the roles of a person do in this phase, on the route that was chosen (annex II)."""
    for role in roles_of(dossier, definition, person):
        for phase, duties in definition.duties.get(role, {}).items():
            for duty in duties if phase == dossier.phase else ():
                if dossier.route in {None, "beide"} or duty.route in {None, dossier.route}:
                    yield Expected(role, duty.step, duty.sentence)


def still_missing(dossier: Dossier, definition: Definition, person: str, on: date) -> Iterator[Expected]:
    """Yield what the next phase still needs and this person answers for, also by standing in for a vacant role.

    What time alone will bring asks nothing of anybody.
    """
    trigger = next_step(dossier, definition)
    for verdict in fire(dossier, trigger, definition, on).missing if trigger else ():
        if verdict.possible_from is None:
            role = _answers_as(dossier, definition, person, definition.answers_for(verdict.code))
            if role:
                yield Expected(role, verdict.step, verdict.sentence)


def next_step(dossier: Dossier, definition: Definition) -> str | None:
    """Return the trigger to the phase that follows this one in the definition's order."""
    order: list[str] = list(definition.phases)
    following = dict(pairwise(order)).get(dossier.phase)
    return next(
        (
            name
            for name, trigger in definition.triggers.items()
            if trigger.to == following and dossier.phase in trigger.sources
        ),
        None,
    )


def _answers_as(dossier: Dossier, definition: Definition, person: str, roles: tuple[Role, ...]) -> Role | None:
    """Return by which of these roles a person answers: one that the person fills before one that is vacant."""
    filled = (role for role in roles if person in filled_by(dossier, role))
    answered = (role for role in roles if person in responsible(dossier, definition, role))
    return next(filled, None) or next(answered, None)
