"""The rehearsal: the coming nights over a whole portfolio, while nothing is written."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from processes import process, process_text, without_rule
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel
from story import AT, NEEDED, P1, Story

from groeituin.activation import Rehearsed, activate
from groeituin.definition_file import DefinitionFile, read_definition_file
from groeituin.demo import build_demo
from groeituin.migration import migrate
from groeituin.night import Failure
from groeituin.rehearsal import Raised, Rehearsal, receipt_of, rehearse, write_receipt
from groeituin.rehearsal import nights as rehearsing
from groeituin.rehearsal.chunk import Chunk
from groeituin.texts.rehearsal.summary import printed
from models.database import read_only
from states.definition import Definition, content_hash, handreiking, read_definition
from states.dossier import Dossier
from states.occasions import OCCASIONS, Process, Row

ON = date(2026, 11, 22)
PLAN: dict[str, str] = {"description": "Bel de WSP", "owner": "anna"}
LATER: dict[str, str] = {
    "lead_months: [18, 12, 6, 3]": "lead_months: [18, 12, 6, 4]",
    "repeat_days: 7": "repeat_days: 14",
}
KNOWN: dict[str, str] = {"organisation": "O-1", "title": "Groen", "nature": "dienst", "starts_on": "2020-01-01"}
SMALL = Path(__file__).parents[1] / "data" / "definitions" / "klein.yaml"


def dump(engine: Engine) -> str:
    """Return every row of every table, as text."""
    with engine.connect() as connection:
        return "\n".join(
            f"{name}: {row}"
            for name, source in sorted(SQLModel.metadata.tables.items())
            for row in sorted(map(repr, connection.execute(sa.select(source)).all()))
        )


def happened(engine: Engine, first: date, nights: int) -> list[Raised]:
    """Run nights, and return what they raised."""
    story, found = Story(engine), []
    for number in range(nights):
        night = first + timedelta(days=number)
        report = story.night(night.isoformat())
        assert [] == report.failures
        found += [Raised(night, one.partnership, one.rule, one.occasion, one.to) for one in report.raised]
    return sorted(found)


def busy(story: Story) -> None:
    """Make a portfolio in which something of everything goes on, until the first of June 2026."""
    story.reach("monitoring")
    story.contract("2026-01-05", "C-2", ends_on="2026-11-30")
    more = {"title": "Groen", "organisation": "O-1"}
    story.act("2026-01-10", "start-partnership", partnership="P-2", **more)
    for role, person in (("projectcoordinator", "anna"), ("social_return_coordinator", "cees")):
        story.act("2026-01-10", "assign-role", partnership="P-2", role=role, person=person)
    story.act("2026-01-10", "add-action", partnership="P-2", action="A-1", deadline="2026-04-01", **PLAN)
    story.act("2026-03-01", "take-over-partnership", partnership="P-3", phase="borging", since="2025-01-01",
              coordinator="eva", contract="C-2", **more)  # fmt: skip
    story.act("2026-03-01", "take-over-partnership", partnership="P-4", phase="borging", since="2025-01-01",
              coordinator="eva", contract="C-2", **more)  # fmt: skip
    story.act("2026-03-02", "write-policy", organisation="O-1", part="doel", text="kansen")
    story.act("2026-03-02", "share-results", organisation="O-1", audience="intern", where="krant")
    story.night("2026-04-10")
    story.act("2026-04-11", "settle-signal", partnership="P-2", rule="actie_te_laat", occasion="A-1/2026-04-01/2",
              outcome="uitgesteld", until="2026-06-20")  # fmt: skip
    story.night("2026-05-20")
    story.act("2026-05-21", "suspend", partnership="P-3", reason="verbouwing", until="2026-07-15")
    story.act("2026-05-21", "plan-meeting", **P1, kind="voortgang", planned_on="2026-06-03")
    story.act("2026-06-01", "register-person", person="dina", name="Dina", email="dina@voorbeeld.nl", active=False)


@pytest.mark.slow
def test_the_nights_do_what_was_rehearsed_and_nothing_was_written(story: Story) -> None:
    """With pauses, snoozed signals, ladders, take-overs, shared contracts and what the organisation is asked once."""
    busy(story)
    before = dump(story.engine)
    said = rehearse(story.engine, date(2026, 6, 1), 290)
    assert before == dump(story.engine)
    assert ([], [], []) == (said.new, said.gone, said.moved)
    rules = Counter(one.rule for one in said.raised)
    assert {"beleid_herijken", "resultaten_delen", "actie_te_laat", "contract_verloopt", "evaluatie"} <= rules.keys()
    assert date(2026, 7, 15) == min(one.night for one in said.raised if one.partnership == "P-3")
    climbed = [one.to for one in said.raised if (one.partnership, one.rule) == ("P-2", "fase_staat_stil")]
    assert {("anna", "cees")} == set(climbed)
    assert happened(story.engine, date(2026, 6, 1), 290) == said.raised


def test_a_proposed_definition_is_rehearsed_and_nothing_was_written(story: Story) -> None:
    """What is said is what happens when the process is switched on and everybody moves on the first day."""
    busy(story)
    text = process_text(LATER)
    file = DefinitionFile(read_definition(text), text, content_hash(text))
    before, first = dump(story.engine), date(2026, 6, 1)
    said = rehearse(story.engine, first, 95, file.definition)
    assert before == dump(story.engine)
    assert ("handreiking/2", ["handreiking/1"], 4) == (said.definition, said.replaces, said.partnerships)
    assert said.gone
    assert said.moved
    assert all(one.why.changed for one in (*said.new, *said.gone))
    assert all(one.why.changed for one in said.moved)
    activate(story.engine, file, None, force=True, on=first, by="toets", at=AT)
    assert [] == migrate(story.engine, "handreiking/1", "handreiking/2", on=first, by="toets", at=AT).refused
    assert happened(story.engine, first, 95) == said.raised


@pytest.mark.slow
def test_45_nights_of_the_demo(engine: Engine) -> None:
    """A believable portfolio: every signal of every night, for whom, and the database as it was."""
    build_demo(engine, partnerships=40, seed=3, on=ON, at=AT)
    before = dump(engine)
    said = rehearse(engine, ON, 45)
    proposed = rehearse(engine, ON, 45, process(LATER))
    assert before == dump(engine)
    assert len(said.raised) > 40
    assert {one.partnership for one in proposed.moved} <= {one.partnership for one in said.raised}
    assert happened(engine, ON, 45) == said.raised


def test_nothing_can_be_written_while_reading(engine: Engine) -> None:
    """The transaction itself refuses, and the connection can write again afterwards."""
    insert = sa.text("INSERT INTO organisations (organisation, name, sector) VALUES ('O-1', 'x', 'gemeente')")
    with read_only(engine) as connection:
        connection.execute(sa.text("SELECT 1"))
        with pytest.raises(DBAPIError):
            connection.execute(insert)
    with engine.begin() as connection:
        assert 1 == connection.execute(insert).rowcount


def test_one_moment_is_looked_at(engine: Engine) -> None:
    """What somebody else writes meanwhile is not seen."""
    count = sa.text("SELECT count(*) FROM organisations")
    with read_only(engine) as connection:
        assert 0 == connection.execute(count).scalar()
        Story(engine).start("2026-01-05")
        assert 0 == connection.execute(count).scalar()


def test_a_night_before_what_is_known_is_left_out(sqlite_story: Story) -> None:
    """As in a real night, nothing happens to a partnership before its newest journal row."""
    sqlite_story.start("2026-01-05")
    sqlite_story.act("2026-01-05", "start-partnership", partnership="P-2", title="x", organisation="O-1")
    sqlite_story.act("2026-05-01", "choose-route", partnership="P-1", route="beide")
    said = rehearse(sqlite_story.engine, date(2026, 4, 20), 20)
    nights = {one.partnership: one.night.isoformat() for one in reversed(said.raised)}
    assert {"P-1": "2026-05-01", "P-2": "2026-04-20"} == nights
    assert happened(sqlite_story.engine, date(2026, 4, 20), 20) == said.raised


def test_the_number_of_questions_does_not_grow(sqlite_story: Story) -> None:
    """However many partnerships a chunk has, it is read with as many queries."""
    sqlite_story.start("2026-01-05")
    asked: list[str] = []
    sa.event.listen(sqlite_story.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def questions() -> int:
        asked.clear()
        rehearse(sqlite_story.engine, date(2026, 4, 1), 30, process(LATER))
        return len(asked)

    few = questions()
    for number in range(2, 30):
        sqlite_story.act("2026-01-05", "start-partnership", partnership=f"P-{number}", title="x", organisation="O-1")
    assert few == questions()


def test_chunks_together_are_the_whole(sqlite_story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portfolio is read in parts, and how large they are makes no difference; how far it is, is told."""
    busy(sqlite_story)
    whole = rehearse(sqlite_story.engine, date(2026, 6, 1), 60, process(LATER)).as_json()
    monkeypatch.setattr(rehearsing, "CHUNK", 1)
    told: list[float] = []
    parts = rehearse(sqlite_story.engine, date(2026, 6, 1), 60, process(LATER), progress=told.append).as_json()
    assert whole == parts
    assert (sorted(told), 1.0) == (told, told[-1])
    assert len(told) > 2


@pytest.fixture
def two(sqlite_story: Story) -> Story:
    """Return two partnerships with a late action each."""
    sqlite_story.start("2026-01-05")
    sqlite_story.act("2026-01-05", "start-partnership", partnership="P-2", title="x", organisation="O-1")
    for number in (1, 2):
        sqlite_story.act(
            "2026-01-05", "add-action", partnership=f"P-{number}", action=f"A-{number}", deadline="2026-04-01", **PLAN
        )
    return sqlite_story


def test_a_rule_that_fails_is_named_and_everything_else_goes_on(two: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as the nights themselves: what fails is named, once, and all others are raised."""
    real = OCCASIONS["fase_staat_stil"]

    def broken(dossier: Dossier, process: Process) -> Iterator[Row]:
        if dossier.partnership == "P-1":
            raise RuntimeError("kapot")
        return real(dossier, process)

    monkeypatch.setitem(OCCASIONS, "fase_staat_stil", broken)
    said = rehearse(two.engine, date(2026, 4, 1), 7)
    assert [Failure("P-1", "fase_staat_stil", "RuntimeError: kapot")] == said.failures
    assert ["P-1", "P-2", "P-2"] == sorted(one.partnership for one in said.raised)
    report = two.night("2026-04-05")
    assert said.failures == report.failures
    assert "Niet gelukt: 1\n  P-1 fase_staat_stil (RuntimeError: kapot)" in printed(said)


def test_a_partnership_that_cannot_be_read_is_named(two: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk that fails is read one by one."""
    real = Chunk.read

    def broken(self: Any, names: list[str], last: date) -> None:  # noqa: ANN401  # the chunk itself
        if "P-1" in names:
            raise ValueError("kapot")
        real(self, names, last)

    monkeypatch.setattr(Chunk, "read", broken)
    said = rehearse(two.engine, date(2026, 4, 1), 7)
    assert [Failure("P-1", None, "ValueError: kapot")] == said.failures
    assert {"P-2"} == {one.partnership for one in said.raised}


def test_who_follows_another_version_would_move(sqlite_story: Story) -> None:
    """Those of the same name and none else; whoever follows it already stays as they are."""
    sqlite_story.start("2026-01-05")
    text = process_text(LATER)
    file = DefinitionFile(read_definition(text), text, content_hash(text))
    activate(sqlite_story.engine, file, None, force=True, on=date(2026, 1, 6), by="toets", at=AT)
    sqlite_story.act("2026-01-06", "start-partnership", partnership="P-2", title="x", organisation="O-1")
    small = read_definition_file(SMALL).definition

    def moving(new: Definition) -> tuple[list[str], int]:
        said = rehearse(sqlite_story.engine, date(2026, 1, 6), 10, new)
        return said.replaces, said.partnerships

    assert (["handreiking/1"], 1) == moving(file.definition)
    assert (["handreiking/2"], 1) == moving(handreiking())
    assert (["handreiking/1", "handreiking/2"], 2) == moving(process({}, "3"))
    assert (["handreiking/2"], 0) == moving(small)  # whose phases are other ones


def test_going_back_is_rehearsed_over_those_who_would(sqlite_story: Story, tmp_path: Path) -> None:
    """A definition that somebody follows already is tried on those who follow the one for new partnerships."""
    text = SMALL.read_text(encoding="utf-8")
    small = read_definition_file(SMALL)
    assert text == small.text
    activate(sqlite_story.engine, small, None, force=True, on=date(2026, 1, 5), by="toets", at=AT)
    sqlite_story.start("2026-01-05")
    own = tmp_path / "eigen.yaml"
    own.write_text(process_text({}), encoding="utf-8")
    activate(sqlite_story.engine, read_definition_file(own), None, force=True, on=date(2026, 1, 5), by="toets", at=AT)
    sqlite_story.act("2026-01-05", "take-over-partnership", partnership="P-2", title="x", phase="werkgroep",
                     organisation="O-1", since="2025-11-01", coordinator="anna")  # fmt: skip
    said = rehearse(sqlite_story.engine, date(2026, 1, 6), 10, small.definition)
    assert (["handreiking/2"], 1) == (said.replaces, said.partnerships)


def test_a_definition_that_everybody_follows_makes_no_difference(sqlite_story: Story) -> None:
    """It is said in so many words."""
    sqlite_story.start("2026-01-05")
    said = rehearse(sqlite_story.engine, date(2026, 4, 1), 10, handreiking())
    assert (0, [], []) == (said.partnerships, said.replaces, said.changes)
    assert "wie handreiking/1 kan volgen, doet dat al" in printed(said)
    same = rehearse(sqlite_story.engine, date(2026, 4, 1), 10, process({}))
    assert (1, []) == (same.partnerships, same.changes)
    assert "Tussen deze procesdefinities is geen verschil." in printed(same)


def test_what_comes_back_at_the_move_is_told(sqlite_story: Story) -> None:
    """A rule was left out, and is there again: what it asked lapses and comes back, as the migrations then do."""
    sqlite_story.start("2026-01-05")
    sqlite_story.night("2026-04-10")
    text = without_rule(process_text({}), "fase_staat_stil")
    file = DefinitionFile(read_definition(text), text, content_hash(text))
    first, then = date(2026, 4, 20), date(2026, 4, 27)
    still = ("P-1", "fase_staat_stil", "draagvlak/2026-01-05/90d")

    said = rehearse(sqlite_story.engine, first, 1, file.definition)
    assert ([(*still, ("de regel fase_staat_stil verviel", ""))], []) == (said.lapsed, said.returned)
    activate(sqlite_story.engine, file, None, force=True, on=first, by="toets", at=AT)
    migrate(sqlite_story.engine, "handreiking/1", "handreiking/2", on=first, by="toets", at=AT)
    assert "vervallen" == sqlite_story.signals(rule="fase_staat_stil")[0][1]

    said = rehearse(sqlite_story.engine, then, 1, handreiking())
    assert ([], [(*still, ("de regel fase_staat_stil kwam erbij", ""))]) == (said.lapsed, said.returned)
    assert "Komt terug bij het overgaan: 1 signaal\n  fase_staat_stil: de regel fase_staat_stil kwam" in printed(said)
    migrate(sqlite_story.engine, "handreiking/2", "handreiking/1", on=then, by="toets", at=AT)
    assert "open" == sqlite_story.signals(rule="fase_staat_stil")[0][1]


def test_an_effort_report_counts_for_a_step(sqlite_story: Story) -> None:
    """M3 looks at the lines of reports, which are read where that matters: with basis inspanning an effort will do."""
    sqlite_story.reach("monitoring", basis="inspanning")
    for act, fields in NEEDED["start_borging"]:
        sqlite_story.act(
            "2026-01-05", act, **({**fields, "lines": [], "effort": "x"} if act == "report-hours" else fields)
        )
    required = "requires: [M1, M2, M3, M4], advises: [successen_gevierd]"
    new = process({required: "requires: [M1, M2, M3, M4, successen_gevierd]"})
    said = rehearse(sqlite_story.engine, date(2026, 1, 6), 1, new)
    assert [("P-1", "start_borging", "borging", True)] == [one[:4] for one in said.steps]
    assert [["successen_gevierd"]] == [[verdict.code for verdict in one.missing] for one in said.steps]
    assert ([], []) == (said.new, said.raised)


def test_whoever_cannot_move_is_named_and_stays(sqlite_story: Story) -> None:
    """A phase that the proposal does not know, or a journal that is ahead: told, and walked as they are."""
    sqlite_story.start("2026-01-05")
    for number, phase in ((2, "werkgroep"), (3, "werkgroep")):
        sqlite_story.act("2026-01-05", "take-over-partnership", partnership=f"P-{number}", title="x", phase=phase,
                         organisation="O-1", since="2025-11-01", coordinator="anna")  # fmt: skip
    sqlite_story.act("2026-04-02", "choose-route", partnership="P-3", route="beide")
    present = rehearse(sqlite_story.engine, date(2026, 4, 1), 60)
    said = rehearse(sqlite_story.engine, date(2026, 4, 1), 60, read_definition_file(SMALL).definition)
    assert [("P-1", "draagvlak"), ("P-3", "werkgroep")] == [one[:2] for one in said.refused]
    assert "die bestaat niet in waterschap/2027" in said.refused[0].sentence
    assert "Blijft bij de eigen procesdefinitie: 2" in printed(said)
    assert (1, False) == (said.partnerships, said.nobody_can_move)
    assert "1 partnership zou overgaan van handreiking/1 naar waterschap/2027." in printed(said)
    stayed = {"P-1", "P-3"}
    assert [one for one in present.raised if one.partnership in stayed] == [
        one for one in said.raised if one.partnership in stayed
    ]
    assert {"P-2"} == {one.partnership for one in (*said.gone, *said.new)}


def test_the_receipt_is_what_activating_asks_for(tmp_path: Path) -> None:
    """It says of which text, over which nights, with what outcome; another text is another hash."""
    path = tmp_path / "eigen.yaml"
    assert receipt_of(path) is None
    said = Rehearsal(ON, ON + timedelta(days=29), "handreiking/2", partnerships=7)
    receipt = write_receipt(path, said, content_hash="a" * 64, on=ON, by="anna")
    assert tmp_path / "eigen.yaml.nachtproef.json" == receipt
    assert Rehearsed("a" * 64, ON, ON + timedelta(days=29), 7) == receipt_of(path)
    assert {
        "definition": "handreiking/2", "content_hash": "a" * 64, "from": "2026-11-22", "to": "2026-12-21",
        "partnerships": 7, "on": "2026-11-22", "by": "anna", "new": 0, "gone": 0, "moved": 0,
    } == json.loads(receipt.read_text(encoding="utf-8"))  # fmt: skip


FROM = '{"content_hash": "a", "from": "2026-11-22"'


@pytest.mark.parametrize("held", [
    "", "[]", "{}", '{"content_hash": 1, "from": "x", "to": null}', "\udcff",
    f'{FROM}, "to": "2026-12-21"}}', f'{FROM}, "to": "2026-11-21", "partnerships": 1}}',
    f'{FROM}, "to": "morgen", "partnerships": 1}}', f'{FROM}, "to": "2026-12-21", "partnerships": "veel"}}',
])  # fmt: skip
def test_a_receipt_that_cannot_be_read_is_none(tmp_path: Path, held: str) -> None:
    """A file that somebody spoiled proves nothing."""
    (tmp_path / "eigen.yaml.nachtproef.json").write_bytes(held.encode("utf-8", "surrogateescape"))
    assert receipt_of(tmp_path / "eigen.yaml") is None


def test_six_kinds_of_change_are_told_apart(sqlite_story: Story) -> None:
    """A longer and a shorter lead, a rule less, a norm, advice that is required: each named, each where it matters."""
    busy(sqlite_story)
    data = yaml.safe_load(process_text({}))
    del data["rules"]["urenopgave"]
    data["rules"]["contract_verloopt"]["lead_months"] = [18, 12, 7, 2]
    data["rules"]["fase_staat_stil"]["norm_days"]["draagvlak"] = 180
    data["triggers"]["stel_werkgroep_in"] = {"sources": ["draagvlak"], "to": "werkgroep",
                                             "requires": ["D1", "D2", "ambassadeur"]}  # fmt: skip
    said = rehearse(sqlite_story.engine, date(2026, 6, 1), 130, read_definition(yaml.safe_dump(data, sort_keys=False)))
    assert [
        "stel_werkgroep_in: ambassadeur is nu verplicht; het was een advies.",
        "contract_verloopt: de termijnen werden 18, 12, 7 en 2 maanden in plaats van 18, 12, 6 en 3 maanden.",
        "De regel urenopgave verviel.",
        "fase_staat_stil: de norm van draagvlak werd 180 dagen in plaats van 90.",
    ] == said.changes
    whys = {one.rule: str(one.why) for one in said.gone}
    assert "de regel urenopgave verviel" == whys["urenopgave"]
    assert whys["fase_staat_stil"].startswith("de norm van draagvlak werd 180 dagen in plaats van 90")
    told = {(one.was, one.occasion): str(one.why) for one in said.moved}
    assert told["C-2/2026-11-30/3m", "C-2/2026-11-30/2m"] == "de termijn van 3 maanden werd 2 maanden"
