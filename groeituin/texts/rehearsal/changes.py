"""What differs between two definitions, in Dutch and in their own words."""

from collections.abc import Callable, Container, Sequence
from decimal import Decimal

from groeituin.texts.rehearsal import rules
from groeituin.texts.retention import KIND_NAMES, length
from groeituin.texts.words import MEETING_NAMES, ROLE_NAMES, counted, who
from states.changes import Change
from states.definition import Definition, TriggerDefinition
from states.figures.schema import Figure
from states.texts import amount, capital, euros, listed

Tell = Callable[[Change, Definition, Definition], str]


def told(changes: Sequence[Change], old: Definition, new: Definition) -> list[str]:
    """Return everything that differs, a sentence each; another source changes nothing and comes last."""
    sentences = (_sentence(one, old, new) for one in sorted(changes, key=lambda one: one.field == "source"))
    return [sentence for sentence in sentences if sentence]


def clause(change: Change, old: Definition, new: Definition) -> str:
    """Return what differs as a part of a sentence about a signal, which names its rule already."""
    if change.part == "rule" and change.field:
        return rules.clause(change.field, change.detail, old.rules[change.name], new.rules[change.name])
    return PARTS[change.part](change, old, new)


def _sentence(change: Change, old: Definition, new: Definition) -> str:
    """A rule or a step is named first, as it is written; what another sentence tells already is left out."""
    found = clause(change, old, new)
    if not found:
        return ""
    if change.part in {"rule", "trigger"} and change.field:
        return f"{change.name}: {found}."
    return f"{capital(found)}."


def _process(change: Change, old: Definition, new: Definition) -> str:
    return PROCESS[change.field](old, new)


def _roles(old: Definition, new: Definition) -> str:
    return _came_and_went(_names(old.roles), _names(new.roles), "de rollen")


def _work_group(old: Definition, new: Definition) -> str:
    return _came_and_went(_names(old.work_group_roles), _names(new.work_group_roles), "de rollen van de werkgroep")


def _fallback(old: Definition, new: Definition) -> str:
    after, before = (_one_by_one(_names(one.fallback_roles)) for one in (new, old))
    return f"waar niemand een rol heeft, valt in: {after}; dat was {before}"


def _one_by_one(names: Sequence[str]) -> str:
    return f"eerst {', dan '.join(names)}" if len(names) > 1 else "".join(names) or "niemand"


def _recency(old: Definition, new: Definition) -> str:
    times = counted(new.meeting_recency, "afgesproken periode", "afgesproken perioden")
    return f"het laatste voortgangsgesprek mag {times} geleden zijn in plaats van {old.meeting_recency}"


def _order(old: Definition, new: Definition) -> str:
    begin = f"; nieuwe partnerships beginnen in {new.first_phase}" if old.first_phase != new.first_phase else ""
    return f"de fasen staan in een andere volgorde{begin}"


def _names(roles: Sequence[str]) -> list[str]:
    return [ROLE_NAMES[role] for role in roles]


def _came_and_went(old: Sequence[str], new: Sequence[str], what: str) -> str:
    more, less = [one for one in new if one not in old], [one for one in old if one not in new]
    told = ([f"met {listed(more)} erbij"] if more else []) + ([f"zonder {listed(less)}"] if less else [])
    return f"{what} zijn anders: {' en '.join(told) or 'in een andere volgorde'}"


def _holidays(change: Change, _old: Definition, new: Definition) -> str:
    if change.field == "good_friday":
        return f"Goede Vrijdag is nu een {'vrije dag' if new.holidays.good_friday else 'werkdag'}"
    if change.field == "source":
        return "de bron van de feestdagen is anders beschreven"
    return {
        "never": "5 mei is nu altijd een werkdag",
        "lustrum": "5 mei is nu alleen in lustrumjaren vrij",
        "yearly": "5 mei is nu elk jaar vrij",
    }[new.holidays.liberation_day]


def _described(what: str, known_in: Callable[[Definition], Container[object]]) -> Tell:
    """Say that something that is only described came, went, or is described otherwise."""

    def tell(change: Change, _old: Definition, proposed: Definition) -> str:
        if change.field:
            return f"{what} {change.name} is anders beschreven"
        return f"{what} {change.name} {'kwam erbij' if change.name in known_in(proposed) else 'verviel'}"

    return tell


def _requirement(change: Change, old: Definition, new: Definition) -> str:
    if change.field == "by":
        after, before = (who(one.requirements[change.name].by) for one in (new, old))
        return f"voor eis {change.name} zorgt nu {after} in plaats van {before}"
    return _described("eis", lambda one: one.requirements)(change, old, new)


def _duty(change: Change, old: Definition, new: Definition) -> str:
    if change.detail not in old.phases or change.detail not in new.phases:
        return ""  # that the phase came or went says it
    return f"de taken van {ROLE_NAMES[change.name]} in {change.detail} zijn anders beschreven"


def _trigger(change: Change, old: Definition, new: Definition) -> str:
    before, after = old.triggers.get(change.name), new.triggers.get(change.name)
    if before is None or after is None:
        return f"de stap {change.name} {'verviel' if after is None else 'kwam erbij'}"
    return TRIGGER[change.field](before, after, change.detail)


def _requires(before: TriggerDefinition, after: TriggerDefinition, _detail: str) -> str:
    found = _codes(before.requires, after.requires, before, after)
    return listed([f"{codes} {are} {what}" for codes, are, what in found]) or "de eisen staan in een andere volgorde"


def _route(before: TriggerDefinition, after: TriggerDefinition, route: str) -> str:
    found = _codes(before.routes.get(route, ()), after.routes.get(route, ()), before, after)
    told = listed([f"{are} {codes} {what}" for codes, are, what in found]) or "staan de eisen in een andere volgorde"
    return f"op de route {route} {told}"


def _codes(
    old: Sequence[str], new: Sequence[str], before: TriggerDefinition, after: TriggerDefinition
) -> list[tuple[str, str, str]]:
    """Return what is required more and less, as subject, verb and the rest; what was or becomes advice comes last."""
    more, less = [code for code in new if code not in old], [code for code in old if code not in new]
    kinds = (
        ([code for code in more if code not in before.advises], "nu verplicht"),
        ([code for code in less if code not in after.advises], "niet meer verplicht"),
        ([code for code in more if code in before.advises], "nu verplicht; het was een advies"),
        ([code for code in less if code in after.advises], "nu een advies; het was verplicht"),
    )
    return [(listed(codes), "is" if len(codes) == 1 else "zijn", what) for codes, what in kinds if codes]


def _they(codes: Sequence[str], one: str, more: str) -> list[str]:
    return [f"{listed(codes)} {one if len(codes) == 1 else more}"] if codes else []


def _advises(before: TriggerDefinition, after: TriggerDefinition, _detail: str) -> str:
    """What was advised and is required now, or the other way round, is told with what is required."""
    if set(before.advises) == set(after.advises):
        return "de adviezen staan in een andere volgorde"
    come = [code for code in after.advises if code not in {*before.advises, *_required(before)}]
    gone = [code for code in before.advises if code not in {*after.advises, *_required(after)}]
    told = _they(come, "wordt nu geadviseerd", "worden nu geadviseerd")
    return listed([*told, *_they(gone, "wordt niet meer geadviseerd", "worden niet meer geadviseerd")])


def _required(trigger: TriggerDefinition) -> set[str]:
    return {*trigger.requires, *(code for codes in trigger.routes.values() for code in codes)}


def _needs(before: TriggerDefinition, after: TriggerDefinition, _detail: str) -> str:
    words = {"reason": "een reden", "lesson": "een les"}
    more = [f"{words[one]} hoort er nu bij" for one in after.needs if one not in before.needs]
    less = [f"{words[one]} hoeft er niet meer bij" for one in before.needs if one not in after.needs]
    return listed([*more, *less]) or "wat erbij hoort staat in een andere volgorde"


def _sources(before: TriggerDefinition, after: TriggerDefinition, _detail: str) -> str:
    return f"kan vanuit {listed(after.sources)} in plaats van vanuit {listed(before.sources)}"


def _leads_to(before: TriggerDefinition, after: TriggerDefinition, _detail: str) -> str:
    return f"leidt naar {after.to} in plaats van naar {before.to}"


def _meeting(change: Change, old: Definition, new: Definition) -> str:
    if change.field == "step":
        return f"bij welke stap een {MEETING_NAMES[change.name]} hoort is anders beschreven"
    before, after = (_names(one.invites(change.name)) for one in (old, new))
    return _came_and_went(before, after, f"de uitnodigingen voor een {MEETING_NAMES[change.name]}")


def _rule(change: Change, _old: Definition, new: Definition) -> str:
    return f"de regel {change.name} {'kwam erbij' if change.name in new.rules else 'verviel'}"


def _retention(change: Change, old: Definition, new: Definition) -> str:
    name = KIND_NAMES[change.name]
    before, after = (one.retention.get(change.name) for one in (old, new))
    if after is None:
        return f"voor {name} is er geen bewaartermijn meer: zij blijven bewaard"
    if before is None:
        return f"{name} worden {length(after)} bewaard"
    if change.field not in {"years", "months", "days"}:
        return f"de bewaartermijn van {name} is anders beschreven"
    if getattr(after, change.field) is None:
        return ""  # the length that came in its place says it
    return f"{name} worden {length(after)} bewaard in plaats van {length(before)}"


def _figure(change: Change, old: Definition, new: Definition) -> str:
    before, after = (_at(one, change.name) for one in (old, new))
    name, unit = FIGURES.get(change.name, (f"het cijfer {change.name}", ""))
    if isinstance(before, Figure) and isinstance(after, Figure) and before.amount != after.amount:
        if unit == EURO:
            return f"{name} werd {euros(after.amount)} in plaats van {euros(before.amount)}"
        return f"{name} werd {_number(after.amount)}{unit} in plaats van {_number(before.amount)}"
    if before is None or after is None:
        return f"{name} {'verviel' if after is None else 'kwam erbij'}"
    if isinstance(before, Figure):
        return f"de bron van {name} is anders beschreven"
    return f"{name} is anders"


def _at(definition: Definition, path: str) -> object:
    """Return what stands at a path among the figures; None when nothing does."""
    found: object = definition.figures
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
    return found


def _number(value: Decimal) -> str:
    return amount(value).rstrip("0") if value != value.to_integral_value() else amount(value)


PROCESS: dict[str, Callable[[Definition, Definition], str]] = {
    "source": lambda _old, _new: "de bron van de definitie is anders beschreven",
    "roles": _roles,
    "work_group_roles": _work_group,
    "fallback_roles": _fallback,
    "meeting_recency": _recency,
    "phases": _order,
}
TRIGGER: dict[str, Callable[[TriggerDefinition, TriggerDefinition, str], str]] = {
    "sources": _sources,
    "to": _leads_to,
    "requires": _requires,
    "routes": _route,
    "advises": _advises,
    "needs": _needs,
}
PARTS: dict[str, Tell] = {
    "process": _process,
    "holidays": _holidays,
    "phase": _described("de fase", lambda one: one.phases),
    "requirement": _requirement,
    "advice": _described("het advies", lambda one: one.advice),
    "duty": _duty,
    "trigger": _trigger,
    "meeting": _meeting,
    "rule": _rule,
    "retention": _retention,
    "figure": _figure,
}
EURO, PERCENT, MONTHS = "€", " procent", " maanden"
# What a figure is called in a sentence, and its unit.
FIGURES = {
    "screening.value_a_year": ("de waarde per jaar bij het zoeken van kansen", EURO),
    "screening.wage_share": ("het loonaandeel bij het zoeken van kansen", PERCENT),
    "screening.remaining_months": ("de looptijd bij het zoeken van kansen", MONTHS),
    "screening.extension_months": ("hoe ver vooruit een verlenging telt", MONTHS),
    "screening.candidates": ("het aantal kandidaten", ""),
    "screening.focus": ("het aantal contracten in beeld", ""),
    "screening.points": ("de verdeling van de punten", ""),
    "proportionality.value": ("de waarde vanaf waar social return past", EURO),
    "proportionality.wage_sum_rijk": ("de loonsom vanaf waar het Rijk kijkt", EURO),
    "proportionality.months": ("de kortste looptijd waarbij social return past", MONTHS),
    "proportionality.wage_share": ("de grens van een lage loonsom", PERCENT),
    "proportionality.usual_percentage": ("het gebruikelijke percentage", PERCENT),
    "proportionality.lower_percentage": ("het lagere percentage", PERCENT),
    "contract_changes.percentage": ("de ruimte voor wijzigingen", PERCENT),
    "contract_changes.percentage_works": ("de ruimte voor wijzigingen bij werken", PERCENT),
    "contract_changes.warning": ("wanneer wordt gewaarschuwd voor de ruimte", PERCENT),
    "contract_changes.thresholds": ("de rij Europese drempels", ""),
    "banenafspraak.hours_a_week": ("het aantal uren per week van een baan", " uur"),
    "weeks_a_year": ("het aantal weken per jaar", ""),
    "obligation.margin": ("de marge voordat een contract achterloopt", PERCENT),
    "obligation.first_months": ("de aanloop van een contract", MONTHS),
}
