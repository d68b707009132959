"""What another definition makes different, signal by signal, beside the sentences that were read and approved.

``tests/golden/rehearsal.txt`` holds them. After a change on purpose, write it anew and read the difference:
``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_rehearsal_differences.py``.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from dossiers import DEFINITION, Facts, contract, coordinator, dossier, entries, paused
from processes import Life
from rehearsals import another, compared, holidays, margin, rule, without
from rules import TEAM, known

from groeituin.texts.rehearsal.changes import clause
from states.changes import Change, changes
from states.definition import Definition, Rung
from states.difference import Difference
from states.dossier import Dossier

GOLDEN = Path(__file__).parent.parent / "golden" / "rehearsal.txt"


class Case(NamedTuple):
    """A kind of change, on one partnership, over some nights; the field that must explain every difference."""

    what: str
    field: str
    dossier: Dossier
    new: Definition
    first: str = "2026-01-06"
    nights: int = 180
    lived: str = ""


STILL, EXPIRY, LATE, MEETING = "fase_staat_stil", "contract_verloopt", "actie_te_laat", "voortgangsgesprek"
NORMS = DEFINITION.rules[STILL].norm_days
LONGER = rule(EXPIRY, lead_months=(18, 12, 6, 4))
ADDED = "een regel erbij"


def ends(on: str, **facts: Facts) -> Dossier:
    """Return a partnership with a contract that ends on a date, and nothing else that falls due before long."""
    return dossier("draagvlak", "2026-11-02", roles=(coordinator(),), contracts=(contract(on),), **facts)


def leads() -> Iterator[Case]:
    """Yield leads that became longer, shorter, more and fewer."""
    field, soon, ending = "lead_months", ends("2027-06-30"), known(EXPIRY)
    yield Case("van 3 naar 4 maanden", field, soon, LONGER, "2027-02-01", 60)
    yield Case("van 3 naar 4 maanden, dat al voorbij is", field, soon, LONGER, "2027-03-15", 30)
    yield Case("van 3 naar 4 maanden, en 3 is na de laatste nacht", field, soon, LONGER, "2027-02-01", 40)
    shorter = rule(EXPIRY, lead_months=(18, 12, 6, 2))
    yield Case("van 3 naar 2 maanden, en dat is na de laatste nacht", field, soon, shorter, "2027-02-01", 60)
    more, fewer = rule(EXPIRY, lead_months=(18, 15, 12, 6, 3)), rule(EXPIRY, lead_months=(12, 6, 3))
    yield Case("een termijn erbij", field, ending, more, "2026-06-01", 150)
    yield Case("een termijn minder", field, ending, fewer, "2026-06-01", 60)
    yield Case("andere termijnen", field, ending, rule(EXPIRY, lead_months=(20, 17, 3)), "2026-03-01", 150)
    jobs, plan, pso = "baan_loopt_af", "plan_van_aanpak", "pso_verloopt"
    yield Case("een enkele termijn", field, known(jobs), rule(jobs, lead_months=(3,)), "2026-08-01", 90)
    awarded = known(plan, phase="verkenning")
    yield Case("na zoveel dagen", "lead_days", awarded, rule(plan, lead_days=45), "2026-03-03", 60)
    yield Case("voor een certificaat", "lead_days", known(pso), rule(pso, lead_days=30), "2026-08-01", 90)
    pause = ends("2027-06-30", suspensions=(paused("2027-02-15", "2027-03-20"),))
    yield Case("van 3 naar 4 maanden, midden in een opschorting", field, pause, LONGER, "2027-02-16", 60)


def times() -> Iterator[Case]:
    """Yield norms, frequencies, repeats and first times."""
    still, late, meeting, look_back = known(STILL), known(LATE), known(MEETING), known("evaluatie")
    longer, shorter = (rule(STILL, norm_days={**NORMS, "verkenning": days}) for days in (150, 100))
    yield Case("een langere norm", "norm_days", still, longer)
    yield Case("een langere norm, na de eerste vraag", "norm_days", still, longer, "2026-05-10", 60, "2026-05-09")
    yield Case("een kortere norm", "norm_days", still, shorter, "2026-04-01", 60)
    yield Case("vaker terug", "repeat_days", still, rule(STILL, repeat_days=20))
    yield Case("minder vaak terug", "repeat_days", late, rule(LATE, repeat_days=14), "2026-06-01", 30)
    monthly = rule(MEETING, default_frequency="maand")
    yield Case("elke maand", "default_frequency", meeting, monthly, nights=120)
    yield Case("een andere richtdag", "target_day", meeting, rule(MEETING, target_day=20), nights=120)
    yield Case("later gevraagd", "lead_days", meeting, rule(MEETING, lead_days=14), nights=120)
    yield Case("een eerste keer eerder", "first_months", look_back, rule("evaluatie", first_months=4))
    later, often = rule("evaluatie", first_months=9), rule("evaluatie", repeat_months=6)
    yield Case("een eerste keer na de laatste nacht", "first_months", look_back, later, "2026-06-01", 60)
    yield Case("vaker dan elk jaar", "repeat_months", look_back, often, "2026-06-01", 300)


def rules() -> Iterator[Case]:
    """Yield rules that come and go, in all phases or in one, and what is done with what was missed."""
    hours = "urenopgave"
    yield Case("een regel minder", "", known(STILL), without(STILL))
    yield Case(ADDED, "", known(STILL), DEFINITION)
    yield Case("een fase minder", "phases", known(LATE), rule(LATE, phases=("verkenning",)), "2026-06-01", 10)
    more = rule(hours, phases=("verkenning", "realisatie", "monitoring", "borging"))
    yield Case("een fase erbij", "phases", known(hours, phase="verkenning"), more, nights=100)
    less = rule(hours, while_contract_runs=())
    yield Case("zonder lopend contract", "while_contract_runs", known(hours, phase="afgerond"), less, nights=100)
    yield Case("alles wat is gemist", "catch_up", known(LATE), rule(LATE, catch_up="all"), "2026-06-20", 2)


def people() -> Iterator[Case]:
    """Yield who hears of it."""
    still, pso = known(STILL), "pso_verloopt"
    yield Case("naar anderen", "to", still, rule(STILL, to=("inkoopexpert", "hr_expert")), nights=130)
    ladder = (Rung(after_days=5, to=("hr_expert",)),)
    yield Case("een andere ladder", "ladder", known(LATE), rule(LATE, ladder=ladder), "2026-06-01", 20)
    left = tuple(one for one in TEAM if one.role in {"projectcoordinator", "social_return_coordinator"})
    other = another(fallback_roles=("social_return_coordinator", "projectcoordinator"))
    yield Case("wie invalt", "fallback_roles", known(pso, roles=left), other, "2026-08-01", 60)
    both = rule(STILL, to=("inkoopexpert",), norm_days={**NORMS, "verkenning": 130})
    yield Case("later en naar anderen", "norm_days", still, both, nights=150)


def beside() -> Iterator[Case]:
    """Yield what stands beside the rules: holidays, roles of the work group, figures."""
    may, good_friday = ends("2027-05-05"), ends("2027-03-26")
    yield Case("5 mei", "liberation_day", may, holidays(liberation_day="yearly"), "2026-05-01", 10)
    yield Case("Goede Vrijdag", "good_friday", good_friday, holidays(good_friday=False), "2027-03-01", 40)
    field = "work_group_roles"
    yield Case("een rol minder in de werkgroep", field, known("rol_onbezet"), another(**{field: ()}), nights=70)
    more = another(**{field: (*DEFINITION.work_group_roles, "beleidsmedewerker")})
    yield Case("een rol erbij in de werkgroep", field, known(STILL, phase="werkgroep"), more, nights=40)
    yield Case("een ruimere marge", "", known("achterstand"), margin(100), "2026-10-01", 60)


CASES = [*leads(), *times(), *rules(), *people(), *beside()]


def old_and_new(case: Case) -> tuple[Definition, Definition]:
    """Return the two definitions of a case: the guide's first, unless a rule is added to what lacks it."""
    return (without(STILL), DEFINITION) if case.what == ADDED else (DEFINITION, case.new)


def found(case: Case) -> list[tuple[Difference, str]]:
    """Return the differences of a case, with why."""
    life = Life(case.dossier)
    life.process, new = old_and_new(case)
    if case.lived:
        life.nights("2026-01-06", case.lived)
    return compared(life, new, case.first, case.nights)


def told(one: Difference, why: str) -> str:
    """Write a difference in one line."""
    if one.before and one.after:
        return f"{one.before.night} {one.before.occasion} -> {one.after.night} {one.after.occasion}: {why}"
    heard = one.after or one.before
    assert heard
    return f"{'nieuw' if one.after else 'weg'} {heard.night} {heard.occasion}: {why}"


def test_every_difference_is_told_as_it_was_approved() -> None:
    """Each kind of change on a partnership that it touches, with its reason in the definition's own words."""
    parts = [
        "\n".join([f"# {case.what} ({', '.join(sorted({one.rule for one, _ in found(case)}))})",
                   *(told(*each) for each in found(case))])
        for case in CASES
    ]  # fmt: skip
    text = "\n\n".join(parts) + "\n"
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_every_difference_is_explained_by_what_changed(case: Case) -> None:
    """There is a difference, and each begins with a change of that very field, never with a word that says nothing."""
    old, new = old_and_new(case)
    found_in = case.dossier.phase
    because = {
        clause(replace(one, detail=one.detail or found_in), old, new)
        for one in changes(old, new)
        if one.field == case.field
    }
    if case.field == "lead_months":
        because |= {f"de termijn van {one} maanden werd" for one in (3, 18, 12)}
    reasons = [why for _, why in found(case)]
    assert reasons
    assert [] == [why for why in reasons if not why.startswith(tuple(because))]


def test_changes_that_do_not_concern_a_phase_are_not_named() -> None:
    """A norm of another phase, and how a rule is described, say nothing about this signal."""
    norms = {"draagvlak": 10, "werkgroep": 10, "verkenning": 150, "realisatie": 10}
    new = rule(STILL, norm_days=norms, source="elders", stops="iets anders")
    whys = [why for _, why in compared(Life(known(STILL)), new, "2026-05-01", 40)]
    told = "de norm van verkenning werd 150 dagen in plaats van 120"
    assert [f"{told}; niet meer naar sara", told] == whys


def reasons(dossier: Dossier, new: Definition, first: str, nights: int = 60) -> list[str]:
    """Return why each signal of a partnership of which nothing was asked yet differs."""
    return [why for _, why in compared(Life(dossier), new, first, nights)]


def both(one: Definition, name: str, **values: Facts) -> Definition:
    """Return a definition with some fields of one rule changed as well."""
    return one.model_copy(update={"rules": {**one.rules, name: one.rules[name].model_copy(update=values)}})


def test_a_holiday_is_named_only_where_it_moves_the_signal() -> None:
    """Not for what no holiday moves, though that very night be Good Friday (3 April 2026); nor for what it passes."""
    working = holidays(good_friday=False)
    norm = both(working, STILL, norm_days={**NORMS, "verkenning": 95})
    still = dossier("verkenning", "2025-12-29", roles=TEAM, phases=entries("verkenning 2025-12-29"))
    told = reasons(still, norm, "2026-04-01", 10)
    assert told
    assert [] == [why for why in told if "Vrijdag" in why]
    near = both(working, EXPIRY, lead_months=(18, 12, 6, 4))
    assert ["de termijn van 3 maanden werd 4 maanden"] == reasons(ends("2027-06-30"), near, "2027-02-15")
    (moved,) = reasons(ends("2027-09-26"), both(working, EXPIRY, lead_months=(18, 12, 6)), "2027-03-20", 15)
    assert "Goede Vrijdag is nu een werkdag" == moved


def test_one_holiday_is_told_apart_from_another() -> None:
    """Who hears of it on Good Friday hears nothing of 5 May."""
    new = holidays(good_friday=False, liberation_day="yearly")
    assert ["5 mei is nu elk jaar vrij"] == reasons(ends("2027-05-05"), new, "2026-05-01", 10)


def test_phases_are_named_only_where_they_make_the_difference() -> None:
    """A phase that went is a reason for who is in it, and for what counts from the day on which it was entered."""
    less = rule("evaluatie", while_contract_runs=(), first_months=4)
    told = reasons(known("evaluatie"), less, "2026-05-01")
    assert ["de eerste keer is na 4 maanden in plaats van na 6"] == [why.partition(";")[0] for why in told]
    earlier = rule("evaluatie", phases=("realisatie", "monitoring", "borging"))
    long = dossier("monitoring", "2026-03-02", phases=entries("realisatie 2026-01-05", "monitoring 2026-03-02"))
    told = reasons(long, earlier, "2026-07-01", 90)
    assert {"dit geldt nu ook in realisatie"} == {why.partition(";")[0] for why in told}


def test_a_phase_that_comes_along_needs_no_norm_of_the_other() -> None:
    """Where the present definition has no norm for a phase, that the rule holds there now is told."""
    norms = {phase: days for phase, days in NORMS.items() if phase != "verkenning"}
    old = rule(STILL, phases=("draagvlak", "werkgroep", "realisatie"), norm_days=norms)
    life = Life(known(STILL))
    life.process = old
    (first, *_) = [why for _, why in compared(life, both(DEFINITION, STILL, to=("hr_expert",)), "2026-05-01", 20)]
    assert "dit geldt nu ook in verkenning; verkenning kreeg een norm van 120 dagen" == first


def test_catching_up_is_named_only_for_what_was_missed() -> None:
    """An alert that moved did so by its lead, also where what was missed is raised otherwise from now on."""
    new = rule(EXPIRY, lead_months=(18, 12, 6, 4), catch_up="latest")
    latest = "van wat is gemist wordt nu alleen het laatste gevraagd"
    moved = "de termijn van 3 maanden werd 4 maanden"
    assert [moved, latest, latest] == reasons(ends("2027-06-30"), new, "2027-02-01")


def test_nothing_differs_where_nothing_changed() -> None:
    """The same process under another version, or with other words, moves no signal."""
    for new in (another(), rule(STILL, source="elders"), another(meeting_recency=3)):
        assert [] == compared(Life(known(STILL)), new, "2026-01-06", 200)


def test_a_change_names_what_it_touches() -> None:
    """Only days, months, phases, people, holidays and the figures of the backlog touch signals."""
    touching = {Change("rule", "evaluatie", "lead_months"), Change("rule", "evaluatie", "ladder")}
    silent = {Change("rule", "evaluatie", "source"), Change("trigger", "start_borging", "requires")}
    assert all(one.when or one.who for one in touching)
    assert not any(one.when or one.who for one in silent)
