"""Corrections: the mistake stays in the journal, a compensating row follows, and nothing else changes."""

from typing import Any

import pytest
from story import P1, P1_C1, Story

from groeituin.errors import BadInput, NoSuchThing, Refused

ON = "2026-01-05"
PLAN = {"action": "A-1", "description": "Bel", "owner": "anna", "deadline": "2026-02-01"}


def code(story: Story, entry: int | None, **fields: Any) -> object:  # noqa: ANN401  # the fields of any act
    """Return the code with which a correction is refused."""
    before = story.journal()
    with pytest.raises(Refused) as refused:
        story.act("2026-03-01", "correct", entry=entry, reason="typfout", fields=fields)
    assert before == story.journal()
    return refused.value.details[0]["code"]


def test_a_correction_is_a_row_about_the_same_and_replans(story: Story) -> None:
    """The facts change as of the day of the mistake; the row carries the subject and phase of what it corrects."""
    story.start(ON)
    entry = story.act(ON, "add-action", **P1, **PLAN).entry
    mistake = story.journal()[-1]
    outcome = story.act("2026-01-10", "correct", entry=entry, reason="typfout", fields={"deadline": "2026-03-01"})
    assert (True, ("P-1",)) == (outcome.changed, outcome.reached)
    assert mistake == story.journal()[-2]
    row = story.journal()[-1]
    assert ("correct", {"entry": entry, "reason": "typfout", "fields": {"deadline": "2026-03-01"}}) == row[3:5]
    assert ("draagvlak", "P-1") == row[5:7]
    assert [("A-1/2026-03-01/1",)] == story.rows("SELECT occasion FROM terms WHERE rule = 'actie_te_laat'")
    again = story.act("2026-01-10", "correct", entry=entry, reason="typfout", fields={"deadline": "2026-03-01"})
    assert not again.changed


def test_a_second_correction_keeps_the_first(story: Story) -> None:
    """Corrections of the same row are laid over each other."""
    story.start(ON)
    entry = story.act(ON, "add-action", **P1, **PLAN).entry
    story.act(ON, "correct", entry=entry, reason="r", fields={"deadline": "2026-03-01"})
    story.act(ON, "correct", entry=entry, reason="r", fields={"owner": "eva"})
    assert ["2026-03-01"] == [str(row[0]) for row in story.rows("SELECT deadline FROM actions")]
    assert story.rows("SELECT owner, description FROM actions") == [("eva", "Bel")]


def test_the_row_of_a_correction_can_be_done_again(story: Story) -> None:
    """It holds the fields of the correction, not what the corrected act filled in by itself."""
    story.start(ON)
    held = story.act(ON, "hold-meeting", **P1, kind="voortgang", attendees=["hr_expert"], outcome="goed").entry
    story.act(ON, "correct", entry=held, reason="r", fields={"outcome": "beter"})
    assert {"entry": held, "reason": "r", "fields": {"outcome": "beter"}} == story.journal()[-1][4]
    assert story.rows("SELECT meeting, outcome FROM meetings") == [(f"voortgang-{ON}", "beter")]


def test_facts_without_a_date_keep_the_day_of_the_mistake(story: Story) -> None:
    """A decision that is corrected in March was still taken in January."""
    story.start(ON)
    entry = story.act(ON, "record-decision", **P1, decision="principebesluit", decided_by="college").entry
    story.act("2026-03-01", "correct", entry=entry, reason="r", fields={"decided_by": "raad"})
    assert [("raad", ON)] == [(by, str(day)) for by, day in story.rows("SELECT decided_by, decided_on FROM decisions")]


def test_a_correction_leaves_what_other_acts_changed(story: Story) -> None:
    """Correcting a title does not bring back an old end, an old owner, or an old deadline."""
    story.start(ON)
    story.contract(ON, ends_on="2027-12-31")
    contract = next(row[0] for row in story.journal() if row[3] == "register-contract")
    story.act("2026-02-01", "amend-contract", contract="C-1", reason="langer", ends_on="2028-12-31", value=100)
    story.act("2026-03-01", "correct", entry=contract, reason="r", fields={"title": "Schoon", "nature": "werk"})
    found = story.rows("SELECT title, nature, ends_on FROM contracts")
    assert [("Schoon", "werk", "2028-12-31")] == [(title, nature, str(day)) for title, nature, day in found]
    action = story.act("2026-03-01", "add-action", **P1, **PLAN).entry
    story.act("2026-03-01", "change-action", **P1, action="A-1", owner="eva", deadline="2026-05-01")
    story.act("2026-03-01", "correct", entry=action, reason="r", fields={"description": "Bel de WSP"})
    rows = story.rows("SELECT description, owner, deadline FROM actions")
    assert [("Bel de WSP", "eva", "2026-05-01")] == [(text, owner, str(day)) for text, owner, day in rows]


def test_an_evaluation_is_corrected_on_its_own_day(story: Story) -> None:
    """Acts that write a fact a day may be corrected after a newer one; that one stays."""
    story.start(ON)
    said = {"findings": "f", "lessons": "l", "next_tender": "n"}
    first = story.act(ON, "record-evaluation", **P1, **said).entry
    story.act("2026-02-01", "record-evaluation", **P1, **said)
    story.act("2026-03-01", "correct", entry=first, reason="r", fields={"lessons": "begin klein"})
    rows = story.rows("SELECT recorded_on, lessons FROM evaluations ORDER BY 1")
    assert [(ON, "begin klein"), ("2026-02-01", "l")] == [(str(day), lessons) for day, lessons in rows]


def test_an_agreement_is_corrected_even_to_what_was_agreed_later(story: Story) -> None:
    """The first agreement becomes what it should have been, although the newest says the same."""
    story.start(ON)
    rest = {"agenda": "a", "roles": "r", "information": "i"}
    first = story.act(ON, "agree-monitoring", **P1, **rest, frequency="maand").entry
    story.act("2026-02-01", "agree-monitoring", **P1, **rest, frequency="kwartaal")
    story.act("2026-03-01", "correct", entry=first, reason="r", fields={"frequency": "kwartaal"})
    assert story.rows("SELECT frequency FROM agreements") == [("kwartaal",), ("kwartaal",)]


def test_what_was_recorded_again_is_corrected_in_its_newest_row(story: Story) -> None:
    """An older row of the same fact is refused; another fact of the same act is not in the way."""
    story.start(ON)
    story.contract(ON)
    first = story.act(ON, "set-objective", **P1, target_group="ww", jobs=1).entry
    story.act(ON, "set-objective", **P1, target_group="wsw", jobs=1)
    story.act(ON, "correct", entry=first, reason="r", fields={"jobs": 2})
    newest = story.act(ON, "set-objective", **P1, target_group="ww", jobs=3).entry
    assert code(story, first, jobs=9) == "later_veranderd"
    assert story.act("2026-03-01", "correct", entry=newest, reason="r", fields={"jobs": 4}).changed
    known = {"organisation": "O-1", "title": "x", "nature": "dienst", "contract": "C-2"}
    old = story.act("2026-03-01", "register-contract", **known).entry
    # The same contract, although other fields were told.
    story.act("2026-03-01", "register-contract", **known | {"title": "y"}, contractor="glans")
    assert code(story, old, title="z") == "later_veranderd"


def test_obligations_from_other_dates_are_other_facts(story: Story) -> None:
    """The first obligation can be corrected after a later one; the date from which it counts cannot."""
    story.start(ON)
    story.contract(ON)
    owed = {"contract": "C-1", "percentage": 5, "base": "loonsom", "reason": "bestek"}
    first = story.act(ON, "set-obligation", **owed, **{"from": "2026-01-01"}).entry
    story.act(ON, "set-obligation", **owed, **{"from": "2027-01-01"})
    story.act("2026-03-01", "correct", entry=first, reason="r", fields={"percentage": 4})
    assert [4, 5] == [int(row[0]) for row in story.rows("SELECT percentage FROM obligations ORDER BY from_on")]
    assert code(story, first, **{"from": "2026-06-01"}) == "ander_onderwerp"


def test_what_a_correction_cannot_do(story: Story) -> None:
    """It keeps the subject, and leaves acts that have an act of their own to undo them."""
    story.reach("werkgroep")
    rows = story.journal()
    advance = next(row[0] for row in rows if row[3] == "advance")
    decision = next(row[0] for row in rows if row[3] == "record-decision")
    assert code(story, advance, trigger="rond_af") == "niet_te_corrigeren"
    assert code(story, decision, partnership="P-9") == "ander_onderwerp"
    assert code(story, decision, organisation="O-1") == "ander_onderwerp"
    corrected = story.act(ON, "correct", entry=decision, reason="r", fields={"decided_by": "raad"}).entry
    assert code(story, corrected, reason="x") == "niet_te_corrigeren"
    story.night("2026-04-01")
    raised = next(row[0] for row in story.journal() if row[3] == "raise-signal")
    assert code(story, raised, rule="evaluatie") == "niet_te_corrigeren"


def test_a_contractor_and_a_target_group_may_be_corrected(story: Story) -> None:
    """What is told about a contract or a job is no subject, although other acts are known by it."""
    story.reach("monitoring")
    story.act(ON, "register-contractor", contractor="groen", name="Groen")
    contract, job = (
        next(row[0] for row in story.journal() if row[3] == act) for act in ("register-contract", "map-job")
    )
    story.act(ON, "correct", entry=contract, reason="r", fields={"contractor": "groen"})
    story.act(ON, "correct", entry=job, reason="r", fields={"target_group": "wajong"})
    assert story.rows("SELECT c.contractor, j.target_group FROM contracts c, jobs j") == [("groen", "wajong")]


@pytest.mark.parametrize(
    ("entry", "fields", "kind"),
    [
        (999, {"title": "x"}, NoSuchThing), (10**30, {"title": "x"}, BadInput), (0, {"title": "x"}, BadInput),
        (1, {"sector": "sport"}, BadInput), (1, {"kleur": "rood"}, BadInput), (1, {"name": "123456782"}, BadInput),
        (1, {"name": None}, BadInput), (1, "x", BadInput),
    ],
)  # fmt: skip
def test_a_bad_correction_is_refused(story: Story, entry: int, fields: object, kind: type[Exception]) -> None:
    """The entry exists, and the corrected fields still make a valid act."""
    story.start(ON)
    before = story.journal()
    with pytest.raises(kind):
        story.act(ON, "correct", entry=entry, reason="r", fields=fields)
    assert before == story.journal()


def test_a_correction_is_in_the_order_of_the_journal_too(story: Story) -> None:
    """After a correction an earlier act on the same partnership is refused, like after any act."""
    story.start(ON)
    entry = story.act(ON, "add-action", **P1, **PLAN).entry
    story.act("2026-02-01", "correct", entry=entry, reason="r", fields={"owner": "eva"})
    with pytest.raises(Refused, match="logboek"):
        story.act("2026-01-31", "choose-route", **P1, route="beide")


def test_the_same_effort_with_and_without_a_contract_are_two(story: Story) -> None:
    """An effort for a contract is not the same as one for the partnership as a whole."""
    story.start(ON)
    story.contract(ON)
    effort = {"kind": "opleiding", "description": "cursus"}
    assert story.act(ON, "record-effort", **P1_C1, **effort).changed
    assert story.act(ON, "record-effort", **P1, **effort).changed
    assert not story.act(ON, "record-effort", **P1, **effort).changed
