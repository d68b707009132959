"""What a journal row says happened, in a Dutch sentence; one for every act and for what a night does by itself."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from groeituin.texts.retention import journal_line
from groeituin.texts.words import BASE_NAMES, FORM_NAMES, GROUP_NAMES, HOW_OFTEN, MEETING_NAMES, ROLE_NAMES
from states.periods import read_period
from states.texts import amount, day, euros, listed

# The fields of a journal row: whatever an act was given.
Data = Mapping[str, Any]
Told = Callable[[Data], str]


def journal_sentence(act: str, data: Data) -> str:
    """Return the sentence of a journal row."""
    return TOLD[act](data)


def _on(data: Data, name: str) -> str:
    return day(date.fromisoformat(data[name]))


def _if(data: Data, name: str, told: str) -> str:
    """Say something only where the act was told it; {0} stands for it, a date as people write it."""
    value = data.get(name)
    if value in (None, "", [], False):
        return ""
    return told.format(_readable(value))


def _readable(value: object) -> str:
    if isinstance(value, list):
        return listed([str(part) for part in value])
    text = str(value)
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _euros(data: Data, name: str, told: str) -> str:
    value = data.get(name)
    return "" if value is None else told.format(euros(Decimal(str(value))))


def _of(data: Data) -> str:
    """For which partnerships it holds."""
    return f" (voor alle partnerships van {data['organisation']})" if data.get("organisation") else ""


def _role(data: Data) -> str:
    name = ROLE_NAMES[data["role"]]
    return f"reserve voor {name}" if data.get("backup") else name


def _period(data: Data) -> str:
    return read_period(data["period"]).name


def _changes(data: Data) -> str:
    """What an amendment changes, and how far its legal check is."""
    parts = [
        _euros(data, "value", "de waarde wordt {0}"),
        _if(data, "ends_on", "het einde wordt {0}"),
        _if(data, "title", "de titel wordt '{0}'"),
        _if(data, "stage", "het contract is nu {0}"),
    ]
    changed = listed([part for part in parts if part])
    check = {
        "nodig": " De wijziging wacht op een juridische toets.",
        "gedaan": f" De juridische toets zegt: {str(data.get('legal_outcome', '')).replace('_', ' ')}.",
    }
    told = f"Contract {data['contract']} is gewijzigd{f': {changed}' if changed else ''}. Reden: {data['reason']}."
    return told + check.get(str(data.get("legal_check")), "")


def _report(data: Data) -> str:
    if not data["lines"]:
        return f"Over {_period(data)} is een verslag van inspanning ontvangen voor contract {data['contract']}."
    hours = sum((Decimal(str(line["paid_hours"])) for line in data["lines"]), Decimal(0))
    return f"Over {_period(data)} is een urenopgave ontvangen voor contract {data['contract']}: {amount(hours)} uur."


def _settled(data: Data) -> str:
    occasions = list(dict.fromkeys([*([data["occasion"]] if data.get("occasion") else []), *data.get("occasions", [])]))
    until = _if(data, "until", " tot {0}")
    return f"Signaal {data['rule']} ({listed(occasions)}) is {data['outcome']}{until}.{_if(data, 'note', ' {0}')}"


def _moved(data: Data) -> str:
    lesson = _if(data, "lesson", " De les: {0}")
    return f"Stap '{data['trigger']}' is gezet.{_if(data, 'reason', ' Reden: {0}.')}{lesson}"


def _letters(data: Data) -> str:
    parts = [f"wil {data['letters']} een brief"] if data.get("letters") else []
    if data.get("others") is not None:
        parts.append("leest ook" if data["others"] else "leest niet meer")
        parts[-1] += " wat eerst aan anderen is gevraagd"
    return f"{data['person']} {listed(parts)}."


TOLD: dict[str, Told] = {
    "register-organisation": lambda d: f"Organisatie {d['organisation']} ({d['name']}) is vastgelegd.",
    "register-person": lambda d: (
        f"{d['person']} is vertrokken."
        if d.get("active") is False
        else f"De gegevens van {d['person']} zijn vastgelegd."
    ),
    "choose-letters": _letters,
    "register-contractor": lambda d: (
        f"Opdrachtnemer {d['contractor']} ({d['name']}) is vastgelegd"
        + (f", met PSO {d['pso']['level']} tot {_on(d['pso'], 'valid_until')}." if d.get("pso") else ".")
    ),
    "start-partnership": lambda d: (
        f"Het partnership '{d['title']}' is begonnen{_if(d, 'predecessor', ', als opvolger van {0}')}."
    ),
    "take-over-partnership": lambda d: (
        f"Het partnership '{d['title']}' is overgenomen in de fase {d['phase']}, die begon op {_on(d, 'since')}. "
        "Wat eerdere fasen vragen is niet getoetst."
    ),
    "assign-role": lambda d: f"{d['person']} heeft nu de rol {_role(d)}{_of(d)}.",
    "release-role": lambda d: f"{d['person']} heeft de rol {_role(d)} niet meer{_of(d)}.",
    "hand-over": lambda d: f"Het werk van {d['from']} gaat naar {d['to']}.{_if(d, 'reason', ' Reden: {0}.')}",
    "record-decision": lambda d: (
        f"Besluit '{d['decision']}' is genomen door {d['decided_by']}{_if(d, 'decided_on', ' op {0}')}{_of(d)}."
    ),
    "set-objective": lambda d: (
        f"Doel voor {GROUP_NAMES[d['target_group']]}:"
        + (
            listed(
                [
                    part
                    for part in (
                        _if(d, "jobs", " {0} banen"),
                        _if(d, "hours", " {0} uur"),
                        _euros(d, "euros", " {0}"),
                    )
                    if part
                ]
            )
            or _if(d, "description", " {0}")
            or " nog zonder getal"
        )
        + "."
    ),
    "choose-route": lambda d: f"De route is gekozen: {d['route'].replace('_', ' ')}.",
    "add-action": lambda d: f"Actie {d['action']}: {d['description']} ({d['owner']}, voor {_on(d, 'deadline')}).",
    "change-action": lambda d: (
        f"Actie {d['action']} is "
        + (
            "ingetrokken."
            if d.get("withdrawn")
            else f"gewijzigd{_if(d, 'owner', '; eigenaar {0}')}{_if(d, 'deadline', '; voor {0}')}."
        )
    ),
    "complete-action": lambda d: f"Actie {d['action']} is klaar{_if(d, 'completed_on', ' op {0}')}.",
    "record-advised": lambda d: f"Advies '{d['code'].replace('_', ' ')}' is opgevolgd.{_if(d, 'note', ' {0}')}",
    "register-contract": lambda d: (
        f"Contract {d['contract']} ({d['title']}) is vastgelegd{_if(d, 'starts_on', ', vanaf {0}')}"
        f"{_if(d, 'ends_on', ', tot en met {0}')}."
    ),
    "amend-contract": _changes,
    "exercise-option": lambda d: f"Contract {d['contract']} is verlengd tot en met {_on(d, 'until')}.",
    "waive-option": lambda d: f"De optie van contract {d['contract']} tot {_on(d, 'until')} wordt niet gebruikt.",
    "set-obligation": lambda d: (
        f"Contract {d['contract']} heeft vanaf {_on(d, 'from')} een verplichting van {d['percentage']} % van de "
        f"{BASE_NAMES[d['base']].removeprefix('de ')}{_euros(d, 'cap', ', ten hoogste {0}')}. Reden: {d['reason']}"
    ),
    "record-opening-balance": lambda d: (
        f"Bij de overname van contract {d['contract']} waren {_euros(d, 'sroi_euros', '{0}')} en "
        f"{amount(Decimal(str(d['hours'])))} uur gerealiseerd."
    ),
    "choose-strategy": lambda d: (
        f"De strategie voor {d['contract']} is spoor {d['track']}{_if(d, 'instrument', ' ({0})')}."
    ),
    "decide-application": lambda d: (
        f"Social return in {d['contract']} als {listed([FORM_NAMES[form] for form in d['forms']])}"
        f"{_if(d, 'percentage', ', {0} %')}, met motivering."
    ),
    "ask-out": lambda d: f"De aanbesteding {d['contract']} is op {_on(d, 'published_on')} gepubliceerd.",
    "award-contract": lambda d: (
        f"Contract {d['contract']} is op {_on(d, 'awarded_on')} gegund aan {d['contractor']}; het loopt van "
        f"{_on(d, 'starts_on')} tot en met {_on(d, 'ends_on')}."
    ),
    "link-contract": lambda d: (
        f"Contract {d['contract']} hoort bij dit partnership{' en krijgt de aandacht' if d.get('focus') else ''}."
    ),
    "unlink-contract": lambda d: f"Contract {d['contract']} hoort niet meer bij dit partnership.",
    "record-brainstorm": lambda d: (
        f"Het brainstormformat van contract {d['contract']} is ingevuld; het contract is "
        f"{d['status'].replace('_', ' ')}."
    ),
    "record-willingness": lambda d: (
        f"De opdrachtnemer van contract {d['contract']} doet {'mee' if d['willing'] else 'niet mee'}."
        f"{_if(d, 'reason', ' Reden: {0}.')}{_if(d, 'lesson', ' De les: {0}')}"
    ),
    "plan-meeting": lambda d: (
        f"Een {MEETING_NAMES[d['kind']]} gaat niet door ({d['meeting']})."
        if d.get("withdrawn")
        else f"Een {MEETING_NAMES[d['kind']]} is gepland op {_on(d, 'planned_on')}."
    ),
    "hold-meeting": lambda d: (
        f"Een {MEETING_NAMES[d['kind']]} is gevoerd{_if(d, 'held_on', ' op {0}')}, met "
        f"{listed([ROLE_NAMES[role] for role in d['attendees']])}. {d['outcome']}"
    ),
    "map-job": lambda d: f"Baan {d['job']} is in kaart gebracht, voor {GROUP_NAMES[d['target_group']]}.",
    "fill-job": lambda d: f"Baan {d['job']} is ingevuld vanaf {_on(d, 'starts_on')}.",
    "prolong-job": lambda d: f"Baan {d['job']} is verlengd tot en met {_on(d, 'ends_on')}.",
    "end-job": lambda d: f"Baan {d['job']} is geëindigd op {_on(d, 'ended_on')}.",
    "record-effort": lambda d: f"Inspanning ({d['kind'].replace('_', ' ')}): {d['description']}",
    "agree-monitoring": lambda d: f"Over het volgen is afgesproken: {HOW_OFTEN[d['frequency']]} een gesprek.",
    "report-hours": _report,
    "review-hours": lambda d: (
        f"De urenopgave over {_period(d)} van contract {d['contract']} is {d['verdict']}."
        f"{_if(d, 'reason', ' Reden: {0}.')}"
    ),
    "record-evaluation": lambda d: f"Er is geëvalueerd. De lessen: {d['lessons']}",
    "write-policy": lambda d: f"Het beleid over {d['part'].replace('_', ' ')} is vastgelegd{_of(d)}.",
    "appoint-specialist": lambda d: f"{d['person']} is social return specialist{_of(d)}.",
    "share-results": lambda d: f"Resultaten zijn {d['audience']} gedeeld: {d['where']}{_of(d)}.",
    "register-block-table": lambda d: (
        f"De bouwblokken van {d['authority']}, versie {d['version']}, gelden vanaf {_on(d, 'valid_from')}."
    ),
    "advance": _moved,
    "suspend": lambda d: f"Het partnership is opgeschort{_if(d, 'until', ' tot {0}')}. Reden: {d['reason']}",
    "resume": lambda _d: "Het partnership is hervat.",
    "settle-signal": _settled,
    "correct": lambda d: (
        f"Regel {d['entry']} is {'rechtgezet' if d.get('fields') else 'ingetrokken'}. Reden: {d['reason']}"
    ),
    "raise-signal": lambda d: f"Signaal {d['rule']} ({d['occasion']}) is gemeld aan {listed(d['to'])}.",
    "lapse-signal": lambda d: f"Signaal {d['rule']} ({d['occasion']}) is vervallen: de reden is weg.",
    "return-signal": lambda d: f"Signaal {d['rule']} ({d['occasion']}) staat weer open.",
    "escalate-signal": lambda d: (
        f"Niemand antwoordde op signaal {d['rule']} ({d['occasion']}); het is nu ook gemeld aan {listed(d['to'])}."
    ),
    "activate-definition": lambda d: (
        f"Procesdefinitie {d['definition']} geldt voor nieuwe partnerships, in plaats van {d['replaces']}"
        f"{', zonder nachtproef' if d['forced'] else ''}."
    ),
    "migrate-definition": lambda d: f"Het partnership volgt nu procesdefinitie {d['to']}, eerst {d['from']}.",
    "destroy": lambda d: journal_line(d["kind"], d["code"], d["rows"]),
    "mend-terms": lambda d: f"De planning is opnieuw berekend; {d['differences']} verschillen zijn hersteld.",
}
