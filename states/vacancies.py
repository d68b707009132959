"""Since when nobody holds a role: whoever held it let go, left, or went on to lead."""

from datetime import date

from states.dossier import Dossier

COORDINATOR = "projectcoordinator"


def role_left_on(dossier: Dossier, role: str) -> date:
    """Return the day on which the last holder of a vacant role let go or left; date.min if nobody ever held it."""
    held = [r for r in dossier.roles if r.role == role and not r.backup]
    return max((_let_go_on(dossier, r.person, r.until_on) for r in held), default=date.min)


def backup_left_on(dossier: Dossier) -> date:
    """Return the day on which the last backup let go, left, or became the coordinator; date.min without any."""
    held = [r for r in dossier.roles if r.role == COORDINATOR]
    leading = dossier.holders(COORDINATOR)
    leads = {r.person: r.from_on for r in held if not r.backup and r.until_on is None and r.person in leading}
    ends = [_let_go_on(dossier, r.person, r.until_on, leads.get(r.person)) for r in held if r.backup]
    return max((day for day in ends if day < date.max), default=date.min)


def _let_go_on(dossier: Dossier, person: str, *days: date | None) -> date:
    """Return the first of the days on which somebody let go of a role, or left."""
    left_on = next((p.inactive_on for p in dossier.people if p.person == person), None)
    return min(day for day in (*days, left_on, date.max) if day)
