"""Meetings that are planned, moved and called off: who is invited, and what is asked again."""

import pytest
from evenings import Diary
from sqlalchemy.engine import Engine
from story import P1, Story

from groeituin.acts.perform import Outcome
from groeituin.errors import BadInput, NoSuchThing, Refused

PROGRESS = P1 | {"kind": "voortgang"}
M1 = PROGRESS | {"meeting": "M-1"}
RULE = "voortgangsgesprek"


def invitations(story: Story) -> list[tuple[str, str, str, int, bool]]:
    """Return meeting, person, day, sequence number and whether it lapsed, of every invitation."""
    query = "SELECT meeting, person, planned_on, sequence, cancelled FROM invitations ORDER BY meeting, person"
    return [(meeting, person, str(day), number, bool(off)) for meeting, person, day, number, off in story.rows(query)]


def state(story: Story) -> list[tuple[str, str, str | None]]:
    """Return the progress meetings that were asked for, and where they stand."""
    return story.signals(rule=RULE)


@pytest.fixture
def asked(sqlite_story: Story) -> Story:
    """Return a story in which the progress meeting of the second quarter was asked for."""
    sqlite_story.reach("monitoring")
    sqlite_story.night("2026-05-18")
    assert [("2026-K2", "open", "2026-06-01")] == state(sqlite_story)
    return sqlite_story


def test_what_was_called_off_is_asked_again_the_next_night(asked: Story) -> None:
    """The question waited for the meeting; without it, it is open again, and its ladder begins anew."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    assert [("2026-K2", "ingepland", "2026-06-11")] == state(asked)
    asked.act("2026-05-25", "plan-meeting", **M1, withdrawn=True)
    assert [] == asked.rows("SELECT meeting FROM meetings WHERE meeting = 'M-1'")
    assert 1 == asked.night("2026-05-26").returned
    assert [("2026-K2", "open", "2026-06-09")] == state(asked)


def test_a_meeting_moved_to_another_quarter_is_asked_for_again(asked: Story) -> None:
    """The quarter that it left has no meeting any more; within the quarter the question waits on."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    asked.act("2026-05-20", "plan-meeting", **M1, planned_on="2026-06-17")
    assert [("2026-K2", "ingepland", "2026-06-18")] == state(asked)
    asked.act("2026-05-21", "plan-meeting", **M1, planned_on="2026-07-08")
    assert 1 == asked.night("2026-05-22").returned


def test_one_of_two_called_off_leaves_the_other(asked: Story) -> None:
    """The question waits for the meeting that is still planned."""
    asked.act("2026-05-19", "plan-meeting", **PROGRESS, planned_on="2026-06-03")
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)
    assert [("2026-K2", "ingepland", "2026-06-04")] == state(asked)


def test_an_answer_that_waits_by_itself_is_left_alone(asked: Story) -> None:
    """Somebody said until when it was planned without naming a meeting: calling another off changes nothing."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-07-10")
    said = {"rule": RULE, "occasion": "2026-K2", "outcome": "ingepland", "until": "2026-06-20"}
    asked.act("2026-05-19", "settle-signal", **P1, **said)
    asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)
    assert [("2026-K2", "ingepland", "2026-06-20")] == state(asked)


def test_the_only_one_of_its_kind_needs_no_name(asked: Story) -> None:
    """With one planned it is clear which is called off; the journal names it, and says so in words."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    outcome = asked.act("2026-05-20", "plan-meeting", **PROGRESS, withdrawn=True)
    assert outcome.changed
    assert M1 | {"withdrawn": True} == asked.journal()[-1][4]


def test_of_two_the_name_must_be_told(asked: Story) -> None:
    """Both are named, with their days; the day is enough to choose."""
    for planned_on in ("2026-06-10", "2026-06-24"):
        asked.act("2026-05-19", "plan-meeting", **PROGRESS, planned_on=planned_on)
    with pytest.raises(BadInput, match=r"voortgang-2026-06-10 \(10 juni 2026\) en voortgang-2026-06-24"):
        asked.act("2026-05-20", "plan-meeting", **PROGRESS, withdrawn=True)
    asked.act("2026-05-20", "plan-meeting", **PROGRESS, planned_on="2026-06-24", withdrawn=True)
    assert [("voortgang-2026-06-10",)] == asked.rows("SELECT meeting FROM meetings WHERE held_on IS NULL")


def test_what_cannot_be_called_off(asked: Story) -> None:
    """Nothing planned, a name that nothing has, a meeting that was held, and neither a day nor withdrawn."""
    with pytest.raises(NoSuchThing, match="geen voortgangsgesprek gepland"):
        asked.act("2026-05-20", "plan-meeting", **PROGRESS, withdrawn=True)
    with pytest.raises(NoSuchThing, match="geen overleg 'M-1'"):
        asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)
    with pytest.raises(BadInput, match="noem de dag"):
        asked.act("2026-05-20", "plan-meeting", **M1)
    asked.act("2026-05-20", "hold-meeting", **M1, attendees=["opdrachtnemer"], outcome="goed")
    with pytest.raises(Refused, match="al gehouden"):
        asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)


def planned_twice(story: Story) -> tuple[Outcome, Outcome]:
    """Plan M-1, and move it."""
    first = story.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    return first, story.act("2026-05-20", "plan-meeting", **M1, planned_on="2026-06-17")


def day_of(story: Story) -> list[tuple[str, ...]]:
    """Return the day for which M-1 is planned."""
    return [(str(day),) for (day,) in story.rows("SELECT planned_on FROM meetings WHERE meeting = 'M-1'")]


def test_a_plan_made_by_mistake_is_withdrawn(asked: Story) -> None:
    """Without fields a correction takes the plan away, and it is asked again."""
    plan = asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    asked.act("2026-05-20", "correct", entry=plan.entry, reason="Verkeerd partnership")
    assert [] == day_of(asked)
    assert 1 == asked.night("2026-05-21").returned


def test_a_move_made_by_mistake_brings_the_day_before_back(asked: Story) -> None:
    """Without fields a correction of the newest plan puts the plan before it back."""
    _first, second = planned_twice(asked)
    asked.act("2026-05-21", "correct", entry=second.entry, reason="Toch niet verzet")
    assert [("2026-06-10",)] == day_of(asked)
    assert [("2026-K2", "ingepland", "2026-06-11")] == state(asked)


def test_what_was_called_off_by_mistake_comes_back(asked: Story) -> None:
    """Withdrawing the calling off puts the last plan back; doing that again changes nothing."""
    planned_twice(asked)
    off = asked.act("2026-05-21", "plan-meeting", **M1, withdrawn=True)
    asked.act("2026-05-22", "correct", entry=off.entry, reason="Het gaat toch door")
    assert [("2026-06-17",)] == day_of(asked)
    assert not asked.act("2026-05-22", "correct", entry=off.entry, reason="Het gaat toch door").changed


def test_planned_again_by_mistake_after_it_was_called_off(asked: Story) -> None:
    """Withdrawing the new plan leaves it called off."""
    asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    asked.act("2026-05-20", "plan-meeting", **M1, withdrawn=True)
    again = asked.act("2026-05-21", "plan-meeting", **M1, planned_on="2026-06-12")
    asked.act("2026-05-22", "correct", entry=again.entry, reason="Verkeerd overleg")
    assert [] == day_of(asked)


def test_a_plan_of_what_was_held_stays(asked: Story) -> None:
    """What happened cannot be called off by withdrawing its plan."""
    plan = asked.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-05-20")
    asked.act("2026-05-20", "hold-meeting", **M1, attendees=["opdrachtnemer"], outcome="goed")
    with pytest.raises(Refused, match="al gehouden"):
        asked.act("2026-05-21", "correct", entry=plan.entry, reason="Vergissing")


def test_each_evening_is_told_as_it_was(sqlite: Engine) -> None:
    """Looking back on the evenings of a plan, a move, calling off, and corrections of each."""
    diary = Diary(sqlite)
    diary.reach("monitoring")
    diary.night("2026-05-18")
    diary.act("2026-05-19", "plan-meeting", **M1, planned_on="2026-06-10")
    moved = diary.act("2026-05-20", "plan-meeting", **M1, planned_on="2026-07-08")
    diary.act("2026-05-21", "correct", entry=moved.entry, reason="toch niet")
    off = diary.act("2026-05-22", "plan-meeting", **M1, withdrawn=True)
    diary.act("2026-05-23", "correct", entry=off.entry, reason="toch wel")
    diary.night("2026-05-25")
    diary.act("2026-05-26", "plan-meeting", **M1, withdrawn=True)
    diary.night("2026-05-27")
    diary.act("2026-05-28", "plan-meeting", **M1, planned_on="2026-06-12")
    diary.look_back()
