"""The sentence of a signal: what falls due, why, and what to do, in plain Dutch."""

from collections.abc import Callable
from datetime import date

from states.dossier import Contract, Dossier
from states.periods import read_period
from states.terms import Due
from states.texts import day, listed
from states.working_days import add_months

Sentence = Callable[[Dossier, Due, date], str]
SHORT_TENDER_MONTHS = 4
FEW = 4
ORDINALS = {"3m": "drie maanden", "6m": "zes maanden", "12m": "een jaar", "18m": "anderhalf jaar"}


def signal_sentence(dossier: Dossier, due: Due, night: date) -> str:
    """Return the sentence of what a night raises.

    Args:
        dossier: the partnership.
        due: what is raised, with what it skips.
        night: the date of the night, to say so when something is late.
    """
    sentence = SENTENCES[due.rule](dossier, due, night)
    return f"{sentence}{_skipped(due)}"


def _skipped(due: Due) -> str:
    names = [occasion.name for occasion in due.skipped]
    if not names:
        return ""
    told = listed(names) if len(names) <= FEW else f"{len(names)} keer, van {names[0]} tot en met {names[-1]}"
    return f" Eerder gemist en hiermee afgedaan: {told}."


def _progress_meeting(dossier: Dossier, due: Due, night: date) -> str:
    del dossier
    period = read_period(due.occasion.name)
    if due.occasion.planned_on:
        return (
            f"Het voortgangsgesprek van {period.name} was gepland op {day(due.occasion.planned_on)} "
            "en staat nog niet als gehouden. Is het doorgegaan? Leg het vast, of plan een nieuwe datum."
        )
    late = " Die periode is al voorbij." if night > period.last else ""
    around = day(period.last.replace(day=15))
    return f"Plan het voortgangsgesprek van {period.name}; rond {around} is een goed moment.{late}"


def _contract_expiry(dossier: Dossier, due: Due, night: date) -> str:
    contract = _contract(dossier, due.subject)
    ends_on = contract.ends_on or due.occasion.due_on
    lead = due.occasion.name.rpartition("/")[2]
    if ends_on < night:
        sentence = f"Contract {contract.contract} ({contract.title}) is op {day(ends_on)} afgelopen."
    else:
        sentence = (
            f"Contract {contract.contract} ({contract.title}) loopt af op {day(ends_on)}; "
            f"dit is het bericht van {ORDINALS.get(lead, lead)} vooraf."
        )
    return f"{sentence} {_options(contract)}{_successor(contract, night)}{_lesson(dossier)}"


def _options(contract: Contract) -> str:
    open_options = [option for option in contract.options if option.status == "open"]
    if not open_options:
        return ""
    told = [f"tot {day(o.until)}" + (f" (melden voor {day(o.notify_by)})" if o.notify_by else "") for o in open_options]
    return f"Er is nog een mogelijkheid om te verlengen: {listed(told)}. "


def _successor(contract: Contract, night: date) -> str:
    planned = [s for s in contract.successors if s.stage in {"gepland", "uitgevraagd"}]
    if not planned:
        return "Er is nog geen opvolger gepland. Plan nu de aanbesteding; een Europese duurt ongeveer een jaar."
    first = planned[0]
    publication = first.planned_publication_on
    if first.stage == "uitgevraagd" or publication is None:
        return f"De opvolger {first.contract} is in voorbereiding."
    if publication < add_months(night, SHORT_TENDER_MONTHS):
        return (
            f"De opvolger {first.contract} wordt op {day(publication)} gepubliceerd. Brainstorm nu over social return."
        )
    return (
        f"De opvolger {first.contract} wordt op {day(publication)} gepubliceerd. Er is tijd voor een marktconsultatie."
    )


def _lesson(dossier: Dossier) -> str:
    if dossier.phase != "beeindigd" or not dossier.lesson:
        return ""
    return f" De les van toen: {dossier.lesson}"


def _evaluation(dossier: Dossier, due: Due, night: date) -> str:
    del night
    if not due.subject:
        return (
            "Tijd om te evalueren: hoe groot is de impact, en wat kan beter? Leg bevindingen, lessen en punten voor de "
            "volgende aanbesteding vast."
        )
    contract = _contract(dossier, due.subject)
    ends_on = day(contract.ends_on) if contract.ends_on else "binnenkort"
    if due.occasion.name.endswith("/einde"):
        return f"Contract {contract.contract} ({contract.title}) eindigt op {ends_on}. Evalueer wat het opleverde."
    return (
        f"Contract {contract.contract} ({contract.title}) eindigt op {ends_on}. Evalueer nu, "
        "zodat de lessen op tijd zijn voor de volgende aanbesteding."
    )


def _standing_still(dossier: Dossier, due: Due, night: date) -> str:
    entry = dossier.phases[-1]
    days = (night - entry.entered_on).days
    return (
        f"De fase {dossier.phase} duurt al {days} dagen (sinds {day(entry.entered_on)}); de norm is verstreken op "
        f"{day(due.occasion.original_on)}. Wat is nodig voor de volgende stap? "
        f"Kijk met `groeituin why {dossier.partnership}`."
    )


def _late_action(dossier: Dossier, due: Due, night: date) -> str:
    action = next(a for a in dossier.actions if a.action == due.subject)
    days = (night - action.deadline).days
    return (
        f"Actie {action.action} ({action.description}) had op {day(action.deadline)} klaar moeten zijn; dat is "
        f"{days} {'dag' if days == 1 else 'dagen'} geleden. "
        "Rond af, spreek een nieuwe datum af, of laat de actie vervallen."
    )


def _missing_backup(dossier: Dossier, due: Due, night: date) -> str:
    del dossier, night
    since = date.fromisoformat(due.occasion.name.split("/")[1])
    return (
        f"Sinds {day(since)} is er geen reservecoördinator. Wijs iemand aan die het kan overnemen als de coördinator "
        "lang afwezig is of vertrekt."
    )


def _contract(dossier: Dossier, code: str) -> Contract:
    return next(c for c in dossier.contracts if c.contract == code)


SENTENCES: dict[str, Sentence] = {
    "voortgangsgesprek": _progress_meeting,
    "contract_verloopt": _contract_expiry,
    "evaluatie": _evaluation,
    "fase_staat_stil": _standing_still,
    "actie_te_laat": _late_action,
    "reservecoordinator_ontbreekt": _missing_backup,
}
