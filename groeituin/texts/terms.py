"""Why something falls due on a date, in plain Dutch: what set the date, and what moved it."""

from collections.abc import Callable
from datetime import date, timedelta

from groeituin.texts.signals.sentence import in_words
from groeituin.texts.words import ROLE_NAMES
from states.definition import Definition
from states.dossier import Dossier
from states.occasions.people import NUMBERED
from states.occasions.phases import standing_since
from states.periods import read_period
from states.suspensions import last_end
from states.terms import Term
from states.texts import day
from states.working_days import WorkingDays


def because(dossier: Dossier, term: Term, definition: Definition, calendar: WorkingDays) -> str:
    """Return the sentence that explains the date of a term."""
    return f"{set_by(dossier, term, definition)}{_moved_by(dossier, term, calendar)}"


def set_by(dossier: Dossier, term: Term, definition: Definition) -> str:
    """Return the sentence that says what an occasion is counted from, without what moved its date."""
    return REASONS[term.rule](dossier, term, definition)


def _last(term: Term) -> str:
    """The last part of an occasion: a lead (6m, 30d), a number, a period or a month."""
    return term.occasion.rsplit("/", 1)[-1]


def lead(part: str) -> str:
    """Return how long something is ahead or ago, in words: ``6 maanden`` of ``6m``."""
    number, unit = int(part[:-1]), part[-1]
    return f"{number} {UNITS[unit][number != 1]}"


def _lead(term: Term) -> str:
    return lead(_last(term))


def _base(term: Term) -> str:
    """The date that an occasion counts from, in words."""
    return day(date.fromisoformat(term.occasion.split("/")[-2]))


def _progress_meeting(_dossier: Dossier, term: Term, definition: Definition) -> str:
    days = definition.rules[term.rule].lead_days
    return f"{days} dagen voor het voortgangsgesprek van {in_words(read_period(term.occasion))}."


def _evaluation(dossier: Dossier, term: Term, definition: Definition) -> str:
    if term.subject:
        return _end(dossier, term, definition)
    return f"{_lead(term)} na {_base(term)}, de dag waarop het volgen begon."


def _end(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    if _last(term) == "einde":
        return f"Contract {term.subject} eindigt op {_base(term)}."
    return f"{_lead(term)} voor het einde van contract {term.subject} op {_base(term)}."


def _option(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    return f"{_lead(term)} voor {_base(term)}, de laatste dag om te melden dat u contract {term.subject} verlengt."


def _plan(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    asked = "als het startgesprek dan niet is gevoerd"
    return f"{_lead(term)} na de gunning van contract {term.subject} op {_base(term)}, {asked}."


def _hours(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    period = in_words(read_period(_last(term)))
    if term.occasion != f"{term.subject}/{_last(term)}":
        return f"De urenopgave van contract {term.subject} over {period} is op {_base(term)} afgekeurd."
    return f"De urenopgave van contract {term.subject} over {period} wordt gevraagd zodra het kwartaal voorbij is."


def _standing_still(dossier: Dossier, term: Term, _definition: Definition) -> str:
    phase, entered, days = term.occasion.split("/")
    since, latest = standing_since(dossier), term.original_on - timedelta(days=int(days[:-1]))
    counted = since if date.fromisoformat(entered) < since <= latest else None
    start = f"{day(counted)}, de datum van de aanbesteding" if counted else _base(term)
    return f"De fase {phase} duurt dan {_lead(term)}, geteld vanaf {start}."


def _late_action(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    number, days = _last(term), _last(term).removesuffix("d")
    days = days if number != days else str(NUMBERED[0] + (int(number) - 1) * NUMBERED[1])
    after = "de dag erna" if days == "1" else f"{days} dagen erna"
    return f"De deadline van actie {term.subject} is {_base(term)}; dit is {after}."


def _no_backup(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    return f"Er is dan {_lead(term)} geen reservecoördinator (sinds {_base(term)})."


def _vacant(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    return f"Niemand heeft dan {_lead(term)} de rol {ROLE_NAMES[term.subject]} (sinds {_base(term)})."


def _tender(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    return f"{_lead(term)} voor de geplande publicatie van aanbesteding {term.subject} op {_base(term)}."


def _jobs(_dossier: Dossier, term: Term, definition: Definition) -> str:
    (lead,) = definition.rules[term.rule].lead_months
    where = f" bij contract {term.subject}" if term.subject else ""
    return f"{lead} maanden voordat banen{where} aflopen, in {in_words(read_period(_last(term)))}."


def _backlog(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    period = in_words(read_period(_last(term)))
    return (
        f"Als er niets bij komt, loopt contract {term.subject} na {period} achter op de afspraak; dan zijn de uren "
        "bekend of te laat."
    )


def _certificate(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    return f"{_lead(term)} voordat het PSO-certificaat van de opdrachtnemer afloopt op {_base(term)}."


def _coming_back(_dossier: Dossier, term: Term, _definition: Definition) -> str:
    return f"De dag waarop u zou terugkomen: {day(date.fromisoformat(term.occasion))}."


def _policy(dossier: Dossier, term: Term, _definition: Definition) -> str:
    if not (term.subject or dossier.policy):
        return f"{_lead(term)} na {_base(term)}, toen de borging begon; er is nog geen beleid vastgelegd."
    return f"{_lead(term)} na {_base(term)}, toen het beleid{_of_all(term)} voor het laatst werd vastgelegd."


def _results(dossier: Dossier, term: Term, _definition: Definition) -> str:
    if not (term.subject or dossier.shared_results):
        return f"{_lead(term)} na {_base(term)}, toen de borging begon; er zijn nog geen resultaten gedeeld."
    return f"{_lead(term)} na {_base(term)}, toen de resultaten{_of_all(term)} voor het laatst werden gedeeld."


def _of_all(term: Term) -> str:
    return f" van organisatie {term.subject}" if term.subject else ""


UNITS = {"m": ("maand", "maanden"), "d": ("dag", "dagen")}
REASONS: dict[str, Callable[[Dossier, Term, Definition], str]] = {
    "voortgangsgesprek": _progress_meeting,
    "contract_verloopt": _end,
    "evaluatie": _evaluation,
    "verlengoptie": _option,
    "plan_van_aanpak": _plan,
    "urenopgave": _hours,
    "eindafrekening": _end,
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


def _moved_by(dossier: Dossier, term: Term, calendar: WorkingDays) -> str:
    if term.due_on is None:
        return " Het partnership is opgeschort zonder einddatum; daarom is er nu geen datum."
    if term.due_on == term.original_on:
        return ""
    planned = [m.planned_on for m in dossier.meetings if m.kind == "voortgang" and m.planned_on and not m.held_on]
    if term.rule == "voortgangsgesprek" and term.due_on - timedelta(days=1) in planned:
        return (
            f" Het is gepland op {day(term.due_on - timedelta(days=1))}; is het dan niet gehouden, dan volgt een vraag."
        )
    was = f" De datum was {day(term.original_on)}"
    if term.due_on in {calendar.forward(term.original_on), calendar.back(term.original_on)}:
        reason = calendar.holiday(term.original_on) or WEEKDAYS[term.original_on.weekday()]
        return f"{was}, maar dat is {reason}."
    if not dossier.suspensions:  # by a calendar or a planned meeting of before
        return ""
    inside = term.due_on == last_end(dossier.suspensions)
    paused = "toen was het partnership opgeschort, en dit is de eerste dag daarna"
    return f"{was}; {paused if inside else 'de opschorting schoof hem op'}."


WEEKDAYS = {5: "een zaterdag", 6: "een zondag"}
