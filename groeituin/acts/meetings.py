"""Acts on meetings: planned, called off and held."""

from datetime import date, timedelta

import sqlalchemy as sa
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Code, Day, Text
from groeituin.errors import BadInput, NoSuchThing, refusal
from groeituin.texts.words import MEETING_NAMES
from models.nights import Signal
from models.partnerships import Meeting, Partnership
from states.texts import day, listed
from states.vocabulary import MeetingKind, Role

# What asks for meetings of this kind, and waits for one that is planned.
ASKS_FOR_PROGRESS, PROGRESS = "voortgangsgesprek", "voortgang"


@act("plan-meeting", corrects=True)
class PlanMeeting(Act):
    """Plan a meeting; planning the same one again moves it, and ``withdrawn`` calls it off."""

    partnership: Code
    kind: MeetingKind
    meeting: Code | None = None
    planned_on: Day | None = None
    withdrawn: bool = False

    @model_validator(mode="after")
    def _day_or_withdrawn(self) -> "PlanMeeting":
        if self.planned_on is None and not self.withdrawn:
            raise PydanticCustomError("dag", "noem de dag (planned_on), of withdrawn als het overleg niet doorgaat")
        return self

    def do(self, scene: Scene) -> None:
        """Write the planned day, or remove the meeting."""
        scene.find(Partnership, self.partnership)
        scene.partnerships.add(self.partnership)
        name = scene.resolved["meeting"] = self.meeting or self._unnamed(scene)
        key = (self.partnership, name)
        # Putting a mistake right may come back to a meeting that was called off before.
        off = self.withdrawn and not scene.correcting
        before = scene.find(Meeting, key) if off else scene.session.get(Meeting, key)
        if before and (_still_to_come(before).kind, before.planned_on) != (self.kind, self._day):
            _leave(scene, before)
        if self.withdrawn:
            scene.remove(before)
        else:
            others = [m for m in planned(scene, self.partnership, self.kind) if m.meeting != name]
            scene.put(Meeting, key, kind=self.kind, planned_on=self._day)
            self._note(scene, name, others)

    def _note(self, scene: Scene, name: str, others: list[Meeting]) -> None:
        """Tell what whoever plans may not have meant: a day that is past, or a second meeting instead of a move."""
        if self.planned_on and self.planned_on < scene.on:
            scene.notes.append(f"{day(self.planned_on)} is al voorbij: er gaat geen uitnodiging uit.")
        names = [f"{m.meeting} ({day(m.planned_on)})" for m in others if m.planned_on and m.planned_on >= scene.on]
        if names and self.meeting is None:
            scene.notes.append(
                f"Dit is een nieuw overleg, {name}. Er staat ook nog gepland: {listed(names)}. Wilde u dat verzetten? "
                f"Zeg {name} dan af met withdrawn, en plan opnieuw met de naam van het andere in meeting."
            )

    @property
    def _day(self) -> date | None:
        return None if self.withdrawn else self.planned_on

    def _unnamed(self, scene: Scene) -> str:
        """Return the name that a plan gives a meeting; what is called off must be the only one planned of its kind."""
        if not self.withdrawn:
            return f"{self.kind}-{self.planned_on}"
        ahead = [m for m in planned(scene, self.partnership, self.kind) if self.planned_on in {None, m.planned_on}]
        if len(ahead) == 1:
            return ahead[0].meeting
        names = [f"{m.meeting} ({day(m.planned_on)})" for m in ahead if m.planned_on]
        if not names:
            when = f" op {day(self.planned_on)}" if self.planned_on else ""
            raise NoSuchThing(f"Er is geen {MEETING_NAMES[self.kind]} gepland{when}.")
        sentence = f"Noem welk overleg niet doorgaat. Gepland zijn: {listed(names)}."
        raise BadInput(sentence, [{"field": "meeting", "code": "niet_eenduidig", "message": sentence}])

    def undo(self, scene: Scene) -> bool:
        """Remove the meeting; one that was called off comes back with its last plan, which ``correct`` writes again."""
        if self.withdrawn:
            return True
        row = scene.session.get(Meeting, (self.partnership, str(self.meeting)))
        if row:
            _leave(scene, _still_to_come(row))
        return scene.remove(row)


def planned(scene: Scene, partnership: str, kind: str) -> list[Meeting]:
    """Return the meetings of a kind that are planned and not held, the earliest first."""
    query = (
        sa.select(Meeting)
        .where(
            col(Meeting.partnership) == partnership,
            col(Meeting.kind) == kind,
            col(Meeting.planned_on).is_not(None),
            col(Meeting.held_on).is_(None),
        )
        .order_by(col(Meeting.planned_on), col(Meeting.meeting))
    )
    return list(scene.session.scalars(query))


def _still_to_come(meeting: Meeting) -> Meeting:
    if meeting.held_on:
        raise refusal("al_gehouden", f"Overleg {meeting.meeting} is al gehouden.")
    return meeting


def _leave(scene: Scene, meeting: Meeting) -> None:
    """Let what waited for this meeting be asked again the next night, unless it then waits for another one."""
    if meeting.kind != PROGRESS or meeting.planned_on is None:
        return
    waiting = sa.select(Signal).where(
        col(Signal.partnership) == meeting.partnership,
        col(Signal.rule) == ASKS_FOR_PROGRESS,
        col(Signal.status) == "ingepland",
        col(Signal.next_on) == meeting.planned_on + timedelta(days=1),
    )
    for signal in scene.session.scalars(waiting):
        assign(signal, {"next_on": scene.on})


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
        return next((m.meeting for m in planned(scene, self.partnership, self.kind)), None)

    def undo(self, scene: Scene) -> bool:
        """Remove the meeting, or leave it planned if it was."""
        row = scene.session.get(Meeting, (self.partnership, str(self.meeting)))
        if row is None or row.planned_on is None:
            return scene.remove(row)
        assign(row, {"held_on": None, "attendees": [], "outcome": None})
        return True
