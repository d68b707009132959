"""A job from its mapping to its end: who has it now is never lost without a word."""

from typing import Any

import pytest
from story import P1, Story

from groeituin.errors import Refused

ON = "2026-06-01"
JOB: dict[str, Any] = P1 | {"job": "B-1"}
MAPPED: dict[str, Any] = {"title": "Hulp", "target_group": "ww", "hours_per_week": 24, "source": "stapelbaan"}
FILLED: dict[str, Any] = {"starts_on": "2026-03-01", "form": "detachering", "payroll": "derde", "ends_on": "2026-08-31"}
NEXT: dict[str, Any] = {"starts_on": "2026-09-01", "form": "dienstverband", "payroll": "opdrachtgever"}


@pytest.fixture
def mapped(sqlite_story: Story) -> Story:
    """Return a story with a job that nobody has."""
    sqlite_story.start(ON)
    sqlite_story.act(ON, "map-job", **JOB, **MAPPED)
    return sqlite_story


@pytest.fixture
def filled(mapped: Story) -> Story:
    """Return a story with a job that somebody has for half a year."""
    mapped.act(ON, "fill-job", **JOB, **FILLED)
    return mapped


def refused(story: Story, act: str, /, **fields: Any) -> object:  # noqa: ANN401  # the fields of any act
    """Return the code with which an act is refused."""
    with pytest.raises(Refused) as caught:
        story.act(ON, act, **JOB, **fields)
    (detail,) = caught.value.details
    return detail["code"]


def job(story: Story) -> tuple[Any, ...]:
    """Return start, form, planned end, end and its reason."""
    (row,) = story.rows("SELECT starts_on, form, ends_on, ended_on, ended_reason FROM jobs")
    return row


@pytest.mark.parametrize(
    ("act", "fields"),
    [("prolong-job", {"ends_on": "2027-01-01"}), ("end-job", {"ended_on": ON, "reason": "uitval"})],
)
def test_a_job_that_nobody_has_does_not_last_or_end(mapped: Story, act: str, fields: dict[str, Any]) -> None:
    """Prolonging or ending asks for a job that is filled."""
    assert refused(mapped, act, **fields) == "niet_ingevuld"


@pytest.mark.parametrize(
    ("act", "fields", "code"),
    [
        ("fill-job", NEXT | {"starts_on": "2026-08-30"}, "al_ingevuld"),
        ("fill-job", FILLED | {"payroll": "opdrachtnemer"}, "al_ingevuld"),
        ("fill-job", NEXT | {"ends_on": "2026-08-31"}, "einde_voor_begin"),
        ("prolong-job", {"ends_on": "2026-02-28"}, "einde_voor_begin"),
        ("prolong-job", {"ends_on": "2026-08-30"}, "niet_langer"),
        ("end-job", {"ended_on": "2026-02-28", "reason": "uitval"}, "einde_voor_begin"),
    ],
)
def test_what_cannot_be_is_refused(filled: Story, act: str, fields: dict[str, Any], code: str) -> None:
    """A job is not filled twice at once, does not end before it began, and does not get longer by getting shorter."""
    assert refused(filled, act, **fields) == code
    assert job(filled) == ("2026-03-01", "detachering", "2026-08-31", None, None)


def test_filling_again_does_not_undo_a_prolongation(filled: Story) -> None:
    """What was recorded since is not written over by telling the beginning again."""
    filled.act(ON, "prolong-job", **JOB, ends_on="2027-02-28")
    assert refused(filled, "fill-job", **FILLED) == "al_ingevuld"
    assert job(filled)[2] == "2027-02-28"


def test_a_job_without_a_known_end_is_filled_until_it_ends(mapped: Story) -> None:
    """It can be given an end, and is free once it ended."""
    mapped.act(ON, "fill-job", **JOB, **NEXT | {"starts_on": "2026-03-01"})
    assert refused(mapped, "fill-job", **NEXT) == "al_ingevuld"
    mapped.act(ON, "end-job", **JOB, ended_on="2026-06-01", reason="doorstroom")
    assert mapped.act(ON, "fill-job", **JOB, **NEXT).changed


def test_a_job_is_filled_anew_after_it_ended(filled: Story) -> None:
    """The next in the job starts afresh: nothing of the end of the one before stays behind."""
    filled.act(ON, "end-job", **JOB, ended_on="2026-05-31", reason="doorstroom")
    assert refused(filled, "prolong-job", ends_on="2027-01-01") == "al_beeindigd"
    assert refused(filled, "end-job", ended_on="2026-05-30", reason="uitval") == "al_beeindigd"
    assert not filled.act(ON, "end-job", **JOB, ended_on="2026-05-31", reason="doorstroom").changed
    filled.act(ON, "fill-job", **JOB, **NEXT)
    assert job(filled) == ("2026-09-01", "dienstverband", None, None, None)


def test_the_next_may_start_when_the_planned_end_has_come(filled: Story) -> None:
    """Twice half a year of secondment and then a contract: the second follows the first."""
    assert filled.act(ON, "fill-job", **JOB, **NEXT).changed


def test_mistakes_are_corrected(filled: Story) -> None:
    """What is refused as a new fact can be put right as a mistake."""
    entries = {row[3]: row[0] for row in filled.journal()}
    filled.act(ON, "correct", entry=entries["fill-job"], reason="typfout", fields={"starts_on": "2026-04-01"})
    filled.act(ON, "prolong-job", **JOB, ends_on="2027-02-28")
    filled.act(ON, "end-job", **JOB, ended_on="2026-05-30", reason="uitval")
    entries = {row[3]: row[0] for row in filled.journal()}
    filled.act(ON, "correct", entry=entries["prolong-job"], reason="typfout", fields={"ends_on": "2026-12-31"})
    filled.act(ON, "correct", entry=entries["end-job"], reason="typfout", fields={"ended_on": "2026-05-29"})
    assert job(filled) == ("2026-04-01", "detachering", "2026-12-31", "2026-05-29", "uitval")
