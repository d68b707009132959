"""The only importer of transitions: one shared machine per definition, models never registered in it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from transitions import EventData, Machine

from states.definition import Definition, TriggerDefinition
from states.dossier import Dossier
from states.requirements import judge
from states.texts import day
from states.verdict import Decision, Verdict

BOTH_ROUTES = "beide"


@dataclass(slots=True)
class _Case:
    """What the machine moves for the length of one question; `state` is the name that transitions expects."""

    state: str
    dossier: Dossier
    definition: Definition
    on: date
    missing: tuple[Verdict, ...] = field(default=())


def fire(dossier: Dossier, trigger: str, definition: Definition, on: date) -> Decision:
    """Ask whether a trigger may fire on a date, and where it leads.

    Nothing changes: the caller writes the new phase when the decision allows it.

    Args:
        dossier: the partnership as it is known.
        trigger: a trigger of the definition.
        definition: the process it follows.
        on: the date of the step.
    """
    described = definition.triggers[trigger]
    if dossier.phase not in described.sources:
        return Decision(trigger, described.to, missing=(_wrong_phase(dossier, trigger, described, definition),))
    case = _Case(dossier.phase, dossier, definition, on)
    _machine(definition.reference, definition).events[trigger].trigger(case)
    required = {verdict.code for verdict in case.missing}
    advised = tuple(v for v in _undone(dossier, described.advises, definition) if v.code not in required)
    return Decision(trigger, described.to, case.missing, advised)


def choices(dossier: Dossier, definition: Definition, on: date) -> tuple[Decision, ...]:
    """Return what every trigger from the present phase would say, in the definition's order."""
    return tuple(
        fire(dossier, name, definition, on)
        for name, trigger in definition.triggers.items()
        if dossier.phase in trigger.sources
    )


_machines: dict[str, tuple[Definition, Any]] = {}


def _machine(reference: str, definition: Definition) -> Any:  # noqa: ANN401  # transitions ships no types
    """Return the machine of a definition; built once."""
    known = _machines.get(reference)
    if known is None or known[0] is not definition:
        known = _machines[reference] = (definition, _built(definition))
    return known[1]


def _built(definition: Definition) -> Any:  # noqa: ANN401  # transitions ships no types
    machine = Machine(model=None, states=list(definition.phases), initial=None, auto_transitions=False, send_event=True)
    for name, trigger in definition.triggers.items():
        machine.add_transition(name, list(trigger.sources), trigger.to, conditions=[_guard])
    return machine


def _guard(event: EventData) -> bool:
    case: _Case = event.model  # type: ignore[assignment]  # transitions calls any model an object
    case.missing = _missing(case, case.definition.triggers[event.event.name], event.event.name)
    return not case.missing


def _missing(case: _Case, trigger: TriggerDefinition, name: str) -> tuple[Verdict, ...]:
    suspension = case.dossier.suspended(case.on)
    paused: tuple[Verdict, ...] = ()
    if suspension and name != "beeindig":
        until = f" tot {day(suspension.until_on)}" if suspension.until_on else ""
        sentence = f"Dit partnership is opgeschort{until}. Hervat het eerst."
        paused = (Verdict(False, "opgeschort", sentence, "", suspension.until_on, since=suspension.from_on),)
    return paused + _route_missing(case, trigger) + _refused(case, trigger.requires)


def _route_missing(case: _Case, trigger: TriggerDefinition) -> tuple[Verdict, ...]:
    """On the route ``beide`` one of the two complete is enough; without a route that comes first (W5)."""
    if not trigger.routes:
        return ()
    route = case.dossier.route
    if route is None:
        return _refused(case, ("W5",))
    if route != BOTH_ROUTES:
        return _refused(case, trigger.routes[route])
    per_route = [_refused(case, codes) for codes in trigger.routes.values()]
    asked_once = {verdict.code: verdict for missing in per_route for verdict in missing}
    return () if () in per_route else tuple(asked_once.values())


def _refused(case: _Case, codes: tuple[str, ...]) -> tuple[Verdict, ...]:
    verdicts = (_judged(case, code) for code in codes)
    return tuple(verdict for verdict in verdicts if verdict and not verdict.ok)


def _judged(case: _Case, code: str) -> Verdict | None:
    """Judge what is required by its function; what the definition describes as advice must have been done.

    Since when advice is required is not known: a partnership may have come to follow this definition long after its
    phase began.
    """
    if code not in case.definition.advice:
        return judge(code, case.dossier, case.definition, case.on)
    for verdict in _undone(case.dossier, (code,), case.definition):
        how = f"Is dit gedaan, leg het dan vast met record-advised, code '{code}'."
        return replace(verdict, sentence=f"{verdict.sentence} {how}")
    return None


def _undone(dossier: Dossier, codes: tuple[str, ...], definition: Definition) -> tuple[Verdict, ...]:
    """Return the advised points that were not done; what the dossier itself shows needs no record."""
    done = _shown(dossier).union(dossier.advised)
    return tuple(
        Verdict(ok=False, code=code, sentence=definition.advice[code].sentence, step=definition.advice[code].step)
        for code in codes
        if code not in done
    )


def _shown(dossier: Dossier) -> set[str]:
    held = [m.kind for m in dossier.meetings if m.held_on]
    facts = {
        "actieplan_gezien": any(d.decision == "actieplan" for d in dossier.decisions),
        "externe_partners": bool(dossier.holders("externe_partner")),
        "marktconsultatie": "marktconsultatie" in held or dossier.route == "bestaand_contract",
        "leidraad": dossier.route == "bestaand_contract",
        "tweede_gesprek": held.count("verkennend") > 1 or dossier.route == "aanbesteding",
        "ten_hoogste_twee": sum(c.focus for c in dossier.contracts) <= 2,  # noqa: PLR2004  # step 2Ba: one or two
        "terugkomdatum": dossier.return_on is not None,
    }
    return {code for code, done in facts.items() if done}


def _wrong_phase(dossier: Dossier, trigger: str, described: TriggerDefinition, definition: Definition) -> Verdict:
    sentence = f"'{trigger}' kan niet vanuit de fase {dossier.phase}, wel vanuit {' of '.join(described.sources)}."
    step = definition.phases[described.to].step
    return Verdict(ok=False, code="niet_vanuit_deze_fase", sentence=sentence, step=step)
