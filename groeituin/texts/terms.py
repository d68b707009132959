"""Why something falls due on a date, in plain Dutch: what set the date, and what moved it."""

from datetime import date, timedelta

from states.definition import Definition
from states.dossier import Dossier
from states.periods import read_period
from states.suspensions import last_end
from states.terms import Term
from states.texts import day
from states.working_days import WorkingDays


def because(dossier: Dossier, term: Term, definition: Definition, calendar: WorkingDays) -> str:
    """Return the sentence that explains the date of a term."""
    return f"{_set_by(dossier, term, definition)}{_moved_by(dossier, term, calendar)}"


def _set_by(dossier: Dossier, term: Term, definition: Definition) -> str:  # noqa: PLR0911  # one return a rule
    parts = term.occasion.split("/")
    last = parts[-1]
    if term.rule == "voortgangsgesprek":
        days = definition.rules[term.rule].lead_days
        return f"{days} dagen voor het voortgangsgesprek van {read_period(term.occasion).name}."
    if term.rule == "actie_te_laat":
        since = f"De deadline van actie {term.subject} is {day(date.fromisoformat(parts[-2]))}"
        return f"{since}; dit is de dag erna." if last == "1" else f"{since}; dit is de herhaling daarna ({last})."
    since_on = day(date.fromisoformat(parts[-2]))
    if term.rule == "fase_staat_stil":
        return (
            f"De fase {dossier.phase} duurt dan {last[:-1]} dagen, geteld vanaf {since_on} of de aanbesteding daarna."
        )
    if term.rule == "reservecoordinator_ontbreekt":
        return f"Er is dan {last[:-1]} dagen geen reservecoördinator (sinds {since_on})."
    if last == "einde":
        return f"Contract {term.subject} eindigt op {since_on}."
    if term.subject:
        return f"{last[:-1]} maanden voor het einde van contract {term.subject} op {since_on}."
    return f"{last[:-1]} maanden na {since_on}, de dag waarop het volgen begon."


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
    if last_end(dossier.suspensions) and (term.due_on - term.original_on).days > LONGEST_WEEKEND:
        return f" De datum was {day(term.original_on)}; de opschorting schoof hem op."
    reason = calendar.holiday(term.original_on) or WEEKDAYS.get(term.original_on.weekday(), "een vrije dag")
    return f" De datum was {day(term.original_on)}, maar dat is {reason}."


LONGEST_WEEKEND = 6
WEEKDAYS = {5: "een zaterdag", 6: "een zondag"}
