"""Hours that are asked for each quarter, to whom, and what is said when too little was realised."""

from dataclasses import replace
from decimal import Decimal
from itertools import islice

import pytest
from dossiers import (
    CALENDAR,
    DEFINITION,
    Facts,
    contract,
    coordinator,
    day,
    done,
    dossier,
    due,
    first_planned,
    paused,
    planned,
    role,
)

from states.dossier import (
    Contract,
    Dossier,
    HoursLine,
    HoursReport,
    Job,
    Obligation,
    OpeningBalance,
    Person,
    Willingness,
)
from states.figures.blocks import Block, BlockTable
from states.occasions import occasions
from states.recipients import recipients

HOURS, BEHIND = "urenopgave", "achterstand"


def following(*reports: HoursReport, since: str = "2026-01-05", **facts: Facts) -> Dossier:
    """Return a partnership in realisation, about a contract over 2026 and 2027."""
    known: dict[str, Facts] = {"contracts": (two_years(),), "hours_reports": reports, **facts}
    return dossier("realisatie", since, **known)


def two_years(ends_on: str | None = "2027-12-31", **facts: Facts) -> Contract:
    """Return a contract that started on 1 January 2026, over two years unless told."""
    known: dict[str, Facts] = {"starts_on": day("2026-01-01"), "contractor": "glans", **facts}
    return contract(ends_on, **known)


def report(period: str, status: str = "goedgekeurd", reviewed_on: str | None = None) -> HoursReport:
    """Return a report of no hours at all."""
    return HoursReport("C-1", period, status, reviewed_on=day(reviewed_on) if reviewed_on else None)


def asked(known: Dossier, rule: str = HOURS, many: int = 3) -> list[tuple[str, str]]:
    """Return the first occasions of a rule for its one subject, whether raised before or not."""
    found = [
        (o.name, o.due_on.isoformat())
        for _s, row in occasions(known, rule, DEFINITION, CALENDAR)
        for o in islice(row, many)
    ]
    return found[:many]


def test_hours_are_asked_on_the_first_working_day_after_each_quarter() -> None:
    """Wednesday 1 April and 1 July, Thursday 1 October; 1 January is a holiday, the next working day a Monday."""
    assert [
        ("C-1/2026-K1", "2026-04-01"), ("C-1/2026-K2", "2026-07-01"), ("C-1/2026-K3", "2026-10-01"),
        ("C-1/2026-K4", "2027-01-04"),
    ] == asked(following(), many=4)  # fmt: skip


@pytest.mark.parametrize(
    ("since", "starts_on", "first"),
    [
        ("2026-01-05", "2026-01-01", "2026-K1"),
        ("2026-03-31", "2026-01-01", "2026-K1"),  # entered on the last day of the quarter
        ("2026-04-01", "2026-01-01", "2026-K2"),
        ("2026-01-05", "2026-07-01", "2026-K3"),  # the contract has yet to begin
    ],
)
def test_the_first_quarter_is_that_of_the_entry_or_the_start(since: str, starts_on: str, first: str) -> None:
    """No quarter is asked that was over before either of them."""
    known = following(since=since, contracts=(two_years(starts_on=day(starts_on)),))
    assert f"C-1/{first}" == asked(known)[0][0]


def test_no_quarter_is_asked_after_the_contract_ended() -> None:
    """Ends on 10 November 2026: the last quarter that it ran in is the fourth."""
    ended = following(contracts=(two_years(ends_on="2026-11-10"),))
    assert "C-1/2026-K4" == asked(ended, many=9)[-1][0]


@pytest.mark.parametrize(
    ("reports", "first"),
    [
        ((report("2026-K1", "ontvangen"),), "2026-K2"),
        ((report("2026-K1"),), "2026-K2"),
        ((report("2026-H1"),), "2026-K3"),
        ((report("2026-01"), report("2026-02"), report("2026-03")), "2026-K2"),
        ((report("2026-01"), report("2026-02")), "2026-K1"),  # March is missing
        ((report("2026-K2"),), "2026-K1"),
        ((HoursReport("C-2", "2026-K1", "goedgekeurd"),), "2026-K1"),  # another contract's
    ],
)
def test_a_quarter_is_asked_until_all_its_months_were_reported(reports: tuple[HoursReport, ...], first: str) -> None:
    """By the quarter, the half-year or the month; received is enough."""
    assert f"C-1/{first}" == asked(following(*reports))[0][0]


def test_only_the_months_in_which_the_contract_ran_are_asked() -> None:
    """Begun on 15 February: reports of February and March complete the first quarter."""
    late = following(report("2026-02"), report("2026-03"), contracts=(two_years(starts_on=day("2026-02-15")),))
    assert "C-1/2026-K2" == asked(late)[0][0]


def test_a_report_that_was_rejected_is_asked_again() -> None:
    """Rejected on Monday 20 April: asked again from the next working day, as another occasion."""
    raised = done(following(report("2026-K1", "afgekeurd", "2026-04-20")), HOURS, ["C-1/2026-K1"])
    assert ("C-1/2026-04-20/2026-K1", "2026-04-21") == first_planned(raised, HOURS)
    again = done(
        following(report("2026-K1", "afgekeurd", "2026-05-08")), HOURS, ["C-1/2026-K1", "C-1/2026-04-20/2026-K1"]
    )
    assert ("C-1/2026-05-08/2026-K1", "2026-05-11") == first_planned(again, HOURS)
    approved = done(following(report("2026-K1", "goedgekeurd", "2026-05-12")), HOURS, ["C-1/2026-K1"])
    assert "C-1/2026-K2" == first_planned(approved, HOURS)[0]


def test_hours_are_asked_per_contract_and_of_who_takes_part() -> None:
    """Two contracts, two questions; not of a tender, nor of a contractor who was parted from."""
    contracts = (two_years(), two_years(code="C-2"), two_years(code="C-3", stage="uitgevraagd"), two_years(code="C-4"))
    said = (Willingness("C-4", willing=False, recorded_on=day("2026-01-10")),)
    known = following(contracts=contracts, willingness=said)
    assert [("C-1/2026-K1", "2026-04-01"), ("C-2/2026-K1", "2026-04-01")] == planned(known, HOURS)


def test_of_missed_quarters_the_newest_is_asked() -> None:
    """A year without a night: one signal for each contract, which names the others."""
    (found,) = due(following(), "2026-12-24", HOURS)
    assert ("C-1/2026-K3", ["C-1/2026-K1", "C-1/2026-K2"]) == (found.occasion.name, [o.name for o in found.skipped])


def test_in_afgerond_the_last_quarter_asked_is_the_last_that_ended_before_the_contract() -> None:
    """What is left after that is the final settlement."""
    there = dossier("afgerond")
    finished = replace(there, contracts=(two_years("2026-09-30"),))
    assert ["C-1/2026-K1", "C-1/2026-K2"] == [name for name, _on in asked(finished)]


PEOPLE = (Person("otto", contractor="glans"), Person("olga", contractor="anders"))
TEAM = (coordinator("anna"), role("hr_expert", "dina"), role("contractmanager", "eva"))


def paying(*payrolls: str) -> Dossier:
    """Return a partnership with a filled job for each payroll."""
    jobs = tuple(
        Job(f"B-{number}", "wsw", "C-1", payroll, starts_on=day("2026-01-05"))
        for number, payroll in enumerate(payrolls)
    )
    return following(jobs=jobs, people=PEOPLE, roles=TEAM)


@pytest.mark.parametrize(
    ("payrolls", "to"),
    [
        ((), ("otto",)),
        (("opdrachtnemer",), ("otto",)),
        (("derde",), ("otto",)),
        (("opdrachtgever",), ("dina",)),
        (("opdrachtgever", "opdrachtnemer"), ("otto", "dina")),
    ],
)
def test_hours_are_asked_of_who_pays_the_wages(payrolls: tuple[str, ...], to: tuple[str, ...]) -> None:
    """The contractor of this contract, HR where the client pays, or both."""
    assert to == recipients(paying(*payrolls), DEFINITION, HOURS, "C-1")


def test_without_a_contact_hours_are_asked_of_who_stands_in() -> None:
    """No contact at the contractor: the coordinator; no HR: its backup."""
    alone = replace(paying("opdrachtnemer"), people=())
    assert ("anna",) == recipients(alone, DEFINITION, HOURS, "C-1")
    roles = (coordinator("anna"), role("hr_expert", "bert", backup=True))
    assert ("bert",) == recipients(replace(paying("opdrachtgever"), roles=roles), DEFINITION, HOURS, "C-1")


# 5 percent of 400,000 over two years (730 days): 20,000. After 30 September 2026 (273 days) 7,479.45 should be there.
OWED = Obligation(day("2026-01-01"), Decimal(5), "opdrachtsom", Decimal(400_000))


def owing(*reports: HoursReport, realised: int = 0, **facts: Facts) -> Dossier:
    """Return a partnership whose contract owes 20,000 euros, with an opening balance."""
    known: dict[str, Facts] = {"obligations": (OWED,), **facts}
    if realised:
        known["opening_balance"] = OpeningBalance(Decimal(realised), Decimal(0))
    return following(*reports, contracts=(two_years(**known),))


def test_nobody_is_behind_in_the_first_six_months() -> None:
    """The second quarter ends the day before six months have passed; the third is the first that counts."""
    assert ("C-1/2026-K3", "2026-10-29") == first_planned(owing(), BEHIND)
    earlier = owing(starts_on=day("2025-12-31"))
    assert ("C-1/2026-K2", "2026-07-29") == first_planned(earlier, BEHIND)


@pytest.mark.parametrize(
    ("reports", "due_on"),
    [
        ((), "2026-10-29"),  # asked on 1 October, 28 days
        ((report("2026-K3", "goedgekeurd", "2026-10-12"),), "2026-10-12"),
        ((report("2026-K3", "goedgekeurd", "2026-09-30"),), "2026-10-01"),  # not before the quarter is asked for
        ((report("2026-K3", "goedgekeurd", "2026-11-20"),), "2026-10-29"),  # overdue before it was approved
        ((report("2026-K3", "ontvangen"),), "2026-10-29"),
        ((report("2026-K3", "afgekeurd", "2026-10-12"),), "2026-10-29"),
        ((report("2026-07", "goedgekeurd", "2026-10-12"),), "2026-10-29"),  # two months are missing
    ],
)
def test_it_is_said_once_the_figures_are_known_or_overdue(reports: tuple[HoursReport, ...], due_on: str) -> None:
    """On the day of approval, or four weeks after the question when there is none."""
    assert ("C-1/2026-K3", due_on) == first_planned(owing(*reports), BEHIND)


@pytest.mark.parametrize(
    ("realised", "behind_at"),
    [
        (6_357, "2026-K3"),  # 85 percent of 7,479.45 is 6,357.53
        (6_358, "2026-K4"),  # enough in September; by 31 December 8,500 of 10,000
        (8_500, "2027-K1"),
        (17_000, None),  # 85 percent of all of it
    ],
)
def test_the_margin_is_fifteen_percent(realised: int, behind_at: str | None) -> None:
    """Behind is less than 85 percent of what should be there by the end of the quarter."""
    found = planned(owing(realised=realised), BEHIND)
    assert ([f"C-1/{behind_at}"] if behind_at else []) == [name for name, _on in found]


@pytest.mark.parametrize(
    "known",
    [
        replace(owing(), basis="inspanning"),
        owing(obligations=()),
        owing(framework="R-1"),  # the obligation sits on the framework
        owing(ends_on=None),
        owing(stage="uitgevraagd"),
        replace(owing(), willingness=(Willingness("C-1", willing=False, recorded_on=day("2026-01-10")),)),
    ],
)
def test_without_an_obligation_in_numbers_nobody_is_behind(known: Dossier) -> None:
    """Effort agreed, nothing owed, no known end, still a tender, or parted from as friends."""
    assert [] == planned(known, BEHIND)


HOURLY = Block(code="uren", target_group="ww", unit="uur", amount=Decimal(10))
TABLE = BlockTable(authority="a", version="1", valid_from=day("2020-01-01"), source="s", blocks=(HOURLY,))


def worked(period: str, hours: int) -> HoursReport:
    """Return an approved report of hours that are worth 10 euros each."""
    line = HoursLine("ww", 5, Decimal(hours))
    return HoursReport("C-1", period, "goedgekeurd", reviewed_on=day("2027-01-11"), lines=(line,))


@pytest.mark.parametrize(
    ("reports", "behind_at"),
    [
        ((worked("2026-K3", 0),), ["2026-K3", "2026-K4"]),
        ((worked("2026-K3", 636),), ["2026-K4", "2027-K1"]),  # 6,360 of the 6,357.53 that are enough
        ((worked("2026-K3", 0), worked("2026-K4", 849)), ["2026-K3", "2026-K4"]),  # 8,490 of 8,500
        ((worked("2026-K3", 0), worked("2026-K4", 850)), ["2027-K1", "2027-K2"]),  # made up for
        ((worked("2026-K3", 0), worked("2026-10", 700)), ["2026-K3", "2026-K4"]),  # 7,000; by 31 October it is 7,079
        ((worked("2026-K3", 0), worked("2026-10", 710)), ["2026-K4", "2027-K1"]),
    ],
)
def test_what_was_reported_later_makes_up_for_a_quarter(reports: tuple[HoursReport, ...], behind_at: list[str]) -> None:
    """Caught up by the end of what was last reported, nothing before it is behind any more."""
    found = asked(owing(*reports, block_table=TABLE), BEHIND, many=2)
    assert [f"C-1/{quarter}" for quarter in behind_at] == [name for name, _on in found]


def test_catching_up_takes_the_reason_away() -> None:
    """All of it realised: nothing is left to say, also of what was told before."""
    assert [] == planned(done(owing(realised=20_000), BEHIND, ["C-1/2026-K3"]), BEHIND)
    assert [] == asked(owing(realised=20_000), BEHIND)


def test_each_quarter_that_is_behind_is_told_once() -> None:
    """28 days after 1 October, after Monday 4 January, and after 1 April; up to the last quarter of the contract."""
    assert [("C-1/2026-K3", "2026-10-29"), ("C-1/2026-K4", "2027-02-01"), ("C-1/2027-K1", "2027-04-29")] == asked(
        owing(), BEHIND
    )
    assert "C-1/2027-K4" == asked(owing(), BEHIND, many=20)[-1][0]


@pytest.mark.parametrize("rule", [HOURS, BEHIND])
def test_quarters_do_not_move_with_a_suspension(rule: str) -> None:
    """Asked on the first night after it, for the newest quarter that ended meanwhile, with its own date."""
    suspended = replace(owing(), suspensions=(paused("2026-02-01", "2027-03-01"),))
    assert "2027-03-01" == first_planned(suspended, rule)[1]
    (found,) = due(suspended, "2027-03-01", rule)
    assert "C-1/2026-K4" == found.occasion.name
    assert found.occasion.due_on < day("2027-03-01")


def test_hours_of_a_framework_agreement_are_asked_where_they_are_called_off() -> None:
    """C-1 is a framework agreement under which C-2 was called off: only C-2 is asked for hours."""
    called_off = replace(two_years(), contract="C-2", framework="C-1")
    known = following(contracts=(two_years(), called_off))
    assert ["C-2/2026-K1"] == [occasion for occasion, _due_on in planned(known, HOURS)]
