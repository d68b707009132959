"""Contracts: their life, options, changes, tender and the obligation that they carry."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import JSON, MONEY, SHARE, WORD, code, code_key, money, not_negative, one_of, text
from states.vocabulary import (
    Base,
    BrainstormStatus,
    HoursStatus,
    Instrument,
    LegalCheck,
    LegalOutcome,
    Nature,
    OptionStatus,
    Situation,
    Stage,
    Track,
)


class Contract(SQLModel, table=True):
    """A contract of an organisation; ``ends_on`` counts the options that were exercised."""

    __tablename__ = "contracts"
    __table_args__ = (
        one_of("nature", Nature, "ck_contracts_nature"),
        one_of("stage", Stage, "ck_contracts_stage"),
        one_of("track", Track, "ck_contracts_track", optional=True),
        one_of("instrument", Instrument, "ck_contracts_instrument", optional=True),
        one_of("base", Base, "ck_contracts_base", optional=True),
        not_negative("value", "ck_contracts_value"),
        sa.CheckConstraint("wage_share IS NULL OR wage_share BETWEEN 0 AND 100", name="ck_contracts_wage_share"),
        sa.CheckConstraint("percentage IS NULL OR percentage BETWEEN 0 AND 100", name="ck_contracts_percentage"),
        sa.CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR ends_on >= starts_on", name="ck_contracts_span"),
    )
    contract: str = code_key()
    organisation: str = code("organisations.organisation", index=True)
    title: str = text()
    nature: str = Field(sa_type=WORD)
    contractor: str | None = code("contractors.contractor", optional=True, index=True)
    cpv: str | None = code(optional=True)
    value: Decimal | None = money()
    wage_share: Decimal | None = Field(default=None, sa_type=SHARE)
    starts_on: date | None = None
    ends_on: date | None = None
    stage: str = Field(default="gegund", sa_type=WORD)
    planned_publication_on: date | None = None
    published_on: date | None = None
    awarded_on: date | None = None
    replaces: str | None = code("contracts.contract", optional=True, index=True)
    framework: str | None = code("contracts.contract", optional=True)
    track: str | None = Field(default=None, sa_type=WORD)
    instrument: str | None = Field(default=None, sa_type=WORD)
    forms: list[str] = Field(default_factory=list, sa_type=JSON)
    percentage: Decimal | None = Field(default=None, sa_type=SHARE)
    base: str | None = Field(default=None, sa_type=WORD)
    motivation: dict[str, str] | None = Field(default=None, sa_type=JSON)


class ContractOption(SQLModel, table=True):
    """A right to extend a contract until a date."""

    __tablename__ = "contract_options"
    __table_args__ = (one_of("status", OptionStatus, "ck_contract_options_status"),)
    contract: str = code("contracts.contract", key=True)
    until: date = Field(primary_key=True)
    notify_by: date | None = None
    status: str = Field(default="open", sa_type=WORD)


class Amendment(SQLModel, table=True):
    """A change of a contract; one that needs a legal check waits for its outcome.

    ``value_change`` is what it adds to the value or takes off it, in euros; such changes are added up (art. 2.163b).
    """

    __tablename__ = "amendments"
    __table_args__ = (
        one_of("legal_check", LegalCheck, "ck_amendments_check", optional=True),
        one_of("legal_outcome", LegalOutcome, "ck_amendments_outcome", optional=True),
        not_negative("value", "ck_amendments_value"),
    )
    contract: str = code("contracts.contract", key=True)
    number: int = Field(primary_key=True)
    amended_on: date
    reason: str = text()
    value: Decimal | None = money()
    ends_on: date | None = None
    title: str | None = text()
    stage: str | None = Field(default=None, sa_type=WORD)
    legal_check: str | None = Field(default=None, sa_type=WORD)
    legal_outcome: str | None = Field(default=None, sa_type=WORD)
    value_change: Decimal | None = money()


class Obligation(SQLModel, table=True):
    """What a contract owes, from a date on, with the reason of the change."""

    __tablename__ = "obligations"
    __table_args__ = (
        one_of("base", Base, "ck_obligations_base"),
        sa.CheckConstraint("percentage BETWEEN 0 AND 100", name="ck_obligations_percentage"),
        not_negative("base_amount", "ck_obligations_amount"),
        not_negative("cap", "ck_obligations_cap"),
    )
    contract: str = code("contracts.contract", key=True)
    from_on: date = Field(primary_key=True)
    percentage: Decimal = Field(sa_type=SHARE)
    base: str = Field(sa_type=WORD)
    base_amount: Decimal | None = money()
    cap: Decimal | None = money()
    reason: str = text()
    authority: str | None = text()
    table_version: str | None = text()


class OpeningBalance(SQLModel, table=True):
    """What was realised before a contract was followed here."""

    __tablename__ = "opening_balances"
    __table_args__ = (
        not_negative("sroi_euros", "ck_opening_balances_euros"),
        not_negative("hours", "ck_opening_balances_hours"),
    )
    contract: str = code("contracts.contract", key=True)
    sroi_euros: Decimal = Field(sa_type=MONEY)
    hours: Decimal = Field(sa_type=sa.Numeric(14, 2))
    source: str = text()


class Link(SQLModel, table=True):
    """A contract that a partnership is about; ``focus`` marks the one or two that get the energy."""

    __tablename__ = "links"
    partnership: str = code("partnerships.partnership", key=True)
    contract: str = code("contracts.contract", key=True, index=True)
    focus: bool = False
    linked_on: date


class Brainstorm(SQLModel, table=True):
    """A brainstorm sheet (annex III of the guide)."""

    __tablename__ = "brainstorms"
    __table_args__ = (
        one_of("status", BrainstormStatus, "ck_brainstorms_status"),
        one_of("situation", Situation, "ck_brainstorms_situation", optional=True),
    )
    partnership: str = code("partnerships.partnership", key=True)
    contract: str = code("contracts.contract", key=True)
    who: str = text()
    what: str = text()
    how: str = text()
    results: str = text()
    labour: str = text()
    status: str = Field(sa_type=WORD)
    willingness: str | None = text()
    possibilities: str | None = text()
    next_steps: str | None = text()
    policy_fit: str | None = text()
    situation: str | None = Field(default=None, sa_type=WORD)
    recorded_on: date


class Willingness(SQLModel, table=True):
    """What a contract's contractor last said about taking part."""

    __tablename__ = "willingness"
    partnership: str = code("partnerships.partnership", key=True)
    contract: str = code("contracts.contract", key=True)
    willing: bool
    reason: str | None = text()
    lesson: str | None = text()
    recorded_on: date


class HoursReport(SQLModel, table=True):
    """A contractor's report over one period: sums per target group, never persons."""

    __tablename__ = "hours_reports"
    __table_args__ = (one_of("status", HoursStatus, "ck_hours_reports_status"),)
    partnership: str = code("partnerships.partnership", key=True)
    contract: str = code("contracts.contract", key=True)
    period: str = Field(primary_key=True, sa_type=WORD)
    status: str = Field(default="ontvangen", sa_type=WORD)
    lines: list[dict[str, object]] = Field(default_factory=list, sa_type=JSON)
    effort: str | None = text()
    received_on: date
    reviewed_on: date | None = None
    reason: str | None = text()
