"""The sentence of a signal: what falls due, why, and what to do, in plain Dutch.

A sentence is kept and read later, so it names dates and never "today" or "in three months".
"""

from collections.abc import Callable
from datetime import date

from states.dossier import Contract, Dossier, Option, Successor
from states.periods import Period, read_period
from states.terms import Due
from states.texts import MONTH_NAMES, day, listed
from states.working_days import add_months

Sentence = Callable[[Dossier, Due, date], str]
SHORT_TENDER_MONTHS = 4
FEW = 4
QUARTERS = {1: "eerste", 4: "tweede", 7: "derde", 10: "vierde"}
HALVES = {1: "eerste", 7: "tweede"}


def signal_sentence(dossier: Dossier, due: Due, night: date) -> str:
    """Return the sentence of what a night raises.

    Args:
        dossier: the partnership.
        due: what is raised, with what it skips.
        night: the date of the night, to say so when something is late.
    """
    return " ".join(part for part in (SENTENCES[due.rule](dossier, due, night), _skipped(due)) if part)


def _skipped(due: Due) -> str:
    """Name what was missed: by its date for people, by its occasion for who looks it up."""
    skipped = due.skipped
    if not skipped:
        return ""
    if len(skipped) <= FEW:
        told = listed([f"{day(o.due_on)} (kenmerk {o.name})" for o in skipped])
        return f"Deze herinnering vervangt ook die van {told}."
    first, last = skipped[0], skipped[-1]
    return (
        f"Deze herinnering vervangt ook {len(skipped)} eerdere, van {day(first.due_on)} tot en met {day(last.due_on)} "
        f"(kenmerk {first.name} tot en met {last.name})."
    )


def _progress_meeting(dossier: Dossier, due: Due, night: date) -> str:
    del dossier
    period = read_period(due.occasion.name)
    if due.occasion.planned_on:
        return (
            f"Het voortgangsgesprek van {_in_words(period)} stond gepland op {day(due.occasion.planned_on)}. "
            "Ging het door? Leg het gesprek dan vast. Zo niet, plan een nieuwe datum."
        )
    if night > period.last:
        return (
            f"Er was geen voortgangsgesprek in {_in_words(period)}. Plan het alsnog, of laat weten dat u het overslaat."
        )
    return f"Plan het voortgangsgesprek van {_in_words(period)}. Rond {day(period.last.replace(day=15))} past goed."


def _in_words(period: Period) -> str:
    if period.months == 1:
        return f"{MONTH_NAMES[period.first.month - 1]} {period.first.year}"
    if period.months == 3:  # noqa: PLR2004  # a quarter
        return f"het {QUARTERS[period.first.month]} kwartaal van {period.first.year}"
    return f"de {HALVES[period.first.month]} helft van {period.first.year}"


def _contract_expiry(dossier: Dossier, due: Due, night: date) -> str:
    contract = _contract(dossier, due.subject)
    ends_on = contract.ends_on or due.occasion.due_on
    parts = [_end(contract, ends_on, night), _options(contract, night), _successor(contract, ends_on, night)]
    if dossier.phase == "beeindigd" and dossier.lesson:
        parts.append(f'De les die u vastlegde bij het einde van dit partnership: "{dossier.lesson}"')
    return " ".join(part for part in parts if part)


def _end(contract: Contract, ends_on: date, night: date) -> str:
    named = f"Contract {contract.contract} ({contract.title})"
    return f"{named} is op {day(ends_on)} afgelopen." if ends_on < night else f"{named} loopt af op {day(ends_on)}."


def _options(contract: Contract, night: date) -> str:
    left = [_option(option, night) for option in contract.options if option.status == "open"]
    return f"U kunt het contract nog verlengen {listed(left)}." if left else ""


def _option(option: Option, night: date) -> str:
    if option.notify_by is None:
        return f"tot {day(option.until)}"
    if option.notify_by < night:
        return f"tot {day(option.until)} (maar dat moest u uiterlijk {day(option.notify_by)} melden)"
    return f"tot {day(option.until)} (meld dat uiterlijk {day(option.notify_by)})"


def _successor(contract: Contract, ends_on: date, night: date) -> str:
    planned = [s for s in contract.successors if s.stage in {"gepland", "uitgevraagd"}]
    if planned:
        return _prepared(min(planned, key=lambda s: s.planned_publication_on or date.max), night)
    if ends_on < night:
        return (
            "Er is nog geen opvolger gepland. Is het contract verlengd, of komt er een nieuw contract? Leg dat vast. "
            "Komt er geen nieuw contract? Leg dan de reden vast."
        )
    return (
        "Er is nog geen opvolger gepland. Plan nu de aanbesteding: een Europese aanbesteding duurt ongeveer een jaar."
    )


def _prepared(successor: Successor, night: date) -> str:
    tender, publication = f"De aanbesteding van de opvolger {successor.contract}", successor.planned_publication_on
    if successor.stage == "uitgevraagd":
        return f"{tender} loopt. Leg vast wie het contract krijgt, zodra u dat weet."
    if publication is None:
        return f"{tender} heeft nog geen datum. Kies wanneer u publiceert."
    if publication < night:
        return f"{tender} stond gepland voor {day(publication)}. Is die al gepubliceerd? Leg dat vast."
    if publication < add_months(night, SHORT_TENDER_MONTHS):
        return f"{tender} staat gepland voor {day(publication)}. Dat is al snel: brainstorm nu over social return."
    return (
        f"{tender} staat gepland voor {day(publication)}. "
        "Er is nog tijd: vraag bedrijven in een marktconsultatie wat mogelijk is."
    )


def _evaluation(dossier: Dossier, due: Due, night: date) -> str:
    what = "Leg vast wat u zag, wat u leerde en wat u meeneemt naar de volgende aanbesteding."
    if not due.subject:
        return f"Evalueer dit partnership: wat leverde het op, en wat kan beter? {what}"
    contract = _contract(dossier, due.subject)
    ends_on = contract.ends_on or due.occasion.due_on
    if due.occasion.name.endswith("/einde"):
        return f"{_end(contract, ends_on, night)} Evalueer wat het contract opleverde. {what}"
    return f"{_end(contract, ends_on, night)} Evalueer nu, dan zijn de lessen op tijd. {what}"


def _standing_still(dossier: Dossier, due: Due, night: date) -> str:
    del due, night
    entry = dossier.phases[-1]
    return (
        f"Dit partnership zit sinds {day(entry.entered_on)} in de fase {dossier.phase}. Dat is langer dan gewoon. "
        "Bekijk wat er nog nodig is voor de volgende fase en spreek af wie dat doet."
    )


def _late_action(dossier: Dossier, due: Due, night: date) -> str:
    del night
    action = next(a for a in dossier.actions if a.action == due.subject)
    return (
        f"Actie {action.action} ({action.description}) moest op {day(action.deadline)} klaar zijn en staat nog open. "
        "Rond de actie af, kies een nieuwe deadline of trek de actie in."
    )


def _missing_backup(dossier: Dossier, due: Due, night: date) -> str:
    del dossier, night
    since = date.fromisoformat(due.occasion.name.split("/")[1])
    return (
        f"Dit partnership heeft sinds {day(since)} geen reservecoördinator. "
        "Wijs iemand aan die het werk overneemt als de coördinator lang afwezig is of vertrekt."
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
