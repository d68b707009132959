"""Ladders on real databases: who hears of what nobody answered, when, and how often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from story import AT, P1, Story

from groeituin.night import NightReport, run_night

ON = "2026-01-05"
STILL, LATE, MEETING = "fase_staat_stil", "actie_te_laat", "voortgangsgesprek"
TEAM = {
    "inkoopexpert": "cees", "hr_expert": "cees", "interne_opdrachtgever": "cees", "contractmanager": "eva",
    "social_return_coordinator": "sara", "bestuurder": "wil",
}  # fmt: skip


def team(story: Story, phase: str = "verkenning") -> Story:
    """Take P-1 over in a phase, with anna as coordinator, bert as backup, and a board that wil sits on."""
    story.act(ON, "register-organisation", organisation="O-1", name="Gemeente", sector="gemeente")
    for person in ("anna", "bert", *sorted(set(TEAM.values()))):
        story.act(ON, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl")
    story.act(
        ON, "take-over-partnership", **P1, title="Schoonmaak", organisation="O-1", phase=phase, since=ON,
        coordinator="anna",
    )  # fmt: skip
    story.act(ON, "assign-role", **P1, role="projectcoordinator", person="bert", backup=True)
    for role, person in TEAM.items():
        story.act(ON, "assign-role", **P1, role=role, person=person)
    return story


@pytest.fixture
def standing(sqlite_story: Story) -> Story:
    """Return a story in which P-1 stands still from 5 May, and said so every 30 days."""
    return team(sqlite_story)


def now(story: Story, rule: str = STILL) -> tuple[str, int, set[str]]:
    """Return the occasion, rung and people of the open signal of a rule."""
    rows = story.rows(
        "SELECT occasion, signals.rung, person FROM signals JOIN signal_recipients ON id = signal "
        "WHERE rule = :r AND status = 'open'", r=rule,
    )  # fmt: skip
    ((name, rung),) = {(row[0], row[1]) for row in rows}
    return name, rung, {row[2] for row in rows}


def nights(story: Story, *days: str, rules: list[str] | None = None) -> list[NightReport]:
    """Run some nights."""
    return [story.night(day, rules) for day in days]


def entries(story: Story, act: str, rule: str = STILL) -> list[dict[str, Any]]:
    """Return what the journal tells of a rule."""
    return [row[4] for row in story.journal() if row[3] == act and row[4]["rule"] == rule]


def test_a_question_that_returns_goes_on_where_it_was_and_tells_the_board_once(standing: Story) -> None:
    """Asked on 5 May: sara on the 19th, the board on 2 June; the repeats of June and July go to anna and sara only."""
    nights(standing, "2026-05-05", "2026-05-19", "2026-06-02")
    assert ("verkenning/2026-01-05/120d", 2, {"anna", "sara", "wil"}) == now(standing)
    nights(standing, "2026-06-04")
    assert ("verkenning/2026-01-05/150d", 2, {"anna", "sara"}) == now(standing)
    nights(standing, "2026-07-04", "2026-08-03")
    assert ("verkenning/2026-01-05/210d", 2, {"anna", "sara"}) == now(standing)
    assert [["sara"], ["wil"]] == [entry["to"] for entry in entries(standing, "escalate-signal")]


def test_every_person_of_a_repeat_keeps_the_rung_that_brought_them(standing: Story) -> None:
    """The rung tells, when somebody leaves, whose place must be taken."""
    nights(standing, "2026-05-05", "2026-05-19", "2026-06-04")
    assert [("anna", 0), ("sara", 1), ("wil", 2)] == standing.rows(
        "SELECT person, r.rung FROM signal_recipients r JOIN signals ON id = signal WHERE status = 'open' ORDER BY 2"
    )


def test_after_missed_nights_only_the_highest_rung_is_climbed(standing: Story) -> None:
    """No night between 5 May and 3 June: one step, to the board."""
    (_first, report) = nights(standing, "2026-05-05", "2026-06-03")
    assert 1 == report.escalated
    assert ("verkenning/2026-01-05/120d", 2, {"anna", "wil"}) == now(standing)
    assert [(2, ["wil"])] == [(entry["rung"], entry["to"]) for entry in entries(standing, "escalate-signal")]


def test_a_rung_and_a_repeat_on_one_night_tell_each_person_once(standing: Story) -> None:
    """On 10 June the second rung and the repeat of 4 June are caught up: all of it is in the new signal."""
    (_first, report) = nights(standing, "2026-05-05", "2026-06-10")
    assert (1, 1) == (report.escalated, report.replaced)
    assert ("verkenning/2026-01-05/150d", 2, {"anna", "sara", "wil"}) == now(standing)
    assert [("anna",)] == standing.rows(
        "SELECT person FROM signal_recipients JOIN signals ON id = signal WHERE status = 'vervangen'"
    )
    nights(standing, "2026-07-04")
    assert ("verkenning/2026-01-05/180d", 2, {"anna", "sara"}) == now(standing)


def test_another_period_is_another_question(sqlite_story: Story) -> None:
    """What nobody answered about the first quarter does not climb once the second is asked; that one begins below."""
    story = team(sqlite_story, "realisatie")
    (_first, report) = nights(story, "2026-02-16", "2026-05-18")
    assert 0 == len(entries(story, "escalate-signal", MEETING))
    assert MEETING in report.by_rule
    assert ("2026-K2", 0, {"anna", "eva"}) == now(story, MEETING)
    nights(story, "2026-06-01")
    assert ("2026-K2", 1, {"anna", "eva", "sara"}) == now(story, MEETING)


@pytest.mark.parametrize("outcome", ["afgehandeld", "ingepland"])
def test_after_an_answer_a_repeat_begins_below(standing: Story, outcome: str) -> None:
    """Answered without a date, the next repeat is a new question to the coordinator alone."""
    nights(standing, "2026-05-05", "2026-05-19")
    answer = {"rule": STILL, "occasion": "verkenning/2026-01-05/120d", "outcome": outcome}
    standing.act("2026-05-20", "settle-signal", **P1, **answer)
    (report,) = nights(standing, "2026-06-02")
    assert 0 == report.escalated
    nights(standing, "2026-06-04")
    assert ("verkenning/2026-01-05/150d", 0, {"anna"}) == now(standing)


def test_put_off_on_a_rung_it_comes_back_there_and_climbs_on_later(standing: Story) -> None:
    """Put off from 20 May until 15 June: sara is not told again, the board 28 days after that; no repeat meanwhile."""
    nights(standing, "2026-05-05", "2026-05-19")
    put_off = {"rule": STILL, "occasion": "verkenning/2026-01-05/120d", "outcome": "uitgesteld", "until": "2026-06-15"}
    standing.act("2026-05-20", "settle-signal", **P1, **put_off)
    (quiet,) = nights(standing, "2026-06-04")
    assert ([], 1) == (quiet.raised, quiet.skipped)
    (back,) = nights(standing, "2026-06-15")
    assert (1, 0) == (back.returned, back.escalated)
    assert ("verkenning/2026-01-05/120d", 1, {"anna", "sara"}) == now(standing)
    nights(standing, "2026-07-04", "2026-07-12")
    assert ("verkenning/2026-01-05/180d", 1, {"anna", "sara"}) == now(standing)
    nights(standing, "2026-07-13")
    assert ("verkenning/2026-01-05/180d", 2, {"anna", "sara", "wil"}) == now(standing)


def test_while_suspended_no_rung_is_climbed_and_its_days_do_not_count(standing: Story) -> None:
    """Ten days of pause: sara hears of it on 29 May instead of the 19th, the board on 12 June."""
    nights(standing, "2026-05-05")
    standing.act("2026-05-10", "suspend", **P1, reason="verbouwing")
    assert [("verkenning/2026-01-05/120d", "open", None)] == standing.signals(rule=STILL)
    assert [0, 0] == [report.escalated for report in nights(standing, "2026-05-19", "2026-05-20")]
    standing.act("2026-05-20", "resume", **P1)
    assert [("verkenning/2026-01-05/120d", "open", "2026-05-29")] == standing.signals(rule=STILL)
    assert [0, 1, 0, 1] == [
        report.escalated for report in nights(standing, "2026-05-28", "2026-05-29", "2026-06-11", "2026-06-12")
    ]


def test_a_rung_whose_day_comes_in_a_suspension_waits_for_its_end(standing: Story) -> None:
    """Paused on 15 May until 1 June: fourteen days without the pause end on 5 June."""
    nights(standing, "2026-05-05")
    standing.act("2026-05-15", "suspend", **P1, reason="verbouwing", until="2026-06-01")
    assert [0, 0, 0, 1] == [
        report.escalated for report in nights(standing, "2026-05-19", "2026-06-01", "2026-06-04", "2026-06-05")
    ]


def test_a_night_of_some_rules_climbs_only_their_ladders(standing: Story) -> None:
    """What the others wait for is done by the night that asks for them."""
    standing.act(ON, "add-action", **P1, action="A-1", description="Bel", owner="eva", deadline="2026-05-04")
    nights(standing, "2026-05-05")
    (some, rest) = nights(standing, "2026-05-19", rules=[LATE]) + nights(standing, "2026-05-19")
    assert (1, 1) == (some.escalated, rest.escalated)
    assert {"eva", "anna"} == now(standing, LATE)[2]
    assert {"anna", "sara"} == now(standing)[2]


def test_a_rehearsed_night_tells_how_many_would_climb_and_writes_nothing(standing: Story) -> None:
    """Nothing changes, and the night itself then does what was told."""
    nights(standing, "2026-05-05")
    before = (
        standing.journal(),
        standing.rows("SELECT * FROM signals"),
        standing.rows("SELECT * FROM signal_recipients"),
    )
    dry = run_night(standing.engine, date(2026, 5, 19), at=AT, dry_run=True)
    assert before == (
        standing.journal(), standing.rows("SELECT * FROM signals"), standing.rows("SELECT * FROM signal_recipients")
    )  # fmt: skip
    assert 1 == dry.escalated == standing.night("2026-05-19").escalated


def test_two_nights_at_once_climb_a_rung_once(story: Story) -> None:
    """One of them finds it done."""
    nights(team(story), "2026-05-05")

    def one(engine: Engine) -> int:
        return run_night(engine, date(2026, 5, 19), at=AT).escalated

    with ThreadPoolExecutor(2) as pool:
        assert [0, 1] == sorted(pool.map(one, [story.engine, story.engine]))
    assert 1 == len(entries(story, "escalate-signal"))
    assert ("verkenning/2026-01-05/120d", 1, {"anna", "sara"}) == now(story)


def test_where_a_rung_has_nobody_who_stands_in_hears_of_it(standing: Story) -> None:
    """No coordinator social return: it falls to anna, who has it; the board's place falls to her as well."""
    standing.act(ON, "release-role", **P1, role="social_return_coordinator", person="sara")
    standing.act(ON, "release-role", **P1, role="bestuurder", person="wil")
    nights(standing, "2026-05-05", "2026-05-19", "2026-06-02")
    assert ("verkenning/2026-01-05/120d", 2, {"anna"}) == now(standing)
