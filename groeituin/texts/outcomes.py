"""What became of what a night asked before, or let be: answered, lapsed, replaced, put off, skipped."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from groeituin.texts.signals.sentence import in_words
from groeituin.texts.terms import lead, set_by
from groeituin.texts.words import phase_name, who
from states import signal as signals
from states.definition import Definition
from states.dossier import Dossier
from states.occasions import last_contract_end
from states.periods import read_period
from states.signal import Signal
from states.terms import Term
from states.texts import day
from states.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Step:
    """A journal row about a signal: the day, who or what did it, the phase in which, and what it was told.

    ``moved_to`` is the definition to which the partnership went over, where that is what did it.
    """

    on: date
    by: str
    act: str
    phase: str | None
    data: Mapping[str, Any]
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """A signal as it stands, when it was raised, what was noted, and what happened to it, in order."""

    signal: Signal
    raised_on: date
    note: str | None = None
    steps: tuple[Step, ...] = ()
    replaced_by: "Raised | None" = None

    def last(self, act: str) -> Step | None:
        """Return the last time that something of a kind happened to it."""
        return next((step for step in reversed(self.steps) if step.act == act), None)


@dataclass(frozen=True, slots=True)
class Passed:
    """An occasion that was never raised: when a night went by it, and why.

    ``instead`` is the newer question of that night; ``put_off`` the answer because of which it could wait; ``moved_to``
    the definition to which the partnership went over, where that is why it was not asked any more.
    """

    occasion: str
    due_on: date
    skipped_on: date
    instead: Raised | None = None
    put_off: Step | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """From where it is told: a partnership, the process that it follows, and a day."""

    dossier: Dossier
    process: Definition
    calendar: WorkingDays
    on: date


def outcome(view: View, raised: Raised) -> str:
    """Return what became of a signal, and what it stands for now where the process changed meanwhile."""
    told = f"Gevraagd op {day(raised.raised_on)}{OUTCOMES[raised.signal.status](view, raised)}"
    note = f" Toelichting: {_ended(raised.note)}" if raised.note else ""
    return f"{told}{_came_back(raised)}{note}{_now_as(raised.signal)}"


def passed_by(passed: Passed) -> str:
    """Return why an occasion was never raised."""
    if passed.instead:
        return f"Niet gevraagd, want op {day(passed.skipped_on)} ging {_called(passed.instead.signal)} voor."
    if passed.put_off:
        answer = f"{passed.put_off.data['outcome']} tot {_day(passed.put_off.data['until'])}"
        return f"Niet gevraagd: {passed.put_off.by} had de vraag ervoor {answer}."
    if passed.moved_to:
        return (
            f"Niet gevraagd: sinds {day(passed.skipped_on)} geldt definitie {passed.moved_to}; daar was dit al voorbij."
        )
    return f"Niet gevraagd: op {day(passed.skipped_on)} is dit overgeslagen."


def _open(view: View, raised: Raised) -> str:
    signal = raised.signal
    if _without_reason(view, signal):
        return f".{GONE}"
    ladder = view.process.rules[signal.rule].ladder
    heard = [role for rung in ladder[: signal.rung] for role in rung.to]
    told = f" Het is ook gemeld aan {who(heard)}." if heard else ""
    if signal.next_on and signal.rung < len(ladder):
        told += f" Zonder antwoord gaat het op {day(signal.next_on)} ook naar {who(ladder[signal.rung].to)}."
    return f" en nog niet beantwoord.{told}"


def _planned(view: View, raised: Raised) -> str:
    told = f" en {_answer(raised)}ingepland."
    if _without_reason(view, raised.signal):
        return f"{told}{GONE}"
    return f"{told}{_looked_at(view, raised.signal.next_on)}"


def _without_reason(view: View, signal: Signal) -> bool:
    return signals.reason(signal, view.dossier, view.process, view.calendar, view.on) is None


def _looked_at(view: View, next_on: date | None) -> str:
    """When a night looks whether it happened: none does inside a suspension."""
    while next_on and (pause := view.dossier.suspended(next_on)):
        if pause.until_on is None:
            return " Na de opschorting kijkt de nacht of het is gebeurd."
        next_on = pause.until_on
    return f" Op {day(next_on)} kijkt de nacht of het is gebeurd." if next_on else ""


def _put_off(_view: View, raised: Raised) -> str:
    until = f" tot {day(raised.signal.next_on)}" if raised.signal.next_on else ""
    return f" en {_answer(raised)}uitgesteld{until}."


def _answered(_view: View, raised: Raised) -> str:
    return f" en {_answer(raised)}afgehandeld."


def _lapsed(view: View, raised: Raised) -> str:
    lapse = raised.last("lapse-signal")
    when = f"op {day(lapse.on)} " if lapse else ""
    return f" en {when}vervallen, want {_gone(view, raised)}."


def _gone(view: View, raised: Raised) -> str:
    """Why a reason went, as far as that can still be seen; else what makes such a question stop."""
    signal, rule = raised.signal, view.process.rules.get(raised.signal.rule)
    lapse = raised.last("lapse-signal")
    phase = lapse.phase if lapse else view.dossier.phase
    if lapse and lapse.moved_to:
        return f"definitie {lapse.moved_to} vraagt dit niet"
    if rule is None:
        return f"definitie {view.process.reference} kent deze regel niet"
    if phase and phase not in rule.every_phase:
        return f"in de fase {phase_name(phase)} wordt dit niet gevraagd"
    ended_on, lapsed_on = last_contract_end(view.dossier), lapse.on if lapse else view.on
    over = ended_on is None or (not signal.subject and ended_on < lapsed_on)
    if over and phase and phase in rule.while_contract_runs:
        return f"in de fase {phase_name(phase)} wordt dit alleen gevraagd zolang een contract loopt"
    contract = next((c for c in view.dossier.contracts if c.contract == signal.subject), None)
    if contract and contract.ends_on and signal.rule in ABOUT_END and str(contract.ends_on) not in signal.occasion:
        return f"contract {contract.contract} eindigt nu op {day(contract.ends_on)}"
    return rule.stops


def _replaced(view: View, raised: Raised) -> str:
    newer = raised.replaced_by
    if newer is None:
        return " en vervangen door een nieuwere vraag."
    if newer.raised_on == raised.raised_on:
        return f", samen met een nieuwere vraag die ervoor in de plaats kwam{_which(view, newer)}"
    answer = raised.last("settle-signal")
    until = answer.data.get("until") if answer else None
    put_off = f", {_answer(raised)}{answer.data['outcome']} tot {_day(until)}" if answer and until else ""
    return f"{put_off} en op {day(newer.raised_on)} vervangen door een nieuwere vraag{_which(view, newer)}"


def _answer(raised: Raised) -> str:
    """When somebody answered, and who; nothing where the journal does not tell here."""
    answer = raised.last("settle-signal")
    return f"op {day(answer.on)} door {answer.by} " if answer else ""


def _which(view: View, newer: Raised) -> str:
    """End a sentence with which question it was that came instead."""
    signal = newer.signal
    if signal.rule not in view.process.rules:
        return "."
    term = Term(signal.rule, signal.subject, signal.occasion, signal.due_on, signal.due_on)
    return f": {set_by(view.dossier, term, view.process)}"


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


def _ended(note: str) -> str:
    """End what people wrote as a sentence."""
    return note if note.endswith((".", "!", "?")) else f"{note}."


def _came_back(raised: Raised) -> str:
    """Tell that a later definition gave its reason again."""
    back = raised.last("return-signal")
    if back is None or back.moved_to is None:
        return ""
    return f" Op {day(back.on)} teruggekomen, want procesdefinitie {back.moved_to} vraagt dit weer."


def _now_as(signal: Signal) -> str:
    if signal.now_as is None:
        return ""
    last = signal.now_as.rsplit("/", 1)[-1]
    ahead = " vooraf" if signal.subject and signal.rule in AHEAD and LEAD.fullmatch(last) else ""
    return f" Deze vraag telt nu voor {_moment(last)}{ahead}; daarover wordt u niet opnieuw gevraagd."


def _called(signal: Signal) -> str:
    """What people call a question among others of its rule."""
    last = signal.occasion.rsplit("/", 1)[-1]
    return f"de vraag {'van' if LEAD.fullmatch(last) else 'over'} {_moment(last)}"


def _moment(last: str) -> str:
    """The last part of an occasion in words: a lead or a term, a day, a period; or which time it is."""
    if LEAD.fullmatch(last):
        return lead(last)
    if last.isdigit():
        return f"de {last}e keer"
    if DATE.fullmatch(last):
        return _day(last)
    return WORDS.get(last) or in_words(read_period(last))


GONE = " De reden is weg; de volgende nacht vervalt deze vraag."
LEAD = re.compile(r"\d+[md]")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
WORDS = {"einde": "het einde"}
# What is asked so long before a day, and not so long after one.
AHEAD = {"contract_verloopt", "evaluatie", "verlengoptie", "aanbesteding_nadert", "pso_verloopt"}
ABOUT_END = {"contract_verloopt", "evaluatie", "eindafrekening"}
OUTCOMES: dict[str, Callable[[View, Raised], str]] = {
    "open": _open,
    "ingepland": _planned,
    "uitgesteld": _put_off,
    "afgehandeld": _answered,
    "vervallen": _lapsed,
    "vervangen": _replaced,
}
