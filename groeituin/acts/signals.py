"""The act by which a person answers a signal."""

import sqlalchemy as sa
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Code, Day, Occasion, Text
from groeituin.definitions import Library
from groeituin.errors import BadInput, NoSuchThing, refusal
from models.database import table
from models.nights import Signal, SkippedOccasion
from models.partnerships import Partnership
from states.signal import UNSETTLED, may_become
from states.texts import listed
from states.vocabulary import RuleName, SettledAs


@act("settle-signal")
class SettleSignal(Act):
    """Answer one or more signals of a rule: planned, done, or put off until a date.

    Where one signal of the rule waits for an answer, it need not be named.
    """

    partnership: Code
    rule: RuleName
    occasion: Occasion | None = None
    occasions: list[Occasion] = Field(default_factory=list)
    outcome: SettledAs
    until: Day | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _until(self) -> "SettleSignal":
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
        wanted = self.wanted or [self._only_one(scene)]
        query = self._of_rule().where(col(Signal.occasion).in_(wanted))
        found = {signal.occasion: signal for signal in scene.session.scalars(query)}
        for occasion in wanted:
            if occasion not in found:
                raise NoSuchThing(f"Er is geen signaal {self.rule} '{occasion}' bij {self.partnership}.")
            self._settle(found[occasion])

    def _of_rule(self) -> sa.Select[tuple[Signal]]:
        return sa.select(Signal).where(col(Signal.partnership) == self.partnership, col(Signal.rule) == self.rule)

    def _only_one(self, scene: Scene) -> str:
        """Return the only signal of the rule that waits for an answer, which the journal then names.

        Raises:
            BadInput: there are several.
            NoSuchThing: there is none.
        """
        asking = self._of_rule().where(col(Signal.status).in_(UNSETTLED)).order_by(col(Signal.due_on), col(Signal.id))
        names = [signal.occasion for signal in scene.session.scalars(asking)]
        if not names:
            raise NoSuchThing(f"Bij {self.partnership} wacht geen signaal {self.rule} op antwoord.")
        if len(names) > 1:
            sentence = f"noem welk signaal (occasion): {listed(names)}"
            raise BadInput(
                f"Er wachten er meer; {sentence}.", [{"field": "occasion", "code": "occasion", "message": sentence}]
            )
        scene.resolved["occasion"] = names[0]
        return names[0]

    def _settle(self, signal: Signal) -> None:
        kept = signal.next_on if signal.status == self.outcome else None
        next_on = None if self.outcome == "afgehandeld" else self.until or kept
        same = (signal.status, signal.next_on) == (self.outcome, next_on)
        if not same and not may_become(signal.status, self.outcome):
            raise refusal("al_afgedaan", f"Signaal '{signal.occasion}' is al {signal.status}.")
        assign(signal, {"status": self.outcome, "next_on": next_on, "note": self.note or signal.note})


def take_up(scene: Scene, organisation: str, speaker: str) -> None:
    """Let a partnership go on with what its organisation was asked once for all, in whichever it was asked before.

    What lapsed meanwhile is asked anew.
    """
    signals, skipped, own = table(Signal), table(SkippedOccasion), table(Partnership)
    process = Library(scene.session.connection()).of(scene.find(Partnership, speaker).definition)
    rules = [name for name, rule in process.rules.items() if rule.subject == "organisation"]
    others = sa.select(own.c.partnership).where(own.c.organisation == organisation, own.c.partnership != speaker)
    prefix = f"{organisation}/"
    for source, moves in ((signals, signals.c.status != "vervallen"), (skipped, sa.true())):
        there = source.alias()
        known = sa.select(there.c.occasion).where(there.c.partnership == speaker, there.c.rule == source.c.rule)
        scene.session.connection().execute(
            source.update()
            .where(
                source.c.partnership.in_(others), source.c.rule.in_(rules), moves,
                sa.func.substr(source.c.occasion, 1, len(prefix)) == prefix, source.c.occasion.not_in(known),
            )
            .values(partnership=speaker)
        )  # fmt: skip
