"""The agendas of the first conversations with a contractor: exploring (2Bb), and starting after an award (step 3)."""

from datetime import date

from groeituin.texts.agendas.item import (
    Item,
    agreed,
    agreements,
    item,
    lasts,
    legal_checks,
    named,
    objectives,
    open_actions,
    running,
)
from groeituin.texts.words import HOW_OFTEN
from states.definition import Definition
from states.dossier import Contract, Dossier
from states.texts import day


def exploring(dossier: Dossier, _process: Definition, on: date) -> list[Item]:
    """Return the points of the first exploratory conversation, or of the next when one was held (2Bb)."""
    spoken = any(m.kind == "verkennend" and m.held_on for m in dossier.meetings)
    return _second(dossier, on) if spoken else _first(dossier, on)


def _in_focus(dossier: Dossier) -> list[Contract]:
    """The contracts that get the energy, or all that run while none was chosen."""
    return [c for c in dossier.contracts if c.focus] or running(dossier)


def _first(dossier: Dossier, on: date) -> list[Item]:
    focus = _in_focus(dossier)
    return [
        item(
            "Opening",
            "Stel u aan elkaar voor. Wie is bij beide partijen het vaste aanspreekpunt?",
            (lasts(c, on) for c in focus),
            "Opdrachtgever: hoe staat het bij ons met de banenafspraak?",
        ),
        item(
            "Wat willen we samen?",
            "Vertel wat u wilt bereiken en waarom. Het gaat om samenwerken, niet om moeten.",
            objectives(dossier),
            "Wat is voor de opdrachtnemer belangrijk?",
        ),
        item(
            "Ervaringen van de opdrachtnemer",
            "Wat deed u eerder voor mensen met een afstand tot werk? Wat ging goed, en wat niet?",
            (agreed(c, on) for c in focus),
            "Hoe gaat het met zulke afspraken in de praktijk?",
        ),
        item(
            "Ervaringen van inkoop",
            "Wat leerde inkoop bij andere contracten?",
            "Hoeveel ruimte geeft dit contract?",
        ),
        item(
            "Wat is er mogelijk?",
            "Wilt u samen onderzoeken wat er binnen dit contract kan?",
            "Wees open over bedoelingen, ambities, budget en tijd.",
            "Ziet de opdrachtnemer nu geen kans? Ga dan als vrienden uit elkaar, en vraag hoe u social return bij de "
            "volgende aanbesteding het beste kunt vragen.",
        ),
        agreements(),
    ]


def _second(dossier: Dossier, on: date) -> list[Item]:
    return [
        item("Opening", "Wat is er gedaan sinds het eerste gesprek?", open_actions(dossier, on)),
        item(
            "Welke banen zijn mogelijk?",
            "Welke vacatures van de opdrachtgever kan de opdrachtnemer helpen vullen met mensen uit de doelgroep?",
            "Komt er plek vrij binnen het contract, bijvoorbeeld doordat mensen vertrekken?",
            "Zijn er andere ideeën? Komen er tijdelijke projecten aan?",
            "Blijft er bij de opdrachtgever werk liggen dat de opdrachtnemer erbij kan doen?",
        ),
        item(
            "Past het in het contract?",
            (lasts(c, on) for c in _in_focus(dossier)),
            "Een grote wijziging van een contract mag niet zomaar. Laat een aanbestedingsjurist op tijd meekijken.",
            legal_checks(dossier),
        ),
        item(
            "Ambities",
            objectives(dossier),
            "Welk doel past bij beide partijen? Kies liever iets kleins dat lukt.",
            "Doet de opdrachtnemer mee? Leg het antwoord vast.",
        ),
        agreements(),
    ]


def starting(dossier: Dossier, process: Definition, on: date) -> list[Item]:
    """Return the points of the conversation after an award: how the contractor will do what was promised."""
    often = max(dossier.agreements, key=lambda a: a.agreed_on, default=None)
    default = process.default_frequency
    return [
        item(
            "Kennismaken",
            "Wie is bij beide partijen het vaste aanspreekpunt, en wie beslist?",
            (f"Gegund op {day(c.awarded_on)}: {named(c)}." for c in running(dossier) if c.awarded_on),
        ),
        item(
            "Wat is afgesproken?",
            (agreed(c, on) for c in running(dossier)),
            "Bij dit partnership telt de inspanning, niet het getal." if dossier.basis == "inspanning" else (),
            objectives(dossier),
            "Lezen beide partijen de afspraken hetzelfde?",
        ),
        item(
            "Het plan van aanpak",
            "Welk werk, voor welke doelgroepen, en wanneer begint de eerste?",
            "Hoe vindt u mensen? Wie helpt daarbij, zoals UWV of het WerkgeversServicepunt?",
            "Wie werkt mensen in, en wie begeleidt hen daarna?",
            "Kunnen de banen blijven, ook als het contract stopt?",
        ),
        item(
            "Volgen hoe het gaat",
            f"We spreken elkaar {HOW_OFTEN[often.frequency]}." if often
            else f"Hoe vaak spreken we elkaar? Voorstel: {HOW_OFTEN[default]}.",
            "Na elk kwartaal vragen we een urenopgave: betaalde uren per doelgroep, zonder namen.",
            "Welk bewijs wil de opdrachtgever zien? Bewijs wordt bekeken, niet bewaard.",
        ),
        item(
            "Als het anders loopt",
            "Meld het vroeg als iets niet lukt. Dan zoekt u samen een oplossing.",
            "Wanneer past u het plan aan, en wie beslist daarover?",
        ),
        agreements(),
    ]  # fmt: skip
