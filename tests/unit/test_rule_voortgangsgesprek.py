"""The progress meeting: its periods and dates, worked out by hand."""

import pytest
from dossiers import CALENDAR, DEFINITION, day, done, dossier, due, entries, first_planned, paused, planned, raised

from states.dossier import Agreement, Meeting
from states.occasions.meetings import progress_meetings
from states.occasions.row import Process
from states.working_days import working_days

RULE = "voortgangsgesprek"


def agreed(*steps: str) -> tuple[Agreement, ...]:
    """Return agreements, each written as ``2026-03-01 maand``."""
    return tuple(Agreement(day(on), frequency) for on, frequency in (step.split() for step in steps))


def held(*days: str) -> tuple[Meeting, ...]:
    """Return progress meetings that were held on these days."""
    return tuple(Meeting(f"v-{on}", "voortgang", held_on=day(on)) for on in days)


def test_the_dates_of_a_year_of_quarters() -> None:
    """15 March 2026 is a Sunday, so the target is the 16th; 28 days before it is Monday 16 February."""
    rule = DEFINITION.rules[RULE]
    ((subject, row),) = progress_meetings(dossier(), Process(rule, DEFINITION, CALENDAR))
    first = [next(row) for _ in range(4)]
    assert subject == ""
    assert [(o.name, o.due_on.isoformat()) for o in first] == [
        ("2026-K1", "2026-02-16"),
        ("2026-K2", "2026-05-18"),
        ("2026-K3", "2026-08-18"),
        ("2026-K4", "2026-11-17"),
    ]


@pytest.mark.parametrize(
    ("since", "first"),
    [("2026-02-16", ("2026-K1", "2026-02-16")), ("2026-02-17", ("2026-K2", "2026-05-18"))],
)
def test_the_first_is_this_period_unless_its_due_date_is_past(since: str, first: tuple[str, str]) -> None:
    """On its due date the first period still counts, a day later the next one is the first."""
    assert first_planned(dossier(since=since), RULE) == first


@pytest.mark.parametrize(
    ("agreements", "first"),
    [
        (("2026-03-01 maand",), ("2026-04", "2026-03-18")),
        (("2026-03-01 halfjaar",), ("2026-H1", "2026-05-18")),
        (("2026-05-19 halfjaar",), ("2026-H2", "2026-11-17")),
        (("2026-08-20 kwartaal",), ("2026-K4", "2026-11-17")),
        (("2025-11-01 kwartaal",), ("2026-K1", "2026-02-16")),
        (("2026-02-01 maand", "2026-06-01 kwartaal"), ("2026-K3", "2026-08-18")),
        (("2026-02-01 kwartaal", "2026-08-20 kwartaal"), ("2026-K1", "2026-02-16")),
        (("2026-02-01 maand", "2026-03-01 kwartaal", "2026-08-20 kwartaal"), ("2026-K2", "2026-05-18")),
    ],
)
def test_an_agreement_made_later_sets_the_first_period(agreements: tuple[str, ...], first: tuple[str, str]) -> None:
    """The first period is that of the agreement; agreeing the same frequency again starts nothing anew."""
    assert first_planned(dossier(agreements=agreed(*agreements)), RULE) == first


def test_the_first_of_the_consecutive_phases_counts() -> None:
    """Monitoring after realisatie goes on with the same meetings."""
    phases = entries("verkenning 2025-01-01", "realisatie 2026-01-05", "monitoring 2026-06-01")
    assert first_planned(dossier("monitoring", phases=phases), RULE) == ("2026-K1", "2026-02-16")


def test_a_meeting_counts_for_the_period_in_which_it_was_held() -> None:
    """Held on 31 March is held in the first quarter; on 1 April in the second."""
    assert first_planned(dossier(meetings=held("2026-03-31")), RULE) == ("2026-K2", "2026-05-18")
    assert first_planned(dossier(meetings=held("2026-04-01")), RULE) == ("2026-K1", "2026-02-16")
    assert first_planned(dossier(meetings=held("2026-01-01", "2026-06-30")), RULE) == ("2026-K3", "2026-08-18")


def test_another_kind_of_meeting_does_not_count() -> None:
    """Only a meeting of kind voortgang answers the question."""
    other = (Meeting("w-1", "werkgroep", held_on=day("2026-03-01")),)
    assert first_planned(dossier(meetings=other), RULE) == ("2026-K1", "2026-02-16")


def test_a_planned_meeting_is_asked_after_the_next_day() -> None:
    """Planned for Friday 20 March it is due on Saturday the 21st; a later plan in the same quarter moves that."""
    friday, week_later = (Meeting(on, "voortgang", planned_on=day(on)) for on in ("2026-03-20", "2026-03-27"))
    assert first_planned(dossier(meetings=(friday,)), RULE) == ("2026-K1", "2026-03-21")
    assert first_planned(dossier(meetings=(friday, week_later)), RULE) == ("2026-K1", "2026-03-28")


def test_a_meeting_planned_early_in_its_quarter_is_asked_after_before_the_usual_date() -> None:
    """Planned for 2 April and not held: asked on the 3rd, though the quarter itself would be due in May."""
    plan = (*held("2026-03-10"), Meeting("v", "voortgang", planned_on=day("2026-04-02")))
    (found,) = due(dossier(meetings=plan), "2026-04-03", RULE)
    assert (found.occasion.name, found.occasion.planned_on) == ("2026-K2", day("2026-04-02"))


def test_a_planned_meeting_does_not_hide_the_next_period() -> None:
    """Planned for 30 November it is asked after on 1 December; December itself is due on 17 November already."""
    plan = (Meeting("v", "voortgang", planned_on=day("2026-11-30")),)
    monthly = dossier(since="2026-10-01", agreements=agreed("2026-10-01 maand"), meetings=plan)
    assert first_planned(monthly, RULE) == ("2026-12", "2026-11-17")
    assert first_planned(done(monthly, RULE, ["2026-12"]), RULE) == ("2026-11", "2026-12-01")


def test_missed_periods_are_skipped_and_named() -> None:
    """Catch-up latest: one night in November raises K4 alone and skips the three before it."""
    (found,) = due(dossier(), "2026-11-17", RULE)
    assert (found.occasion.name, [o.name for o in found.skipped]) == ("2026-K4", ["2026-K1", "2026-K2", "2026-K3"])
    assert raised(dossier(), "2026-02-15", RULE) == []


def test_a_suspension_does_not_move_a_quarter() -> None:
    """Quarters are the outside world: what fell due meanwhile is raised on the first night after."""
    suspended = dossier(suspensions=(paused("2026-02-01", "2026-03-01"),))
    assert first_planned(suspended, RULE) == ("2026-K1", "2026-03-01")
    assert raised(suspended, "2026-02-28", RULE) == []
    (found,) = due(suspended, "2026-03-01", RULE)
    assert (found.occasion.name, found.occasion.due_on) == ("2026-K1", day("2026-02-16"))


@pytest.mark.parametrize(("good_friday", "due_on"), [(True, "2028-04-13"), (False, "2028-04-14")])
def test_the_due_date_moves_back_over_days_off(good_friday: bool, due_on: str) -> None:  # noqa: FBT001  # a case
    """28 days before 15 May 2028 is Easter Monday: back over the weekend, and over Good Friday where that is free."""
    settings = DEFINITION.holidays.model_copy(update={"good_friday": good_friday})
    monthly = dossier(since="2028-04-10", agreements=agreed("2028-04-10 maand"))
    ((_, row),) = progress_meetings(monthly, Process(DEFINITION.rules[RULE], DEFINITION, working_days(settings)))
    first = next(row)
    assert (first.name, first.original_on.isoformat(), first.due_on.isoformat()) == ("2028-05", "2028-04-17", due_on)


def test_a_take_over_starts_with_the_next_due_date() -> None:
    """What was due on or before the take-over is past; the first is the next one."""
    assert first_planned(dossier(since="2024-01-01", taken_over_on=day("2026-05-18")), RULE)[0] == "2026-K3"
    assert first_planned(dossier(since="2024-01-01", taken_over_on=day("2026-05-17")), RULE)[0] == "2026-K2"


@pytest.mark.parametrize("phase", ["draagvlak", "werkgroep", "verkenning", "beeindigd"])
def test_no_meetings_before_realisatie_or_after_the_end(phase: str) -> None:
    """The rule belongs to realisatie, monitoring and borging."""
    assert planned(dossier(phase), RULE) == []
