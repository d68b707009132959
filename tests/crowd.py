"""Many partnerships that are alike, made at once: enough for a night of several batches."""

import sqlalchemy as sa
from story import Story

from models.database import writing

STARTED = "2026-01-05"
COPIED = {
    "partnerships": "title, organisation, phase, since, basis, route, definition, predecessor, started_on, started_by, "
    "taken_over_on, lesson, return_on, version",
    "phase_entries": "number, phase, entered_on, reason",
    "actions": "action, description, owner, deadline, completed_on, withdrawn",
    "terms": "rule, subject, occasion, due_on, original_on",
}


def crowded(story: Story, many: int) -> Story:
    """Make P-1 known and copy it many times: each stands still and has an action that is late."""
    story.start(STARTED)
    plan = {"description": "Bel", "owner": "anna", "deadline": "2026-03-01"}
    story.act(STARTED, "add-action", partnership="P-1", action="A-1", **plan)
    numbers = [{"new": one} for one in others(many)]
    with writing(story.engine).begin() as connection:
        for table, columns in COPIED.items():
            copied = f"SELECT :new, {columns} FROM {table} WHERE partnership = 'P-1'"  # noqa: S608  # our own names
            connection.execute(sa.text(f"INSERT INTO {table} (partnership, {columns}) {copied}"), numbers)
    return story


def others(many: int) -> list[str]:
    """Return the codes of the partnerships of a crowd beside P-1."""
    return [f"X-{number:03}" for number in range(many)]
