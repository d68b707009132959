"""What differs between two definitions, field by field, and which signals that can change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from states.definition import Definition, Rule
from states.frozen import Frozen
from states.migration import TIMING

Part = Literal[
    "process",
    "holidays",
    "phase",
    "requirement",
    "advice",
    "duty",
    "trigger",
    "meeting",
    "rule",
    "retention",
    "figure",
]
# What decides on which nights a rule asks, and what decides who hears it; the rest of a rule only describes it.
WHEN = TIMING | {"", "phases", "while_contract_runs", "catch_up"}
WHO = {"to", "ladder"}
PROCESS = ("source", "roles", "work_group_roles", "fallback_roles", "meeting_recency")
# What stands beside the rules and decides about them too.
VACANCIES, BACKLOG = "rol_onbezet", "achterstand"
COUNTED = ("obligation.", "weeks_a_year")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    ``name`` is of what: a phase, a trigger, a rule, the path of a figure. ``field`` is which of its fields; empty when
    it came or went as a whole. ``detail`` is the phase of a norm or a duty, or the route of a step.
    """

    part: Part
    name: str = ""
    field: str = ""
    detail: str = ""

    @property
    def when(self) -> bool:
        """Tell whether this decides on which nights something is asked."""
        if self.part == "rule":
            return self.field in WHEN
        return self.part in {"holidays", "figure"} or self.field == "work_group_roles"

    @property
    def who(self) -> bool:
        """Tell whether this decides who hears what is asked."""
        return self.field in WHO if self.part == "rule" else self.field == "fallback_roles"


def changes(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Return everything that differs between two definitions, save their names, in the order of the schema."""
    return (
        *_fields("process", "", old, new, PROCESS),
        *_fields("holidays", "", old.holidays, new.holidays),
        *_named("phase", old.phases, new.phases),
        *([Change("process", field="phases")] if _in_another_order(old.phases, new.phases) else []),
        *_named("requirement", old.requirements, new.requirements),
        *_named("advice", old.advice, new.advice),
        *_duties(old, new),
        *_named("trigger", old.triggers, new.triggers),
        *_named("meeting", old.meetings, new.meetings),
        *_named("rule", old.rules, new.rules),
        *_named("retention", old.retention, new.retention),
        *_figures(old.figures.model_dump(), new.figures.model_dump(), ()),
    )


def concerning(
    found: tuple[Change, ...], old: Definition, new: Definition, phase: str
) -> dict[str, tuple[Change, ...]]:
    """Return, by rule, the changes that can make a difference to the signals of a partnership in a phase."""
    rules = {**old.rules, **new.rules}
    in_phase = [name for name in rules if _holds(old.rules.get(name), phase) or _holds(new.rules.get(name), phase)]
    by_rule = {name: tuple(c for c in found if _concerns(c, name, phase)) for name in in_phase}
    return {name: of_rule for name, of_rule in by_rule.items() if of_rule}


def _holds(rule: Rule | None, phase: str) -> bool:
    return rule is not None and phase in rule.every_phase


def _concerns(change: Change, rule: str, phase: str) -> bool:
    if not (change.when or change.who):
        return False
    if change.part == "rule":
        return change.name == rule and change.detail in {"", phase}
    if change.part == "figure":
        return rule == BACKLOG and change.name.startswith(COUNTED)
    return change.field != "work_group_roles" or rule == VACANCIES


def _fields(part: Part, name: str, old: Frozen, new: Frozen, fields: tuple[str, ...] = ()) -> Iterator[Change]:
    for field in fields or type(old).model_fields:
        before, after = getattr(old, field), getattr(new, field)
        if before == after:
            continue
        if isinstance(before, dict):  # a norm by phase, what a step requires by route
            keys = dict.fromkeys([*before, *after])
            yield from (Change(part, name, field, key) for key in keys if before.get(key) != after.get(key))
        else:
            yield Change(part, name, field)


def _named(part: Part, old: Mapping[Any, Frozen], new: Mapping[Any, Frozen]) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        if name in old and name in new:
            yield from _fields(part, name, old[name], new[name])
        else:
            yield Change(part, name)


def _in_another_order(old: Mapping[Any, Frozen], new: Mapping[Any, Frozen]) -> bool:
    return [name for name in old if name in new] != [name for name in new if name in old]


def _duties(old: Definition, new: Definition) -> Iterator[Change]:
    for role in dict.fromkeys([*old.duties, *new.duties]):
        before, after = old.duties.get(role, {}), new.duties.get(role, {})
        for phase in dict.fromkeys([*before, *after]):
            if before.get(phase) != after.get(phase):
                yield Change("duty", role, detail=phase)


def _figures(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[Change]:  # noqa: ANN401  # figures, dumped
    """Yield the figures that differ; one with its source and date is one figure."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and "source" not in old:
        for key in dict.fromkeys([*old, *new]):
            yield from _figures(old.get(key), new.get(key), (*path, key))
    else:
        yield Change("figure", ".".join(path))
