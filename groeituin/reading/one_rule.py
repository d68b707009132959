"""One rule of one partnership: what comes next, what was raised before and what became of it, and why it is silent."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.definitions import calendar_of
from groeituin.night_batch import BY_NIGHT
from groeituin.planning import known
from groeituin.reading.why import upcoming
from groeituin.texts.outcomes import Passed, Raised, Step, View, outcome, passed_by
from groeituin.texts.silence import silence
from models.database import table
from models.journal import Entry
from models.nights import Signal, SkippedOccasion
from states.definition import Definition
from states.dossier import Dossier
from states.terms import plan

# The journal rows that tell what became of a signal.
OF_SIGNALS = ("settle-signal", "lapse-signal", "return-signal", "escalate-signal")
MOVE = "migrate-definition"
BY_MOVE = ("lapse-signal", "return-signal")
SKIPPED = "overgeslagen"


@dataclass(frozen=True, slots=True)
class _Told:
    """What the journal tells about the signals of one rule.

    ``steps`` are in order, by occasion; ``left_out`` gives by occasion the definition to which the partnership went
    over, and that did not ask it any more.
    """

    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    left_out: dict[str, str] = field(default_factory=dict)


def one_rule(connection: Connection, dossier: Dossier, process: Definition, rule: str, on: date) -> dict[str, Any]:
    """Return what a rule asks next and because of what, what became of what it asked before, and why it asks nothing.

    Args:
        connection: the database, for what was raised.
        dossier: the partnership.
        process: the process by which it is told; that of the partnership, or one that is proposed.
        rule: the rule.
        on: the day on which it is told.
    """
    view = View(dossier, process, calendar_of(process), on)
    planned = frozenset(term.subject for term in plan(dossier, process, view.calendar, [rule]))
    return {
        "partnership": dossier.partnership,
        "rule": rule,
        "next": upcoming(dossier, process, [rule]),
        "earlier": _earlier(connection, view, rule),
        "silent": silence(view, rule, planned),
    }


def _earlier(connection: Connection, view: View, rule: str) -> list[dict[str, Any]]:
    """Return what was raised and what a night went by, in the order in which that happened."""
    partnership = view.dossier.partnership
    journal = _journal(connection, partnership, rule)
    raised = _with_newer(_raised(connection, partnership, rule, journal))
    told = [
        (one.raised_on, one.signal.due_on, one.signal.occasion, one.raised_on, one.signal.status, outcome(view, one))
        for one in raised
    ] + [
        (one.skipped_on, one.due_on, one.occasion, None, SKIPPED, passed_by(one))
        for one in _passed(connection, partnership, rule, raised, journal)
    ]
    names = ("occasion", "due_on", "raised_on", "status", "sentence")
    return [
        dict(zip(names, (occasion, due_on, raised_on, status, sentence), strict=True))
        for _when, due_on, occasion, raised_on, status, sentence in sorted(told, key=lambda row: row[:3])
    ]


def _journal(connection: Connection, partnership: str, rule: str) -> _Told:
    journal = table(Entry)
    query = (
        sa.select(*(journal.c[name] for name in ("on", "by", "act", "phase", "data")))
        .where(journal.c.partnership == partnership, journal.c.act.in_((*OF_SIGNALS, MOVE)))
        .order_by(journal.c.entry)
    )
    found, move = _Told(), None
    for step in (Step(*row) for row in connection.execute(query)):
        if step.act == MOVE:
            move = step
            found.left_out.update({name: move.data["to"] for of, name in move.data.get("skipped", ()) if of == rule})
        elif step.data["rule"] == rule:
            for occasion in _answered(step.data):
                found.steps[occasion].append(_by_move(step, move))
    return found


def _by_move(step: Step, move: Step | None) -> Step:
    """What lapses or returns by another hand than the night's does so with the move before it in the journal."""
    if move is None or step.act not in BY_MOVE or step.by == BY_NIGHT:
        return step
    return replace(step, moved_to=move.data["to"])


def _answered(data: Mapping[str, Any]) -> set[str]:
    """The occasions that a journal row is about: one, or several that were answered at once."""
    return {occasion for occasion in (data.get("occasion"), *data.get("occasions", ())) if occasion}


def _raised(connection: Connection, partnership: str, rule: str, journal: _Told) -> list[Raised]:
    source = table(Signal)
    query = sa.select(source).where(source.c.partnership == partnership, source.c.rule == rule).order_by(source.c.id)
    return [
        Raised(known(row), row.raised_on, row.note, tuple(journal.steps[row.occasion]))
        for row in connection.execute(query)
    ]


def _with_newer(raised: list[Raised]) -> list[Raised]:
    """Tell of each signal that was replaced which one took its place: the newest of the night that did it."""
    found = []
    for number, one in enumerate(raised):
        later = [other for other in raised[number + 1 :] if other.signal.subject == one.signal.subject]
        newer = [other for other in later if other.raised_on == later[0].raised_on]
        found.append(replace(one, replaced_by=newer[-1]) if newer and one.signal.status == "vervangen" else one)
    return found


def _passed(
    connection: Connection, partnership: str, rule: str, raised: list[Raised], journal: _Told
) -> Iterator[Passed]:
    """Yield the occasions that a night went by, with what it raised instead, or the answer that let it wait."""
    source = table(SkippedOccasion)
    query = sa.select(source.c.occasion, source.c.due_on, source.c.skipped_on).where(
        source.c.partnership == partnership, source.c.rule == rule
    )
    for occasion, due_on, skipped_on in connection.execute(query):
        alike = [one for one in raised if _about(occasion, one.signal.subject)]
        steps = [step for one in alike for step in journal.steps[one.signal.occasion]]
        yield Passed(
            occasion,
            due_on,
            skipped_on,
            instead=next((one for one in reversed(alike) if one.raised_on == skipped_on), None),
            put_off=next((step for step in reversed(steps) if _covers(step, skipped_on)), None),
            moved_to=journal.left_out.get(occasion),
        )


def _about(occasion: str, subject: str) -> bool:
    return not subject or occasion.startswith(f"{subject}/")


def _covers(step: Step, night: date) -> bool:
    """Tell whether an answer put something off until after a night."""
    until = step.data.get("until")
    return step.act == "settle-signal" and until is not None and step.on <= night < date.fromisoformat(until)
