"""What is past its period goes when a person approves it, and nothing else changes by that."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from story import AT, HOURS, NEEDED, P1, P1_C1, Story

from groeituin.as_of import known_then
from groeituin.backup import back_up, restore
from groeituin.check import check
from groeituin.demo import build_demo
from groeituin.errors import GroeituinError, NoSuchThing, Refused
from groeituin.reading.journal import journal_of
from groeituin.reading.portfolio import find, portfolio, shown
from groeituin.retention.approving import approve
from groeituin.retention.log import destructions, missing_since
from groeituin.retention.persons import BLANK
from groeituin.retention.proposing import propose
from models.database import open_database, writing
from models.schema import upgrade
from models.tables import metadata

WELL: dict[str, Any] = {"differences": [], "faults": []}
Listed = list[tuple[str, str | None, str]]


def proposed(story: Story, on: str) -> list[dict[str, Any]]:
    """Return the list of what is past its period on a day."""
    return propose(story.engine, on=date.fromisoformat(on), by="archivaris")


def keys(rows: list[dict[str, Any]]) -> Listed:
    """Return what stands on a list: kind, whose, and code."""
    return [(row["kind"], row["partnership"], row["code"]) for row in rows]


def approved(story: Story, proposal: int, on: str) -> list[dict[str, Any]]:
    """Approve a list on a day and return what was destroyed."""
    return approve(story.engine, proposal, on=date.fromisoformat(on), by="archivaris", at=AT)


def destroyed(story: Story, on: str) -> Listed:
    """Destroy everything that is past its period on a day, see that all is well, and return what went."""
    rows = proposed(story, on)
    done = approved(story, rows[0]["proposal"], on)
    assert keys(rows) == keys(done)
    assert [row["rows"] for row in rows] == [row["rows"] for row in done]
    assert WELL == faults(story.engine)
    return keys(done)


def faults(engine: Engine) -> dict[str, Any]:
    """Return what a check finds wrong with the planning and with the journal."""
    with engine.connect() as connection:
        found = check(connection)
    return {"differences": found["differences"], "faults": found["journal"]["faults"]}


def leave(story: Story, on: str, person: str = "cees", name: str = "Cees Jansen") -> None:
    """Let somebody leave on a day, of whom the whole name is known by then."""
    story.act(on, "register-person", person=person, name=name, email=f"{person}@voorbeeld.nl", active=False)


def contents(story: Story, act: str) -> list[dict[str, Any]]:
    """Return what the journal holds of an act, in order."""
    return [row[4] for row in story.journal() if row[3] == act]


def raised(story: Story, partnership: str) -> list[tuple[Any, ...]]:
    """Return what a partnership was asked."""
    return story.rows(
        "SELECT rule, occasion, status, sentence FROM signals WHERE partnership = :p ORDER BY rule, occasion",
        p=partnership,
    )


def closed(story: Story, on: str = "2026-02-02") -> None:
    """Let P-1 reach its end with a job, hours and a contract that ends in 2028."""
    story.reach("borging")
    story.night("2026-01-20")
    story.act(on, "advance", **P1, trigger="beeindig", reason="klaar", lesson="begin eerder")


def beside(story: Story, on: str = "2026-02-02", **fields: str) -> None:
    """Let P-2 begin, which goes on."""
    story.act(on, "start-partnership", partnership="P-2", title="Groen", organisation="O-1", **fields)
    story.act(on, "assign-role", partnership="P-2", role="projectcoordinator", person="dina")


def test_a_list_is_made_once(story: Story) -> None:
    """Asked again with the same outcome it is the same list; with another one it is the next."""
    story.start("2026-01-05")
    assert [] == proposed(story, "2040-01-01")
    leave(story, "2026-02-01")
    first = proposed(story, "2027-02-02")
    assert [("persoon", None, "cees")] == keys(first)
    assert ("medewerker die vertrok", "1 jaar", date(2026, 2, 1)) == tuple(
        first[0][name] for name in ("category", "period", "since")
    )
    assert first == proposed(story, "2027-03-01")
    leave(story, "2026-03-01", "bert", "Bert Boom")
    second = proposed(story, "2027-04-01")
    assert [(2, "bert"), (2, "cees")] == [(row["proposal"], row["code"]) for row in second]
    assert [(1,), (2,)] == story.rows("SELECT id FROM retention_proposals ORDER BY id")


def test_a_list_destroys_nothing_and_neither_does_a_night(sqlite_story: Story) -> None:
    """However long things are past their period."""
    closed(sqlite_story)
    leave(sqlite_story, "2026-02-03")
    before = len(sqlite_story.journal())
    assert proposed(sqlite_story, "2040-01-01")
    assert before == len(sqlite_story.journal())
    sqlite_story.night("2040-01-01")
    assert [("Cees Jansen",)] == sqlite_story.rows("SELECT name FROM persons WHERE person = 'cees'")
    assert [("P-1",)] == sqlite_story.rows("SELECT partnership FROM partnerships")
    assert [] == sqlite_story.rows("SELECT * FROM destructions")


def test_a_person_who_left_is_nobody_any_more(story: Story) -> None:
    """The name and the address go from everywhere, also where others wrote them; the code stays."""
    story.start("2026-01-05")
    story.act("2026-01-05", "assign-role", **P1, role="projectcoordinator", person="cees")
    decided = {"decision": "principebesluit", "decided_on": "2026-01-05"}
    story.act("2026-01-06", "record-decision", **P1, **decided, decided_by="wethouder cees jansen (cees@voorbeeld.nl)")
    held = {"kind": "werkgroep", "meeting": "M-1", "attendees": ["hr_expert"]}
    story.act("2026-01-07", "hold-meeting", **P1, **held, outcome="Cees Jansen belt; Cees Jansens collega ook")
    story.act("2026-01-08", "add-action", **P1, action="A-1", description="bel", owner="cees", deadline="2030-01-01")
    leave(story, "2026-02-01")
    assert [("persoon", None, "cees")] == destroyed(story, "2027-02-02")
    gone = [("Vertrokken medewerker 1", "medewerker-1@vertrokken.invalid", "2026-02-01")]
    rows = story.rows("SELECT name, email, inactive_on FROM persons WHERE person = 'cees'")
    assert gone == [(name, email, str(left_on)) for name, email, left_on in rows]
    assert [(f"wethouder {BLANK} ({BLANK})",)] == story.rows("SELECT decided_by FROM decisions")
    assert [(f"{BLANK} belt; Cees Jansens collega ook",)] == story.rows("SELECT outcome FROM meetings")
    assert [P1 | decided] == contents(story, "record-decision")
    assert [P1 | held] == contents(story, "hold-meeting")
    assert ["cees"] == [data["owner"] for data in contents(story, "add-action")]
    assert [] == proposed(story, "2040-01-01")


def test_what_was_written_without_a_name_is_as_it_was(sqlite_story: Story) -> None:
    """A code that is a name is a code; a name within a longer word is another one."""
    story = sqlite_story
    story.start("2026-01-05")
    written = "Evaluatiecommissie, met Eva-Maria, eva@x.nl en info@eva.nl"
    story.act("2026-01-06", "record-decision", **P1, decision="actieplan", decided_by=written)
    story.act(
        "2026-01-06", "add-action", **P1, action="A-1", description="Evalueer", owner="eva", deadline="2030-01-01"
    )
    leave(story, "2026-02-01", "eva", "Eva")
    before = contents(story, "record-decision"), contents(story, "add-action")
    assert [("persoon", None, "eva")] == destroyed(story, "2027-02-02")
    assert before == (contents(story, "record-decision"), contents(story, "add-action"))
    assert [(written,)] == story.rows("SELECT decided_by FROM decisions")


def test_who_comes_back_is_not_forgotten(sqlite_story: Story) -> None:
    """Somebody who works again when a list is approved keeps a name; who leaves again counts from then."""
    story = sqlite_story
    story.start("2026-01-05")
    leave(story, "2026-02-01")
    [row] = proposed(story, "2027-02-02")
    back = {"person": "cees", "name": "Cees Jansen", "email": "cees@voorbeeld.nl", "active": True}
    story.act("2027-02-03", "register-person", **back)
    assert [] == approved(story, row["proposal"], "2027-02-04")
    assert [("Cees Jansen",)] == story.rows("SELECT name FROM persons WHERE person = 'cees'")
    leave(story, "2027-03-01")
    assert [("persoon", None, "cees")] == destroyed(story, "2028-03-02")
    story.act("2028-03-03", "register-person", **back)
    leave(story, "2028-04-01")
    assert [("persoon", None, "cees")] == destroyed(story, "2029-04-02")
    assert [("Vertrokken medewerker 2",)] == story.rows("SELECT name FROM persons WHERE person = 'cees'")


def test_of_a_job_that_ended_only_its_code_is_left(story: Story) -> None:
    """Its row goes, and of what the journal tells of it all but whose it was; the rest of the partnership stays."""
    story.reach("monitoring")
    story.act("2026-01-06", "map-job", **P1, job="B-2", title="Koffie", target_group="ww", hours_per_week=20,
              source="nieuwe_taak")  # fmt: skip
    story.act("2026-02-01", "end-job", **P1, job="B-1", ended_on="2026-02-01", reason="uitval")
    wrong = next(row[0] for row in story.journal() if row[3] == "end-job")
    story.act("2026-02-02", "correct", entry=wrong, reason="anders", fields={"reason": "doorstroom"})
    assert [("baan", "P-1", "B-1")] == destroyed(story, "2028-02-02")
    assert [("B-2",)] == story.rows("SELECT job FROM jobs")
    code = P1 | {"job": "B-1"}
    assert [code] == contents(story, "end-job") == contents(story, "fill-job")
    assert [{"entry": wrong}] == contents(story, "correct")
    assert [code, "Koffie"] == [contents(story, "map-job")[0], contents(story, "map-job")[1]["title"]]
    with pytest.raises(Refused, match="is vernietigd"):
        story.act("2028-02-03", "correct", entry=wrong, reason="anders", fields={"reason": "uitval"})
    story.act("2028-02-03", "fill-job", **P1, job="B-2", starts_on="2028-01-01", form="stage", payroll="derde")


def hours_due(story: Story) -> None:
    """Let P-1 be in monitoring, with an obligation that its hours met, under a contract that ended in 2026."""
    story.reach("realisatie")
    block = {"code": "PW", "target_group": "participatiewet", "unit": "uur", "amount": 100}
    story.act("2026-01-05", "register-block-table", authority="O-1", version="1", valid_from="2020-01-01",
              source="een besluit", blocks=[block])  # fmt: skip
    story.act("2026-01-05", "amend-contract", contract="C-1", reason="korter", ends_on="2026-12-31",
              legal_check="gedaan", legal_outcome="niet_wezenlijk")  # fmt: skip
    story.act("2026-01-05", "set-obligation", contract="C-1", percentage=5, base="opdrachtsom", base_amount=100000,
              reason="afspraak", authority="O-1", table_version="1", **{"from": "2025-01-01"})  # fmt: skip
    for trigger in ("start_monitoring",):
        for act, needed in NEEDED[trigger]:
            story.act("2026-01-05", act, **needed)
        story.act("2026-01-05", "advance", **P1, trigger=trigger)
    story.act("2026-01-06", "report-hours", **P1_C1, **HOURS)
    story.act("2026-01-06", "review-hours", **P1_C1, period="2025-K4", verdict="goedgekeurd")


def test_hours_go_and_nobody_is_asked_for_them_again(story: Story) -> None:
    """That a report was approved is left; what it held is not, and nothing seems behind because of that."""
    hours_due(story)
    story.night("2034-01-01")
    before = raised(story, "P-1")
    assert [] == [row for row in before if row[0] == "achterstand"]
    assert [("urenopgave", "P-1", "C-1")] == [key for key in destroyed(story, "2034-01-01") if key[0] == "urenopgave"]
    assert [("goedgekeurd",)] == story.rows("SELECT status FROM hours_reports")
    assert [P1_C1 | {"period": "2025-K4"}] == contents(story, "report-hours")
    assert [("achterstand",)] == story.rows("SELECT DISTINCT rule FROM skipped_occasions WHERE rule = 'achterstand'")
    story.night("2034-01-01")
    assert before == raised(story, "P-1")
    with story.engine.connect() as connection:
        [report] = find(connection, "P-1").hours_reports
    assert ((), False) == (report.lines, report.effort)


def test_a_partnership_goes_with_everything_that_bears_its_code(story: Story) -> None:
    """Every row, its own contract and the content of its journal; others keep theirs, and so does the organisation."""
    closed(story)
    beside(story)
    assert [("partnership", None, "P-1")] == destroyed(story, "2036-01-01")
    left = {
        source.name
        for source in metadata.sorted_tables
        if "partnership" in source.c and story.rows(f'SELECT 1 FROM "{source.name}" WHERE partnership = :p', p="P-1")  # noqa: S608  # names of tables
    }
    assert {"journal"} == left
    assert [] == story.rows("SELECT * FROM contracts")
    assert [] == story.rows(
        "SELECT * FROM signal_recipients r LEFT JOIN signals s ON s.id = r.signal WHERE s.id IS NULL"
    )
    told = {row[3]: row[4] for row in story.journal() if "P-1" in row or "C-1" in row}
    assert {"destroy"} == {act for act, data in told.items() if data}
    assert ["P-2"] == [data["partnership"] for data in contents(story, "start-partnership") if data]
    assert [("P-2",)] == story.rows("SELECT partnership FROM role_holdings")


def test_what_others_use_of_a_partnership_stays(sqlite_story: Story) -> None:
    """A contract that another partnership has, that others replace or fall under, or that replaced one that stays."""
    story = sqlite_story
    closed(story)
    alike = {"organisation": "O-1", "title": "Werk", "nature": "dienst", "ends_on": "2028-06-30"}
    for code, more in {
        "C-2": {}, "C-3": {}, "C-4": {"replaces": "C-3"}, "C-0": {}, "C-5": {"replaces": "C-0"}, "C-6": {},
        "C-7": {"framework": "C-6"}, "C-8": {}, "C-9": {"replaces": "C-8"},
    }.items():  # fmt: skip
        story.act("2026-02-02", "register-contract", contract=code, **alike, **more)
    for code in ("C-2", "C-3", "C-5", "C-6", "C-8", "C-9"):
        story.act("2026-02-02", "link-contract", **P1, contract=code)
    beside(story, "2026-02-03")
    story.act("2026-02-03", "link-contract", partnership="P-2", contract="C-2")
    story.act("2026-02-03", "advance", partnership="P-2", trigger="beeindig", reason="klaar", lesson="geen")
    story.act("2030-01-01", "advance", partnership="P-2", trigger="heropen", reason="toch")
    assert [("urenopgave", "P-1", "C-1")] == keys(proposed(story, "2036-01-01"))
    story.act("2030-01-02", "unlink-contract", partnership="P-2", contract="C-2")
    story.act("2030-01-02", "map-job", partnership="P-2", job="B-1", title="Hulp", target_group="ww", hours_per_week=8,
              source="nieuwe_taak", contract="C-2")  # fmt: skip
    assert [("partnership", None, "P-1")] == destroyed(story, "2036-01-01")
    stay = ["C-0", "C-2", "C-3", "C-4", "C-5", "C-6", "C-7"]
    assert stay == [row[0] for row in story.rows("SELECT contract FROM contracts ORDER BY contract")]


def test_a_destroyed_code_is_told_and_never_used_again(sqlite_story: Story) -> None:
    """Who looks for it hears that it was destroyed; nothing can be done with it, and nothing else gets its name."""
    story = sqlite_story
    closed(story)
    destroyed(story, "2036-01-01")
    told = "Partnership P-1 is vernietigd op 1 januari 2036"
    with story.engine.connect() as connection:
        assert [] == portfolio(connection, date(2036, 1, 2))
        with pytest.raises(NoSuchThing, match=told):
            find(connection, "P-1")
        with pytest.raises(NoSuchThing, match=told), known_then(connection, date(2026, 2, 1), "P-1"):
            pass
    with pytest.raises(NoSuchThing, match=told):
        story.act("2036-01-02", "suspend", **P1, reason="pauze")
    with pytest.raises(Refused, match=f"{told}.*Kies een andere code"):
        story.start("2036-01-02")
    story.night("2036-01-02")


def test_what_was_known_then_is_told_without_what_was_destroyed(sqlite_story: Story) -> None:
    """The others are told as they were; beside it is said what is missing."""
    story = sqlite_story
    closed(story)
    beside(story)
    day = date(2026, 2, 10)
    with story.engine.connect() as connection, known_then(connection, day) as then:
        before = portfolio(then, day)
        assert "" == missing_since(connection, day)
    destroyed(story, "2036-01-01")
    with story.engine.connect() as connection:
        with known_then(connection, day) as then:
            assert [row for row in before if row["partnership"] == "P-2"] == portfolio(then, day)
        assert "vernietigd, en hier dus niet te zien: 1 partnership." in missing_since(connection, day)
        assert "" == missing_since(connection, date(2036, 1, 1))


def test_what_was_known_then_does_without_a_name(sqlite_story: Story) -> None:
    """A decision is told again without who took it; a correction of it is left out, not taken for a withdrawal."""
    story = sqlite_story
    story.start("2026-01-05")
    story.act("2026-01-06", "record-decision", **P1, decision="principebesluit", decided_by="Cees Jansen")
    entry = story.journal()[-1][0]
    story.act("2026-01-07", "correct", entry=entry, reason="was met", fields={"decided_by": "Cees Jansen en de raad"})
    story.act("2026-01-08", "assign-role", **P1, role="projectcoordinator", person="anna")
    story.act("2026-01-08", "advance", **P1, trigger="stel_werkgroep_in")
    leave(story, "2026-02-01")
    destroyed(story, "2027-02-02")
    for partnership in ("P-1", None):
        with story.engine.connect() as connection, known_then(connection, date(2026, 1, 9), partnership) as then:
            found = shown(then, find(then, "P-1"), date(2026, 1, 9))
        assert [BLANK] == [decided["decided_by"] for decided in found["decisions"]]
        assert "werkgroep" == found["phase"]
    with story.engine.connect() as connection:
        rows = {row["entry"]: row["sentence"] for row in journal_of(connection, find(connection, "P-1"))}
    assert "Wat hier stond is vernietigd (record-decision)." == rows[entry]


def test_a_job_that_is_gone_is_not_told_of_an_earlier_day(sqlite_story: Story) -> None:
    """The partnership is told as it was, less the job, for one and for all."""
    story = sqlite_story
    story.reach("monitoring")
    story.act("2026-02-01", "end-job", **P1, job="B-1", ended_on="2026-02-01", reason="uitval")
    destroyed(story, "2028-02-02")
    for partnership in ("P-1", None):
        with story.engine.connect() as connection, known_then(connection, date(2026, 2, 2), partnership) as then:
            found = find(then, "P-1")
        assert ("monitoring", ()) == (found.phase, found.jobs)
    with story.engine.connect() as connection:
        assert "1 baan" in missing_since(connection, date(2026, 2, 2), "P-1")
        assert "" == missing_since(connection, date(2026, 2, 2), "P-9")


@pytest.mark.parametrize("way", ["successor", "contract", "next"])
def test_what_a_running_partnership_goes_on_from_stays(sqlite_story: Story, way: str) -> None:
    """As its predecessor, with the same contract, or with the contract that replaces it."""
    story = sqlite_story
    closed(story)
    beside(story, **({"predecessor": "P-1"} if way == "successor" else {}))
    if way == "contract":
        story.act("2026-02-02", "link-contract", partnership="P-2", contract="C-1")
    if way == "next":
        story.contract("2026-02-02", "C-2", replaces="C-1")
        story.act("2026-02-02", "unlink-contract", **P1, contract="C-2")
        story.act("2026-02-02", "link-contract", partnership="P-2", contract="C-2")
    assert [] == [key for key in keys(proposed(story, "2036-01-01")) if key[0] == "partnership"]
    story.act("2026-03-01", "advance", partnership="P-2", trigger="beeindig", reason="klaar", lesson="geen")
    assert ("partnership", None, "P-1") in destroyed(story, "2036-01-01")


def test_the_oldest_of_a_chain_goes_first(sqlite_story: Story) -> None:
    """A successor stays as long as the one before it does: that would have to be come back to."""
    story = sqlite_story
    closed(story)
    beside(story, predecessor="P-1")
    story.act("2026-03-01", "advance", partnership="P-2", trigger="beeindig", reason="klaar", lesson="geen")
    story.act("2026-03-01", "amend-contract", contract="C-1", reason="langer", ends_on="2031-12-31",
              legal_check="gedaan", legal_outcome="niet_wezenlijk")  # fmt: skip
    assert [] == [key for key in keys(proposed(story, "2036-01-01")) if key[0] == "partnership"]
    assert [("partnership", None, "P-1"), ("partnership", None, "P-2")] == destroyed(story, "2039-01-01")


def test_what_an_organisation_is_asked_once_goes_on_elsewhere(story: Story) -> None:
    """The partnership that asked for all is gone; the next one has its questions, and none is asked twice."""
    story.reach("afgerond")
    shared = {"organisation": "O-1"}
    story.act("2026-01-05", "write-policy", **shared, part="doel", text="meer banen")
    story.act("2026-01-05", "take-over-partnership", partnership="P-2", title="Groen", organisation="O-1",
              phase="borging", since="2026-01-05", coordinator="dina")  # fmt: skip
    story.night("2035-12-31")
    query = (
        "SELECT partnership, occasion FROM signals WHERE rule = 'beleid_herijken' AND occasion LIKE 'O-1/%' "
        "ORDER BY occasion"
    )
    asked = story.rows(query)
    assert {"P-1"} == {row[0] for row in asked}
    assert ("partnership", None, "P-1") in destroyed(story, "2036-01-01")
    assert [("P-2", occasion) for _, occasion in asked] == story.rows(query)
    story.night("2036-01-02")
    assert [("P-2", occasion) for _, occasion in asked] == story.rows(query)


def test_deliveries_go_month_by_month(story: Story) -> None:
    """What was sent or lapsed in a month that is wholly past; what waits or failed stays for a person."""
    story.start("2026-01-05")
    days = ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01")
    with writing(story.engine).begin() as connection:
        rows = [
            {"id": number, "key": f"brief/anna/{on}/{status}", "person": "anna", "channel": "map", "status": status,
             "attempts": 1, "message_id": "m", "composed_on": date.fromisoformat(on), "composed_at": AT, "next_at": AT}
            for number, (on, status) in enumerate(
                ((on, status) for on in days for status in ("verzonden", "vervallen", "mislukt", "wacht")), start=1
            )
        ]  # fmt: skip
        connection.execute(metadata.tables["deliveries"].insert(), rows)
    assert [("2026-01", 2), ("2026-02", 4)] == [(row["code"], row["rows"]) for row in proposed(story, "2026-06-29")]
    assert [("bezorging", None, "2026-01")] == keys(proposed(story, "2026-05-29"))
    destroyed(story, "2026-05-29")
    left = story.rows("SELECT composed_on, status FROM deliveries ORDER BY composed_on, status")
    assert ["mislukt", "wacht"] == [status for on, status in left if str(on) == "2026-01-31"]
    assert 14 == len(left)


def test_a_list_is_approved_once_and_only_the_newest(story: Story) -> None:
    """Unknown, outdated, approved before, or dated before what the journal knows: each says so, and nothing goes."""
    story.start("2026-01-05")
    story.act("2026-01-05", "map-job", **P1, job="B-1", title="Hulp", target_group="ww", hours_per_week=8,
              source="nieuwe_taak")  # fmt: skip
    story.act("2026-01-05", "fill-job", **P1, job="B-1", starts_on="2026-01-01", form="stage", payroll="derde")
    story.act("2026-02-01", "end-job", **P1, job="B-1", ended_on="2026-02-01", reason="uitval")
    [first] = proposed(story, "2029-01-01")
    leave(story, "2026-02-01")
    second = proposed(story, "2029-01-01")[0]["proposal"]
    for proposal, error, code in ((9, NoSuchThing, "Er is geen voorstel 9"), (first["proposal"], Refused, "nieuwer")):
        with pytest.raises(error, match=code):
            approved(story, proposal, "2029-01-01")
    story.act("2029-02-01", "suspend", **P1, reason="verbouwing")
    with pytest.raises(Refused, match="Het logboek is al bij 1 februari 2029"):
        approved(story, second, "2029-01-31")
    assert [] == story.rows("SELECT * FROM destructions")
    assert 2 == len(approved(story, second, "2029-02-01"))
    with pytest.raises(Refused, match=r"al goedgekeurd op 1 februari 2029, door archivaris"):
        approved(story, second, "2029-02-01")


def test_the_log_says_who_when_and_why(sqlite_story: Story) -> None:
    """And the journal of the partnership says it too, in its chain."""
    story = sqlite_story
    closed(story)
    destroyed(story, "2036-01-01")
    with story.engine.connect() as connection:
        [row] = destructions(connection)
    assert (date(2036, 1, 1), "archivaris", "partnership dat is afgesloten", "7 jaar") == tuple(
        row[name] for name in ("destroyed_on", "destroyed_by", "category", "period")
    )
    told = story.journal()[-1]
    assert ("2036-01-01", "archivaris", "destroy", "beeindigd", "P-1") == (*told[1:4], told[5], told[6])
    assert ("partnership", "P-1", row["rows"]) == tuple(told[4][name] for name in ("kind", "code", "rows"))


def refused(story: Story, statement: str, **values: Any) -> bool:  # noqa: ANN401  # what a statement binds
    """Tell whether the database itself refuses a statement."""
    try:
        with writing(story.engine).begin() as connection:
            connection.execute(sa.text(statement), values)
    except DBAPIError as error:
        return "append-only" in str(error)
    return False


def test_the_journal_only_loses_content_that_the_log_names(story: Story) -> None:
    """No other row, no other column, and never something else in its place; the log itself stays as it is."""
    story.reach("monitoring")
    story.act("2026-02-01", "end-job", **P1, job="B-1", ended_on="2026-02-01", reason="uitval")
    destroyed(story, "2028-02-02")
    entry = next(row[0] for row in story.journal() if row[3] == "end-job")
    other = next(row[0] for row in story.journal() if row[3] == "record-decision")
    change = "UPDATE journal SET data = :data WHERE entry = :entry"
    assert refused(story, change, data="{}", entry=other)
    assert refused(story, change, data='{"partnership":"P-1","job":"B-2"}', entry=entry)
    assert refused(story, change, data='{"partnership":"P-1","job":"B-1","more":1}', entry=entry)
    assert refused(story, change, data="[]", entry=entry)
    assert refused(story, "UPDATE journal SET \"by\" = 'x' WHERE entry = :entry", entry=entry)
    assert refused(story, "UPDATE journal SET data = '{}', act = 'x' WHERE entry = :entry", entry=entry)
    assert refused(story, "DELETE FROM journal WHERE entry = :entry", entry=entry)
    for statement in ("UPDATE destructions SET destroyed_by = 'x'", "DELETE FROM destructions"):
        assert refused(story, statement)
    for statement in ("UPDATE destroyed_entries SET entry = 1", "DELETE FROM destroyed_entries"):
        assert refused(story, statement)
    assert not refused(story, change, data='{"job":"B-1"}', entry=entry)


def test_a_check_finds_what_was_taken_away_beside_a_destruction(story: Story) -> None:
    """Somebody who writes in the log by hand gets content away, but the journal knows better."""
    story.reach("monitoring")
    story.act("2026-02-01", "end-job", **P1, job="B-1", ended_on="2026-02-01", reason="uitval")
    destroyed(story, "2028-02-02")
    hidden = next(row[0] for row in story.journal() if row[3] == "record-decision")
    emptied = next(row[0] for row in story.journal() if row[3] == "end-job")
    with writing(story.engine).begin() as connection:
        connection.execute(sa.text("INSERT INTO destroyed_entries VALUES (:entry, 1, '', '{}')"), {"entry": hidden})
        for entry in (hidden, emptied):
            connection.execute(sa.text("UPDATE journal SET data = '{}' WHERE entry = :entry"), {"entry": entry})
    found = faults(story.engine)["faults"]
    log = next(row[0] for row in story.journal() if row[3] == "destroy")
    assert [(entry, "gewijzigd") for entry in (hidden, emptied, log)] == [(one["entry"], one["code"]) for one in found]


def test_a_failure_leaves_everything_as_it_was(sqlite_story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Destruction is one transaction: log, journal and rows."""
    story = sqlite_story
    closed(story)
    [row] = proposed(story, "2036-01-01")
    before = story.journal()

    def broken(*_given: object, **_named: object) -> None:
        raise GroeituinError("de stroom viel uit")

    monkeypatch.setattr("groeituin.retention.destroying.replan", broken)
    with pytest.raises(GroeituinError, match="stroom"):
        approved(story, row["proposal"], "2036-01-01")
    assert before == story.journal()
    assert [("P-1",)] == story.rows("SELECT partnership FROM partnerships")
    assert [] == story.rows("SELECT * FROM destructions")
    monkeypatch.undo()
    assert [("partnership", None, "P-1")] == keys(approved(story, row["proposal"], "2036-01-01"))


def test_a_backup_keeps_what_was_destroyed_destroyed(sqlite_story: Story, tmp_path: Path) -> None:
    """Restored, the journal is whole and the log is there."""
    closed(sqlite_story)
    leave(sqlite_story, "2026-02-03")
    destroyed(sqlite_story, "2036-01-01")
    back_up(sqlite_story.engine, tmp_path / "kopie", at=AT)
    again = open_database(f"sqlite:///{tmp_path}/weer.db")
    restore(again, tmp_path / "kopie")
    story = Story(again)
    assert WELL == faults(again)
    assert sqlite_story.journal() == story.journal()
    assert refused(story, "DELETE FROM destructions")
    again.dispose()


@pytest.mark.slow
def test_everybody_else_is_asked_the_same_with_and_without(tmp_path: Path) -> None:
    """Of a portfolio of years everything goes that may: what is left is asked what it would have been asked."""
    first = open_database(f"sqlite:///{tmp_path}/met.db")
    upgrade(first)
    build_demo(first, partnerships=25, seed=5, on=date(2026, 11, 23), at=AT)
    Story(first).night("2045-03-01")
    first.dispose()
    shutil.copy(tmp_path / "met.db", tmp_path / "zonder.db")
    stories = [Story(open_database(f"sqlite:///{tmp_path}/{name}.db")) for name in ("met", "zonder")]
    having, without = stories
    gone = destroyed(having, "2045-03-01")
    assert {"partnership", "baan", "persoon"} <= {kind for kind, *_ in gone}
    whole = {code for kind, _, code in gone if kind == "partnership"}
    for night in ("2045-03-02", "2045-04-03", "2045-12-01"):
        for story in stories:
            story.night(night)
    query = (
        "SELECT partnership, rule, occasion, status, sentence, raised_on FROM signals "
        "WHERE rule NOT IN ('beleid_herijken', 'resultaten_delen')"
    )
    assert sorted(row for row in without.rows(query) if row[0] not in whole) == sorted(having.rows(query))
    for story in stories:
        assert WELL == faults(story.engine)
        story.engine.dispose()
