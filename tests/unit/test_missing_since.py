"""Since when a requirement is missing: since the phase began, or since the day on which it was lost after that."""

from dataclasses import replace
from datetime import date

import pytest
from dossiers import DEFINITION, EXISTING, READY, Facts, backup, contract, coordinator, day, entries, paused, role

from states.dossier import Agreement, Dossier, Evaluation, HoursReport, Inheritable, Meeting, Person, Willingness
from states.machine import choices
from states.requirements import judge

ON = date(2026, 6, 1)
ENTERED = day("2026-01-05")
DRAAGVLAK, WERKGROEP, TENDER = READY["stel_werkgroep_in"], READY["start_verkenning"], READY["start_realisatie"]
REALISATIE, MONITORING, BORGING = READY["start_monitoring"], READY["start_borging"], READY["rond_af"]
WITHOUT_CONTRACTMANAGER = tuple(r for r in WERKGROEP.roles if r.role != "contractmanager")
ON_TRACK = TENDER.contracts[0]


def ended(dossier: Dossier, ends_on: str) -> Dossier:
    """Return a dossier of which every contract ends on a date."""
    return replace(dossier, contracts=tuple(replace(c, ends_on=day(ends_on)) for c in dossier.contracts))


def waiting(since: str, linked_on: str | None = None) -> Dossier:
    """Return a dossier with a change that waits for its legal check since a date."""
    linked = day(linked_on) if linked_on else None
    changed = contract("2028-06-30", waits_for_legal_check=True, waits_since=day(since), linked_on=linked)
    return replace(REALISATIE, contracts=(changed,))


def vacated(name: str, until: str, **facts: Facts) -> Dossier:
    """Return a work group in which one role was given up."""
    return replace(WERKGROEP, roles=(*WITHOUT_CONTRACTMANAGER, role(name, "eva", until_on=day(until), **facts)))


def met(frequencies: dict[str, str], *held: str) -> Dossier:
    """Return a dossier with these agreements, by date, and progress meetings."""
    return replace(
        MONITORING,
        agreements=tuple(Agreement(day(on), frequency) for on, frequency in frequencies.items()),
        meetings=tuple(Meeting(f"v-{on}", "voortgang", held_on=day(on)) for on in held),
    )


LOST: list[tuple[str, str, Dossier]] = [
    # D2: the coordinator let go, or left; a holder before that counts no more.
    ("D2", "2026-03-03", replace(DRAAGVLAK, roles=(coordinator(until_on=day("2026-03-03")),))),
    ("D2", "2026-04-01", replace(DRAAGVLAK, people=(Person("anna", inactive_on=day("2026-04-01")),))),
    ("D2", "2026-04-01", replace(DRAAGVLAK, roles=(
        coordinator(until_on=day("2026-03-03")), coordinator("bert", "2026-03-03", until_on=day("2026-04-01")),
    ))),
    ("D2", "2026-01-05", replace(DRAAGVLAK, roles=(coordinator(since="2025-01-01", until_on=day("2025-06-01")),))),
    # W1: the role that is not held now; with more of them the one that was given up first.
    ("W1", "2026-03-03", vacated("contractmanager", "2026-03-03")),
    ("W1", "2026-03-03", vacated("contractmanager", "2026-03-03", inherited=True)),
    ("W1", "2026-02-10", replace(vacated("contractmanager", "2026-03-03"), people=(
        Person("eva", inactive_on=day("2026-02-10")),
    ))),
    ("W1", "2026-02-10", replace(vacated("contractmanager", "2026-03-03"), people=(
        Person("cees", inactive_on=day("2026-02-10")),
    ))),
    ("W1", "2026-01-05", replace(vacated("contractmanager", "2026-03-03"), roles=())),
    # W2: the backup let go, left, or became the coordinator.
    ("W2", "2026-03-03", replace(WERKGROEP, roles=(coordinator(), backup(until_on=day("2026-03-03"))))),
    ("W2", "2026-03-04", replace(WERKGROEP, people=(Person("bert", inactive_on=day("2026-03-04")),))),
    ("W2", "2026-03-05", replace(WERKGROEP, roles=(coordinator("bert", "2026-03-05"), backup("bert")))),
    # V1 to V4 and V5 to V7: the contract with which it was met has ended.
    *((code, "2026-05-16", ended(TENDER, "2026-05-15")) for code in ("V1", "V2", "V3", "V4")),
    *((code, "2026-05-16", ended(EXISTING, "2026-05-15")) for code in ("V5", "V6", "V7")),
    ("V1", "2026-01-05", ended(TENDER, "2025-12-31")),
    ("V1", "2026-01-05", replace(ended(TENDER, "2026-05-15"), contracts=(contract("2026-05-15"),))),
    ("V4", "2026-05-16", replace(TENDER, contracts=(
        replace(ON_TRACK, ends_on=day("2026-05-15")),
        replace(ON_TRACK, contract="C-2", stage="uitgevraagd", awarded_on=None),
        contract("2026-05-20", "C-3"),
    ))),
    ("V7", "2026-03-20", replace(EXISTING, willingness=(Willingness("C-1", False, day("2026-03-20")),))),
    # V8 and R4: a change came that waits for its legal check, or a contract with one was linked.
    *((code, "2026-03-10", waiting("2026-03-10")) for code in ("V8", "R4")),
    ("R4", "2026-04-01", waiting("2026-03-10", linked_on="2026-04-01")),
    ("R4", "2026-02-01", replace(waiting("2026-03-10"), contracts=(
        *waiting("2026-03-10").contracts, replace(waiting("2026-02-01").contracts[0], contract="C-2"),
    ))),
    # M2: the first day on which the last meeting was too long ago, or a shorter agreement made it so.
    ("M2", "2026-05-13", met({"2026-02-01": "maand"}, "2026-03-12", "2026-01-20")),
    ("M2", "2026-05-20", met({"2026-02-01": "kwartaal", "2026-05-20": "maand"}, "2026-03-12")),
    ("M2", "2026-05-13", met({"2026-02-01": "kwartaal", "2026-04-20": "maand"}, "2026-03-12")),
    ("M2", "2026-04-21", met({"2026-02-01": "maand", "2026-05-10": "maand"}, "2026-02-20")),
    ("M2", "2026-04-21", met({"2026-02-01": "maand", "2026-05-10": "maand", "2026-05-20": "maand"}, "2026-02-20")),
    ("M2", "2026-05-10", met({"2026-05-10": "maand"}, "2026-02-20")),
    ("M2", "2026-01-05", met({}, "2025-01-20")),
    # M3: what was received was rejected.
    ("M3", "2026-04-20", replace(MONITORING, hours_reports=(
        HoursReport("C-1", "2026-K1", "afgekeurd", reviewed_on=day("2026-04-20")),
        HoursReport("C-2", "2026-K1", "afgekeurd", reviewed_on=day("2026-04-10")),
    ))),
    ("M3", "2026-01-05", replace(MONITORING, hours_reports=(
        HoursReport("C-1", "2026-K1", "afgekeurd", reviewed_on=day("2026-04-20")),
        HoursReport("C-2", "2026-K1", "ontvangen"),
    ))),
    # B2: the last of the specialists left.
    ("B2", "2026-05-04", replace(BORGING, specialists=(Inheritable("dina", ENTERED), Inheritable("eva", ENTERED)),
                                 people=(Person("dina", inactive_on=day("2026-03-01")),
                                         Person("eva", inactive_on=day("2026-05-04"))))),
]  # fmt: skip

NEVER: list[tuple[str, Dossier]] = [
    ("D1", replace(DRAAGVLAK, decisions=())),
    ("D2", replace(DRAAGVLAK, roles=())),
    ("W1", replace(WERKGROEP, roles=())),
    ("W2", replace(WERKGROEP, roles=(coordinator(),))),
    ("W3", replace(WERKGROEP, objectives=())),
    ("W4", replace(WERKGROEP, actions=())),
    ("W5", replace(WERKGROEP, route=None)),
    *((code, replace(TENDER, contracts=())) for code in ("V1", "V2", "V3", "V4")),
    *((code, replace(EXISTING, contracts=())) for code in ("V5", "V6", "V7")),
    ("R1", replace(REALISATIE, jobs=())),
    ("R2", replace(REALISATIE, meetings=())),
    ("R3", replace(REALISATIE, jobs=())),
    ("M1", replace(MONITORING, agreements=())),
    ("M2", replace(MONITORING, meetings=())),
    ("M3", replace(MONITORING, hours_reports=())),
    ("M4", replace(MONITORING, evaluations=(Evaluation(ON, lessons=""),))),
    ("B1", replace(BORGING, policy=())),
    ("B2", replace(BORGING, specialists=())),
    ("B3", replace(BORGING, decisions=())),
    ("B4", replace(BORGING, shared_results=())),
]


@pytest.mark.parametrize(("code", "since", "lacking"), LOST)
def test_what_was_lost_is_missing_from_that_day(code: str, since: str, lacking: Dossier) -> None:
    """The verdict names the day on which it was lost; before the phase began nobody asked for it."""
    verdict = judge(code, lacking, DEFINITION, ON)
    assert (False, day(since)) == (verdict.ok, verdict.since)


@pytest.mark.parametrize(("code", "lacking"), NEVER)
def test_what_never_was_there_is_missing_since_the_phase_began(code: str, lacking: Dossier) -> None:
    """Without anything that was lost, it is missing since the phase that asks for it was entered."""
    verdict = judge(code, lacking, DEFINITION, ON)
    assert (False, ENTERED) == (verdict.ok, verdict.since)


def test_the_cases_cover_every_code() -> None:
    """Each requirement has a case here; V8 and R4 cannot be missing without a day of their own."""
    assert set(DEFINITION.requirements) == {code for code, *_ in LOST} | {code for code, _ in NEVER}
    assert {"V8", "R4"} == set(DEFINITION.requirements) - {code for code, _ in NEVER}


@pytest.mark.parametrize(("code", "since", "lacking"), [case for case in LOST if case[0] in {"M2", "V1", "V5"}])
def test_what_time_took_away_was_there_the_day_before(code: str, since: str, lacking: Dossier) -> None:
    """Where time alone took it away, the day before is the last good one, unless that lies before the phase."""
    if day(since) > ENTERED and not any(a.agreed_on == day(since) for a in lacking.agreements):
        assert judge(code, lacking, DEFINITION, day(since).replace(day=day(since).day - 1)).ok
    assert not judge(code, lacking, DEFINITION, day(since)).ok


def test_a_phase_that_was_entered_again_counts_from_there() -> None:
    """Back in a phase, what is missing is missing since the partnership came back."""
    again = replace(
        TENDER, contracts=(), phases=entries("verkenning 2025-01-05", "realisatie 2025-06-01", "verkenning 2026-02-02")
    )
    assert day("2026-02-02") == judge("V1", again, DEFINITION, ON).since


def test_what_was_there_before_a_take_over_is_not_known() -> None:
    """A partnership that was taken over lacks nothing from before that day: nobody here knows."""
    taken = replace(WERKGROEP, roles=(coordinator(),), taken_over_on=day("2026-04-01"))
    assert day("2026-04-01") == judge("W2", taken, DEFINITION, ON).since


def test_a_requirement_that_is_met_is_not_missing() -> None:
    """Only what is missing has such a day."""
    assert judge("D1", DRAAGVLAK, DEFINITION, ON).since is None


def test_a_suspension_stands_in_the_way_since_it_began() -> None:
    """While a partnership is suspended the step says since when, and from when it no longer is."""
    suspended = replace(DRAAGVLAK, suspensions=(paused("2026-05-20", "2026-07-01"),))
    (step, _end) = choices(suspended, DEFINITION, ON)
    assert [("opgeschort", day("2026-05-20"), day("2026-07-01"))] == [
        (v.code, v.since, v.possible_from) for v in step.missing
    ]
