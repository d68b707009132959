"""Evaluations: half a year after monitoring starts, then yearly, and around a contract's end."""

import pytest
from dossiers import Facts, contract, day, done, dossier, due, entries, first_planned, paused, planned, raised

from states.dossier import Dossier, Evaluation

RULE = "evaluatie"
ENTERED = "2026-06-06"


def monitored(**facts: Facts) -> Dossier:
    """Return a partnership that entered monitoring on Saturday 6 June 2026."""
    return dossier("monitoring", ENTERED, **facts)


def test_half_a_year_after_monitoring_starts_and_then_yearly() -> None:
    """6 December 2026 is a Sunday, so Monday the 7th; a year later the 6th is a Monday; in 2028 a Wednesday."""
    found, first_three = monitored(), []
    for _ in range(3):
        occasion, due_on = first_planned(found, RULE)
        first_three.append((occasion, due_on))
        found = done(found, RULE, [occasion])
    assert first_three == [
        ("2026-06-06/6m", "2026-12-07"),
        ("2026-06-06/18m", "2027-12-06"),
        ("2026-06-06/30m", "2028-12-06"),
    ]


def test_months_count_from_the_entry_and_not_from_each_other() -> None:
    """From 31 August: 28 February 2027 (a Sunday, so 1 March), then 29 February 2028."""
    found = dossier("monitoring", "2026-08-31")
    assert first_planned(found, RULE) == ("2026-08-31/6m", "2027-03-01")
    assert first_planned(done(found, RULE, ["2026-08-31/6m"]), RULE) == ("2026-08-31/18m", "2028-02-29")


def test_nine_months_before_a_contract_ends_and_at_its_end() -> None:
    """30 June 2027 less nine months is 30 September 2026; both days are working days."""
    found = monitored(contracts=(contract("2027-06-30"),))
    assert planned(found, RULE)[1] == ("C-1/2027-06-30/9m", "2026-09-30")
    assert planned(done(found, RULE, ["C-1/2027-06-30/9m"]), RULE)[1] == ("C-1/2027-06-30/einde", "2027-06-30")


def test_a_contract_that_was_closed_is_still_evaluated_at_its_end() -> None:
    """Closing a contract in the register does not answer what it yielded."""
    closed = monitored(contracts=(contract("2026-09-30", stage="afgelopen"),))
    assert raised(closed, "2026-10-01", RULE) == ["C-1/2026-09-30/einde"]


@pytest.mark.parametrize(("evaluated_on", "next_one"), [("2026-12-06", "6m"), ("2026-12-07", "18m")])
def test_an_evaluation_answers_what_was_due_by_then(evaluated_on: str, next_one: str) -> None:
    """One recorded on the due date answers it; one recorded the day before does not."""
    occasion, _ = first_planned(monitored(evaluations=(Evaluation(day(evaluated_on)),)), RULE)
    assert occasion == f"2026-06-06/{next_one}"


def test_an_evaluation_answers_the_contract_too() -> None:
    """After an evaluation in October nothing of September is due any more."""
    found = monitored(contracts=(contract("2027-06-30"),), evaluations=(Evaluation(day("2026-10-05")),))
    assert planned(found, RULE)[1] == ("C-1/2027-06-30/einde", "2027-06-30")


@pytest.mark.parametrize(
    ("suspensions", "due_on"),
    [
        ([("2026-08-01", "2026-08-11")], "2026-12-16"),  # ten days
        ([("2026-08-01", "2026-08-11"), ("2026-08-05", "2026-08-15")], "2026-12-21"),  # fourteen, and a Sunday
        ([("2026-05-01", "2026-06-01")], "2026-12-07"),  # before monitoring: nothing
        ([("2026-06-01", "2026-06-16")], "2026-12-16"),  # ten of its days lie after the entry
        ([("2026-12-07", "2026-12-21")], "2026-12-21"),  # due before it began, so it only waits
        ([("2026-12-01", "2026-12-08")], "2026-12-14"),  # seven days: 13 December is a Sunday
        ([("2026-08-01", "2026-08-11"), ("2026-12-14", "2026-12-24")], "2026-12-28"),  # pushed into the next one
    ],
)
def test_a_suspension_moves_what_counts_from_the_entry(suspensions: list[tuple[str, str]], due_on: str) -> None:
    """The days suspended since the entry are added, overlapping ones once, and then the date moves to a working day."""
    found = monitored(suspensions=tuple(paused(*span) for span in suspensions))
    assert first_planned(found, RULE) == ("2026-06-06/6m", due_on)


def test_a_suspension_does_not_move_what_counts_from_a_contract() -> None:
    """The contract ends when it ends: its evaluation waits for the end of the suspension."""
    found = monitored(contracts=(contract("2027-06-30"),), suspensions=(paused("2026-09-01", "2026-10-11"),))
    assert planned(found, RULE) == [("2026-06-06/6m", "2027-01-15"), ("C-1/2027-06-30/9m", "2026-10-11")]


def test_coming_back_starts_new_occasions() -> None:
    """A second monitoring counts from its own entry; borging goes on with that of monitoring."""
    again = entries("monitoring 2026-06-06", "realisatie 2027-01-10", "monitoring 2027-03-01")
    assert first_planned(dossier("monitoring", phases=again), RULE) == ("2027-03-01/6m", "2027-09-01")
    on = entries("monitoring 2026-06-06", "borging 2026-09-01")
    assert first_planned(dossier("borging", phases=on), RULE) == ("2026-06-06/6m", "2026-12-07")


def test_only_the_newest_missed_is_raised() -> None:
    """Catch-up latest, per subject: the row of the years and the contract's row each raise one."""
    found = due(monitored(contracts=(contract("2027-06-30"),)), "2028-01-01", RULE)
    assert [(d.subject, d.occasion.name, [o.name for o in d.skipped]) for d in found] == [
        ("", "2026-06-06/18m", ["2026-06-06/6m"]),
        ("C-1", "C-1/2027-06-30/einde", ["C-1/2027-06-30/9m"]),
    ]


def test_once_finished_it_goes_on_while_a_contract_runs() -> None:
    """27 June 2027 is a Sunday: the evaluation at the end is on Monday, and the year after that is not asked."""
    phases = entries("monitoring 2026-06-06", "borging 2026-09-01", "afgerond 2026-10-01")
    finished = dossier("afgerond", phases=phases, contracts=(contract("2027-06-27"),))
    finished = done(finished, RULE, ["2026-06-06/6m", "C-1/2027-06-27/9m"])
    assert planned(finished, RULE) == [("C-1/2027-06-27/einde", "2027-06-28")]
    assert planned(dossier("afgerond", phases=phases), RULE) == []
    endless = dossier("afgerond", phases=phases, contracts=(contract(None),))
    assert first_planned(endless, RULE) == ("2026-06-06/6m", "2026-12-07")


def test_progress_meetings_go_on_while_a_contract_runs() -> None:
    """The last meeting asked for is the last that is due before the contract ends."""
    finished = dossier("afgerond", "2026-01-05", contracts=(contract("2026-06-30"),))
    assert first_planned(finished, "voortgangsgesprek") == ("2026-K1", "2026-02-16")
    finished = done(finished, "voortgangsgesprek", ["2026-K1", "2026-K2"])
    assert planned(finished, "voortgangsgesprek") == []


@pytest.mark.parametrize("phase", ["draagvlak", "werkgroep", "verkenning", "realisatie", "beeindigd"])
def test_no_evaluation_before_monitoring_or_after_the_end(phase: str) -> None:
    """The rule belongs to monitoring and borging."""
    assert planned(dossier(phase, contracts=(contract("2027-06-30"),)), RULE) == []


def test_a_take_over_looks_ahead_only() -> None:
    """Monitoring since 2024: the next anniversary after the take-over, and no passed evaluation of a contract."""
    taken = dossier("monitoring", "2024-01-10", taken_over_on=day("2026-10-01"), contracts=(contract("2027-06-30"),))
    assert planned(taken, RULE) == [("2024-01-10/42m", "2027-07-12"), ("C-1/2027-06-30/einde", "2027-06-30")]
