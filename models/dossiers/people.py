"""Who matters to a dossier: the people of its roles, actions and contractors, and who asks for the organisation."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.database import among, table
from models.dossiers.scope import Rows, Scope
from models.parties import Organisation, Person
from models.partnerships import Partnership, Suspension
from states import dossier as facts

# The phases in which an organisation is asked, once for all of its partnerships, what it does with its policy.
ANCHORED = ("borging", "afgerond")


def people_of(scope: Scope, parts: dict[str, tuple[Rows[Any], Rows[Any]]]) -> Rows[facts.Person]:
    """The people who matter: with a role, an action or an appointment, or of a contractor of a linked contract."""
    roles, inherited_roles = parts["roles"]
    appointed, inherited_appointed = parts["specialists"]
    names: dict[str, set[str]] = {}
    contractors: dict[str, set[str]] = {}
    for key, organisation in scope.organisation_of.items():
        holdings = roles.get(key, ()) + inherited_roles.get(organisation, ())
        names[key] = {r.person for r in holdings} | {a.owner for a in parts["actions"][0].get(key, ())}
        names[key] |= {s.what for s in appointed.get(key, ()) + inherited_appointed.get(organisation, ())}
        contractors[key] = {c.contractor for c in parts["contracts"][0].get(key, ()) if c.contractor}
    by_name, by_company = _known(scope.connection, set().union(*names.values()), set().union(*contractors.values()))
    found: Rows[facts.Person] = {}
    for key in scope.partnerships:
        named = [by_name[name] for name in sorted(names[key]) if name in by_name]
        staff = [person for company in sorted(contractors[key]) for person in by_company[company]]
        found[key] = tuple(dict.fromkeys((*named, *staff)))
    return found


def _known(
    connection: Connection, names: set[str], companies: set[str]
) -> tuple[dict[str, facts.Person], dict[str, list[facts.Person]]]:
    """The people with these codes or of these contractors, by their code, and by contractor; in order of code."""
    persons = table(Person)
    wanted = among(connection, persons.c.person, sorted(names))
    wanted |= among(connection, persons.c.contractor, sorted(companies))
    asked = sa.select(persons.c.person, persons.c.contractor, persons.c.inactive_on).where(wanted)
    by_name: dict[str, facts.Person] = {}
    by_company: dict[str, list[facts.Person]] = defaultdict(list)
    for row in connection.execute(asked.order_by(persons.c.person)).all():
        person = by_name[row.person] = facts.Person(*row)
        if person.contractor:
            by_company[person.contractor].append(person)
    return by_name, by_company


def load_speakers(connection: Connection, organisations: Sequence[str]) -> frozenset[str]:
    """Return who asks what an organisation is asked once: its first partnership by code that has come so far.

    One that is suspended without an end asks nothing, so another one does.
    """
    own, other, pauses = table(Partnership), table(Organisation), table(Suspension)
    silent = sa.exists().where(pauses.c.partnership == own.c.partnership, pauses.c.until_on.is_(None))
    first = [
        sa.select(sa.func.min(own.c.partnership))
        .where(own.c.organisation == other.c.organisation, own.c.phase == phase, ~silent)
        .scalar_subquery()
        for phase in ANCHORED
    ]
    rows = connection.execute(sa.select(*first).where(among(connection, other.c.organisation, organisations))).all()
    return frozenset(min(codes) for row in rows if (codes := [code for code in row if code]))
