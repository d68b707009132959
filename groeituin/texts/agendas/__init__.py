"""Agendas of conversations and meetings: the guide's advice in plain Dutch, filled with what the dossier knows."""

from datetime import date

from groeituin.texts.agendas.before_award import market
from groeituin.texts.agendas.contractor import exploring, starting
from groeituin.texts.agendas.deciding import deciding
from groeituin.texts.agendas.evaluating import evaluating
from groeituin.texts.agendas.item import Agenda, Item
from groeituin.texts.agendas.progress import progress
from groeituin.texts.agendas.work_group import work_group
from states.definition import Definition
from states.dossier import Dossier

__all__ = ["AGENDAS", "Item", "agenda_items"]

AGENDAS: dict[str, Agenda] = {
    "werkgroep": work_group,
    "verkennend": exploring,
    "beslissers": deciding,
    "start": starting,
    "voortgang": progress,
    "evaluatie": evaluating,
    "marktconsultatie": market,
}


def agenda_items(dossier: Dossier, kind: str, process: Definition, on: date) -> tuple[Item, ...]:
    """Return the agenda of the next meeting of a kind.

    Nothing in it tells who has a job: jobs and hours are counted per target group, without titles or reasons to leave.

    Args:
        dossier: the partnership.
        kind: a kind of meeting.
        process: the process that the partnership follows.
        on: the day on which the agenda is made; it tells what is late and what is still to come.
    """
    return tuple(item for item in AGENDAS[kind](dossier, process, on) if item.lines)
