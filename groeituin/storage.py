"""Reaching the database, and saying in plain words why that did not work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from groeituin.errors import StorageUnreachable
from groeituin.texts.file_errors import why
from models.database import open_database
from models.schema import head, knows, revision

# True of an act, which is kept whole or not at all, and of a night, which keeps batch after batch.
KEPT = "Wat al was opgeslagen, blijft; de rest is niet gedaan."
FULL = f"De schijf is vol. {KEPT} Maak ruimte en doe het daarna opnieuw."
SAYINGS = {
    "database is locked": "De database is bezet door een ander programma. Probeer het zo nog eens.",
    "readonly database": "De database kan hier alleen worden gelezen. Controleer de rechten op het bestand en de map.",
    "unable to open": "Het databasebestand kan niet worden geopend. Controleer de map en de rechten.",
    "disk is full": FULL,
    "disk I/O error": f"De schijf geeft een fout. {KEPT} Kijk de schijf na en doe het daarna opnieuw.",
    "No space left": FULL,
    "not a database": "Dit bestand is geen database van Groeituin.",
    "malformed": "Het databasebestand is beschadigd. Zet een reservekopie terug.",
    "no such table": "De database heeft niet alle tabellen. Draai eerst `groeituin db upgrade`.",
    "does not exist": "De database of een tabel bestaat niet. Controleer het adres en draai `groeituin db upgrade`.",
    "read-only transaction": "De database kan hier alleen worden gelezen.",
    "permission denied": "Deze gebruiker mag dit niet in de database.",
    "password authentication failed": "De database weigert het wachtwoord.",
}


def open_storage(url: str) -> Engine:
    """Return the database, after checking that it is there and has the schema that this program knows.

    Raises:
        StorageUnreachable: it is missing, cannot be read, or has an older or newer schema.
    """
    engine = connect(url)
    try:
        with storage_errors():
            found = revision(engine)
    except StorageUnreachable:
        engine.dispose()
        raise
    if found == head():
        return engine
    engine.dispose()
    if found is None:
        raise StorageUnreachable("De database heeft nog geen tabellen. Draai eerst `groeituin db upgrade`.")
    refuse_newer(found)
    raise StorageUnreachable(
        f"De database heeft een ouder schema ({found}, nodig is {head()}). Draai eerst `groeituin db upgrade`."
    )


def refuse_newer(found: str | None) -> None:
    """Refuse a database whose schema is not one of this program's, so of a newer one.

    Raises:
        StorageUnreachable: it is newer.
    """
    if found is not None and not knows(found):
        raise StorageUnreachable(
            f"De database heeft een schema ({found}) dat deze versie van Groeituin niet kent. "
            "Installeer een nieuwere versie."
        )


def connect(url: str, *, create: bool = False) -> Engine:
    """Return an engine; an SQLite file that is not there is an error unless it may be made."""
    with storage_errors():
        parsed = make_url(url)
        path = parsed.database
        missing = path and not Path(path.removeprefix("file:")).exists()
        if parsed.get_backend_name() == "sqlite" and missing and not create:
            raise StorageUnreachable(f"Er is nog geen database op {path}. Maak haar met `groeituin db upgrade`.")
        return open_database(url)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what a database driver says into a sentence for its reader."""
    try:
        yield
    except DatabaseError as error:
        raise StorageUnreachable(told(error)) from error
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        form = "schrijf sqlite:///BESTAND of postgresql+psycopg://GEBRUIKER@SERVER/NAAM"
        raise StorageUnreachable(f"Het adres van de database (GROEITUIN_DATABASE_URL) klopt niet; {form}.") from error
    except OSError as error:
        raise StorageUnreachable(f"De database is niet bereikbaar: {why(error)}.") from error


def told(error: DatabaseError) -> str:
    """Return the Dutch sentence for an error of the database."""
    said = str(error.orig or error)
    for sign, sentence in SAYINGS.items():
        if sign in said:
            return sentence
    first = said.splitlines()[0] if said else type(error).__name__
    return f"De database is niet bereikbaar of weigert: {first[:200]}"
