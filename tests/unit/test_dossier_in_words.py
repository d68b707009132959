"""One dossier as people read it, beside the ones that were read and approved.

``tests/golden/dossier.txt`` holds them. After a change on purpose, write them anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_dossier_in_words.py``.
"""

import os
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

from dossiers import DEFINITION, backup, contract, coordinator, day, dossier, entries, paused, role

from groeituin.reading.why import upcoming
from groeituin.texts.dossier import dossier_lines
from states.dossier import (
    Action,
    Agreement,
    Brainstorm,
    Decided,
    Dossier,
    Effort,
    Evaluation,
    HoursLine,
    HoursReport,
    Inheritable,
    Job,
    Lesson,
    Meeting,
    Objective,
    Obligation,
    OpeningBalance,
    Option,
    Person,
    Successor,
    Suspension,
    Willingness,
)
from states.figures.blocks import Block, BlockTable
from states.vocabulary import Role, TargetGroup, words

GOLDEN = Path(__file__).parent.parent / "golden" / "dossier.txt"
ON = day("2026-06-01")
TABLE = BlockTable(
    authority="stad", version="2025", valid_from=day("2025-01-01"), source="Verzonnen",
    blocks=(
        Block(code="pw", target_group="participatiewet", unit="jaar", amount=Decimal(40000), base_hours=Decimal(36)),
    ),
)  # fmt: skip
FULL = contract(
    "2028-06-30", starts_on=day("2026-07-01"), contractor="glans", value=Decimal("1250000.00"), cpv="90910000-9",
    wage_share=Decimal("85.0000"), framework="RO-1", replaces="C-0", pso_valid_until=day("2027-05-30"), focus=True,
    linked_on=day("2025-11-01"), published_on=day("2026-01-15"), awarded_on=day("2026-03-01"), track="2",
    instrument="percelen", forms=("geschiktheidseis", "contractbepaling"), percentage=Decimal("2.5000"),
    base="loonsom", motivated=True, waits_for_legal_check=True, waits_since=day("2026-05-01"),
    obligations=(
        Obligation(day("2026-07-01"), Decimal("5.0000"), "opdrachtsom", reason="Zo gevraagd in de aanbesteding."),
        Obligation(day("2027-07-01"), Decimal("2.5"), "loonsom", Decimal(400000), Decimal(300000)),
    ),
    opening_balance=OpeningBalance(Decimal("6368.00"), Decimal("318.50")), block_table=TABLE,
    options=(Option(day("2029-06-30"), day("2028-01-31")), Option(day("2030-06-30"), status="vervallen")),
    successors=(Successor("C-2", "gepland", day("2027-10-01")), Successor("C-3", "gegund")),
    lessons=(Lesson("P-0", "Vraag eerder naar begeleiding."),),
)  # fmt: skip
PLANNED = contract(None, "C-9", stage="gepland", starts_on=None, planned_publication_on=day("2026-12-01"))
WHOLE = dossier(
    "monitoring", "2026-03-05", phases=entries("realisatie 2025-09-01", "monitoring 2026-03-05"),
    basis="inspanning", route="bestaand_contract", predecessor="P-0", taken_over_on=day("2026-02-01"),
    lesson="Begin op tijd", return_on=day("2027-01-01"), speaks_for_organisation=True,
    suspensions=(
        Suspension(day("2026-05-20"), day("2026-06-20"), "Reorganisatie."), paused("2027-01-01", "2027-02-01"),
    ),
    roles=(
        coordinator("zoe", "2025-01-01", until_on=day("2026-01-05")), coordinator(), backup(),
        role("hr_expert", "dina", inherited=True),
    ),
    people=(Person("zoe", inactive_on=day("2026-01-06")), Person("anna"), Person("contact", "glans")),
    decisions=(Decided("principebesluit", "Directie", day("2025-03-01"), inherited=True),),
    objectives=(
        Objective("banenafspraak_register", Decimal("1.00")), Objective("ww", Decimal("2.50"), Decimal(900)),
        Objective("nug", euros=Decimal("60000.00")), Objective("jongeren"),
    ),
    actions=(
        Action("A1", "Contracten doorlopen", "dina", day("2026-01-31"), completed_on=day("2026-02-02")),
        Action("A2", "Bezoek regelen", "anna", day("2026-02-28"), withdrawn=True),
        Action("A3", "Tussenstand melden", "anna", day("2026-07-01")),
    ),
    advised=("korte_en_lange_termijn",), contracts=(FULL, PLANNED),
    brainstorms=(Brainstorm("C-1", "in_beeld", day("2025-10-01")),),
    willingness=(
        Willingness("C-1", True, day("2025-11-01")), Willingness("C-9", False, day("2025-11-02"), "Te klein."),
    ),
    meetings=(
        Meeting("M1", "start", held_on=day("2026-03-10"), attendees=("projectcoordinator", "opdrachtnemer")),
        Meeting("M2", "voortgang", planned_on=day("2026-06-15")),
    ),
    jobs=(
        Job("B1", "wia_wao", "C-1", "derde", Decimal("20.0000"), day("2026-01-01"), day("2026-12-31")),
        Job("B2", "bbl", ended_on=day("2026-04-01")), Job("B3", "bol_stage"),
    ),
    efforts=(Effort("sociale_inkoop", day("2026-04-01"), "C-1"),),
    agreements=(Agreement(day("2026-03-10"), "halfjaar"),),
    hours_reports=(
        HoursReport("C-1", "2025-K4", "afgekeurd", reviewed_on=day("2026-01-20")),
        HoursReport("C-1", "2026-K1", "goedgekeurd", effort=True, reviewed_on=day("2026-04-20"), lines=(
            HoursLine("wia_wao", 1, Decimal("312.5"), "B1", "pw", 3, Decimal(9000), Decimal(250), ("50plus", "vast")),
            HoursLine("statushouder", 0, Decimal(0)),
        )),
    ),
    evaluations=(Evaluation(day("2026-05-01"), "Begeleiding werkt.", ""),),
    policy=(Inheritable("beoogde_resultaten", day("2026-01-10"), inherited=True),),
    specialists=(Inheritable("sjoerd_v", day("2026-01-11")),),
    shared_results=(Inheritable("intern", day("2026-05-10")),),
)  # fmt: skip
BARE = Dossier(
    "P-2", "Groen", "O-1", "draagvlak", ON, "anna", phases=entries("draagvlak 2026-06-01"),
)  # fmt: skip


def told(one: Dossier, on: date = ON) -> str:
    """Return a dossier as people read it."""
    return "\n".join(dossier_lines(one, ["P-8", "P-9"] if one is WHOLE else [], upcoming(one, DEFINITION), on))


def test_a_dossier_reads_as_it_was_approved() -> None:
    """One with everything in it, and one with nothing."""
    text = f"{told(WHOLE)}\n\n{'=' * 20}\n\n{told(BARE)}\n"
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(text, "utf-8")
    assert GOLDEN.read_text("utf-8") == text


def names(part: type) -> set[str]:
    """Return the names of the fields of a part of a dossier that are no Dutch words."""
    return {field.name for field in fields(part)} - {"contract", "route", "partnership", "deadline"}


def test_no_word_of_the_program_is_told() -> None:
    """No name of a field, no code of a role or target group where people have a word for it, and no empty value."""
    lines = told(WHOLE).replace("\n", " ").split(" ")
    codes = {code for code in (*words(Role), *words(TargetGroup)) if "_" in code}
    keys = {name for part in (Dossier, Job, Meeting, HoursLine, Action) for name in names(part)}
    assert set() == {line.strip(".,:;()") for line in lines} & (codes | keys | {"None", "ja", "nee", "False"})
    assert "=" not in told(WHOLE)


def test_what_is_not_there_is_not_told() -> None:
    """A partnership that just began fills a few lines; whoever leads it is asked for."""
    text = told(BARE)
    assert "Coördinator: nog niemand (nog geen reserve)" in text
    assert ["Wat eraan komt:", "Fasen tot nu toe:"] == [line for line in text.splitlines() if line.endswith(":")]


def test_only_a_suspension_of_that_day_stands_in_the_head() -> None:
    """Before it began, the suspension stands only among the others below."""
    assert "Opgeschort: vanaf 20 mei 2026, tot 20 juni 2026 (Reorganisatie)" in told(WHOLE)
    assert "Opgeschort:" not in told(WHOLE, day("2026-05-19"))
