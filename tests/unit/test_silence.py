"""Why a rule asks nothing, beside the sentences that were read and approved.

``tests/golden/silence.txt`` holds them. After a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_silence.py``.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from dossiers import CALENDAR, DEFINITION, Facts, contract, day, done, dossier, paused, role
from rules import EXAMPLES, OPTION, OWED, TEAM, job, known, running, running_in

from groeituin.texts.outcomes import View
from groeituin.texts.silence import SILENT, silence
from groeituin.texts.words import phase_name
from states.dossier import (
    Action,
    Agreement,
    Dossier,
    HoursReport,
    Inheritable,
    Meeting,
    Obligation,
    Successor,
    Willingness,
)
from states.terms import plan

GOLDEN = Path(__file__).parent.parent / "golden" / "silence.txt"
ON = day("2026-03-20")
Case = tuple[str, str, Dossier]  # the rule, what it shows, the dossier
PUBLISHED = {"stage": "uitgevraagd", "planned_publication_on": day("2026-12-01")}


def told(dossier: Dossier, rule: str) -> str | None:
    """Return why a rule is silent on 20 March 2026."""
    planned = frozenset(term.subject for term in plan(dossier, DEFINITION, CALENDAR, [rule]))
    return silence(View(dossier, DEFINITION, CALENDAR, ON), rule, planned)


def of_phases() -> Iterator[Case]:
    """Yield what holds for any rule: another phase, no contract that runs, a suspension."""
    yield "evaluatie", "in een eerdere fase", known("evaluatie", phase="realisatie")
    yield "terugkomen", "in een andere fase", known("terugkomen", phase="borging")
    yield "evaluatie", "afgerond zonder contract", known("evaluatie", phase="afgerond")
    yield "urenopgave", "afgerond na het contract", dossier("afgerond", contracts=(contract("2026-03-19"),))
    yield (
        "voortgangsgesprek",
        "opgeschort",
        known("voortgangsgesprek", suspensions=(paused("2026-03-02", "2026-05-01"),)),
    )
    yield (
        "contract_verloopt",
        "opgeschort zonder einde",
        known("contract_verloopt", suspensions=(paused("2026-03-02"),)),
    )


def of_contracts() -> Iterator[Case]:
    """Yield what is not asked about contracts."""
    for rule in ("contract_verloopt", "verlengoptie", "plan_van_aanpak", "urenopgave", "eindafrekening", "achterstand"):
        yield rule, "geen contract", known(rule, contracts=())
        yield rule, "nog niet gegund", known(rule, **running(stage="uitgevraagd"))
    yield "contract_verloopt", "gepland, gesloten en ingetrokken", dossier(contracts=tuple(
        contract("2027-06-30", f"C-{number}", stage=stage)
        for number, stage in enumerate(("gepland", "afgelopen", "ingetrokken"), start=1)
    ))  # fmt: skip
    yield "contract_verloopt", "geen einddatum", dossier(contracts=(contract(),))
    followed = contract("2027-06-30", successors=(Successor("C-2", "gegund"), Successor("C-3", "gepland")))
    yield "contract_verloopt", "opvolger gegund", dossier(contracts=(followed,))
    leads = [f"C-1/2026-06-30/{lead}m" for lead in (18, 12, 6, 3)]
    yield (
        "contract_verloopt",
        "alles gevraagd",
        done(dossier(contracts=(contract("2026-06-30"),)), "contract_verloopt", leads),
    )
    young = contract("2026-06-30", starts_on=day("2026-05-01"))
    yield "contract_verloopt", "te kort", dossier(contracts=(young,))
    taken = dossier(contracts=(contract("2025-12-30"),), taken_over_on=day("2026-02-01"))
    yield "contract_verloopt", "voor de overname", taken
    yield "contract_verloopt", "een van twee", dossier(contracts=(contract("2028-06-30"), contract(code="C-2")))
    yield "verlengoptie", "geen optie", known("verlengoptie", **running())
    unknown = replace(OPTION, notify_by=None)
    yield "verlengoptie", "niet bekend wanneer", known("verlengoptie", **running(options=(unknown,)))
    yield "verlengoptie", "alles gevraagd", done(
        known("verlengoptie"), "verlengoptie", [f"C-1/2027-03-31/{lead}m" for lead in (6, 3, 1)]
    )  # fmt: skip
    yield "plan_van_aanpak", "gunning niet bekend", known("plan_van_aanpak", **running())
    spoken = Meeting("s", "start", held_on=day("2026-03-10"))
    yield "plan_van_aanpak", "startgesprek gehouden", known("plan_van_aanpak", meetings=(spoken,))
    yield "plan_van_aanpak", "gevraagd", done(known("plan_van_aanpak"), "plan_van_aanpak", ["C-1/2026-03-02/30d"])
    parted = (Willingness("C-1", False, day("2026-02-01")),)
    for rule in ("urenopgave", "eindafrekening", "achterstand"):
        yield rule, "doet niet mee", known(rule, willingness=parted)
    framework = (contract("2027-12-31"), contract("2027-12-31", "C-2", framework="C-1"))
    yield "urenopgave", "raamovereenkomst", dossier(contracts=framework)
    short = dossier(contracts=(contract("2026-03-31"),))
    yield "urenopgave", "alles opgegeven", replace(short, hours_reports=(HoursReport("C-1", "2026-K1", "ontvangen"),))
    yield "eindafrekening", "geen einddatum", dossier(contracts=(contract(),))
    final = HoursReport("C-1", "2027-K4", "goedgekeurd")
    yield "eindafrekening", "goedgekeurd", known("eindafrekening", hours_reports=(final,))
    yield "eindafrekening", "gevraagd", done(known("eindafrekening"), "eindafrekening", ["C-1/2027-12-31/einde"])


def of_hours_and_companies() -> Iterator[Case]:
    """Yield what is not asked about obligations and certificates."""
    yield "achterstand", "inspanning", known("achterstand", basis="inspanning")
    yield "achterstand", "geen verplichting", known("achterstand", **running())
    yield "achterstand", "geen einde", dossier(contracts=(contract(obligations=(OWED,)),))
    nothing = Obligation(day("2026-01-01"), Decimal(0), "opdrachtsom", Decimal(400_000))
    yield "achterstand", "op koers", known("achterstand", **running(obligations=(nothing,)))
    quarters = [f"C-1/{year}-K{number}" for year in (2026, 2027) for number in (1, 2, 3, 4)]
    yield "achterstand", "gevraagd", done(known("achterstand"), "achterstand", quarters)
    yield "pso_verloopt", "geen certificaat", known("pso_verloopt", **running())
    yield "pso_verloopt", "geen opdrachtnemer", dossier(contracts=(contract("2027-12-31"),))
    yield "pso_verloopt", "contract eindigt eerder", known("pso_verloopt", **running(pso_valid_until=day("2028-10-30")))
    yield "aanbesteding_nadert", "geen aanbesteding", dossier()
    yield "aanbesteding_nadert", "al gepubliceerd", known("aanbesteding_nadert", **running(**PUBLISHED))


def of_people() -> Iterator[Case]:
    """Yield what is not asked of people, meetings and the organisation."""
    met = Meeting("v", "voortgang", held_on=day("2026-02-12"))
    yield "voortgangsgesprek", "gehouden", known("voortgangsgesprek", meetings=(met,))
    monthly: dict[str, Facts] = {"agreements": (Agreement(day("2026-01-05"), "maand"),)}
    soon = Meeting("v", "voortgang", held_on=day("2026-03-12"))
    yield "voortgangsgesprek", "gehouden, elke maand", known("voortgangsgesprek", meetings=(soon, met), **monthly)
    yield "actie_te_laat", "geen acties", dossier()
    ready = Action("A-1", "Bel UWV", "otto", day("2026-02-01"), completed_on=day("2026-02-01"))
    yield "actie_te_laat", "alles klaar", dossier(actions=(ready,))
    yield "reservecoordinator_ontbreekt", "er is er een", dossier("werkgroep", roles=TEAM)
    yield "rol_onbezet", "alles bezet", dossier("werkgroep", roles=TEAM)
    yield "baan_loopt_af", "geen banen", dossier()
    yield "baan_loopt_af", "gevraagd", done(dossier(**job()), "baan_loopt_af", ["C-1/2026-11"])
    yield "terugkomen", "opvolger", known("terugkomen", succeeded=True)
    yield "terugkomen", "geen datum", known("terugkomen", return_on=None)
    yield "terugkomen", "gevraagd", done(known("terugkomen"), "terugkomen", ["2026-09-01"])
    for rule, part in (("beleid_herijken", "policy"), ("resultaten_delen", "shared_results")):
        shared: dict[str, Facts] = {part: (Inheritable("doel", day("2026-01-12"), inherited=True),)}
        yield rule, "van de organisatie", known(rule, **shared)


def written() -> str:
    """Return every case with its sentence, as the file holds them."""
    return "\n".join(
        f"## {rule}: {shows}\n{told(found, rule)}\n"
        for cases in (of_phases, of_contracts, of_hours_and_companies, of_people)
        for rule, shows, found in cases()
    )


def test_the_sentences_are_the_approved_ones() -> None:
    """Every reason of every rule says what stands in the golden file, word for word."""
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(written(), encoding="utf-8")
    assert written() == GOLDEN.read_text(encoding="utf-8")


def test_every_rule_can_tell_why_it_is_silent() -> None:
    """No rule is left out of the table, no case is without a sentence, and no code of the program is told."""
    assert list(DEFINITION.rules) == list(SILENT)
    text = GOLDEN.read_text(encoding="utf-8")
    said = [line for line in text.splitlines() if line and not line.startswith("## ")]
    # Rules that always have a next time say only in which phases that is, or that nothing runs any more.
    assert set(SILENT) - {"fase_staat_stil"} == {line[3:].split(":")[0] for line in text.splitlines() if "## " in line}
    assert [] == re.findall(r"[`_{}<>]|None|\d{4}-\d\d-", " ".join(said))


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_that_asks_something_has_nothing_to_explain(rule: str) -> None:
    """While its one subject has a next time, in a phase that asks for it, there is no such sentence."""
    assert told(known(rule), rule) is None


@pytest.mark.parametrize("rule", EXAMPLES)
def test_every_other_phase_is_told(rule: str) -> None:
    """In a phase that does not ask for it, the sentence says so and names the phases that do."""
    described = DEFINITION.rules[rule]
    for phase in DEFINITION.phases:
        said = told(running_in(rule, phase), rule) or ""
        asked = phase in described.every_phase
        here, first = phase_name(phase), phase_name(described.phases[0])
        assert asked is not said.startswith(f"In de fase {here} wordt dit niet gevraagd. Wel in {first}")


def test_a_definition_without_the_rule_or_the_phase() -> None:
    """A process that has no such rule, or no such phase, is named."""
    rules = {name: rule for name, rule in DEFINITION.rules.items() if name != "pso_verloopt"}
    phases = {name: phase for name, phase in DEFINITION.phases.items() if name != "verkenning"}
    other = DEFINITION.model_copy(update={"rules": rules, "phases": phases, "version": "2"})
    view = View(dossier("verkenning", roles=(role("hr_expert", "dina"),)), other, CALENDAR, ON)
    assert silence(view, "pso_verloopt", frozenset()) == "Definitie handreiking/2 kent de regel pso_verloopt niet."
    assert silence(view, "fase_staat_stil", frozenset()) == "Definitie handreiking/2 kent de fase verkenning niet."
