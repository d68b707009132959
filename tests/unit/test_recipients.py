"""Who gets a signal: the holders of its roles, and who stands in for them."""

from dataclasses import replace

import pytest
from dossiers import DEFINITION, backup, contract, coordinator, day, dossier, role

from groeituin.delivery.points import may_read
from states.dossier import Action, Person, RoleHolding
from states.recipients import recipients, standing_in, told

RULE = "contract_verloopt"  # to the inkoopexpert and the projectcoordinator
LEFT = day("2026-03-01")
PLAN, MANAGER = "plan_van_aanpak", role("contractmanager", "eva")
FULL = (coordinator("anna"), role("inkoopexpert", "cees"), role("social_return_coordinator", "sara"),
        role("bestuurder", "wil"))  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((role("inkoopexpert", "cees"), coordinator("anna")), ("cees", "anna")),
        ((role("inkoopexpert", "anna"), coordinator("anna")), ("anna",)),
        ((role("inkoopexpert", "cees"), role("inkoopexpert", "dina"), coordinator("anna")), ("cees", "dina", "anna")),
        ((role("inkoopexpert", "cees", backup=True), coordinator("anna")), ("cees", "anna")),
        ((coordinator("anna"), backup("bert")), ("anna",)),
        ((backup("bert"),), ("bert",)),
        ((role("social_return_coordinator", "sara"),), ("sara",)),
        ((role("social_return_coordinator", "sara"), backup("bert")), ("bert",)),
        ((role("hr_expert", "dina"),), ("starter",)),
        ((), ("starter",)),
        ((coordinator("anna", until_on=LEFT), backup("bert")), ("bert",)),
        ((coordinator("olga", inherited=True), coordinator("anna")), ("anna",)),
        ((coordinator("olga", inherited=True),), ("olga",)),
        ((coordinator("olga", inherited=True), backup("bert")), ("olga",)),
    ],
)
def test_a_role_falls_to_the_next_who_can_act(roles: tuple[RoleHolding, ...], expected: tuple[str, ...]) -> None:
    """Holder, its backup, coordinator, the backup of that, social return coordinator, whoever started it."""
    assert recipients(dossier(roles=roles), DEFINITION, RULE, "C-1") == expected


def test_who_left_gets_nothing() -> None:
    """A person who is not active any more is passed over, also where the role was never released."""
    held = dossier(roles=(role("inkoopexpert", "cees"), coordinator("anna"), backup("bert")))
    assert recipients(replace(held, people=(Person("cees", inactive_on=LEFT),)), DEFINITION, RULE, "C-1") == ("anna",)
    gone = tuple(Person(name, inactive_on=LEFT) for name in ("cees", "anna"))
    assert recipients(replace(held, people=gone), DEFINITION, RULE, "C-1") == ("bert",)
    everybody = (*gone, Person("bert", inactive_on=LEFT))
    assert recipients(replace(held, people=everybody), DEFINITION, RULE, "C-1") == ("starter",)


def test_the_organisation_steps_in_when_who_had_the_role_left() -> None:
    """A holder of the partnership who left makes room for that of the organisation."""
    roles = (coordinator("anna"), coordinator("olga", inherited=True))
    left = dossier(roles=roles, people=(Person("anna", inactive_on=LEFT),))
    assert recipients(left, DEFINITION, RULE, "C-1") == ("olga",)


def test_a_late_action_goes_to_its_owner() -> None:
    """To the owner alone; when the owner left, to the coordinator."""
    actions = (Action("A-1", "Bel UWV", "cees", LEFT), Action("A-2", "Bel WSP", "dina", LEFT))
    acting = dossier(actions=actions, roles=(coordinator("anna"),))
    assert recipients(acting, DEFINITION, "actie_te_laat", "A-2") == ("dina",)
    left = replace(acting, people=(Person("dina", inactive_on=LEFT),))
    assert recipients(left, DEFINITION, "actie_te_laat", "A-2") == ("anna",)


def test_the_contractor_means_the_people_of_the_contract() -> None:
    """With a contract as subject only its own contractor's people, and never who left."""
    rule = DEFINITION.rules[RULE].model_copy(update={"to": ("opdrachtnemer",)})
    definition = DEFINITION.model_copy(update={"rules": {RULE: rule}})
    people = (Person("xena", "X"), Person("yara", "Y"), Person("yves", "Y", inactive_on=LEFT))
    two = dossier(contracts=(contract(contractor="X"), contract(code="C-2", contractor="Y")), people=people)
    assert recipients(two, definition, RULE, "C-2") == ("yara",)
    assert recipients(two, definition, RULE, "") == ("xena", "yara")


def test_who_was_given_the_role_of_contractor_speaks_for_their_own_company() -> None:
    """A contact of one company is not asked about the contract of another; somebody of no company is for all."""
    people = (Person("xena", "X"), Person("xavi", "X"), Person("yara", "Y"))
    contracts = (contract(contractor="X"), contract(code="C-2", contractor="Y"))
    known = dossier(roles=(role("opdrachtnemer", "xena"),), people=people, contracts=contracts)
    assert ("eva", "xena") == recipients(replace(known, roles=(*known.roles, MANAGER)), DEFINITION, PLAN, "C-1")
    assert ("eva", "yara") == recipients(replace(known, roles=(*known.roles, MANAGER)), DEFINITION, PLAN, "C-2")
    free = dossier(roles=(role("opdrachtnemer", "zeno"), MANAGER), people=people, contracts=contracts)
    assert ("eva", "zeno") == recipients(free, DEFINITION, PLAN, "C-2")


def test_a_contract_that_is_linked_no_more_is_no_question_for_another_contractor() -> None:
    """It is about nobody's contract here, so whoever stands in for a vacant role answers; an action is everybody's."""
    rules = {
        name: DEFINITION.rules[name].model_copy(update={"to": ("opdrachtnemer",)})
        for name in ("baan_loopt_af", "pso_verloopt", "actie_te_laat")
    }
    definition = DEFINITION.model_copy(update={"rules": rules})
    people = (Person("xena", "X"), Person("yara", "Y"))
    roles = (coordinator("anna"), role("opdrachtnemer", "yara"), role("opdrachtnemer", "yves", backup=True))
    known = dossier(
        roles=roles, people=(*people, Person("yves", "Y")), actions=(Action("A-1", "Bel UWV", "cees", LEFT),),
        contracts=(contract(code="C-2", contractor="Y"), contract(code="C-3", contractor="X")),
    )  # fmt: skip
    assert ("anna",) == recipients(known, definition, "baan_loopt_af", "C-1")
    assert ("xena",) == recipients(known, definition, "baan_loopt_af", "C-3")
    assert ("anna",) == recipients(replace(known, people=known.people[1:]), definition, "baan_loopt_af", "C-3")
    assert ("xena",) == recipients(known, definition, "pso_verloopt", "X")
    assert ("yara",) == recipients(known, definition, "baan_loopt_af", "")
    assert ("yara",) == recipients(known, definition, "actie_te_laat", "A-1")
    free = replace(known, roles=(coordinator("anna"), role("opdrachtnemer", "zeno")))
    assert ("zeno",) == recipients(free, definition, "baan_loopt_af", "C-1")


@pytest.mark.parametrize(
    ("subject", "readers"),
    [
        ("C-1", ["X"]),
        ("C-2", ["Y"]),
        ("C-9", []),  # linked no more, or the tender after one of these
        ("X", ["X"]),
        ("", []),
    ],
)
def test_a_contractor_may_read_what_is_its_own(subject: str, readers: list[str]) -> None:
    """Of its own contract or company, and of the partnership as a whole where it is the only one."""
    two = dossier(contracts=(contract(contractor="X"), contract(code="C-2", contractor="Y")))
    assert readers == [c for c in ("X", "Y", "Z") if may_read(two, c, subject)]
    assert may_read(two, None, subject)
    one = dossier(contracts=(contract(contractor="X"), contract(code="C-3", stage="gepland")))
    assert [True, False, False] == [may_read(one, "X", about) for about in ("", "C-9", "C-3")]
    assert may_read(dossier(), "X", "X")
    assert not may_read(None, "X", "")


@pytest.mark.parametrize(
    ("rung", "before", "people"),
    [
        (0, 0, {"cees": 0, "anna": 0}),
        (1, 0, {"cees": 0, "anna": 0, "sara": 1}),
        (2, 1, {"cees": 0, "anna": 0, "sara": 1, "wil": 2}),
        (2, 2, {"cees": 0, "anna": 0, "sara": 1}),  # the board was told before
    ],
)
def test_a_rung_adds_its_people_and_the_board_only_once(rung: int, before: int, people: dict[str, int]) -> None:
    """Each with the rung that brought them; who was asked from the start stays at the start."""
    assert people == told(dossier(roles=FULL), DEFINITION, RULE, "C-1", rung, before)


def test_the_board_is_no_recipient_of_what_nobody_climbed_to() -> None:
    """Where nobody holds the role of a rung it falls to who stands in, who keeps the lowest rung."""
    alone = dossier(roles=(coordinator("anna"), role("inkoopexpert", "cees")))
    assert {"cees": 0, "anna": 0} == told(alone, DEFINITION, RULE, "C-1", 2)


@pytest.mark.parametrize(
    ("roles", "absent", "rung", "stood"),
    [
        ((*FULL, backup("bert")), "anna", 0, (("bert",), 0)),
        ((*FULL, backup("bert")), "cees", 0, ((), 0)),  # his place fell to anna, who was asked anyhow
        ((*FULL, backup("bert")), "sara", 0, None),  # not asked yet
        ((*FULL, backup("bert")), "sara", 1, ((), 1)),
        ((coordinator("anna"), role("inkoopexpert", "cees")), "anna", 0, (("starter",), 0)),
        ((*FULL, backup("bert")), "zoe", 0, None),  # nobody here
    ],
)
def test_who_stands_in_for_somebody_who_left(
    roles: tuple[RoleHolding, ...], absent: str, rung: int, stood: tuple[tuple[str, ...], int] | None
) -> None:
    """Who was asked only because of that, and from which rung; None for somebody who would not have been asked."""
    left = dossier(roles=roles, people=(Person(absent, inactive_on=LEFT),))
    assert stood == standing_in(left, DEFINITION, RULE, "C-1", rung, absent)


def test_what_a_rule_asked_that_is_no_more_is_the_coordinators() -> None:
    """Until a night lapses it, somebody answers for a signal whose rule was left out of the definition."""
    without = DEFINITION.model_copy(update={"rules": {}})
    assert ("anna",) == recipients(dossier(roles=FULL), without, RULE, "C-1")
    assert {"anna": 0} == told(dossier(roles=FULL), without, RULE, "C-1", 2)
    assert standing_in(dossier(roles=FULL), without, RULE, "C-1", 2, "zoe") is None
