"""A whole dossier as lines: the head, and below it a heading for everything that is there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from groeituin.texts.dossier.agreed import agreed_parts
from groeituin.texts.dossier.contract import contract_lines
from groeituin.texts.dossier.done import done_parts
from groeituin.texts.dossier.people import leading, people
from groeituin.texts.words import phase_name
from states.dossier import Dossier
from states.texts import day, listed

NEXT = 5


def dossier_lines(
    dossier: Dossier, successors: Sequence[str], upcoming: Sequence[Mapping[str, Any]], on: date
) -> Iterator[str]:
    """Yield a dossier as people read it; what is not known or not there is not told.

    Args:
        dossier: the partnership.
        successors: the partnerships that go on where this one ended.
        upcoming: what falls due next, soonest first, as ``reading.why.upcoming`` found it.
        on: the date for which it is told whether the partnership is suspended.
    """
    yield f"{dossier.title} ({dossier.partnership})"
    yield from _head(dossier, successors, on)
    parts = {
        "Contracten": [line for contract in dossier.contracts for line in contract_lines(contract)],
        "Wat eraan komt": list(_coming(dossier, upcoming)),
        **agreed_parts(dossier),
        **done_parts(dossier),
        "Wie er meedoet": list(people(dossier)),
        "Fasen tot nu toe": [f"- {phase_name(e.phase)}, vanaf {day(e.entered_on)}" for e in dossier.phases],
        "Opschortingen": [f"- {_pause(s.from_on, s.until_on, s.reason)}" for s in dossier.suspensions],
    }
    for heading, lines in parts.items():
        if lines:
            yield from ("", f"{heading}:", *lines)


def _head(dossier: Dossier, successors: Sequence[str], on: date) -> Iterator[str]:
    yield f"Fase: {phase_name(dossier.phase)}, sinds {day(dossier.phases[-1].entered_on)}"
    suspension = dossier.suspended(on)
    if suspension:
        yield f"Opgeschort: {_pause(suspension.from_on, suspension.until_on, suspension.reason)}"
    yield f"Coördinator: {leading(dossier)}"
    yield f"Organisatie: {dossier.organisation}"
    yield f"Afgesproken: {dossier.basis}"
    if dossier.route:
        yield f"Route: {dossier.route.replace('_', ' ')}"
    if dossier.return_on:
        yield f"Terugkomen op: {day(dossier.return_on)}"
    if dossier.lesson:
        yield f"De les: {dossier.lesson}"
    yield from _origin(dossier, successors)


def _origin(dossier: Dossier, successors: Sequence[str]) -> Iterator[str]:
    """Where it came from, and what came after it."""
    yield f"Begonnen: {day(dossier.started_on)}, door {dossier.started_by}"
    if dossier.taken_over_on:
        yield f"Overgenomen: {day(dossier.taken_over_on)}"
    if dossier.predecessor:
        yield f"Opvolger van: {dossier.predecessor}"
    if successors:
        yield f"Opgevolgd door: {listed(successors)}"
    if dossier.speaks_for_organisation:
        yield "Wat voor de hele organisatie geldt, wordt bij dit partnership gevraagd."
    yield f"Proces: {dossier.definition}"


def _pause(from_on: date, until_on: date | None, reason: str) -> str:
    until = f"tot {day(until_on)}" if until_on else "zonder einddatum"
    return f"vanaf {day(from_on)}, {until}" + (f" ({reason.rstrip('.')})" if reason else "")


def _coming(dossier: Dossier, upcoming: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The first of what falls due; a partnership with many contracts has dozens, and they have a command."""
    yield from (_next(term) for term in upcoming[:NEXT])
    more = len(upcoming) - NEXT
    if more > 0:
        yield f"- en nog {more}; zie groeituin terms {dossier.partnership}"


def _next(term: Mapping[str, Any]) -> str:
    when = day(term["due_on"]) if term["due_on"] else "zonder datum"
    return f"- {when}, {term['rule']}: {term['because']}"
