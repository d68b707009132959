"""The agenda of the work group: the first time the topics of steps 1b and 1c, later what the next step still needs."""

from datetime import date

from groeituin.texts.agendas.item import Item, agreements, item, named, objectives, open_actions
from groeituin.texts.words import ROLE_NAMES
from states.definition import Definition
from states.dossier import Dossier
from states.duties import next_step
from states.machine import fire
from states.recipients import filled_by
from states.texts import capital, day, listed


def work_group(dossier: Dossier, process: Definition, on: date) -> list[Item]:
    """Return the points of the next meeting of the work group."""
    met = any(m.kind == "werkgroep" and m.held_on for m in dossier.meetings)
    return _again(dossier, process, on) if met else _first(dossier, process, on)


def _first(dossier: Dossier, process: Definition, on: date) -> list[Item]:
    decided = [d for d in dossier.decisions if d.decision == "principebesluit"]
    return [
        item(
            "Welkom",
            "Stel u aan elkaar voor. Wat is uw werk, en wat hoopt u te bereiken?",
            _members(dossier, process),
            "Heeft iedereen de handreiking gelezen?",
        ),
        item(
            "Wat wil onze organisatie?",
            (f"Het besluit om te beginnen is genomen op {day(d.decided_on)} ({d.decided_by})." for d in decided[:1]),
            "Hoe kijken wij naar inclusie, en welke doelen horen daarbij?",
            "Wat betekenen de banenafspraak en de quotumwet voor ons?",
            "Gaat HR over mensen die bij ons in dienst zijn, of over iedereen die op onze locaties werkt?",
        ),
        item(
            "Wat kunnen we met inkoop?",
            "Hoe kopen wij nu maatschappelijk verantwoord in?",
            "Hoeveel kopen we per jaar in, en waar liggen kansen?",
            "Welk beleid voor social return is er al bij aanbestedingen?",
        ),
        item(
            "Welke contracten lopen er?",
            "Welke afspraken over social return staan al in contracten?",
            "Hoe krijgt inkoop de contracten in beeld? Kijk naar soort werk, waarde, looptijd en verlenging.",
            (f"Al in beeld: {named(c)}." for c in dossier.contracts),
        ),
        item(
            "Voor wie doen we het?",
            "Kiezen we voor mensen uit het doelgroepregister, of voor iedereen met een afstand tot werk?",
            "Banen voor mensen uit het doelgroepregister tellen altijd mee voor de banenafspraak.",
            "Welke doelen hebben we nog meer? Denk aan stageplekken, minder uitkeringen of een betere band met "
            "opdrachtnemers.",
            objectives(dossier),
        ),
        item("Wie doet wat?", _roles(process)),
        item(
            "Hoe gaan we verder?",
            "Maak een kort actieplan: acties met een eigenaar en een datum. Een dik rapport is niet nodig.",
            "Beginnen we met een aanbesteding, met een contract dat al loopt, of met allebei?",
            "Wie van buiten doet mee, zoals UWV of het WerkgeversServicepunt?",
            (f"Staat al op de lijst: {action}" for action in open_actions(dossier, on)),
        ),
        agreements(),
    ]


def _members(dossier: Dossier, process: Definition) -> list[str]:
    wanted = ("projectcoordinator", *process.work_group_roles)
    there = [ROLE_NAMES[role] for role in wanted if filled_by(dossier, role)]
    absent = [ROLE_NAMES[role] for role in wanted if not filled_by(dossier, role)]
    lines = [f"In de werkgroep: {listed(there)}."] if there else []
    lines += [f"Nog niemand voor: {listed(absent)}. Wie kan dat doen?"] if absent else []
    if not dossier.backup_coordinators():
        lines.append("Wie neemt het over als de coördinator lang weg is of vertrekt? Kies samen een reserve.")
    return lines


def _roles(process: Definition) -> list[str]:
    """What the members do in this phase, in the words of the role matrix."""
    wanted = ("projectcoordinator", *process.work_group_roles)
    told = {role: by_phase.get("werkgroep", ()) for role, by_phase in process.duties.items()}
    lines = [
        f"{capital(ROLE_NAMES[role])}: {duty.sentence}"
        for role, duties in told.items()
        for duty in duties
        if role in wanted
    ]
    return ["Klopt deze verdeling?", *lines] if lines else ["Verdeel het werk over de rollen."]


def _again(dossier: Dossier, process: Definition, on: date) -> list[Item]:
    trigger = next_step(dossier, process)
    decision = fire(dossier, trigger, process, on) if trigger else None
    return [
        item("Opening", "Wat is er gebeurd sinds de vorige keer? Noem ook wat goed ging."),
        item("Acties", open_actions(dossier, on) or ["Er staan geen acties open."]),
        item("Wat is nog nodig voor de volgende stap?", (v.sentence for v in decision.missing) if decision else ()),
        item("Wat helpt, maar niet hoeft", (v.sentence for v in decision.advised) if decision else ()),
        agreements(),
    ]
