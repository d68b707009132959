"""What a running partnership keeps, loses and gets when it moves to another definition."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from dossiers import contract, coordinator, day, dossier, entries
from processes import Life, process

from states.definition import handreiking
from states.dossier import Action, Dossier

LEADS = "lead_months: [18, 12, 6, 3]"
EXPIRY = "contract_verloopt"


def expiring(since: str = "2026-11-02") -> Dossier:
    """Return a partnership with a contract until the end of June 2027, and little else that falls due."""
    return dossier("draagvlak", since, roles=(coordinator(),), contracts=(contract("2027-06-30"),))


def lived(known: Dossier, first: str, until: str) -> Life:
    """Return a partnership after the nights of a range."""
    life = Life(known)
    life.nights(first, until)
    return life


def test_a_shorter_lead_is_not_asked_again() -> None:
    """What was raised six months before stands for the alert at four months that takes its place."""
    life = lived(expiring(), "2026-11-03", "2027-01-10")
    assert ("2026-12-30", EXPIRY, "C-1/2027-06-30/6m") in life.raised
    moved = life.move(process({LEADS: "lead_months: [18, 12, 4, 2]"}), "2027-01-11")
    assert ["C-1/2027-06-30/4m"] == [one.now_as for one in moved.restated if one.occasion.endswith("/6m")]
    found = life.nights("2027-01-11", "2027-07-31", EXPIRY)
    assert [("2027-04-30", "C-1/2027-06-30/2m")] == found


def test_a_longer_lead_that_has_come_by_now_is_raised_on_the_next_night() -> None:
    """The alert at three months becomes one at four; on the day of the move that has passed and was never asked."""
    life = lived(expiring(), "2026-11-03", "2027-03-15")
    life.move(process({LEADS: "lead_months: [18, 12, 6, 4]"}), "2027-03-15")
    assert [("2027-03-16", "C-1/2027-06-30/4m")] == life.nights("2027-03-16", "2027-07-31", EXPIRY)


def test_a_lead_more_that_is_older_than_what_was_asked_is_let_be() -> None:
    """Nobody hears nine months before the end, when six months before was asked already."""
    life = lived(expiring(), "2026-11-03", "2027-01-10")
    moved = life.move(process({LEADS: "lead_months: [18, 12, 9, 6, 3]"}), "2027-01-11")
    assert ["C-1/2027-06-30/9m"] == [one.occasion for one in moved.skipped]
    assert [("2027-03-30", "C-1/2027-06-30/3m")] == life.nights("2027-01-11", "2027-07-31", EXPIRY)


def test_a_lead_that_is_left_out_goes_on_asking() -> None:
    """The contract still ends: what was asked keeps its clock, and the leads that are left are asked in their time."""
    life = lived(expiring(), "2026-11-03", "2027-01-04")
    (before,) = [one for one in life.asking.values() if one.rule == EXPIRY]
    moved = life.move(process({LEADS: "lead_months: [18, 12, 3]"}), "2027-01-05")
    (after,) = [one for one in moved.signals.values() if one.rule == EXPIRY]
    assert before == after
    assert [("2027-03-30", "C-1/2027-06-30/3m")] == life.nights("2027-01-05", "2027-07-31", EXPIRY)


@pytest.mark.parametrize(
    ("leads", "known", "asked"),
    [
        ("12, 6, 3", [], ["12m", "6m", "3m"]),
        ("12, 8, 6, 3", [], ["12m", "8m", "6m", "3m"]),
        ("15, 12, 6, 3", ["15m"], ["12m", "6m", "3m"]),
        ("18, 9", [], ["9m"]),
        ("6", [], ["6m"]),
    ],
)
def test_only_a_lead_between_the_same_neighbours_takes_the_place_of_another(
    leads: str, known: list[str], asked: list[str]
) -> None:
    """After the alert at eighteen months, a lead that both processes have is asked whatever happens to the others."""
    life = lived(expiring(since="2025-12-01"), "2025-12-02", "2026-03-01")
    assert ["C-1/2027-06-30/18m"] == [name for _, rule, name in life.raised if rule == EXPIRY]
    moved = life.move(process({LEADS: f"lead_months: [{leads}]"}), "2026-03-02")
    assert known == [str(one.now_as).rpartition("/")[2] for one in moved.restated if one.rule == EXPIRY]
    found = [name.rpartition("/")[2] for _, name in life.nights("2026-03-02", "2027-07-31", EXPIRY)]
    assert asked == found


def test_a_lead_that_had_passed_when_it_was_asked_late_is_let_be() -> None:
    """Asked late, because its end was corrected, at fifteen months: an alert at sixteen has been answered by that."""
    life = lived(expiring(since="2026-03-25"), "2026-03-26", "2026-03-31")
    assert ("2026-03-26", EXPIRY, "C-1/2027-06-30/18m") in life.raised
    life.move(process({LEADS: "lead_months: [18, 16, 12, 6, 3]"}), "2026-04-01")
    assert [] == life.nights("2026-04-01", "2026-06-01", EXPIRY)


def test_there_and_back_is_as_before() -> None:
    """A definition that is taken back leaves no trace in what signals stand for."""
    life = lived(expiring(), "2026-11-03", "2027-01-10")
    before = dict(life.signals)
    life.move(process({LEADS: "lead_months: [18, 12, 4, 2]"}), "2027-01-11")
    life.move(handreiking(), "2027-01-11")
    assert before == life.signals
    assert [("2027-03-30", "C-1/2027-06-30/3m")] == life.nights("2027-01-11", "2027-07-31", EXPIRY)


NORM = "norm_days: {draagvlak: 90, werkgroep: 60, verkenning: 120, realisatie: 180}"


def exploring() -> Dossier:
    """Return a partnership that explores since the first of January 2026."""
    return dossier("verkenning", "2026-01-01", roles=(coordinator(),))


@pytest.mark.parametrize(
    ("days", "status", "asked"),
    [
        ("150", "vervallen", [("2026-05-31", "150d"), ("2026-06-30", "180d")]),
        ("60", "open", [("2026-05-31", "150d"), ("2026-06-30", "180d")]),
        ("100", "open", [("2026-05-11", "130d"), ("2026-06-10", "160d"), ("2026-07-10", "190d")]),
    ],
)
def test_another_norm(days: str, status: str, asked: list[tuple[str, str]]) -> None:
    """Under a longer norm nothing stands still yet, and it is asked when it does; under a shorter one it goes on."""
    life = lived(exploring(), "2026-01-02", "2026-05-05")
    moved = life.move(process({NORM: NORM.replace("120", days)}), "2026-05-06")
    assert [status] == [one.status for one in moved.signals.values() if one.rule == "fase_staat_stil"]
    found = life.nights("2026-05-06", "2026-07-15", "fase_staat_stil")
    assert [(night, f"verkenning/2026-01-01/{lasts}") for night, lasts in asked] == found


@pytest.mark.parametrize("until", [None, "2026-06-25"])
def test_what_is_asked_by_a_norm_that_passed_meanwhile_goes_on(until: str | None) -> None:
    """Asked at 120 days, moved at 143 to a norm of 140: it stands for that, keeps its clock and waits as long."""
    life = lived(exploring(), "2026-01-02", "2026-05-23")
    (key,) = (key for key, one in life.asking.items() if one.rule == "fase_staat_stil")
    if until:
        life.signals[key] = replace(life.signals[key], status="uitgesteld", next_on=day(until))
    before = life.signals[key]
    life.move(process({NORM: NORM.replace("120", "140")}), "2026-05-24")
    assert replace(before, now_as="verkenning/2026-01-01/140d") == life.signals[key]
    found = [name[-4:] for _, name in life.nights("2026-05-24", "2026-07-30", "fase_staat_stil")]
    assert (["200d"] if until else ["170d", "200d"]) == found


def test_what_is_asked_once_is_not_asked_again_by_a_longer_term() -> None:
    """Thirty days after the award became forty-five, and fifty have passed: it was asked, and nobody answered yet."""
    awarded = (contract("2028-12-31", starts_on=day("2026-01-01"), awarded_on=day("2026-01-05")),)
    life = lived(dossier("verkenning", "2026-01-01", contracts=awarded), "2026-01-02", "2026-02-24")
    rule = "plan_van_aanpak"
    assert [("2026-02-04", "C-1/2026-01-05/30d")] == [(night, name) for night, of, name in life.raised if of == rule]
    life.move(process({"lead_days: 30\n    ladder:\n": "lead_days: 45\n    ladder:\n"}), "2026-02-24")
    assert ["open"] == [one.status for one in life.signals.values() if one.rule == rule]
    assert [] == life.nights("2026-02-24", "2026-04-30", rule)


LATE = "actie_te_laat"


def test_another_repeat_goes_on_from_what_was_asked() -> None:
    """An action late since 2 February was asked every week; every two weeks from there, and nothing twice."""
    action = Action("A-1", "Bel", "anna", coordinator(since="2026-02-01").from_on)
    life = lived(dossier("werkgroep", "2026-01-26", actions=(action,)), "2026-01-27", "2026-02-20")
    assert ["2026-02-02", "2026-02-09", "2026-02-16"] == [night for night, rule, _ in life.raised if rule == LATE]
    life.move(process({"repeat_days: 7": "repeat_days: 14"}), "2026-02-20")
    assert ["2026-03-02", "2026-03-16", "2026-03-30"] == [
        night for night, _ in life.nights("2026-02-21", "2026-04-01", LATE)
    ]
    life.move(process({"repeat_days: 7": "repeat_days: 5"}, "3"), "2026-04-01")
    found = life.nights("2026-04-02", "2026-04-12", LATE)
    assert ["2026-04-03", "2026-04-08"] == [night for night, _ in found]


MEETING = "voortgangsgesprek"
FREQUENCY = "default_frequency: kwartaal"


def test_meetings_every_month_from_the_middle_of_a_quarter() -> None:
    """What the third quarter was asked stands; of the months that follow the newest is asked, and then each."""
    life = lived(dossier("monitoring", "2026-06-01", roles=(coordinator(),)), "2026-06-02", "2026-11-05")
    assert ["2026-K3"] == [name for _, rule, name in life.raised if rule == MEETING]
    life.move(process({FREQUENCY: "default_frequency: maand"}), "2026-11-05")
    found = life.nights("2026-11-06", "2027-01-01", MEETING)
    assert [("2026-11-06", "2026-11"), ("2026-11-17", "2026-12"), ("2026-12-18", "2027-01")] == found


def test_a_rule_less_and_a_rule_more() -> None:
    """What a rule asked lapses with the rule; when it is there again that comes back, and no repeat was missed."""
    life = lived(exploring(), "2026-01-02", "2026-05-05")
    text_of_rule = process_without("fase_staat_stil")
    moved = life.move(text_of_rule, "2026-05-06")
    assert ["vervallen"] == [one.status for one in moved.signals.values() if one.rule == "fase_staat_stil"]
    assert [] == life.nights("2026-05-06", "2026-06-10", "fase_staat_stil")
    life.move(process({}, "3"), "2026-06-11")
    found = life.nights("2026-06-11", "2026-07-15", "fase_staat_stil")
    assert [("2026-06-11", "verkenning/2026-01-01/150d"), ("2026-06-30", "verkenning/2026-01-01/180d")] == found


def test_what_lapsed_by_a_definition_comes_back_when_that_is_taken_back() -> None:
    """Under a longer norm nothing stood still yet; under the old one it does, is asked from now on, and not raised."""
    life = lived(exploring(), "2026-01-02", "2026-05-05")
    life.move(process({NORM: NORM.replace("120", "150")}), "2026-05-06")
    back = life.move(process({}, "3"), "2026-05-11")
    (still,) = [back.signals[key] for key in back.returned]
    assert ("verkenning/2026-01-01/120d", "open", "2026-05-11", 0) == (
        still.occasion, still.status, still.asked_on.isoformat(), still.rung,
    )  # fmt: skip
    found = life.nights("2026-05-12", "2026-06-15", "fase_staat_stil")
    assert [("2026-05-31", "verkenning/2026-01-01/150d")] == found


def test_what_lapsed_by_itself_stays_so() -> None:
    """A signal whose reason went because of what happened does not come back with another definition."""
    life = lived(exploring(), "2026-01-02", "2026-05-05")
    entered = entries("verkenning 2026-01-01", "realisatie 2026-05-06")
    life.dossier = replace(life.dossier, phase="realisatie", phases=entered)
    life.nights("2026-05-06", "2026-05-20")
    assert ["vervallen"] == [one.status for one in life.signals.values() if one.rule == "fase_staat_stil"]
    assert frozenset() == life.move(process({NORM: NORM.replace("120", "100")}), "2026-05-21").returned


def process_without(rule: str) -> Any:  # noqa: ANN401  # a definition
    """Return the guide's process without one of its rules."""
    rules: Mapping[str, Any] = handreiking().rules
    left = {name: kept for name, kept in rules.items() if name != rule}
    return handreiking().model_copy(update={"version": "2", "rules": left})


def test_the_clock_goes_on_under_another_ladder() -> None:
    """How long nobody answered counts from the same day; the rung that was climbed is not climbed again."""
    life = lived(exploring(), "2026-01-02", "2026-05-20")
    (before,) = [one for one in life.asking.values() if one.rule == "fase_staat_stil"]
    assert (1, "2026-05-29") == (before.rung, str(before.next_on))
    changed = process(
        {"ladder: &ladder\n      - {after_days: 14, to: [social_return_coordinator]}\n      - {after_days: 28,":
         "ladder: &ladder\n      - {after_days: 14, to: [social_return_coordinator]}\n      - {after_days: 42,"}
    )  # fmt: skip
    moved = life.move(changed, "2026-05-21")
    (after,) = [one for one in moved.signals.values() if one.rule == "fase_staat_stil"]
    assert (before.asked_on, 1, "2026-06-12") == (after.asked_on, after.rung, str(after.next_on))
