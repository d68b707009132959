"""Acts of the exploration: tender strategy and award, brainstorm and willingness (steps 2A and 2B)."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.contracts import checked_span
from groeituin.acts.fields import Code, Day, Money, Percentage, Text, as_word
from groeituin.errors import refusal
from models.contracts import Brainstorm, Contract, Willingness
from models.parties import Contractor
from models.partnerships import Partnership
from states.vocabulary import ApplicationForm, Base, BrainstormStatus, Instrument, Situation, Track


@act("choose-strategy", corrects=True)
class ChooseStrategy(Act):
    """Choose the track of a tender: 1 social enterprise, with an instrument, or 2 social return (2Ab)."""

    contract: Code
    track: Annotated[Track, BeforeValidator(as_word)]
    instrument: Instrument | None = None

    def do(self, scene: Scene) -> None:
        """Write the strategy."""
        assign(scene.find(Contract, self.contract), {"track": self.track, "instrument": self.instrument})
        scene.contracts.add(self.contract)


class Motivation(BaseModel):
    """Why this application is proportional (2Ac)."""

    model_config = ConfigDict(extra="forbid")
    size: Text
    nature: Text
    duration: Text


@act("decide-application", corrects=True)
class DecideApplication(Act):
    """Decide how social return is asked in a tender, with the motivation (2Ac)."""

    contract: Code
    forms: list[ApplicationForm] = Field(min_length=1)
    percentage: Percentage | None = None
    base: Base | None = None
    motivation: Motivation

    def do(self, scene: Scene) -> None:
        """Write the application."""
        assign(scene.find(Contract, self.contract), self.given("contract"))
        scene.contracts.add(self.contract)


@act("ask-out", corrects=True)
class AskOut(Act):
    """Tell that a tender was published (2Ad)."""

    contract: Code
    published_on: Day

    def do(self, scene: Scene) -> None:
        """Write the publication; an awarded contract stays awarded."""
        contract = scene.find(Contract, self.contract)
        assign(contract, {"published_on": self.published_on})
        if contract.stage == "gepland":
            contract.stage = "uitgevraagd"
        scene.contracts.add(self.contract)


@act("award-contract", corrects=True, about=frozenset({"contract"}))
class AwardContract(Act):
    """Tell that a tender was awarded (2Ad)."""

    contract: Code
    contractor: Code
    awarded_on: Day
    starts_on: Day
    ends_on: Day
    value: Money | None = None

    def do(self, scene: Scene) -> None:
        """Write the award.

        Raises:
            Refused: the tender was never asked out, or was withdrawn.
        """
        contract = scene.find(Contract, self.contract)
        scene.find(Contractor, self.contractor)
        if contract.stage in {"gepland", "ingetrokken"}:
            raise refusal("niet_uitgevraagd", f"Contract {self.contract} is nog niet uitgevraagd.", "2Ad")
        assign(contract, {**self.given("contract"), "stage": "gegund"})
        checked_span(contract)
        scene.contracts.add(self.contract)
        if contract.replaces:
            scene.contracts.add(contract.replaces)


@act("record-brainstorm", corrects=True)
class RecordBrainstorm(Act):
    """Fill in the brainstorm sheet for a contract (annex III)."""

    partnership: Code
    contract: Code
    who: Text
    what: Text
    how: Text
    results: Text
    labour: Text
    status: BrainstormStatus
    willingness: Text | None = None
    possibilities: Text | None = None
    next_steps: Text | None = None
    policy_fit: Text | None = None
    situation: Situation | None = None

    def do(self, scene: Scene) -> None:
        """Write the sheet."""
        scene.find(Partnership, self.partnership)
        scene.find(Contract, self.contract)
        known = scene.session.get(Brainstorm, (self.partnership, self.contract))
        since = known.recorded_on if known else scene.recorded_on
        values = self.given("partnership", "contract")
        scene.put(Brainstorm, (self.partnership, self.contract), **values, recorded_on=since)
        scene.partnerships.add(self.partnership)

    def undo(self, scene: Scene) -> bool:
        """Remove the sheet."""
        return scene.remove(scene.session.get(Brainstorm, (self.partnership, self.contract)))


@act("record-willingness", corrects=True)
class RecordWillingness(Act):
    """Record whether a contract's contractor wants to take part (2Bb)."""

    partnership: Code
    contract: Code
    willing: bool
    reason: Text | None = None
    lesson: Text | None = None

    def do(self, scene: Scene) -> None:
        """Write what the contractor said last."""
        scene.find(Partnership, self.partnership)
        scene.find(Contract, self.contract)
        known = scene.session.get(Willingness, (self.partnership, self.contract))
        since = known.recorded_on if known and known.willing == self.willing else scene.recorded_on
        scene.put(
            Willingness, (self.partnership, self.contract),
            willing=self.willing, reason=self.reason, lesson=self.lesson, recorded_on=since,
        )  # fmt: skip
        scene.partnerships.add(self.partnership)

    def undo(self, scene: Scene) -> bool:
        """Remove what the contractor said."""
        return scene.remove(scene.session.get(Willingness, (self.partnership, self.contract)))
