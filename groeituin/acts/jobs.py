"""Acts on jobs and efforts: counted and described, never with a candidate's name."""

import sqlalchemy as sa
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Code, Day, HoursPerWeek, Text
from groeituin.acts.reading import next_number
from groeituin.errors import refusal
from models.contracts import Contract
from models.partnerships import Effort, Job, Partnership
from states.vocabulary import EffortKind, JobEnd, JobForm, JobSource, Payroll, TargetGroup


@act("map-job", corrects=True, about=frozenset({"partnership", "job"}))
class MapJob(Act):
    """Map a potential job (3a)."""

    partnership: Code
    job: Code
    title: Text
    target_group: TargetGroup
    hours_per_week: HoursPerWeek
    source: JobSource
    contract: Code | None = None

    def do(self, scene: Scene) -> None:
        """Write the job."""
        scene.find(Partnership, self.partnership)
        if self.contract:
            scene.find(Contract, self.contract)
        scene.put(Job, (self.partnership, self.job), **self.given("partnership", "job"))
        scene.partnerships.add(self.partnership)


@act("fill-job", corrects=True)
class FillJob(Act):
    """Tell that a mapped job is filled: from when, in which form, and who pays the wage."""

    partnership: Code
    job: Code
    starts_on: Day
    form: JobForm
    payroll: Payroll
    hours_per_week: HoursPerWeek | None = None
    ends_on: Day | None = None

    def do(self, scene: Scene) -> None:
        """Write how the job is filled."""
        row = scene.find(Job, (self.partnership, self.job))
        if self.ends_on and self.ends_on < self.starts_on:
            raise refusal("einde_voor_begin", "Een baan kan niet eindigen voordat zij begint.")
        values = {name: value for name, value in self.given("partnership", "job").items() if value is not None}
        assign(row, values)
        scene.partnerships.add(self.partnership)


@act("prolong-job", corrects=True)
class ProlongJob(Act):
    """Tell that a filled job lasts longer."""

    partnership: Code
    job: Code
    ends_on: Day

    def do(self, scene: Scene) -> None:
        """Write the new end."""
        row = scene.find(Job, (self.partnership, self.job))
        if not row.starts_on:
            raise refusal("niet_ingevuld", f"Baan {self.job} is nog niet ingevuld.")
        assign(row, {"ends_on": self.ends_on})
        scene.partnerships.add(self.partnership)


@act("end-job", corrects=True)
class EndJob(Act):
    """Tell that a filled job ended, and why."""

    partnership: Code
    job: Code
    ended_on: Day
    reason: JobEnd

    def do(self, scene: Scene) -> None:
        """Write the end."""
        row = scene.find(Job, (self.partnership, self.job))
        if not row.starts_on:
            raise refusal("niet_ingevuld", f"Baan {self.job} is nog niet ingevuld.")
        assign(row, {"ended_on": self.ended_on, "ended_reason": self.reason})
        scene.partnerships.add(self.partnership)


@act("record-effort")
class RecordEffort(Act):
    """Record an effort, where that was agreed instead of numbers."""

    partnership: Code
    contract: Code | None = None
    kind: EffortKind
    description: Text

    def do(self, scene: Scene) -> None:
        """Write the effort; the same one on the same day counts once."""
        scene.find(Partnership, self.partnership)
        if self.contract:
            scene.find(Contract, self.contract)
        scene.partnerships.add(self.partnership)
        values = {**self.model_dump(exclude={"partnership"}), "recorded_on": scene.recorded_on}
        same = [
            col(getattr(Effort, name)) == value for name, value in {**values, "partnership": self.partnership}.items()
        ]
        if scene.session.scalar(sa.select(Effort).where(*same)) is None:
            number = next_number(scene, Effort, self.partnership)
            scene.session.add(Effort(partnership=self.partnership, number=number, **values))
