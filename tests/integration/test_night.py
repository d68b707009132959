"""The night on real databases: what it raises, skips, returns and lapses, and what it leaves alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from story import AT, P1, Story

from groeituin.definitions import Library
from groeituin.night import run_night
from groeituin.planning import planned, stored_terms
from models.database import open_database
from models.dossiers import load_dossiers
from models.queries import Range, due_list, due_ranges

PLAN = {"description": "Bel", "owner": "anna"}
D = date(2026, 6, 15)
FORTY = [(D + timedelta(days=number)).isoformat() for number in range(1, 41)]


@pytest.fixture
def other(tmp_path: Any, _sqlite_template: Any) -> Iterator[Engine]:  # noqa: ANN401  # two paths
    """Return a second database, in which the same things happen in another order of nights."""
    import shutil

    path = tmp_path / "other.db"
    shutil.copy(_sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def busy(story: Story) -> Story:
    """Let all six rules have something to say between 16 June and 25 July 2026."""
    story.reach("monitoring", "2026-01-12")
    story.act("2026-01-12", "release-role", **P1, role="projectcoordinator", person="bert", backup=True)
    story.contract("2026-01-12", "C-2", ends_on="2026-10-08")
    story.contract("2026-01-12", "C-3", ends_on="2027-07-01")
    story.act("2026-01-12", "add-action", **P1, **PLAN, action="A-2", deadline="2026-06-20")
    story.act(
        "2026-06-01", "agree-monitoring", **P1, frequency="maand", agenda="a", roles="r", information="i"
    )  # fmt: skip
    story.act("2026-06-01", "start-partnership", partnership="P-2", title="Groen", organisation="O-1")
    story.act("2026-06-01", "take-over-partnership", partnership="P-3", title="Zorg", organisation="O-1",
              phase="werkgroep", since="2026-05-01", coordinator="eva")  # fmt: skip
    story.night(D.isoformat())
    return story


def told(story: Story) -> set[tuple[str, str, str, str]]:
    """Return what was raised and what was skipped, by partnership, rule and occasion."""
    raised = story.rows("SELECT 'raised', partnership, rule, occasion FROM signals")
    skipped = story.rows("SELECT 'skipped', partnership, rule, occasion FROM skipped_occasions")
    return {(row[0], row[1], row[2], row[3]) for row in raised + skipped}


def check(story: Story) -> None:
    """Stored terms are what ``plan`` says."""
    with story.engine.connect() as connection:
        everyone = [row[0] for row in story.rows("SELECT partnership FROM partnerships ORDER BY 1")]
        assert stored_terms(connection, everyone) == planned(load_dossiers(connection, everyone), Library(connection))


@pytest.mark.slow
def test_forty_nights_one_by_one_or_the_last_one_only(sqlite: Engine, other: Engine) -> None:
    """Show 2: the same signals for catch-up `all`, the newest for `latest`, and what it skipped is stored."""
    daily, once = busy(Story(sqlite)), busy(Story(other))
    before = told(daily)
    assert before == told(once)
    for night in FORTY:
        daily.night(night)
    report = once.night(FORTY[-1])
    new_daily, new_once = told(daily) - before, told(once) - before
    assert {"voortgangsgesprek", "contract_verloopt", "evaluatie", "fase_staat_stil", "actie_te_laat",
            "reservecoordinator_ontbreekt", "rol_onbezet", "urenopgave"} == {name[2] for name in new_daily}  # fmt: skip
    alls = {name for name in new_daily if name[2] == "contract_verloopt"}
    assert alls == {name for name in new_once if name[2] == "contract_verloopt"}
    assert len(alls) == 2
    assert {name[1:] for name in new_daily} == {name[1:] for name in new_once}, "nothing is lost, nothing is new"
    assert {name for name in new_daily if name[0] == "skipped"} == set()
    assert report.skipped == sum(name[0] == "skipped" for name in new_once) > 0
    assert newest(daily) == newest(once)
    check(daily)
    check(once)


def newest(story: Story) -> set[tuple[Any, ...]]:
    """Return what still asks something: the newest signal of every rule and subject."""
    return set(story.rows("SELECT partnership, rule, subject, occasion, due_on FROM signals WHERE status = 'open'"))


def test_a_second_run_of_the_same_night_raises_nothing(story: Story) -> None:
    """Running a night again is harmless: what was raised is not due any more."""
    story.start("2026-01-05")
    first, second = story.night("2026-04-05"), story.night("2026-04-05")
    assert [(s.rule, s.occasion) for s in first.raised] == [("fase_staat_stil", "draagvlak/2026-01-05/90d")]
    assert (1, 0) == (first.due, second.due)
    assert second.raised == []


def test_a_night_writes_signal_recipients_journal_and_next_term_together(story: Story) -> None:
    """What a night raises is one signal, its recipients, one journal row, and the next term of the rule."""
    story.start("2026-01-05")
    raised = story.night("2026-04-05").raised[0]
    assert ("toets",) == raised.to
    assert [("toets",)] == story.rows("SELECT person FROM signal_recipients")
    told_on = story.rows("SELECT occasion, status, sentence FROM signals")
    assert [("draagvlak/2026-01-05/90d", "open", raised.sentence)] == told_on
    _entry, on, by, act, data, phase, partnership, *_rest = story.journal()[-1]
    assert ("2026-04-05", "nacht", "raise-signal", "draagvlak", "P-1") == (on, by, act, phase, partnership)
    assert {
        "rule": "fase_staat_stil",
        "occasion": "draagvlak/2026-01-05/90d",
        "due_on": "2026-04-05",
        "to": ["toets"],
    } == data
    assert [("draagvlak/2026-01-05/120d",)] == story.rows("SELECT occasion FROM terms")


def test_latest_skips_what_was_missed_and_says_so(story: Story) -> None:
    """A long silence gives one signal; the missed occasions are stored and named in its sentence and journal row."""
    story.start("2026-01-05")
    report = story.night("2026-07-10")
    assert ["draagvlak/2026-01-05/180d"] == [signal.occasion for signal in report.raised]
    skipped = [f"draagvlak/2026-01-05/{days}d" for days in (90, 120, 150)]
    assert [(name,) for name in sorted(skipped)] == story.rows("SELECT occasion FROM skipped_occasions ORDER BY 1")
    assert (4, 3) == (report.due, report.skipped)
    assert skipped == story.journal()[-1][4]["skipped"]
    assert all(name in report.raised[0].sentence for name in skipped)


def test_all_raises_every_missed_alert_and_leaves_the_newest_open(story: Story) -> None:
    """Contract alerts are all raised after a long silence, the newest open and the older ones replaced."""
    story.start("2026-01-05")
    story.contract("2026-01-05", ends_on="2027-06-30")
    story.night("2027-04-01", ["contract_verloopt"])
    assert [
        ("C-1/2027-06-30/12m", "vervangen", None),
        ("C-1/2027-06-30/6m", "vervangen", None),
        ("C-1/2027-06-30/3m", "open", "2027-04-15"),
    ] == story.signals(rule="contract_verloopt")[-3:]
    assert story.rows("SELECT count(*) FROM skipped_occasions") == [(0,)]


def test_an_alert_is_raised_although_the_contract_ended(story: Story) -> None:
    """When no night ran for years an ended contract is still told, as ended."""
    story.start("2026-01-05")
    story.contract("2026-01-05", ends_on="2027-06-30")
    report = story.night("2028-01-01", ["contract_verloopt"])
    assert "is op 30 juni 2027 afgelopen" in report.raised[-1].sentence


def test_a_new_occasion_replaces_the_open_one(story: Story) -> None:
    """Nothing piles up: the week's late action takes the place of that of last week."""
    story.start("2026-01-05")
    story.act("2026-01-05", "add-action", **P1, **PLAN, action="A-1", deadline="2026-02-01")
    assert (1, 0) == (len(story.night("2026-02-02").raised), story.night("2026-02-02").replaced)
    assert story.night("2026-02-09").replaced == 1
    assert [("A-1/2026-02-01/1", "vervangen", None), ("A-1/2026-02-01/2", "open", "2026-02-16")] == story.signals()


def test_a_dry_run_tells_and_writes_nothing(story: Story) -> None:
    """A dry run names what the night then raises, and leaves every table as it was."""
    story.start("2026-01-05")
    before = (story.journal(), story.rows("SELECT * FROM terms"), story.rows("SELECT * FROM signals"))
    dry = run_night(story.engine, date(2026, 4, 5), at=AT, dry_run=True)
    assert before == (story.journal(), story.rows("SELECT * FROM terms"), story.rows("SELECT * FROM signals"))
    assert dry.raised == story.night("2026-04-05").raised
    assert len(dry.raised) == 1


def test_only_the_rules_that_were_asked_for_are_raised(story: Story) -> None:
    """A night with some rules leaves the others due, for the night that asks for them."""
    story.start("2026-01-05")
    story.act("2026-01-05", "add-action", **P1, **PLAN, action="A-1", deadline="2026-04-01")
    assert {"actie_te_laat"} == {signal.rule for signal in story.night("2026-04-05", ["actie_te_laat"]).raised}
    check(story)
    assert {"fase_staat_stil"} == {signal.rule for signal in story.night("2026-04-05").raised}
    check(story)


def test_only_signals_of_the_rules_asked_for_lapse(story: Story) -> None:
    """A night with some rules does not look again at signals of the others."""
    story.start("2026-01-05")
    story.act("2026-01-05", "add-action", **P1, **PLAN, action="A-1", deadline="2026-02-01")
    story.night("2026-02-02")
    story.act("2026-02-03", "complete-action", **P1, action="A-1")
    assert story.night("2026-02-04", ["fase_staat_stil"]).lapsed == 0
    assert [("A-1/2026-02-01/1", "open")] == [row[:2] for row in story.signals()]
    assert story.night("2026-02-04").lapsed == 1
    assert "lapse-signal" == story.journal()[-1][3]


def test_a_night_looks_within_its_range_only(story: Story) -> None:
    """A range of partnerships is done alone; ranges together are the whole night, each once."""
    story.start("2026-01-05")
    for number in range(2, 8):
        story.act("2026-01-05", "start-partnership", partnership=f"P-{number}", title="x", organisation="O-1")
    with story.engine.connect() as connection:
        ranges = due_ranges(connection, date(2026, 4, 5), 3)
        whole = due_list(connection, date(2026, 4, 5))
    assert ranges == [Range("P-1", "P-3"), Range("P-4", "P-6"), Range("P-7", "P-7")]
    found = [run_night(story.engine, date(2026, 4, 5), at=AT, within=one).raised for one in ranges]
    assert [3, 3, 1] == [len(raised) for raised in found]
    assert whole == [signal.partnership for raised in found for signal in raised]


def test_a_night_before_what_is_known_leaves_the_partnership_alone(story: Story) -> None:
    """A night never writes before the newest journal row of a partnership; others are done."""
    story.start("2026-01-05")
    story.act("2026-01-05", "start-partnership", partnership="P-2", title="x", organisation="O-1")
    story.act("2026-05-01", "choose-route", partnership="P-1", route="beide")
    report = story.night("2026-04-20")
    assert ["P-2"] == [signal.partnership for signal in report.raised]
    assert [] == report.failures
    assert ["P-1"] == [signal.partnership for signal in story.night("2026-05-01").raised]


def test_a_suspended_partnership_raises_nothing_until_it_ends(story: Story) -> None:
    """Nothing is raised on any night of a pause; on its last day what the world fixed is raised, the rest moved."""
    story.start("2026-01-05")
    story.act("2026-01-05", "add-action", **P1, **PLAN, action="A-1", deadline="2026-02-01")
    story.act("2026-01-15", "suspend", **P1, reason="verbouwing", until="2026-06-01")
    for night in ("2026-02-02", "2026-04-05", "2026-05-31"):
        assert story.night(night).raised == []
    assert ["actie_te_laat"] == [signal.rule for signal in story.night("2026-06-01").raised]
    # 90 days from 5 January, plus the 137 days from 15 January up to 1 June.
    assert story.night("2026-08-19").by_rule.get("fase_staat_stil") is None
    assert story.night("2026-08-20").by_rule["fase_staat_stil"] == 1
    check(story)


def test_while_the_end_of_a_pause_is_open_no_term_has_a_date(story: Story) -> None:
    """An open suspension takes away every due date; resuming gives them back, moved by its length."""
    story.start("2026-01-05")
    story.act("2026-01-15", "suspend", **P1, reason="wachten")
    assert story.rows("SELECT occasion, due_on FROM terms") == [("draagvlak/2026-01-05/90d", None)]
    assert story.night("2027-01-01").raised == []
    story.act("2026-01-25", "resume", **P1)
    assert ["2026-04-15"] == [str(row[0]) for row in story.rows("SELECT due_on FROM terms")]


def test_signals_of_a_pause_return_after_it(story: Story) -> None:
    """A snoozed signal whose date falls in a pause comes back on the first night after the pause."""
    story.start("2026-01-05")
    story.act("2026-01-05", "add-action", **P1, **PLAN, action="A-1", deadline="2026-02-01")
    story.night("2026-02-02")
    name = {"rule": "actie_te_laat", "occasion": "A-1/2026-02-01/1"}
    story.act("2026-02-02", "settle-signal", **P1, **name, outcome="uitgesteld", until="2026-02-05")
    story.act("2026-02-03", "suspend", **P1, reason="x", until="2026-02-07")
    assert (0, 0) == (story.night("2026-02-05").returned, story.night("2026-02-06").returned)
    assert story.night("2026-02-07").returned == 1
    assert [("A-1/2026-02-01/1", "open", "2026-02-21")] == story.signals()


def test_taking_over_a_running_portfolio_is_no_flood(story: Story) -> None:
    """Nothing of the past is raised at a take-over, save the most urgent alert of a contract that still runs."""
    story.start("2026-01-05")
    known = {"organisation": "O-1", "title": "x", "nature": "dienst", "starts_on": "2020-01-01"}
    story.act("2026-03-01", "register-contract", contract="C-1", **known, ends_on="2026-08-01")
    story.act("2026-03-01", "register-contract", contract="C-2", **known, ends_on="2026-02-01")
    for number, contract in ((2, "C-1"), (3, "C-2")):
        story.act(
            "2026-03-01", "take-over-partnership", partnership=f"P-{number}", title="x", organisation="O-1",
            phase="monitoring", since="2024-01-01", coordinator="anna", contract=contract,
        )  # fmt: skip
    report = story.night("2026-03-02")
    assert [("P-2", "C-1/2026-08-01/6m", date(2026, 2, 2))] == [
        (signal.partnership, signal.occasion, signal.due_on) for signal in report.raised
    ]
    check(story)


def test_a_night_of_nothing_writes_nothing(story: Story) -> None:
    """An empty portfolio, and a portfolio in which nothing is due, make an empty report."""
    assert story.night("2026-01-01").as_json()["raised"] == 0
    story.start("2026-01-05")
    before = story.journal()
    report = story.night("2026-01-06")
    assert (0, [], []) == (report.due, report.raised, report.failures)
    assert before == story.journal()
