"""Block tables: an authority's tables made known, and the one that a contract is counted under, fixed at its award."""

from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator, Field, model_validator
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Code, Day, Text
from groeituin.errors import refusal
from models.block_tables import BlockTable
from models.contracts import Contract, Obligation
from states.figures import blocks as facts

NOT_AWARDED = {"gepland", "uitgevraagd"}


def _as_version(value: object) -> object:
    """YAML reads 2026 as a number and 2026-01-01 as a date; both are fine names for a version."""
    return str(value) if isinstance(value, (int, date)) else value


class BlockTerms(facts.Block):
    """A block as people write it: its texts hold no BSN."""

    description: Text | None = None
    source: Text | None = None
    dated_on: Day | None = None
    address: Text | None = None


class BonusTerms(facts.Bonus):
    """A bonus as people write it: its texts hold no BSN."""

    source: Text | None = None
    dated_on: Day | None = None
    address: Text | None = None


@act("register-block-table", corrects=True, about=frozenset({"authority", "version"}))
class RegisterBlockTable(Act):
    """Make known what an authority counts hours, places, invoices and costs for, from a date on."""

    authority: Code
    version: Annotated[Code, BeforeValidator(_as_version)]
    valid_from: Day
    source: Text
    dated_on: Day | None = None
    address: Text | None = None
    blocks: list[BlockTerms] = Field(min_length=1)
    bonuses: list[BonusTerms] = Field(default_factory=list)

    @model_validator(mode="after")
    def _codes_differ(self) -> "RegisterBlockTable":
        facts.refuse_double(self.blocks)
        facts.refuse_double(self.bonuses)
        return self

    def do(self, scene: Scene) -> None:
        """Write the table, unless a contract is counted under it and it would change.

        Raises:
            Refused: a contract is counted under this version; other amounts are another version.
        """
        key = (self.authority, self.version)
        known = scene.session.get(BlockTable, key)
        given = self.model_dump(mode="json", exclude_unset=True, exclude_none=True)
        new = facts.BlockTable.model_validate((known.model_dump() if known else {}) | given)
        if known and new == facts.BlockTable.model_validate(known.model_dump()):
            return
        if known:
            self._refuse_if_used(scene)
        scene.put(
            BlockTable, key, valid_from=new.valid_from, source=new.source, dated_on=new.dated_on, address=new.address,
            blocks=_written(new.blocks), bonuses=_written(new.bonuses),
        )  # fmt: skip

    def undo(self, scene: Scene) -> bool:
        """Remove the table, unless a contract is counted under it."""
        self._refuse_if_used(scene)
        return scene.remove(scene.session.get(BlockTable, (self.authority, self.version)))

    def _refuse_if_used(self, scene: Scene) -> None:
        query = sa.select(col(Obligation.contract)).where(
            col(Obligation.authority) == self.authority, col(Obligation.table_version) == self.version
        )
        contract = scene.session.scalars(query.order_by(col(Obligation.contract))).first()
        if contract:
            raise refusal(
                "tabel_in_gebruik",
                f"Contract {contract} wordt geteld met tabel {self.authority}/{self.version}, dus die verandert niet "
                "meer. Leg de nieuwe bedragen vast onder een nieuwe versie.",
            )


def _written(parts: tuple[facts.Block, ...] | tuple[facts.Bonus, ...]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json", exclude_none=True) for part in parts]


def table_of(
    scene: Scene, contract: Contract, authority: str | None, version: str | None = None
) -> dict[str, str | None]:
    """Return the authority and version of the table that an obligation is counted under, as its columns.

    The table is fixed at the award: the one that earlier rows of this contract name, or else the newest that was valid
    when it was awarded. Without an authority that of the contract's organisation is looked for. A tender that was not
    awarded yet has no version; where no table is known, there is none either.

    Raises:
        NoSuchThing: the version that was named does not exist.
    """
    owner = authority or contract.organisation
    if version:
        scene.find(BlockTable, (owner, version))
        return {"authority": owner, "table_version": version}
    found = _earlier(scene, contract, authority)
    if found is None and contract.stage not in NOT_AWARDED:
        found = _valid_on(scene, owner, contract.awarded_on or contract.starts_on or scene.recorded_on)
    if found:
        return {"authority": found[0], "table_version": found[1]}
    return {"authority": authority, "table_version": None} if authority else {}


def _earlier(scene: Scene, contract: Contract, authority: str | None) -> tuple[str, str] | None:
    query = sa.select(col(Obligation.authority), col(Obligation.table_version)).where(
        col(Obligation.contract) == contract.contract,
        col(Obligation.table_version).is_not(None),
        col(Obligation.authority) == authority if authority else col(Obligation.authority).is_not(None),
    )
    row = scene.session.execute(query.order_by(col(Obligation.from_on).desc())).first()
    return (str(row[0]), str(row[1])) if row else None


def _valid_on(scene: Scene, authority: str, on: date) -> tuple[str, str] | None:
    query = sa.select(col(BlockTable.version)).where(
        col(BlockTable.authority) == authority, col(BlockTable.valid_from) <= on
    )
    newest = scene.session.scalars(query.order_by(col(BlockTable.valid_from).desc(), col(BlockTable.version).desc()))
    version = newest.first()
    return (authority, str(version)) if version else None


def fix_at_award(scene: Scene, contract: Contract, authority: str | None, version: str | None) -> None:
    """Fix under which table a contract is counted, now that it is awarded, and tell the scene.

    What the tender asked becomes the contract's obligation, where nobody recorded one yet.

    Raises:
        NoSuchThing: the version that was named does not exist.
        Refused: a table is named and there is no obligation to count under it.
    """
    scene.session.flush()
    rows = list(scene.session.scalars(sa.select(Obligation).where(col(Obligation.contract) == contract.contract)))
    if not rows and contract.percentage is not None and contract.base and contract.starts_on:
        rows.append(
            Obligation(
                contract=contract.contract, from_on=contract.starts_on, percentage=contract.percentage,
                base=contract.base, reason="Zo gevraagd in de aanbesteding.",
            )
        )  # fmt: skip
        scene.session.add(rows[0])
    if not rows and (authority or version):
        raise refusal(
            "geen_verplichting",
            f"Van contract {contract.contract} is geen verplichting bekend om met een tabel te tellen. "
            "Leg haar eerst vast met set-obligation.",
        )
    for row in rows:
        if authority or version or row.table_version is None:
            fixed = table_of(scene, contract, authority or row.authority, version)
            assign(row, fixed)
            scene.resolved.update({name: value for name, value in fixed.items() if value})
