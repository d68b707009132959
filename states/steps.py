"""Which steps a partnership can take under one of two definitions and not under the other."""

from collections.abc import Iterable, Iterator
from datetime import date

from states.definition import Definition
from states.dossier import Dossier
from states.machine import fire
from states.verdict import Decision, Verdict

# What requirements look at besides the dossier.
HOURS_APPROVED = "M3"  # at the lines of hours reports, which are not always read
LOOKS_AT = {"W1": ("work_group_roles",), "M2": ("meeting_recency", "default_frequency")}


def differing_steps(old: Definition, new: Definition, phase: str) -> tuple[str, ...]:
    """Return the triggers from a phase about which two definitions can decide otherwise.

    Args:
        old: the one definition.
        new: the other.
        phase: in which a partnership is.
    """
    names = dict.fromkeys([*old.triggers, *new.triggers])
    return tuple(name for name in names if _decides(old, name, phase) != _decides(new, name, phase))


def required(definition: Definition, name: str) -> frozenset[str]:
    """Return the codes of everything that a trigger requires, on any route; nothing when there is no such trigger."""
    trigger = definition.triggers.get(name)
    return frozenset((*trigger.requires, *(code for of in trigger.routes.values() for code in of)) if trigger else ())


def steps_that_differ(
    dossier: Dossier, names: Iterable[str], old: Definition, new: Definition, on: date
) -> Iterator[tuple[Decision, Decision]]:
    """Yield what two definitions decide about a step where only one of them allows it.

    Args:
        dossier: the partnership as it is known.
        names: the triggers to look at.
        old: the one definition.
        new: the other.
        on: the date of the step.
    """
    for name in names:
        before, after = (_decision(dossier, name, definition, on) for definition in (old, new))
        if before.allowed != after.allowed:
            yield before, after


def _decides(definition: Definition, name: str, phase: str) -> object:
    """Return everything in a definition that decides about a step from a phase; None when that cannot be taken."""
    trigger = definition.triggers.get(name)
    if trigger is None or phase not in trigger.sources:
        return None
    routes = {route: frozenset(codes) for route, codes in trigger.routes.items()}
    looks_at = [
        getattr(definition, field)
        for code in LOOKS_AT
        if code in required(definition, name)
        for field in LOOKS_AT[code]
    ]
    return frozenset(trigger.requires), routes, looks_at


def _decision(dossier: Dossier, name: str, definition: Definition, on: date) -> Decision:
    if name in definition.triggers:
        return fire(dossier, name, definition, on)
    sentence = f"De stap '{name}' bestaat niet in {definition.reference}."
    return Decision(name, "", missing=(Verdict(ok=False, code="stap_bestaat_niet", sentence=sentence, step=""),))
