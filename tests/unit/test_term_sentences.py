"""Why something falls due on a date, beside the sentences that were read and approved.

``tests/golden/terms.txt`` holds them. After a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_term_sentences.py``.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dossiers import CALENDAR, DEFINITION, Facts, contract, day, done, dossier, paused
from rules import EXAMPLES, PAUSE, known, running

from groeituin.texts.terms import REASONS, because
from states.dossier import Action, Dossier, HoursReport, Inheritable, Job, Meeting
from states.terms import plan

GOLDEN = Path(__file__).parent.parent / "golden" / "terms.txt"
Case = tuple[str, str, Dossier]  # the rule, what it shows, the dossier


def examples() -> Iterator[Case]:
    """Yield every rule: its first occasion, the next, after a suspension, and while one has no end."""
    for rule, example in EXAMPLES.items():
        yield rule, "de eerste keer", known(rule)
        if example.then:
            yield rule, "de keer daarna", done(known(rule), rule, [example.first[0]])
        if example.paused != example.first[1]:
            yield rule, "na een opschorting", known(rule, suspensions=(PAUSE,))
    yield "evaluatie", "opgeschort zonder einde", known("evaluatie", suspensions=(paused("2026-01-20"),))


def moved() -> Iterator[Case]:
    """Yield what moved dates."""
    short = (paused("2026-02-02", "2026-02-05"),)
    yield "fase_staat_stil", "drie dagen opgeschort", known("fase_staat_stil", suspensions=short)
    long = (paused("2026-06-01", "2026-08-10"),)
    yield "contract_verloopt", "in een opschorting", known("contract_verloopt", suspensions=long)
    meeting = Meeting("v", "voortgang", planned_on=day("2026-03-12"))
    yield "voortgangsgesprek", "gepland", known("voortgangsgesprek", meetings=(meeting,))
    easter = dossier(contracts=(contract("2028-06-30", awarded_on=day("2026-03-07")),))
    yield "plan_van_aanpak", "op een feestdag", easter
    late = Action("A-1", "Bel UWV", "otto", day("2026-02-01"))
    yield "actie_te_laat", "na drie weken", done(
        dossier(actions=(late,)), "actie_te_laat", [f"A-1/2026-02-01/{number}" for number in (1, 2, 3)]
    )  # fmt: skip


def variants() -> Iterator[Case]:
    """Yield rules that say something else for another subject."""
    ending = dossier("monitoring", "2026-06-06", contracts=(contract("2027-06-30"),))
    yield "evaluatie", "om een contract", ending
    yield "evaluatie", "op het einde", done(ending, "evaluatie", ["C-1/2027-06-30/9m"])
    rejected = HoursReport("C-1", "2026-K1", "afgekeurd", reviewed_on=day("2026-04-20"))
    yield "urenopgave", "afgekeurd", known("urenopgave", hours_reports=(rejected,))
    tender = (contract(None, stage="uitgevraagd", published_on=day("2026-04-01")),)
    yield "fase_staat_stil", "met een aanbesteding", known("fase_staat_stil", contracts=tender)
    job = Job("B-1", "wsw", starts_on=day("2026-01-05"), ends_on=day("2026-11-30"))
    yield "baan_loopt_af", "zonder contract", dossier(jobs=(job,))
    for rule, part in (("beleid_herijken", "policy"), ("resultaten_delen", "shared_results")):
        yield rule, "nog niets vastgelegd", dossier("borging", "2026-06-06")
        shared: dict[str, Facts] = {part: (Inheritable("doel", day("2026-05-04"), inherited=True),)}
        yield rule, "van de organisatie", replace(dossier("borging"), speaks_for_organisation=True, **shared)
    vacant = dossier("werkgroep", roles=())
    yield "rol_onbezet", "alle rollen", vacant
    young = contract("2027-01-31", "C-3", starts_on=day("2026-06-01"))
    three = (*running()["contracts"], contract("2027-06-30", "C-2"), young)
    yield "contract_verloopt", "drie contracten", dossier(contracts=three)


def written() -> str:
    """Return every case with its sentences, as the file holds them."""
    blocks = []
    for cases in (examples, moved, variants):
        for rule, shows, found in cases():
            terms = plan(found, DEFINITION, CALENDAR, [rule])
            assert terms, (rule, shows)
            told = [f"{term.due_on or '-'} {because(found, term, DEFINITION, CALENDAR)}" for term in terms]
            blocks.append("\n".join([f"## {rule}: {shows}", *told, ""]))
    return "\n".join(blocks)


def test_the_sentences_are_the_approved_ones() -> None:
    """Every rule in every variant says what stands in the golden file, word for word."""
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(written(), encoding="utf-8")
    assert written() == GOLDEN.read_text(encoding="utf-8")


def test_every_rule_explains_its_dates() -> None:
    """No rule is left out, in the table of reasons or in the file; and no code of the program is told."""
    text = GOLDEN.read_text(encoding="utf-8")
    assert set(DEFINITION.rules) == set(REASONS)
    assert set(REASONS) == {line[3:].split(":")[0] for line in text.splitlines() if line.startswith("## ")}
    told = " ".join(line[11:] for line in text.splitlines() if line and not line.startswith("## "))
    assert [] == re.findall(r"[`_{}<>]|None|\d{4}-\d\d|\b[0-9]+m\b|projectcoordinator", told)
