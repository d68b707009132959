"""The snapshot of one partnership that every rule and requirement reads; frozen, and complete in itself."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from states.figures.blocks import BlockTable


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """A phase and the day on which the partnership entered it."""

    phase: str
    entered_on: date


@dataclass(frozen=True, slots=True)
class Suspension:
    """A pause over ``[from_on, until_on)``; ``until_on`` is None while its end is not known."""

    from_on: date
    until_on: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be written to; ``inactive_on`` is the day on which the person left."""

    person: str
    contractor: str | None = None
    inactive_on: date | None = None


@dataclass(frozen=True, slots=True)
class RoleHolding:
    """A role that a person holds over ``[from_on, until_on)``, own to the partnership or inherited."""

    role: str
    person: str
    from_on: date
    until_on: date | None = None
    backup: bool = False
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the board or management, own to the partnership or inherited."""

    decision: str
    decided_by: str
    decided_on: date
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Objective:
    """What the work group wants to reach for one target group (step 1c)."""

    target_group: str
    jobs: Decimal | None = None
    hours: Decimal | None = None
    euros: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An agreed action with its owner and deadline (step 1d)."""

    action: str
    description: str
    owner: str
    deadline: date
    completed_on: date | None = None
    withdrawn: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do this."""
        return self.completed_on is None and not self.withdrawn


@dataclass(frozen=True, slots=True)
class Option:
    """A right to extend a contract until a date, with the day by which that must be notified."""

    until: date
    notify_by: date | None = None
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Successor:
    """A contract that replaces another one, as far as its tender has come."""

    contract: str
    stage: str
    planned_publication_on: date | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a contract owes from a date on, and the block table that it is counted under."""

    from_on: date
    percentage: Decimal
    base: str
    base_amount: Decimal | None = None
    cap: Decimal | None = None
    reason: str = ""
    authority: str | None = None
    table_version: str | None = None


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """What was realised before the contract was followed here."""

    sroi_euros: Decimal
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned in an earlier partnership or conversation about this contract or the one before it."""

    partnership: str
    text: str


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract linked to the partnership; ``ends_on`` counts the options that were exercised.

    ``willing`` is what its contractor last said about taking part, None when nobody asked.
    """

    contract: str
    title: str
    nature: str
    stage: str
    contractor: str | None = None
    value: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    planned_publication_on: date | None = None
    published_on: date | None = None
    awarded_on: date | None = None
    track: str | None = None
    instrument: str | None = None
    forms: tuple[str, ...] = ()
    percentage: Decimal | None = None
    base: str | None = None
    motivated: bool = False
    waits_for_legal_check: bool = False
    waits_since: date | None = None
    focus: bool = False
    linked_on: date | None = None
    cpv: str | None = None
    wage_share: Decimal | None = None
    framework: str | None = None
    replaces: str | None = None
    pso_valid_until: date | None = None
    obligations: tuple[Obligation, ...] = ()
    opening_balance: OpeningBalance | None = None
    block_table: BlockTable | None = None
    options: tuple[Option, ...] = ()
    successors: tuple[Successor, ...] = ()
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True, slots=True)
class Brainstorm:
    """A brainstorm sheet for a candidate contract (annex III)."""

    contract: str
    status: str
    recorded_on: date


@dataclass(frozen=True, slots=True)
class Willingness:
    """What a contract's contractor last said about taking part (step 2Bb)."""

    contract: str
    willing: bool
    recorded_on: date
    lesson: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was planned, held, or both; attendees are roles."""

    meeting: str
    kind: str
    planned_on: date | None = None
    held_on: date | None = None
    attendees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A mapped job; ``starts_on`` is set when it is filled. Nothing here tells who fills it."""

    job: str
    target_group: str
    contract: str | None = None
    payroll: str | None = None
    hours_per_week: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """An effort that counts where effort was agreed instead of numbers."""

    kind: str
    recorded_on: date
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed about monitoring (step 4a), from the day it was made."""

    agreed_on: date
    frequency: str


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Sums for one target group over the period of a report; never a person."""

    target_group: str
    persons: int
    paid_hours: Decimal
    job: str | None = None
    block: str | None = None
    months: int | None = None
    invoice_amount: Decimal | None = None
    costs: Decimal | None = None
    bonuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HoursReport:
    """A contractor's report of hours over one period; ``effort`` tells whether it reports effort."""

    contract: str
    period: str
    status: str
    effort: bool = False
    reviewed_on: date | None = None
    lines: tuple[HoursLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation (step 4b) and whether it names lessons and what the next tender takes along."""

    recorded_on: date
    lessons: str = "geleerd"
    next_tender: str = "mee te nemen"


@dataclass(frozen=True, slots=True)
class Inheritable:
    """A policy part, specialist or shared result, named by ``what``, own or inherited."""

    what: str
    recorded_on: date
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """One partnership on one moment: everything that a rule or a requirement may look at.

    ``history`` holds the (rule, occasion) pairs that were already raised or skipped. ``succeeded`` tells that another
    partnership goes on where this one ended; ``speaks_for_organisation`` that this one asks what the organisation is
    asked once for all of its partnerships.
    """

    partnership: str
    title: str
    organisation: str
    phase: str
    started_on: date
    started_by: str
    basis: str = "verplichting"
    definition: str = "handreiking/1"
    route: str | None = None
    predecessor: str | None = None
    taken_over_on: date | None = None
    lesson: str | None = None
    return_on: date | None = None
    succeeded: bool = False
    speaks_for_organisation: bool = False
    phases: tuple[PhaseEntry, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    roles: tuple[RoleHolding, ...] = ()
    people: tuple[Person, ...] = ()
    decisions: tuple[Decided, ...] = ()
    objectives: tuple[Objective, ...] = ()
    actions: tuple[Action, ...] = ()
    advised: tuple[str, ...] = ()
    contracts: tuple[Contract, ...] = ()
    brainstorms: tuple[Brainstorm, ...] = ()
    willingness: tuple[Willingness, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    jobs: tuple[Job, ...] = ()
    efforts: tuple[Effort, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    hours_reports: tuple[HoursReport, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    policy: tuple[Inheritable, ...] = ()
    specialists: tuple[Inheritable, ...] = ()
    shared_results: tuple[Inheritable, ...] = ()
    history: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def entered(self, phases: tuple[str, ...]) -> date | None:
        """Return when the first of the consecutive phases within ``phases`` that lead to now was entered."""
        entered_on: date | None = None
        for entry in reversed(self.phases):
            if entry.phase not in phases:
                break
            entered_on = entry.entered_on
        return entered_on

    def suspended(self, on: date) -> Suspension | None:
        """Return the suspension that covers ``on``, the one that lasts longest, or None."""
        covering = [s for s in self.suspensions if s.from_on <= on and (s.until_on is None or on < s.until_on)]
        return max(covering, key=lambda s: s.until_on or date.max, default=None)

    def holders(self, role: str, *, backup: bool = False) -> tuple[str, ...]:
        """Return who holds a role now and has not left, the partnership's own before the organisation's."""
        gone = {p.person for p in self.people if p.inactive_on}
        held = [
            r for r in self.roles
            if r.role == role and r.backup == backup and r.until_on is None and r.person not in gone
        ]  # fmt: skip
        own = [r for r in held if not r.inherited]
        return tuple(dict.fromkeys(r.person for r in own or held))

    def backup_coordinators(self) -> tuple[str, ...]:
        """Return who can stand in for the coordinator: a backup who is somebody else (step 1b)."""
        leads = self.holders("projectcoordinator")
        return tuple(p for p in self.holders("projectcoordinator", backup=True) if p not in leads)
