"""Who is invited to which meeting: the people of the roles that the process names for its kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.definition import Definition
from states.dossier import Contract, Dossier
from states.recipients import COORDINATOR, filled_by

CONTRACTOR = "opdrachtnemer"
ENDED = "beeindigd"
LOOKS_BACK = "evaluatie"


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who is expected at a planned meeting."""

    meeting: str
    kind: str
    planned_on: date
    person: str


def invited(dossier: Dossier, definition: Definition, on: date) -> tuple[Invited, ...]:
    """Return who is expected at the meetings that are planned on ``on`` or later, in order of meeting.

    A meeting of a partnership that ended lapses, as does one that was held on another day. Whoever leads the work
    group is always there, and a vacant role sends its backup.
    """
    if dossier.phase == ENDED:
        return ()
    return tuple(
        Invited(meeting.meeting, meeting.kind, meeting.planned_on, person)
        for meeting in dossier.meetings
        if meeting.planned_on and meeting.planned_on >= on and meeting.held_on in {None, meeting.planned_on}
        for person in dict.fromkeys(p for _role, p in _people(dossier, definition, meeting.kind, meeting.planned_on))
    )


def roles_invited(dossier: Dossier, definition: Definition, kind: str, planned_on: date) -> tuple[str, ...]:
    """Return the roles of which somebody is expected at a meeting of a kind on a day, whoever leads first."""
    return tuple(dict.fromkeys(role for role, _person in _people(dossier, definition, kind, planned_on)))


def _people(dossier: Dossier, definition: Definition, kind: str, planned_on: date) -> Iterator[tuple[str, str]]:
    leading = ((role, filled_by(dossier, role)) for role in (COORDINATOR, *definition.fallback_roles))
    lead, leads = next((one for one in leading if one[1]), ("", ()))
    yield from ((lead, person) for person in leads)
    for role in definition.invites(kind):
        of_contractors = role == CONTRACTOR
        people = _of_contractors(dossier, kind, planned_on) if of_contractors else filled_by(dossier, role)
        yield from ((role, person) for person in people)


def _of_contractors(dossier: Dossier, kind: str, planned_on: date) -> Iterator[str]:
    """The people of the contractors that the meeting concerns; a backup from another company is not among them."""
    employers = {p.person: p.contractor for p in dossier.people}
    for contract in dossier.contracts:
        if contract.contractor and _concerns(contract, dossier, kind, planned_on):
            for person in filled_by(dossier, CONTRACTOR, contract.contract):
                if employers.get(person) in {None, contract.contractor}:
                    yield person


def _concerns(contract: Contract, dossier: Dossier, kind: str, planned_on: date) -> bool:
    """Tell whether a contract runs on the day, or ended without anybody having looked back on it yet."""
    if contract.stage in {"gegund", "uitgevraagd"} and (contract.ends_on is None or contract.ends_on >= planned_on):
        return True
    looked_back_on = max((e.recorded_on for e in dossier.evaluations), default=date.min)
    ended_on = contract.ends_on if contract.stage in {"gegund", "afgelopen"} else None
    return kind == LOOKS_BACK and ended_on is not None and ended_on > looked_back_on
