"""The sentences that people read, beside the ones that were read and approved.

``tests/golden/signals.txt`` holds them. After a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_signal_sentences.py``.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from dossiers import Facts, contract, coordinator, day, done, dossier, due

from groeituin.texts.signals import SENTENCES, signal_sentence
from states.dossier import Action, Agreement, Dossier, Meeting, Option, Successor

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


def written() -> str:
    """Return every case with its sentences, as the file holds them."""
    blocks = []
    for cases in (meetings, expiries, evaluations, reminders):
        for shows, known, rule, night in cases():
            found = due(known, night, rule)
            assert found, shows
            told = "\n".join(signal_sentence(known, one, day(night)) for one in found)
            blocks.append(f"## {rule}: {shows} ({night})\n{told}\n")
    return "\n".join(blocks)


def test_the_sentences_are_the_approved_ones() -> None:
    """Every rule in every variant says what stands in the golden file, word for word."""
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(written(), encoding="utf-8")
    assert written() == GOLDEN.read_text(encoding="utf-8")


def test_every_rule_has_a_sentence_in_the_file() -> None:
    """The golden file leaves no rule out, and names no program, no role code and no date as a number."""
    text = GOLDEN.read_text(encoding="utf-8")
    assert set(SENTENCES) == {line[3:].split(":")[0] for line in text.splitlines() if line.startswith("## ")}
    told = " ".join(line for line in text.splitlines() if not line.startswith("## "))
    assert "`" not in told
    assert "projectcoordinator" not in told
