"""Acts on jobs and efforts: counted and described, never with a candidate's name."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Code, Day, HoursPerWeek, Text
from groeituin.acts.reading import next_number
from groeituin.errors import refusal
from models.contracts import Contract
from models.partnerships import Effort, Job, Partnership
from states.texts import day
from states.vocabulary import EffortKind, JobEnd, JobForm, JobSource, Payroll, TargetGroup

ENDS_BEFORE_IT_BEGINS = "Een baan kan niet eindigen voordat zij begint."


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
            raise refusal("einde_voor_begin", ENDS_BEFORE_IT_BEGINS)
        values = {name: value for name, value in self.given("partnership", "job").items() if value is not None}
        scene.partnerships.add(self.partnership)
        if not scene.correcting and row.starts_on and any(getattr(row, n) != v for n, v in values.items()):
            self._after(row, row.starts_on)
            values = {"ends_on": None, "ended_on": None, "ended_reason": None} | values
        assign(row, values)

    def _after(self, row: Job, began_on: date) -> None:
        """Refuse to fill a job while somebody still has it: what was recorded would be lost without a word."""
        until = row.ended_on or row.ends_on
        if until is None or self.starts_on < until:
            last = f" tot {day(until)}" if until else ""
            raise refusal(
                "al_ingevuld",
                f"Baan {self.job} is al ingevuld vanaf {day(began_on)}{last}. "
                "Verleng of beëindig haar eerst, of corrigeer wat er staat.",
                "3",
            )


def _filled(scene: Scene, partnership: str, job: str, until: date) -> Job:
    """Return a job that somebody has, after checking that it does not end before it began."""
    row = scene.find(Job, (partnership, job))
    if not row.starts_on:
        raise refusal("niet_ingevuld", f"Baan {job} is nog niet ingevuld.")
    if until < row.starts_on:
        raise refusal("einde_voor_begin", ENDS_BEFORE_IT_BEGINS)
    return row


@act("prolong-job", corrects=True)
class ProlongJob(Act):
    """Tell that a filled job lasts longer."""

    partnership: Code
    job: Code
    ends_on: Day

    def do(self, scene: Scene) -> None:
        """Write the new end.

        Raises:
            Refused: nobody has the job, or it would not last longer.
        """
        row = _filled(scene, self.partnership, self.job, self.ends_on)
        if not scene.correcting and row.ended_on:
            raise refusal(
                "al_beeindigd", f"Baan {self.job} is al geëindigd op {day(row.ended_on)}. Vul haar opnieuw in."
            )
        if not scene.correcting and row.ends_on and self.ends_on < row.ends_on:
            raise refusal(
                "niet_langer",
                f"Baan {self.job} loopt al tot {day(row.ends_on)}. Duurt zij korter, beëindig haar dan of corrigeer.",
            )
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
        """Write the end.

        Raises:
            Refused: nobody has the job, or it ended before, on another day or for another reason.
        """
        row = _filled(scene, self.partnership, self.job, self.ended_on)
        told = row.ended_on, row.ended_reason
        if not scene.correcting and row.ended_on and told != (self.ended_on, self.reason):
            raise refusal(
                "al_beeindigd", f"Baan {self.job} is al geëindigd op {day(row.ended_on)}. Corrigeer wat er staat."
            )
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
