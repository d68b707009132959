"""Somebody leaves: who is asked instead, what the next night says to whom, and the hand-over after it."""

from typing import Any

import pytest
from story import P1, P1_C1, Story

ON = "2026-01-05"
FRIDAY, SATURDAY, MONDAY = "2026-06-05", "2026-06-06", "2026-06-08"
PEOPLE = ("anna", "bert", "cees", "dina", "eva", "faas", "sara", "wil")


def known(story: Story, person: str, **fields: Any) -> None:  # noqa: ANN401  # the fields of the act
    """Make a person known."""
    on = fields.pop("on", ON)
    story.act(on, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl", **fields)


def leaves(story: Story, person: str, on: str = FRIDAY, **fields: Any) -> None:  # noqa: ANN401  # the fields of the act
    """Let a person leave."""
    known(story, person, on=on, active=False, **fields)


@pytest.fixture
def office(story: Story) -> Story:
    """Return a story in which anna coordinates P-1 and P-2, with bert as her backup, and has two actions to do."""
    story.act(ON, "register-organisation", organisation="O-1", name="Gemeente", sector="gemeente")
    story.act(ON, "register-contractor", contractor="glans", name="Glans BV")
    for person in PEOPLE:
        known(story, person)
    known(story, "otto", contractor="glans")
    roles = {"inkoopexpert": "cees", "hr_expert": "cees", "contractmanager": "eva", "interne_opdrachtgever": "faas",
             "social_return_coordinator": "sara", "bestuurder": "wil"}  # fmt: skip
    for role, person in roles.items():
        story.act(ON, "assign-role", organisation="O-1", role=role, person=person)
    for name, title, on in (("P-1", "Schoonmaak", ON), ("P-2", "Catering", "2026-01-07")):
        story.act(
            on, "take-over-partnership", partnership=name, title=title, organisation="O-1", phase="verkenning",
            since=on, coordinator="anna",
        )  # fmt: skip
        story.act(on, "assign-role", partnership=name, role="projectcoordinator", person="bert", backup=True)
    on = "2026-01-07"
    story.act(
        on, "register-contract", contract="C-1", organisation="O-1", title="Schoonmaak stadhuis", nature="dienst",
        contractor="glans", starts_on="2024-01-01", ends_on="2027-12-06",
    )  # fmt: skip
    story.act(on, "link-contract", **P1_C1)
    for action, what, deadline in (("A-1", "Bel het WSP", "2026-06-01"), ("A-2", "Vraag HR om vacatures", FRIDAY)):
        story.act(on, "add-action", **P1, action=action, description=what, owner="anna", deadline=deadline)
    return story


def asked(story: Story, person: str) -> set[tuple[str, str, str]]:
    """Return what lies with a person: partnership, rule and occasion of every open signal."""
    rows = story.rows(
        "SELECT partnership, rule, occasion FROM signals JOIN signal_recipients ON id = signal "
        "WHERE person = :p AND status = 'open'", p=person,
    )  # fmt: skip
    return {(row[0], row[1], row[2]) for row in rows}


def everything(story: Story) -> list[tuple[Any, ...]]:
    """Return every open signal with everybody who has it."""
    return story.rows(
        "SELECT partnership, rule, occasion, person, r.rung FROM signals JOIN signal_recipients r ON id = signal "
        "WHERE status = 'open' ORDER BY 1, 2, 3, 4"
    )


STILL_1 = ("P-1", "fase_staat_stil", "verkenning/2026-01-05/150d")
STILL_2 = ("P-2", "fase_staat_stil", "verkenning/2026-01-07/120d")
LATE = ("P-1", "actie_te_laat", "A-1/2026-06-01/1")
STILL_2_AGAIN = ("P-2", "fase_staat_stil", "verkenning/2026-01-07/150d")
LATE_2 = ("P-1", "actie_te_laat", "A-2/2026-06-05/1")
EXPIRY = ("P-1", "contract_verloopt", "C-1/2027-12-06/18m")


def test_a_coordinator_leaves_on_a_friday(office: Story) -> None:
    """At once her signals are with her backup; Saturday's night asks him; after the hand-over all of it is dina's."""
    office.night(FRIDAY)
    assert {STILL_1, STILL_2, LATE} == asked(office, "anna")
    before = office.rows("SELECT count(*) FROM signals WHERE status = 'open'")

    leaves(office, "anna")
    assert set() == asked(office, "anna")
    assert {STILL_1, STILL_2, LATE} == asked(office, "bert")
    assert before == office.rows("SELECT count(*) FROM signals WHERE status = 'open'"), "nothing lost, nothing twice"

    report = office.night(SATURDAY)
    assert [(LATE_2, ("bert",)), (STILL_2_AGAIN, ("bert",))] == [
        ((s.partnership, s.rule, s.occasion), s.to) for s in report.raised
    ]
    assert [
        "Actie A-2 (Vraag HR om vacatures) moest op 5 juni 2026 klaar zijn en staat nog open.",
        "Dit partnership zit sinds 7 januari 2026 in de fase verkenning.",
    ] == [s.sentence[: s.sentence.index(".") + 1] for s in report.raised]
    assert [(EXPIRY, ("cees", "bert"))] == [
        ((s.partnership, s.rule, s.occasion), s.to) for s in office.night(MONDAY).raised
    ]
    assert set() == asked(office, "anna")

    office.act(MONDAY, "hand-over", **{"from": "anna", "to": "dina"}, reason="opvolging")
    assert {STILL_1, STILL_2_AGAIN, LATE, LATE_2, EXPIRY} == asked(office, "dina")
    assert set() == asked(office, "bert"), "who stood in is relieved"
    assert {EXPIRY} == asked(office, "cees"), "who was asked in his own right still is"
    assert [("dina",), ("dina",)] == office.rows("SELECT owner FROM actions")
    assert len(everything(office)) == len({row[:4] for row in everything(office)})

    later = office.night("2026-06-09")
    assert [("actie_te_laat", "A-1/2026-06-01/2", ("dina",))] == [(s.rule, s.occasion, s.to) for s in later.raised]
    assert 5 == len(asked(office, "dina"))


def test_the_backup_who_becomes_coordinator_keeps_what_he_stood_in_for(office: Story) -> None:
    """The hand-over goes to bert himself: he has everything once."""
    office.night(FRIDAY)
    leaves(office, "anna")
    office.act(MONDAY, "hand-over", **{"from": "anna", "to": "bert"})
    assert {STILL_1, STILL_2, LATE} == asked(office, "bert")
    assert 3 == len(everything(office))


def test_one_partnership_is_handed_over_and_the_other_stays_with_who_stands_in(office: Story) -> None:
    """Dina takes P-1, bert keeps P-2 for the time being."""
    office.night(FRIDAY)
    leaves(office, "anna")
    office.act(MONDAY, "hand-over", **{"from": "anna", "to": "dina"}, partnership="P-1")
    assert {STILL_1, LATE} == asked(office, "dina")
    assert {STILL_2} == asked(office, "bert")
    office.act(MONDAY, "hand-over", **{"from": "anna", "to": "eva"})
    assert {STILL_2} == asked(office, "eva")
    assert {STILL_1, LATE} == asked(office, "dina")


def test_a_hand_over_without_leaving_moves_what_is_hers(office: Story) -> None:
    """Nobody stood in, so nobody is relieved; what is nobody's of hers stays where it is."""
    office.night(FRIDAY)
    office.act(FRIDAY, "hand-over", **{"from": "anna", "to": "bert"})
    assert set() == asked(office, "anna")
    assert {STILL_1, STILL_2, LATE} == asked(office, "bert")
    assert office.act(MONDAY, "hand-over", **{"from": "anna", "to": "bert"}).changed is False


def test_who_climbed_a_ladder_is_replaced_on_that_rung(office: Story) -> None:
    """Sara heard of it on the second step; when she leaves her backup does, and after the hand-over dina."""
    stands_in = {"role": "social_return_coordinator", "person": "faas", "backup": True}
    office.act("2026-01-07", "assign-role", organisation="O-1", **stands_in)
    for night in ("2026-06-04", "2026-06-18"):
        office.night(night)
    rung = [row for row in everything(office) if row[0] == "P-2"]
    assert [("anna", 0), ("sara", 1)] == [row[3:] for row in rung]
    leaves(office, "sara", "2026-06-19")
    assert [("anna", 0), ("faas", 1)] == [row[3:] for row in everything(office) if row[0] == "P-2"]
    office.act("2026-06-22", "hand-over", **{"from": "sara", "to": "dina"})
    assert [("anna", 0), ("dina", 1)] == [row[3:] for row in everything(office) if row[0] == "P-2"]


def test_a_rung_that_falls_to_somebody_who_was_asked_already_adds_nobody(office: Story) -> None:
    """The coordinator social return leaves without a backup: it falls to anna, who has had it from the start."""
    for night in ("2026-06-04", "2026-06-18"):
        office.night(night)
    leaves(office, "sara", "2026-06-19")
    assert [("anna", 0)] == [row[3:] for row in everything(office) if row[0] == "P-2"]
    office.act("2026-06-22", "hand-over", **{"from": "sara", "to": "dina"})
    assert [("anna", 0), ("dina", 1)] == [row[3:] for row in everything(office) if row[0] == "P-2"]


def test_without_anybody_to_stand_in_it_goes_to_whoever_started(sqlite_story: Story) -> None:
    """No backup, no coordinator social return: the one who started the partnership; and never to nobody."""
    sqlite_story.start(ON)
    sqlite_story.act(ON, "assign-role", **P1, role="projectcoordinator", person="anna")
    sqlite_story.night("2026-04-05")
    assert {("P-1", "fase_staat_stil", "draagvlak/2026-01-05/90d")} == asked(sqlite_story, "anna")
    leaves(sqlite_story, "anna", "2026-04-10")
    assert {("P-1", "fase_staat_stil", "draagvlak/2026-01-05/90d")} == asked(sqlite_story, "toets")
    sqlite_story.act("2026-04-13", "hand-over", **{"from": "anna", "to": "bert"})
    assert {("P-1", "fase_staat_stil", "draagvlak/2026-01-05/90d")} == asked(sqlite_story, "bert")
    assert set() == asked(sqlite_story, "toets")


def test_who_started_it_and_leaves_keeps_it_when_nobody_else_is_known(sqlite_story: Story) -> None:
    """Rather with somebody who left than with nobody; a hand-over takes it from there."""
    sqlite_story.start(ON)
    known(sqlite_story, "toets")
    sqlite_story.night("2026-04-05")
    leaves(sqlite_story, "toets", "2026-04-10")
    still = {("P-1", "fase_staat_stil", "draagvlak/2026-01-05/90d")}
    assert still == asked(sqlite_story, "toets")
    sqlite_story.act("2026-04-13", "hand-over", **{"from": "toets", "to": "bert"})
    assert still == asked(sqlite_story, "bert")
    assert set() == asked(sqlite_story, "toets")


@pytest.mark.parametrize(("colleague", "to"), [(True, {"olga"}), (False, {"anna"})])
def test_a_contact_of_the_contractor_leaves(office: Story, to: set[str], *, colleague: bool) -> None:
    """The question about hours goes to a colleague, or else to the coordinator."""
    office.act(
        "2026-01-07", "take-over-partnership", partnership="P-3", title="Groen", organisation="O-1",
        phase="realisatie", since=ON, coordinator="anna", contract="C-1",
    )  # fmt: skip
    office.night("2026-04-01", ["urenopgave"])
    asked_of = {("P-3", "urenopgave", "C-1/2026-K1")}
    assert asked_of == asked(office, "otto")
    if colleague:
        known(office, "olga", on="2026-04-02", contractor="glans")
    leaves(office, "otto", "2026-04-03")
    assert set() == asked(office, "otto")
    assert all(asked_of == asked(office, person) for person in to)


def test_a_role_given_to_another_takes_its_signals_along(office: Story) -> None:
    """What was asked of her by that role goes to whoever has it now, also before she leaves."""
    office.night(FRIDAY)
    office.act(FRIDAY, "assign-role", partnership="P-2", role="projectcoordinator", person="dina")
    assert {STILL_1, LATE} == asked(office, "anna")
    leaves(office, "anna", MONDAY)
    assert {STILL_2} == asked(office, "dina")
    assert {STILL_1, LATE} == asked(office, "bert")


def test_what_was_put_off_changes_hands_too(office: Story) -> None:
    """It comes back to who stands in, on its date."""
    office.night(FRIDAY)
    put_off = {"rule": "fase_staat_stil", "occasion": STILL_2[2], "outcome": "uitgesteld", "until": "2026-06-20"}
    office.act(FRIDAY, "settle-signal", partnership="P-2", **put_off)
    leaves(office, "anna")
    office.night(SATURDAY)
    assert STILL_2 not in asked(office, "bert")
    office.night("2026-06-20")
    assert {STILL_1, STILL_2} <= asked(office, "bert")
    assert set() == asked(office, "anna")


def test_an_action_takes_its_question_to_another_owner(story: Story) -> None:
    """Whoever owns a late action now is told; the one before is not asked any more, and neither is asked twice."""
    story.start("2026-01-05")
    person = {"person": "bram", "name": "Bram", "organisation": "O-1", "email": "bram@voorbeeld.nl"}
    story.act("2026-01-05", "register-person", **person)
    own = {"partnership": "P-1", "action": "A-1"}
    story.act("2026-01-05", "add-action", **own, description="Bel", owner="anna", deadline="2026-02-01")
    story.night("2026-02-10")
    told = (
        "SELECT person, r.rung, news FROM signals JOIN signal_recipients r ON id = signal WHERE rule = 'actie_te_laat'"
    )
    assert [("anna", 0, "nieuw")] == story.rows(told)
    story.act("2026-02-11", "change-action", **own, owner="bram")
    assert [("bram", 0, "overgenomen")] == story.rows(told)
    story.act("2026-02-12", "change-action", **own, deadline="2026-02-03")
    assert [("bram", 0, "overgenomen")] == story.rows(told)
