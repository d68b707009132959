"""Block tables (bouwblokken): what an authority counts an hour, a place or an invoice for, as dated data.

There is no national table. An authority writes its own in YAML; ``states/definitions/bouwblokken`` holds examples::

    authority: utrecht
    version: "2023"
    valid_from: 2023-01-01
    source: Gemeente Utrecht, Social return berekenen
    address: https://www.utrecht.nl/...
    blocks:
      - {code: register, target_group: banenafspraak_register, unit: jaar, amount: 50000, base_hours: 36}
      - {code: pw_lang, target_group: participatiewet, unit: jaar, amount: 40000, base_hours: 36, months: 24,
         description: Langer dan twee jaar een uitkering}
      - {code: inkoop, target_group: sociale_inkoop, unit: procent_van_factuur, amount: 100}
    bonuses:
      - {code: 50+, amount: 10000}
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from states.frozen import Frozen
from states.vocabulary import TargetGroup
from states.yaml_text import read_yaml

Unit = Literal["jaar", "maand", "uur", "eenmalig", "procent_van_factuur", "procent_van_kosten"]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]+$", max_length=64)]
# Authorities name them themselves: 50+, statushouder, vast_contract.
BonusName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/+-]+$", max_length=64)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Euros = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Hours = Annotated[Decimal, Field(gt=0, le=60, max_digits=6, decimal_places=2)]

PRO_RATA: tuple[Unit, ...] = ("jaar", "maand")
OF_EUROS: tuple[Unit, ...] = ("procent_van_factuur", "procent_van_kosten")
MONTHS_A_YEAR = 12


class Block(Frozen):
    """What one thing is worth: a place for a full year or month, an hour, something done once, or a share of euros.

    ``amount`` is in euros, or a percentage for the units that begin with ``procent``. ``base_hours`` is the full week
    that a year or month is meant for, ``minimum_hours`` the week under which a place does not count, ``months`` the
    longest period that counts. ``source``, ``dated_on`` and ``address`` tell where this amount stands, if not where the
    table stands. A block of invoices or costs without a target group counts for every group.
    """

    code: Name
    target_group: TargetGroup | None = None
    unit: Unit
    amount: Euros
    base_hours: Hours | None = None
    minimum_hours: Hours | None = None
    months: int | None = Field(default=None, ge=1, le=240)
    description: Line | None = None
    source: Line | None = None
    dated_on: date | None = None
    address: Line | None = None

    @cached_property
    def a_year(self) -> Fraction:
        """Return the euros of a full year, for the units that go pro rata."""
        return Fraction(self.amount) * (MONTHS_A_YEAR if self.unit == "maand" else 1)

    @cached_property
    def full_week(self) -> Fraction:
        """Return the hours of the week that a year or month is meant for."""
        return Fraction(self.base_hours or 1)

    @model_validator(mode="after")
    def _fits_its_unit(self) -> Self:
        if self.unit in PRO_RATA and self.base_hours is None:
            raise PydanticCustomError("bouwblok", "een bedrag per jaar of maand heeft 'base_hours': 36 of 40")
        if self.target_group is None and self.unit not in OF_EUROS:
            raise PydanticCustomError("bouwblok", "alleen een percentage kan zonder 'target_group'")
        return self


class Bonus(Frozen):
    """What is added to a place: euros for a full year, pro rata like the place itself, or once for each person.

    Without ``target_groups`` it stacks on every group.
    """

    code: BonusName
    amount: Euros
    unit: Literal["jaar", "eenmalig"] = "jaar"
    target_groups: tuple[TargetGroup, ...] = ()
    source: Line | None = None
    dated_on: date | None = None
    address: Line | None = None


class BlockTable(Frozen):
    """The blocks of one authority from a date on, with the document that they stand in, its date and its address."""

    authority: Name
    version: Name
    valid_from: date
    source: Line
    dated_on: date | None = None
    address: Line | None = None
    blocks: tuple[Block, ...] = Field(min_length=1)
    bonuses: tuple[Bonus, ...] = ()

    @property
    def reference(self) -> str:
        """Return how people name the table: authority and version."""
        return f"{self.authority}/{self.version}"

    @cached_property
    def by_code(self) -> dict[str, Block]:
        """Return the blocks by their code."""
        return {block.code: block for block in self.blocks}

    @cached_property
    def by_group(self) -> dict[str | None, tuple[Block, ...]]:
        """Return the blocks by target group; under None those that count for every group."""
        groups = dict.fromkeys(block.target_group for block in self.blocks)
        return {group: tuple(block for block in self.blocks if block.target_group == group) for group in groups}

    @model_validator(mode="after")
    def _codes_differ(self) -> Self:
        refuse_double(self.blocks)
        refuse_double(self.bonuses)
        return self


def refuse_double(parts: Sequence[Block] | Sequence[Bonus]) -> None:
    """Refuse blocks or bonuses of which two have the same code: a line could not tell which it means."""
    codes = [part.code for part in parts]
    double = sorted({code for code in codes if codes.count(code) > 1})
    if double:
        raise PydanticCustomError("dubbel", "'{codes}' staat er meer dan eens", {"codes": ", ".join(double)})


def read_block_table(text: str) -> BlockTable:
    """Read a block table from YAML text.

    Raises:
        pydantic.ValidationError: a part is missing, unknown or of the wrong kind.
        yaml.YAMLError: the text is not YAML.
    """
    return BlockTable.model_validate(read_yaml(text))
