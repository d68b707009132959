"""The sentences that people read, beside the ones that were read and approved.

``tests/golden/signals.txt`` holds them. After a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_signal_sentences.py``.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from dossiers import DEFINITION, Facts, contract, coordinator, day, done, dossier, due, role

from groeituin.texts.signals import SENTENCES, signal_sentence
from groeituin.texts.signals.sentence import Question
from states.definition import handreiking
from states.dossier import (
    Action,
    Agreement,
    Dossier,
    Evaluation,
    HoursLine,
    HoursReport,
    Inheritable,
    Job,
    Lesson,
    Meeting,
    Obligation,
    OpeningBalance,
    Option,
    Successor,
    Willingness,
)
from states.figures.blocks import Block, BlockTable

TABLE = BlockTable(
    authority="stad", version="2026", valid_from=day("2026-01-01"), source="Verzonnen",
    blocks=(
        Block(code="pw", target_group="participatiewet", unit="jaar", amount=Decimal(40000), base_hours=Decimal(36)),
    ),
)  # fmt: skip
GOLDEN = Path(__file__).parent.parent / "golden" / "signals.txt"
Case = tuple[str, Dossier, str, str]  # what it shows, the dossier, the rule, the night


def meetings() -> Iterator[Case]:
    """Yield the progress meeting in its variants."""
    rule = "voortgangsgesprek"
    for frequency, night in (("maand", "2026-03-20"), ("kwartaal", "2026-02-16"), ("halfjaar", "2026-05-18")):
        agreed = dossier(agreements=(Agreement(day("2025-12-01"), frequency),))
        earlier = done(agreed, rule, ["2026-01", "2026-02", "2026-03"])
        yield f"gesprek per {frequency}", earlier, rule, night
    second_half = dossier(since="2026-07-01", agreements=(Agreement(day("2026-07-01"), "halfjaar"),))
    yield "tweede helft van het jaar", second_half, rule, "2026-11-17"
    yield "een eerder gesprek overgeslagen", dossier(), rule, "2026-05-18"
    yield "drie eerdere gesprekken overgeslagen", dossier(), rule, "2026-11-17"
    yield "veel eerdere gesprekken overgeslagen", dossier(), rule, "2027-05-18"
    yield "het kwartaal is voorbij", dossier(), rule, "2026-04-20"
    planned = dossier(meetings=(Meeting("v", "voortgang", planned_on=day("2026-03-20")),))
    yield "gepland en niet gehouden", planned, rule, "2026-03-21"


def expiring(phase: str = "realisatie", lesson: str | None = None, **facts: Facts) -> Dossier:
    """Return a partnership with one contract that ends on 30 June 2027, its earlier alerts raised."""
    return dossier(phase, contracts=(contract("2027-06-30", **facts),), lesson=lesson)


def successor(stage: str, publication: str | None = None) -> tuple[Successor, ...]:
    """Return one successor of the contract."""
    return (Successor("C-2", stage, day(publication) if publication else None),)


def expiries() -> Iterator[Case]:
    """Yield the alert before a contract ends in its variants."""
    rule = "contract_verloopt"
    for lead, night in ((18, "2025-12-30"), (12, "2026-06-30"), (6, "2026-12-30"), (3, "2027-03-30")):
        raised = [f"C-1/2027-06-30/{earlier}m" for earlier in (18, 12, 6, 3) if earlier > lead]
        yield f"{lead} maanden vooraf", done(expiring(), rule, raised), rule, night
    only_last = [f"C-1/2027-06-30/{lead}m" for lead in (18, 12, 6)]
    options = (
        Option(day("2028-06-30"), day("2027-03-31")),
        Option(day("2029-06-30")),
        Option(day("2030-06-30"), status="vervallen"),
    )
    last = done(expiring(), rule, only_last)
    yield "op de laatste dag", last, rule, "2027-06-30"
    yield "contract afgelopen", last, rule, "2027-07-05"
    variants: dict[str, Facts] = {
        "een optie": {"options": options[:1]},
        "opties, een ervan vervallen": {"options": options},
        "opvolger over minder dan vier maanden": {"successors": successor("gepland", "2027-05-01")},
        "opvolger over meer dan vier maanden": {"successors": successor("gepland", "2027-09-01")},
        "opvolger gepland in het verleden": {"successors": successor("gepland", "2027-03-01")},
        "opvolger zonder datum": {"successors": successor("gepland")},
        "opvolger uitgevraagd": {"successors": successor("uitgevraagd", "2027-03-01")},
        "twee opvolgers, de eerste telt": {
            "successors": successor("gepland", "2027-09-01") + successor("gepland", "2027-05-01")
        },
    }
    for name, facts in variants.items():
        yield name, done(expiring(**facts), rule, only_last), rule, "2027-03-30"
    yield "optie, meldtermijn voorbij", done(expiring(options=options[:1]), rule, only_last), rule, "2027-04-05"
    followed = expiring(successors=successor("gepland", "2027-09-01"))
    yield "afgelopen, opvolger gepland", done(followed, rule, only_last), rule, "2027-07-05"
    ended = expiring("beeindigd", "Begin eerder met werven.")
    yield "beeindigd, met de les", done(ended, rule, only_last), rule, "2027-03-30"
    yield "beeindigd, afgelopen, met de les", done(ended, rule, only_last), rule, "2027-07-05"


def evaluations() -> Iterator[Case]:
    """Yield the prompts to evaluate."""
    rule = "evaluatie"
    yield "half jaar na de start", dossier("monitoring", "2026-06-06"), rule, "2026-12-07"
    yield "jaarlijks, een gemist", dossier("monitoring", "2026-06-06"), rule, "2027-12-06"
    ending = done(dossier("monitoring", "2026-06-06", contracts=(contract("2027-06-30"),)), rule, ["2026-06-06/6m"])
    yield "negen maanden voor het einde", ending, rule, "2026-09-30"
    at_end = done(ending, rule, ["C-1/2027-06-30/9m"])
    yield "op het einde", at_end, rule, "2027-06-30"
    yield "na het einde", at_end, rule, "2027-07-02"


def reminders() -> Iterator[Case]:
    """Yield what stands still, is late or is vacant."""
    for phase, night in (("draagvlak", "2026-04-05"), ("verkenning", "2026-05-05")):
        yield f"stilstand in {phase}", dossier(phase), "fase_staat_stil", night
    yield "stilstand, eerder gemist", dossier("werkgroep"), "fase_staat_stil", "2026-05-05"
    late = dossier(actions=(Action("A-1", "Bel UWV", "anna", day("2026-02-01")),))
    yield "actie, een dag te laat", late, "actie_te_laat", "2026-02-02"
    yield "actie, een week later", done(late, "actie_te_laat", ["A-1/2026-02-01/1"]), "actie_te_laat", "2026-02-09"
    yield "actie, veel gemist", late, "actie_te_laat", "2026-03-20"
    vacant = dossier("werkgroep", "2026-03-01", roles=(coordinator(),))
    yield "geen reserve", vacant, "reservecoordinator_ontbreekt", "2026-03-31"


def extensions() -> Iterator[Case]:
    """Yield the moment to extend a contract in its variants."""
    rule, until = "verlengoptie", Option(day("2028-06-30"), day("2027-03-31"))
    raised = ["C-1/2027-03-31/6m"]
    for lead, night in ((6, "2026-09-30"), (3, "2026-12-31"), (1, "2027-03-01")):
        earlier = [f"C-1/2027-03-31/{other}m" for other in (6, 3) if other > lead]
        yield f"{lead} maanden vooraf", done(expiring(options=(until,)), rule, earlier), rule, night
    two = (until, Option(day("2029-06-30"), day("2027-03-31")))
    yield "twee opties op een dag", expiring(options=two), rule, "2026-09-30"
    yield "te laat", done(expiring(options=(until,)), rule, raised), rule, "2027-04-05"
    after = (until, Option(day("2029-06-30"), day("2027-06-01")))
    told = [f"C-1/2027-03-31/{lead}m" for lead in (6, 3, 1)] + ["C-1/2027-06-01/6m", "C-1/2027-06-01/3m"]
    yield "een eerdere optie nog open", done(expiring(options=after), rule, told), rule, "2027-05-03"


def awards() -> Iterator[Case]:
    """Yield what follows an award and an end."""
    awarded = contract("2028-06-30", awarded_on=day("2026-03-02"))
    yield "dertig dagen na de gunning", dossier(contracts=(awarded,)), "plan_van_aanpak", "2026-04-01"
    yield "op de laatste dag", expiring(), "eindafrekening", "2027-06-30"
    yield "na de laatste dag", expiring(), "eindafrekening", "2027-07-05"


def tenders() -> Iterator[Case]:
    """Yield the tender that comes near in its variants."""
    rule, tender = "aanbesteding_nadert", contract(stage="gepland", planned_publication_on=day("2026-12-01"))
    six = ["C-1/2026-12-01/6m"]
    yield "zes maanden vooraf", dossier(contracts=(tender,)), rule, "2026-06-01"
    yield "vier maanden vooraf", done(dossier(contracts=(tender,)), rule, six), rule, "2026-08-03"
    yield "al voorbij", dossier(contracts=(tender,)), rule, "2026-12-07"
    lessons = tuple(Lesson("P-0", f"Les {number}.") for number in (1, 2, 3))
    told = dossier(
        contracts=(replace(tender, lessons=lessons),),
        willingness=(Willingness("C-0", willing=False, recorded_on=day("2026-02-02"), lesson="Begin met HR."),),
    )
    yield "met lessen, de laatste twee", told, rule, "2026-06-01"
    followed = contract("2027-06-30", successors=(Successor("C-2", "gepland", day("2026-12-01")),))
    evaluated = Evaluation(day("2026-02-02"), next_tender="Vraag eerst de markt.")
    looked_back = dossier(contracts=(followed,), evaluations=(evaluated,))
    yield "opvolger van wat loopt, met de evaluatie", looked_back, rule, "2026-06-01"


def hours() -> Iterator[Case]:
    """Yield hours that are asked for, and what they add up to."""
    rule, running = "urenopgave", contract("2027-12-31", starts_on=day("2026-01-01"))
    asked = dossier(contracts=(running,))
    yield "een kwartaal", asked, rule, "2026-04-01"
    yield "inspanning afgesproken", replace(asked, basis="inspanning"), rule, "2026-04-01"
    yield "twee kwartalen gemist", asked, rule, "2026-10-01"
    yield "een kwartaal nog niet gemeld", done(asked, rule, ["C-1/2026-K1"]), rule, "2026-07-01"
    yield "veel kwartalen gemist", asked, rule, "2027-10-01"
    rejected = HoursReport("C-1", "2026-K1", "afgekeurd", reviewed_on=day("2026-04-20"))
    yield "afgekeurd", replace(asked, hours_reports=(rejected,)), rule, "2026-04-21"
    owed = Obligation(day("2026-01-01"), Decimal(5), "opdrachtsom", Decimal(400_000))
    short = dossier(contracts=(replace(running, obligations=(owed,)),))
    yield "niets gemeld", short, "achterstand", "2026-10-29"
    some = OpeningBalance(Decimal(5_250), Decimal(300))
    owing = replace(running, obligations=(owed,), opening_balance=some)
    yield "een deel gedaan", dossier(contracts=(owing,)), "achterstand", "2026-10-29"
    for number in (4, 5):
        line = HoursLine("participatiewet", number, Decimal(20))
        report = HoursReport("C-1", "2026-K3", "goedgekeurd", reviewed_on=day("2026-10-05"), lines=(line,))
        worked = dossier(contracts=(replace(owing, block_table=TABLE),), hours_reports=(report,))
        yield f"{number} mensen aan het werk", worked, "achterstand", "2026-10-29"
    ended = replace(owing, ends_on=day("2026-11-10"))
    yield (
        "over het laatste stuk",
        done(dossier(contracts=(ended,)), "achterstand", ["C-1/2026-K3"]),
        "achterstand",
        "2027-02-01",
    )


def people() -> Iterator[Case]:
    """Yield roles that are vacant and jobs that end."""
    for role_name in DEFINITION.work_group_roles:
        held = tuple(role(other, "x") for other in DEFINITION.work_group_roles if other != role_name)
        yield f"{role_name}", dossier("werkgroep", "2026-03-01", roles=held), "rol_onbezet", "2026-03-31"
    ends: dict[str, Facts] = {"starts_on": day("2026-01-05"), "ends_on": day("2026-11-30")}
    for name, code in (("bij een contract", "C-1"), ("zonder contract", None), ("contract niet gekoppeld", "C-8")):
        jobs = (Job("B-1", "wsw", code, **ends),)
        yield name, dossier(jobs=jobs, contracts=(contract("2027-12-31"),)), "baan_loopt_af", "2026-09-30"
    two = (Job("B-1", "wsw", "C-1", **ends), Job("B-2", "wsw", "C-1", **ends | {"ends_on": day("2026-12-31")}))
    yield "nog een maand open", done(dossier(jobs=two), "baan_loopt_af", ["C-1/2026-11"]), "baan_loopt_af", "2026-11-02"


def certificates() -> Iterator[Case]:
    """Yield a certificate that lapses, before and after."""
    known: dict[str, Facts] = {"contractor": "glans", "pso_valid_until": day("2026-10-30")}
    two = contract("2027-12-31", **known), contract("2028-12-31", "C-2", **known)
    yield "twee contracten", dossier(contracts=two), "pso_verloopt", "2026-08-31"
    yield "al afgelopen", dossier(contracts=two[:1]), "pso_verloopt", "2026-11-02"


def later() -> Iterator[Case]:
    """Yield what is asked at the end and every year."""
    ended = dossier("beeindigd", return_on=day("2026-09-01"))
    yield "zonder les", ended, "terugkomen", "2026-09-01"
    yield "met de les", replace(ended, lesson="Begin eerder met werven."), "terugkomen", "2026-09-01"
    for rule, part in (("beleid_herijken", "policy"), ("resultaten_delen", "shared_results")):
        anchored = dossier("borging", "2026-06-06")
        yield "nog niets vastgelegd", anchored, rule, "2027-06-07"
        own: dict[str, Facts] = {part: (Inheritable("doel", day("2026-05-04")),)}
        yield "van dit partnership", replace(anchored, **own), rule, "2027-05-04"
        shared: dict[str, Facts] = {part: (Inheritable("doel", day("2026-05-04"), inherited=True),)}
        yield "van de organisatie", replace(anchored, speaks_for_organisation=True, **shared), rule, "2027-05-04"
        yield "een jaar gemist", replace(anchored, **own), rule, "2028-05-04"


FAMILIES = (
    meetings, expiries, evaluations, reminders, extensions, awards, tenders, hours, people, certificates, later,
)  # fmt: skip


def written() -> str:
    """Return every case with its sentences, as the file holds them."""
    blocks = []
    for cases in FAMILIES:
        for shows, known, rule, night in cases():
            found = due(known, night, rule)
            assert found, shows
            told = "\n".join(signal_sentence(Question(known, one, day(night), handreiking())) for one in found)
            blocks.append(f"## {rule}: {shows} ({night})\n{told}\n")
    return "\n".join(blocks)


def test_the_sentences_are_the_approved_ones() -> None:
    """Every rule in every variant says what stands in the golden file, word for word."""
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(written(), encoding="utf-8")
    assert written() == GOLDEN.read_text(encoding="utf-8")


def test_every_rule_has_a_sentence_in_the_file() -> None:
    """The golden file leaves no rule out."""
    text = GOLDEN.read_text(encoding="utf-8")
    assert set(SENTENCES) == {line[3:].split(":")[0] for line in text.splitlines() if line.startswith("## ")}


def test_the_sentences_are_for_people() -> None:
    """No code of a role, no word of a program, no date as a number; a mark to look something up by stands apart."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    told = " ".join(re.sub(r"\(kenmerk [^)]*\)", "", line) for line in lines if not line.startswith("## "))
    assert [] == re.findall(r"[`_{}<>]|None|\d{4}-\d\d|\b[0-9]+m\b", told)
    assert [] == [role for role in DEFINITION.roles if "coordinator" in role and role in told]
    assert [] == re.findall(r"\b(?:systeem|signaal|status|dossier|deadlines|record)\b", told)


@pytest.mark.parametrize("line", [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line[:2] != "##"])
def test_a_sentence_is_short_enough_to_read(line: str) -> None:
    """Plain Dutch: no sentence of more than thirty words, and each ends as a sentence does."""
    told = re.sub(r"\([^)]*\)|\"[^\"]*\"", "", line)
    assert not [part for part in re.split(r"[.?:;] ", told) if len(part.split()) > 30]
    assert not line or line.rstrip('"')[-1] in ".?"
