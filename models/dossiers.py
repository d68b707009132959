"""The bulk loader of dossiers: a constant number of queries, however many partnerships are asked for."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from models.block_tables import block_tables
from models.contracts import (
    Amendment,
    Brainstorm,
    Contract,
    ContractOption,
    HoursReport,
    Link,
    Obligation,
    OpeningBalance,
    Willingness,
)
from models.database import among, among_given, given
from models.learning import Agreement, Evaluation, PolicyText, SharedResult, Specialist
from models.nights import Signal, SkippedOccasion
from models.parties import Contractor, Organisation, Person
from models.partnerships import (
    Action,
    Advised,
    Decided,
    Effort,
    Job,
    Meeting,
    Objective,
    Partnership,
    PhaseEntry,
    RoleHolding,
    Suspension,
)
from states import dossier as facts
from states.dossier import Dossier

# The phases in which an organisation is asked, once for all of its partnerships, what it does with its policy.
ANCHORED = ("borging", "afgerond")
Fact = TypeVar("Fact")
Rows = dict[str, tuple[Fact, ...]]
Build = Callable[..., Fact]
Condition = Callable[[sa.Table], sa.ColumnElement[bool]]


def table(model: type[SQLModel]) -> sa.Table:
    """Return the table of a model."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def load_dossiers(connection: Connection, partnerships: Sequence[str], *, lines: bool = True) -> list[Dossier]:
    """Return the dossiers of these partnerships, in the order asked; unknown ones are left out.

    Args:
        connection: the database.
        partnerships: their codes.
        lines: also the lines of hours reports; a night that no rule asks to count them does without.
    """
    if not partnerships:
        return []
    own = table(Partnership)
    heads = {
        row.partnership: row
        for row in connection.execute(sa.select(own).where(among(connection, own.c.partnership, partnerships))).all()
    }
    scope = _Scope(connection, {key: head.organisation for key, head in heads.items()}, lines=lines)
    # What nobody in this chunk has keeps the dossier's own default.
    parts = {name: found for name, found in _parts(scope).items() if any(found)}
    anchored = {head.organisation for head in heads.values() if head.phase in ANCHORED}
    speakers = load_speakers(connection, sorted(anchored)) if anchored else frozenset()
    history = _history(scope)
    succeeded = _succeeded(scope, [key for key, head in heads.items() if head.phase == "beeindigd"])
    return [
        Dossier(
            partnership=key,
            title=head.title,
            organisation=head.organisation,
            phase=head.phase,
            started_on=head.started_on,
            started_by=head.started_by,
            basis=head.basis,
            definition=head.definition,
            route=head.route,
            predecessor=head.predecessor,
            taken_over_on=head.taken_over_on,
            lesson=head.lesson,
            return_on=head.return_on,
            succeeded=key in succeeded,
            speaks_for_organisation=key in speakers,
            history=frozenset(history.get(key, ())),
            **{
                name: rows.get(key, ()) + inherited.get(head.organisation, ())
                for name, (rows, inherited) in parts.items()
            },
        )
        for key in partnerships
        if (head := heads.get(key))
    ]


class _Scope:
    """What is asked for: a connection, the partnerships, their organisations, and whether hours are counted."""

    def __init__(self, connection: Connection, organisation_of: dict[str, str], *, lines: bool) -> None:
        self.connection = connection
        self.lines = lines
        self.organisation_of = organisation_of
        self.partnerships = list(organisation_of)
        self.organisations = sorted(set(organisation_of.values()))

    def own(self, model: type[SQLModel], build: Build[Fact], *columns: str, order: tuple[str, ...] = ()) -> Rows[Fact]:
        """Return facts of the partnerships, built from columns, in order."""
        return self.grouped(model, "partnership", self.partnerships, build, columns, order=order)

    def shared(
        self, model: type[SQLModel], build: Build[Fact], *columns: str, order: str
    ) -> tuple[Rows[Fact], Rows[Fact]]:
        """Return facts of the partnerships themselves, and of their organisations as inherited."""

        def inherited(*values: Any) -> Fact:  # noqa: ANN401  # a row's values
            return build(*values, inherited=True)

        return (
            self.grouped(model, "partnership", self.partnerships, build, columns, order=(order,)),
            self.grouped(model, "organisation", self.organisations, inherited, columns, order=(order,)),
        )

    def marked(self, model: type[SQLModel], contracts: Sequence[str], where: Condition | None = None) -> frozenset[str]:
        """Return the contracts that have a row of a kind; one query."""
        return frozenset(self.grouped(model, "contract", contracts, bool, ("contract",), where=where))

    def grouped(
        self,
        model: type[SQLModel],
        key: str,
        keys: Sequence[str],
        build: Build[Fact],
        columns: tuple[str, ...],
        *,
        order: tuple[str, ...] = (),
        where: Condition | None = None,
    ) -> Rows[Fact]:
        """Return facts by key; one query."""
        dialect = self.connection.dialect.name
        query = _query(dialect, model, key, columns, order, where)
        grouped: dict[str, list[Fact]] = defaultdict(list)
        for name, *values in self.connection.execute(query, {"keys": given(dialect, keys)}).all():
            grouped[name].append(build(*values))
        return {name: tuple(rows) for name, rows in grouped.items()}


@cache
def _query(
    dialect: str,
    model: type[SQLModel],
    key: str,
    columns: tuple[str, ...],
    order: tuple[str, ...],
    where: Condition | None,
) -> sa.Select[Any]:
    """Build a query once: a dossier takes some 25, and building them costs more than asking them."""
    source = table(model)
    query = sa.select(source.c[key], *(source.c[name].label(f"fact_{name}") for name in columns))
    query = query.where(among_given(dialect, source.c[key]))
    if where is not None:
        query = query.where(where(source))
    return query.order_by(key, *(source.c[name] for name in order))


def _waits(changes: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(changes.c.legal_check == "nodig", changes.c.legal_outcome.is_(None))


def _not_withdrawn(contracts: sa.Table) -> sa.ColumnElement[bool]:
    return contracts.c.stage != "ingetrokken"


def _parts(scope: _Scope) -> dict[str, tuple[Rows[Any], Rows[Any]]]:
    """Every part of a dossier by its name there: own rows by partnership, inherited rows by organisation."""
    own: dict[str, Rows[Any]] = {
        "phases": scope.own(PhaseEntry, facts.PhaseEntry, "phase", "entered_on", order=("number",)),
        "suspensions": scope.own(Suspension, facts.Suspension, "from_on", "until_on", "reason", order=("number",)),
        "objectives": scope.own(
            Objective, facts.Objective, "target_group", "jobs", "hours", "euros", order=("target_group",)
        ),
        "actions": scope.own(
            Action, facts.Action,
            "action", "description", "owner", "deadline", "completed_on", "withdrawn", order=("action",),
        ),
        "advised": scope.own(Advised, str, "code", order=("code",)),
        "contracts": _contracts(scope),
        "brainstorms": scope.own(
            Brainstorm, facts.Brainstorm, "contract", "status", "recorded_on", order=("contract",)
        ),
        "willingness": scope.own(
            Willingness, facts.Willingness, "contract", "willing", "recorded_on", "lesson", order=("contract",)
        ),
        "meetings": scope.own(
            Meeting, _meeting, "meeting", "kind", "planned_on", "held_on", "attendees", order=("meeting",)
        ),
        "jobs": scope.own(
            Job, facts.Job,
            "job", "target_group", "contract", "payroll", "hours_per_week", "starts_on", "ends_on", "ended_on",
            order=("job",),
        ),
        "efforts": scope.own(Effort, facts.Effort, "kind", "recorded_on", "contract", order=("number",)),
        "agreements": scope.own(Agreement, facts.Agreement, "agreed_on", "frequency", order=("agreed_on",)),
        "hours_reports": scope.own(
            HoursReport, _hours_report, "contract", "period", "status", "reviewed_on",
            *(("lines",) if scope.lines else ()), order=("contract", "period"),
        ),
        "evaluations": scope.own(
            Evaluation, facts.Evaluation, "recorded_on", "lessons", "next_tender", order=("recorded_on",)
        ),
    }  # fmt: skip
    parts: dict[str, tuple[Rows[Any], Rows[Any]]] = {name: (rows, {}) for name, rows in own.items()}
    parts["roles"] = scope.shared(
        RoleHolding, facts.RoleHolding, "role", "person", "from_on", "until_on", "backup", order="id"
    )
    parts["decisions"] = scope.shared(Decided, facts.Decided, "decision", "decided_by", "decided_on", order="decision")
    parts["policy"] = scope.shared(PolicyText, facts.Inheritable, "part", "written_on", order="part")
    parts["specialists"] = scope.shared(Specialist, facts.Inheritable, "person", "appointed_on", order="person")
    parts["shared_results"] = scope.shared(SharedResult, facts.Inheritable, "audience", "shared_on", order="id")
    parts["people"] = (_people(scope, parts), {})
    return parts


def _meeting(meeting: str, kind: str, planned_on: Any, held_on: Any, attendees: list[str]) -> facts.Meeting:  # noqa: ANN401  # a row's values
    return facts.Meeting(meeting, kind, planned_on, held_on, tuple(attendees))


def _hours_report(
    contract: str,
    period: str,
    status: str,
    reviewed_on: Any,  # noqa: ANN401  # a row's values
    lines: list[dict[str, Any]] | None = None,
) -> facts.HoursReport:
    told = tuple(_line(line) for line in lines or ())
    return facts.HoursReport(contract, period, status, effort=lines == [], reviewed_on=reviewed_on, lines=told)


def _line(line: dict[str, Any]) -> facts.HoursLine:
    """Return a line as it was written: numbers are kept as text."""

    def number(name: str) -> Decimal | None:
        return None if line.get(name) is None else Decimal(str(line[name]))

    return facts.HoursLine(
        line["target_group"], line["persons"], number("paid_hours") or Decimal(0), line.get("job"), line.get("block"),
        line.get("months"), number("invoice_amount"), number("costs"), tuple(line.get("bonuses", ())),
    )  # fmt: skip


CONTRACT_COLUMNS = (
    "contract", "title", "nature", "stage", "contractor", "value", "starts_on", "ends_on", "planned_publication_on",
    "published_on", "awarded_on", "track", "instrument", "forms", "percentage", "base", "motivation", "cpv",
    "wage_share", "framework", "replaces",
)  # fmt: skip


@cache
def _linked(dialect: str) -> sa.Select[Any]:
    links, contracts, contractors = table(Link), table(Contract), table(Contractor)
    return (
        sa.select(
            links.c.partnership, links.c.focus, links.c.linked_on, contractors.c.pso_valid_until,
            *(contracts.c[name] for name in CONTRACT_COLUMNS),
        )
        .join_from(links, contracts, links.c.contract == contracts.c.contract)
        .outerjoin(contractors, contractors.c.contractor == contracts.c.contractor)
        .where(among_given(dialect, links.c.partnership))
        .order_by(links.c.partnership, contracts.c.contract)
    )  # fmt: skip


def _contracts(scope: _Scope) -> Rows[facts.Contract]:
    dialect = scope.connection.dialect.name
    rows = scope.connection.execute(_linked(dialect), {"keys": given(dialect, scope.partnerships)}).all()
    rounded = _around(scope, sorted({row.contract for row in rows}), _prepared(rows))
    found: dict[str, list[facts.Contract]] = defaultdict(list)
    for partnership, focus, linked_on, pso_valid_until, *values in rows:
        known: dict[str, Any] = dict(zip(CONTRACT_COLUMNS, values, strict=True))
        known["forms"] = tuple(known["forms"])
        known["motivated"] = bool(known.pop("motivation"))
        found[partnership].append(
            facts.Contract(
                **known, **rounded(known["contract"]), focus=focus, linked_on=linked_on, pso_valid_until=pso_valid_until
            )
        )
    return {partnership: tuple(values) for partnership, values in found.items()}


def _prepared(rows: Sequence[sa.Row[Any]]) -> dict[str, str]:
    """The contracts whose tender is being prepared, by what they replace; only for those lessons are offered."""
    return {row.contract: row.replaces or row.contract for row in rows if row.stage in {"gepland", "uitgevraagd"}}


def _around(scope: _Scope, contracts: list[str], prepared: dict[str, str]) -> Callable[[str], dict[str, Any]]:
    """Return what hangs on a contract, by the name it has in a dossier."""
    by_option = scope.grouped(
        ContractOption, "contract", contracts, facts.Option, ("until", "notify_by", "status"), order=("until",)
    )
    by_successor = scope.grouped(
        Contract, "replaces", contracts, facts.Successor,
        ("contract", "stage", "planned_publication_on"), order=("contract",), where=_not_withdrawn,
    )  # fmt: skip
    waiting = scope.marked(Amendment, contracts, _waits)
    obliged = scope.grouped(
        Obligation, "contract", contracts, facts.Obligation,
        ("from_on", "percentage", "base", "base_amount", "cap", "reason", "authority", "table_version"),
        order=("from_on",),
    )  # fmt: skip
    balanced = scope.grouped(OpeningBalance, "contract", contracts, facts.OpeningBalance, ("sroi_euros", "hours"))
    lessons = lessons_for(scope.connection, prepared)
    named = {contract: key for contract, rows in obliged.items() if (key := _table_of(rows))}
    tables = block_tables(scope.connection, named.values())
    return lambda contract: {
        "options": by_option.get(contract, ()),
        "successors": by_successor.get(contract, ()),
        "waits_for_legal_check": contract in waiting,
        "obligations": obliged.get(contract, ()),
        "opening_balance": next(iter(balanced.get(contract, ())), None),
        "lessons": lessons.get(contract, ()),
        "block_table": tables.get(named[contract]) if contract in named else None,
    }


def _table_of(obligations: Sequence[facts.Obligation]) -> tuple[str, str] | None:
    """The block table that a contract was awarded under, as its obligation last named it."""
    named = [(o.authority, o.table_version) for o in obligations if o.authority and o.table_version]
    return named[-1] if named else None


def _people(scope: _Scope, parts: dict[str, tuple[Rows[Any], Rows[Any]]]) -> Rows[facts.Person]:
    """The people who matter: with a role, an action or an appointment, or of a contractor of a linked contract."""
    roles, inherited_roles = parts["roles"]
    appointed, inherited_appointed = parts["specialists"]
    names: dict[str, set[str]] = {}
    contractors: dict[str, set[str]] = {}
    for key, organisation in scope.organisation_of.items():
        holdings = roles.get(key, ()) + inherited_roles.get(organisation, ())
        names[key] = {r.person for r in holdings} | {a.owner for a in parts["actions"][0].get(key, ())}
        names[key] |= {s.what for s in appointed.get(key, ()) + inherited_appointed.get(organisation, ())}
        contractors[key] = {c.contractor for c in parts["contracts"][0].get(key, ()) if c.contractor}
    persons = table(Person)
    wanted = sorted(set().union(*names.values()))
    companies = sorted(set().union(*contractors.values()))
    by_name: dict[str, facts.Person] = {}
    by_company: dict[str, list[facts.Person]] = defaultdict(list)
    asked = (
        sa.select(persons.c.person, persons.c.contractor, persons.c.inactive_on)
        .where(
            among(scope.connection, persons.c.person, wanted) | among(scope.connection, persons.c.contractor, companies)
        )
        .order_by(persons.c.person)
    )
    for row in scope.connection.execute(asked).all():
        person = by_name[row.person] = facts.Person(*row)
        if person.contractor:
            by_company[person.contractor].append(person)
    return {
        key: tuple(
            {
                person.person: person
                for person in (
                    *(by_name[name] for name in sorted(names[key]) if name in by_name),
                    *(p for company in sorted(contractors[key]) for p in by_company[company]),
                )
            }.values()
        )
        for key in scope.partnerships
    }


def lessons_for(connection: Connection, prepared: dict[str, str]) -> Rows[facts.Lesson]:
    """Return what was learned about the contract before, by the contract whose tender is being prepared.

    Args:
        connection: the database; one query.
        prepared: by contract the one that it replaces, or itself.
    """
    if not prepared:
        return {}
    links, own, said, evaluated = table(Link), table(Partnership), table(Willingness), table(Evaluation)
    keys = sorted(set(prepared.values()))

    def told(source: sa.Table, text: sa.Column[Any], on: sa.Column[Any]) -> sa.Select[Any]:
        return (
            sa.select(links.c.contract, links.c.partnership, text.label("lesson"), on.label("learned_on"))
            .join_from(links, source, source.c.partnership == links.c.partnership)
            .where(among(connection, links.c.contract, keys), text.is_not(None))
        )

    refused = sa.select(said.c.contract, said.c.partnership, said.c.lesson, said.c.recorded_on).where(
        among(connection, said.c.contract, keys), said.c.lesson.is_not(None)
    )
    query = sa.union_all(
        told(own, own.c.lesson, own.c.since), told(evaluated, evaluated.c.next_tender, evaluated.c.recorded_on), refused
    )
    found: dict[str, list[facts.Lesson]] = defaultdict(list)
    for row in connection.execute(query.order_by("learned_on", "partnership", "lesson")).all():
        found[row.contract].append(facts.Lesson(row.partnership, row.lesson))
    return {contract: tuple(found.get(before, ())) for contract, before in prepared.items()}


def load_speakers(connection: Connection, organisations: Sequence[str]) -> frozenset[str]:
    """Return who asks what an organisation is asked once: its first partnership by code that has come so far.

    One that is suspended without an end asks nothing, so another one does.
    """
    own, other, pauses = table(Partnership), table(Organisation), table(Suspension)
    silent = sa.exists().where(pauses.c.partnership == own.c.partnership, pauses.c.until_on.is_(None))
    first = [
        sa.select(sa.func.min(own.c.partnership))
        .where(own.c.organisation == other.c.organisation, own.c.phase == phase, ~silent)
        .scalar_subquery()
        for phase in ANCHORED
    ]
    rows = connection.execute(sa.select(*first).where(among(connection, other.c.organisation, organisations))).all()
    return frozenset(min(codes) for row in rows if (codes := [code for code in row if code]))


def _succeeded(scope: _Scope, ended: list[str]) -> frozenset[str]:
    """The ended partnerships of which another one is the successor."""
    if not ended:
        return frozenset()
    own = table(Partnership)
    query = sa.select(own.c.predecessor).where(among(scope.connection, own.c.predecessor, ended))
    return frozenset(scope.connection.execute(query).scalars())


def _history(scope: _Scope) -> dict[str, list[tuple[str, str]]]:
    history: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for model in (Signal, SkippedOccasion):
        raised = scope.own(model, lambda rule, occasion: (rule, occasion), "rule", "occasion")
        for partnership, pairs in raised.items():
            history[partnership].extend(pairs)
    return history
