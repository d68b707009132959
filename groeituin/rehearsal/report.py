"""What a rehearsal found."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, NamedTuple

from groeituin.night import Failure
from groeituin.texts.rehearsal.why import Why
from states.verdict import Verdict


class Raised(NamedTuple):
    """A signal that a night ahead raises."""

    night: date
    partnership: str
    rule: str
    occasion: str
    to: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for the doors."""
        return self._asdict()


class Alone(NamedTuple):
    """A signal that only one of two definitions raises, and why."""

    night: date
    partnership: str
    rule: str
    occasion: str
    to: tuple[str, ...]
    why: Why

    def as_json(self) -> dict[str, Any]:
        """Return it for the doors."""
        return self._asdict() | {"why": str(self.why)}


class Moved(NamedTuple):
    """A signal that two definitions raise on other nights, or for other people, and why.

    ``occasion`` is its name under the proposed definition, ``was`` that under the present one.
    """

    from_: date
    to: date
    partnership: str
    rule: str
    occasion: str
    was: str
    why: Why

    def as_json(self) -> dict[str, Any]:
        """Return it for the doors."""
        return {
            "partnership": self.partnership,
            "rule": self.rule,
            "occasion": self.occasion,
            "was": self.was,
            "from": self.from_,
            "to": self.to,
            "why": str(self.why),
        }


class AtTheMove(NamedTuple):
    """A signal that lapses or comes back when its partnership moves to the proposed definition, and why."""

    partnership: str
    rule: str
    occasion: str
    why: Why

    def as_json(self) -> dict[str, Any]:
        """Return it for the doors."""
        return self._asdict() | {"why": str(self.why)}


class Step(NamedTuple):
    """A step that only one of two definitions allows a partnership, where it leads, and what the other one lacks."""

    partnership: str
    trigger: str
    to: str
    before: bool
    missing: tuple[Verdict, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for the doors."""
        return {
            "partnership": self.partnership,
            "trigger": self.trigger,
            "before": self.before,
            "after": not self.before,
            "missing": [{"code": one.code, "sentence": one.sentence} for one in self.missing],
        }


class Refused(NamedTuple):
    """A partnership that cannot follow the proposed definition."""

    partnership: str
    phase: str
    sentence: str


@dataclass(slots=True)
class Rehearsal:
    """What the nights from ``first`` through ``last`` would raise when nobody acts.

    With a proposed definition: of the portfolio as it would be under that, with what makes a difference. ``replaces``
    are the definitions from which ``partnerships`` would move, and ``changes`` says what differs between them. On the
    first day signals have ``lapsed`` and ``returned``, and ``steps`` can be taken that could not, or not any more.
    """

    first: date
    last: date
    definition: str | None = None
    raised: list[Raised] = field(default_factory=list)
    new: list[Alone] = field(default_factory=list)
    gone: list[Alone] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    lapsed: list[AtTheMove] = field(default_factory=list)
    returned: list[AtTheMove] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    replaces: list[str] = field(default_factory=list)
    partnerships: int = 0
    changes: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def nobody_can_move(self) -> bool:
        """Tell whether some follow what the definition would replace, and none of them can move."""
        return bool(self.refused) and self.partnerships == 0

    def sort(self) -> None:
        """Put everything in the order of night, partnership, rule and occasion."""
        for rows in (
            self.raised,
            self.new,
            self.gone,
            self.moved,
            self.lapsed,
            self.returned,
            self.steps,
            self.refused,
        ):
            rows.sort()

    def as_json(self) -> dict[str, Any]:
        """Return the rehearsal as the doors promise it."""
        return {
            "from": self.first,
            "to": self.last,
            "definition": self.definition,
            "replaces": self.replaces,
            "partnerships": self.partnerships,
            "changes": self.changes,
            "raised": [one.as_json() for one in self.raised],
            "difference": {
                "new": [one.as_json() for one in self.new],
                "gone": [one.as_json() for one in self.gone],
                "moved": [one.as_json() for one in self.moved],
            },
            "lapsed": [one.as_json() for one in self.lapsed],
            "returned": [one.as_json() for one in self.returned],
            "steps": [one.as_json() for one in self.steps],
            "failures": [asdict(one) for one in self.failures],
            "refused": [one._asdict() for one in self.refused],
        }
