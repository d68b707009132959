"""The process as data: whole, tied to the code that carries it out, and refused when it is faulty."""

from importlib import resources
from typing import Any

import pytest
import yaml
from dossiers import DEFINITION
from pydantic import ValidationError

from groeituin.texts.signals import SENTENCES
from states.definition import handreiking, read_definition
from states.occasions import OCCASIONS
from states.requirements import JUDGES
from states.vocabulary import PHASES, Role, RuleName, Trigger, words


def raw() -> dict[str, Any]:
    """Return the definition as plain data, to be made faulty."""
    text = resources.files("states").joinpath("definitions/handreiking.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def test_every_word_of_the_process_is_described() -> None:
    """Phases, triggers, rules and roles are exactly the closed lists that dossiers and tables use."""
    assert tuple(DEFINITION.phases) == PHASES
    assert tuple(DEFINITION.triggers) == words(Trigger)
    assert tuple(DEFINITION.rules) == words(RuleName)
    assert DEFINITION.roles == words(Role)
    assert DEFINITION.reference == "handreiking/1"


def test_every_code_has_what_carries_it_out() -> None:
    """Each requirement a judge, each rule its occasions and its sentence; and no code is left over."""
    assert set(JUDGES) == set(DEFINITION.requirements)
    assert set(OCCASIONS) == set(DEFINITION.rules)
    assert set(SENTENCES) == set(DEFINITION.rules)


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


def test_the_definition_is_read_once() -> None:
    """Everybody shares one object, which cannot be changed."""
    assert handreiking() is DEFINITION
    with pytest.raises(ValidationError, match="frozen"):
        DEFINITION.version = "2"  # type: ignore[misc]  # that it is refused is the point


FAULTS: list[tuple[str, list[str], object]] = [
    ("extra_forbidden", ["rules", "actie_te_laat", "leadd_days"], 3),
    ("extra_forbidden", ["kleur"], "groen"),
    ("extra_forbidden", ["phases", "borging", "stap"], "5"),
    ("stel_werkgroep_in: D9", ["triggers", "stel_werkgroep_in", "requires"], ["D1", "D9"]),
    ("start_realisatie: V9", ["triggers", "start_realisatie", "routes", "aanbesteding"], ["V9"]),
    ("start_realisatie: raamovereenkomst", ["triggers", "start_realisatie", "routes", "raamovereenkomst"], ["V1"]),
    ("rond_af: taart", ["triggers", "rond_af", "advises"], ["taart"]),
    ("nieuwe_regel", ["rules", "nieuwe_regel"], raw()["rules"]["actie_te_laat"]),
    ("spring", ["triggers", "spring"], raw()["triggers"]["heropen"]),
    ("norm_days: realisatie", ["rules", "fase_staat_stil", "norm_days"], dict.fromkeys(PHASES[:3], 1)),
    ("literal_error", ["triggers", "heropen", "to"], "overleg"),
    ("literal_error", ["rules", "evaluatie", "to"], ["directeur"]),
    ("literal_error", ["rules", "evaluatie", "catch_up"], "some"),
    ("literal_error", ["holidays", "liberation_day"], "soms"),
    ("int_parsing", ["meeting_recency"], "twee"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "where", "fault"), FAULTS)
def test_a_faulty_definition_is_refused(told: str, where: list[str], fault: object) -> None:
    """An unknown field, an unknown code or word, or a value of the wrong kind: refused, and named."""
    data = raw()
    part = data
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = fault
    with pytest.raises(ValidationError) as error:
        read_definition(yaml.safe_dump(data))
    assert any(told in (problem["type"], problem["msg"]) or told in problem["msg"] for problem in error.value.errors())


@pytest.mark.parametrize("part", ["source", "phases", "rules", "holidays"])
def test_a_missing_part_is_refused(part: str) -> None:
    """A definition without one of its parts is named by that part."""
    data = raw()
    del data[part]
    with pytest.raises(ValidationError) as error:
        read_definition(yaml.safe_dump(data))
    assert [("missing", (part,))] == [(problem["type"], problem["loc"]) for problem in error.value.errors()]


def test_what_is_not_yaml_is_refused() -> None:
    """Text that no YAML reader understands says so."""
    with pytest.raises(yaml.YAMLError):
        read_definition("phases: [draagvlak")
