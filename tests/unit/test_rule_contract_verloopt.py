"""The end of a contract: its leads, dates and what stops them, worked out by hand."""

import pytest
from dossiers import CALENDAR, DEFINITION, contract, day, done, dossier, due, first_planned, paused, planned, raised

from states.definition import Holidays
from states.dossier import Contract, Successor
from states.occasions.contracts import contract_expiry
from states.occasions.row import Process
from states.vocabulary import PHASES
from states.working_days import WorkingDays, working_days

RULE = "contract_verloopt"


def alerts(one: Contract, calendar: WorkingDays = CALENDAR) -> list[tuple[str, str, str]]:
    """Return lead, date before moving and due date of every alert of a contract."""
    rows = contract_expiry(dossier(contracts=(one,)), Process(DEFINITION.rules[RULE], DEFINITION, calendar))
    return [
        (o.name.rpartition("/")[2], o.original_on.isoformat(), o.due_on.isoformat()) for _, row in rows for o in row
    ]


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        (
            "2027-06-30",
            [
                ("18m", "2025-12-30", "2025-12-30"),
                ("12m", "2026-06-30", "2026-06-30"),
                ("6m", "2026-12-30", "2026-12-30"),
                ("3m", "2027-03-30", "2027-03-30"),
            ],
        ),
        (  # 31 August: February lacks the day; 28 February is a Saturday in 2026 and a Sunday in 2027
            "2027-08-31",
            [
                ("18m", "2026-02-28", "2026-03-02"),
                ("12m", "2026-08-31", "2026-08-31"),
                ("6m", "2027-02-28", "2027-03-01"),
                ("3m", "2027-05-31", "2027-05-31"),
            ],
        ),
        (  # 29 February 2028 is a Tuesday; 29 February 2027 does not exist, its last day is a Sunday
            "2028-08-31",
            [
                ("18m", "2027-02-28", "2027-03-01"),
                ("12m", "2027-08-31", "2027-08-31"),
                ("6m", "2028-02-29", "2028-02-29"),
                ("3m", "2028-05-31", "2028-05-31"),
            ],
        ),
        (  # from 29 February itself: 29 August 2026 is a Saturday, 28 February 2027 a Sunday, 29 August 2027 a Sunday
            "2028-02-29",
            [
                ("18m", "2026-08-29", "2026-08-31"),
                ("12m", "2027-02-28", "2027-03-01"),
                ("6m", "2027-08-29", "2027-08-30"),
                ("3m", "2027-11-29", "2027-11-29"),
            ],
        ),
    ],
)
def test_the_leads_before_an_end(ends_on: str, expected: list[tuple[str, str, str]]) -> None:
    """18, 12, 6 and 3 calendar months before the end, moved forward to a working day."""
    assert alerts(contract(ends_on)) == expected


@pytest.mark.parametrize(
    ("ends_on", "good_friday", "liberation_day", "due_on"),
    [
        ("2026-10-03", True, "lustrum", "2026-04-07"),  # Good Friday, weekend, Easter Monday
        ("2026-10-03", False, "lustrum", "2026-04-03"),
        ("2025-11-05", True, "lustrum", "2025-05-06"),  # Monday 5 May 2025 is a lustrum
        ("2025-11-05", True, "never", "2025-05-05"),
        ("2026-11-05", True, "lustrum", "2026-05-05"),  # Tuesday 5 May 2026 is not
        ("2026-11-05", True, "yearly", "2026-05-06"),
        ("2026-10-27", True, "lustrum", "2026-04-28"),  # King's day, a Monday
        ("2026-11-14", True, "lustrum", "2026-05-15"),  # Ascension day
    ],
)
def test_a_lead_moves_over_holidays_as_the_settings_say(
    ends_on: str,
    good_friday: bool,  # noqa: FBT001  # a case
    liberation_day: str,
    due_on: str,
) -> None:
    """Good Friday and 5 May are settings; the six months' alert shows what they do."""
    settings = Holidays.model_validate(
        {"good_friday": good_friday, "liberation_day": liberation_day, "source": "toets"}
    )
    moved = {lead: moved_to for lead, _, moved_to in alerts(contract(ends_on), working_days(settings))}
    assert moved["6m"] == due_on


def test_a_lead_on_or_before_the_start_does_not_exist() -> None:
    """A contract of exactly a year has no alert of a year before; one of a year and a day has."""
    leads = {
        start: [lead for lead, _, _ in alerts(contract("2027-06-30", starts_on=day(start)))]
        for start in ("2026-06-30", "2026-06-29", "2027-05-01")
    }
    assert leads == {"2026-06-30": ["6m", "3m"], "2026-06-29": ["12m", "6m", "3m"], "2027-05-01": []}


def test_a_start_on_a_free_day_is_compared_before_moving() -> None:
    """28 February 2027 is a Sunday: the alert would move to 1 March, after the start, and still does not exist."""
    assert "6m" not in [lead for lead, _, _ in alerts(contract("2027-08-31", starts_on=day("2027-02-28")))]


def test_without_a_start_every_lead_exists() -> None:
    """A register that leaves the start out still gets its alerts."""
    assert [lead for lead, _, _ in alerts(contract("2027-06-30", starts_on=None))] == ["18m", "12m", "6m", "3m"]


def test_every_missed_alert_is_raised() -> None:
    """Catch-up all: four missed alerts are four signals, older before newer, even after the end."""
    missed = raised(dossier(contracts=(contract("2027-06-30"),)), "2028-01-01", RULE)
    assert missed == [f"C-1/2027-06-30/{lead}m" for lead in (18, 12, 6, 3)]


def test_an_extension_has_occasions_of_its_own() -> None:
    """What was raised for the old end says nothing about the new one."""
    extended = done(dossier(contracts=(contract("2028-06-30"),)), RULE, [f"C-1/2027-06-30/{n}m" for n in (18, 12)])
    assert first_planned(extended, RULE) == ("C-1/2028-06-30/18m", "2026-12-30")


@pytest.mark.parametrize("phase", PHASES)
def test_contracts_end_in_every_phase(phase: str) -> None:
    """From draagvlak to beeindigd: silence never returns while a contract runs."""
    assert first_planned(dossier(phase, contracts=(contract("2027-06-30"),)), RULE)[0] == "C-1/2027-06-30/18m"


@pytest.mark.parametrize("stage", ["gepland", "uitgevraagd", "afgelopen", "ingetrokken"])
def test_only_an_awarded_contract_runs(stage: str) -> None:
    """A planned, withdrawn or closed contract raises nothing."""
    assert planned(dossier(contracts=(contract("2027-06-30", stage=stage),)), RULE) == []


def test_a_contract_without_an_end_raises_nothing() -> None:
    """What has no known end cannot come near it."""
    assert planned(dossier(contracts=(contract(None),)), RULE) == []


@pytest.mark.parametrize(("stage", "terms"), [("gepland", 1), ("uitgevraagd", 1), ("gegund", 0), ("afgelopen", 0)])
def test_an_awarded_successor_stops_the_alerts(stage: str, terms: int) -> None:
    """A successor that is only planned needs its own advice; one that is awarded ends the question."""
    followed = contract("2027-06-30", successors=(Successor("C-2", stage),))
    assert len(planned(dossier(contracts=(followed,)), RULE)) == terms


def test_each_contract_has_its_own_alerts() -> None:
    """Several contracts are several subjects."""
    two = (contract("2027-06-30"), contract("2028-01-31", "C-2"))
    assert planned(dossier(contracts=two), RULE) == [
        ("C-1/2027-06-30/18m", "2025-12-30"),
        ("C-2/2028-01-31/18m", "2026-07-31"),
    ]


@pytest.mark.parametrize(
    ("taken_over_on", "ends_on", "first", "then"),
    [
        ("2026-09-01", "2027-06-30", "12m", "6m"),
        ("2026-06-30", "2027-06-30", "12m", "6m"),  # due on the day itself has passed
        ("2026-06-29", "2027-06-30", "18m", "12m"),
        ("2025-12-29", "2027-06-30", "18m", "12m"),  # nothing passed yet
        ("2027-06-30", "2027-06-30", "3m", None),  # the last day still runs
        ("2027-07-01", "2027-06-30", None, None),  # ended before: silence
    ],
)
def test_a_take_over_raises_the_most_urgent_alert_that_passed(
    taken_over_on: str, ends_on: str, first: str | None, then: str | None
) -> None:
    """Per contract still running one alert, with its own past due date; nothing else of the past."""
    found = dossier(taken_over_on=day(taken_over_on), contracts=(contract(ends_on),))
    names = []
    for _ in range(2):
        terms = planned(found, RULE)
        names.append(terms[0][0].rpartition("/")[2] if terms else None)
        found = done(found, RULE, [occasion for occasion, _ in terms])
    assert names == [first, then]


def test_the_first_night_after_a_take_over_is_no_flood() -> None:
    """Of every running contract one signal, of the ended one none, and nothing of another rule."""
    contracts = (contract("2027-06-30"), contract("2026-10-15", "C-2"), contract("2026-08-31", "C-3"))
    taken = dossier("monitoring", "2023-01-10", roles=(), taken_over_on=day("2026-09-01"), contracts=contracts)
    first = [(d.rule, d.occasion.name, d.occasion.due_on.isoformat()) for d in due(taken, "2026-09-01")]
    assert first == [
        (RULE, "C-1/2027-06-30/12m", "2026-06-30"),
        (RULE, "C-2/2026-10-15/3m", "2026-07-15"),
    ]


def test_a_suspension_holds_the_alert_until_its_end() -> None:
    """The date does not move; the first night that may raise it does, and an open end leaves no date."""
    one = (contract("2027-06-30", starts_on=day("2026-03-01")),)
    suspended = dossier(contracts=one, suspensions=(paused("2026-06-01", "2027-01-16"),))
    assert first_planned(suspended, RULE) == ("C-1/2027-06-30/12m", "2027-01-16")
    found = due(suspended, "2027-01-16", RULE)
    assert [(d.occasion.name, d.occasion.due_on.isoformat()) for d in found] == [
        ("C-1/2027-06-30/12m", "2026-06-30"),
        ("C-1/2027-06-30/6m", "2026-12-30"),
    ]
    assert first_planned(dossier(contracts=one, suspensions=(paused("2026-06-01"),)), RULE)[1] is None
