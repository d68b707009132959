"""Who a signal goes to: the holders of its roles, and who stands in when nobody holds them."""

from states.definition import Definition
from states.dossier import Dossier


def recipients(
    dossier: Dossier, definition: Definition, rule: str, subject: str, roles: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """Return the people of a rule's roles, or of other roles, in order and each once; never empty.

    A role that nobody holds falls to its backup, then to the coordinator, the backup of that, the social return
    coordinator, and at last to whoever started the partnership.
    """
    people: dict[str, None] = {}
    for role in definition.rules[rule].to if roles is None else roles:
        people.update(dict.fromkeys(responsible(dossier, definition, role, subject)))
    return tuple(people)


def addressed(definition: Definition, rule: str, rung: int, told: int = 0) -> tuple[str, ...]:
    """Return the roles that a signal goes to once its ladder was climbed to a rung.

    The board hears of it when its rung is reached, and not again each time the same question returns.

    Args:
        definition: the process.
        rule: the rule of the signal.
        rung: how far the ladder was climbed.
        told: how far it was climbed before this night.
    """
    climbed = [
        role
        for number, step in enumerate(definition.rules[rule].ladder[:rung], start=1)
        for role in step.to
        if role != "bestuurder" or number > told
    ]
    return (*definition.rules[rule].to, *climbed)


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
    return _direct(dossier, role, subject) or dossier.holders(role, backup=True)


def _direct(dossier: Dossier, role: str, subject: str) -> tuple[str, ...]:
    if role == "eigenaar":
        left = {p.person for p in dossier.people if p.inactive_on}
        return tuple(a.owner for a in dossier.actions if a.action == subject and a.owner not in left)
    if role == "loonadministratie":
        return tuple(dict.fromkeys(p for payer in _payers(dossier, subject) for p in _direct(dossier, payer, subject)))
    held = dossier.holders(role)
    if held or role != "opdrachtnemer":
        return held
    of_one = [c for c in dossier.contracts if c.contract == subject]
    contractors = {c.contractor for c in of_one or dossier.contracts if c.contractor}
    return tuple(p.person for p in dossier.people if p.contractor in contractors and not p.inactive_on)


def _payers(dossier: Dossier, contract: str) -> tuple[str, ...]:
    """Who knows the hours: HR where the client pays the wages of all jobs, else the contractor (or both)."""
    payrolls = {j.payroll for j in dossier.jobs if j.contract in {None, contract} and j.starts_on and j.payroll}
    own = ("hr_expert",) if "opdrachtgever" in payrolls else ()
    return own if payrolls == {"opdrachtgever"} else ("opdrachtnemer", *own)
