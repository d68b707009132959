"""Writing the statuses of signals in bulk."""

from dataclasses import replace
from datetime import date

from story import Story

from groeituin.planning import write_statuses
from models.unit_of_work import UnitOfWork
from states.signal import Signal


def test_the_last_word_on_a_signal_counts(story: Story) -> None:
    """A signal that came back and was replaced in the same night ends replaced, whatever happened to others."""
    for partnership in ("P-1", "P-2"):
        story.start("2026-01-05", partnership)
    story.night("2026-04-05")
    known = Signal("fase_staat_stil", "", "draagvlak/2026-01-05/90d", date(2026, 4, 5), date(2026, 4, 5))
    with UnitOfWork(story.engine) as work:
        write_statuses(
            work.connection,
            [
                (1, replace(known, status="vervangen")),
                (2, known),
                (2, replace(known, status="vervangen")),
            ],
        )
        work.commit()
    assert [(1, "vervangen"), (2, "vervangen")] == story.rows("SELECT id, status FROM signals ORDER BY id")
