"""The agenda of the meeting with the decision makers (3b)."""

from datetime import date

from groeituin.texts.agendas.item import Item, agreements, item, jobs, legal_checks, objectives, open_actions
from groeituin.texts.words import ROLE_NAMES
from states.definition import Definition
from states.dossier import Dossier
from states.recipients import filled_by
from states.texts import listed

DECIDE = ("bestuurder", "interne_opdrachtgever", "inkoopexpert", "hr_expert", "contractmanager")


def deciding(dossier: Dossier, _process: Definition, on: date) -> list[Item]:
    """Return the points of the meeting at which is decided on budget, work place and agreements."""
    absent = [ROLE_NAMES[role] for role in DECIDE if not filled_by(dossier, role)]
    return [
        item(
            "Opening",
            "Zit iedereen aan tafel die mag beslissen over budget, contract en werkplek?",
            f"In dit partnership heeft nog niemand deze rol: {listed(absent)}. Wie beslist daar?" if absent else (),
            "Staat iedereen achter het plan? Zonder dat lukt het niet.",
        ),
        item(
            "Welke banen zijn mogelijk?",
            jobs(dossier) or "Er zijn nog geen mogelijke banen in kaart.",
            "Kijk ook naar vertrek van personeel, leerplekken, nieuwe taken, en taken die samen een baan zijn.",
            "Welk werk is het, en waar? Hebben opdrachtgever en opdrachtnemer er ook later iets aan?",
        ),
        item(
            "Wat is daarvoor nodig?",
            "Hoeveel extra budget vraagt het, en wie betaalt dat?",
            "Welke afdelingen krijgen nieuwe collega's? Weten zij ervan, en hebben zij tijd om te begeleiden?",
        ),
        item(
            "Past het in het contract?",
            legal_checks(dossier),
            "Verandert het contract ingrijpend? Vraag dan eerst een aanbestedingsjurist.",
        ),
        item(
            "Nu en later",
            objectives(dossier),
            "Wat doen we dit jaar? En waar willen we op de lange duur naartoe?",
        ),
        item(
            "Besluiten",
            "Wat besluiten we vandaag? Leg vast wie besloot en wat.",
            (f"Nog te doen: {action}" for action in open_actions(dossier, on)),
        ),
        agreements(),
    ]
