"""The agenda of a conversation with the market before a tender (2Ac)."""

from datetime import date

from groeituin.texts.agendas.item import Item, item, named, objectives, tenders
from states.definition import Definition
from states.dossier import Contract, Dossier
from states.texts import capital, day


def market(dossier: Dossier, _process: Definition, _on: date) -> list[Item]:
    """Return the points of a market consultation; what was learned before is for the work group alone."""
    planned = tenders(dossier)
    lessons = dict.fromkeys(lesson.text for contract in planned for lesson in contract.lessons)
    return [
        item(
            "Vooraf, alleen voor de werkgroep",
            "Wat wilt u weten, en wat vertelt u? Leg dat vast voordat u uitnodigt.",
            "Nodig ook sociaal ondernemers en sociale werkplaatsen uit.",
            (f'Een les van eerder: "{text}"' for text in lessons),
        ),
        item(
            "Welkom",
            "Vertel waarom u dit gesprek voert, en wat u met de antwoorden doet.",
            "Wat u hier vertelt, mogen alle bedrijven weten.",
        ),
        item("De opdracht", (_tender(c) for c in planned) if planned else "Over welke opdracht gaat het?"),
        item(
            "Wat wij willen bereiken",
            "Vertel hoe uw organisatie naar social return kijkt.",
            objectives(dossier),
            "Noem een doelgroep als voorkeur, niet als eis. Eén doelgroep voorschrijven kan bedrijven uitsluiten.",
        ),
        item(
            "Vragen aan de markt",
            "Welk werk in deze opdracht past bij mensen met een afstand tot werk?",
            "Hoeveel banen zijn haalbaar, en wat heeft u daarvoor nodig?",
            "Welke manier van vragen past bij de omvang, de aard en de duur van deze opdracht?",
            "Wat deed u eerder, alleen of samen met een sociaal ondernemer?",
        ),
        item("Vragen van bedrijven", "Geef ruimte voor vragen. Hoe beter men weet wat u wilt, hoe beter het antwoord."),
        item(
            "Hoe het verder gaat",
            "Vertel wanneer bedrijven weer iets horen.",
            "Bepaal na afloop met de werkgroep wat u meeneemt in de aanbesteding.",
        ),
    ]


def _tender(contract: Contract) -> str:
    name = capital(named(contract))
    if contract.stage == "gepland" and contract.planned_publication_on:
        return f"{name}, gepland voor {day(contract.planned_publication_on)}."
    return f"{name}."
