"""When an act is recorded, what it reaches, and what an organisation decides for all."""

from datetime import date

import pytest
from story import AT, P1, P1_C1, PARTS, Story

from groeituin.check import mend
from groeituin.definitions import Library
from groeituin.errors import ChangedMeanwhile, NoSuchThing, Refused
from groeituin.planning import planned, stored_terms
from groeituin.reading.journal import journal_of
from models.database import writing
from models.dossiers import load_dossiers
from models.journal import newest_day

ON = "2026-01-05"


def check(story: Story) -> None:
    """Stored terms are what ``plan`` says, for every partnership."""
    with story.engine.connect() as connection:
        everyone = [row[0] for row in story.rows("SELECT partnership FROM partnerships ORDER BY 1")]
        assert stored_terms(connection, everyone) == planned(load_dossiers(connection, everyone), Library(connection))


def code(refused: pytest.ExceptionInfo[Refused]) -> object:
    """Return the code of a refusal for one reason."""
    return refused.value.details[0]["code"]


def versions(story: Story) -> dict[str, int]:
    """Return how often each partnership changed."""
    return {row[0]: row[1] for row in story.rows("SELECT partnership, version FROM partnerships")}


@pytest.fixture
def pair(story: Story) -> Story:
    """Return a story in which P-1 and P-2 share contract C-1 and coordinator anna; P-3 of O-2 shares nothing."""
    story.start(ON)
    story.contract(ON, ends_on="2027-06-30")
    story.act(ON, "start-partnership", partnership="P-2", title="Groen", organisation="O-1")
    story.act(ON, "link-contract", partnership="P-2", contract="C-1")
    for partnership in ("P-1", "P-2"):
        story.act(ON, "assign-role", partnership=partnership, role="projectcoordinator", person="anna")
    story.act(ON, "register-organisation", organisation="O-2", name="Zorg", sector="zorg")
    story.act(ON, "start-partnership", partnership="P-3", title="Zorg", organisation="O-2")
    return story


def test_an_act_before_the_newest_journal_row_is_refused(story: Story) -> None:
    """The journal is in the order of dates: an earlier act is refused, the same day is not."""
    story.start(ON)
    story.act("2026-02-01", "choose-route", **P1, route="beide")
    with pytest.raises(Refused) as refused:
        story.act("2026-01-31", "choose-route", **P1, route="aanbesteding")
    assert code(refused) == "uit_volgorde"
    assert story.act("2026-02-01", "choose-route", **P1, route="aanbesteding").changed
    assert not story.act("2026-01-31", "choose-route", **P1, route="aanbesteding").changed


def test_a_night_is_part_of_the_order(story: Story) -> None:
    """What a night raised cannot be preceded any more, not by an act on a shared contract either."""
    story.start(ON)
    story.contract(ON)
    story.night("2026-04-05")
    for act, fields in (
        ("choose-route", P1 | {"route": "beide"}),
        ("ask-out", {"contract": "C-1", "published_on": "2024-10-01"}),
    ):
        with pytest.raises(Refused) as refused:
            story.act("2026-04-04", act, **fields)
        assert code(refused) == "uit_volgorde"


def test_what_touches_very_many_is_asked_at_once(story: Story) -> None:
    """More partnerships than a statement may have parameters: the newest day of all of them is found."""
    story.start(ON)
    with story.engine.connect() as connection:
        many = [f"P-{number}" for number in range(70_000)]
        assert date.fromisoformat(ON) == newest_day(connection, "partnership", many)


def test_terms_are_not_mended_before_what_is_known(story: Story) -> None:
    """A mend is a journal row as well: on a day that the journal is past, it is refused and nothing is written."""
    story.start(ON)
    story.contract(ON, ends_on="2027-06-30")
    story.act("2026-02-01", "choose-route", **P1, route="beide")
    with writing(story.engine).begin() as connection:
        connection.exec_driver_sql("DELETE FROM terms")
    before = story.rows("SELECT max(entry) FROM journal")
    with pytest.raises(Refused, match="al bij 1 februari 2026; herstel met die datum of een latere") as refused:
        mend(story.engine, on=date(2026, 1, 31), by="toets", at=AT)
    assert "uit_volgorde" == code(refused)
    assert [(0,)] == story.rows("SELECT count(*) FROM terms")
    assert before == story.rows("SELECT max(entry) FROM journal")
    assert mend(story.engine, on=date(2026, 2, 1), by="toets", at=AT)["differences"]
    check(story)


def test_an_act_on_a_shared_contract_replans_everyone_it_reaches(pair: Story) -> None:
    """A new end moves the alerts of both partnerships, and leaves the third alone."""
    before = versions(pair)
    outcome = pair.act("2026-01-06", "amend-contract", contract="C-1", reason="langer", ends_on="2028-06-30")
    assert outcome.reached == ("P-1", "P-2")
    ends = pair.rows("SELECT partnership, occasion FROM terms WHERE rule = 'contract_verloopt' ORDER BY 1")
    assert ends == [("P-1", "C-1/2028-06-30/18m"), ("P-2", "C-1/2028-06-30/18m")]
    after = versions(pair)
    assert {"P-1": 1, "P-2": 1, "P-3": 0} == {name: after[name] - before[name] for name in before}
    check(pair)


@pytest.mark.parametrize(
    ("act", "fields", "reached"),
    [
        ("register-contractor", {"contractor": "glans", "name": "Glans Groep"}, ("P-1", "P-2")),
        ("register-person", {"person": "anna", "name": "A", "email": "a@x.nl", "active": False}, ("P-1", "P-2")),
        ("hand-over", {"from": "anna", "to": "eva"}, ("P-1", "P-2")),
        ("record-decision", {"organisation": "O-1", "decision": "actieplan", "decided_by": "b"}, ("P-1", "P-2")),
        ("assign-role", {"organisation": "O-2", "role": "hr_expert", "person": "eva"}, ("P-3",)),
        ("choose-route", {"partnership": "P-2", "route": "beide"}, ("P-2",)),
        ("waive-option", {"contract": "C-1", "until": "2028-06-30"}, ("P-1", "P-2")),
        ("register-organisation", {"organisation": "O-2", "name": "Z", "sector": "zorg"}, ("P-3",)),
    ],
)
def test_an_act_reaches_who_shares_what_it_touches(
    pair: Story, act: str, fields: dict[str, object], reached: tuple[str, ...]
) -> None:
    """Contracts, contractors, people and organisations lead to the partnerships that share them."""
    known = {"organisation": "O-1", "title": "Schoonmaak", "nature": "dienst"}
    pair.act(ON, "register-contract", contract="C-1", **known, options=[{"until": "2028-06-30"}])
    assert reached == pair.act("2026-01-06", act, **fields).reached
    check(pair)


def test_a_successor_stops_the_alerts_of_what_it_replaces(pair: Story) -> None:
    """Registered, awarded later under another act, replaced or withdrawn: the terms of C-1 follow each time."""
    known = {"organisation": "O-1", "title": "Nieuw", "nature": "dienst", "contract": "C-9"}

    def alerts() -> int:
        check(pair)
        return len(pair.rows("SELECT 1 FROM terms WHERE rule = 'contract_verloopt'"))

    pair.act("2026-01-06", "register-contract", **known, replaces="C-1", stage="uitgevraagd")
    assert alerts() == 2
    # Without naming what it replaces.
    pair.act("2026-01-06", "register-contract", **known, stage="gegund")
    assert alerts() == 0
    pair.act("2026-01-06", "amend-contract", contract="C-9", reason="r", stage="ingetrokken")
    assert alerts() == 2
    pair.act("2026-01-06", "amend-contract", contract="C-9", reason="r", stage="gegund")
    assert alerts() == 0
    # It turns out to replace another contract.
    pair.act("2026-01-06", "register-contract", contract="C-8", organisation="O-1", title="x", nature="dienst")
    pair.act("2026-01-06", "register-contract", **known, replaces="C-8")
    assert alerts() == 2


def test_what_an_organisation_decides_counts_for_its_partnerships(pair: Story) -> None:
    """Decision, coordinator and work group of the organisation let both of its partnerships go on, not the third."""
    organisation = {"organisation": "O-1"}
    pair.act(ON, "record-decision", **organisation, decision="principebesluit", decided_by="college")
    for role, person in (("inkoopexpert", "bert"), ("hr_expert", "cees"), ("contractmanager", "dina")):
        pair.act(ON, "assign-role", **organisation, role=role, person=person)
    pair.act(ON, "assign-role", **organisation, role="interne_opdrachtgever", person="eva")
    pair.act(ON, "assign-role", **organisation, role="projectcoordinator", person="bert", backup=True)
    for partnership in ("P-1", "P-2"):
        one = {"partnership": partnership}
        pair.act(ON, "advance", **one, trigger="stel_werkgroep_in")
        pair.act(ON, "set-objective", **one, target_group="ww")
        pair.act(ON, "add-action", **one, action="A-1", description="d", owner="anna", deadline="2027-01-01")
        pair.act(ON, "choose-route", **one, route="beide")
        pair.act(ON, "advance", **one, trigger="start_verkenning")
    with pytest.raises(Refused) as refused:
        pair.act(ON, "advance", partnership="P-3", trigger="stel_werkgroep_in")
    assert ["D1", "D2"] == [detail["code"] for detail in refused.value.details]
    check(pair)


def test_policy_of_the_organisation_anchors_a_partnership(story: Story) -> None:
    """All that B1 to B4 ask may be recorded on the organisation."""
    story.reach("borging")
    with pytest.raises(Refused) as refused:
        story.act(ON, "advance", **P1, trigger="rond_af")
    assert ["B1", "B2", "B3", "B4"] == [detail["code"] for detail in refused.value.details]
    organisation = {"organisation": "O-1"}
    for part in PARTS:
        story.act(ON, "write-policy", **organisation, part=part, text="tekst")
    story.act(ON, "appoint-specialist", **organisation, person="eva")
    story.act(ON, "record-decision", **organisation, decision="bekrachtiging", decided_by="directie")
    for audience in ("intern", "extern"):
        story.act(ON, "share-results", **organisation, audience=audience, where="site")
    assert story.act(ON, "advance", **P1, trigger="rond_af").changed


def test_somebody_who_leaves_makes_roles_vacant_and_may_come_back(story: Story) -> None:
    """A backup who leaves is missed from that day; whoever comes back holds the roles again."""
    story.reach("werkgroep")
    story.act(ON, "assign-role", **P1, role="projectcoordinator", person="bert", backup=True)
    person = {"person": "bert", "name": "Bert", "email": "bert@voorbeeld.nl"}
    missing = "SELECT occasion FROM terms WHERE rule = 'reservecoordinator_ontbreekt'"
    assert story.rows(missing) == []
    story.act("2026-02-01", "register-person", **person, active=False)
    assert story.rows(missing) == [("reservecoordinator/2026-02-01/30d",)]
    assert not story.act("2026-02-05", "register-person", **person, active=False).changed
    story.act("2026-02-10", "register-person", **person, active=True)
    assert story.rows(missing) == []
    check(story)


def test_a_handed_over_desk_is_empty(pair: Story) -> None:
    """Roles, open actions and open signals of anna go to eva everywhere; what is done stays with anna."""
    for action, deadline in (("A-1", "2026-02-01"), ("A-2", "2026-02-01")):
        pair.act(ON, "add-action", **P1, action=action, description="d", owner="anna", deadline=deadline)
    pair.act("2026-01-06", "complete-action", **P1, action="A-2")
    pair.act("2026-01-06", "assign-role", organisation="O-1", role="hr_expert", person="anna")
    pair.night("2026-02-02")
    pair.act("2026-02-03", "hand-over", **{"from": "anna", "to": "eva", "reason": "andere baan"})
    held = pair.rows("SELECT role, person FROM role_holdings WHERE until_on IS NULL ORDER BY 1, 2")
    assert held == [("hr_expert", "eva"), ("projectcoordinator", "eva"), ("projectcoordinator", "eva")]
    assert pair.rows("SELECT action, owner FROM actions ORDER BY 1") == [("A-1", "eva"), ("A-2", "anna")]
    assert pair.rows("SELECT DISTINCT person FROM signal_recipients") == [("eva",)]
    assert not pair.act("2026-02-03", "hand-over", **{"from": "anna", "to": "eva"}).changed
    pair.act("2026-02-03", "hand-over", **{"from": "eva", "to": "anna"})
    assert [("anna",)] * 3 == pair.rows("SELECT person FROM role_holdings WHERE until_on IS NULL")
    check(pair)


def test_a_desk_is_handed_over_in_one_partnership_only(pair: Story) -> None:
    """With a partnership named, the others and the organisation keep whom they have."""
    for partnership in ("P-1", "P-2"):
        pair.act(
            ON,
            "add-action",
            partnership=partnership,
            action="A-1",
            description="d",
            owner="anna",
            deadline="2026-02-01",
        )
    pair.night("2026-02-02")
    outcome = pair.act("2026-02-03", "hand-over", **P1, **{"from": "anna", "to": "eva"})
    assert outcome.reached == ("P-1",)
    for table in ("role_holdings WHERE until_on IS NULL AND partnership", "actions WHERE partnership"):
        column = "person" if "role" in table else "owner"
        assert [("eva",)] == pair.rows(f"SELECT {column} FROM {table} = 'P-1'")  # noqa: S608  # our own words
        assert [("anna",)] == pair.rows(f"SELECT {column} FROM {table} = 'P-2'")  # noqa: S608  # our own words
    to = "SELECT DISTINCT s.partnership, r.person FROM signals s JOIN signal_recipients r ON r.signal = s.id ORDER BY 1"
    assert pair.rows(to) == [("P-1", "eva"), ("P-2", "anna")]


def test_the_journal_of_a_partnership_holds_what_it_shares(pair: Story) -> None:
    """Acts on its contract, its organisation and its people stand in the journal of a partnership, and corrections."""
    pair.act("2026-01-06", "amend-contract", contract="C-1", reason="langer", ends_on="2028-06-30")
    pair.act("2026-01-06", "hand-over", **{"from": "anna", "to": "eva"})
    entry = pair.act(
        "2026-01-06", "add-action", **P1, action="A-1", description="d", owner="eva", deadline="2026-09-01"
    )
    pair.act("2026-01-07", "correct", entry=entry.entry, reason="typfout", fields={"deadline": "2026-08-01"})
    with pair.engine.connect() as connection:
        dossiers = {d.partnership: d for d in load_dossiers(connection, ["P-1", "P-2"])}
        own = [row["act"] for row in journal_of(connection, dossiers["P-1"])][-4:]
        others = [row["act"] for row in journal_of(connection, dossiers["P-2"])][-2:]
    assert own == ["amend-contract", "hand-over", "add-action", "correct"]
    assert others == ["amend-contract", "hand-over"]


def test_the_journal_of_a_partnership_holds_no_contracts_of_others(story: Story) -> None:
    """What its contractor does for another client is left out; what is told of the contractor itself is not."""
    story.act(ON, "register-contractor", contractor="K-1", name="Glans BV")
    for partnership, contract in (("P-1", "C-1"), ("P-2", "C-2")):
        story.start(ON, partnership, f"O{partnership[1:]}")
        story.act(
            ON, "register-contract", contract=contract, organisation=f"O{partnership[1:]}", title="Schoonmaak",
            nature="dienst", contractor="K-1",
        )  # fmt: skip
        story.act(ON, "link-contract", partnership=partnership, contract=contract)
    with story.engine.connect() as connection:
        [dossier] = load_dossiers(connection, ["P-1"])
        told = " ".join(row["sentence"] for row in journal_of(connection, dossier))
    assert [True, True, False] == [code in told for code in ("Glans BV", "C-1", "C-2")]


def test_a_refusal_names_everything_that_is_missing(story: Story) -> None:
    """Each requirement that is not met is one detail with code, sentence and the guide's step."""
    story.start(ON)
    with pytest.raises(Refused) as refused:
        story.act(ON, "advance", **P1, trigger="stel_werkgroep_in")
    assert [("D1", "1a"), ("D2", "1b")] == [(d["code"], d["step"]) for d in refused.value.details]
    assert all(d["sentence"] for d in refused.value.details)
    with pytest.raises(Refused) as refused:
        story.act(ON, "advance", **P1, trigger="beeindig")
    assert ["reason", "lesson"] == [detail["code"] for detail in refused.value.details]


def test_while_suspended_only_ending_is_allowed(story: Story) -> None:
    """A pause blocks every step but the end, which ends the pause too; the lesson and the return date are kept."""
    story.reach("realisatie")
    story.act("2026-02-01", "suspend", **P1, reason="brand")
    with pytest.raises(Refused) as refused:
        story.act("2026-02-02", "advance", **P1, trigger="herverken", reason="r")
    assert code(refused) == "opgeschort"
    story.act(
        "2026-02-03", "advance", **P1, trigger="beeindig", reason="r", lesson="begin klein", return_on="2027-01-01"
    )
    assert [("beeindigd", "begin klein", "2027-01-01")] == [
        (phase, lesson, str(day))
        for phase, lesson, day in story.rows("SELECT phase, lesson, return_on FROM partnerships")
    ]
    assert ["2026-02-03"] == [str(row[0]) for row in story.rows("SELECT until_on FROM suspensions")]
    with pytest.raises(Refused) as refused:
        story.act("2026-02-04", "suspend", **P1, reason="x")
    assert code(refused) == "beeindigd"
    story.act("2026-02-04", "advance", **P1, trigger="heropen", reason="nieuwe kans")
    assert story.rows("SELECT phase, return_on FROM partnerships") == [("verkenning", None)]
    check(story)


def test_a_longer_pause_is_a_new_fact_and_one_resume_ends_all(story: Story) -> None:
    """Suspending again with another end is told apart; overlapping days count once, and resume ends both."""
    story.start(ON)
    story.act("2026-01-10", "suspend", **P1, reason="r", until="2026-02-01")
    assert not story.act("2026-01-20", "suspend", **P1, reason="r", until="2026-02-01").changed
    assert story.act("2026-01-20", "suspend", **P1, reason="r", until="2026-03-01").changed
    story.act("2026-01-30", "resume", **P1)
    assert {"2026-01-30"} == {str(row[0]) for row in story.rows("SELECT until_on FROM suspensions")}
    # 90 days from 5 January is 5 April; 10 to 30 January are 20 days.
    assert ["2026-04-25"] == [str(row[0]) for row in story.rows("SELECT due_on FROM terms")]


def test_an_act_that_loses_a_race_says_so(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the database refuses what somebody else wrote meanwhile, it is no crash and nothing is kept."""
    story.start(ON)
    monkeypatch.setattr("groeituin.acts.partnerships._new", lambda _scene, _reference: None)
    before = story.journal()
    with pytest.raises(ChangedMeanwhile):
        story.act(ON, "start-partnership", partnership="P-1", title="x", organisation="O-1")
    assert before == story.journal()


def test_unlinking_leaves_the_contract_to_others(pair: Story) -> None:
    """An unlinked contract asks nothing of this partnership any more, and goes on asking the other."""
    pair.act("2026-01-06", "unlink-contract", **P1_C1)
    assert pair.rows("SELECT partnership FROM terms WHERE rule = 'contract_verloopt'") == [("P-2",)]
    with pytest.raises(NoSuchThing, match="gekoppeld contract"):
        pair.act("2026-01-06", "report-hours", **P1_C1, period="2026-K1", lines=[], effort="cursus")
    check(pair)
