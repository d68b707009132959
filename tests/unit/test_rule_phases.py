"""Coming back to an ended partnership, and what an organisation does every year with its policy and results."""

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
    entries,
    first_planned,
    paused,
    planned,
    role,
)

from states.dossier import Dossier, Inheritable
from states.recipients import recipients
from states.terms import plan

BACK, POLICY, RESULTS = "terugkomen", "beleid_herijken", "resultaten_delen"


@pytest.mark.parametrize(
    ("return_on", "due_on"),
    [("2026-09-01", "2026-09-01"), ("2026-09-05", "2026-09-07"), ("2026-12-25", "2026-12-28")],
)
def test_coming_back_is_asked_on_the_agreed_day(return_on: str, due_on: str) -> None:
    """Moved forward to a working day; the occasion keeps the day that was agreed."""
    ended = dossier("beeindigd", return_on=day(return_on))
    assert (return_on, due_on) == first_planned(ended, BACK)
    assert [] == planned(done(ended, BACK, [return_on]), BACK)


def test_nobody_comes_back_without_a_date_or_to_what_has_a_successor() -> None:
    """No date, another partnership that goes on, or reopened."""
    assert [] == planned(dossier("beeindigd"), BACK)
    assert [] == planned(dossier("beeindigd", return_on=day("2026-09-01"), succeeded=True), BACK)
    assert [] == planned(dossier("verkenning", return_on=day("2026-09-01")), BACK)


def anchored(phase: str = "borging", **facts: Facts) -> Dossier:
    """Return a partnership that entered its phase on Saturday 6 June 2026."""
    return dossier(phase, "2026-06-06", **facts)


def fact(on: str, what: str = "doel", **facts: Facts) -> Inheritable:
    """Return a policy part or a shared result of a date."""
    return Inheritable(what, day(on), **facts)


@pytest.mark.parametrize("rule", [POLICY, RESULTS])
def test_without_a_record_a_year_counts_from_the_entry(rule: str) -> None:
    """6 June 2027 is a Sunday; going on to afgerond counts from the first of the two phases."""
    assert ("2026-06-06/12m", "2027-06-07") == first_planned(anchored(), rule)
    assert ("2026-06-06/24m", "2028-06-06") == first_planned(done(anchored(), rule, ["2026-06-06/12m"]), rule)
    later = anchored("afgerond", phases=entries("borging 2026-06-06", "afgerond 2026-12-01"))
    assert ("2026-06-06/12m", "2027-06-07") == first_planned(later, rule)


def recorded(rule: str, *facts: Inheritable, **others: Facts) -> Dossier:
    """Return a partnership in borging with what a rule looks at."""
    known: dict[str, Facts] = {"policy" if rule == POLICY else "shared_results": facts, **others}
    return anchored(**known)


@pytest.mark.parametrize("rule", [POLICY, RESULTS])
def test_a_year_counts_from_the_newest_record(rule: str) -> None:
    """Written in two parts: the newer counts; recorded again, it counts anew."""
    known = recorded(rule, fact("2026-03-02"), fact("2026-05-04", "rolverdeling"))
    assert ("2026-05-04/12m", "2027-05-04") == first_planned(known, rule)
    again = done(recorded(rule, fact("2027-05-11")), rule, ["2026-05-04/12m"])
    assert ("2027-05-11/12m", "2028-05-11") == first_planned(again, rule)


@pytest.mark.parametrize("rule", [POLICY, RESULTS])
def test_what_the_organisation_recorded_is_asked_in_the_partnership_that_speaks_for_it(rule: str) -> None:
    """Once for all of its partnerships, under its own name; nowhere else."""
    shared = fact("2026-05-04", inherited=True)
    assert [] == planned(recorded(rule, shared), rule)
    speaking = recorded(rule, shared, speaks_for_organisation=True)
    assert ("O-1/2026-05-04/12m", "2027-05-04") == first_planned(speaking, rule)
    (found,) = due(speaking, "2027-05-04", rule)
    assert "O-1" == found.subject


@pytest.mark.parametrize("rule", [POLICY, RESULTS])
def test_who_speaks_for_the_organisation_answers_for_itself_too(rule: str) -> None:
    """A record of its own is asked beside that of the organisation; neither hides the other."""
    both = (fact("2026-03-02"), fact("2026-05-04", inherited=True))
    assert [("2026-03-02/12m", "2027-03-02")] == planned(recorded(rule, *both), rule)
    assert [("2026-03-02/12m", "2027-03-02"), ("O-1/2026-05-04/12m", "2027-05-04")] == planned(
        recorded(rule, *both, speaks_for_organisation=True), rule
    )


@pytest.mark.parametrize("rule", [POLICY, RESULTS])
def test_a_suspension_moves_its_own_year_and_not_that_of_the_organisation(rule: str) -> None:
    """Thirty days for what the partnership recorded; the organisation goes on."""
    pause = (paused("2026-08-03", "2026-09-02"),)
    assert "2027-06-03" == first_planned(recorded(rule, fact("2026-05-04"), suspensions=pause), rule)[1]
    shared = recorded(rule, fact("2026-05-04", inherited=True), suspensions=pause, speaks_for_organisation=True)
    assert "2027-05-04" == first_planned(shared, rule)[1]


@pytest.mark.parametrize("rule", [POLICY, RESULTS])
def test_the_organisation_is_asked_through_its_own_coordinator(rule: str) -> None:
    """Not through that of the one partnership that happens to ask; where it has none, whoever stands in there."""
    roles = (coordinator("anna"), role("social_return_coordinator", "sara"))
    of_all = role("social_return_coordinator", "olga", inherited=True)
    known = recorded(rule, roles=(*roles, of_all))
    assert ("olga",) == recipients(known, DEFINITION, rule, "O-1")
    assert ("sara",) == recipients(known, DEFINITION, rule, "")
    assert ("sara",) == recipients(recorded(rule, roles=roles), DEFINITION, rule, "O-1")
    assert ("anna",) == recipients(recorded(rule, roles=roles[:1]), DEFINITION, rule, "O-1")


def test_in_beeindigd_only_the_contract_and_the_return_are_asked() -> None:
    """Parted as friends: the contract still ends one day, and somebody would come back."""
    options: dict[str, Facts] = {
        "awarded_on": day("2026-01-12"),
        "contractor": "glans",
        "pso_valid_until": day("2027-05-05"),
    }
    ended = dossier("beeindigd", return_on=day("2026-09-01"), contracts=(contract("2027-12-31", **options),))
    assert {"contract_verloopt", BACK} == {term.rule for term in plan(ended, DEFINITION, CALENDAR)}
