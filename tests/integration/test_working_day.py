"""A specialist's working day: what is expected of whom, Monday morning, and the tender calendar."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from story import P1, P1_C1, Story

from groeituin.errors import NoSuchThing
from groeituin.exchange import import_portfolio
from groeituin.reading.duties import duties
from groeituin.reading.portfolio import portfolio
from groeituin.reading.tenders import tenders
from groeituin.reading.week import week

ROW = {"partnership", "role", "phase", "step", "sentence", "due_on"}
WEEK_ROW = {"partnership", "title", "due_on", "what", "sentence"}


def expected(story: Story, person: str, on: str) -> list[tuple[Any, ...]]:
    """Return role, step and date of what is expected of a person, in order."""
    with story.engine.connect() as connection:
        found = duties(connection, person, date.fromisoformat(on))
    return [(row["role"], row["step"], row["due_on"] and row["due_on"].isoformat()) for row in found]


def seen(story: Story, on: str, person: str | None = None) -> dict[str, list[tuple[str, str | None]]]:
    """Return what and when of every group of the week."""
    with story.engine.connect() as connection:
        found = week(connection, date.fromisoformat(on), person)
    return {
        name: [(row["what"], row["due_on"] and row["due_on"].isoformat()) for row in rows]
        for name, rows in found.items()
    }


def calendar(story: Story, on: str, organisation: str | None = None) -> list[dict[str, Any]]:
    """Return the tender calendar."""
    with story.engine.connect() as connection:
        return tenders(connection, date.fromisoformat(on), organisation)


def begun(story: Story, on: str = "2026-01-05") -> None:
    """Let anna coordinate P-1, in its work group phase, with bert as her backup."""
    story.start(on)
    story.act(on, "record-decision", **P1, decision="principebesluit", decided_by="college")
    story.act(on, "assign-role", **P1, role="projectcoordinator", person="anna")
    story.act(on, "assign-role", **P1, role="projectcoordinator", person="bert", backup=True)
    story.act(on, "advance", **P1, trigger="stel_werkgroep_in")


def team(story: Story, on: str = "2026-01-05") -> None:
    """Fill the other roles of the work group of P-1."""
    members = {"inkoopexpert": "cees", "hr_expert": "cees", "contractmanager": "dina", "interne_opdrachtgever": "eva"}
    for role, person in members.items():
        story.act(on, "assign-role", **P1, role=role, person=person)


def act_for(story: Story, action: str, owner: str, deadline: str, on: str = "2026-01-06") -> None:
    """Let somebody promise to do something."""
    story.act(on, "add-action", **P1, action=action, description=f"Bel {action}", owner=owner, deadline=deadline)


def test_duties_come_most_urgent_first(story: Story) -> None:
    """Overdue, then by date, then what the next phase needs, and last what the role always does."""
    begun(story)
    team(story)
    act_for(story, "A-later", "anna", "2026-03-20")
    act_for(story, "A-late", "anna", "2026-03-02")
    act_for(story, "A-other", "bert", "2026-03-01")
    story.night("2026-03-06")
    assert [
        ("eigenaar", "1d", "2026-03-03"),  # the night's question about the late action, not the action once more
        ("projectcoordinator", "2Ba", "2026-03-06"),  # the phase lasts longer than its norm of 60 days
        ("eigenaar", "1d", "2026-03-20"),
        ("projectcoordinator", "1c", None),  # there is no objective yet
        ("projectcoordinator", "1d", None),  # nor a route
        ("projectcoordinator", "1b", None),
    ] == expected(story, "anna", "2026-03-09")
    with story.engine.connect() as connection:
        rows = duties(connection, "anna", date(2026, 3, 9))
    assert all(row.keys() == ROW for row in rows)
    assert "Stel de werkgroep samen, en maak met haar doelen en een actieplan." == rows[-1]["sentence"]


def test_an_overdue_action_that_no_night_saw_is_overdue_all_the_same(sqlite_story: Story) -> None:
    """Without a night the action itself stands at the top, with its deadline, and says that it has passed."""
    begun(sqlite_story)
    act_for(sqlite_story, "A-1", "anna", "2026-03-02")
    with sqlite_story.engine.connect() as connection:
        first = duties(connection, "anna", date(2026, 3, 9))[0]
    assert ("eigenaar", date(2026, 3, 2)) == (first["role"], first["due_on"])
    assert "Actie A-1 (Bel A-1): de deadline was 2 maart 2026." == first["sentence"]


def test_what_a_person_answered_is_not_expected_until_it_comes_back(sqlite_story: Story) -> None:
    """A question put off until a day waits; the week says until when."""
    begun(sqlite_story)
    team(sqlite_story)
    sqlite_story.night("2026-03-06")
    occasion = sqlite_story.signals(rule="fase_staat_stil")[0][0]
    assert ("projectcoordinator", "2Ba", "2026-03-06") in expected(sqlite_story, "anna", "2026-03-09")
    sqlite_story.act(
        "2026-03-09", "settle-signal", **P1, rule="fase_staat_stil", occasion=occasion, outcome="uitgesteld",
        until="2026-04-01",
    )  # fmt: skip
    assert [] == [row for row in expected(sqlite_story, "anna", "2026-03-09") if row[2]]
    assert [("fase_staat_stil", "2026-04-01")] == seen(sqlite_story, "2026-03-09", "anna")["waiting"]
    sqlite_story.night("2026-04-01")
    assert ("projectcoordinator", "2Ba", "2026-03-06") in expected(sqlite_story, "anna", "2026-04-02")


def test_the_backup_takes_over_when_the_coordinator_leaves(story: Story) -> None:
    """Until then nothing is expected of the backup; from then all of it is, and nothing of who left."""
    begun(story)
    team(story)
    assert [("projectcoordinator", step, None) for step in ("1c", "1d", "1d", "1b")] == expected(
        story, "anna", "2026-02-02"
    )
    assert [] == expected(story, "bert", "2026-02-02")
    story.act("2026-02-03", "register-person", person="anna", name="Anna", email="a@voorbeeld.nl", active=False)
    assert [] == expected(story, "anna", "2026-02-04")
    assert {("projectcoordinator", "1c", None), ("projectcoordinator", "1d", None)} <= {
        *expected(story, "bert", "2026-02-04")
    }


def test_a_role_of_the_organisation_counts_in_all_its_partnerships(sqlite_story: Story) -> None:
    """An inherited role is a role; one that the partnership fills itself takes its place there."""
    begun(sqlite_story)
    for name in ("P-2", "P-3"):
        sqlite_story.act("2026-01-06", "start-partnership", partnership=name, title=name, organisation="O-1")
    sqlite_story.act("2026-01-06", "assign-role", organisation="O-1", role="hr_expert", person="cees")
    with sqlite_story.engine.connect() as connection:
        rows = duties(connection, "cees", date(2026, 2, 2))
    assert [("P-2", "draagvlak"), ("P-3", "draagvlak"), ("P-1", "werkgroep")] == [
        (row["partnership"], row["phase"]) for row in rows
    ]
    sqlite_story.act("2026-01-07", "assign-role", partnership="P-2", role="hr_expert", person="dina")
    with sqlite_story.engine.connect() as connection:
        assert ["P-3", "P-1"] == [row["partnership"] for row in duties(connection, "cees", date(2026, 2, 2))]


def test_who_started_a_partnership_answers_for_it_until_somebody_leads(sqlite_story: Story) -> None:
    """Somebody who is not registered has duties too, as signals go there; a code that nobody has is no such thing."""
    sqlite_story.start("2026-01-05")
    assert [("bestuurder", "1a", None), ("projectcoordinator", "1b", None)] == expected(
        sqlite_story, "toets", "2026-02-02"
    )
    sqlite_story.act("2026-02-03", "assign-role", **P1, role="projectcoordinator", person="anna")
    assert [] == expected(sqlite_story, "toets", "2026-02-04")
    for asked in (duties, lambda connection, person, on: week(connection, on, person)):
        with sqlite_story.engine.connect() as connection, pytest.raises(NoSuchThing, match="geen persoon 'niemand'"):
            asked(connection, "niemand", date(2026, 2, 2))


def test_a_suspended_partnership_asks_nothing_new(sqlite_story: Story) -> None:
    """What was promised stays; what the phase asks waits until it goes on."""
    begun(sqlite_story)
    act_for(sqlite_story, "A-1", "anna", "2026-03-20")
    sqlite_story.act("2026-02-02", "suspend", **P1, reason="reorganisatie", until="2026-04-01")
    assert [("eigenaar", "1d", "2026-03-20")] == expected(sqlite_story, "anna", "2026-03-02")
    assert 4 < len(expected(sqlite_story, "anna", "2026-04-02"))


def with_contact(story: Story) -> None:
    """Take P-1 to monitoring with contract C-1 of glans, whose contact is gerda, and another contractor's."""
    story.reach("monitoring")
    on = "2026-01-06"
    story.act(on, "register-contractor", contractor="ander", name="Ander BV")
    for person, contractor in (("gerda", "glans"), ("harm", "ander")):
        story.act(on, "register-person", person=person, name=person, email=f"{person}@x.nl", contractor=contractor)
    story.act(
        on, "register-contract", contract="C-2", organisation="O-1", title="Catering", nature="dienst",
        contractor="ander", starts_on="2025-01-01", ends_on="2026-02-20",
    )  # fmt: skip
    story.act(on, "link-contract", **P1, contract="C-2")


def test_a_contractors_contact_sees_what_is_theirs(sqlite_story: Story) -> None:
    """The role opdrachtnemer comes with the contract; the week shows the own contract, not what is the client's."""
    with_contact(sqlite_story)
    sqlite_story.act("2026-01-06", "plan-meeting", **P1, kind="voortgang", planned_on="2026-02-05")
    sqlite_story.act("2026-01-06", "plan-meeting", **P1, kind="werkgroep", planned_on="2026-02-06")
    act_for(sqlite_story, "A-1", "gerda", "2026-02-06")
    act_for(sqlite_story, "A-2", "anna", "2026-02-06")
    found = expected(sqlite_story, "gerda", "2026-02-02")
    assert {("eigenaar", "1d", "2026-02-06"), ("opdrachtnemer", "4", None)} <= {*found}
    theirs, others = seen(sqlite_story, "2026-02-02", "gerda"), seen(sqlite_story, "2026-02-02", "harm")
    assert [("overleg", "2026-02-05"), ("actie", "2026-02-06")] == theirs["this_week"]
    assert [] == theirs["waiting"]
    assert ("contract", "2026-02-20") not in theirs["coming"]
    assert ("contract", "2026-02-20") in others["coming"]
    assert ("actie", "2026-02-06") not in others["this_week"]
    with sqlite_story.engine.connect() as connection:
        assert ["P-1"] == [row["partnership"] for row in portfolio(connection, date(2026, 2, 2), person="gerda")]
    inside = seen(sqlite_story, "2026-02-02", "anna")["this_week"]
    assert {("overleg", "2026-02-05"), ("overleg", "2026-02-06"), ("actie", "2026-02-06")} <= {*inside}


def test_the_week_ends_on_sunday_and_the_view_after_thirty_days(story: Story) -> None:
    """Monday to Sunday is this week, with what is overdue; then through the thirtieth day; later is not shown."""
    begun(story)
    team(story)
    for number, deadline in enumerate(("2026-02-27", "2026-03-08", "2026-03-09", "2026-04-03", "2026-04-04"), start=1):
        act_for(story, f"A-{number}", "anna", deadline)
    monday, wednesday = seen(story, "2026-03-02", "anna"), seen(story, "2026-03-04", "anna")
    actions = [when for what, when in monday["this_week"] if what == "actie"]
    assert ["2026-02-27", "2026-03-08"] == actions
    assert ["2026-03-09"] == [when for what, when in monday["coming"] if what == "actie"]
    assert ["2026-03-09", "2026-04-03"] == [when for what, when in wednesday["coming"] if what == "actie"]
    assert [("fase_staat_stil", "2026-03-06")] == [row for row in monday["this_week"] if row[0] != "actie"]
    with story.engine.connect() as connection:
        rows = week(connection, date(2026, 3, 2), "anna")
    assert ["this_week", "waiting", "coming"] == list(rows)
    assert all(row.keys() == WEEK_ROW for group in rows.values() for row in group)
    assert {"Schoonmaak"} == {row["title"] for group in rows.values() for row in group}


def test_the_week_shows_the_moments_of_contracts(sqlite_story: Story) -> None:
    """The last day to notify an extension, the end, a planned publication, and jobs that end, counted together."""
    sqlite_story.reach("monitoring")
    on = "2026-01-06"
    common = {"organisation": "O-1", "title": "Catering", "nature": "dienst"}
    options = [{"until": "2027-02-20", "notify_by": "2026-02-16"}]
    sqlite_story.act(
        on, "register-contract", contract="C-2", **common, starts_on="2025-01-01", ends_on="2026-02-20", options=options
    )
    sqlite_story.act(
        on, "register-contract", contract="C-3", **common, stage="gepland", planned_publication_on="2026-02-17"
    )
    for contract in ("C-2", "C-3"):
        sqlite_story.act(on, "link-contract", **P1, contract=contract)
    for job in ("B-2", "B-3"):
        sqlite_story.act(
            on, "map-job", **P1, job=job, title="Geheim", target_group="ww", hours_per_week=24, source="nieuwe_taak",
            contract="C-2",
        )  # fmt: skip
        sqlite_story.act(
            on, "fill-job", **P1, job=job, starts_on="2026-01-01", ends_on="2026-02-18", form="dienstverband",
            payroll="opdrachtnemer",
        )  # fmt: skip
    moments = [
        ("optie", "2026-02-16"), ("publicatie", "2026-02-17"), ("baan", "2026-02-18"), ("contract", "2026-02-20"),
    ]  # fmt: skip
    coming = seen(sqlite_story, "2026-02-02", "anna")["coming"]
    assert moments == [row for row in coming if row in moments]
    assert ("baan", "2026-02-18") not in seen(sqlite_story, "2026-02-02", "bert")["coming"]  # bert only buys
    with sqlite_story.engine.connect() as connection:
        told = [row["sentence"] for row in week(connection, date(2026, 2, 2), "anna")["coming"]]
    assert "Op 18 februari 2026 eindigen 2 banen (WW) bij contract C-2." in told
    assert "Geheim" not in " ".join(told)


def test_what_waits_for_others_is_seen_by_who_follows_it(sqlite_story: Story) -> None:
    """A question to somebody else, a report to approve and a legal check wait; a buyer is not bothered with them."""
    sqlite_story.reach("monitoring")
    act_for(sqlite_story, "A-1", "eva", "2026-01-12")
    line = {"target_group": "participatiewet", "persons": 2, "paid_hours": "300.5"}
    sqlite_story.act("2026-01-07", "report-hours", **P1_C1, period="2025-K4", lines=[line])
    sqlite_story.act("2026-01-07", "amend-contract", contract="C-1", reason="meer werk", value=10, legal_check="nodig")
    sqlite_story.night("2026-01-13")
    waiting = seen(sqlite_story, "2026-01-13", "anna")["waiting"]
    assert [("actie_te_laat", "2026-01-13"), ("beoordeling", None), ("juridische_toets", None)] == waiting
    assert waiting == seen(sqlite_story, "2026-01-13", "dina")["waiting"]  # she manages the contract
    assert [] == seen(sqlite_story, "2026-01-13", "bert")["waiting"]
    assert [("actie_te_laat", "2026-01-13")] == seen(sqlite_story, "2026-01-13", "eva")["this_week"]
    with sqlite_story.engine.connect() as connection:
        first = week(connection, date(2026, 1, 13), "anna")["waiting"][0]
    assert first["sentence"].startswith("Gevraagd aan eva: Actie A-1")
    everybody = seen(sqlite_story, "2026-01-13")
    assert [("actie_te_laat", "2026-01-13")] == everybody["this_week"]
    assert [("beoordeling", None), ("juridische_toets", None)] == everybody["waiting"]


def test_hours_that_were_asked_and_did_not_come_wait_for_the_contractor(sqlite_story: Story) -> None:
    """The contact reads the question in this week, the coordinator waits for it, and so does everybody together."""
    with_contact(sqlite_story)
    sqlite_story.night("2026-04-01")
    asked = ("urenopgave", "2026-04-01")
    assert asked in seen(sqlite_story, "2026-04-01", "gerda")["this_week"]
    for person in ("anna", None):
        found = seen(sqlite_story, "2026-04-01", person)
        assert asked in found["waiting"]
        assert asked not in found["this_week"]


def test_the_tender_calendar_holds_what_must_be_planned(story: Story) -> None:
    """Planned, asked out, and running contracts without a successor, by date, with what was learned before."""
    story.start("2026-01-05")
    common = {"organisation": "O-1", "title": "Schoonmaak", "nature": "dienst", "starts_on": "2024-01-01"}
    contracts: dict[str, dict[str, Any]] = {
        "C-alone": {"ends_on": "2027-06-30"},
        "C-followed": {"ends_on": "2027-03-31"},
        "C-ended": {"ends_on": "2025-12-31"},
        "C-endless": {},
        "T-next": {"stage": "gepland", "replaces": "C-followed", "planned_publication_on": "2026-05-01"},
        "T-undated": {"stage": "gepland"},
        "T-out": {"stage": "gepland"},
        "C-withdrawn": {"stage": "ingetrokken", "replaces": "C-alone"},
    }
    for name, facts in contracts.items():
        known = common | ({"starts_on": None} if name.startswith("T") else {}) | facts
        story.act("2026-01-05", "register-contract", contract=name, **{k: v for k, v in known.items() if v})
    story.act("2026-01-05", "register-organisation", organisation="O-2", name="Elders", sector="zorg")
    story.act(
        "2026-01-05", "register-contract", contract="C-else", **common | {"organisation": "O-2"}, ends_on="2026-12-31"
    )
    story.act("2026-01-05", "choose-strategy", contract="T-out", track="2")
    motivation = {"size": "groot", "nature": "veel werk", "duration": "vier jaar"}
    story.act(
        "2026-01-05", "decide-application", contract="T-out", forms=["contractbepaling"], percentage=5,
        base="opdrachtsom", motivation=motivation,
    )  # fmt: skip
    story.act("2026-01-05", "ask-out", contract="T-out", published_on="2026-01-02")
    story.act("2026-01-05", "link-contract", **P1, contract="C-followed")
    story.act(
        "2026-01-05", "record-willingness", **P1, contract="C-followed", willing=False, reason="druk",
        lesson="Vraag het in het eerste jaar.",
    )  # fmt: skip
    rows = calendar(story, "2026-02-02")
    assert [
        ("C-else", "2025-12-31"), ("T-out", "2026-01-02"), ("T-next", "2026-05-01"), ("C-alone", "2026-06-30"),
        ("T-undated", None),
    ] == [(row["contract"], row["due_on"] and row["due_on"].isoformat()) for row in rows]  # fmt: skip
    by_code = {row["contract"]: row for row in rows}
    following = by_code["T-next"]
    assert ("C-followed", ["P-1"], date(2027, 3, 31), date(2026, 3, 31)) == tuple(
        following[name] for name in ("replaces", "partnerships", "ends_on", "plan_by")
    )
    assert [{"partnership": "P-1", "text": "Vraag het in het eerste jaar."}] == following["lessons"]
    assert "2" == by_code["T-out"]["track"]
    assert (["contractbepaling"], True) == tuple(by_code["T-out"]["application"][n] for n in ("forms", "motivated"))
    assert ("gegund", date(2026, 6, 30), [], []) == tuple(
        by_code["C-alone"][name] for name in ("stage", "plan_by", "partnerships", "lessons")
    )
    assert ["C-else"] == [row["contract"] for row in calendar(story, "2026-02-02", "O-2")]


def portfolio_of(story: Story, folder: Path, organisation: str, number: int) -> None:
    """Take over a number of running partnerships of an organisation, with a contract and an end each."""
    on = "2026-01-05"
    story.act(on, "register-organisation", organisation=organisation, name=organisation, sector="gemeente")
    coordinator = f"coordinator-{organisation}"
    story.act(on, "register-person", person=coordinator, name="Anna", email="anna@voorbeeld.nl")
    rows = (
        f"{organisation}-{n:03},Schoonmaak,dienst,helder,Helder BV,2024-01-01,2027-{n % 12 + 1:02}-28,5,opdrachtsom\n"
        for n in range(number)
    )
    path = folder / f"{organisation}.csv"
    header = "contract,title,nature,contractor,contractor_name,starts_on,ends_on,percentage,base\n"
    path.write_text(header + "".join(rows), encoding="utf-8")
    import_portfolio(
        story.engine, path, organisation=organisation, coordinator=coordinator, on=date.fromisoformat(on), by="toets",
        at=datetime(2026, 1, 5, tzinfo=UTC), phase="monitoring",
    )  # fmt: skip


def test_a_hundred_and_fifty_partnerships_take_as_many_queries_as_thirty(sqlite_story: Story, tmp_path: Path) -> None:
    """The number of questions to the database hangs on neither the portfolio nor what it has to tell."""
    counts = []
    for organisation, number in (("O-30", 30), ("O-150", 150)):
        portfolio_of(sqlite_story, tmp_path, organisation, number)
        person, on = f"coordinator-{organisation}", date(2026, 4, 1)
        sqlite_story.night("2026-02-20")
        asked: list[str] = []
        with sqlite_story.engine.connect() as connection:
            sa.event.listen(connection, "before_cursor_execute", lambda _c, _u, query, *_rest, a=asked: a.append(query))
            told = duties(connection, person, on)
            assert number == len({row["partnership"] for row in told})
            assert number <= len(week(connection, on, person)["this_week"])
            assert number == len(tenders(connection, on, organisation))
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0
