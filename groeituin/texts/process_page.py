"""A page that reads as a guide, made from a definition: every phase, what it needs, and what the nights ask."""

from collections.abc import Iterable, Iterator, Sequence

from groeituin.diagram import mermaid
from groeituin.texts.retention import COUNTED_FROM, KIND_NAMES, length
from groeituin.texts.rules import in_phases, ladder, missed, when
from groeituin.texts.sources import listed_figures
from groeituin.texts.why import NEEDS
from groeituin.texts.words import MEETING_NAMES, ROLE_NAMES, phase_name, who
from states.definition import Definition, PhaseDefinition, TriggerDefinition
from states.texts import capital, day, listed

ROUTES = {"aanbesteding": "een aanbesteding", "bestaand_contract": "een bestaand contract"}
GOOD_FRIDAY = {True: "Goede Vrijdag telt als feestdag.", False: "Goede Vrijdag telt niet als feestdag."}
LIBERATION_DAY = {
    "never": "5 mei telt niet als feestdag.",
    "lustrum": "5 mei telt als feestdag in lustrumjaren.",
    "yearly": "5 mei telt elk jaar als feestdag.",
}


def process_page(definition: Definition, command: str) -> str:
    """Return the page of a process in Markdown.

    Args:
        definition: the process.
        command: what makes this page again, so that nobody changes it by hand.
    """
    lines = [
        *_opening(definition, command),
        *(
            line
            for number, (phase, described) in enumerate(definition.phases.items(), start=1)
            for line in _phase(definition, f"{number}. {phase_name(phase).capitalize()}", phase, described)
        ),
        *_meetings(definition),
        *_rules(definition),
        *_retention(definition),
        *_figures(definition),
    ]
    return "\n".join(lines).strip()


def _opening(definition: Definition, command: str) -> Iterator[str]:
    yield f"# Het proces {definition.reference}"
    yield ""
    yield f"Zo verloopt een partnership. De bron is: {_plain(definition.source)}."
    yield ""
    yield f"Deze pagina is gemaakt uit de procesdefinitie, met `{command}`."
    yield "Wilt u iets veranderen? Verander dan de definitie, en maak de pagina opnieuw."
    yield ""
    yield from ("```mermaid", mermaid(definition), "```", "")
    yield "Elke pijl is een stap. Tussen haakjes staan de codes van wat er dan moet zijn. Wat zij betekenen, staat bij"
    yield "de fase waar de pijl begint."
    for name in list(definition.triggers)[:1]:
        yield f"Een naam zoals `{name}` is de naam van de stap; die vult u in bij `groeituin act advance`."
    yield ""


def _phase(definition: Definition, title: str, phase: str, described: PhaseDefinition) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield f"{described.sentence} (stap {described.step})"
    yield ""
    yield from _under("Wie doet wat", _duties(definition, phase))
    for name, trigger in definition.triggers.items():
        if phase in trigger.sources:
            yield from _step(definition, name, trigger)
    yield from _under("Wat de nacht vraagt", _asked(definition, phase))


def _under(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield from (f"### {title}", "", *told, "")


def _duties(definition: Definition, phase: str) -> Iterator[str]:
    """What each role does; a star where the guide does not give it to the role in so many words."""
    inferred = False
    for role in definition.roles:
        for duty in (d for at, duties in definition.duties.get(role, {}).items() if at == phase for d in duties):
            route = f"Bij {ROUTES[duty.route]}: " if duty.route else ""
            sentence = f"{duty.sentence[0].lower()}{duty.sentence[1:]}" if route else duty.sentence
            yield f"- **{ROLE_NAMES[role]}** (stap {duty.step}{', *' if duty.inferred else ''}): {route}{sentence}"
            inferred = inferred or duty.inferred
    if inferred:
        yield from ("", "Met een sterretje: de bron noemt dit niet met zoveel woorden voor deze rol.")


def _step(definition: Definition, name: str, trigger: TriggerDefinition) -> Iterator[str]:
    yield f"### Naar {phase_name(trigger.to)}: `{name}`"
    yield ""
    needs = [NEEDS[need] for need in trigger.needs]
    if not (trigger.requires or trigger.routes):
        yield from ("Hiervoor hoeft niets klaar te zijn.", "")
    if needs:
        yield from (f"Leg vast: {listed(needs)}.", "")
    for route, codes in trigger.routes.items():
        yield from _listed(f"Nodig bij {ROUTES[route]}:", [_required(definition, code) for code in codes])
    if trigger.routes:
        yield from ("Wie beide routes kiest, heeft genoeg aan wat bij een van de twee hoort.", "")
    always = "Altijd nodig:" if trigger.routes else "Nodig:"
    yield from _listed(always, [_required(definition, code) for code in trigger.requires])
    required = {code for codes in (trigger.requires, *trigger.routes.values()) for code in codes}
    advised = [_advised(definition, code) for code in trigger.advises if code not in required]
    yield from _listed("Aangeraden, niet verplicht:", advised)


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from (title, "", *lines, "")


def _required(definition: Definition, code: str) -> str:
    roles = definition.answers_for(code)
    told = definition.requirements.get(code)
    what, step = (told.what, told.step) if told else (definition.advice[code].sentence, definition.advice[code].step)
    see_to = f"Hiervoor {'zorgt' if len(roles) == 1 else 'zorgen'} {who(roles)}."
    return f"- **{code}**: {what.rstrip('.')} (stap {step}). {see_to}"


def _advised(definition: Definition, code: str) -> str:
    return f"- {definition.advice[code].sentence} (stap {definition.advice[code].step})"


def _asked(definition: Definition, phase: str) -> Iterator[str]:
    for name, rule in definition.rules.items():
        if phase in rule.every_phase:
            condition = "Zolang een contract loopt: " if phase in rule.while_contract_runs else ""
            told = when(name, definition, phase)
            sentence = f"{condition}{told[0].lower()}{told[1:]}" if condition else told
            yield f"- [{name}](#{name}), aan {who(rule.to)}. {sentence}"


def _meetings(definition: Definition) -> Iterator[str]:
    if not definition.meetings:
        return
    yield from ("## Wie een uitnodiging krijgt", "")
    yield "Is een overleg gepland, dan krijgt wie erbij hoort een uitnodiging voor in de agenda. Verandert de dag of"
    yield "gaat het niet door, dan komt daar bericht van. De coördinator hoort er altijd bij."
    yield ""
    for kind, meeting in definition.meetings.items():
        yield f"- **{MEETING_NAMES[kind]}** (stap {meeting.step}): {who(meeting.invites)}"
    yield ""


def _rules(definition: Definition) -> Iterator[str]:
    yield from ("## De vragen van de nacht", "")
    yield "Elke nacht kijkt het programma wat aan de beurt is, en vraagt daar één keer naar."
    yield "Zolang een partnership is opgeschort, vraagt de nacht niets. Zijn er nachten gemist, dan wordt alleen het"
    yield "nieuwste gevraagd, tenzij bij een vraag iets anders staat."
    yield ""
    yield "Valt een datum in een weekend of op een feestdag, dan wordt het de eerste werkdag daarna; bij het"
    yield "voortgangsgesprek de laatste werkdag ervoor. Een herhaling na een aantal dagen komt ook in een weekend."
    yield f"{GOOD_FRIDAY[definition.holidays.good_friday]} {LIBERATION_DAY[definition.holidays.liberation_day]}"
    yield f"Bron: {_plain(definition.holidays.source)}."
    yield ""
    fallback = [who((role,)) for role in definition.fallback_roles]
    yield "Heeft niemand een rol, dan gaat de vraag naar de reserve voor die rol. Is die er niet, dan naar"
    yield f"{', dan naar '.join([*fallback, 'wie het partnership begon'])}."
    yield ""
    for name, rule in definition.rules.items():
        yield from (f"### {name}", "")
        yield f"- Wanneer: {when(name, definition)}"
        yield f"- {in_phases(rule)}."
        yield f"- Aan: {who(rule.to)}. {ladder(rule)}"
        yield f"- Klaar als: {_plain(rule.stops)}. {missed(rule)}".rstrip()
        yield f"- Bron: {_plain(rule.source)}."
        yield ""


def _retention(definition: Definition) -> Iterator[str]:
    if not definition.retention:
        return
    yield from ("## Hoe lang iets blijft", "")
    yield "Niets verdwijnt vanzelf. `groeituin retention propose` maakt een lijst van wat over zijn termijn is, en pas"
    yield "als een mens die goedkeurt met `groeituin retention approve`, wordt het vernietigd."
    yield "Wat hier niet staat, blijft."
    yield ""
    for kind, period in definition.retention.items():
        yield f"- {capital(KIND_NAMES[kind])}: {length(period)} na {COUNTED_FROM[kind]}. Bron: {_plain(period.source)}."
    yield ""


def _figures(definition: Definition) -> Iterator[str]:
    yield from ("## De getallen", "")
    if "M2" in definition.requirements:
        longest = f"{definition.meeting_recency} keer de afgesproken tijd"
        yield f"Een voortgangsgesprek is recent (M2) als het niet langer geleden is dan {longest}."
    if definition.work_group_roles:
        yield f"De werkgroep bestaat uit: {listed([ROLE_NAMES[role] for role in definition.work_group_roles])}."
    yield ""
    yield from ("| wat | hoeveel | bron | datum van de bron |", "|---|---|---|---|")
    for found in listed_figures(definition.figures):
        cells = (found.what, found.much, found.source.source, day(found.source.dated_on))
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _plain(sentence: str) -> str:
    """Without the full stop that the line gets anyway."""
    return sentence.strip().rstrip(".")
