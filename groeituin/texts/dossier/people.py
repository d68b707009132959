"""Who takes part in a partnership: who leads it, which roles are held, and who can be written to at a contractor."""

from collections.abc import Iterator

from groeituin.texts.words import ROLE_NAMES
from states.dossier import Dossier, RoleHolding
from states.recipients import COORDINATOR
from states.texts import day, listed

# Behind what an organisation decided once for all of its partnerships.
OF_ALL = " (voor de hele organisatie)"


def leading(dossier: Dossier) -> str:
    """Return who leads a partnership now, and who stands in."""
    leads, backups = dossier.holders(COORDINATOR), dossier.backup_coordinators()
    reserve = f"reserve: {listed(backups)}" if backups else "nog geen reserve"
    return f"{listed(leads) or 'nog niemand'} ({reserve})"


def people(dossier: Dossier) -> Iterator[str]:
    """Yield a line for every role, those that are held now first, and for the people of contractors."""
    gone = {p.person: f"; vertrokken op {day(p.inactive_on)}" for p in dossier.people if p.inactive_on}
    for holding in sorted(dossier.roles, key=lambda r: r.until_on is not None):
        yield f"- {_role(holding)}{gone.get(holding.person, '')}"
    for person in dossier.people:
        if person.contractor:
            yield f"- {ROLE_NAMES['opdrachtnemer']} {person.contractor}: {person.person}{gone.get(person.person, '')}"


def _role(holding: RoleHolding) -> str:
    reserve = "reserve voor " if holding.backup else ""
    until = f" tot {day(holding.until_on)}" if holding.until_on else ""
    of_all = OF_ALL if holding.inherited else ""
    return f"{reserve}{ROLE_NAMES[holding.role]}: {holding.person}, vanaf {day(holding.from_on)}{until}{of_all}"
