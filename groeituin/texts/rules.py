"""A rule in words, as the guide would say it: when it asks, who hears of it without an answer, and in which phases."""

from collections.abc import Callable, Sequence

from groeituin.texts.words import HOW_OFTEN, ROLE_NAMES, counted, phase_name, who
from states.definition import Definition, Rule
from states.texts import amount, capital, listed

When = Callable[[Rule, Definition], str]


def when(name: str, definition: Definition, phase: str | None = None) -> str:
    """Return when a rule asks, in a sentence; where a phase has a norm of its own, that of one phase if told."""
    rule = definition.rules[name]
    norm = rule.norm_days.get(phase or "")
    return _one_norm(rule, norm) if norm else WHEN[name](rule, definition)


def ladder(rule: Rule) -> str:
    """Return who else hears of a question that nobody answers."""
    if not rule.ladder:
        return "Zonder antwoord hoort niemand anders ervan."
    rungs = [f"na {_days(rung.after_days)} ook naar {who(rung.to)}" for rung in rule.ladder]
    return f"Zonder antwoord gaat het {', en '.join(rungs)}."


def missed(rule: Rule) -> str:
    """Return what is asked when nights were missed, where that is more than the newest; else nothing."""
    return "Zijn er nachten gemist, dan wordt alles wat toen viel alsnog gevraagd." if rule.catch_up == "all" else ""


def in_phases(rule: Rule) -> str:
    """Return in which phases a rule asks: ``In de fasen monitoring en borging``."""
    always, runs = ([phase_name(p) for p in phases] for phases in (rule.phases, rule.while_contract_runs))
    while_runs = f"; in {listed(runs)} zolang een contract loopt" if runs else ""
    return f"In de {'fase' if len(always) == 1 else 'fasen'} {listed(always)}{while_runs}"


def _days(number: int) -> str:
    return counted(number, "dag", "dagen")


def _months(numbers: Sequence[int]) -> str:
    """Write leads, the longest first: ``6, 3 en 1 maand``."""
    ordered = sorted(numbers, reverse=True)
    return f"{listed([str(number) for number in ordered])} {'maand' if ordered[-1] == 1 else 'maanden'}"


def _days_after(number: int, what: str) -> str:
    return f"{_days(number)} na {what}" if number else f"op de dag van {what}"


def _days_before(number: int, what: str) -> str:
    return f"{_days(number)} voor {what}" if number else f"op {what}"


def _sentence(told: str) -> str:
    return f"{capital(told)}."


def _again(rule: Rule) -> str:
    return f", en daarna elke {_each(rule.repeat_days, 'dag', 'dagen')} opnieuw"


def _each(number: int, one: str, more: str) -> str:
    return one if number == 1 else f"{number} {more}"


def _progress_meeting(rule: Rule, definition: Definition) -> str:
    day = f"{rule.target_day}e van de laatste maand"
    return (
        f"Voor het gesprek van elke maand, elk kwartaal of elk half jaar, zoals afgesproken; zonder afspraak "
        f"{HOW_OFTEN[definition.default_frequency]}. De vraag komt {_days_before(rule.lead_days, f'de {day}')}."
    )


def _contract_end(rule: Rule, _definition: Definition) -> str:
    return f"{_months(rule.lead_months)} voor het einde van een contract."


def _evaluation(rule: Rule, _definition: Definition) -> str:
    leads = [lead for lead in rule.lead_months if lead]
    ends = [f"{_months(leads)} voor het einde van een contract"] if leads else []
    ends += ["op de dag waarop een contract eindigt"] if 0 in rule.lead_months else []
    also = f" Ook {listed(ends)}." if ends else ""
    return f"{_yearly(rule, f'nadat de fase {rule.every_phase[0]} begon')}{also}"


def _option(rule: Rule, _definition: Definition) -> str:
    return f"{_months(rule.lead_months)} voor de laatste dag waarop u kunt melden dat u een contract verlengt."


def _action_plan(rule: Rule, _definition: Definition) -> str:
    return _sentence(_days_after(rule.lead_days, "de gunning van een contract"))


def _hours(_rule: Rule, _definition: Definition) -> str:
    return "Op de eerste werkdag na elk kwartaal, voor elk contract; en de dag nadat een urenopgave is afgekeurd."


def _settlement(_rule: Rule, _definition: Definition) -> str:
    return "Op de dag waarop een contract eindigt."


def _standing_still(rule: Rule, _definition: Definition) -> str:
    norms = [f"{phase} {_days(days)}" for phase, days in rule.norm_days.items()]
    return f"Als een fase langer duurt dan de norm ({listed(norms)}){_again(rule)}. {AFTER_TENDER}"


def _one_norm(rule: Rule, norm: int) -> str:
    return f"Als deze fase {_days(norm)} duurt{_again(rule)}. {AFTER_TENDER}"


AFTER_TENDER = "Met een aanbesteding telt dit vanaf de publicatie of de gunning."


def _late_action(rule: Rule, _definition: Definition) -> str:
    return _sentence(f"{_days_after(rule.lead_days, 'de deadline van een actie')}{_again(rule)}")


def _no_backup(rule: Rule, _definition: Definition) -> str:
    return f"Als er {_days(rule.lead_days)} geen reservecoördinator is{_again(rule)}."


def _vacant(rule: Rule, definition: Definition) -> str:
    roles = listed([ROLE_NAMES[role] for role in definition.work_group_roles])
    return f"Als in de werkgroep {_days(rule.lead_days)} een rol niet is bezet ({roles}){_again(rule)}."


def _tender(rule: Rule, _definition: Definition) -> str:
    return f"{_months(rule.lead_months)} voor de geplande publicatie van een aanbesteding."


def _jobs(rule: Rule, _definition: Definition) -> str:
    return f"{_months(rule.lead_months)} voordat banen aflopen; één keer per contract en maand."


def _backlog(rule: Rule, definition: Definition) -> str:
    figures = definition.figures.obligation
    return (
        f"Zodra de uren van een kwartaal zijn goedgekeurd, of {_days(rule.lead_days)} nadat ze zijn gevraagd: als een "
        f"contract meer dan {amount(figures.margin.amount)} procent achterloopt. Niet in de eerste "
        f"{counted(int(figures.first_months.amount), 'maand', 'maanden')}, en niet waar inspanning is afgesproken."
    )


def _certificate(rule: Rule, _definition: Definition) -> str:
    return _sentence(_days_before(rule.lead_days, "de dag waarop het PSO-certificaat van een opdrachtnemer afloopt"))


def _coming_back(_rule: Rule, _definition: Definition) -> str:
    return "Op de dag waarop u zou terugkomen."


def _policy(rule: Rule, _definition: Definition) -> str:
    return _of_organisation(rule, "het beleid voor het laatst is vastgelegd")


def _results(rule: Rule, _definition: Definition) -> str:
    return _of_organisation(rule, "de resultaten voor het laatst zijn gedeeld")


def _of_organisation(rule: Rule, recorded: str) -> str:
    told = _yearly(rule, f"nadat {recorded}, of anders nadat de fase {rule.every_phase[0]} begon")
    return f"{told} Wat voor de hele organisatie geldt, wordt één keer gevraagd."


def _yearly(rule: Rule, after: str) -> str:
    again = f"elke {_each(rule.repeat_months, 'maand', 'maanden')} opnieuw"
    return f"{counted(rule.first_months, 'maand', 'maanden')} {after}, en daarna {again}."


WHEN: dict[str, When] = {
    "voortgangsgesprek": _progress_meeting,
    "contract_verloopt": _contract_end,
    "evaluatie": _evaluation,
    "verlengoptie": _option,
    "plan_van_aanpak": _action_plan,
    "urenopgave": _hours,
    "eindafrekening": _settlement,
    "fase_staat_stil": _standing_still,
    "actie_te_laat": _late_action,
    "reservecoordinator_ontbreekt": _no_backup,
    "rol_onbezet": _vacant,
    "aanbesteding_nadert": _tender,
    "baan_loopt_af": _jobs,
    "achterstand": _backlog,
    "pso_verloopt": _certificate,
    "terugkomen": _coming_back,
    "beleid_herijken": _policy,
    "resultaten_delen": _results,
}
