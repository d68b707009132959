"""How a guard answers: never a bare yes or no."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one requirement says: a code, a Dutch sentence, and the guide's step.

    ``possible_from`` is the first date on which time alone will satisfy it, where that is so; ``since`` the day from
    which something missing has been missing.
    """

    ok: bool
    code: str
    sentence: str
    step: str
    possible_from: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a trigger may fire: to which phase, what is missing, and what is advised but not there."""

    trigger: str
    to: str
    missing: tuple[Verdict, ...] = ()
    advised: tuple[Verdict, ...] = ()

    @property
    def allowed(self) -> bool:
        """Tell whether nothing stands in the way."""
        return not self.missing
