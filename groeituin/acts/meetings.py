"""Acts on meetings: planned and held."""

from datetime import date

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Code, Day, Text
from groeituin.errors import refusal
from models.partnerships import Meeting, Partnership
from states.vocabulary import MeetingKind, Role


@act("plan-meeting", corrects=True)
class PlanMeeting(Act):
    """Plan a meeting; planning the same one again moves it."""

    partnership: Code
    kind: MeetingKind
    meeting: Code | None = None
    planned_on: Day

    def do(self, scene: Scene) -> None:
        """Write the planned day."""
        scene.find(Partnership, self.partnership)
        name = scene.resolved["meeting"] = self.meeting or f"{self.kind}-{self.planned_on}"
        row = scene.put(Meeting, (self.partnership, name), kind=self.kind, planned_on=self.planned_on)
        if row.held_on:
            raise refusal("al_gehouden", f"Overleg {name} is al gehouden.")
        scene.partnerships.add(self.partnership)


@act("hold-meeting", corrects=True)
class HoldMeeting(Act):
    """Record that a meeting was held: which roles were there, and what came of it."""

    partnership: Code
    kind: MeetingKind
    meeting: Code | None = None
    attendees: list[Role] = Field(min_length=1)
    outcome: Text
    held_on: Day | None = None

    def do(self, scene: Scene) -> None:
        """Write what was held; without a name it is the earliest planned meeting of its kind, or a new one."""
        scene.find(Partnership, self.partnership)
        held_on = self.held_on or scene.recorded_on
        if held_on > scene.on:
            raise refusal("in_de_toekomst", "Een overleg kan niet zijn gehouden op een dag die nog moet komen.")
        values = {"kind": self.kind, "held_on": held_on, "attendees": list(self.attendees), "outcome": self.outcome}
        name = self.meeting or self._told(scene, held_on) or self._planned(scene) or f"{self.kind}-{held_on}"
        scene.put(Meeting, (self.partnership, name), **values)
        scene.resolved["meeting"] = name
        scene.partnerships.add(self.partnership)

    def _told(self, scene: Scene, held_on: date) -> str | None:
        """Return the meeting of which exactly this was told before."""
        query = sa.select(Meeting).where(
            col(Meeting.partnership) == self.partnership,
            col(Meeting.kind) == self.kind,
            col(Meeting.held_on) == held_on,
            col(Meeting.outcome) == self.outcome,
        )
        same = (m.meeting for m in scene.session.scalars(query) if m.attendees == list(self.attendees))
        return next(same, None)

    def _planned(self, scene: Scene) -> str | None:
        query = (
            sa.select(Meeting)
            .where(
                col(Meeting.partnership) == self.partnership,
                col(Meeting.kind) == self.kind,
                col(Meeting.planned_on).is_not(None),
                col(Meeting.held_on).is_(None),
            )
            .order_by(col(Meeting.planned_on), col(Meeting.meeting))
        )
        found: Meeting | None = scene.session.scalar(query)
        return found.meeting if found else None

    def undo(self, scene: Scene) -> bool:
        """Remove the meeting, or leave it planned if it was."""
        row = scene.session.get(Meeting, (self.partnership, str(self.meeting)))
        if row is None or row.planned_on is None:
            return scene.remove(row)
        assign(row, {"held_on": None, "attendees": [], "outcome": None})
        return True
