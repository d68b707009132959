"""A damaged row, or a rule that fails: the partnership is named, and all the others are done."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from commands import typed
from crowd import crowded, others
from faults import Count, contents, sound
from sent_mail import Clock, delivered, kept, untold
from story import Story

from groeituin.check import check
from groeituin.delivery.folder import Folder
from groeituin.night import Failure, NightReport
from groeituin.night_batch import Batch
from models.database import read_only, writing
from states.dossier import Dossier
from states.occasions import OCCASIONS, Process, Row

NIGHT = date(2026, 4, 5)
# What no act writes, and a disk, a hand or another program may: a table, a column, and what stands there for X-003.
DAMAGED = {
    "a process that is not there": ("partnerships", "definition", "weg/9"),
    "text that is no JSON": ("meetings", "attendees", "{kapot"),
    "a date that cannot be": ("actions", "deadline", "2026-02-30"),
    "a word where a date stands": ("phase_entries", "entered_on", "gisteren"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_row_is_named_and_stops_nobody_else(sqlite_story: Story, tmp_path: Path, damage: str) -> None:
    """Night, check and rehearsal name it, letters go round it; once it is mended it is done as the others were."""
    story, count = crowded(sqlite_story, 5), Count(f"a damaged row: {damage}", group="nights")
    story.act("2026-01-06", "register-person", person="toets", name="Toets", email="toets@voorbeeld.nl")
    story.act("2026-01-06", "plan-meeting", partnership="X-003", kind="werkgroep", planned_on="2026-06-01")
    right = written(story, *DAMAGED[damage])
    with read_only(story.engine) as connection:
        assert ["X-003"] == [one["partnership"] for one in check(connection)["unreadable"]]
    report = story.night(NIGHT.isoformat())
    assert {"X-003"} == {failure.partnership for failure in report.failures}
    assert story.rows("SELECT count(*) FROM signals WHERE partnership = 'X-003'") == [(0,)]
    count.struck(everyone(5), names(report), named=2)
    url = f"sqlite:///{story.engine.url.database}"
    for command in (("night",), ("check", "--mend"), ("rehearse", "--nights", "3")):
        assert (1, "") == typed(url, *command, "--on", NIGHT.isoformat()), "it says what it could not do"
    clock, folder = Clock(), Folder(tmp_path / "post")
    delivered(story.engine, folder, clock, on="2026-04-06")
    assert {"anna@voorbeeld.nl", "toets@voorbeeld.nl"} == {one.to for one in kept(tmp_path / "post")}
    written(story, *DAMAGED[damage][:2], right)
    assert {("X-003", "fase_staat_stil"), ("X-003", "actie_te_laat")} == names(story.night(NIGHT.isoformat()))
    delivered(story.engine, folder, clock, on="2026-04-07")
    assert (0, 4) == (untold(story.engine), len(kept(tmp_path / "post")))
    sound(story.engine)
    count.nothing_lost()


def test_letters_go_round_what_was_damaged_later(sqlite_story: Story, tmp_path: Path) -> None:
    """What was asked before the damage waits for the letter after the repair; the other questions go now."""
    story = crowded(sqlite_story, 5)
    story.night(NIGHT.isoformat())
    right = written(story, *DAMAGED["a date that cannot be"])
    report = delivered(story.engine, Folder(tmp_path / "post"), Clock(), on="2026-04-06")
    assert ["X-003"] == report.unreadable
    (anna,) = [one for one in kept(tmp_path / "post") if one.to.startswith("anna")]
    assert (b"X-002" in anna.content, b"X-003" in anna.content) == (True, False)
    assert story.rows("SELECT DISTINCT partnership FROM signals JOIN signal_recipients ON signal = id "
                      "WHERE news IS NOT NULL") == [("X-003",)]  # fmt: skip
    written(story, "actions", "deadline", right)
    report = delivered(story.engine, Folder(tmp_path / "post"), Clock(), on="2026-04-07")
    assert (0, []) == (untold(story.engine), report.unreadable)


def written(story: Story, table: str, column: str, value: str) -> str:
    """Write something in a column of X-003 that the database would refuse, and return what stood there."""
    story.engine.dispose()
    with closing(sqlite3.connect(str(story.engine.url.database))) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        before = connection.execute(f"SELECT {column} FROM {table} WHERE partnership = 'X-003'")  # noqa: S608  # our own names
        ((stood,),) = before.fetchall()
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE partnership = 'X-003'", (value,))  # noqa: S608  # the same
        connection.commit()
    return str(stood)


def names(report: NightReport) -> set[tuple[str, str]]:
    """Return partnership and rule of everything that a night raised."""
    return {(raised.partnership, raised.rule) for raised in report.raised}


def everyone(many: int) -> set[tuple[str, str]]:
    """Return partnership and rule of everything that is due in a crowd."""
    return {(one, rule) for one in ("P-1", *others(many)) for rule in ("fase_staat_stil", "actie_te_laat")}


def test_a_broken_partnership_does_not_stop_the_others(story: Story) -> None:
    """A partnership that cannot be planned at all is named, once, and everything else is raised."""
    crowded(story, 5)
    with writing(story.engine).begin() as connection:
        connection.execute(sa.text("UPDATE partnerships SET definition = 'weg/9' WHERE partnership = 'X-003'"))
    report = story.night(NIGHT.isoformat())
    assert [("X-003", None)] == [(failure.partnership, failure.rule) for failure in report.failures]
    assert "weg/9" in report.failures[0].error
    assert {name for name in everyone(5) if name[0] != "X-003"} == names(report)
    assert report.as_json()["failures"][0]["partnership"] == "X-003"


def test_a_broken_row_fails_its_rule_alone(story: Story) -> None:
    """Without its phase entry a partnership cannot stand still, but its late action is still told."""
    crowded(story, 5)
    with writing(story.engine).begin() as connection:
        connection.execute(sa.text("DELETE FROM phase_entries WHERE partnership = 'X-003'"))
    report = story.night(NIGHT.isoformat())
    assert [("X-003", "fase_staat_stil")] == [(failure.partnership, failure.rule) for failure in report.failures]
    assert everyone(5) - {("X-003", "fase_staat_stil")} == names(report)


def test_a_faulty_rule_fails_alone_and_is_done_when_mended(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that raises an error for one partnership is named with it; the night after the repair raises it."""
    crowded(story, 5)
    late_actions = OCCASIONS["actie_te_laat"]

    def faulty(dossier: Dossier, process: Process) -> Iterator[Row]:
        if dossier.partnership == "X-002":
            msg = "kapot\nop twee regels"
            raise ValueError(msg)
        return late_actions(dossier, process)

    with monkeypatch.context() as patch:
        patch.setitem(OCCASIONS, "actie_te_laat", faulty)
        first, second = story.night(NIGHT.isoformat()), story.night(NIGHT.isoformat())
    failure = Failure("X-002", "actie_te_laat", "ValueError: kapot")
    assert [failure] == first.failures
    assert everyone(5) - {("X-002", "actie_te_laat")} == names(first)
    assert ([failure], set()) == (second.failures, names(second))
    mended = story.night(NIGHT.isoformat())
    assert ({("X-002", "actie_te_laat")}, []) == (names(mended), mended.failures)


def test_a_night_that_fails_halfway_a_partnership_leaves_nothing_of_it(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails for a partnership its signals, journal rows and terms are as they were."""
    crowded(story, 3)
    before = sorted(contents(story.engine))
    write = Batch.write

    def failing(self: Batch) -> None:
        write(self)
        msg = "schijf vol"
        raise OSError(msg)

    with monkeypatch.context() as patch:
        patch.setattr(Batch, "write", failing)
        report = story.night(NIGHT.isoformat())
    assert {"P-1", "X-000", "X-001", "X-002"} == {failure.partnership for failure in report.failures}
    assert [] == report.raised
    assert before == sorted(contents(story.engine))
    assert everyone(3) == names(story.night(NIGHT.isoformat()))
