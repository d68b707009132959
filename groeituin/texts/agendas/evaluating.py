"""The agenda of an evaluation: what it gave, what was learned, and what the next tender takes along (4b)."""

from datetime import date

from groeituin.texts.agendas.hours import hours
from groeituin.texts.agendas.item import Item, agreements, item, jobs
from groeituin.texts.agendas.progress import lessons, moments
from states.definition import Definition
from states.dossier import Dossier


def evaluating(dossier: Dossier, process: Definition, on: date) -> list[Item]:
    """Return the points of an evaluation with the contractor."""
    return [
        item(
            "Opening",
            "Waar zijn we trots op? Bedank elkaar: het resultaat is van beide partijen.",
        ),
        item(
            "Wat leverde het op?",
            hours(dossier, process, on),
            jobs(dossier),
            "Wat veranderde er voor mensen? En voor de organisatie?",
        ),
        item(
            "Hoe ging de samenwerking?",
            "Wat ging goed, en wat kan beter?",
            "Was duidelijk wat er werd gevraagd? Paste het bij het werk?",
            "Liepen rapportage en gesprekken goed?",
        ),
        item("Nieuwe ideeën", "Welke kansen ziet de opdrachtnemer die we nog niet gebruiken?"),
        item("Lessen van eerder", lessons(dossier)),
        item(
            "Mee naar de volgende aanbesteding",
            moments(dossier, on),
            "Wat vraagt u de volgende keer anders, en waarom? Leg dat vast bij de evaluatie.",
        ),
        item(
            "Delen en vieren",
            "Wie moet dit horen, binnen en buiten de organisatie?",
            "Hoe viert u wat is gelukt?",
        ),
        agreements(),
    ]
