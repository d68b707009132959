"""What may happen now and what is missing, and what falls due next and because of what."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from groeituin.definitions import calendar_of
from groeituin.texts.terms import because
from states.definition import Definition
from states.dossier import Dossier
from states.machine import choices
from states.terms import Term, plan
from states.verdict import Decision, Verdict


def why(dossier: Dossier, process: Definition, on: date) -> dict[str, Any]:
    """Return every trigger from the present phase: whether it is allowed, where it leads and what is missing."""
    decisions = choices(dossier, process, on)
    return {
        "partnership": dossier.partnership,
        "phase": dossier.phase,
        "suspended": dossier.suspended(on) is not None,
        "triggers": {
            decision.trigger: _told(decision) | {"needs": list(process.triggers[decision.trigger].needs)}
            for decision in decisions
        },
    }


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "allowed": decision.allowed,
        "to": decision.to,
        "missing": [_verdict(verdict) | {"since": verdict.since} for verdict in decision.missing],
        "advised": [_verdict(verdict) for verdict in decision.advised],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {name: value for name, value in asdict(verdict).items() if name not in {"ok", "since"}}


def upcoming(dossier: Dossier, process: Definition, rules: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return what falls due next, soonest first, of all rules or some; what waits for a suspension's end comes last."""
    calendar = calendar_of(process)
    terms = sorted(plan(dossier, process, calendar, rules), key=_soonest)
    return [
        {
            "rule": term.rule,
            "occasion": term.occasion,
            "due_on": term.due_on,
            "because": because(dossier, term, process, calendar),
            "original_on": term.original_on,
        }
        for term in terms
    ]


def _soonest(term: Term) -> tuple[date, str, str]:
    return term.due_on or date.max, term.rule, term.subject
