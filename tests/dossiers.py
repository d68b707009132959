"""Dossiers for tests of the pure core: small, made of facts, and complete where a phase must be left."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from states.definition import handreiking
from states.dossier import (
    Action,
    Agreement,
    Brainstorm,
    Contract,
    Decided,
    Dossier,
    Evaluation,
    HoursReport,
    Inheritable,
    Job,
    Meeting,
    Objective,
    PhaseEntry,
    RoleHolding,
    Suspension,
    Willingness,
)
from states.terms import Due, fall_due, plan
from states.vocabulary import POLICY_PARTS
from states.working_days import working_days

DEFINITION = handreiking()
CALENDAR = working_days(DEFINITION.holidays)
Facts = Any  # the fields of a dossier or one of its parts, by name; the dataclass checks their names


def day(text: str) -> date:
    """Read a date as it is written in a test."""
    return date.fromisoformat(text)


def dossier(phase: str = "realisatie", since: str = "2026-01-05", **facts: Facts) -> Dossier:
    """Return a partnership that entered a phase on a date, and nothing more than the facts given."""
    known: dict[str, Facts] = {"phases": (PhaseEntry(phase, day(since)),), "roles": (backup("bert"),), **facts}
    return Dossier("P-1", "Schoonmaak", "O-1", phase, day(since), "starter", **known)


def entries(*steps: str) -> tuple[PhaseEntry, ...]:
    """Return phase entries, each written as ``verkenning 2026-03-01``."""
    return tuple(PhaseEntry(phase, day(on)) for phase, on in (step.split() for step in steps))


def role(name: str, person: str, since: str = "2026-01-05", **facts: Facts) -> RoleHolding:
    """Return a role that a person holds from a date."""
    return RoleHolding(name, person, day(since), **facts)


def coordinator(person: str = "anna", since: str = "2026-01-05", **facts: Facts) -> RoleHolding:
    """Return who leads the work group."""
    return role("projectcoordinator", person, since, **facts)


def backup(person: str = "bert", since: str = "2026-01-05", **facts: Facts) -> RoleHolding:
    """Return who stands in for the coordinator."""
    return role("projectcoordinator", person, since, backup=True, **facts)


def contract(ends_on: str | None = None, code: str = "C-1", **facts: Facts) -> Contract:
    """Return an awarded contract that started in 2020, unless the facts say otherwise."""
    known: dict[str, Facts] = {"stage": "gegund", "starts_on": day("2020-01-01"), **facts}
    return Contract(code, "Schoonmaak", "dienst", ends_on=day(ends_on) if ends_on else None, **known)


def paused(from_on: str, until_on: str | None = None) -> Suspension:
    """Return a suspension over ``[from, until)``."""
    return Suspension(day(from_on), day(until_on) if until_on else None)


def planned(dossier: Dossier, rule: str) -> list[tuple[str, str | None]]:
    """Return occasion and due date of every term of one rule."""
    return [
        (t.occasion, t.due_on.isoformat() if t.due_on else None) for t in plan(dossier, DEFINITION, CALENDAR, [rule])
    ]


def first_planned(dossier: Dossier, rule: str) -> tuple[str, str | None]:
    """Return occasion and due date of the one term that a rule has."""
    (only,) = planned(dossier, rule)
    return only


def raised(dossier: Dossier, night: str, rule: str) -> list[str]:
    """Return the occasions that a night raises for one rule."""
    return [d.occasion.name for d in due(dossier, night, rule)]


def due(dossier: Dossier, night: str, rule: str | None = None) -> tuple[Due, ...]:
    """Return what a night raises, for one rule or for all."""
    return fall_due(dossier, DEFINITION, CALENDAR, day(night), rule and [rule])


def done(dossier: Dossier, rule: str, occasions: Iterable[str]) -> Dossier:
    """Return the dossier after these occasions of a rule were raised."""
    return replace(dossier, history=dossier.history | {(rule, occasion) for occasion in occasions})


def ready_for(trigger: str) -> Dossier:
    """Return a dossier that meets all that a trigger requires on 1 June 2026."""
    return READY[trigger]


_TENDER = contract(
    "2028-06-30", published_on=day("2026-01-15"), awarded_on=day("2026-03-01"), track="2",
    forms=("contractbepaling",), percentage=Decimal(5), base="opdrachtsom", motivated=True,
)  # fmt: skip
_TEAM = (
    coordinator(), backup(), role("inkoopexpert", "cees"), role("hr_expert", "dina"),
    role("contractmanager", "eva"), role("interne_opdrachtgever", "faas"),
)  # fmt: skip
READY: dict[str, Dossier] = {
    "stel_werkgroep_in": dossier(
        "draagvlak", roles=(coordinator(),),
        decisions=(Decided("principebesluit", "college", day("2026-01-05")),),
    ),
    "start_verkenning": dossier(
        "werkgroep", roles=_TEAM, objectives=(Objective("participatiewet"),), route="aanbesteding",
        actions=(Action("A-1", "Bel UWV", "anna", day("2026-02-01")),),
    ),
    "start_realisatie": dossier("verkenning", roles=_TEAM, route="aanbesteding", contracts=(_TENDER,)),
    "start_monitoring": dossier(
        jobs=(Job("B-1", "participatiewet", starts_on=day("2026-05-01")),),
        meetings=(Meeting("beslissers-1", "beslissers", held_on=day("2026-02-01")),),
        contracts=(contract("2028-06-30"),),
    ),
    "start_borging": dossier(
        "monitoring", agreements=(Agreement(day("2026-02-01"), "kwartaal"),),
        meetings=(Meeting("voortgang-1", "voortgang", held_on=day("2026-03-12")),),
        hours_reports=(HoursReport("C-1", "2026-K1", "goedgekeurd"),), evaluations=(Evaluation(day("2026-05-01")),),
    ),
    "rond_af": dossier(
        "borging", policy=tuple(Inheritable(part, day("2026-02-01")) for part in POLICY_PARTS),
        specialists=(Inheritable("dina", day("2026-02-01")),),
        decisions=(Decided("bekrachtiging", "college en directie", day("2026-03-01")),),
        shared_results=(Inheritable("intern", day("2026-04-01")), Inheritable("extern", day("2026-04-01"))),
    ),
}  # fmt: skip
EXISTING = dossier(
    "verkenning", roles=_TEAM, route="bestaand_contract", contracts=(contract("2028-06-30", focus=True),),
    brainstorms=(Brainstorm("C-1", "potentie", day("2026-02-01")),),
    meetings=(Meeting("verkennend-1", "verkennend", held_on=day("2026-03-01"), attendees=("opdrachtnemer",)),),
    willingness=(Willingness("C-1", True, day("2026-03-01")),),  # willing
)  # fmt: skip


def after(dossier: Dossier, due: Iterable[Due]) -> Dossier:
    """Return the dossier once these were raised, with their skipped occasions."""
    done = {(d.rule, occasion.name) for d in due for occasion in (d.occasion, *d.skipped)}
    return replace(dossier, history=dossier.history | done)
