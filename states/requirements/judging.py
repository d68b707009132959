"""How a requirement of the guide is judged: one small function per code, registered under that code.

Each returns None when it is met, or what is missing: a Dutch sentence, with the first date on which time alone will
meet it where that is so, and the day on which it was lost where it was there before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from states.definition import Definition
from states.dossier import Dossier
from states.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands in the way, from when it no longer does if time alone is enough, and since when it was lost."""

    sentence: str
    possible_from: date | None = None
    since: date | None = None


Judge = Callable[[Dossier, Definition, date], Missing | None]
JUDGES: dict[str, Judge] = {}


def requirement(code: str) -> Callable[[Judge], Judge]:
    """Register the function that judges a requirement of the definition."""

    def register(judge: Judge) -> Judge:
        JUDGES[code] = judge
        return judge

    return register


def judge(code: str, dossier: Dossier, definition: Definition, on: date) -> Verdict:
    """Return what one requirement says of a dossier on a date."""
    found = JUDGES[code](dossier, definition, on)
    described = definition.requirements[code]
    if found is None:
        return Verdict(ok=True, code=code, sentence=f"In orde: {described.what}.", step=described.step)
    since = _missing_since(dossier, found.since or _over_since(JUDGES[code], dossier, definition, on))
    return Verdict(False, code, found.sentence, described.step, found.possible_from, since)


def _missing_since(dossier: Dossier, lost_on: date | None = None) -> date:
    """Return since when something is missing: the day on which the phase was entered, or it was lost after that.

    What was there before a take-over is not known, so nothing is missing from an earlier day than that.
    """
    entered_on = dossier.entered((dossier.phase,)) or dossier.started_on
    return max(entered_on, dossier.taken_over_on or date.min, lost_on or date.min)


def _over_since(judge: Judge, dossier: Dossier, definition: Definition, on: date) -> date | None:
    """Return the day after the contract ended with which a requirement was last met, if that is what took it away."""
    ends = sorted({c.ends_on for c in dossier.contracts if c.ends_on and c.ends_on < on}, reverse=True)
    last = next((ends_on for ends_on in ends if judge(dossier, definition, ends_on) is None), None)
    return last + timedelta(days=1) if last else None
