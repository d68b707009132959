"""The bulk loader of dossiers: a constant number of queries, however many partnerships are asked for."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from models.contracts import Brainstorm, HoursReport, Willingness
from models.database import among, table
from models.dossiers.contracts import contracts_of, hours_report, lessons_for
from models.dossiers.people import ANCHORED, load_speakers, people_of
from models.dossiers.scope import Build, Rows, Scope
from models.learning import Agreement, Evaluation, PolicyText, SharedResult, Specialist
from models.nights import Signal, SkippedOccasion
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

__all__ = ["lessons_for", "load_dossiers", "load_speakers"]


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
    asked = sa.select(own).where(among(connection, own.c.partnership, partnerships))
    heads = {row.partnership: row for row in connection.execute(asked).all()}
    scope = Scope(connection, {key: head.organisation for key, head in heads.items()}, lines=lines)
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


def _parts(scope: Scope) -> dict[str, tuple[Rows[Any], Rows[Any]]]:
    """Every part of a dossier by its name there: own rows by partnership, inherited rows by organisation."""
    own = {name: scope.own(model, build, *names, order=order) for name, (model, build, names, order) in OWN.items()}
    own["contracts"] = contracts_of(scope)
    columns = ("contract", "period", "status", "reviewed_on", *(("lines",) if scope.lines else ()))
    own["hours_reports"] = scope.own(HoursReport, hours_report, *columns, order=("contract", "period"))
    parts: dict[str, tuple[Rows[Any], Rows[Any]]] = {name: (rows, {}) for name, rows in own.items()}
    for name, (model, build, names, ordered_by) in SHARED.items():
        parts[name] = scope.shared(model, build, *names, order=ordered_by)
    parts["people"] = (people_of(scope, parts), {})
    return parts


def _meeting(meeting: str, kind: str, planned_on: Any, held_on: Any, attendees: list[str]) -> facts.Meeting:  # noqa: ANN401  # a row's values
    return facts.Meeting(meeting, kind, planned_on, held_on, tuple(attendees))


# By name of a part: its table, what is made of a row, from which columns, and in which order.
OWN: dict[str, tuple[type[SQLModel], Build[Any], tuple[str, ...], tuple[str, ...]]] = {
    "phases": (PhaseEntry, facts.PhaseEntry, ("phase", "entered_on"), ("number",)),
    "suspensions": (Suspension, facts.Suspension, ("from_on", "until_on", "reason"), ("number",)),
    "objectives": (Objective, facts.Objective, ("target_group", "jobs", "hours", "euros"), ("target_group",)),
    "actions": (
        Action, facts.Action,
        ("action", "description", "owner", "deadline", "completed_on", "withdrawn"), ("action",),
    ),
    "advised": (Advised, str, ("code",), ("code",)),
    "brainstorms": (Brainstorm, facts.Brainstorm, ("contract", "status", "recorded_on"), ("contract",)),
    "willingness": (Willingness, facts.Willingness, ("contract", "willing", "recorded_on", "lesson"), ("contract",)),
    "meetings": (Meeting, _meeting, ("meeting", "kind", "planned_on", "held_on", "attendees"), ("meeting",)),
    "jobs": (
        Job, facts.Job,
        ("job", "target_group", "contract", "payroll", "hours_per_week", "starts_on", "ends_on", "ended_on"), ("job",),
    ),
    "efforts": (Effort, facts.Effort, ("kind", "recorded_on", "contract"), ("number",)),
    "agreements": (Agreement, facts.Agreement, ("agreed_on", "frequency"), ("agreed_on",)),
    "evaluations": (Evaluation, facts.Evaluation, ("recorded_on", "lessons", "next_tender"), ("recorded_on",)),
}  # fmt: skip
# What an organisation can have decided for all of its partnerships as well.
SHARED: dict[str, tuple[type[SQLModel], Build[Any], tuple[str, ...], str]] = {
    "roles": (RoleHolding, facts.RoleHolding, ("role", "person", "from_on", "until_on", "backup"), "id"),
    "decisions": (Decided, facts.Decided, ("decision", "decided_by", "decided_on"), "decision"),
    "policy": (PolicyText, facts.Inheritable, ("part", "written_on"), "part"),
    "specialists": (Specialist, facts.Inheritable, ("person", "appointed_on"), "person"),
    "shared_results": (SharedResult, facts.Inheritable, ("audience", "shared_on"), "id"),
}


def _succeeded(scope: Scope, ended: list[str]) -> frozenset[str]:
    """The ended partnerships of which another one is the successor."""
    if not ended:
        return frozenset()
    own = table(Partnership)
    query = sa.select(own.c.predecessor).where(among(scope.connection, own.c.predecessor, ended))
    return frozenset(scope.connection.execute(query).scalars())


def _history(scope: Scope) -> dict[str, list[tuple[str, str]]]:
    history: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for partnership, pairs in scope.own(SkippedOccasion, _pair, "rule", "occasion").items():
        history[partnership].extend(pairs)
    for partnership, raised in scope.own(Signal, _raised, "rule", "occasion", "now_as").items():
        known = history[partnership]
        for pair, now_as in raised:
            known.append(pair)
            if now_as:
                known.append((pair[0], now_as))
    return history


def _pair(rule: str, occasion: str) -> tuple[str, str]:
    return rule, occasion


def _raised(rule: str, occasion: str, now_as: str | None) -> tuple[tuple[str, str], str | None]:
    return (rule, occasion), now_as
