"""Whether a rule has what its occasions count with: neither less, nor a number that nothing looks at."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from states.coherence.parts import Wrong, described, each, within
from states.faults import not_among

NUMBERS = (
    "lead_months", "lead_days", "target_day", "default_frequency", "first_months", "repeat_months", "repeat_days",
    "norm_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What the occasions of a rule are about, which numbers they count with, and which have a usual value."""

    subject: str
    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()


# What the functions in states/occasions read; ``subject`` is that of the rows that they yield.
SHAPES = {
    "voortgangsgesprek": Shape("partnership", ("lead_days",), ("target_day", "default_frequency")),
    "contract_verloopt": Shape("contract", ("lead_months",)),
    "evaluatie": Shape("partnership", ("first_months", "repeat_months"), ("lead_months",)),
    "verlengoptie": Shape("contract", ("lead_months",)),
    "plan_van_aanpak": Shape("contract", ("lead_days",)),
    "urenopgave": Shape("contract"),
    "eindafrekening": Shape("contract"),
    "fase_staat_stil": Shape("partnership", ("norm_days", "repeat_days")),
    "actie_te_laat": Shape("action", ("lead_days", "repeat_days")),
    "reservecoordinator_ontbreekt": Shape("partnership", ("lead_days", "repeat_days")),
    "rol_onbezet": Shape("role", ("lead_days", "repeat_days")),
    "aanbesteding_nadert": Shape("contract", ("lead_months",)),
    "baan_loopt_af": Shape("contract", ("lead_months",)),
    "achterstand": Shape("contract", ("lead_days",)),
    "pso_verloopt": Shape("contractor", ("lead_days",)),
    "terugkomen": Shape("partnership"),
    "beleid_herijken": Shape("organisation", ("first_months", "repeat_months")),
    "resultaten_delen": Shape("organisation", ("first_months", "repeat_months")),
}
# The evaluation at a contract's end itself has a lead of 0; all others ask before something happens.
ALSO_AT_THE_END = "evaluatie"
ONE_LEAD = "baan_loopt_af"
ADDRESSEES = {"eigenaar": "action", "loonadministratie": "contract"}
ABOUT = {"action": "acties", "contract": "contracten"}


def rules(data: dict[str, Any]) -> Iterator[Wrong]:
    """Yield what does not fit within the rules of a definition."""
    for name in within(data, "rules"):
        if name not in SHAPES:
            yield Wrong(("rules", name), *not_among(name, SHAPES))
    for name, rule in described(data, "rules").items():
        yield from chain(_when(data, name, rule), _ladder(data, name))
        if name in SHAPES:
            yield from chain(
                _numbers(name, rule, SHAPES[name]),
                _leads(data, name, rule),
                _norms(name, rule),
                _about(data, name, rule, SHAPES[name].subject),
            )


def _when(data: dict[str, Any], name: str, rule: dict[str, Any]) -> Iterator[Wrong]:
    always = rule.get("phases")
    if always == [] and rule.get("while_contract_runs", []) == []:
        yield Wrong(("rules", name, "phases"), "leeg", "deze regel geldt in geen enkele fase; laat hem dan weg")
    for path, phase in each(data, "rules", name, "while_contract_runs"):
        if phase in (always or ()):
            yield Wrong(path, "dubbel", f"'{phase}' staat ook bij phases, en geldt dan ook zonder contract")


def _numbers(name: str, rule: dict[str, Any], shape: Shape) -> Iterator[Wrong]:
    for number in NUMBERS:
        path = ("rules", name, number)
        if number in shape.needs and number not in rule:
            yield Wrong(path, "ontbreekt", "zonder dit veld kan deze regel niet rekenen")
        if number in rule and number not in shape.needs + shape.may_have:
            yield Wrong(path, "ongebruikt", f"de regel '{name}' gebruikt dit veld niet; laat het weg")


def _leads(data: dict[str, Any], name: str, rule: dict[str, Any]) -> Iterator[Wrong]:
    leads = rule.get("lead_months")
    if "lead_months" in SHAPES[name].needs and leads == []:
        yield Wrong(("rules", name, "lead_months"), "leeg", "deze lijst is leeg; laat de regel dan weg")
    if name == ONE_LEAD and leads and len(leads) > 1:
        yield Wrong(("rules", name, "lead_months"), "een_waarde", "deze regel rekent met één aantal maanden")
    for path, lead in each(data, "rules", name, "lead_months"):
        if lead == 0 and name != ALSO_AT_THE_END:
            yield Wrong(path, "te_laag", "0 is te laag: ten minste 1")


def _norms(name: str, rule: dict[str, Any]) -> Iterator[Wrong]:
    norms, phases = rule.get("norm_days"), [*(rule.get("phases") or ()), *(rule.get("while_contract_runs") or ())]
    if "norm_days" not in SHAPES[name].needs or not isinstance(norms, dict) or None in phases:
        return
    for phase in phases:
        if phase not in norms:
            yield Wrong(("rules", name, "norm_days"), "ontbreekt", f"de norm van de fase '{phase}' ontbreekt")
    for phase in norms:
        if phase not in phases:
            path = ("rules", name, "norm_days", phase)
            yield Wrong(path, "ongebruikt", f"'{phase}' staat niet bij de fasen van deze regel")


def _ladder(data: dict[str, Any], name: str) -> Iterator[Wrong]:
    rungs = [(path, within(rung).get("after_days")) for path, rung in each(data, "rules", name, "ladder")]
    known = [(path, days) for path, days in rungs if days is not None]
    for (_, before), (path, days) in pairwise(known):
        if days <= before:
            sentence = f"elke volgende trede van een ladder komt later dan de vorige: {days} is niet meer dan {before}"
            yield Wrong((*path, "after_days"), "ladder", sentence)


def _about(data: dict[str, Any], name: str, rule: dict[str, Any], subject: str) -> Iterator[Wrong]:
    if rule.get("subject") not in {None, subject}:
        yield Wrong(("rules", name, "subject"), "onderwerp", f"de regel '{name}' gaat over '{subject}'")
    asked = list(each(data, "rules", name, "to"))
    for path, rung in each(data, "rules", name, "ladder"):
        asked += (((*path, *place), role) for place, role in each(within(rung), "to"))
    for path, role in asked:
        if ADDRESSEES.get(role, subject) != subject:
            sentence = f"'{role}' past niet bij deze regel: die gaat niet over {ABOUT[ADDRESSEES[role]]}"
            yield Wrong(path, "geadresseerde", sentence)
