"""What has been kept long enough, and what may never go yet."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from dossiers import contract, day, dossier, entries

from states.definition import Retention, handreiking, handreiking_text, read_definition
from states.dossier import Dossier, HoursLine, HoursReport, Job
from states.retention import Past, is_past, kept_until, past

PERIODS = handreiking().retention
LATER = "2040-01-01"
REPORT = HoursReport("C-1", "2026-K1", "goedgekeurd", lines=(HoursLine("participatiewet", 2, Decimal(300)),))


def job(ends_on: str | None, ended_on: str | None = None, starts_on: str | None = "2025-01-01") -> Job:
    """Return a job that somebody has or had."""

    def known(text: str | None) -> date | None:
        return day(text) if text else None

    return Job("B-1", "ww", starts_on=known(starts_on), ends_on=known(ends_on), ended_on=known(ended_on))


def kept(**length: int) -> Retention:
    """Return a period of some length."""
    return Retention(category="iets", counts_from="vertrek", source="een bron", **length)


def gone(found: Dossier, on: str = LATER, *, needed: bool = False) -> list[tuple[str, str, str]]:
    """Return what is past its period: kind, code and since when it counts."""
    return [(one.kind, one.code, str(one.since)) for one in past(found, PERIODS, day(on), needed=needed)]


def closed(phase: str = "beeindigd", since: str = "2026-06-01", **facts: object) -> Dossier:
    """Return a partnership that was closed on a day."""
    return dossier(phase, since, **facts)


def test_a_period_counts_in_calendar_years_months_or_days() -> None:
    """A day that the last month lacks becomes its last day."""
    assert day("2031-02-28") == kept_until(kept(years=3), day("2028-02-29"))
    assert day("2026-02-28") == kept_until(kept(months=1), day("2026-01-31"))
    assert day("2026-03-31") == kept_until(kept(days=90), day("2025-12-31"))


def test_the_last_day_still_counts() -> None:
    """Something may go the day after its period, not on its last day."""
    assert [False, True] == [is_past(kept(years=1), day("2026-03-01"), day(on)) for on in ("2027-03-01", "2027-03-02")]


def test_without_a_period_or_a_beginning_nothing_goes() -> None:
    """What the definition does not name is kept, and so is what did not happen yet."""
    assert not is_past(None, day("1990-01-01"), day(LATER))
    assert not is_past(kept(days=1), None, day(LATER))
    assert () == past(closed(), {}, day(LATER), needed=False)


@pytest.mark.parametrize("phase", ["afgerond", "beeindigd"])
def test_a_closed_partnership_goes_as_a_whole(phase: str) -> None:
    """Its jobs and hours are not told apart: they go along."""
    found = closed(
        phase,
        contracts=(contract("2025-12-31"),),
        jobs=(job("2025-01-01"),),
        hours_reports=(REPORT,),
    )
    assert [("partnership", "P-1", "2026-06-01")] == gone(found)


def test_a_running_partnership_never_goes() -> None:
    """However long ago it entered its phase."""
    for phase in ("draagvlak", "werkgroep", "verkenning", "realisatie", "monitoring", "borging"):
        assert [] == gone(dossier(phase, "1990-01-01"))


def test_a_partnership_counts_from_the_last_that_ended() -> None:
    """The phase that closed it, its contracts, its jobs, or the date on which somebody would come back."""
    ended = contract("2028-01-31")
    lasting = job("2029-05-01")
    assert [("partnership", "P-1", "2028-01-31")] == gone(closed(contracts=(ended,)))
    assert [("partnership", "P-1", "2029-05-01")] == gone(closed(contracts=(ended,), jobs=(lasting,)))
    assert [("partnership", "P-1", "2031-01-01")] == gone(closed(return_on=day("2031-01-01")))
    again = replace(
        closed("afgerond"), phases=entries("afgerond 2024-01-01", "realisatie 2024-02-01", "afgerond 2027-01-01")
    )
    assert [("partnership", "P-1", "2027-01-01")] == gone(again)


@pytest.mark.parametrize("ends_on", [None, "2040-01-01", "2045-01-01"])
def test_a_contract_that_still_runs_keeps_its_partnership(ends_on: str | None) -> None:
    """A contract runs through its last day; one without an end may run still."""
    running = contract(ends_on)
    assert [] == gone(closed(contracts=(running,)))


def test_a_contract_that_never_came_keeps_nothing() -> None:
    """A tender that was withdrawn has no end to wait for."""
    withdrawn = contract(stage="ingetrokken")
    assert [("partnership", "P-1", "2026-06-01")] == gone(closed(contracts=(withdrawn,)))


def test_what_another_partnership_needs_stays() -> None:
    """A successor that runs still reads what was learned; jobs that ended go all the same."""
    found = closed(jobs=(job("2026-01-01"),))
    assert [("baan", "B-1", "2026-01-01")] == gone(found, needed=True)


def test_a_job_counts_from_its_end() -> None:
    """From when it really ended, or was to end where nobody is asked any more; one that lasts or nobody had stays."""
    early = job("2027-01-01", "2026-05-01")
    assert [("baan", "B-1", "2026-05-01")] == gone(dossier(jobs=(early,)), "2028-05-02")
    assert [] == gone(dossier(jobs=(early,)), "2028-05-01")
    assert [] == gone(dossier(jobs=(replace(early, ended_on=None),)))
    left = closed(jobs=(replace(early, ended_on=None),))
    assert [("baan", "B-1", "2027-01-01")] == gone(left, needed=True)
    assert [] == gone(dossier(jobs=(job(None), replace(early, starts_on=None))))


def test_hours_count_from_the_end_of_their_contract() -> None:
    """Lines go seven years after it; reports that hold none, or of a contract that runs, stay."""
    ended = contract("2026-12-31")
    found = dossier(contracts=(ended,), hours_reports=(REPORT, replace(REPORT, period="2026-K2")))
    assert [] == gone(found, "2033-12-31")
    assert [("urenopgave", "C-1", "2026-12-31")] == gone(found, "2034-01-01")
    assert [] == gone(replace(found, hours_reports=(replace(REPORT, lines=()),)))
    assert [] == gone(replace(found, contracts=(replace(ended, ends_on=None),)))
    assert [] == gone(replace(found, contracts=()))


def test_the_answer_is_the_same_whoever_asks() -> None:
    """What is past on a day is past on every later day too."""
    found = dossier(jobs=(job(None, "2026-01-01"),))
    assert (Past("baan", "B-1", day("2026-01-01")),) == past(found, PERIODS, day("2030-01-01"), needed=False)
    assert gone(found, "2028-01-02") == gone(found, "2090-01-01")


def test_a_definition_need_not_name_periods() -> None:
    """One of before there were any is read as it was, and destroys nothing."""
    before, rest = handreiking_text().split("\nretention:\n", 1)
    assert {} == read_definition(before + "\n" + rest[rest.index("figures:\n") :]).retention
