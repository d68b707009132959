"""The partnership itself: its phase, history, pauses, and what its work group agreed."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import JSON, SHARE, WORD, code, code_key, in_scope, not_negative, one_of, text
from states.vocabulary import (
    Basis,
    Decision,
    EffortKind,
    JobEnd,
    JobForm,
    JobSource,
    MeetingKind,
    Payroll,
    Phase,
    Role,
    Route,
    TargetGroup,
)


class Partnership(SQLModel, table=True):
    """A partnership; ``version`` counts its changes, so that nobody overwrites what somebody else wrote."""

    __tablename__ = "partnerships"
    __table_args__ = (
        one_of("phase", Phase, "ck_partnerships_phase"),
        one_of("basis", Basis, "ck_partnerships_basis"),
        one_of("route", Route, "ck_partnerships_route", optional=True),
        sa.Index("ix_partnerships_organisation", "organisation", "phase", "partnership"),
    )
    partnership: str = code_key()
    title: str = text()
    organisation: str = code("organisations.organisation")
    phase: str = Field(sa_type=WORD, index=True)
    since: date
    basis: str = Field(default="verplichting", sa_type=WORD)
    route: str | None = Field(default=None, sa_type=WORD)
    definition: str = Field(sa_type=sa.String(64))
    predecessor: str | None = code("partnerships.partnership", optional=True, index=True)
    started_on: date
    started_by: str = text()
    taken_over_on: date | None = None
    lesson: str | None = text()
    return_on: date | None = None
    version: int = 0


class PhaseEntry(SQLModel, table=True):
    """A phase that a partnership entered, in order."""

    __tablename__ = "phase_entries"
    __table_args__ = (one_of("phase", Phase, "ck_phase_entries_phase"),)
    partnership: str = code("partnerships.partnership", key=True)
    number: int = Field(primary_key=True)
    phase: str = Field(sa_type=WORD)
    entered_on: date
    reason: str | None = text()


class Suspension(SQLModel, table=True):
    """A pause over ``[from_on, until_on)``."""

    __tablename__ = "suspensions"
    __table_args__ = (sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ck_suspensions_span"),)
    partnership: str = code("partnerships.partnership", key=True)
    number: int = Field(primary_key=True)
    from_on: date
    until_on: date | None = None
    reason: str = text()


class RoleHolding(SQLModel, table=True):
    """A role that a person holds, for a partnership or for all of an organisation's."""

    __tablename__ = "role_holdings"
    __table_args__ = (
        one_of("role", Role, "ck_role_holdings_role"),
        *in_scope("role_holdings", "role", "backup", "person", "from_on"),
    )
    id: int | None = Field(default=None, primary_key=True)
    partnership: str | None = code("partnerships.partnership", optional=True)
    organisation: str | None = code("organisations.organisation", optional=True)
    role: str = Field(sa_type=WORD)
    person: str = code("persons.person", index=True)
    backup: bool = False
    from_on: date
    until_on: date | None = None


class Decided(SQLModel, table=True):
    """A decision of the board or management."""

    __tablename__ = "decisions"
    __table_args__ = (one_of("decision", Decision, "ck_decisions_decision"), *in_scope("decisions", "decision"))
    id: int | None = Field(default=None, primary_key=True)
    partnership: str | None = code("partnerships.partnership", optional=True)
    organisation: str | None = code("organisations.organisation", optional=True)
    decision: str = Field(sa_type=WORD)
    decided_by: str = text()
    decided_on: date
    document: str | None = text()


class Objective(SQLModel, table=True):
    """What a partnership wants to reach for one target group."""

    __tablename__ = "objectives"
    __table_args__ = (
        one_of("target_group", TargetGroup, "ck_objectives_group"),
        not_negative("jobs", "ck_objectives_jobs"),
        not_negative("hours", "ck_objectives_hours"),
        not_negative("euros", "ck_objectives_euros"),
    )
    partnership: str = code("partnerships.partnership", key=True)
    target_group: str = Field(primary_key=True, sa_type=WORD)
    jobs: Decimal | None = Field(default=None, sa_type=sa.Numeric(12, 2))
    hours: Decimal | None = Field(default=None, sa_type=sa.Numeric(14, 2))
    euros: Decimal | None = Field(default=None, sa_type=sa.Numeric(16, 2))
    description: str | None = text()


class Action(SQLModel, table=True):
    """An action of the action plan."""

    __tablename__ = "actions"
    partnership: str = code("partnerships.partnership", key=True)
    action: str = code(key=True)
    description: str = text()
    owner: str = code("persons.person", index=True)
    deadline: date
    completed_on: date | None = None
    withdrawn: bool = False


class Advised(SQLModel, table=True):
    """A point that the guide advises and that was done."""

    __tablename__ = "advised"
    partnership: str = code("partnerships.partnership", key=True)
    code: str = code(key=True)
    recorded_on: date
    note: str | None = text()


class Meeting(SQLModel, table=True):
    """A meeting that was planned, held, or both; attendees are roles, never names."""

    __tablename__ = "meetings"
    __table_args__ = (one_of("kind", MeetingKind, "ck_meetings_kind"),)
    partnership: str = code("partnerships.partnership", key=True)
    meeting: str = code(key=True)
    kind: str = Field(sa_type=WORD)
    planned_on: date | None = None
    held_on: date | None = None
    attendees: list[str] = Field(default_factory=list, sa_type=JSON)
    outcome: str | None = text()


class Job(SQLModel, table=True):
    """A job: mapped, filled, ended. One filled job is one person to who knows the place: treat it as personal data."""

    __tablename__ = "jobs"
    __table_args__ = (
        one_of("target_group", TargetGroup, "ck_jobs_group"),
        one_of("source", JobSource, "ck_jobs_source"),
        one_of("form", JobForm, "ck_jobs_form", optional=True),
        one_of("payroll", Payroll, "ck_jobs_payroll", optional=True),
        one_of("ended_reason", JobEnd, "ck_jobs_ended", optional=True),
        not_negative("hours_per_week", "ck_jobs_hours"),
    )
    partnership: str = code("partnerships.partnership", key=True)
    job: str = code(key=True)
    title: str = text()
    target_group: str = Field(sa_type=WORD)
    hours_per_week: Decimal = Field(sa_type=SHARE)
    source: str = Field(sa_type=WORD)
    contract: str | None = code("contracts.contract", optional=True)
    starts_on: date | None = None
    form: str | None = Field(default=None, sa_type=WORD)
    payroll: str | None = Field(default=None, sa_type=WORD)
    ends_on: date | None = None
    ended_on: date | None = None
    ended_reason: str | None = Field(default=None, sa_type=WORD)


class Effort(SQLModel, table=True):
    """An effort, where that was agreed instead of numbers."""

    __tablename__ = "efforts"
    __table_args__ = (one_of("kind", EffortKind, "ck_efforts_kind"),)
    partnership: str = code("partnerships.partnership", key=True)
    number: int = Field(primary_key=True)
    kind: str = Field(sa_type=WORD)
    description: str = text()
    contract: str | None = code("contracts.contract", optional=True)
    recorded_on: date
