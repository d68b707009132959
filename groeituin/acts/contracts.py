"""Acts on contracts: known, changed, extended, obliged, and linked to a partnership."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.block_tables import table_of
from groeituin.acts.fields import Amount, Code, Day, Money, Percentage, Text
from groeituin.errors import refusal
from models.contracts import Contract, ContractOption, Link, Obligation, OpeningBalance
from models.parties import Contractor, Organisation
from models.partnerships import Partnership
from states.vocabulary import Base, Nature, Stage


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
        if known is None:
            planned = self.planned_publication_on and not self.starts_on
            known = Contract(contract=self.contract, **{"stage": "gepland" if planned else "gegund"} | values)
            scene.session.add(known)
        else:
            assign(known, values)
        checked_span(known)
        for option in self.options:
            scene.put(ContractOption, (self.contract, option.until), notify_by=option.notify_by)


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
        """Write the obligation from this date, and under which block table it is counted.

        Raises:
            NoSuchThing: the block table that was named does not exist.
        """
        contract = scene.find(Contract, self.contract)
        known = scene.session.get(Obligation, (self.contract, self.from_))
        values = self.given("contract", "from_")
        if self.authority or self.table_version or known is None or known.table_version is None:
            fixed = table_of(scene, contract, self.authority, self.table_version)
            values |= fixed
            scene.resolved.update({name: value for name, value in fixed.items() if value})
        scene.put(Obligation, (self.contract, self.from_), **values)
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
        elif "focus" in self.model_fields_set:
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
