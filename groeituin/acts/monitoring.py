"""Acts of monitoring and evaluation (step 4): agreement, hours reports, lessons."""

from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Amount, Code, Money, PeriodName, Text
from groeituin.acts.hours import refuse_report, refuse_twice, unclear
from groeituin.errors import refusal
from models.contracts import Contract, HoursReport, Link
from models.learning import Agreement, Evaluation
from models.partnerships import Partnership
from states.vocabulary import Frequency, HoursVerdict, TargetGroup


@act("agree-monitoring", corrects=True, dated=True)
class AgreeMonitoring(Act):
    """Record what was agreed about monitoring: how often, about what, who, and which information (4a)."""

    partnership: Code
    frequency: Frequency
    agenda: Text
    roles: Text
    information: Text

    def do(self, scene: Scene) -> None:
        """Write the agreement of today; saying the same again changes nothing."""
        scene.find(Partnership, self.partnership)
        scene.partnerships.add(self.partnership)
        values = self.given("partnership")
        if values != _latest(scene, self.partnership):
            scene.put(Agreement, (self.partnership, scene.recorded_on), **values)

    def undo(self, scene: Scene) -> bool:
        """Remove the agreement of that day."""
        return scene.remove(scene.session.get(Agreement, (self.partnership, scene.recorded_on)))


def _latest(scene: Scene, partnership: str) -> dict[str, Any] | None:
    rows = scene.session.scalars(
        sa.select(Agreement)
        .where(col(Agreement.partnership) == partnership, col(Agreement.agreed_on) <= scene.recorded_on)
        .order_by(col(Agreement.agreed_on).desc())
    )
    newest = rows.first()
    return newest.model_dump(exclude={"partnership", "agreed_on"}) if newest else None


# Authorities name them themselves: 50+, statushouder, vast contract.
Bonus = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/+-]+$", max_length=64)]


class HoursLine(BaseModel):
    """Sums for one target group; never a person."""

    model_config = ConfigDict(extra="forbid")
    target_group: TargetGroup
    persons: int = Field(ge=0, le=100_000)
    paid_hours: Amount
    job: Code | None = None
    block: Code | None = None
    months: int | None = Field(default=None, ge=0, le=12)
    invoice_amount: Money | None = None
    costs: Money | None = None
    bonuses: list[Bonus] = Field(default_factory=list)
    evidence_seen: bool | None = None


@act("report-hours", corrects=True)
class ReportHours(Act):
    """Record a contractor's report of paid hours over a period, or of effort where that was agreed (4a)."""

    partnership: Code
    contract: Code
    period: PeriodName
    lines: list[HoursLine]
    effort: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ReportHours":
        if not self.lines and not self.effort:
            raise PydanticCustomError(
                "leeg", "een urenopgave heeft regels (lines), of een verslag van inspanning (effort)"
            )
        return self

    def do(self, scene: Scene) -> None:
        """Write the report as received; a changed report must be reviewed again.

        Raises:
            Refused: the contract did not run in the period, its hours count already, or a job is not known.
        """
        scene.find(Partnership, self.partnership)
        contract = scene.find(Contract, self.contract)
        scene.find(Link, (self.partnership, self.contract))
        key = (self.partnership, self.contract, self.period)
        known = scene.session.get(HoursReport, key)
        # What was told once did change something, also where it is not known any more what.
        if known and not scene.retold and known.effort == self.effort and _as_lines(known) == self.lines:
            return
        values: dict[str, Any] = {
            "lines": [line.model_dump(mode="json", exclude_unset=True) for line in self.lines],
            "effort": self.effort, "status": "ontvangen", "received_on": scene.recorded_on,
            "reviewed_on": None, "reason": None,
        }  # fmt: skip
        if not scene.retold:
            refuse_report(scene, key, contract, values["lines"])
        scene.put(HoursReport, key, **values)
        scene.partnerships.add(self.partnership)

    def undo(self, scene: Scene) -> bool:
        """Remove the report."""
        return scene.remove(scene.session.get(HoursReport, (self.partnership, self.contract, self.period)))


def _as_lines(report: HoursReport) -> list[HoursLine]:
    """A line is the same when it says the same: 12 hours and 12.00 hours, nothing and no bonus."""
    return [HoursLine.model_validate(line) for line in _lines(report)]


def _lines(report: HoursReport) -> list[dict[str, Any]]:
    """Return what a report holds; nothing once it was destroyed."""
    return report.lines or []


@act("review-hours", corrects=True)
class ReviewHours(Act):
    """Approve or reject a received hours report; a rejection has a reason."""

    partnership: Code
    contract: Code
    period: PeriodName
    verdict: HoursVerdict
    reason: Text | None = None

    def do(self, scene: Scene) -> None:
        """Write the verdict; what the figures cannot count of an approved report is noted, and does not block it.

        Raises:
            Refused: there is no report to review, a rejection has no reason, or other hours overlap what is approved.
        """
        key = (self.partnership, self.contract, self.period)
        scene.find(Partnership, self.partnership)
        scene.find(Contract, self.contract)
        report = scene.session.get(HoursReport, key)
        if report is None:
            raise refusal(
                "niet_ontvangen",
                f"Over {self.period} is van contract {self.contract} nog geen urenopgave ontvangen.",
                "4a",
            )
        if self.verdict == "afgekeurd" and not self.reason:
            raise refusal("reden", "Bij afkeuren hoort een reden.", "4a")
        if self.verdict == "goedgekeurd" and not scene.retold:
            refuse_twice(scene, key, _lines(report))
            scene.notes.extend(unclear(scene, self.contract, _lines(report)))
        if (report.status, report.reason) != (self.verdict, self.reason):
            assign(report, {"status": self.verdict, "reason": self.reason, "reviewed_on": scene.recorded_on})
        scene.partnerships.add(self.partnership)


@act("record-evaluation", corrects=True, dated=True)
class RecordEvaluation(Act):
    """Record an evaluation: findings, lessons, and what the next tender takes along (4b)."""

    partnership: Code
    findings: Text
    lessons: Text
    next_tender: Text

    def do(self, scene: Scene) -> None:
        """Write the evaluation of today."""
        scene.find(Partnership, self.partnership)
        scene.put(Evaluation, (self.partnership, scene.recorded_on), **self.given("partnership"))
        scene.partnerships.add(self.partnership)

    def undo(self, scene: Scene) -> bool:
        """Remove the evaluation of that day."""
        return scene.remove(scene.session.get(Evaluation, (self.partnership, scene.recorded_on)))
