"""What an organisation decided for all its partnerships is asked once, in one of them, whoever comes or goes."""

from typing import Any

import pytest
from story import Story

from groeituin.definitions import Library
from groeituin.planning import planned, stored_terms
from models.dossiers import load_dossiers

ON = "2026-01-05"
POLICY, RESULTS = "beleid_herijken", "resultaten_delen"
YEAR = "O-1/2026-01-12/12m"  # due on Tuesday 12 January 2027


def check(story: Story) -> None:
    """Stored terms are what ``plan`` says."""
    with story.engine.connect() as connection:
        everyone = [row[0] for row in story.rows("SELECT partnership FROM partnerships ORDER BY 1")]
        assert stored_terms(connection, everyone) == planned(load_dossiers(connection, everyone), Library(connection))


def enter(story: Story, partnership: str, phase: str = "borging", on: str = ON) -> None:
    """Take a partnership of O-1 over in a phase."""
    story.act(
        on, "take-over-partnership", partnership=partnership, title=partnership, organisation="O-1", phase=phase,
        since=on, coordinator="anna",
    )  # fmt: skip
    check(story)


@pytest.fixture
def shared(sqlite_story: Story) -> Story:
    """Return a story of P-3 and P-4 in borging, P-2 in monitoring, and a policy of their organisation."""
    story = sqlite_story
    story.act(ON, "register-organisation", organisation="O-1", name="Gemeente", sector="gemeente")
    for person in ("anna", "sara", "olga"):
        story.act(ON, "register-person", person=person, name=person, email=f"{person}@voorbeeld.nl")
    for partnership, phase in (("P-2", "monitoring"), ("P-3", "borging"), ("P-4", "borging")):
        enter(story, partnership, phase)
    story.act(ON, "assign-role", organisation="O-1", role="social_return_coordinator", person="olga")
    story.act(ON, "assign-role", partnership="P-3", role="social_return_coordinator", person="sara")
    story.act("2026-01-12", "write-policy", organisation="O-1", part="doel", text="meer banen")
    story.act("2026-01-12", "share-results", organisation="O-1", audience="intern", where="intranet")
    check(story)
    return story


def asked(story: Story, rule: str = POLICY) -> list[tuple[Any, ...]]:
    """Return partnership, occasion, status and people of every signal of a rule."""
    return story.rows(
        "SELECT partnership, occasion, status, person FROM signals JOIN signal_recipients ON id = signal "
        "WHERE rule = :r ORDER BY id", r=rule,
    )  # fmt: skip


def step(story: Story, on: str, partnership: str, trigger: str) -> None:
    """Take a step that asks nothing but a reason and a lesson."""
    story.act(on, "advance", partnership=partnership, trigger=trigger, reason="r", lesson="l")
    check(story)


@pytest.mark.parametrize("rule", [POLICY, RESULTS])
def test_one_signal_for_all_partnerships_to_the_coordinator_of_the_organisation(shared: Story, rule: str) -> None:
    """Two partnerships in borging, one question, to olga and not to sara, who is there for P-3 alone."""
    assert [("P-3", YEAR)] == [(s.partnership, s.occasion) for s in shared.night("2027-01-12").raised if s.rule == rule]
    assert [("P-3", YEAR, "open", "olga")] == asked(shared, rule)
    assert [] == [s for s in shared.night("2027-01-13").raised if s.rule == rule]


def test_recorded_anew_it_lapses_and_counts_from_then(shared: Story) -> None:
    """A part that was rewritten for the organisation answers it; an act of one partnership alone does not."""
    shared.night("2027-01-12")
    shared.act("2027-01-13", "write-policy", partnership="P-4", part="doel", text="onze banen")
    shared.night("2027-01-14")
    assert "open" == asked(shared)[0][2]
    shared.act("2027-01-15", "write-policy", organisation="O-1", part="doel", text="betere banen")
    check(shared)
    shared.night("2027-01-16")
    assert "vervallen" == asked(shared)[0][2]
    due = shared.rows("SELECT partnership, occasion FROM terms WHERE rule = :r ORDER BY 1", r=POLICY)
    assert [("P-3", "O-1/2027-01-15/12m"), ("P-4", "2027-01-13/12m")] == due


def test_who_comes_before_it_takes_the_question_along(shared: Story) -> None:
    """P-1 is taken over in borging and asks from now on: the open question moves there, and is not asked again."""
    shared.night("2027-01-12")
    enter(shared, "P-1", on="2027-01-20")
    assert [("P-1", YEAR, "open", "olga")] == asked(shared)
    report = shared.night("2027-01-21")
    assert [] == [s for s in report.raised if s.rule == POLICY]
    assert [("P-1", YEAR, "open", "olga")] == asked(shared)
    shared.act(
        "2027-01-22", "settle-signal", partnership="P-1", rule=POLICY, occasion=YEAR, outcome="afgehandeld"
    )  # fmt: skip
    assert [] == [s for s in shared.night("2027-06-01").raised if s.rule == POLICY]


@pytest.mark.parametrize("trigger", ["beeindig", "schaal_op", "herverken"])
def test_when_it_leaves_another_one_asks(shared: Story, trigger: str) -> None:
    """P-3 leaves borging: P-4 goes on with the open question, and later with the next year's."""
    shared.night("2027-01-12")
    step(shared, "2027-01-20", "P-3", trigger)
    assert [("P-4", YEAR, "open", "olga")] == asked(shared)
    shared.night("2027-01-21")
    assert [("P-4", YEAR, "open", "olga")] == asked(shared)
    (found,) = [s for s in shared.night("2028-01-12").raised if s.rule == POLICY]
    assert ("P-4", "O-1/2026-01-12/24m") == (found.partnership, found.occasion)


def test_what_was_answered_is_not_asked_again_by_the_next(shared: Story) -> None:
    """Answered in P-3, which then ends: P-4 asks again a year later, and does not bring up what was skipped."""
    (found,) = [s for s in shared.night("2028-02-01").raised if s.rule == POLICY]
    assert "O-1/2026-01-12/24m" == found.occasion
    answer = {"rule": POLICY, "occasion": found.occasion, "outcome": "afgehandeld"}
    shared.act("2028-02-02", "settle-signal", partnership="P-3", **answer)
    step(shared, "2028-02-03", "P-3", "beeindig")
    assert [] == [s for s in shared.night("2028-06-01").raised if s.rule == POLICY]
    (later,) = [s for s in shared.night("2029-01-12").raised if s.rule == POLICY]
    assert ("P-4", "O-1/2026-01-12/36m") == (later.partnership, later.occasion)


def test_when_nobody_is_left_to_ask_it_lapses_until_somebody_is(shared: Story) -> None:
    """Both leave borging: the question lapses; P-5, which comes in March, asks it."""
    shared.night("2027-01-12")
    for partnership in ("P-3", "P-4"):
        step(shared, "2027-01-20", partnership, "schaal_op")
    shared.night("2027-01-21")
    assert ["vervallen"] == [row[2] for row in asked(shared)]
    enter(shared, "P-5", on="2027-03-01")
    shared.night("2027-03-02")
    assert [("P-4", YEAR, "vervallen", "olga"), ("P-5", YEAR, "open", "olga")] == asked(shared)


def test_the_steps_of_others_change_nothing(shared: Story) -> None:
    """P-4 leaves and P-9 comes, both behind P-3: the question stays where it is."""
    shared.night("2027-01-12")
    step(shared, "2027-01-20", "P-4", "beeindig")
    enter(shared, "P-9", on="2027-01-21")
    assert [("P-3", YEAR, "open", "olga")] == asked(shared)


def test_who_is_paused_without_an_end_lets_another_one_ask(shared: Story) -> None:
    """P-3 is suspended until further notice, so P-4 asks; back again, P-3 goes on with what P-4 asked, once."""
    shared.act("2027-01-04", "suspend", partnership="P-3", reason="verbouwing")
    check(shared)
    assert [("P-4", YEAR)] == [
        (s.partnership, s.occasion) for s in shared.night("2027-01-12").raised if s.rule == POLICY
    ]
    shared.act("2027-01-20", "resume", partnership="P-3")
    check(shared)
    assert [] == [s for s in shared.night("2027-01-21").raised if s.rule == POLICY]
    assert [("P-3", YEAR, "open", "olga")] == asked(shared)
