"""As of: what is told of an earlier day is what was told on that day."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from evenings import Diary, lived_again
from processes import process_text
from sqlalchemy.engine import Engine
from story import AT, P1, P1_C1

from groeituin.activation import activate
from groeituin.as_of import known_then
from groeituin.as_of.acts import NotRetold
from groeituin.as_of.speakers import followed
from groeituin.definition_file import DefinitionFile
from groeituin.demo import build_demo
from groeituin.errors import NoSuchThing
from groeituin.migration import migrate
from groeituin.reading.portfolio import portfolio
from groeituin.replay import replay
from models.database import table
from models.journal import Entry, write_entries
from states.definition import content_hash, read_definition

SCENARIOS = sorted((Path(__file__).parents[1] / "acceptance" / "scenarios").glob("*.jsonl"))
ON = "2026-01-05"
LIFE = "draagvlak_tot_afgerond"
LEADS = "projectcoordinator"


@pytest.fixture
def diary(sqlite: Engine) -> Diary:
    """Return a story on SQLite that remembers every evening."""
    return Diary(sqlite)


def some_days(first: date, last: date, number: int) -> set[date]:
    """Return days between two others at random, always the same."""
    every = [first + timedelta(days=later) for later in range((last - first).days + 1)]
    return set(Random(4).sample(every, min(number, len(every))))


def test_before_there_were_more_definitions_the_guide_was_followed() -> None:
    """An older journal names no definition, or only the guide's name."""
    named: list[dict[str, Any]] = [
        {},
        {"definition": "handreiking"},
        {"definition": "handreiking/1"},
        {"definition": "eigen/2"},
    ]
    assert ["handreiking/1"] * 3 + ["eigen/2"] == [followed(data) for data in named]


# What one partnership is told.


def test_every_day_of_a_life_is_told_as_it_was_known(engine: Engine) -> None:
    """From the first step to monitoring, with nights between, every evening is told again, on both databases."""
    diary = Diary(engine)
    diary.reach("monitoring")
    for on in ("2026-02-02", "2026-03-16", "2026-05-18"):
        diary.night(on)
    asked = {**P1, "rule": "voortgangsgesprek", "occasion": "2026-K2"}
    diary.act("2026-05-19", "settle-signal", **asked, outcome="ingepland", until="2026-06-01", note="gebeld")
    diary.act("2026-05-20", "settle-signal", **asked, outcome="ingepland", note="nog eens gebeld")
    diary.night("2026-06-02")
    diary.act("2026-06-03", "settle-signal", **asked, outcome="uitgesteld", until="2026-07-01")
    diary.night("2026-07-01")
    diary.act("2026-07-02", "settle-signal", **asked, outcome="afgehandeld")
    diary.act("2026-07-03", "hold-meeting", **P1, kind="voortgang", attendees=["opdrachtnemer"], outcome="goed")
    diary.act("2026-07-06", "suspend", **P1, reason="verbouwing")
    diary.night("2026-09-01")
    diary.act("2026-09-07", "resume", **P1)
    diary.night("2026-10-05")
    diary.look_back()
    assert ("monitoring", True) == tuple(diary.told("2026-08-01")[name] for name in ("phase", "suspended"))


def test_before_it_began_there_was_none(diary: Diary) -> None:
    """The error tells since when it is here; of a day before the first there is an empty portfolio."""
    diary.start(ON)
    with pytest.raises(NoSuchThing, match="Op 4 januari 2026 was er nog geen partnership 'P-1'") as refused:
        diary.told("2026-01-04")
    assert "Het staat hier sinds 5 januari 2026." in str(refused.value)
    with pytest.raises(NoSuchThing, match="Er is geen partnership 'P-9'"):
        diary.told(ON, "P-9")
    with diary.engine.connect() as connection, known_then(connection, date(2026, 1, 4)) as then:
        assert [] == portfolio(then, date(2026, 1, 4))


def test_one_that_was_taken_over_is_here_since_the_take_over(diary: Diary) -> None:
    """It entered its phase earlier, but nobody here knew."""
    diary.start(ON)
    diary.act(
        "2026-03-02", "take-over-partnership", partnership="P-2", title="Groen", organisation="O-1", phase="realisatie",
        since="2025-06-01", coordinator="anna",
    )  # fmt: skip
    with pytest.raises(NoSuchThing, match="sinds 2 maart 2026"):
        diary.told("2026-02-01", "P-2")
    assert date(2025, 6, 1) == diary.told("2026-03-02", "P-2")["since"]


def test_a_later_correction_does_not_count_yet(diary: Diary) -> None:
    """The mistake is told of the days on which it was believed; so is what was withdrawn, and what was put back."""
    diary.start(ON)
    diary.act("2026-01-12", "set-objective", **P1, target_group="ww", jobs=2)
    entry = diary.act("2026-02-02", "set-objective", **P1, target_group="ww", jobs=20).entry
    diary.act("2026-03-02", "correct", entry=entry, reason="typefout", fields={"jobs": 12})
    diary.act("2026-04-06", "correct", entry=entry, reason="toch niet")
    told = {on: diary.told(on)["objectives"][0]["jobs"] for on in ("2026-02-15", "2026-03-15", "2026-04-15")}
    assert {"2026-02-15": 20, "2026-03-15": 12, "2026-04-15": 2} == told
    diary.look_back()


def test_who_had_a_role_before_a_hand_over_and_before_leaving(diary: Diary) -> None:
    """Work goes from hand to hand, for one partnership and for all, to somebody new; then somebody leaves."""
    diary.reach("verkenning")
    diary.act("2026-02-02", "register-person", person="fred", name="Fred", email="fred@voorbeeld.nl")
    diary.act("2026-02-03", "hand-over", **{"from": "anna"}, to="fred")
    diary.night("2026-05-05")
    diary.act("2026-05-06", "register-person", person="gijs", name="Gijs", email="gijs@voorbeeld.nl")
    diary.act("2026-05-07", "hand-over", **{"from": "fred"}, to="gijs", **P1)
    diary.act("2026-05-08", "register-person", person="gijs", name="Gijs", email="gijs@voorbeeld.nl", active=False)
    diary.night("2026-06-08")
    diary.act("2026-06-09", "hand-over", **{"from": "gijs"}, to="eva")
    diary.act("2026-06-10", "register-person", person="gijs", name="Gijs", email="gijs@voorbeeld.nl", active=True)
    diary.look_back()
    held = {
        on: [r["person"] for r in diary.told(on)["roles"] if r["role"] == LEADS and not (r["until_on"] or r["backup"])]
        for on in ("2026-02-02", "2026-02-03", "2026-05-07", "2026-06-09")
    }
    assert {"2026-02-02": ["anna"], "2026-02-03": ["fred"], "2026-05-07": ["gijs"], "2026-06-09": ["eva"]} == held


def test_contracts_were_as_they_were_agreed_then(diary: Diary) -> None:
    """Amended, extended, replaced by another one, that other one corrected, its contractor's people come and gone."""
    diary.reach("realisatie")
    known = {"organisation": "O-1", "title": "Schoonmaak", "nature": "dienst"}
    option = {"until": "2030-12-31", "notify_by": "2028-06-30"}
    diary.act("2026-01-12", "register-contract", contract="C-1", **known, options=[option])
    diary.act("2026-01-19", "amend-contract", contract="C-1", reason="meer werk", ends_on="2029-06-30")
    diary.act("2026-02-02", "amend-contract", contract="C-1", reason="meer", ends_on="2029-12-31", legal_check="nodig")
    diary.act("2026-02-09", "register-person", person="kees", name="K", email="k@glans.nl", contractor="glans")
    diary.act("2026-02-16", "exercise-option", contract="C-1", until="2030-12-31")
    diary.act("2026-03-02", "register-organisation", organisation="O-2", name="Fusie", sector="gemeente")
    planned = {"organisation": "O-2", "title": "Nieuw", "nature": "dienst", "planned_publication_on": "2029-01-08"}
    entry = diary.act("2026-03-02", "register-contract", contract="C-2", **planned, replaces="C-1").entry
    diary.act("2026-03-03", "register-contract", contract="C-3", **planned)
    pso = {"level": "2", "valid_until": "2027-01-01"}
    diary.act("2026-03-09", "register-contractor", contractor="glans", name="Glans BV", pso=pso)
    diary.act("2026-03-16", "correct", entry=entry, reason="een ander", fields={"replaces": "C-3"})
    diary.act("2026-03-23", "register-person", person="kees", name="K", email="k@glans.nl", active=False)
    diary.look_back()
    successors = {on: diary.told(on)["contracts"][0]["successors"] for on in ("2026-03-02", "2026-03-16")}
    assert {"2026-03-02": 1, "2026-03-16": 0} == {on: len(found) for on, found in successors.items()}


def test_the_table_that_hours_were_counted_under(diary: Diary) -> None:
    """A block table, an obligation under it, what was reported, approved and corrected: each from its own day."""
    diary.reach("monitoring")
    block = {"code": "pw", "target_group": "participatiewet", "unit": "jaar", "amount": 40_000, "base_hours": 36}
    diary.act("2026-01-12", "register-block-table", authority="O-1", version="1", valid_from="2024-01-01", source="s",
              blocks=[block])  # fmt: skip
    owed = {"contract": "C-1", "percentage": 5, "base": "opdrachtsom", "from": "2025-01-01", "reason": "gunning"}
    entry = diary.act("2026-01-19", "set-obligation", **owed).entry
    lines = [{"target_group": "participatiewet", "persons": 2, "paid_hours": 400}]
    report = diary.act("2026-04-06", "report-hours", **P1_C1, period="2026-K1", lines=lines).entry
    diary.act("2026-04-13", "review-hours", **P1_C1, period="2026-K1", verdict="goedgekeurd")
    diary.act("2026-04-20", "correct", entry=entry, reason="lager", fields={"percentage": 2})
    fewer = [lines[0] | {"paid_hours": 300}]
    diary.act("2026-04-27", "correct", entry=report, reason="telfout", fields={"lines": fewer})
    diary.look_back()
    assert "O-1/1" == diary.told("2026-01-19")["contracts"][0]["block_table"]


# What hangs on others.


def test_the_lesson_of_another_partnership_is_told_from_the_day_it_was_learned(diary: Diary) -> None:
    """Whoever prepares the next tender sees what others learned about the contract before it, and no sooner."""
    diary.reach("realisatie")
    planned = {"organisation": "O-1", "title": "Nieuw", "nature": "dienst", "planned_publication_on": "2027-01-04"}
    diary.act("2026-01-12", "register-contract", contract="C-2", **planned, replaces="C-1")
    diary.act("2026-01-12", "start-partnership", partnership="P-2", title="Vervolg", organisation="O-1")
    diary.act("2026-01-12", "link-contract", partnership="P-2", contract="C-2")
    other = {"organisation": "O-1", "title": "Ander", "nature": "dienst"}
    diary.act("2026-01-12", "register-contract", contract="C-9", **other)
    diary.act(
        "2026-01-19", "take-over-partnership", partnership="P-3", title="Oud", organisation="O-1", phase="borging",
        since="2025-03-01", coordinator="anna", contract="C-9",
    )  # fmt: skip
    diary.act("2026-01-20", "link-contract", partnership="P-3", contract="C-1")
    diary.act("2026-02-02", "record-willingness", **P1_C1, willing=True, lesson="vraag eerder")
    entry = diary.act(
        "2026-02-09", "record-evaluation", partnership="P-3", findings="f", lessons="l", next_tender="kleiner"
    ).entry  # fmt: skip
    diary.act("2026-02-16", "correct", entry=entry, reason="duidelijker", fields={"next_tender": "in percelen"})
    diary.act("2026-02-23", "advance", **P1, trigger="beeindig", reason="klaar", lesson="begin bij HR")
    ended = {"trigger": "beeindig", "reason": "klaar", "lesson": "stop eerder"}
    diary.act("2026-02-24", "advance", partnership="P-3", **ended)
    diary.act("2026-03-02", "unlink-contract", partnership="P-3", contract="C-1")
    diary.look_back()
    lessons = {
        on: [lesson["text"] for lesson in diary.told(on, "P-2")["contracts"][0]["lessons"]]
        for on in ("2026-02-01", "2026-02-09", "2026-02-23", "2026-02-24", "2026-03-02")
    }
    assert {
        "2026-02-01": [],
        "2026-02-09": ["vraag eerder", "kleiner"],
        "2026-02-23": ["vraag eerder", "in percelen", "begin bij HR"],
        "2026-02-24": ["vraag eerder", "in percelen", "begin bij HR", "stop eerder"],
        "2026-03-02": ["vraag eerder", "begin bij HR"],
    } == lessons


def test_what_hangs_on_others_is_read_from_both_databases(engine: Engine) -> None:
    """A hand-over, a lesson, a successor, a corrected contractor's contact and another's turn, on PostgreSQL too."""
    diary = Diary(engine)
    diary.start(ON)
    diary.contract(ON)
    for partnership in ("P-2", "P-3"):
        diary.act(
            ON, "take-over-partnership", partnership=partnership, title="T", organisation="O-1", phase="borging",
            since=ON, coordinator="anna", contract="C-1",
        )  # fmt: skip
    planned = {"organisation": "O-1", "title": "Nieuw", "nature": "dienst", "planned_publication_on": "2028-01-03"}
    diary.act(ON, "register-contract", contract="C-2", **planned, replaces="C-1")
    diary.act(ON, "link-contract", partnership="P-3", contract="C-2")
    diary.act(ON, "write-policy", organisation="O-1", part="doel", text="meer banen")
    diary.act("2026-01-12", "record-evaluation", **P1, findings="f", lessons="l", next_tender="kleiner")
    entry = diary.act("2026-01-12", "register-person", person="kees", name="K", email="k@glans.nl").entry
    diary.act("2026-01-13", "correct", entry=entry, reason="werkt daar", fields={"contractor": "glans"})
    diary.act("2026-01-14", "hand-over", **{"from": "anna"}, to="eva")
    diary.night("2027-01-05")
    diary.act("2027-01-18", "suspend", partnership="P-2", reason="verbouwing")
    diary.night("2027-02-15")
    diary.look_back()
    assert ["kleiner"] == [told["text"] for told in diary.told("2026-01-12", "P-3")["contracts"][1]["lessons"]]
    assert [False, True] == [diary.told(on, "P-3")["speaks_for_organisation"] for on in ("2027-01-05", "2027-01-18")]


def test_a_successor_is_told_from_the_day_it_began(diary: Diary) -> None:
    """What ended has no successor until there is one; then it need not be come back to."""
    diary.start(ON)
    diary.act("2026-01-12", "advance", **P1, trigger="beeindig", reason="r", lesson="l", return_on="2026-06-01")
    diary.act("2026-02-02", "start-partnership", partnership="P-0", title="V", organisation="O-1", predecessor="P-1")
    diary.look_back()
    assert [(), ("P-0",)] == [diary.told(on)["successors"] for on in ("2026-02-01", "2026-02-02")]


@pytest.mark.slow
def test_whose_turn_it_was_to_be_asked_for_the_organisation(diary: Diary) -> None:
    """What an organisation is asked once goes from one partnership to another with its history, and back."""
    diary.start(ON)
    for partnership in ("P-2", "P-3", "P-4"):
        diary.act(
            ON, "take-over-partnership", partnership=partnership, title="T", organisation="O-1", phase="borging",
            since=ON, coordinator="anna",
        )  # fmt: skip
    diary.act("2026-01-12", "write-policy", organisation="O-1", part="doel", text="meer banen")
    diary.night("2027-01-12")  # P-2 is asked
    diary.act("2027-01-18", "suspend", partnership="P-2", reason="verbouwing")  # P-3 goes on with it
    diary.night("2027-02-15")
    diary.act("2027-02-16", "write-policy", organisation="O-1", part="doel", text="betere banen")
    diary.night("2027-02-17")  # it lapses with P-3
    diary.night("2029-03-19")  # of two years the newest is asked, and one skipped
    diary.act("2029-03-20", "resume", partnership="P-2")  # what did not lapse comes back
    diary.act("2029-03-21", "advance", partnership="P-2", trigger="herverken", reason="r")
    diary.night("2030-06-18")
    diary.act("2030-06-19", "advance", partnership="P-3", trigger="beeindig", reason="r", lesson="l")
    diary.look_back()
    asked = {
        on: [ref for ref in ("P-2", "P-3", "P-4") if diary.told(on, ref)["speaks_for_organisation"]]
        for on in ("2027-01-12", "2027-01-18", "2029-03-20", "2029-03-21", "2030-06-19")
    }
    assert {
        "2027-01-12": ["P-2"], "2027-01-18": ["P-3"], "2029-03-20": ["P-2"], "2029-03-21": ["P-3"],
        "2030-06-19": ["P-4"],
    } == asked  # fmt: skip


def test_who_heard_of_a_question_that_nobody_answered(diary: Diary) -> None:
    """A repeat lies with whoever heard of it on a rung; who stood in for them loses it with the last role."""
    diary.reach("verkenning")
    diary.act(ON, "add-action", **P1, action="A-9", description="d", owner="dina", deadline="2026-02-01")
    diary.act(ON, "assign-role", **P1, role="bestuurder", person="eva")
    for on in ("2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23"):
        diary.night(on)
    diary.act("2026-02-24", "register-person", person="anna", name="A", email="a@voorbeeld.nl", active=False)
    diary.act("2026-02-25", "release-role", **P1, role="projectcoordinator", person="bert", backup=True)
    diary.act("2026-02-26", "release-role", **P1, role="inkoopexpert", person="bert")
    diary.night("2026-05-05")
    diary.act("2026-05-06", "register-person", person="eva", name="E", email="e@voorbeeld.nl", active=False)
    diary.night("2026-05-20")
    diary.look_back()
    last = date(2026, 2, 26)
    with diary.engine.connect() as connection:
        for day, person in ((last, "toets"), (last - timedelta(days=1), "bert")):
            with known_then(connection, day) as then:
                assert ["P-1"] == [row["partnership"] for row in portfolio(then, day, person=person)]


def test_what_lay_with_who_started_it_and_had_left(diary: Diary) -> None:
    """Where nobody else is known it stays with them; whoever gets a role takes it over until the role ends."""
    diary.start(ON)
    diary.act(ON, "register-person", person="toets", name="T", email="t@voorbeeld.nl", active=False)
    diary.night("2026-04-06")
    role = {**P1, "role": LEADS, "person": "anna"}
    diary.act("2026-04-07", "assign-role", **role)
    diary.act("2026-04-08", "release-role", **role)
    diary.look_back()
    with diary.engine.connect() as connection:
        for last, person in ((date(2026, 4, 6), "toets"), (date(2026, 4, 7), "anna"), (date(2026, 4, 8), "toets")):
            with known_then(connection, last) as then:
                assert ["P-1"] == [row["partnership"] for row in portfolio(then, last, person=person)]


def test_what_was_decided_under_another_process_is_not_judged_again(diary: Diary) -> None:
    """A change that fitted in the room of its day took effect then, also when there is less room by now."""
    diary.reach("realisatie")
    known = {"organisation": "O-1", "title": "Schoonmaak", "nature": "dienst", "value": 100_000}
    diary.act("2026-01-12", "register-contract", contract="C-1", **known)
    diary.act("2026-02-02", "amend-contract", contract="C-1", reason="meer werk", value=107_000)
    diary.evening("2026-03-02")
    text = process_text({"    percentage: {amount: 10,": "    percentage: {amount: 5,"})
    activate(
        diary.engine, DefinitionFile(read_definition(text), text, content_hash(text)), None,
        force=True, on=date(2026, 3, 2), by="toets", at=AT,
    )  # fmt: skip
    migrate(diary.engine, "1", "2", on=date(2026, 3, 2), by="toets", at=AT)
    diary.act("2026-03-03", "start-partnership", partnership="P-2", title="Nieuw", organisation="O-1")
    diary.look_back()
    told = [diary.told(on) for on in ("2026-02-15", "2026-03-02")]
    assert ["handreiking/1", "handreiking/2"] == [found["definition"] for found in told]
    assert [107_000, 107_000] == [found["contracts"][0]["value"] for found in told]


def test_what_the_acts_of_today_refuse_is_named(diary: Diary) -> None:
    """A journal row that cannot happen again is told with its number, instead of leaving it out without a word."""
    diary.start(ON)
    row = {"entry": 99, "at": AT, "on": date(2026, 1, 6), "by": "toets", "act": "choose-route", **P1}
    with diary.engine.begin() as connection:
        write_entries(connection, [row | {"data": {**P1, "route": "omweg"}, "phase": "draagvlak"}])
    with pytest.raises(NotRetold, match=r"Regel 99 van het logboek \(choose-route\) kan niet nog eens gebeuren"):
        diary.told("2026-01-06")


# Whole portfolios.


@pytest.fixture
def another(tmp_path: Path, request: pytest.FixtureRequest) -> Any:  # noqa: ANN401  # an engine
    """Return a second database."""
    import shutil

    from models.database import open_database

    path = tmp_path / "another.db"
    shutil.copy(request.getfixturevalue("_sqlite_template"), path)
    opened = open_database(f"sqlite:///{path}")
    yield opened
    opened.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_the_days_of_a_scenario(sqlite: Engine, another: Engine, scenario: Path) -> None:
    """Of fifty days of a life, and of some of every practical case, is told what a replay tells on them."""
    lines = scenario.read_text(encoding="utf-8").splitlines()
    first, last = (date.fromisoformat(json.loads(lines[number])["on"]) for number in (0, -1))
    replay(sqlite, lines, at=AT, until=last + timedelta(days=400), keep_going=True)
    days = some_days(first, last + timedelta(days=400), 50 if scenario.stem == LIFE else 5)
    evenings = lived_again(sqlite, another, days)
    for on in days:
        evenings.look_back(sqlite, on)


@pytest.mark.slow
def test_fifty_days_of_the_demo(sqlite: Engine, another: Engine) -> None:
    """Of fifty days of a portfolio of eight is told what a replay tells on them: of all, and of one that day."""
    build_demo(sqlite, partnerships=8, on=date(2026, 6, 1), at=AT)
    with sqlite.connect() as connection:
        first = connection.execute(sa.select(sa.func.min(table(Entry).c.on))).scalar_one()
    evenings = lived_again(sqlite, another, some_days(first, date(2026, 5, 31), 50))
    assert 50 == len(evenings.days)
    for number, (on, known) in enumerate(evenings.days.items()):
        there = sorted(known.keys() - {""})
        evenings.look_back(sqlite, on, there[number % len(there) :][:1] if there else ())
