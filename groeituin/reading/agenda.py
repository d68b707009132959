"""The agenda of the next conversation or meeting of a partnership."""

from dataclasses import asdict
from datetime import date
from typing import Any

from groeituin.texts.agendas import agenda_items
from states.definition import Definition
from states.dossier import Dossier


def agenda(dossier: Dossier, process: Definition, kind: str, on: date) -> dict[str, Any]:
    """Return an agenda as the doors promise it.

    Args:
        dossier: the partnership.
        process: the definition that it follows.
        kind: a kind of meeting.
        on: the day on which it is made.
    """
    items = agenda_items(dossier, kind, process, on)
    return {"partnership": dossier.partnership, "kind": kind, "on": on, "items": [asdict(one) for one in items]}
