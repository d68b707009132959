"""What is expected of a role and of a person: the matrix of annex II, and what the next phase still needs."""

from dataclasses import replace

import pytest
from dossiers import DEFINITION, EXISTING, READY, backup, contract, coordinator, day, dossier, paused, role

from states.definition import Duty
from states.dossier import Dossier, Person, RoleHolding
from states.duties import roles_of, standing, still_missing
from states.vocabulary import PHASES, Phase, Role, words

ON = day("2026-06-01")
LEFT = day("2026-05-01")
# The roles that head the columns of annex II; the other two stand in the steps only.
ANNEX = set(words(Role)) - {"externe_partner", "beleidsmedewerker"}
DUTIES: list[tuple[Role, Phase, Duty]] = [
    (name, phase, duty)
    for name, by_phase in DEFINITION.duties.items()
    for phase, duties in by_phase.items()
    for duty in duties
]


def missing(known: Dossier, person: str) -> list[tuple[str, str]]:
    """Return role and step of what the next phase still needs of a person."""
    return [(one.role, one.step) for one in still_missing(known, DEFINITION, person, ON)]


def lasting(known: Dossier, person: str) -> list[tuple[str, str]]:
    """Return role and step of what the roles of a person do in this phase."""
    return [(one.role, one.step) for one in standing(known, DEFINITION, person)]


def test_every_role_of_the_annex_has_duties() -> None:
    """Each role that heads a column has something to do in step 2 or 3, and the coordinator does in every phase."""
    assert set(words(Role)) == set(DEFINITION.duties)
    assert ANNEX == {name for name, phase, _ in DUTIES if phase in {"verkenning", "realisatie"}} - {"externe_partner"}
    assert set(PHASES) == {phase for _, phase, _ in DUTIES}
    coordinating = {phase for name, phase, _ in DUTIES if name == "projectcoordinator"}
    assert set(PHASES) == coordinating


@pytest.mark.parametrize(("name", "phase", "duty"), DUTIES, ids=lambda value: str(value)[:24])
def test_a_duty_has_the_step_of_its_phase_and_a_short_sentence(name: str, phase: str, duty: Duty) -> None:
    """Step and phase agree, the sentence is one that people read at once, and a route stands only where it matters."""
    del name
    steps = {"draagvlak": "1", "werkgroep": "1", "verkenning": "2", "realisatie": "3", "monitoring": "4",
             "borging": "5", "afgerond": "5", "beeindigd": "2"}  # fmt: skip
    assert duty.step.startswith(steps[phase])
    assert duty.sentence.endswith(".")
    assert len(duty.sentence.split()) <= 20
    if phase == "verkenning":
        assert {"2A": "aanbesteding", "2B": "bestaand_contract"}.get(duty.step[:2]) == duty.route
    else:
        assert duty.route is None


def test_what_the_guide_does_not_say_in_so_many_words_is_marked() -> None:
    """The columns were lost: the coordinator's cells are certain, what was filled in by content is marked."""
    inferred = {(name, phase) for name, phase, duty in DUTIES if duty.inferred}
    certain = {(name, phase) for name, phase, duty in DUTIES if not duty.inferred}
    assert ("projectcoordinator", "monitoring") in certain
    assert ("opdrachtnemer", "realisatie") in certain
    assert ("bestuurder", "monitoring") in inferred
    assert ("categoriemanager", "werkgroep") in inferred
    assert {phase for _, phase in inferred} >= {"afgerond", "beeindigd"}
    assert not {phase for _, phase in certain} & {"afgerond", "beeindigd"}


@pytest.mark.parametrize("code", DEFINITION.requirements)
def test_somebody_sees_to_every_requirement(code: str) -> None:
    """Each requirement names roles of the definition, so that what is missing is somebody's."""
    assert DEFINITION.requirements[code].by
    assert set(DEFINITION.requirements[code].by) <= set(DEFINITION.roles)


@pytest.mark.parametrize(
    ("roles", "people", "expected"),
    [
        ((coordinator("anna"),), (), ("projectcoordinator",)),
        ((backup("anna"),), (), ("projectcoordinator",)),
        ((backup("anna"), coordinator("bert")), (), ()),
        ((backup("anna"), coordinator("bert")), (Person("bert", inactive_on=LEFT),), ("projectcoordinator",)),
        ((coordinator("anna", until_on=LEFT),), (), ()),
        ((coordinator("anna", inherited=True),), (), ("projectcoordinator",)),
        ((coordinator("anna", inherited=True), coordinator("bert")), (), ()),
        ((role("hr_expert", "anna"), role("bestuurder", "anna")), (), ("hr_expert", "bestuurder")),
        ((), (Person("anna", "glans"),), ("opdrachtnemer",)),
        ((role("opdrachtnemer", "bert"),), (Person("anna", "glans"),), ()),
        ((), (Person("anna", "ander"),), ()),
        ((coordinator("anna"),), (Person("anna", inactive_on=LEFT),), ()),
    ],
)
def test_a_person_fills_the_roles_that_count_now(
    roles: tuple[RoleHolding, ...], people: tuple[Person, ...], expected: tuple[str, ...]
) -> None:
    """Own, inherited where nobody has it here, as backup where nobody else has it, and as people of the contractor."""
    known = dossier(roles=roles, people=people, contracts=(contract(contractor="glans"),))
    assert expected == roles_of(known, DEFINITION, "anna")


def test_standing_duties_follow_the_phase_and_the_route() -> None:
    """In the exploration only the chosen route counts; both do when both were chosen or none yet."""
    buying = (role("inkoopexpert", "cees"),)
    exploring = dossier("verkenning", roles=buying)
    tender, existing = ("inkoopexpert", "2A"), ("inkoopexpert", "2B")
    assert [tender] == lasting(replace(exploring, route="aanbesteding"), "cees")
    assert [existing] == lasting(replace(exploring, route="bestaand_contract"), "cees")
    assert [tender, existing] == lasting(replace(exploring, route="beide"), "cees")
    assert [tender, existing] == lasting(exploring, "cees")
    assert [("inkoopexpert", "4")] == lasting(dossier("monitoring", roles=buying), "cees")
    assert [] == lasting(exploring, "niemand")


def test_what_is_missing_is_asked_of_the_role_that_sees_to_it() -> None:
    """The tender is asked of purchasing; what the coordinator sees to is asked of the coordinator."""
    known = replace(READY["start_realisatie"], contracts=())
    assert [("inkoopexpert", step) for step in ("2Aa", "2Ab", "2Ac", "2Ad")] == missing(known, "cees")
    assert [] == missing(known, "anna")
    assert [("projectcoordinator", "1d")] == missing(replace(READY["start_verkenning"], route=None), "anna")


def test_the_work_of_a_vacant_role_is_asked_of_who_stands_in() -> None:
    """Without a purchaser it is the coordinator's, then the backup's, and at last that of who started it."""
    team = tuple(held for held in READY["start_realisatie"].roles if held.role != "inkoopexpert")
    without = replace(READY["start_realisatie"], contracts=(), roles=team)
    assert [("inkoopexpert", step) for step in ("2Aa", "2Ab", "2Ac", "2Ad")] == missing(without, "anna")
    assert [] == missing(without, "bert")
    gone = replace(without, people=(Person("anna", inactive_on=LEFT),))
    assert 4 == len(missing(gone, "bert"))
    assert 4 == len(missing(replace(without, roles=()), "starter"))


def test_a_person_with_two_roles_is_asked_once() -> None:
    """Who fills one of the roles that see to it is asked in that role, not in a vacant one."""
    known = dossier("draagvlak", roles=(coordinator("anna"),))
    assert [("projectcoordinator", "1a")] == missing(known, "anna")
    governed = replace(known, roles=(*known.roles, role("bestuurder", "gina")))
    assert [("bestuurder", "1a")] == missing(governed, "gina")


def test_a_complete_dossier_asks_nothing_more() -> None:
    """What is there is not asked; nor is what time alone will bring, nor anything after the last phase."""
    for known in (*READY.values(), EXISTING):
        assert [] == [one for person in ("anna", "bert", "cees", "eva", "starter") for one in missing(known, person)]
    job = replace(READY["start_monitoring"].jobs[0], starts_on=day("2026-07-01"))
    assert [] == missing(replace(READY["start_monitoring"], jobs=(job,)), "bert")
    assert [] == missing(dossier("afgerond"), "bert")
    assert [] == missing(dossier("beeindigd"), "bert")


def test_a_suspension_is_nobodys_task() -> None:
    """That a partnership is paused is no requirement of the guide, so it is not asked of anybody."""
    known = replace(READY["start_monitoring"], suspensions=(paused("2026-05-01"),))
    assert [] == missing(known, "bert")


def test_an_advised_point_that_is_required_is_asked_of_the_coordinator() -> None:
    """Advice has no role of its own in the guide; what nobody is named for is the coordinator's."""
    step = DEFINITION.triggers["stel_werkgroep_in"].model_copy(update={"requires": ("ambassadeur",), "advises": ()})
    strict = DEFINITION.model_copy(update={"triggers": {**DEFINITION.triggers, "stel_werkgroep_in": step}})
    known = dossier("draagvlak", roles=(coordinator("anna"), role("bestuurder", "gina")))
    assert ["1e"] == [asked.step for asked in still_missing(known, strict, "anna", ON)]
    assert [] == list(still_missing(known, strict, "gina", ON))
