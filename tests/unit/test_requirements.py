"""Every requirement and advised point of the guide: dossiers that meet it, and those that do not."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from dossiers import DEFINITION, EXISTING, READY, Facts, backup, contract, coordinator, day, ready_for, role

from states.dossier import (
    Agreement,
    Decided,
    Dossier,
    Effort,
    Evaluation,
    HoursReport,
    Inheritable,
    Job,
    Meeting,
    Person,
    Willingness,
)
from states.machine import fire
from states.requirements import JUDGES, judge

ON = date(2026, 6, 1)
DRAAGVLAK, WERKGROEP, TENDER = READY["stel_werkgroep_in"], READY["start_verkenning"], READY["start_realisatie"]
REALISATIE, MONITORING, BORGING = READY["start_monitoring"], READY["start_borging"], READY["rond_af"]

MET = {
    **dict.fromkeys(["D1", "D2"], DRAAGVLAK),
    **dict.fromkeys(["W1", "W2", "W3", "W4", "W5"], WERKGROEP),
    **dict.fromkeys(["V1", "V2", "V3", "V4", "V8"], TENDER),
    **dict.fromkeys(["V5", "V6", "V7"], EXISTING),
    **dict.fromkeys(["R1", "R2", "R3", "R4"], REALISATIE),
    **dict.fromkeys(["M1", "M2", "M3", "M4"], MONITORING),
    **dict.fromkeys(["B1", "B2", "B3", "B4"], BORGING),
}


def tender(**changed: Facts) -> Dossier:
    """Return the complete tender with something about the contract changed."""
    return replace(TENDER, contracts=(replace(TENDER.contracts[0], **changed),))


def existing(**changed: Facts) -> Dossier:
    """Return the complete existing contract with something about it changed."""
    return replace(EXISTING, contracts=(replace(EXISTING.contracts[0], **changed),))


WITHOUT = [
    ("D1", replace(DRAAGVLAK, decisions=())),
    ("D1", replace(DRAAGVLAK, decisions=(Decided("actieplan", "college", ON),))),
    ("D2", replace(DRAAGVLAK, roles=())),
    ("D2", replace(DRAAGVLAK, roles=(coordinator(until_on=ON),))),
    ("D2", replace(DRAAGVLAK, roles=(backup(),))),
    ("D2", replace(DRAAGVLAK, people=(Person("anna", inactive_on=ON),))),
    *(("W1", replace(WERKGROEP, roles=tuple(r for r in WERKGROEP.roles if r.role != absent)))
      for absent in DEFINITION.work_group_roles),
    ("W2", replace(WERKGROEP, roles=(coordinator(),))),
    ("W2", replace(WERKGROEP, roles=(coordinator(), backup("anna")))),
    ("W3", replace(WERKGROEP, objectives=())),
    ("W4", replace(WERKGROEP, actions=())),
    ("W4", replace(WERKGROEP, actions=(replace(WERKGROEP.actions[0], withdrawn=True),))),
    ("W5", replace(WERKGROEP, route=None)),
    ("V1", replace(TENDER, contracts=())),
    ("V1", replace(TENDER, contracts=(contract("2028-06-30"),))),
    ("V1", tender(stage="ingetrokken")),
    ("V1", tender(ends_on=day("2026-05-31"))),
    ("V2", tender(track=None)),
    ("V2", tender(track="1")),
    ("V3", tender(track=None)),
    ("V3", tender(forms=())),
    ("V3", tender(motivated=False)),
    ("V3", tender(percentage=None)),
    ("V3", tender(base=None)),
    ("V3", tender(forms=("gunningscriterium", "minimumeis"), percentage=None)),
    ("V4", tender(stage="gepland", awarded_on=None)),
    ("V4", tender(stage="uitgevraagd", awarded_on=None)),
    ("V5", replace(EXISTING, brainstorms=())),
    ("V5", replace(EXISTING, contracts=(contract("2028-06-30"),))),
    ("V5", existing(stage="ingetrokken")),
    ("V5", existing(stage="afgelopen", ends_on=None)),
    ("V5", existing(ends_on=day("2026-05-31"))),
    ("V6", existing(ends_on=day("2026-05-31"))),
    ("V6", replace(EXISTING, meetings=())),
    ("V6", replace(EXISTING, meetings=(replace(EXISTING.meetings[0], attendees=("hr_expert",)),))),
    ("V6", replace(EXISTING, meetings=(replace(EXISTING.meetings[0], held_on=None, planned_on=ON),))),
    ("V6", replace(EXISTING, meetings=(replace(EXISTING.meetings[0], kind="werkgroep"),))),
    ("V7", existing(ends_on=day("2026-05-31"))),
    ("V7", replace(EXISTING, willingness=())),
    ("V7", replace(EXISTING, willingness=(Willingness("C-1", False, ON),))),
    ("V7", replace(EXISTING, willingness=(Willingness("C-9", True, ON),))),
    ("V8", tender(waits_for_legal_check=True)),
    ("V8", existing(waits_for_legal_check=True)),
    ("R1", replace(REALISATIE, jobs=())),
    ("R2", replace(REALISATIE, meetings=())),
    ("R2", replace(REALISATIE, meetings=(Meeting("b", "beslissers", planned_on=ON),))),
    ("R3", replace(REALISATIE, jobs=(Job("B-1", "ww"),))),
    ("R3", replace(REALISATIE, jobs=(Job("B-1", "ww"),), efforts=(Effort("opleiding", ON),))),
    ("R3", replace(REALISATIE, jobs=(), basis="inspanning")),
    ("R4", replace(REALISATIE, contracts=(contract("2028-06-30", waits_for_legal_check=True),))),
    ("M1", replace(MONITORING, agreements=())),
    ("M2", replace(MONITORING, meetings=())),
    ("M2", replace(MONITORING, meetings=(Meeting("v", "voortgang", planned_on=ON),))),
    ("M2", replace(MONITORING, meetings=(Meeting("v", "werkgroep", held_on=ON),))),
    ("M3", replace(MONITORING, hours_reports=())),
    ("M3", replace(MONITORING, hours_reports=(HoursReport("C-1", "2026-K1", "ontvangen"),))),
    ("M3", replace(MONITORING, hours_reports=(HoursReport("C-1", "2026-K1", "afgekeurd"),))),
    ("M3", replace(MONITORING, hours_reports=(HoursReport("C-1", "2026-K1", "goedgekeurd", effort=True),))),
    ("M4", replace(MONITORING, evaluations=())),
    ("M4", replace(MONITORING, evaluations=(Evaluation(ON, lessons=" "),))),
    ("M4", replace(MONITORING, evaluations=(Evaluation(ON, next_tender=""),))),
    *(("B1", replace(BORGING, policy=BORGING.policy[:n] + BORGING.policy[n + 1 :])) for n in range(7)),
    ("B2", replace(BORGING, specialists=())),
    ("B2", replace(BORGING, people=(Person("dina", inactive_on=ON),))),
    ("B3", replace(BORGING, decisions=())),
    ("B3", replace(BORGING, decisions=(Decided("principebesluit", "college", ON),))),
    ("B4", replace(BORGING, shared_results=())),
    ("B4", replace(BORGING, shared_results=BORGING.shared_results[:1])),
    ("B4", replace(BORGING, shared_results=BORGING.shared_results[1:])),
]  # fmt: skip

ALSO = [
    ("D1", replace(DRAAGVLAK, decisions=(Decided("principebesluit", "college", ON, inherited=True),))),
    ("D2", replace(DRAAGVLAK, roles=(coordinator(inherited=True),))),
    ("W2", replace(WERKGROEP, roles=(coordinator(), backup("anna"), backup("bert")))),
    ("V1", tender(published_on=None)),
    ("V1", tender(stage="gepland", published_on=None, awarded_on=None)),
    ("V2", tender(track="1", instrument="percelen")),
    ("V3", tender(track="1", instrument="percelen", forms=(), motivated=False)),
    ("V3", tender(forms=("gunningscriterium",), percentage=None, base=None)),
    ("V3", tender(percentage=Decimal("0.5"))),
    ("V4", tender(awarded_on=None)),
    ("V4", tender(ends_on=ON)),
    *((code, existing(stage=stage, ends_on=ON)) for code in ("V5", "V6", "V7") for stage in ("gegund", "afgelopen")),
    ("V5", existing(ends_on=None)),
    ("V7", replace(EXISTING, willingness=(Willingness("C-1", True, ON), Willingness("C-2", False, ON)),
                   contracts=(*EXISTING.contracts, contract(None, "C-2", focus=True)))),
    ("R3", replace(REALISATIE, jobs=(), basis="inspanning", efforts=(Effort("opleiding", ON),))),
    ("R3", replace(REALISATIE, jobs=(), contracts=(contract(track="1"),), efforts=(Effort("opleiding", ON),))),
    ("R3", replace(REALISATIE, jobs=(Job("B-1", "ww", starts_on=ON),))),
    ("M3", replace(MONITORING, basis="inspanning",
                   hours_reports=(HoursReport("C-1", "2026-K1", "goedgekeurd", effort=True),))),
    ("B2", replace(BORGING, specialists=(Inheritable("dina", ON, inherited=True),))),
    ("B2", replace(BORGING, people=(Person("dina", inactive_on=ON),),
                   specialists=(*BORGING.specialists, Inheritable("eva", ON)))),
]  # fmt: skip

THREE = tuple(contract("2028-06-30", f"C-{number}", focus=True) for number in (1, 2, 3))
SPOKEN = EXISTING.meetings[0]
ENDING = replace(REALISATIE, phase="monitoring")

# Per advised point the step at which it is told, a dossier that lacks it, and dossiers that show it without a record.
ADVISED: dict[str, tuple[str, Dossier, list[Dossier]]] = {
    "ambassadeur": ("stel_werkgroep_in", DRAAGVLAK, []),
    "actieplan_gezien": ("start_verkenning", WERKGROEP, [
        replace(WERKGROEP, decisions=(Decided("actieplan", "college", ON),)),
        replace(WERKGROEP, decisions=(Decided("actieplan", "college", ON, inherited=True),)),
    ]),
    "stakeholders": ("start_verkenning", WERKGROEP, []),
    "business_case": ("start_verkenning", WERKGROEP, []),
    "externe_partners": ("start_verkenning", WERKGROEP, [
        replace(WERKGROEP, roles=(*WERKGROEP.roles, role("externe_partner", "gina"))),
    ]),
    "marktconsultatie": ("start_realisatie", TENDER, [
        replace(TENDER, meetings=(Meeting("m", "marktconsultatie", held_on=ON),)), EXISTING,
    ]),
    "leidraad": ("start_realisatie", TENDER, [EXISTING]),
    "tweede_gesprek": ("start_realisatie", EXISTING, [
        replace(EXISTING, meetings=(SPOKEN, replace(SPOKEN, meeting="verkennend-2"))), TENDER,
    ]),
    "ten_hoogste_twee": ("start_realisatie", replace(EXISTING, contracts=THREE), [
        EXISTING, replace(EXISTING, contracts=THREE[:2]),
        replace(EXISTING, contracts=(*THREE[:2], contract(None, "C-4"))),
    ]),
    "korte_en_lange_termijn": ("start_monitoring", REALISATIE, []),
    "successen_gevierd": ("start_borging", MONITORING, []),
    "terugkomdatum": ("beeindig", ENDING, [replace(ENDING, return_on=ON)]),
}  # fmt: skip


def advised(dossier: Dossier, trigger: str) -> list[str]:
    """Return the advised points that a step tells."""
    return [verdict.code for verdict in fire(dossier, trigger, DEFINITION, ON).advised]


def test_the_advised_points_cover_every_code() -> None:
    """Each advised point of the definition has a case, and the step that tells it is the one in the definition."""
    told = {code: name for name, trigger in DEFINITION.triggers.items() for code in trigger.advises}
    assert set(DEFINITION.advice) == set(ADVISED)
    assert told == {code: trigger for code, (trigger, _lacking, _shown) in ADVISED.items()}


@pytest.mark.parametrize("code", ADVISED)
def test_an_advised_point_is_told_until_it_is_done(code: str) -> None:
    """Without it the step tells the advice with its step and sentence; once recorded, or shown, no longer."""
    trigger, lacking, shown = ADVISED[code]
    described = DEFINITION.advice[code]
    (told,) = (v for v in fire(lacking, trigger, DEFINITION, ON).advised if v.code == code)
    assert (described.step, described.sentence) == (told.step, told.sentence)
    assert code not in advised(replace(lacking, advised=(code,)), trigger)
    assert [False] * len(shown) == [code in advised(dossier, trigger) for dossier in shown]


@pytest.mark.parametrize("code", ADVISED)
def test_an_advised_point_never_blocks(code: str) -> None:
    """What is advised stands beside the step: it is allowed with and without."""
    trigger, lacking, _shown = ADVISED[code]
    assert fire(lacking, trigger, DEFINITION, ON).allowed
    assert fire(replace(lacking, advised=(code,)), trigger, DEFINITION, ON).allowed


def test_a_planned_market_consultation_is_still_advised() -> None:
    """Only what was held shows itself; a plan does not."""
    planned = replace(TENDER, meetings=(Meeting("m", "marktconsultatie", planned_on=ON),))
    assert "marktconsultatie" in advised(planned, "start_realisatie")


def test_the_cases_cover_every_code() -> None:
    """Each requirement of the definition has a case with and a case without it, and a function that judges it."""
    assert set(DEFINITION.requirements) == set(MET) == {code for code, _ in WITHOUT} == set(JUDGES)


@pytest.mark.parametrize(("code", "met"), [*MET.items(), *ALSO])
def test_a_requirement_is_met(code: str, met: Dossier) -> None:
    """With what the guide asks the verdict is good, and names the requirement and its step."""
    verdict = judge(code, met, DEFINITION, ON)
    described = DEFINITION.requirements[code]
    assert (True, code, described.step, None) == (verdict.ok, verdict.code, verdict.step, verdict.possible_from)
    assert f"In orde: {described.what}." == verdict.sentence


@pytest.mark.parametrize(("code", "lacking"), WITHOUT)
def test_a_requirement_is_refused(code: str, lacking: Dossier) -> None:
    """Without it the verdict is no, with a Dutch sentence, the step, and no date while time alone will not help."""
    verdict = judge(code, lacking, DEFINITION, ON)
    assert (False, code, DEFINITION.requirements[code].step, None) == (
        verdict.ok, verdict.code, verdict.step, verdict.possible_from,
    )  # fmt: skip
    assert verdict.sentence.endswith(".")
    assert not verdict.sentence.startswith("In orde")


@pytest.mark.parametrize(
    ("code", "waiting"),
    [
        ("D1", replace(DRAAGVLAK, decisions=(Decided("principebesluit", "college", day("2026-06-15")),))),
        ("V4", tender(awarded_on=day("2026-06-15"))),
        ("R3", replace(REALISATIE, jobs=(Job("B-1", "ww", starts_on=day("2026-06-15")),))),
        ("B3", replace(BORGING, decisions=(Decided("bekrachtiging", "college", day("2026-06-15")),))),
    ],
)
def test_time_alone_meets_a_requirement(code: str, waiting: Dossier) -> None:
    """What is known to come on a date is refused until the day before, and the verdict names that date."""
    assert judge(code, waiting, DEFINITION, ON).possible_from == day("2026-06-15")
    assert "15 juni 2026" in judge(code, waiting, DEFINITION, day("2026-06-14")).sentence
    assert judge(code, waiting, DEFINITION, day("2026-06-15")).ok


def test_two_half_tenders_are_not_one() -> None:
    """A strategy for one tender and the award of another do not make the step: V4 asks for one and the same tender."""
    planned = contract(None, "C-2", stage="gepland", track="2", forms=("gunningscriterium",), motivated=True)
    dossier = replace(tender(track=None), contracts=(*tender(track=None).contracts, planned))
    said = {code: judge(code, dossier, DEFINITION, ON).ok for code in ("V1", "V2", "V3", "V4")}
    assert said == {"V1": True, "V2": True, "V3": True, "V4": False}


def test_one_complete_tender_is_enough() -> None:
    """A second tender that has only begun does not hold up the first."""
    begun = contract(None, "C-2", stage="gepland")
    dossier = replace(TENDER, contracts=(begun, *TENDER.contracts))
    assert all(judge(code, dossier, DEFINITION, ON).ok for code in ("V1", "V2", "V3", "V4"))


def test_the_application_of_one_tender_and_the_award_of_another_are_not_one() -> None:
    """V3 and V4 look at the same tender too, when both have a strategy."""
    awarded = replace(TENDER.contracts[0], forms=(), motivated=False)
    decided = replace(TENDER.contracts[0], contract="C-2", stage="uitgevraagd", awarded_on=None)
    dossier = replace(TENDER, contracts=(awarded, decided))
    said = {code: judge(code, dossier, DEFINITION, ON).ok for code in ("V1", "V2", "V3", "V4")}
    assert said == {"V1": True, "V2": True, "V3": True, "V4": False}


def test_a_tender_on_track_1_beside_one_on_track_2() -> None:
    """The award to a social enterprise is enough, however far the other tender is."""
    social = replace(TENDER.contracts[0], track="1", instrument="voorbehouden", forms=(), motivated=False)
    begun = contract(None, "C-2", stage="uitgevraagd", track="2")
    dossier = replace(TENDER, contracts=(social, begun))
    assert all(judge(code, dossier, DEFINITION, ON).ok for code in ("V1", "V2", "V3", "V4"))


def test_the_contractor_who_is_willing_is_one_in_focus() -> None:
    """V7 counts whom the energy goes to: moving the focus to somebody who declined takes the step away again."""
    answers = (Willingness("C-1", False, ON), Willingness("C-2", True, ON))
    first, second = contract("2028-06-30", "C-1", focus=True), contract("2028-06-30", "C-2", focus=True)
    both = replace(EXISTING, willingness=answers, contracts=(first, second))
    assert judge("V7", both, DEFINITION, ON).ok
    only_first = replace(both, contracts=(first, replace(second, focus=False)))
    assert "wil nu niet" in judge("V7", only_first, DEFINITION, ON).sentence


def test_a_contract_in_focus_that_is_over_is_named() -> None:
    """V5 says why what was in focus counts no more, so that somebody links what still runs."""
    assert (
        "Wat in beeld was loopt niet meer: C-1."
        in judge("V5", existing(ends_on=day("2026-05-31")), DEFINITION, ON).sentence
    )


@pytest.mark.parametrize(
    ("frequency", "last_good_day"),
    [("maand", "2026-05-12"), ("kwartaal", "2026-09-12"), ("halfjaar", "2027-03-12")],
)
def test_a_progress_meeting_grows_old(frequency: str, last_good_day: str) -> None:
    """M2: a meeting held on 12 March counts for twice the agreed frequency, that day included."""
    dossier = replace(MONITORING, agreements=(Agreement(day("2026-02-01"), frequency),))
    last = day(last_good_day)
    assert judge("M2", dossier, DEFINITION, last).ok
    assert not judge("M2", dossier, DEFINITION, last.replace(day=13)).ok


@pytest.mark.parametrize(
    ("held_on", "last_good_day"),
    [("2026-08-31", "2027-02-28"), ("2027-08-31", "2028-02-29"), ("2026-12-31", "2027-06-30")],
)
def test_twice_the_frequency_ends_with_a_shorter_month(held_on: str, last_good_day: str) -> None:
    """M2 counts calendar months; a day that the last one lacks becomes its last day."""
    dossier = replace(MONITORING, meetings=(Meeting("v", "voortgang", held_on=day(held_on)),))
    last = day(last_good_day)
    assert judge("M2", dossier, DEFINITION, last).ok
    assert not judge("M2", dossier, DEFINITION, last + timedelta(days=1)).ok


def test_the_newest_meeting_and_agreement_count() -> None:
    """M2 looks at the last meeting, and at the frequency that was agreed last."""
    meetings = (
        Meeting("v", "voortgang", held_on=day("2026-03-12")),
        Meeting("w", "voortgang", held_on=day("2025-01-01")),
    )
    agreements = (Agreement(day("2026-02-01"), "maand"), Agreement(day("2025-02-01"), "halfjaar"))
    dossier = replace(MONITORING, meetings=meetings, agreements=agreements)
    assert judge("M2", dossier, DEFINITION, day("2026-05-12")).ok
    assert not judge("M2", dossier, DEFINITION, day("2026-05-13")).ok


def test_a_meeting_after_the_date_does_not_count_yet() -> None:
    """M2 looks at a date: a meeting held later was not held yet then."""
    assert not judge("M2", MONITORING, DEFINITION, day("2026-03-11")).ok


def test_the_work_group_may_come_from_the_organisation() -> None:
    """W1 counts the roles that the organisation recorded for all its partnerships."""
    roles = tuple(role(name, "gina", inherited=True) for name in DEFINITION.work_group_roles)
    assert judge("W1", replace(WERKGROEP, roles=roles), DEFINITION, ON).ok


def test_every_ready_dossier_stands_in_the_phase_of_its_trigger() -> None:
    """The factories of these tests are what they say."""
    assert all(ready_for(name).phase in DEFINITION.triggers[name].sources for name in READY)
