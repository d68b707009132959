"""Who a signal goes to: the holders of its roles, and who stands in when nobody holds them."""

from collections.abc import Mapping
from dataclasses import replace

from states.definition import Definition
from states.dossier import Dossier, Person
from states.vocabulary import Role, words

BOARD = "bestuurder"
COORDINATOR = "projectcoordinator"
CONTRACTOR = "opdrachtnemer"
OWNER = "eigenaar"


def recipients(
    dossier: Dossier, definition: Definition, rule: str, subject: str, roles: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """Return the people of a rule's roles, or of other roles, in order and each once; never empty.

    A role that nobody holds falls to its backup, then to the coordinator, the backup of that, the social return
    coordinator, and at last to whoever started the partnership. What an organisation is asked once goes to who holds
    the role for all of its partnerships.
    """
    found = definition.rules.get(rule)
    shared = bool(subject) and found is not None and found.subject == "organisation"
    people: dict[str, None] = {}
    # Until a night lapses what was asked by a rule that the definition no longer has, the coordinator answers for it.
    asked = found.to if found else (COORDINATOR,)
    for role in asked if roles is None else roles:
        for one in _payers(dossier, subject) if role == "loonadministratie" else (role,):
            of_all = filled_by(_for_all(dossier), one) if shared else ()
            people.update(dict.fromkeys(of_all or responsible(dossier, definition, one, subject)))
    return tuple(people)


def told(
    dossier: Dossier, definition: Definition, rule: str, subject: str, rung: int = 0, before: int = 0
) -> dict[str, int]:
    """Return everybody to whom a signal goes once its ladder was climbed to a rung, with the rung that brought them.

    The board hears of it when its rung is reached, and not again each time the same question returns.

    Args:
        dossier: the partnership.
        definition: its process.
        rule: the rule of the signal.
        subject: what it is about.
        rung: how far the ladder was climbed, 0 when it only was asked.
        before: how far it was climbed before this night.
    """
    found = dict.fromkeys(recipients(dossier, definition, rule, subject), 0)
    climbed = definition.rules[rule].ladder[:rung] if rule in definition.rules else ()
    for number, step in enumerate(climbed, start=1):
        roles = tuple(role for role in step.to if role != BOARD or number > before)
        for person in recipients(dossier, definition, rule, subject, roles):
            found.setdefault(person, number)
    return found


def standing_in(
    dossier: Dossier, definition: Definition, rule: str, subject: str, rung: int, absent: str
) -> tuple[tuple[str, ...], int] | None:
    """Return who was told only because somebody has left, and the rung from which; None if that changed nothing."""
    back = replace(dossier, people=tuple(p for p in dossier.people if p.person != absent))
    there = told(back, definition, rule, subject, rung)
    if absent not in there:
        return None
    return tuple(p for p in told(dossier, definition, rule, subject, rung) if p not in there), there[absent]


def as_employed_before(dossier: Dossier, worked_for: Mapping[str, str | None]) -> Dossier:
    """Return a partnership as it was before people changed employers.

    Args:
        dossier: the partnership as it is now.
        worked_for: of whoever changed employers the contractor before; None for none.
    """
    known = {p.person: p for p in dossier.people}
    stayed = (p for p in dossier.people if p.person not in worked_for)
    back = (replace(known.get(name, Person(name)), contractor=employer) for name, employer in worked_for.items())
    return replace(dossier, people=(*stayed, *back))


def _for_all(dossier: Dossier) -> Dossier:
    return replace(dossier, roles=tuple(r for r in dossier.roles if r.inherited))


def responsible(dossier: Dossier, definition: Definition, role: str, subject: str = "") -> tuple[str, ...]:
    """Return who answers for a role: who fills it, or who stands in when nobody does; never empty."""
    found = filled_by(dossier, role, subject)
    for fallback in () if found else definition.fallback_roles:
        found = filled_by(dossier, fallback)
        if found:
            break
    return found or (dossier.started_by,)


def filled_by(dossier: Dossier, role: str, subject: str = "") -> tuple[str, ...]:
    """Return who fills a role: its holders, or its backup when nobody holds it; empty when it is vacant."""
    if role == CONTRACTOR:
        return _of_contractor(dossier, subject)
    return _direct(dossier, role, subject) or dossier.holders(role, backup=True)


def _direct(dossier: Dossier, role: str, subject: str) -> tuple[str, ...]:
    if role == OWNER:
        left = {p.person for p in dossier.people if p.inactive_on}
        return tuple(a.owner for a in dossier.actions if a.action == subject and a.owner not in left)
    return dossier.holders(role)


def contractors(dossier: Dossier, subject: str) -> frozenset[str]:
    """Return the contractors whom a subject concerns: of one contract or company, or all where it is about neither.

    A contract that is linked no more is nobody's here, and so is a tender that is not linked yet.
    """
    linked = dossier.contracts
    of_one = [c for c in linked if c.contract == subject] or [c for c in linked if c.contractor == subject]
    concerned = of_one or (linked if _is_of_all(dossier, subject) else ())
    return frozenset(c.contractor for c in concerned if c.contractor)


def _is_of_all(dossier: Dossier, subject: str) -> bool:
    """Tell whether a subject is the partnership, its organisation, a role or an action, and so no one contractor's."""
    return subject in {"", dossier.organisation, *words(Role), *(a.action for a in dossier.actions)}


def _of_contractor(dossier: Dossier, subject: str) -> tuple[str, ...]:
    """The people of a contract's contractor, who was given the role first; never those of another company."""
    whose, of_all = contractors(dossier, subject), _is_of_all(dossier, subject)
    employers = {p.person: p.contractor for p in dossier.people}

    def held(*, backup: bool) -> tuple[str, ...]:
        there = dossier.holders(CONTRACTOR, backup=backup)
        return there if of_all else tuple(p for p in there if employers.get(p) in {None, *whose})

    own = tuple(p.person for p in dossier.people if p.contractor in whose and not p.inactive_on)
    return held(backup=False) or own or held(backup=True)


def _payers(dossier: Dossier, contract: str) -> tuple[str, ...]:
    """Who knows the hours: HR where the client pays the wages of all jobs, else the contractor (or both)."""
    payrolls = {j.payroll for j in dossier.jobs if j.contract in {None, contract} and j.starts_on and j.payroll}
    own = ("hr_expert",) if "opdrachtgever" in payrolls else ()
    return own if payrolls == {"opdrachtgever"} else (CONTRACTOR, *own)
