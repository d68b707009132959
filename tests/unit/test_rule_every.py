"""Every rule of the definition on one dossier each: when, in which phases, to whom, and what moves or stops it.

A rule without a row in ``EXAMPLES`` fails.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from dossiers import DEFINITION, backup, day, done, due, entries, first_planned, paused, planned
from rules import ENTERED, EXAMPLES, PAUSE, known, running_in

from states.dossier import Evaluation
from states.recipients import recipients
from states.vocabulary import PHASES

RULES = pytest.mark.parametrize("rule", DEFINITION.rules)


def test_every_rule_has_an_example() -> None:
    """No rule of the definition is left out, and none stands here that it does not have."""
    assert set(DEFINITION.rules) == set(EXAMPLES)


@RULES
def test_it_falls_due_on_its_date_and_again(rule: str) -> None:
    """The first occasion and, once that was raised, the next."""
    example = EXAMPLES[rule]
    assert example.first == first_planned(known(rule), rule)
    again = planned(done(known(rule), rule, [example.first[0]]), rule)
    assert ([example.then] if example.then else []) == again


@RULES
def test_a_night_raises_it_on_that_date_and_not_before(rule: str) -> None:
    """Nothing the evening before; on its own night that occasion."""
    name, due_on = EXAMPLES[rule].first
    assert () == due(known(rule), (day(due_on) - timedelta(days=1)).isoformat(), rule)
    assert [name] == [found.occasion.name for found in due(known(rule), due_on, rule)]


@RULES
@pytest.mark.parametrize("phase", PHASES)
def test_it_is_asked_in_its_phases_only(rule: str, phase: str) -> None:
    """In the phases that the guide gives it, and in no other."""
    assert (phase in EXAMPLES[rule].phases) == bool(planned(running_in(rule, phase), rule))


@RULES
def test_in_afgerond_it_goes_on_only_while_a_contract_runs(rule: str) -> None:
    """Meetings, hours, jobs and evaluations end with the last contract; what is of the organisation goes on."""
    example = EXAMPLES[rule]
    assert set(example.not_without) == set(DEFINITION.rules[rule].while_contract_runs)
    for phase in example.not_without:
        there = running_in(rule, phase)
        ended = tuple(replace(c, ends_on=day("2026-01-15")) for c in there.contracts)
        looked_back = (Evaluation(day("2026-01-15")),)
        assert [] == planned(replace(there, contracts=ended, evaluations=looked_back), rule)
        assert [] == planned(replace(there, contracts=()), rule)


@RULES
def test_a_suspension_moves_what_counts_from_within(rule: str) -> None:
    """Thirty days later where it counts from an entry, an evaluation or a vacancy; never what the world fixes."""
    assert (EXAMPLES[rule].first[0], EXAMPLES[rule].paused) == first_planned(known(rule, suspensions=(PAUSE,)), rule)


@RULES
def test_while_it_has_no_end_a_suspension_leaves_no_date(rule: str) -> None:
    """No night raises it; it is still planned, without a date."""
    waiting = known(rule, suspensions=(paused("2026-01-20"),))
    assert (EXAMPLES[rule].first[0], None) == first_planned(waiting, rule)
    assert () == due(waiting, "2029-01-01", rule)


@RULES
def test_a_take_over_leaves_the_past_alone(rule: str) -> None:
    """What was due on the day of the take-over is not raised, save the most urgent alert about a contract."""
    example = EXAMPLES[rule]
    taken_over = known(rule, taken_over_on=day(example.first[1]))
    names = [occasion for occasion, _due in planned(taken_over, rule)]
    assert example.taken_over == (example.first[0] in names)
    for found in due(taken_over, example.first[1], rule):
        assert example.taken_over
        assert example.first == (found.occasion.name, found.occasion.due_on.isoformat())


@RULES
def test_it_goes_to_its_roles(rule: str) -> None:
    """To who holds them, in the order of the definition."""
    subject = subject_of(rule)
    assert EXAMPLES[rule].to == recipients(known(rule), DEFINITION, rule, subject)


@RULES
def test_when_nobody_holds_them_it_goes_to_whoever_started(rule: str) -> None:
    """Never to nobody; and with only a backup coordinator, to the backup."""
    gone = tuple(replace(p, inactive_on=day("2026-01-20")) for p in known(rule).people)
    nobody = known(rule, roles=(), people=gone)
    assert ("starter",) == recipients(nobody, DEFINITION, rule, subject_of(rule))
    assert ("bert",) == recipients(replace(nobody, roles=(backup(),)), DEFINITION, rule, subject_of(rule))


def subject_of(rule: str) -> str:
    """Return the subject of a rule's example."""
    (found,) = due(known(rule), EXAMPLES[rule].first[1], rule)
    return found.subject


@RULES
def test_it_stops_when_its_reason_is_gone(rule: str) -> None:
    """What the definition names as the reason to stop leaves nothing to ask."""
    assert [] == planned(known(rule, **EXAMPLES[rule].stopped), rule)


@pytest.mark.parametrize("rule", [name for name, example in EXAMPLES.items() if ENTERED in example.first[0]])
def test_coming_back_into_a_phase_starts_new_occasions(rule: str) -> None:
    """What counts from the entry holds the entry's date, and so is not confused with the time before."""
    example = EXAMPLES[rule]
    steps = entries(f"{example.phase} {ENTERED}", "draagvlak 2026-02-02", f"{example.phase} 2026-03-02")
    assert example.first[0].replace(ENTERED, "2026-03-02") == first_planned(known(rule, phases=steps), rule)[0]
