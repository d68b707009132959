"""The rules about contracts, beside their end: extensions, the award, the settlement, tenders and certificates."""

from dataclasses import replace

import pytest
from dossiers import Facts, contract, day, done, dossier, due, first_planned, paused, planned, raised

from states.dossier import Contract, Dossier, HoursReport, Meeting, Option, Successor, Willingness

OPTION, PLAN, SETTLED = "verlengoptie", "plan_van_aanpak", "eindafrekening"
TENDER, PSO = "aanbesteding_nadert", "pso_verloopt"


def with_options(*options: Option, ends_on: str | None = "2027-06-30", **facts: Facts) -> Dossier:
    """Return a partnership about a contract that can be extended."""
    return dossier("monitoring", contracts=(contract(ends_on, options=options),), **facts)


def option(until: str, notify_by: str | None, status: str = "open") -> Option:
    """Return an option to extend."""
    return Option(day(until), day(notify_by) if notify_by else None, status)


def test_an_extension_is_asked_six_three_and_one_months_before_it_must_be_notified() -> None:
    """By 31 March 2027: 30 September, 31 December, and 28 February, a Sunday, so Monday 1 March."""
    known = with_options(option("2028-06-30", "2027-03-31"))
    names = [f"C-1/2027-03-31/{lead}m" for lead in (6, 3, 1)]
    found = [first_planned(done(known, OPTION, names[:number]), OPTION) for number in range(3)]
    assert list(zip(names, ["2026-09-30", "2026-12-31", "2027-03-01"], strict=True)) == found
    assert [] == planned(done(known, OPTION, names), OPTION)


@pytest.mark.parametrize(
    "known",
    [
        with_options(option("2028-06-30", "2027-03-31", "gelicht")),
        with_options(option("2028-06-30", "2027-03-31", "vervallen")),
        with_options(option("2028-06-30", None)),  # nobody knows by when
        with_options(option("2027-06-30", "2027-03-31")),  # reaches no further than the contract itself
        dossier("monitoring", contracts=(contract("2027-06-30", stage="afgelopen",
                                                  options=(option("2028-06-30", "2027-03-31"),)),)),
    ],
)  # fmt: skip
def test_an_extension_that_was_decided_on_or_cannot_be_is_not_asked(known: Dossier) -> None:
    """Exercised, waived, without a date, not beyond the end, or of a contract that was closed."""
    assert [] == planned(known, OPTION)


def test_after_its_end_a_contract_cannot_be_extended_any_more() -> None:
    """A second option, to be notified in 2028, is not asked while the first would have had to come before it."""
    two = option("2028-06-30", "2027-03-31"), option("2029-06-30", "2028-03-31")
    first = [f"C-1/2027-03-31/{lead}m" for lead in (6, 3, 1)]
    assert [] == planned(done(with_options(*two), OPTION, first), OPTION)
    extended = with_options(replace(two[0], status="gelicht"), two[1], ends_on="2028-06-30")
    assert ("C-1/2028-03-31/6m", "2027-09-30") == first_planned(done(extended, OPTION, first), OPTION)


def test_options_to_be_notified_on_one_day_are_one_question() -> None:
    """Until 2028 or until 2029, both before 31 March: asked once."""
    known = with_options(option("2028-06-30", "2027-03-31"), option("2029-06-30", "2027-03-31"))
    assert ["C-1/2027-03-31/6m"] == raised(known, "2026-09-30", OPTION)


def test_of_missed_alerts_about_an_extension_only_the_newest_is_raised() -> None:
    """Unlike the end of a contract, this repeats one question."""
    (found,) = due(with_options(option("2028-06-30", "2027-03-31")), "2027-03-10", OPTION)
    assert ("C-1/2027-03-31/1m", 2) == (found.occasion.name, len(found.skipped))


def test_a_take_over_keeps_the_most_urgent_alert_about_an_extension() -> None:
    """Taken over on 11 January 2027: that of 31 December is still raised, with its own date; before it nothing."""
    known = with_options(option("2028-06-30", "2027-03-31"), taken_over_on=day("2027-01-11"))
    (found,) = due(known, "2027-01-12", OPTION)
    assert ("C-1/2027-03-31/3m", day("2026-12-31"), ()) == (
        found.occasion.name, found.occasion.due_on, found.skipped
    )  # fmt: skip
    too_late = with_options(option("2028-06-30", "2027-03-31"), taken_over_on=day("2027-04-01"))
    assert [] == planned(too_late, OPTION)


def test_a_notice_that_falls_before_the_start_does_not_exist() -> None:
    """Started on 1 January 2027: 6 and 3 months before 31 March fall before it, 1 month does not."""
    young = contract("2027-06-30", starts_on=day("2027-01-01"), options=(option("2028-06-30", "2027-03-31"),))
    assert ("C-1/2027-03-31/1m", "2027-03-01") == first_planned(dossier("realisatie", contracts=(young,)), OPTION)


def awarded(on: str, *meetings: Meeting, **facts: Facts) -> Dossier:
    """Return a partnership whose contract was awarded on a date."""
    return dossier(contracts=(contract("2028-06-30", awarded_on=day(on), **facts),), meetings=meetings)


def held(kind: str, on: str) -> Meeting:
    """Return a meeting that was held."""
    return Meeting(f"{kind}-{on}", kind, held_on=day(on))


@pytest.mark.parametrize(
    ("awarded_on", "due_on"),
    [
        ("2026-02-01", "2026-03-03"),
        ("2026-03-05", "2026-04-07"),  # Saturday 4 April, Easter, Easter Monday
        ("2026-04-05", "2026-05-05"),  # Liberation Day is a working day but every fifth year
        ("2026-04-15", "2026-05-15"),  # the day after Ascension Day
    ],
)
def test_a_plan_is_asked_thirty_days_after_the_award(awarded_on: str, due_on: str) -> None:
    """Moved forward to a working day."""
    assert (f"C-1/{awarded_on}/30d", due_on) == first_planned(awarded(awarded_on), PLAN)


@pytest.mark.parametrize(
    ("meeting", "asked"),
    [
        (held("start", "2026-02-01"), False),
        (held("start", "2026-03-20"), False),
        (held("start", "2026-01-31"), True),  # before the award
        (held("voortgang", "2026-02-10"), True),
        (Meeting("s", "start", planned_on=day("2026-02-10")), True),  # planned is not held
    ],
)
def test_a_plan_is_discussed_in_a_start_meeting_after_the_award(meeting: Meeting, *, asked: bool) -> None:
    """A meeting of kind start, held on the day of the award or later."""
    assert asked == bool(planned(awarded("2026-02-01", meeting), PLAN))


def test_a_contract_without_an_award_has_no_plan_to_ask_for() -> None:
    """A register tells no award, and a tender under way has none yet."""
    assert [] == planned(dossier(contracts=(contract("2028-06-30"),)), PLAN)
    assert [] == planned(awarded("2026-02-01", stage="ingetrokken"), PLAN)


def report(period: str, status: str = "goedgekeurd", code: str = "C-1") -> HoursReport:
    """Return a report of hours that was reviewed on 20 January 2027."""
    return HoursReport(code, period, status, reviewed_on=day("2027-01-20"))


@pytest.mark.parametrize(
    ("ends_on", "due_on"),
    [("2027-06-30", "2027-06-30"), ("2026-10-31", "2026-11-02"), ("2026-12-31", "2026-12-31")],
)
def test_a_contract_is_settled_at_its_end(ends_on: str, due_on: str) -> None:
    """On its last day, moved forward to a working day."""
    assert (f"C-1/{ends_on}/einde", due_on) == first_planned(dossier(contracts=(contract(ends_on),)), SETTLED)


@pytest.mark.parametrize(
    ("reports", "asked"),
    [
        ((report("2026-K4"),), False),
        ((report("2026-H2"),), False),
        ((report("2026-12"),), False),
        ((report("2026-11"),), True),  # the last month is missing
        ((report("2026-K3"),), True),
        ((report("2026-K4", "ontvangen"),), True),
        ((report("2026-K4", "afgekeurd"),), True),
        ((report("2026-K4", code="C-2"),), True),
    ],
)
def test_an_approved_report_of_the_last_day_settles_a_contract(
    reports: tuple[HoursReport, ...], *, asked: bool
) -> None:
    """A month, quarter or half-year that holds 31 December 2026."""
    known = dossier(contracts=(contract("2026-12-31"),), hours_reports=reports)
    assert asked == bool(planned(known, SETTLED))


def test_no_settlement_of_a_contractor_who_did_not_take_part() -> None:
    """Parted from as friends, still a tender, or withdrawn; a contract that was closed is settled."""
    said = Willingness("C-1", willing=False, recorded_on=day("2026-03-01"))
    refused = dossier(contracts=(contract("2026-12-31"),), willingness=(said,))
    assert [] == planned(refused, SETTLED)
    for stage, asked in (("uitgevraagd", 0), ("ingetrokken", 0), ("afgelopen", 1)):
        assert asked == len(planned(dossier(contracts=(contract("2026-12-31", stage=stage),)), SETTLED))


def tender(code: str = "C-1", publication: str | None = "2026-12-01", **facts: Facts) -> Contract:
    """Return a tender that is planned."""
    planned_on = day(publication) if publication else None
    known: dict[str, Facts] = {"stage": "gepland", "starts_on": None, "planned_publication_on": planned_on, **facts}
    return contract(None, code, **known)


def test_a_tender_is_announced_six_and_four_months_before() -> None:
    """1 December: Monday 1 June, and Saturday 1 August moved to Monday the 3rd."""
    known = dossier("verkenning", contracts=(tender(),))
    assert ("C-1/2026-12-01/6m", "2026-06-01") == first_planned(known, TENDER)
    assert ("C-1/2026-12-01/4m", "2026-08-03") == first_planned(done(known, TENDER, ["C-1/2026-12-01/6m"]), TENDER)


def test_the_tender_of_a_successor_is_announced_where_the_old_contract_is_followed() -> None:
    """Not linked itself, but it replaces what is; linked too, it is announced once."""
    followed = contract("2027-06-30", successors=(Successor("C-2", "gepland", day("2026-12-01")),))
    assert ("C-2/2026-12-01/6m", "2026-06-01") == first_planned(dossier(contracts=(followed,)), TENDER)
    assert 1 == len(planned(dossier(contracts=(followed, tender("C-2"))), TENDER))


@pytest.mark.parametrize("stage", ["uitgevraagd", "gegund", "ingetrokken", "afgelopen"])
def test_a_tender_that_is_out_or_withdrawn_is_not_announced(stage: str) -> None:
    """Published, awarded or withdrawn, as its own contract or as a successor."""
    after = contract("2027-06-30", successors=(Successor("C-2", stage, day("2026-12-01")),))
    assert [] == planned(dossier(contracts=(tender(stage=stage), after)), TENDER)
    assert [] == planned(dossier(contracts=(tender(publication=None),)), TENDER)


def test_a_publication_that_moves_has_occasions_of_its_own() -> None:
    """Put off from December to March: asked again for the new date."""
    moved = done(dossier(contracts=(tender(publication="2027-03-01"),)), TENDER, ["C-1/2026-12-01/6m"])
    assert ("C-1/2027-03-01/6m", "2026-09-01") == first_planned(moved, TENDER)


def certified(valid_until: str, ends_on: str | None = "2028-06-30", **facts: Facts) -> Contract:
    """Return a contract whose contractor has a PSO certificate."""
    known: dict[str, Facts] = {"contractor": "glans", "pso_valid_until": day(valid_until), **facts}
    return contract(ends_on, **known)


@pytest.mark.parametrize(
    ("valid_until", "due_on"),
    [("2026-10-30", "2026-08-31"), ("2026-09-30", "2026-08-03"), ("2027-03-02", "2027-01-04")],
)
def test_a_certificate_is_asked_for_sixty_days_before_it_lapses(valid_until: str, due_on: str) -> None:
    """31 August; Saturday 1 August and Friday 1 January move forward."""
    known = dossier(contracts=(certified(valid_until),))
    assert (f"glans/{valid_until}/60d", due_on) == first_planned(known, PSO)


def test_a_contractor_is_asked_once_for_several_contracts() -> None:
    """The certificate is the contractor's, not the contract's."""
    two = certified("2026-10-30"), certified("2026-10-30", code="C-2")
    assert 1 == len(planned(dossier(contracts=two), PSO))


@pytest.mark.parametrize(
    "known",
    [
        certified("2026-10-30", stage="afgelopen"),
        certified("2026-10-30", ends_on="2026-08-30"),  # over before the day of asking
        certified("2026-10-30", contractor=None),
        contract("2028-06-30", contractor="glans"),
    ],
)
def test_a_certificate_matters_while_the_contract_runs(known: Contract) -> None:
    """Not of a contract that was closed or has ended by then, nor without a contractor or certificate."""
    assert [] == planned(dossier(contracts=(known,)), PSO)


@pytest.mark.parametrize(
    ("rule", "known", "occasion"),
    [
        (OPTION, with_options(option("2028-06-30", "2027-03-31")), "C-1/2027-03-31/6m"),
        (TENDER, dossier(contracts=(tender("C-1", "2027-03-31"),)), "C-1/2027-03-31/6m"),
        (PSO, dossier(contracts=(certified("2026-11-29"),)), "glans/2026-11-29/60d"),
    ],
)
def test_what_fell_due_in_a_suspension_is_raised_after_it(rule: str, known: Dossier, occasion: str) -> None:
    """The world does not wait: due on 30 September, raised on the first night after the pause, with its own date."""
    suspended = replace(known, suspensions=(paused("2026-09-01", "2026-11-02"),))
    assert (occasion, "2026-11-02") == first_planned(suspended, rule)
    assert [] == raised(suspended, "2026-11-01", rule)
    (found,) = due(suspended, "2026-11-02", rule)
    assert day("2026-09-30") == found.occasion.due_on
