"""Who a signal goes to: the holders of its roles, and who stands in when nobody holds them."""

from states.definition import Definition
from states.dossier import Dossier


def recipients(dossier: Dossier, definition: Definition, rule: str, subject: str) -> tuple[str, ...]:
    """Return the people of a rule's roles, in order and each once; never empty.

    A role that nobody holds falls to its backup, then to the coordinator, the backup of that, the social return
    coordinator, and at last to whoever started the partnership.
    """
    people: dict[str, None] = {}
    for role in definition.rules[rule].to:
        people.update(dict.fromkeys(_holders(dossier, definition, role, subject)))
    return tuple(people)


def _holders(dossier: Dossier, definition: Definition, role: str, subject: str) -> tuple[str, ...]:
    found = _direct(dossier, role, subject) or dossier.holders(role, backup=True)
    for fallback in () if found else definition.fallback_roles:
        found = dossier.holders(fallback) or dossier.holders(fallback, backup=True)
        if found:
            break
    return found or (dossier.started_by,)


def _direct(dossier: Dossier, role: str, subject: str) -> tuple[str, ...]:
    if role == "eigenaar":
        left = {p.person for p in dossier.people if p.inactive_on}
        return tuple(a.owner for a in dossier.actions if a.action == subject and a.owner not in left)
    held = dossier.holders(role)
    if held or role != "opdrachtnemer":
        return held
    of_one = [c for c in dossier.contracts if c.contract == subject]
    contractors = {c.contractor for c in of_one or dossier.contracts if c.contractor}
    return tuple(p.person for p in dossier.people if p.contractor in contractors and not p.inactive_on)
