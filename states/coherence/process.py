"""Whether phases, steps, codes and roles fit together."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from states.coherence.parts import Wrong, described, each, within
from states.faults import not_among
from states.vocabulary import Requirement, Trigger, words
from states.yaml_text import Path

LONGEST_REFERENCE = 64
JUDGED = words(Requirement)
ROUTES = ("aanbesteding", "bestaand_contract")
AT_THE_END = ("afgerond", "beeindigd")
LEADS = "projectcoordinator"
OF_THE_DOSSIER = ("eigenaar", "loonadministratie")
# On a step with routes, a partnership that chose none is told so.
ROUTE_CHOSEN = "W5"


def process(data: dict[str, Any]) -> Iterator[Wrong]:
    """Yield what does not fit in the name, the phases, the steps, the codes and the roles of a definition."""
    return chain(_reference(data), _phases(data), _named_phases(data), _steps(data), _codes(data), _roles(data))


def _reference(data: dict[str, Any]) -> Iterator[Wrong]:
    name, version = data.get("name"), data.get("version")
    if isinstance(name, str) and isinstance(version, str) and len(f"{name}/{version}") > LONGEST_REFERENCE:
        yield Wrong(("name",), "te_lang", f"naam en versie zijn samen langer dan {LONGEST_REFERENCE - 1} tekens")


def _phases(data: dict[str, Any]) -> Iterator[Wrong]:
    """A partnership begins in the first phase, and comes into every other one by a step."""
    phases = within(data, "phases")
    first = next(iter(phases), None)
    if first in AT_THE_END:
        sentence = f"de eerste fase is die waarin partnerships beginnen; dat kan niet '{first}' zijn"
        yield Wrong(("phases", first), "eerste_fase", sentence)
    triggers = described(data, "triggers")
    if None in phases.values() or data.get("triggers") is None or _unknown_steps(data):
        return
    reached = {first}
    for _ in phases:
        reached |= {trigger["to"] for trigger in triggers.values() if reached.intersection(trigger["sources"])}
    for phase in phases:
        if phase not in reached:
            sentence = f"vanaf '{first}' leidt geen stap naar deze fase; maak zo'n stap of laat de fase weg"
            yield Wrong(("phases", phase), "onbereikbaar", sentence)


def _unknown_steps(data: dict[str, Any]) -> bool:
    """Tell whether it is not known of each step where it begins and where it leads."""
    return not all(
        isinstance(trigger, dict) and trigger.get("to") and trigger.get("sources") and None not in trigger["sources"]
        for trigger in within(data, "triggers").values()
    )


def _named_phases(data: dict[str, Any]) -> Iterator[Wrong]:
    phases = within(data, "phases")
    named: list[tuple[Path, Any]] = []
    for name, trigger in described(data, "triggers").items():
        named += each(data, "triggers", name, "sources")
        named.append((("triggers", name, "to"), trigger.get("to")))
    for name in described(data, "rules"):
        named += chain(each(data, "rules", name, "phases"), each(data, "rules", name, "while_contract_runs"))
    for role, by_phase in described(data, "duties").items():
        named += ((("duties", role, phase), phase) for phase, part in by_phase.items() if part is not None)
    for path, phase in named if phases else ():
        if phase is not None and phase not in phases:
            yield Wrong(path, "onbekende_fase", f"de fase '{phase}' staat niet bij phases")


def _steps(data: dict[str, Any]) -> Iterator[Wrong]:
    for name, trigger in within(data, "triggers").items():
        if name not in words(Trigger):
            yield Wrong(("triggers", name), *not_among(name, words(Trigger)))
        routes = within(trigger, "routes")
        if routes and set(routes) != set(ROUTES):
            sentence = f"een stap met routes heeft ze allebei, en geen andere: {' en '.join(ROUTES)}"
            yield Wrong(("triggers", name, "routes"), "routes", sentence)
        ahead = within(trigger).get("to")
        if ahead is not None and ahead in (trigger.get("sources") or ()):
            yield Wrong(("triggers", name, "to"), "zelfde_fase", "deze stap leidt naar een fase waar hij begint")


def _codes(data: dict[str, Any]) -> Iterator[Wrong]:
    """What a step requires is judged by the program, or recorded as an advised point that was done."""
    requirements, advice = within(data, "requirements"), within(data, "advice")
    for code, part in requirements.items():
        if part is not None and code not in JUDGED:
            sentence = f"deze eis kan het programma niet toetsen; kies uit: {', '.join(JUDGED)}"
            yield Wrong(("requirements", code), "niet_te_toetsen", sentence)
    for code in advice:
        if code in JUDGED or code in requirements:
            yield Wrong(("advice", code), "dubbel", f"'{code}' is de code van een eis; geef het advies een andere")
    for name, trigger in described(data, "triggers").items():
        yield from _of_step(data, name, trigger)


def _of_step(data: dict[str, Any], name: str, trigger: dict[str, Any]) -> Iterator[Wrong]:
    requirements, advice = data.get("requirements"), data.get("advice")
    always = list(each(data, "triggers", name, "requires"))
    by_route = [found for route in within(trigger, "routes") for found in each(data, "triggers", name, "routes", route)]
    if isinstance(requirements, dict) and isinstance(advice, dict):
        for path, code in always + by_route:
            if code not in requirements and code not in advice:
                yield Wrong(path, "onbekende_code", f"'{code}' staat niet bij requirements en niet bij advice")
    for path, code in each(data, "triggers", name, "advises"):
        if isinstance(advice, dict) and code not in advice:
            yield Wrong(path, "onbekende_code", f"'{code}' staat niet bij advice")
    for path, code in by_route:
        if code in [required for _, required in always]:
            yield Wrong(path, "dubbel", f"'{code}' staat ook bij requires, en geldt dan op elke route")
    if by_route and isinstance(requirements, dict) and ROUTE_CHOSEN not in requirements:
        sentence = f"een stap met routes heeft de eis {ROUTE_CHOSEN} (de gekozen route) nodig bij requirements"
        yield Wrong(("triggers", name, "routes"), "ontbreekt", sentence)


def _roles(data: dict[str, Any]) -> Iterator[Wrong]:
    roles = data.get("roles")
    if not isinstance(roles, list) or None in roles:
        return
    if LEADS not in roles:
        yield Wrong(("roles",), "ontbreekt", f"zonder de rol '{LEADS}' krijgt niemand wat nergens anders thuishoort")
    for path, role in _named_roles(data):
        if role not in roles and role not in OF_THE_DOSSIER:
            yield Wrong(path, "onbekende_rol", f"de rol '{role}' staat niet bij roles")


def _named_roles(data: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    yield from each(data, "work_group_roles")
    yield from each(data, "fallback_roles")
    for code in within(data, "requirements"):
        yield from each(data, "requirements", code, "by")
    for role in described(data, "duties"):
        yield ("duties", role), role
    for kind in within(data, "meetings"):
        yield from each(data, "meetings", kind, "invites")
    for name in within(data, "rules"):
        yield from each(data, "rules", name, "to")
        for path, rung in each(data, "rules", name, "ladder"):
            yield from (((*path, *place), role) for place, role in each(within(rung), "to"))
