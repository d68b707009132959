"""The process as data: whole, and tied to the code that carries it out."""

import re
from pathlib import Path

import pytest
from dossiers import DEFINITION
from pydantic import ValidationError

from groeituin.texts.signals import SENTENCES
from states.coherence.rules import NUMBERS, SHAPES
from states.definition import Rule, Rung, TriggerDefinition, handreiking, handreiking_text, read_definition
from states.occasions import OCCASIONS
from states.requirements import JUDGES
from states.vocabulary import PHASES, Requirement, Role, RuleName, Trigger, words

ROOT = Path(__file__).parents[2]


def test_every_word_of_the_process_is_described() -> None:
    """Phases, triggers, rules and roles are exactly the closed lists that dossiers and tables use."""
    assert tuple(DEFINITION.phases) == PHASES
    assert tuple(DEFINITION.triggers) == words(Trigger)
    assert tuple(DEFINITION.rules) == words(RuleName)
    assert DEFINITION.roles == words(Role)
    assert DEFINITION.reference == "handreiking/1"


def test_every_code_has_what_carries_it_out() -> None:
    """Each requirement a judge, each rule its occasions and its sentence; and no code is left over."""
    assert set(words(Requirement)) == set(JUDGES) == set(DEFINITION.requirements)
    assert set(SHAPES) == set(OCCASIONS) == set(DEFINITION.rules)
    assert set(SENTENCES) == set(DEFINITION.rules)


def test_every_number_of_a_rule_belongs_to_one_that_counts_with_it() -> None:
    """No number can be given that no rule looks at, and the check of a definition knows them all."""
    used = {number for shape in SHAPES.values() for number in shape.needs + shape.may_have}
    told = {"phases", "while_contract_runs", "subject", "occasion", "to", "catch_up", "stops", "source", "ladder"}
    assert used == set(NUMBERS) == set(Rule.model_fields) - told


def test_every_requirement_and_advice_belongs_to_a_trigger() -> None:
    """Nothing is described that no step asks."""
    required: set[str] = set()
    advised: set[str] = set()
    for trigger in DEFINITION.triggers.values():
        required.update(trigger.requires, *trigger.routes.values())
        advised.update(trigger.advises)
    assert required == set(DEFINITION.requirements)
    assert advised == set(DEFINITION.advice)


def test_every_phase_but_the_first_can_be_reached() -> None:
    """No phase is a dead end, and none is out of reach."""
    assert {trigger.to for trigger in DEFINITION.triggers.values()} == set(PHASES) - {"draagvlak"}
    assert {source for trigger in DEFINITION.triggers.values() for source in trigger.sources} == set(PHASES)


@pytest.mark.parametrize("name", DEFINITION.rules)
def test_a_rule_names_all_that_the_domain_asks(name: str) -> None:
    """Phases, subject, occasion, lead, recipients, catch-up, repeat, ladder, the reason it stops, and its source."""
    rule = DEFINITION.rules[name]
    assert rule.phases
    assert rule.occasion
    assert rule.to
    assert "bestuurder" not in rule.to
    assert rule.catch_up == ("all" if name == "contract_verloopt" else "latest")
    assert rule.ladder
    assert all("bestuurder" not in rung.to for rung in rule.ladder[:-1])
    assert rule.stops
    assert rule.source


def test_the_figures_are_those_of_the_domain() -> None:
    """What the design fixes in numbers, so that a slip of the pen in the YAML is found."""
    rules = DEFINITION.rules
    assert (rules["voortgangsgesprek"].lead_days, rules["voortgangsgesprek"].target_day) == (28, 15)
    assert rules["contract_verloopt"].lead_months == (18, 12, 6, 3)
    assert (rules["evaluatie"].first_months, rules["evaluatie"].repeat_months) == (6, 12)
    assert rules["evaluatie"].lead_months == (9, 0)
    assert rules["fase_staat_stil"].norm_days == {
        "draagvlak": 90,
        "werkgroep": 60,
        "verkenning": 120,
        "realisatie": 180,
    }
    assert rules["fase_staat_stil"].repeat_days == 30
    assert (rules["actie_te_laat"].lead_days, rules["actie_te_laat"].repeat_days) == (1, 7)
    backup = rules["reservecoordinator_ontbreekt"]
    assert (backup.lead_days, backup.repeat_days, DEFINITION.meeting_recency) == (30, 30, 2)


def explained(text: str) -> str:
    """Return the comment that explains the words of a definition."""
    return text[text.index("# Wat de woorden bij een stap") : text.index("# Een ladder begint te tellen")]


def test_every_word_of_a_step_and_a_rule_is_explained_in_the_text() -> None:
    """Who prints the definition reads what its words do; who begins from the example reads the same."""
    told = explained(handreiking_text())
    fields = {*Rule.model_fields, *TriggerDefinition.model_fields, *Rung.model_fields, "inferred"}
    assert set() == {field for field in fields if not re.search(rf"^#.*\b{field}\b", told, flags=re.MULTILINE)}
    example = (ROOT / "docs/examples/eigen_proces.yaml").read_text(encoding="utf-8")
    assert told == explained(example)
    assert f"--from {DEFINITION.reference} --to {read_definition(example).reference} " in example


def test_the_definition_is_read_once() -> None:
    """Everybody shares one object, which cannot be changed."""
    assert handreiking() is DEFINITION
    with pytest.raises(ValidationError, match="frozen"):
        DEFINITION.version = "2"  # type: ignore[misc]  # that it is refused is the point
