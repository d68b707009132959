"""The act by which a person answers a signal."""

import sqlalchemy as sa
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Code, Day, Occasion, Text
from groeituin.errors import NoSuchThing, refusal
from models.nights import Signal
from models.partnerships import Partnership
from states.signal import may_become
from states.vocabulary import RuleName, SettledAs


@act("settle-signal")
class SettleSignal(Act):
    """Answer one or more signals of a rule: planned, done, or put off until a date."""

    partnership: Code
    rule: RuleName
    occasion: Occasion | None = None
    occasions: list[Occasion] = Field(default_factory=list)
    outcome: SettledAs
    until: Day | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _which_and_until(self) -> "SettleSignal":
        if not self.wanted:
            raise PydanticCustomError("occasion", "noem welk signaal (occasion), of meer dan een (occasions)")
        if self.outcome == "uitgesteld" and self.until is None:
            raise PydanticCustomError("until", "bij uitstellen hoort een datum (until)")
        return self

    @property
    def wanted(self) -> list[str]:
        """Return the occasions that are answered, each once."""
        return list(dict.fromkeys([*([self.occasion] if self.occasion else []), *self.occasions]))

    def do(self, scene: Scene) -> None:
        """Write the answer on every signal, or on none.

        Raises:
            NoSuchThing: a signal was never raised.
            Refused: a signal was settled before, or the date has passed.
        """
        scene.find(Partnership, self.partnership)
        scene.partnerships.add(self.partnership)
        if self.until and self.until <= scene.on:
            raise refusal("datum_voorbij", "Kies een datum na vandaag.")
        query = sa.select(Signal).where(
            col(Signal.partnership) == self.partnership,
            col(Signal.rule) == self.rule,
            col(Signal.occasion).in_(self.wanted),
        )
        found = {signal.occasion: signal for signal in scene.session.scalars(query)}
        for occasion in self.wanted:
            if occasion not in found:
                raise NoSuchThing(f"Er is geen signaal {self.rule} '{occasion}' bij {self.partnership}.")
            self._settle(found[occasion])

    def _settle(self, signal: Signal) -> None:
        kept = signal.next_on if signal.status == self.outcome else None
        next_on = None if self.outcome == "afgehandeld" else self.until or kept
        same = (signal.status, signal.next_on) == (self.outcome, next_on)
        if not same and not may_become(signal.status, self.outcome):
            raise refusal("al_afgedaan", f"Signaal '{signal.occasion}' is al {signal.status}.")
        assign(signal, {"status": self.outcome, "next_on": next_on, "note": self.note or signal.note})
