"""Who coordinates a partnership, by name: to whom the reader of a letter or an invitation can answer."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.definitions import Library
from models.database import among, table
from models.parties import Person
from states.definition import Definition
from states.dossier import Dossier
from states.recipients import COORDINATOR, responsible
from states.texts import listed


def names_of_coordinators(connection: Connection, library: Library, dossiers: Iterable[Dossier]) -> dict[str, str]:
    """Return the names of who leads these partnerships, or stands in, by their codes; one query for all."""
    leading = {
        person for dossier in dossiers for person in responsible(dossier, library.of(dossier.definition), COORDINATOR)
    }
    persons = table(Person)
    query = sa.select(persons.c.person, persons.c.name).where(among(connection, persons.c.person, sorted(leading)))
    return dict(connection.execute(query).tuples().all())


def coordinator_for(reader: str, dossier: Dossier, process: Definition, names: Mapping[str, str]) -> str:
    """Return the name of who leads a partnership; empty when that is the reader, the code of who is not registered."""
    leading = responsible(dossier, process, COORDINATOR)
    return "" if reader in leading else listed([names.get(person, person) for person in leading])
