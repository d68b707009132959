"""Acts that change a running contract: amended, with the room of article 2.163b, and extended by its options."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from pydantic import model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.contracts import checked_span
from groeituin.acts.fields import Code, Day, Money, Text
from groeituin.acts.reading import next_number
from groeituin.definitions import Library
from groeituin.errors import refusal
from groeituin.reading.changes import in_effect
from models.contracts import Amendment, Contract, ContractOption
from models.parties import Organisation
from states.figures.contract_changes import Change, Ledger, ledger
from states.texts import amount, day, euros
from states.vocabulary import LegalCheck, LegalOutcome, Stage

CHANGES = ("value", "ends_on", "title", "stage")


@act("amend-contract")
class AmendContract(Act):
    """Change a contract. One that needs a legal check takes effect only when it is found not substantial.

    A change of the value that leaves no room under article 2.163b waits for the check by itself.
    """

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
        waiting = self._waiting(scene)
        if waiting and self.legal_check is None:
            raise refusal(
                "wacht_op_toets", "Er wacht al een wijziging op de juridische toets. Leg eerst de uitkomst vast.", "3a"
            )
        asked = {name: getattr(waiting, name) for name in CHANGES} if waiting else {}
        asked |= {name: getattr(self, name) for name in CHANGES if getattr(self, name) is not None}
        changes = {name: value for name, value in asked.items() if value is not None}
        check = self.legal_check or (None if scene.retold else self._needed(scene, contract))
        if waiting:
            values = {**changes, "legal_outcome": self.legal_outcome, "value_change": self._more(contract, changes)}
            assign(waiting, values)
        else:
            self._write(scene, contract, changes, check)
        if check != "nodig" and self.legal_outcome != "wezenlijk":
            assign(contract, changes)
            checked_span(contract)

    def _needed(self, scene: Scene, contract: Contract) -> str | None:
        """Tell that a change waits for the check when it leaves no room; warn when little is left."""
        found = self._ledger(scene, contract)
        if found is None or not (found.warning or found.exceeded):
            return None
        room = f"{euros(found.room)} (artikel 2.163b: {amount(found.percentage)} % van {euros(found.original)}"
        room += f", en onder {euros(found.threshold)})" if found.threshold else ")"
        if found.exceeded:
            scene.resolved["legal_check"] = "nodig"
            scene.notes.append(
                f"De wijzigingen samen ({euros(found.net)}) passen niet in de ruimte van {room}. Deze wijziging "
                "wacht nu op de juridische toets en geldt pas als die 'niet wezenlijk' is."
            )
            return "nodig"
        scene.notes.append(f"Van de ruimte van {room} is nu {amount(found.used)} % gebruikt. Vraag op tijd een jurist.")
        return None

    def _ledger(self, scene: Scene, contract: Contract) -> Ledger | None:
        """Return the running total with this change, or None when it leaves the value as it is or that is unknown."""
        more = self._more(contract, {"value": self.value})
        if not more or contract.value is None:
            return None
        scene.session.flush()
        before = in_effect(scene.session.connection(), [self.contract]).get(self.contract, [])
        return ledger(
            contract.value - sum((change.euros for change in before), Decimal(0)),
            [*before, Change(scene.on, more)],
            nature=contract.nature, sector=scene.find(Organisation, contract.organisation).sector, cpv=contract.cpv,
            on=scene.on, figures=Library(scene.session.connection()).active.figures.contract_changes,
        )  # fmt: skip

    def _more(self, contract: Contract, changes: dict[str, Any]) -> Decimal | None:
        """Return what the contract is worth more than now, in euros; None when that is not known or not at stake."""
        value = changes.get("value")
        return None if value is None or contract.value is None else Decimal(value) - contract.value

    def _waiting(self, scene: Scene) -> Amendment | None:
        query = sa.select(Amendment).where(
            col(Amendment.contract) == self.contract,
            col(Amendment.legal_check) == "nodig",
            col(Amendment.legal_outcome).is_(None),
        )
        found: Amendment | None = scene.session.scalar(query)
        return found

    def _write(self, scene: Scene, contract: Contract, changes: dict[str, Any], check: str | None) -> None:
        """A change that changes nothing is no change, unless it waits for a check or brings a new outcome."""
        nothing_new = all(getattr(contract, name) == value for name, value in changes.items())
        if nothing_new and (check is None or self._told_before(scene)):
            return
        scene.session.add(
            Amendment(
                contract=self.contract, number=next_number(scene, Amendment, self.contract), amended_on=scene.on,
                reason=self.reason, legal_check=check, legal_outcome=self.legal_outcome,
                value_change=self._more(contract, changes), **changes,
            )
        )  # fmt: skip

    def _told_before(self, scene: Scene) -> bool:
        """Tell whether the newest change already holds this outcome."""
        query = sa.select(Amendment).where(col(Amendment.contract) == self.contract)
        newest: Amendment | None = scene.session.scalar(query.order_by(col(Amendment.number).desc()))
        return newest is not None and self.legal_outcome is not None and newest.legal_outcome == self.legal_outcome


@act("exercise-option")
class ExerciseOption(Act):
    """Extend a contract by one of its options; a clear clause (article 2.163c) uses no room for changes."""

    contract: Code
    until: Day

    def do(self, scene: Scene) -> None:
        """Mark the option and move the contract's end to it.

        Raises:
            Refused: the option was waived.
        """
        contract = scene.find(Contract, self.contract)
        option = scene.find(ContractOption, (self.contract, self.until))
        if option.status == "vervallen":
            raise refusal("optie_vervallen", f"De optie tot {day(self.until)} is eerder vervallen verklaard.")
        if option.status == "open" and option.notify_by and option.notify_by < scene.on:
            scene.notes.append(
                f"Deze verlenging moest uiterlijk {day(option.notify_by)} worden gemeld. Is dat op tijd gebeurd?"
            )
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
            raise refusal("optie_gelicht", f"De optie tot {day(self.until)} is al gelicht.")
        assign(option, {"status": "vervallen"})
        scene.contracts.add(self.contract)
