"""Switching a definition on for new partnerships, and what is known of those that were."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.acts.reach import refuse_before
from groeituin.definition_file import DefinitionFile
from groeituin.definitions import Library
from groeituin.errors import refusal
from groeituin.migration import following
from models.database import table
from models.definitions import StoredDefinition
from models.journal import Entry, next_entry, write_entries
from models.partnerships import Partnership
from models.unit_of_work import UnitOfWork

ACTIVATED = "activate-definition"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A rehearsal of a definition: of which text, over which nights, and of how many partnerships that would move."""

    content_hash: str
    on: date
    until: date
    partnerships: int


@dataclass(frozen=True, slots=True)
class Activation:
    """What switching on did: whether anything changed, which definition it replaces, whether it was rehearsed.

    ``following`` is how many partnerships still follow the one that it replaces.
    """

    definition: str
    content_hash: str
    changed: bool
    replaces: str
    rehearsed: bool
    following: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it for the doors."""
        return asdict(self)


def activate(
    engine: Engine,
    file: DefinitionFile,
    rehearsed: Rehearsed | None,
    *,
    force: bool,
    on: date,
    by: str,
    at: datetime,
) -> Activation:
    """Make a definition the one for new partnerships; those that run stay with their own.

    Args:
        engine: the database.
        file: the definition, with its text.
        rehearsed: the last rehearsal of this file, if there was one.
        force: also when its text was not rehearsed; the journal says so.
        on: the date.
        by: who asks for it.
        at: the moment, for the journal.

    Raises:
        Refused: it was not rehearsed since its last change, or without any of the partnerships that follow the present
            one; this version is known with another text; or the journal is past ``on``.
    """
    reference = file.definition.reference
    with UnitOfWork(engine) as work:
        library = Library(work.connection)
        refuse_another_text(library, file)
        before = library.active.reference
        running = len(following(work.connection, before))
        why_not = _untried(rehearsed, file, running)
        done = Activation(reference, file.content_hash, before != reference, before, why_not is None, running)
        if not done.changed:
            return done
        if why_not and not force:
            raise refusal("niet_geprobeerd", why_not)
        _in_order(work.connection, on)
        entry = next_entry(work.connection)
        row = {"entry": entry, "at": at, "on": on, "by": by, "act": ACTIVATED, "data": _told(done, rehearsed)}
        write_entries(work.connection, [row])
        work.session.merge(
            StoredDefinition(reference=reference, content_hash=file.content_hash, text=file.text, activation=entry)
        )
        work.commit()
    return done


def _told(done: Activation, rehearsed: Rehearsed | None) -> dict[str, Any]:
    """Return what the journal tells of a definition that was switched on."""
    return {
        "definition": done.definition,
        "content_hash": done.content_hash,
        "replaces": done.replaces,
        "rehearsed": [rehearsed.on.isoformat(), rehearsed.until.isoformat()] if done.rehearsed and rehearsed else None,
        "forced": not done.rehearsed,
    }


def refuse_another_text(library: Library, file: DefinitionFile) -> None:
    """Refuse a definition whose name and version are known with another text: partnerships may follow that.

    Raises:
        Refused: they are.
    """
    known = library.hash_of(file.definition.reference)
    if known not in {None, file.content_hash}:
        sentence = f"{file.definition.reference} is al bekend met een andere tekst. Geef deze tekst een eigen versie."
        raise refusal("versie_bestaat", sentence)


def _untried(rehearsed: Rehearsed | None, file: DefinitionFile, running: int) -> str | None:
    """Return why a rehearsal proves nothing about a definition that replaces what some follow; None when it does."""
    if rehearsed and rehearsed.content_hash == file.content_hash:
        unseen = running > 0 and rehearsed.partnerships == 0
        return "De nachtproef zag geen partnerships; draai haar op deze database." if unseen else None
    why = "is na de laatste nachtproef veranderd" if rehearsed else "is nog niet in een nachtproef bekeken"
    return (
        f"Deze procesdefinitie {why}. Draai eerst `groeituin rehearse --definition BESTAND`, of dwing het af met "
        "--force."
    )


def _in_order(connection: Connection, on: date) -> None:
    """Refuse a day before what is known: partnerships that began since then followed another definition."""
    journal = table(Entry)
    begun = journal.c.act.in_([ACTIVATED, "start-partnership", "take-over-partnership"])
    newest = connection.execute(sa.select(sa.func.max(journal.c.on)).where(begun)).scalar()
    refuse_before(newest, on, "kies die datum of een latere.")


def listing(connection: Connection) -> list[dict[str, Any]]:
    """Return every definition that is known, with how many partnerships follow it; the one for new ones last."""
    library = Library(connection)
    journal, stored, own = table(Entry), table(StoredDefinition), table(Partnership)
    entries = connection.execute(
        sa.select(stored.c.reference, journal.c.on, journal.c.by, journal.c.data).join_from(
            stored, journal, journal.c.entry == stored.c.activation
        )
    )
    known = {row.reference: row for row in entries}
    counts = sa.select(own.c.definition, sa.func.count()).group_by(own.c.definition)
    following = {row[0]: row[1] for row in connection.execute(counts)}
    active = library.active.reference
    return [
        {
            "definition": reference,
            "content_hash": library.hash_of(reference),
            "active": reference == active,
            "activated_on": row.on if row else None,
            "activated_by": row.by if row else None,
            "rehearsed": not row.data["forced"] if row else None,
            "partnerships": following.get(reference, 0),
        }
        for reference in library
        for row in [known.get(reference)]
    ]
