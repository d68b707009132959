"""Who gets a signal: the holders of its roles, and who stands in for them."""

from dataclasses import replace

import pytest
from dossiers import DEFINITION, backup, contract, coordinator, day, dossier, role

from states.dossier import Action, Person, RoleHolding
from states.recipients import recipients

RULE = "contract_verloopt"  # to the inkoopexpert and the projectcoordinator
LEFT = day("2026-03-01")


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
