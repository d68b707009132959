"""Why a rule asks nothing: the phase, the definition, a suspension, or that what it would ask is there already."""

from collections.abc import Callable, Iterator
from datetime import date

from groeituin.texts.outcomes import View
from groeituin.texts.signals.sentence import in_words
from groeituin.texts.words import ROLE_NAMES, phase_name
from states.definition import Rule
from states.dossier import Contract
from states.occasions import last_contract_end
from states.occasions.hours import called_off
from states.occasions.row import takes_part
from states.periods import period_of, read_period
from states.texts import day, listed

Subjects = frozenset[str]
Silence = Callable[[View, Subjects], Iterator[str]]


def silence(view: View, rule_name: str, planned: Subjects) -> str | None:
    """Return why a rule asks nothing, or nothing about one of its contracts; None where there is nothing to explain.

    Args:
        view: the partnership, its process and the day.
        rule_name: the rule.
        planned: the subjects about which something falls due next.
    """
    rule = view.process.rules.get(rule_name)
    if rule is None:
        return f"Definitie {view.process.reference} kent de regel {rule_name} niet."
    elsewhere = _of_phase(view, rule)
    if elsewhere:
        return elsewhere
    told = [*_paused(view), *SILENT[rule_name](view, planned)]
    if told or planned:
        return " ".join(told) or None
    asked = any(name == rule_name for name, _occasion in view.dossier.history)
    return "Alles wat hier te vragen was, is al gevraagd." if asked else "Er is nu niets te vragen."


def _of_phase(view: View, rule: Rule) -> str | None:
    phase = view.dossier.phase
    if phase not in view.process.phases:
        return f"Definitie {view.process.reference} kent de fase {phase_name(phase)} niet."
    if phase not in rule.every_phase:
        always, runs = ([phase_name(p) for p in phases] for phases in (rule.phases, rule.while_contract_runs))
        while_runs = f", en in {listed(runs)} zolang een contract loopt" if runs else ""
        return f"In de fase {phase_name(phase)} wordt dit niet gevraagd. Wel in {listed(always)}{while_runs}."
    ended_on = last_contract_end(view.dossier)
    if phase in rule.while_contract_runs and (ended_on is None or ended_on < view.on):
        return (
            f"In de fase {phase_name(phase)} komt hier alleen een vraag bij zolang een contract loopt, en er loopt er "
            "geen."
        )
    return None


def _paused(view: View) -> Iterator[str]:
    suspension = view.dossier.suspended(view.on)
    if suspension and suspension.until_on:
        yield f"Het partnership is opgeschort tot {day(suspension.until_on)}; tot die dag vraagt de nacht niets."
    elif suspension:
        since = day(suspension.from_on)
        yield f"Het partnership is sinds {since} opgeschort zonder einddatum; tot het is hervat vraagt de nacht niets."


def _per_contract(why: Callable[[View, Contract], str]) -> Silence:
    """Return what tells, for each contract about which nothing comes, why not."""

    def told(view: View, planned: Subjects) -> Iterator[str]:
        if not view.dossier.contracts:
            yield "Er is geen contract gekoppeld."
        yield from (why(view, contract) for contract in view.dossier.contracts if contract.contract not in planned)

    return told


STAGES = {
    "gepland": "is nog niet uitgevraagd",
    "uitgevraagd": "is nog niet gegund",
    "afgelopen": "is afgesloten",
    "ingetrokken": "is ingetrokken",
}


def _all_asked(view: View, contract: Contract, rule: str, what: str) -> str:
    """What is over was asked, unless its day fell before the contract began or before the take-over."""
    if _was_asked(view, contract, rule):
        return f"Over {what} van contract {contract.contract} is alles al gevraagd."
    before = "de overname" if view.dossier.taken_over_on else "het begin van het contract"
    return f"De dag om te vragen naar {what} van contract {contract.contract} lag voor {before}."


def _was_asked(view: View, contract: Contract, rule: str) -> bool:
    history = view.dossier.history
    return any(name == rule and occasion.startswith(f"{contract.contract}/") for name, occasion in history)


def _expiry(view: View, contract: Contract) -> str:
    if contract.stage != "gegund":
        return f"Contract {contract.contract} {STAGES[contract.stage]}."
    if contract.ends_on is None:
        return f"Van contract {contract.contract} is geen einddatum bekend."
    followed = [s.contract for s in contract.successors if s.stage in {"gegund", "afgelopen"}]
    if followed:
        return f"Contract {contract.contract} heeft een opvolger die is gegund: {listed(followed)}."
    return _all_asked(view, contract, "contract_verloopt", "het einde")


def _option(view: View, contract: Contract) -> str:
    if contract.stage != "gegund":
        return f"Contract {contract.contract} {STAGES[contract.stage]}."
    left = [o for o in contract.options if o.status == "open" and o.until > (contract.ends_on or date.min)]
    if not left:
        return f"Contract {contract.contract} heeft geen optie tot verlenging waarover u nog moet besluiten."
    if not any(option.notify_by for option in left):
        return f"Van contract {contract.contract} is niet bekend wanneer u een verlenging uiterlijk moet melden."
    return _all_asked(view, contract, "verlengoptie", "de verlenging")


def _action_plan(view: View, contract: Contract) -> str:
    if contract.stage != "gegund":
        return f"Contract {contract.contract} {STAGES[contract.stage]}."
    awarded_on = contract.awarded_on
    if awarded_on is None:
        return f"Van contract {contract.contract} is niet bekend wanneer het is gegund."
    held = [m.held_on for m in view.dossier.meetings if m.kind == "start" and m.held_on and m.held_on >= awarded_on]
    if held:
        return f"Het startgesprek over contract {contract.contract} is gehouden op {day(min(held))}."
    return _all_asked(view, contract, "plan_van_aanpak", "het plan van aanpak")


def _no_part(view: View, contract: Contract) -> str | None:
    if contract.stage not in {"gegund", "afgelopen"}:
        return f"Contract {contract.contract} {STAGES[contract.stage]}."
    if not takes_part(view.dossier, contract):
        return f"De opdrachtnemer van contract {contract.contract} doet niet mee."
    return None


def _hours(view: View, contract: Contract) -> str:
    if called_off(view.dossier, contract):
        return f"De uren horen bij de opdrachten onder raamovereenkomst {contract.contract}, niet bij haarzelf."
    return _no_part(view, contract) or f"Over contract {contract.contract} zijn alle kwartalen opgegeven of gevraagd."


def _settlement(view: View, contract: Contract) -> str:
    told = _no_part(view, contract)
    if told:
        return told
    ends_on = contract.ends_on
    if ends_on is None:
        return f"Van contract {contract.contract} is geen einddatum bekend."
    approved = [
        r.period for r in view.dossier.hours_reports if (r.contract, r.status) == (contract.contract, "goedgekeurd")
    ]
    last = [period for period in approved if ends_on in read_period(period)]
    if last:
        return f"De urenopgave over de laatste dagen van contract {contract.contract} is goedgekeurd ({listed(last)})."
    return _all_asked(view, contract, "eindafrekening", "de eindafrekening")


def _backlog(view: View, contract: Contract) -> str:
    told = _no_part(view, contract)
    if told:
        return told
    if not contract.obligations:
        return f"Voor contract {contract.contract} is geen verplichting vastgelegd."
    if contract.starts_on is None or contract.ends_on is None:
        return f"Van contract {contract.contract} is niet bekend wanneer het begint en eindigt."
    if _was_asked(view, contract, "achterstand"):
        return f"Over de achterstand van contract {contract.contract} is alles al gevraagd."
    return f"Contract {contract.contract} loopt niet achter op de afspraak."


def _behind(view: View, planned: Subjects) -> Iterator[str]:
    if view.dossier.basis == "inspanning":
        yield "Er is inspanning afgesproken en geen aantal; dan is er niets om bij achter te lopen."
    else:
        yield from _per_contract(_backlog)(view, planned)


def _certificate(view: View, planned: Subjects) -> Iterator[str]:
    for contract in view.dossier.contracts:
        if contract.contractor and contract.contractor not in planned:
            if contract.pso_valid_until is None:
                yield f"Van opdrachtnemer {contract.contractor} is geen PSO-certificaat met een einddatum bekend."
            elif contract.ends_on and contract.ends_on < contract.pso_valid_until:
                yield f"Contract {contract.contract} eindigt eerder dan het PSO-certificaat van {contract.contractor}."
    if not any(contract.contractor for contract in view.dossier.contracts):
        yield "Er is geen contract met een opdrachtnemer gekoppeld."


def _meeting(view: View, _planned: Subjects) -> Iterator[str]:
    """Tell that the meeting of this period was held, though the next period's may come already."""
    agreed = max(view.dossier.agreements, key=lambda a: a.agreed_on, default=None)
    period = period_of(view.on, agreed.frequency if agreed else view.process.default_frequency)
    held = [m.held_on for m in view.dossier.meetings if m.kind == "voortgang" and m.held_on and m.held_on in period]
    if held:
        yield f"Het voortgangsgesprek van {in_words(period)} is gehouden op {day(max(held))}."


def _actions(view: View, planned: Subjects) -> Iterator[str]:
    if not planned:
        yield "Alle acties zijn klaar of ingetrokken." if view.dossier.actions else "Er zijn geen acties."


def _backup(view: View, _planned: Subjects) -> Iterator[str]:
    if view.dossier.backup_coordinators():
        yield f"Er is een reservecoördinator: {listed(view.dossier.backup_coordinators())}."


def _roles(view: View, planned: Subjects) -> Iterator[str]:
    if not planned:
        yield f"Elke rol in de werkgroep is bezet: {listed([ROLE_NAMES[r] for r in view.process.work_group_roles])}."


def _tenders(view: View, planned: Subjects) -> Iterator[str]:
    asked_out = [c.contract for c in view.dossier.contracts if c.planned_publication_on and c.stage == "uitgevraagd"]
    if asked_out:
        yield f"Al uitgevraagd: {listed(asked_out)}."
    elif not planned:
        yield "Er is geen geplande aanbesteding waarvan de datum van publicatie bekend is en die nog moet komen."


def _jobs(view: View, planned: Subjects) -> Iterator[str]:
    ending = [job for job in view.dossier.jobs if job.starts_on and job.ends_on and not job.ended_on]
    if not (planned or ending):
        yield "Er is geen ingevulde baan waarvan een einddatum bekend is."


def _coming_back(view: View, _planned: Subjects) -> Iterator[str]:
    if view.dossier.succeeded:
        yield "Een opvolger gaat verder waar dit partnership eindigde."
    elif view.dossier.return_on is None:
        yield "Er is niet afgesproken wanneer u terugkomt."


def _of_organisation(view: View, planned: Subjects) -> Iterator[str]:
    if not planned and not view.dossier.speaks_for_organisation:
        yield f"Dit is voor heel {view.dossier.organisation} vastgelegd, en wordt in een ander partnership gevraagd."


def _nothing(_view: View, _planned: Subjects) -> Iterator[str]:
    yield from ()


SILENT: dict[str, Silence] = {
    "voortgangsgesprek": _meeting,
    "contract_verloopt": _per_contract(_expiry),
    "evaluatie": _nothing,
    "verlengoptie": _per_contract(_option),
    "plan_van_aanpak": _per_contract(_action_plan),
    "urenopgave": _per_contract(_hours),
    "eindafrekening": _per_contract(_settlement),
    "fase_staat_stil": _nothing,
    "actie_te_laat": _actions,
    "reservecoordinator_ontbreekt": _backup,
    "rol_onbezet": _roles,
    "aanbesteding_nadert": _tenders,
    "baan_loopt_af": _jobs,
    "achterstand": _behind,
    "pso_verloopt": _certificate,
    "terugkomen": _coming_back,
    "beleid_herijken": _of_organisation,
    "resultaten_delen": _of_organisation,
}
