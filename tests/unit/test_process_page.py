"""The page of a process: it leaves nothing of the definition out, in words that people read.

The page of the guide's process is ``docs/proces.md``; ``tests/golden/process_page.md`` holds that of a small one. After
a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_process_page.py``.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from groeituin.texts.process_page import process_page
from groeituin.texts.rules import WHEN, in_phases, ladder, missed, when
from groeituin.texts.sources import listed_figures
from groeituin.texts.words import phase_name
from states.definition import Definition, Rule, Rung, handreiking, read_definition
from states.figures.schema import Sourced
from states.vocabulary import RuleName, words

TESTS = Path(__file__).parents[1]
GOLDEN = TESTS / "golden/process_page.md"
GUIDE = handreiking()
PAGE = process_page(GUIDE, "groeituin diagram --page")


def ruled(name: str, **changed: object) -> Definition:
    """Return the guide's process with other numbers in one rule."""
    rule = GUIDE.rules[name].model_copy(update=changed)
    return GUIDE.model_copy(update={"rules": GUIDE.rules | {name: rule}})


def chapter(page: str, title: str) -> str:
    """Return what stands under a heading of the second level."""
    (found,) = re.findall(rf"^## (?:\d+\. )?{title}\n(.*?)(?=^## |\Z)", page, flags=re.DOTALL | re.MULTILINE)
    return str(found)


def test_the_page_of_a_small_process_reads_as_approved() -> None:
    """An authority's own process, with few phases and rules, makes a page that stands in the golden file."""
    small = read_definition((TESTS / "data/definitions/klein.yaml").read_text(encoding="utf-8"))
    page = f"{process_page(small, 'groeituin diagram --page --definition klein.yaml')}\n"
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(page, encoding="utf-8")
    assert page == GOLDEN.read_text(encoding="utf-8")


def test_every_rule_has_its_words() -> None:
    """The closed list of rules is whole."""
    assert set(words(RuleName)) == set(WHEN)


@pytest.mark.parametrize("name", GUIDE.rules)
def test_when_a_rule_asks_names_its_numbers(name: str) -> None:
    """Every number that a rule counts with is told, and no code of the program."""
    rule, told = GUIDE.rules[name], when(name, GUIDE)
    numbers = {rule.lead_days, rule.first_months, rule.repeat_months, rule.repeat_days, *rule.norm_days.values()}
    numbers |= set(rule.lead_months)
    assert [] == [number for number in numbers - {0} if str(number) not in re.findall(r"\d+", told)]
    assert told.endswith(".")
    assert [] == re.findall(r"[`_{}<>]|None|\.\.", told)


OTHERWISE: list[tuple[str, dict[str, object], str]] = [
    ("contract_verloopt", {"lead_months": (1,)}, "1 maand voor het einde van een contract."),
    ("contract_verloopt", {"lead_months": (4, 18)}, "18 en 4 maanden voor het einde van een contract."),
    (
        "evaluatie", {"lead_months": (0,), "first_months": 1, "repeat_months": 1},
        (
            "1 maand nadat de fase monitoring begon, en daarna elke maand opnieuw. Ook op de dag waarop een contract "
            "eindigt."
        ),
    ),
    (
        "evaluatie", {"lead_months": ()},
        "6 maanden nadat de fase monitoring begon, en daarna elke 12 maanden opnieuw.",
    ),
    ("plan_van_aanpak", {"lead_days": 0}, "Op de dag van de gunning van een contract."),
    ("pso_verloopt", {"lead_days": 0}, "Op de dag waarop het PSO-certificaat van een opdrachtnemer afloopt."),
    (
        "actie_te_laat", {"lead_days": 2, "repeat_days": 1},
        "2 dagen na de deadline van een actie, en daarna elke dag opnieuw.",
    ),
    (
        "voortgangsgesprek", {"lead_days": 14, "target_day": 1, "default_frequency": "maand"},
        (
            "Voor het gesprek van elke maand, elk kwartaal of elk half jaar, zoals afgesproken; zonder afspraak elke "
            "maand. De vraag komt 14 dagen voor de 1e van de laatste maand."
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "numbers", "told"), OTHERWISE)
def test_other_numbers_read_well(name: str, numbers: dict[str, object], told: str) -> None:
    """One month, every day, the day itself: an authority's own numbers make a good sentence too."""
    assert told == when(name, ruled(name, **numbers))


@pytest.mark.parametrize("name", words(RuleName))
def test_a_rule_that_asks_only_while_a_contract_runs_has_its_words(name: str) -> None:
    """A rule may have no phase but those in which it goes on while a contract runs."""
    assert when(name, ruled(name, phases=(), while_contract_runs=("afgerond",)))


def test_a_phase_tells_its_own_norm() -> None:
    """In a phase the norm of that phase is told; in the list of rules all of them."""
    assert "Als deze fase 90 dagen duurt" in chapter(PAGE, "Draagvlak")
    assert "draagvlak 90 dagen, werkgroep 60 dagen" in chapter(PAGE, "De vragen van de nacht")


def test_a_ladder_in_words() -> None:
    """Who else hears of it, and after how many days; without a ladder nobody."""
    told = ladder(GUIDE.rules["achterstand"])
    assert told == (
        "Zonder antwoord gaat het na 14 dagen ook naar de coördinator en contractmanagement, en na 28 dagen ook naar "
        "de bestuurder."
    )
    one = GUIDE.rules["urenopgave"].model_copy(update={"ladder": (Rung(after_days=1, to=("bestuurder",)),)})
    assert ladder(one) == "Zonder antwoord gaat het na 1 dag ook naar de bestuurder."
    assert ladder(one.model_copy(update={"ladder": ()})) == "Zonder antwoord hoort niemand anders ervan."


def test_missed_nights_and_phases_in_words() -> None:
    """What is asked after nights were missed, and in which phases a rule goes on while a contract runs."""
    assert "alles wat toen viel" in missed(GUIDE.rules["contract_verloopt"])
    assert missed(GUIDE.rules["evaluatie"]) == ""
    assert 1 == PAGE.count("nieuwste gevraagd")
    assert 1 == PAGE.count("alles wat toen viel")
    assert in_phases(GUIDE.rules["terugkomen"]) == "In de fase beëindigd"
    assert (
        in_phases(GUIDE.rules["evaluatie"])
        == "In de fasen monitoring en borging; in afgerond zolang een contract loopt"
    )


def sourced(part: object) -> Iterator[Sourced]:
    """Yield every figure within figures."""
    if isinstance(part, Sourced):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from sourced(getattr(part, name))
    elif isinstance(part, dict):
        for one in part.values():
            yield from sourced(one)
    elif isinstance(part, tuple):
        for one in part:
            yield from sourced(one)


def test_every_figure_is_listed_with_its_source() -> None:
    """No figure of the schema is left out, and each is told once."""
    told = [found.source for found in listed_figures(GUIDE.figures)]
    assert len(told) > 30
    assert sorted(map(repr, sourced(GUIDE.figures))) == sorted(map(repr, told))


def test_the_page_leaves_nothing_out() -> None:
    """Every phase, duty, requirement, advised point and rule of the definition is told where it belongs."""
    for phase, described in GUIDE.phases.items():
        told = chapter(PAGE, phase_name(phase).capitalize())
        assert described.sentence in told
        for duties in GUIDE.duties.values():
            assert [] == [d.sentence for d in duties.get(phase, ()) if d.sentence[1:] not in told]
        for name, trigger in GUIDE.triggers.items():
            assert (phase in trigger.sources) is (f"`{name}`" in told)
            codes = {*trigger.requires, *(code for route in trigger.routes.values() for code in route)}
            assert phase not in trigger.sources or [] == [code for code in codes if f"**{code}**" not in told]
            advised = [GUIDE.advice[code].sentence for code in trigger.advises]
            assert phase not in trigger.sources or [] == [sentence for sentence in advised if sentence not in told]
        asked = [name for name, rule in GUIDE.rules.items() if phase in rule.every_phase]
        assert asked == re.findall(r"^- \[(\w+)\]\(#\1\)", told, flags=re.MULTILINE)
    rules = chapter(PAGE, "De vragen van de nacht")
    assert list(GUIDE.rules) == re.findall(r"^### (\w+)$", rules, flags=re.MULTILINE)
    assert [] == [rule.stops for rule in GUIDE.rules.values() if rule.stops not in rules or rule.source not in rules]


def test_advice_that_is_required_is_told_as_such() -> None:
    """An advised point that an authority made required stands with what is needed, and who sees to it."""
    step = GUIDE.triggers["start_verkenning"].model_copy(update={"requires": ("W1", "business_case")})
    own = GUIDE.model_copy(update={"triggers": GUIDE.triggers | {"start_verkenning": step}, "version": "2"})
    told = chapter(process_page(own, "groeituin diagram --page"), "Werkgroep")
    needed, _, advised = told.partition("Aangeraden, niet verplicht:")
    assert (
        "- **business_case**: Maak een business case: wat levert het op, voor mensen en in geld? (stap 1e). "
        "Hiervoor zorgt de coördinator."
    ) in needed
    assert "business case" not in advised


def test_a_small_process_makes_a_page_too() -> None:
    """Without duties, rules and advice what remains is told, and no heading stands over nothing."""
    bare: dict[str, object] = {
        "duties": {},
        "rules": {},
        "phases": dict(list(GUIDE.phases.items())[:1]),
        "triggers": {},
    }
    page = process_page(GUIDE.model_copy(update=bare), "groeituin diagram --page")
    assert [] == re.findall(r"^#+ .*\n+(?=#|\Z)", page, flags=re.MULTILINE)
    assert "### " not in page


@pytest.mark.parametrize("name", GUIDE.rules)
def test_the_source_of_a_rule_ends_once(name: str) -> None:
    """A full stop in the definition is not doubled."""
    rule: Rule = GUIDE.rules[name]
    dotted = ruled(name, stops=f"{rule.stops}.", source=f"{rule.source}.")
    assert process_page(dotted, "groeituin diagram --page") == PAGE
