"""Which process a partnership follows."""

from groeituin.errors import NoSuchThing
from states.definition import Definition, handreiking
from states.working_days import WorkingDays, working_days


def definition(reference: str | None = None) -> Definition:
    """Return a definition by its name, or by name and version; the guide's unless told.

    Raises:
        NoSuchThing: there is no such definition.
    """
    known = handreiking()
    if reference in {None, known.name, known.reference}:
        return known
    raise NoSuchThing(f"Er is geen procesdefinitie '{reference}'. Bekend is: {known.reference}.")


def calendar_of(process: Definition) -> WorkingDays:
    """Return the working days under a definition's settings."""
    return working_days(process.holidays)
