"""How a requirement of the guide is judged: one small function per code, registered under that code.

Each returns None when it is met, or what is missing: a Dutch sentence, with the first date on which time alone will
meet it where that is so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from states.definition import Definition
from states.dossier import Dossier
from states.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands in the way, and from when it no longer does if time alone is enough."""

    sentence: str
    possible_from: date | None = None


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
    return Verdict(ok=False, code=code, sentence=found.sentence, step=described.step, possible_from=found.possible_from)
