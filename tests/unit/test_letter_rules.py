"""What a letter advises per rule: the one thing to do first, why now, and who hears of it next."""

from dataclasses import replace
from typing import get_args

import pytest
from dossiers import DEFINITION, Facts, contract, coordinator, day, dossier, role
from letters import signal_of
from rules import EXAMPLES, known, running

from groeituin.texts.letters.deadlines import deadline
from groeituin.texts.letters.rules import NOT_KNOWN, WORDS, asked_first, first_step, in_short, then, why
from states.dossier import Dossier, HoursReport, Inheritable, Meeting, Option, Successor, Suspension
from states.signal import Signal
from states.terms import fall_due
from states.vocabulary import RuleName
from states.working_days import working_days

CALENDAR = working_days(DEFINITION.holidays)


def raised(rule: str, found: Dossier, night: str) -> Signal:
    """Return the newest signal of a rule that a night raises."""
    *_, due = fall_due(found, DEFINITION, CALENDAR, day(night), [rule])
    return signal_of(found, due)


def step(rule: str, found: Dossier, night: str, on: str | None = None, rung: int = 0) -> str:
    """Return the first step about what a night raises, on that day unless told."""
    return first_step(raised(rule, found, night), found, DEFINITION, day(on or night), rung=rung)


def test_no_rule_is_left_out() -> None:
    """Every rule has its words: a few for the subject line, and a step that is one short sentence."""
    assert set(get_args(RuleName)) == set(WORDS) == set(EXAMPLES)
    for rule, example in EXAMPLES.items():
        told = step(rule, known(rule), example.first[1])
        assert told.endswith(".")
        assert 1 == told.count(".")
        assert len(told.split()) <= 16
        assert len(in_short(rule)) <= 30


ENDS = "C-1/2027-12-31"


def ending(months: int, **facts: Facts) -> tuple[Dossier, Signal]:
    """Return a contract that ends on 31 December 2027, and the alert so many months before."""
    found = known("contract_verloopt", **running(**facts))
    return found, Signal("contract_verloopt", "C-1", f"{ENDS}/{months}m", day("2027-06-30"), day("2027-06-30"))


@pytest.mark.parametrize(
    ("months", "on", "facts", "expected"),
    [
        (18, "2026-06-30", {}, "Zet de nieuwe aanbesteding op de aanbestedingskalender."),
        (12, "2026-12-31", {}, "Zet de nieuwe aanbesteding op de aanbestedingskalender."),
        (6, "2027-06-30", {}, "Kijk deze week met inkoop of een nieuwe aanbesteding nog op tijd klaar kan zijn."),
        (3, "2027-09-30", {}, "Spreek deze week met inkoop af hoe u de tijd tot een nieuw contract overbrugt."),
        (3, "2028-01-05", {}, "Zoek uit of het contract is verlengd, en leg dat vast."),
        (18, "2026-06-30", {"successors": (Successor("C-2", "gepland"),)},
         "Kijk samen met inkoop of de planning van het nieuwe contract nog klopt."),
        (6, "2027-06-30", {"options": (Option(day("2029-12-31")),)},
         "Spreek met de interne opdrachtgever af of u het contract verlengt."),
        (6, "2027-06-30", {"options": (Option(day("2029-12-31"), day("2027-05-01")),)},
         "Kijk deze week met inkoop of een nieuwe aanbesteding nog op tijd klaar kan zijn."),
    ],
)  # fmt: skip
def test_the_end_of_a_contract_asks_for_something_else_each_time(
    months: int, on: str, facts: dict[str, Facts], expected: str
) -> None:
    """Early it is about the calendar, late about bridging; a successor or an open option goes first."""
    found, signal = ending(months, **facts)
    assert expected == first_step(signal, found, DEFINITION, day(on))


def test_procurement_is_not_sent_to_itself() -> None:
    """Who is procurement speaks of a tender with the coordinator; who is both, or another, with procurement."""
    found, signal = ending(3)
    found = replace(found, roles=(coordinator(), role("inkoopexpert", "carla")))
    both = replace(found, roles=(coordinator(), role("inkoopexpert", "anna")))
    steps = [
        first_step(signal, one, DEFINITION, day("2027-09-30"), reader=reader)
        for one, reader in ((found, "carla"), (found, "anna"), (both, "anna"))
    ]
    assert ["met de coördinator", "met inkoop", "met inkoop"] == [
        "met inkoop" if "met inkoop af" in step else "met de coördinator" if "met de coördinator af" in step else step
        for step in steps
    ]


@pytest.mark.parametrize(
    ("on", "when"),
    [
        ("2026-02-16", "rond 16 maart 2026"),  # the 15th is a Sunday
        ("2026-03-16", "rond 16 maart 2026"),
        ("2026-03-17", "niet later dan 31 maart 2026"),
        ("2026-03-31", "niet later dan 31 maart 2026"),
    ],
)
def test_a_progress_meeting_is_proposed_around_a_day_that_is_to_come(on: str, when: str) -> None:
    """The target day of the process; once that is past, before the period ends."""
    asked = step("voortgangsgesprek", known("voortgangsgesprek"), "2026-02-16", on)
    assert f"Stel de opdrachtnemer twee data voor, {when}." == asked
    rule = DEFINITION.rules["voortgangsgesprek"].model_copy(update={"target_day": 20})
    later = DEFINITION.model_copy(update={"rules": DEFINITION.rules | {"voortgangsgesprek": rule}})
    signal = raised("voortgangsgesprek", known("voortgangsgesprek"), "2026-02-16")
    assert "rond 20 maart 2026" in first_step(signal, known("voortgangsgesprek"), later, day("2026-03-17"))
    without = DEFINITION.model_copy(update={"rules": {}})
    assert "niet later dan 31 maart" in first_step(signal, known("voortgangsgesprek"), without, day("2026-03-31"))


def test_an_ended_partnership_passes_its_lesson_on() -> None:
    """In beeindigd nobody plans a tender for it: the lesson goes to who does."""
    found, signal = ending(12)
    assert "Geef de les" in first_step(signal, replace(found, phase="beeindigd"), DEFINITION, day("2026-12-31"))


VARIANTS: dict[str, tuple[str, Dossier, str, str]] = {
    "gepland en niet gehouden": (
        "voortgangsgesprek", dossier(meetings=(Meeting("v", "voortgang", planned_on=day("2026-03-20")),)),
        "2026-03-21", "Vraag na of het gesprek is gehouden, en leg het dan vast.",
    ),
    "het kwartaal is voorbij": (
        "voortgangsgesprek", dossier(), "2026-04-20", "Bel de opdrachtnemer en spreek deze week nog een datum af.",
    ),
    "evaluatie voor het einde": (
        "evaluatie", dossier("monitoring", contracts=(contract("2027-06-30"),)), "2026-09-30",
        "Plan de evaluatie nu, dan kunnen de lessen mee in de volgende aanbesteding.",
    ),
    "evaluatie op het einde": (
        "evaluatie", dossier("monitoring", contracts=(contract("2027-06-30"),)), "2027-06-30",
        "Plan een laatste gesprek met de opdrachtnemer en kijk samen terug.",
    ),
    "verlengen over een maand": (
        "verlengoptie", known("verlengoptie"), "2027-03-01", "Beslis deze week of u verlengt, en meld het.",
    ),
    "verlengen, te laat": (
        "verlengoptie", known("verlengoptie"), "2027-04-05", "Zoek op of de verlenging op tijd is gemeld.",
    ),
    "uren afgekeurd": (
        "urenopgave",
        known("urenopgave", hours_reports=(HoursReport("C-1", "2026-K1", "afgekeurd", reviewed_on=day("2026-04-20")),)),
        "2026-04-21", "Lees waarom de opgave is afgekeurd, en bel als iets niet duidelijk is.",
    ),
    "inspanning": (
        "urenopgave", known("urenopgave", basis="inspanning"), "2026-04-01",
        "Schrijf in een paar zinnen op wat u in dit kwartaal deed.",
    ),
    "geen besluit": (
        "fase_staat_stil", dossier("draagvlak"), "2026-04-05",
        "Spreek met het bestuur af wanneer het een besluit neemt.",
    ),
    "aanbesteding over vier maanden": (
        "aanbesteding_nadert", known("aanbesteding_nadert"), "2026-08-03",
        "Plan deze week een brainstorm over social return in deze aanbesteding.",
    ),
    "aanbesteding al voorbij": (
        "aanbesteding_nadert", known("aanbesteding_nadert"), "2026-12-07",
        "Zoek uit of de aanbesteding al is gepubliceerd.",
    ),
    "nog geen beleid": (
        "beleid_herijken", dossier("borging", "2026-06-06"), "2027-06-07",
        "Maak een afspraak om de eerste versie van het beleid te schrijven.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_the_step_fits_what_is_asked(name: str) -> None:
    """Another moment of the same rule asks for another first step."""
    rule, found, night, expected = VARIANTS[name]
    assert expected == step(rule, found, night)


def test_who_hears_of_it_later_asks_who_was_asked_first() -> None:
    """On a higher rung the step is a question to the ones who were asked: they know what is in the way."""
    rule, night = "voortgangsgesprek", EXAMPLES["voortgangsgesprek"].first[1]
    expected = "Vraag de coördinator en contractmanagement wat er nodig is om verder te komen."
    assert expected == step(rule, known(rule), night, rung=1)
    assert "de coördinator en contractmanagement" == asked_first(raised(rule, known(rule), night), DEFINITION)


def next_told(found: Dossier, **facts: Facts) -> str:
    """Return what comes after a progress meeting that nobody answered."""
    rule, night = "voortgangsgesprek", EXAMPLES["voortgangsgesprek"].first[1]
    return then(replace(raised(rule, found, night), **facts), found, DEFINITION)


def test_who_hears_of_it_next() -> None:
    """The next rung is named; nobody is where it was answered, where the ladder ends, or where they know already."""
    found = known("voortgangsgesprek")
    assert "Daarna vragen we het ook aan de coördinator social return." == next_told(found)
    assert "Daarna vragen we het ook aan de bestuurder." == next_told(found, rung=1)
    assert "" == next_told(found, rung=2)
    assert "" == next_told(found, status="ingepland")
    alone = replace(found, roles=(coordinator("anna"), role("contractmanager", "anna")))
    assert "" == next_told(alone)


def test_why_now_tells_the_date_once() -> None:
    """The date goes before the reason, save where the reason names it."""
    rule, found = "evaluatie", dossier("monitoring", "2026-06-06", contracts=(contract("2027-06-30"),))
    first = raised(rule, replace(found, contracts=()), "2026-12-07")
    told = why(first, day("2026-12-06"), found, DEFINITION)
    assert told.startswith("maandag 7 december 2026: 6 maanden na 6 juni 2026, de dag waarop het volgen begon.")
    last = raised(rule, found, "2027-06-30")
    assert "Contract C-1 eindigt op 30 juni 2027." == why(last, day("2027-06-30"), found, DEFINITION)


def test_why_now_tells_what_was_past_at_a_take_over() -> None:
    """A date of before the take-over would puzzle whoever reads it months later; one after it is only a date."""
    found = replace(known("contract_verloopt"), taken_over_on=day("2026-09-01"))
    signal = raised("contract_verloopt", found, "2026-09-01")
    told = why(signal, day("2026-06-30"), found, DEFINITION)
    assert told.startswith("dinsdag 30 juni 2026: 18 maanden voor het einde van contract C-1 op 31 december 2027.")
    assert told.endswith(" Bij de overname op 1 september 2026 was dit moment al voorbij; daarom vragen we het nog.")
    later = replace(found, history=frozenset({("contract_verloopt", signal.occasion)}))
    assert "overname" not in why(raised("contract_verloopt", later, "2026-12-31"), day("2026-12-31"), later, DEFINITION)


DATES = {
    "voortgangsgesprek": "2026-03-16", "contract_verloopt": "2027-12-31", "verlengoptie": "2027-03-31",
    "eindafrekening": "2027-12-31", "actie_te_laat": "2026-05-31", "aanbesteding_nadert": "2026-12-01",
    "baan_loopt_af": "2026-11-30", "pso_verloopt": "2026-10-30",
}  # fmt: skip


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_date_that_matters(rule: str) -> None:
    """A contract's end, a notice date, a publication, a meeting, a deadline, a month of jobs."""
    found = deadline(raised(rule, known(rule), EXAMPLES[rule].first[1]), DEFINITION)
    assert DATES.get(rule) == (found and found.isoformat())


def test_the_date_of_an_evaluation_is_that_of_its_contract() -> None:
    """Before or at a contract's end that date counts; half a year after monitoring began there is none."""
    signal = Signal("evaluatie", "C-1", "C-1/2027-06-30/9m", day("2026-09-30"), day("2026-09-30"))
    assert day("2027-06-30") == deadline(signal, DEFINITION)
    for rule in ("voortgangsgesprek", "baan_loopt_af", "contract_verloopt", "oude_regel"):
        assert deadline(replace(signal, rule=rule, occasion="zomaar"), DEFINITION) is None


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_letter_never_fails_on_what_has_gone(rule: str) -> None:
    """Contracts, actions, meetings and jobs may be gone by now, and so may the rule: every sentence can be made."""
    night = EXAMPLES[rule].first[1]
    signal = raised(rule, known(rule), night)
    bare = dossier("werkgroep")
    process = DEFINITION.model_copy(update={"rules": {}})
    for found in (bare, replace(known(rule), contracts=(), actions=(), jobs=(), meetings=(), policy=())):
        for definition in (DEFINITION, process):
            assert why(signal, signal.due_on, found, definition)
            assert first_step(signal, found, definition, day(night)).endswith(".")
            assert first_step(signal, found, definition, day(night), rung=1).endswith(".")
            assert "None" not in then(signal, found, definition)


def test_a_date_that_nothing_explains_gets_no_reason() -> None:
    """Moved by a calendar of before, without a suspension: no suspension is blamed for it."""
    signal = Signal("terugkomen", "", "2026-09-01", day("2026-09-04"), day("2026-09-04"))
    found = dossier("beeindigd", return_on=day("2026-09-01"))
    assert "opschorting" not in why(signal, day("2026-09-01"), found, DEFINITION)
    paused = replace(found, suspensions=(Suspension(day("2026-02-02"), day("2026-02-05")),))
    assert "opschorting" in why(signal, day("2026-09-01"), paused, DEFINITION)


def test_what_nobody_knows_any_more_has_plain_words() -> None:
    """A rule or an occasion of another process gets a sentence that is true of anything."""
    strange = Signal("oude_regel", "", "zomaar", day("2026-05-05"), day("2026-05-05"))
    assert NOT_KNOWN == first_step(strange, dossier(), DEFINITION, day("2026-05-05"))
    assert "dinsdag 5 mei 2026: dit vroeg het proces dat toen gold." == why(
        strange, day("2026-05-05"), dossier(), DEFINITION
    )
    assert ("", "er wacht een vraag") == (then(strange, dossier(), DEFINITION), in_short("oude_regel"))
    odd = replace(strange, rule="actie_te_laat", occasion="A-1/geen-datum/1", subject="A-1")
    assert "dit vroeg het proces dat toen gold." in why(odd, day("2026-05-05"), dossier(), DEFINITION)


def test_policy_of_the_organisation_is_there_already() -> None:
    """What the organisation recorded is looked at again, not written for the first time."""
    shared = (Inheritable("doel", day("2026-05-04"), inherited=True),)
    found = replace(dossier("borging"), speaks_for_organisation=True, policy=shared)
    assert "Lees het beleid door" in step("beleid_herijken", found, "2027-05-04")
