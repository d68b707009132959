"""Every rule of the definition on one dossier each: when, in which phases, to whom, and what moves or stops it.

A rule without a row in ``EXAMPLES`` fails. The dates were worked out by hand; in 2026 Easter Monday is 6 April.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from dossiers import (
    DEFINITION,
    Facts,
    backup,
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

from states.dossier import Action, Dossier, Evaluation, Inheritable, Job, Obligation, Option, Person
from states.recipients import recipients
from states.vocabulary import PHASES

ENTERED = "2026-01-05"
PAUSE = paused("2026-02-02", "2026-03-04")  # 30 days, before anything below is due
EARLY = PHASES[: PHASES.index("realisatie")]
FOLLOWING = ("realisatie", "monitoring", "borging")
RUNNING = PHASES[:-1]  # all but beeindigd
TEAM = (
    coordinator("anna"), backup("bert"), role("inkoopexpert", "cees"), role("hr_expert", "dina"),
    role("contractmanager", "eva"), role("interne_opdrachtgever", "faas"), role("social_return_coordinator", "sara"),
    role("bestuurder", "wil"),
)  # fmt: skip
CONTACT = Person("otto", contractor="glans")


@dataclass(frozen=True)
class Example:
    """A rule on one dossier, entered on 5 January 2026.

    ``first`` is its first occasion with its date, ``then`` the next once that was raised; ``paused`` the date after
    a suspension of 30 days before it; ``phases`` where it is asked while a contract runs, ``not_without`` those of
    them in which it is not asked once none does; ``stopped`` the facts that take its reason away.
    """

    phase: str
    facts: dict[str, Facts]
    first: tuple[str, str]
    then: tuple[str, str] | None
    paused: str
    phases: tuple[str, ...]
    to: tuple[str, ...]
    stopped: dict[str, Facts]
    not_without: tuple[str, ...] = ()
    taken_over: bool = False


def running(**facts: Facts) -> dict[str, Facts]:
    """Return a dossier's facts: one contract of contractor glans over 2026 and 2027."""
    known: dict[str, Facts] = {"contractor": "glans", "starts_on": day("2026-01-01"), **facts}
    return {"contracts": (contract("2027-12-31", **known),), "people": (CONTACT,)}


def job(**facts: Facts) -> dict[str, Facts]:
    """Return a contract's facts with one filled job under it, which ends on 30 November 2026."""
    known: dict[str, Facts] = {"starts_on": day("2026-01-05"), "ends_on": day("2026-11-30"), **facts}
    return running() | {"jobs": (Job("B-1", "wsw", "C-1", **known),)}


OWED = Obligation(day("2026-01-01"), Decimal(5), "opdrachtsom", Decimal(400_000))
OPTION = Option(day("2028-12-31"), day("2027-03-31"))
LATE = Action("A-1", "Bel UWV", "otto", day("2026-05-31"))
VACANT = tuple(r for r in TEAM if r.role != "contractmanager")
LED = tuple(r for r in TEAM if not r.backup)

EXAMPLES: dict[str, Example] = {
    # 15 March 2026 is a Sunday, so Monday 16 March; 28 days before it is Monday 16 February.
    "voortgangsgesprek": Example(
        "realisatie", running(), ("2026-K1", "2026-02-16"), ("2026-K2", "2026-05-18"), "2026-03-04",
        (*FOLLOWING, "afgerond"), ("anna", "eva"), {"phase": "verkenning"}, ("afgerond",),
    ),
    # Ends on Friday 31 December 2027: 18 months before is 30 June 2026, 12 months is Thursday 31 December 2026.
    "contract_verloopt": Example(
        "realisatie", running(), ("C-1/2027-12-31/18m", "2026-06-30"), ("C-1/2027-12-31/12m", "2026-12-31"),
        "2026-06-30", PHASES, ("cees", "anna"), {"contracts": (contract("2027-12-31", stage="ingetrokken"),)},
        taken_over=True,
    ),
    # 6 months after 5 January is Sunday 5 July; with 30 days more it is Tuesday 4 August. Then 9 months before the end.
    "evaluatie": Example(
        "monitoring", {}, ("2026-01-05/6m", "2026-07-06"), ("2026-01-05/18m", "2027-07-05"), "2026-08-04",
        ("monitoring", "borging", "afgerond"), ("anna",), {"phase": "realisatie"}, ("afgerond",),
    ),
    # By 31 March 2027: 6 months before is 30 September 2026, 3 months is 31 December.
    "verlengoptie": Example(
        "monitoring", running(options=(OPTION,)), ("C-1/2027-03-31/6m", "2026-09-30"),
        ("C-1/2027-03-31/3m", "2026-12-31"), "2026-09-30", RUNNING, ("eva", "anna", "faas"),
        running(options=(replace(OPTION, status="vervallen"),)), taken_over=True,
    ),
    # Awarded on 2 March: 30 days later is 1 April.
    "plan_van_aanpak": Example(
        "realisatie", running(awarded_on=day("2026-03-02")), ("C-1/2026-03-02/30d", "2026-04-01"), None,
        "2026-04-01", RUNNING, ("eva", "otto"), running(awarded_on=day("2026-03-02"), stage="afgelopen"),
    ),
    "urenopgave": Example(
        "realisatie", running(), ("C-1/2026-K1", "2026-04-01"), ("C-1/2026-K2", "2026-07-01"), "2026-04-01",
        (*FOLLOWING, "afgerond"), ("otto",), {"contracts": ()}, ("afgerond",),
    ),
    "eindafrekening": Example(
        "monitoring", running(), ("C-1/2027-12-31/einde", "2027-12-31"), None, "2027-12-31", RUNNING, ("eva",),
        {"contracts": ()},
    ),
    # 120 days after 5 January is 5 May, 150 days is 4 June; neither moves to a working day.
    "fase_staat_stil": Example(
        "verkenning", {}, ("verkenning/2026-01-05/120d", "2026-05-05"), ("verkenning/2026-01-05/150d", "2026-06-04"),
        "2026-06-04", (*EARLY, "realisatie"), ("anna",), {"phase": "monitoring"},
    ),
    "actie_te_laat": Example(
        "werkgroep", {"actions": (LATE,), "people": (CONTACT,)}, ("A-1/2026-05-31/1", "2026-06-01"),
        ("A-1/2026-05-31/2", "2026-06-08"), "2026-06-01", RUNNING, ("otto",),
        {"actions": (replace(LATE, completed_on=day("2026-05-30")),)},
    ),
    # 30 days after 5 January is 4 February; two of them fall before the pause, which makes it 6 March.
    "reservecoordinator_ontbreekt": Example(
        "werkgroep", {"roles": LED}, ("reservecoordinator/2026-01-05/30d", "2026-02-04"),
        ("reservecoordinator/2026-01-05/60d", "2026-03-06"), "2026-03-06", ("werkgroep", "verkenning", *FOLLOWING),
        ("anna",), {"roles": TEAM},
    ),
    "rol_onbezet": Example(
        "werkgroep", {"roles": VACANT}, ("contractmanager/2026-01-05/30d", "2026-02-04"),
        ("contractmanager/2026-01-05/60d", "2026-03-06"), "2026-03-06", ("werkgroep", "verkenning", *FOLLOWING),
        ("anna",), {"roles": TEAM},
    ),
    # 6 months before 1 December is Monday 1 June; 4 months is Saturday 1 August, so Monday the 3rd.
    "aanbesteding_nadert": Example(
        "verkenning", running(stage="gepland", planned_publication_on=day("2026-12-01")),
        ("C-1/2026-12-01/6m", "2026-06-01"), ("C-1/2026-12-01/4m", "2026-08-03"), "2026-06-01", RUNNING,
        ("cees", "anna"), running(stage="uitgevraagd", planned_publication_on=day("2026-12-01")),
    ),
    "baan_loopt_af": Example(
        "realisatie", job(), ("C-1/2026-11", "2026-09-30"), None, "2026-09-30", (*FOLLOWING, "afgerond"),
        ("dina", "otto"), job(ended_on=day("2026-08-31")), ("afgerond",),
    ),
    # The first six months end on 1 July, so the third quarter: asked on 1 October, overdue 28 days later.
    "achterstand": Example(
        "realisatie", running(obligations=(OWED,)), ("C-1/2026-K3", "2026-10-29"), ("C-1/2026-K4", "2027-02-01"),
        "2026-10-29", (*FOLLOWING, "afgerond"), ("sara",),
        running(obligations=(OWED,)) | {"basis": "inspanning"}, ("afgerond",),
    ),
    "pso_verloopt": Example(
        "monitoring", running(pso_valid_until=day("2026-10-30")), ("glans/2026-10-30/60d", "2026-08-31"), None,
        "2026-08-31", RUNNING, ("eva",), running(pso_valid_until=day("2028-10-30")),
    ),
    "terugkomen": Example(
        "beeindigd", {"return_on": day("2026-09-01")}, ("2026-09-01", "2026-09-01"), None, "2026-09-01",
        ("beeindigd",), ("anna",), {"succeeded": True},
    ),
    # A year after 12 January 2026 is Tuesday 12 January 2027; 30 days more is Thursday 11 February.
    "beleid_herijken": Example(
        "borging", {"policy": (Inheritable("doel", day("2026-01-12")),)}, ("2026-01-12/12m", "2027-01-12"),
        ("2026-01-12/24m", "2028-01-12"), "2027-02-11", ("borging", "afgerond"), ("sara",),
        {"policy": (Inheritable("doel", day("2026-01-12"), inherited=True),)},
    ),
    "resultaten_delen": Example(
        "borging", {"shared_results": (Inheritable("intern", day("2026-01-12")),)}, ("2026-01-12/12m", "2027-01-12"),
        ("2026-01-12/24m", "2028-01-12"), "2027-02-11", ("borging", "afgerond"), ("sara",), {"phase": "monitoring"},
    ),
}  # fmt: skip
RULES = pytest.mark.parametrize("rule", DEFINITION.rules)


def known(rule: str, **facts: Facts) -> Dossier:
    """Return the example of a rule, with other facts laid over it."""
    example = EXAMPLES[rule]
    found: dict[str, Facts] = {"roles": TEAM, **example.facts, **facts}
    return dossier(found.pop("phase", example.phase), ENTERED, **found)


def test_every_rule_has_an_example() -> None:
    """No rule of the definition is left out, and none stands here that it does not have."""
    assert set(DEFINITION.rules) == set(EXAMPLES)


@RULES
def test_it_falls_due_on_its_date_and_again(rule: str) -> None:
    """The first occasion and, once that was raised, the next."""
    example = EXAMPLES[rule]
    assert example.first == first_planned(known(rule), rule)
    again = planned(done(known(rule), rule, [example.first[0]]), rule)
    assert ([example.then] if example.then else []) == again


@RULES
def test_a_night_raises_it_on_that_date_and_not_before(rule: str) -> None:
    """Nothing the evening before; on its own night that occasion."""
    name, due_on = EXAMPLES[rule].first
    assert () == due(known(rule), (day(due_on) - timedelta(days=1)).isoformat(), rule)
    assert [name] == [found.occasion.name for found in due(known(rule), due_on, rule)]


@RULES
@pytest.mark.parametrize("phase", PHASES)
def test_it_is_asked_in_its_phases_only(rule: str, phase: str) -> None:
    """In the phases that the guide gives it, and in no other."""
    assert (phase in EXAMPLES[rule].phases) == bool(planned(running_in(rule, phase), rule))


def running_in(rule: str, phase: str) -> Dossier:
    """Return the example of a rule in a phase, while a contract runs."""
    found = known(rule, phase=phase)
    return found if found.contracts else replace(found, **running())


@RULES
def test_in_afgerond_it_goes_on_only_while_a_contract_runs(rule: str) -> None:
    """Meetings, hours, jobs and evaluations end with the last contract; what is of the organisation goes on."""
    example = EXAMPLES[rule]
    assert set(example.not_without) == set(DEFINITION.rules[rule].while_contract_runs)
    for phase in example.not_without:
        there = running_in(rule, phase)
        ended = tuple(replace(c, ends_on=day("2026-01-15")) for c in there.contracts)
        looked_back = (Evaluation(day("2026-01-15")),)
        assert [] == planned(replace(there, contracts=ended, evaluations=looked_back), rule)
        assert [] == planned(replace(there, contracts=()), rule)


@RULES
def test_a_suspension_moves_what_counts_from_within(rule: str) -> None:
    """Thirty days later where it counts from an entry, an evaluation or a vacancy; never what the world fixes."""
    assert (EXAMPLES[rule].first[0], EXAMPLES[rule].paused) == first_planned(known(rule, suspensions=(PAUSE,)), rule)


@RULES
def test_while_it_has_no_end_a_suspension_leaves_no_date(rule: str) -> None:
    """No night raises it; it is still planned, without a date."""
    waiting = known(rule, suspensions=(paused("2026-01-20"),))
    assert (EXAMPLES[rule].first[0], None) == first_planned(waiting, rule)
    assert () == due(waiting, "2029-01-01", rule)


@RULES
def test_a_take_over_leaves_the_past_alone(rule: str) -> None:
    """What was due on the day of the take-over is not raised, save the most urgent alert about a contract."""
    example = EXAMPLES[rule]
    taken_over = known(rule, taken_over_on=day(example.first[1]))
    names = [occasion for occasion, _due in planned(taken_over, rule)]
    assert example.taken_over == (example.first[0] in names)
    for found in due(taken_over, example.first[1], rule):
        assert example.taken_over
        assert example.first == (found.occasion.name, found.occasion.due_on.isoformat())


@RULES
def test_it_goes_to_its_roles(rule: str) -> None:
    """To who holds them, in the order of the definition."""
    subject = subject_of(rule)
    assert EXAMPLES[rule].to == recipients(known(rule), DEFINITION, rule, subject)


@RULES
def test_when_nobody_holds_them_it_goes_to_whoever_started(rule: str) -> None:
    """Never to nobody; and with only a backup coordinator, to the backup."""
    gone = tuple(replace(p, inactive_on=day("2026-01-20")) for p in known(rule).people)
    nobody = known(rule, roles=(), people=gone)
    assert ("starter",) == recipients(nobody, DEFINITION, rule, subject_of(rule))
    assert ("bert",) == recipients(replace(nobody, roles=(backup(),)), DEFINITION, rule, subject_of(rule))


def subject_of(rule: str) -> str:
    """Return the subject of a rule's example."""
    (found,) = due(known(rule), EXAMPLES[rule].first[1], rule)
    return found.subject


@RULES
def test_it_stops_when_its_reason_is_gone(rule: str) -> None:
    """What the definition names as the reason to stop leaves nothing to ask."""
    assert [] == planned(known(rule, **EXAMPLES[rule].stopped), rule)


@pytest.mark.parametrize("rule", [name for name, example in EXAMPLES.items() if ENTERED in example.first[0]])
def test_coming_back_into_a_phase_starts_new_occasions(rule: str) -> None:
    """What counts from the entry holds the entry's date, and so is not confused with the time before."""
    example = EXAMPLES[rule]
    steps = entries(f"{example.phase} {ENTERED}", "draagvlak 2026-02-02", f"{example.phase} 2026-03-02")
    assert example.first[0].replace(ENTERED, "2026-03-02") == first_planned(known(rule, phases=steps), rule)[0]
