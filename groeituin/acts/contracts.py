"""Acts on contracts: known, changed, extended, obliged, and linked to a partnership."""

from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Amount, Code, Day, Money, Percentage, Text
from groeituin.acts.reading import next_number
from groeituin.errors import refusal
from models.contracts import Amendment, Contract, ContractOption, Link, Obligation, OpeningBalance
from models.parties import Contractor, Organisation
from models.partnerships import Partnership
from states.vocabulary import Base, LegalCheck, LegalOutcome, Nature, Stage


class OptionTerms(BaseModel):
    """An option to extend: until when, and by when that must be notified."""

    model_config = ConfigDict(extra="forbid")
    until: Day
    notify_by: Day | None = None


def checked_span(contract: Contract) -> None:
    """Refuse a contract that ends before it starts."""
    if contract.starts_on and contract.ends_on and contract.ends_on < contract.starts_on:
        raise refusal("einde_voor_begin", f"Contract {contract.contract} zou eindigen voordat het begint.")


@act("register-contract", corrects=True, about=frozenset({"contract"}))
class RegisterContract(Act):
    """Make a contract known, or change what is known of it."""

    contract: Code
    organisation: Code
    title: Text
    nature: Nature
    contractor: Code | None = None
    cpv: Annotated[Code, Field(max_length=32)] | None = None
    value: Money | None = None
    wage_share: Percentage | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    options: list[OptionTerms] = Field(default_factory=list)
    stage: Stage | None = None
    planned_publication_on: Day | None = None
    replaces: Code | None = None
    framework: Code | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "RegisterContract":
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise PydanticCustomError("einde_voor_begin", "het contract zou eindigen voordat het begint")
        if self.contract in {self.replaces, self.framework}:
            raise PydanticCustomError("zichzelf", "een contract vervangt zichzelf niet en valt niet onder zichzelf")
        return self

    def do(self, scene: Scene) -> None:
        """Write the contract and its options; without a stage it is planned when only a publication is known."""
        scene.find(Organisation, self.organisation)
        if self.contractor:
            scene.find(Contractor, self.contractor)
        for other in (self.replaces, self.framework):
            if other:
                scene.find(Contract, other)
        values = {name: value for name, value in self.given("contract", "options").items() if value is not None}
        known = scene.session.get(Contract, self.contract)
        # What this contract replaces, or did until now, looks different from today.
        scene.contracts.update(filter(None, (self.contract, self.replaces, known.replaces if known else None)))
        if known is None and "stage" not in values:
            planned = self.planned_publication_on and not self.starts_on
            values["stage"] = "gepland" if planned else "gegund"
        checked_span(scene.put(Contract, self.contract, **values))
        for option in self.options:
            scene.put(ContractOption, (self.contract, option.until), notify_by=option.notify_by)


CHANGES = ("value", "ends_on", "title", "stage")


@act("amend-contract")
class AmendContract(Act):
    """Change a contract. One that needs a legal check takes effect only when it is found not substantial."""

    contract: Code
    reason: Text
    value: Money | None = None
    ends_on: Day | None = None
    title: Text | None = None
    stage: Stage | None = None
    legal_check: LegalCheck | None = None
    legal_outcome: LegalOutcome | None = None

    @model_validator(mode="after")
    def _outcome_with_check(self) -> "AmendContract":
        if (self.legal_check == "gedaan") != (self.legal_outcome is not None):
            raise PydanticCustomError("juridische_toets", "bij een toets die is gedaan hoort een uitkomst, en andersom")
        return self

    def do(self, scene: Scene) -> None:
        """Write the change, let it wait, or settle the one that waits."""
        contract = scene.find(Contract, self.contract)
        scene.contracts.add(self.contract)
        if contract.replaces:
            scene.contracts.add(contract.replaces)
        changes = {name: getattr(self, name) for name in CHANGES if getattr(self, name) is not None}
        waiting = self._waiting(scene)
        if waiting and self.legal_check is None:
            raise refusal(
                "wacht_op_toets", "Er wacht al een wijziging op de juridische toets. Leg eerst de uitkomst vast.", "3a"
            )
        if waiting:
            changes = {name: getattr(waiting, name) for name in CHANGES if getattr(waiting, name) is not None} | changes
            assign(waiting, {**changes, "legal_outcome": self.legal_outcome})
        else:
            self._write(scene, contract, changes)
        if self.legal_check != "nodig" and self.legal_outcome != "wezenlijk":
            assign(contract, changes)
            checked_span(contract)

    def _waiting(self, scene: Scene) -> Amendment | None:
        query = sa.select(Amendment).where(
            col(Amendment.contract) == self.contract,
            col(Amendment.legal_check) == "nodig",
            col(Amendment.legal_outcome).is_(None),
        )
        found: Amendment | None = scene.session.scalar(query)
        return found

    def _write(self, scene: Scene, contract: Contract, changes: dict[str, Any]) -> None:
        """A change that changes nothing is no change, unless it waits for a check or brings a new outcome."""
        nothing_new = all(getattr(contract, name) == value for name, value in changes.items())
        if nothing_new and (self.legal_check is None or self._told_before(scene)):
            return
        scene.session.add(
            Amendment(
                contract=self.contract, number=next_number(scene, Amendment, self.contract), amended_on=scene.on,
                reason=self.reason, legal_check=self.legal_check, legal_outcome=self.legal_outcome, **changes,
            )
        )  # fmt: skip

    def _told_before(self, scene: Scene) -> bool:
        """Tell whether the newest change already holds this outcome."""
        query = sa.select(Amendment).where(col(Amendment.contract) == self.contract)
        newest: Amendment | None = scene.session.scalar(query.order_by(col(Amendment.number).desc()))
        return newest is not None and self.legal_outcome is not None and newest.legal_outcome == self.legal_outcome


@act("exercise-option")
class ExerciseOption(Act):
    """Extend a contract by one of its options."""

    contract: Code
    until: Day

    def do(self, scene: Scene) -> None:
        """Mark the option and move the contract's end to it."""
        contract = scene.find(Contract, self.contract)
        option = scene.find(ContractOption, (self.contract, self.until))
        if option.status == "vervallen":
            raise refusal("optie_vervallen", f"De optie tot {self.until} is eerder vervallen verklaard.")
        assign(option, {"status": "gelicht"})
        if contract.ends_on is None or contract.ends_on < self.until:
            contract.ends_on = self.until
        scene.contracts.add(self.contract)


@act("waive-option")
class WaiveOption(Act):
    """Tell that an option will not be used."""

    contract: Code
    until: Day

    def do(self, scene: Scene) -> None:
        """Mark the option."""
        option = scene.find(ContractOption, (self.contract, self.until))
        if option.status == "gelicht":
            raise refusal("optie_gelicht", f"De optie tot {self.until} is al gelicht.")
        assign(option, {"status": "vervallen"})
        scene.contracts.add(self.contract)


@act("set-obligation", corrects=True, about=frozenset({"contract", "from"}))
class SetObligation(Act):
    """Record what a contract owes from a date on, and why that changed."""

    contract: Code
    percentage: Percentage
    base: Base
    base_amount: Money | None = None
    cap: Money | None = None
    from_: Day = Field(alias="from")
    reason: Text
    authority: Text | None = None
    table_version: Text | None = None

    def do(self, scene: Scene) -> None:
        """Write the obligation from this date."""
        scene.find(Contract, self.contract)
        scene.put(Obligation, (self.contract, self.from_), **self.given("contract", "from_"))
        scene.contracts.add(self.contract)


@act("record-opening-balance", corrects=True)
class RecordOpeningBalance(Act):
    """Record what was realised before the contract was followed here."""

    contract: Code
    sroi_euros: Money
    hours: Amount
    source: Text

    def do(self, scene: Scene) -> None:
        """Write the balance."""
        scene.find(Contract, self.contract)
        scene.put(OpeningBalance, self.contract, **self.given("contract"))
        scene.contracts.add(self.contract)


@act("link-contract")
class LinkContract(Act):
    """Tell that a partnership is about a contract; ``focus`` for the one or two that get the energy."""

    partnership: Code
    contract: Code
    focus: bool = False

    def do(self, scene: Scene) -> None:
        """Write the link."""
        scene.find(Partnership, self.partnership)
        scene.find(Contract, self.contract)
        link = scene.session.get(Link, (self.partnership, self.contract))
        if link is None:
            scene.session.add(
                Link(partnership=self.partnership, contract=self.contract, focus=self.focus, linked_on=scene.on)
            )
        else:
            assign(link, {"focus": self.focus})
        scene.partnerships.add(self.partnership)


@act("unlink-contract")
class UnlinkContract(Act):
    """Tell that a partnership is no longer about a contract."""

    partnership: Code
    contract: Code

    def do(self, scene: Scene) -> None:
        """Remove the link; the journal keeps that it was there."""
        scene.session.delete(scene.find(Link, (self.partnership, self.contract)))
        scene.partnerships.add(self.partnership)
