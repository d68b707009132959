"""Roles of the work group that nobody holds, and jobs that end."""

from dataclasses import replace

import pytest
from dossiers import (
    Facts,
    contract,
    coordinator,
    day,
    done,
    dossier,
    due,
    entries,
    first_planned,
    paused,
    planned,
    role,
)

from states.dossier import Dossier, Job, Person, RoleHolding

VACANT, JOBS = "rol_onbezet", "baan_loopt_af"
OTHERS = (
    coordinator("anna"), role("inkoopexpert", "cees"), role("hr_expert", "dina"), role("interne_opdrachtgever", "faas"),
)  # fmt: skip


def group(*held: RoleHolding, since: str = "2026-03-01", **facts: Facts) -> Dossier:
    """Return a work group with every role filled but that of contractmanager, unless held."""
    return dossier("werkgroep", since, roles=(*OTHERS, *held), **facts)


def manager(person: str = "eva", until_on: str | None = None, **facts: Facts) -> RoleHolding:
    """Return who holds the role of contractmanager."""
    return role("contractmanager", person, until_on=day(until_on) if until_on else None, **facts)


@pytest.mark.parametrize(
    ("known", "since", "due_on"),
    [
        (group(), "2026-03-01", "2026-03-31"),
        (group(manager(until_on="2026-05-10")), "2026-05-10", "2026-06-09"),
        (group(manager(until_on="2026-02-10")), "2026-03-01", "2026-03-31"),  # before the work group began
        (group(manager("x", "2026-04-01"), manager("y", "2026-05-10")), "2026-05-10", "2026-06-09"),  # the last of two
        (group(manager(), people=(Person("eva", inactive_on=day("2026-05-20")),)), "2026-05-20", "2026-06-19"),
        (group(manager(backup=True)), "2026-03-01", "2026-03-31"),  # a backup does not fill the role
        (group(taken_over_on=day("2026-09-01")), "2026-09-01", "2026-10-01"),
        (group(suspensions=(paused("2026-03-10", "2026-03-20"),)), "2026-03-01", "2026-04-10"),
        (
            group(phases=entries("werkgroep 2026-03-01", "verkenning 2026-05-01")), "2026-03-01", "2026-03-31",
        ),  # counted from the work group, not from each phase
    ],
)  # fmt: skip
def test_a_vacancy_counts_from_the_day_on_which_it_began(known: Dossier, since: str, due_on: str) -> None:
    """The work group, the release, the leaving, or the take-over: thirty days, and again thirty days later."""
    assert (f"contractmanager/{since}/30d", due_on) == first_planned(known, VACANT)
    again = done(known, VACANT, [f"contractmanager/{since}/30d"])
    assert f"contractmanager/{since}/60d" == first_planned(again, VACANT)[0]


def test_each_vacant_role_of_the_work_group_is_a_question_of_its_own() -> None:
    """Inkoop, HR, contractmanagement and the internal client; the others may be vacant."""
    found = due(dossier("werkgroep", "2026-03-01", roles=(coordinator("anna"),)), "2026-03-31", VACANT)
    assert ["inkoopexpert", "hr_expert", "contractmanager", "interne_opdrachtgever"] == [d.subject for d in found]


@pytest.mark.parametrize("held", [manager(), manager(inherited=True)])
def test_who_holds_it_here_or_for_the_organisation_fills_it(held: RoleHolding) -> None:
    """A role of the organisation is held in each of its partnerships."""
    assert [] == planned(group(held), VACANT)


def working(*jobs: Job, **facts: Facts) -> Dossier:
    """Return a partnership with filled jobs."""
    return dossier(jobs=jobs, **facts)


def job(code: str, ends_on: str | None, contract: str | None = "C-1", **facts: Facts) -> Job:
    """Return a job that was filled on 5 January 2026."""
    known: dict[str, Facts] = {"starts_on": day("2026-01-05"), **facts}
    return Job(code, "wsw", contract, ends_on=day(ends_on) if ends_on else None, **known)


@pytest.mark.parametrize(
    ("ends_on", "occasion", "due_on"),
    [
        ("2026-11-30", "2026-11", "2026-09-30"),
        ("2026-12-31", "2026-12", "2026-11-02"),  # Saturday 31 October
        ("2026-04-30", "2026-04", "2026-03-02"),  # Saturday 28 February
        ("2026-08-06", "2026-08", "2026-06-08"),  # Saturday 6 June
    ],
)
def test_two_months_before_a_job_ends_it_is_asked_whether_it_can_last(ends_on: str, occasion: str, due_on: str) -> None:
    """Two calendar months, moved forward to a working day."""
    assert (f"C-1/{occasion}", due_on) == first_planned(working(job("B-1", ends_on)), JOBS)


def test_jobs_that_end_in_one_month_are_one_question() -> None:
    """From the first of them; those of another month or contract, or of none, are others."""
    jobs = (
        job("B-1", "2026-11-20"), job("B-2", "2026-11-10"), job("B-3", "2026-12-10"), job("B-4", "2026-11-25", "C-2"),
        job("B-5", "2026-11-15", None),
    )  # fmt: skip
    known = working(*jobs)
    assert [("2026-11", "2026-09-15"), ("C-1/2026-11", "2026-09-10"), ("C-2/2026-11", "2026-09-25")] == planned(
        known, JOBS
    )
    assert ("C-1/2026-12", "2026-10-12") in planned(done(known, JOBS, ["C-1/2026-11"]), JOBS)


@pytest.mark.parametrize(
    "lasting",
    [
        job("B-1", None),
        job("B-1", "2026-11-30", ended_on=day("2026-08-31")),
        job("B-1", "2026-11-30", starts_on=None),  # mapped, and nobody has it
    ],
)
def test_a_job_without_an_end_or_that_ended_asks_nothing(lasting: Job) -> None:
    """Nor one that is not filled."""
    assert [] == planned(working(lasting), JOBS)


def test_a_job_that_is_prolonged_takes_its_month_along() -> None:
    """From November to June: nothing is asked of November any more."""
    prolonged = working(job("B-1", "2027-06-30"))
    assert ("C-1/2027-06", "2027-04-30") == first_planned(done(prolonged, JOBS, ["C-1/2026-11"]), JOBS)


def test_of_missed_months_the_newest_is_asked() -> None:
    """Two months missed: one signal for the contract, which names the other."""
    (found,) = due(working(job("B-1", "2026-11-30"), job("B-2", "2026-12-31")), "2026-12-01", JOBS)
    assert ("C-1/2026-12", ["C-1/2026-11"]) == (found.occasion.name, [o.name for o in found.skipped])


def test_jobs_without_a_contract_go_on_in_afgerond_while_one_runs() -> None:
    """The last contract ends on 31 October: a job that is asked about in September is, one in December is not."""
    jobs = job("B-1", "2026-11-30", None), job("B-2", "2027-02-28", None)
    finished = replace(working(*jobs, contracts=(contract("2026-10-31"),)), phase="afgerond")
    finished = replace(finished, phases=dossier("afgerond").phases)
    assert [("2026-11", "2026-09-30")] == planned(finished, JOBS)
    assert [] == planned(done(finished, JOBS, ["2026-11"]), JOBS)
