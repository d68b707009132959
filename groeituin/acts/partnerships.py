"""Acts that start, take over, move, pause and end a partnership."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from pydantic import field_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col

from groeituin.acts.act import Act, Scene, act
from groeituin.acts.fields import Code, Day, Text
from groeituin.acts.reading import next_number, read_dossier, speakers
from groeituin.acts.signals import take_up
from groeituin.definitions import Library
from groeituin.errors import Refused, refusal
from groeituin.retention.log import when
from groeituin.texts.retention import gone
from models.contracts import Contract, Link
from models.parties import Organisation
from models.partnerships import Partnership, PhaseEntry, RoleHolding, Suspension
from states.definition import Definition
from states.machine import fire
from states.texts import listed
from states.verdict import Verdict
from states.vocabulary import Basis, Phase, Trigger


def _new(scene: Scene, reference: str) -> None:
    if scene.session.get(Partnership, reference):
        raise refusal("bestaat_al", f"Er is al een partnership '{reference}'.")
    destroyed_on = None if scene.retold else when(scene.session.connection(), reference)
    if destroyed_on:
        raise refusal("vernietigd", f"{gone(reference, destroyed_on)}. Kies een andere code.")


def _enter(scene: Scene, row: Partnership, phase: str, since: date, reason: str | None = None) -> None:
    number = next_number(scene, PhaseEntry, row.partnership)
    with _asked_elsewhere(scene, row.organisation):
        row.phase, row.since = phase, since
        scene.session.add(row)
        scene.session.flush()
        scene.session.add(
            PhaseEntry(partnership=row.partnership, number=number, phase=phase, entered_on=since, reason=reason)
        )
    scene.partnerships.add(row.partnership)


def _process(scene: Scene, reference: str | None) -> Definition:
    """Return the process that a new partnership follows, and let the journal name it."""
    library = Library(scene.session.connection())
    process = library.of(library.named(reference)) if reference else library.active
    scene.resolved["definition"] = process.reference
    return process


@contextmanager
def _asked_elsewhere(scene: Scene, organisation: str) -> Iterator[None]:
    """Let another partnership ask what the organisation is asked once, where what changes meanwhile asks for that."""
    if scene.retold:  # who asks is told again apart, for all of the organisation's partnerships
        yield
        return
    before = speakers(scene, organisation)
    yield
    now = speakers(scene, organisation)
    scene.partnerships |= before ^ now
    for speaker in now - before:
        take_up(scene, organisation, speaker)


@act("start-partnership")
class StartPartnership(Act):
    """Start a partnership in its first phase."""

    partnership: Code
    title: Text
    organisation: Code
    basis: Basis = "verplichting"
    definition: Code | None = None
    predecessor: Code | None = None

    def do(self, scene: Scene) -> None:
        """Write the partnership; whoever does this is the last to get a signal that nobody else would."""
        _new(scene, self.partnership)
        scene.find(Organisation, self.organisation)
        if self.predecessor:
            scene.find(Partnership, self.predecessor)
            # What has a successor need not be come back to.
            scene.partnerships.add(self.predecessor)
        process = _process(scene, self.definition)
        row = Partnership(
            partnership=self.partnership, title=self.title, organisation=self.organisation, phase=process.first_phase,
            since=scene.on, basis=self.basis, definition=process.reference,
            predecessor=self.predecessor, started_on=scene.on, started_by=scene.by,
        )  # fmt: skip
        _enter(scene, row, process.first_phase, scene.on)


@act("take-over-partnership")
class TakeOverPartnership(Act):
    """Enter a running partnership in its phase; what earlier phases require was not checked here."""

    partnership: Code
    title: Text
    organisation: Code
    phase: Phase
    since: Day
    coordinator: Code
    contract: Code | None = None
    basis: Basis = "verplichting"
    definition: Code | None = None

    @field_validator("phase")
    @classmethod
    def _still_runs(cls, phase: Phase) -> Phase:
        if phase == "beeindigd":
            raise PydanticCustomError("beeindigd", "een beëindigd partnership neemt u niet over")
        return phase

    def do(self, scene: Scene) -> None:
        """Write the partnership in its phase, with its coordinator and contract."""
        _new(scene, self.partnership)
        scene.find(Organisation, self.organisation)
        scene.at_work(self.coordinator)
        if self.since > scene.on:
            raise refusal("in_de_toekomst", "De fase kan niet later zijn begonnen dan de dag van overname.")
        process = _process(scene, self.definition)
        if self.phase not in process.phases:
            known = listed(list(process.phases))
            raise refusal("fase_bestaat_niet", f"{process.reference} kent de fase {self.phase} niet, wel {known}.")
        row = Partnership(
            partnership=self.partnership, title=self.title, organisation=self.organisation, phase=self.phase,
            since=self.since, basis=self.basis, definition=process.reference,
            started_on=self.since, started_by=scene.by, taken_over_on=scene.on,
        )  # fmt: skip
        _enter(scene, row, self.phase, self.since, "overgenomen; eerdere eisen zijn niet getoetst")
        scene.session.add(
            RoleHolding(
                partnership=self.partnership, role="projectcoordinator", person=self.coordinator, from_on=scene.on
            )
        )
        if self.contract:
            scene.find(Contract, self.contract)
            scene.session.add(
                Link(partnership=self.partnership, contract=self.contract, focus=True, linked_on=scene.on)
            )


@act("advance")
class Advance(Act):
    """Take a step: fire a trigger of the process."""

    partnership: Code
    trigger: Trigger
    reason: Text | None = None
    lesson: Text | None = None
    return_on: Day | None = None

    def do(self, scene: Scene) -> None:
        """Move to the next phase when every requirement is met.

        Raises:
            Refused: with every requirement that is not met.
        """
        row = scene.find(Partnership, self.partnership)
        scene.partnerships.add(self.partnership)
        process = Library(scene.session.connection()).of(row.definition)
        if self.trigger not in process.triggers:
            known = listed(list(process.triggers))
            raise refusal("stap_bestaat_niet", f"{process.reference} kent de stap {self.trigger} niet, wel {known}.")
        to = process.triggers[self.trigger].to
        if not scene.retold:
            self._judge(scene, process)
        _enter(scene, row, to, scene.on, self.reason)
        if to == "beeindigd":
            row.lesson, row.return_on = self.lesson, self.return_on
            end_suspensions(scene, self.partnership)
        elif row.return_on:
            row.return_on = None

    def _judge(self, scene: Scene, process: Definition) -> None:
        dossier = read_dossier(scene, self.partnership)
        # A date to come back that is told with the step counts as agreed.
        dossier = replace(dossier, return_on=self.return_on or dossier.return_on)
        decision = fire(dossier, self.trigger, process, scene.on)
        step = process.phases[process.triggers[self.trigger].to].step
        missing = decision.missing + self._unsaid(process.triggers[self.trigger].needs, step)
        if decision.to == "beeindigd" and self.return_on and self.return_on <= scene.on:
            sentence = "Kies voor het terugkomen (return_on) een datum na vandaag."
            missing += (Verdict(ok=False, code="datum_voorbij", sentence=sentence, step="2Bb"),)
        if missing:
            raise Refused(verdicts=missing)

    def _unsaid(self, needs: tuple[str, ...], step: str) -> tuple[Verdict, ...]:
        sentences = {
            "reason": "Geef een reden (reason).",
            "lesson": "Leg de les vast voor de volgende aanbesteding (lesson).",
        }
        return tuple(
            Verdict(ok=False, code=need, sentence=sentences[need], step=step)
            for need in needs
            if getattr(self, need) is None
        )


def end_suspensions(scene: Scene, partnership: str) -> bool:
    """End every suspension that still covers today; tell whether there was one."""
    running = scene.session.scalars(
        sa.select(Suspension)
        .where(col(Suspension.partnership) == partnership)
        .where(col(Suspension.until_on).is_(None) | (col(Suspension.until_on) > scene.on))
    )
    ended = False
    for suspension in running:
        suspension.until_on = max(scene.on, suspension.from_on)
        ended = True
    return ended


@act("suspend")
class Suspend(Act):
    """Pause a partnership: nothing falls due until it ends."""

    partnership: Code
    reason: Text
    until: Day | None = None

    def do(self, scene: Scene) -> None:
        """Open a suspension from today."""
        row = scene.find(Partnership, self.partnership)
        if row.phase == "beeindigd":
            raise refusal("beeindigd", "Een beëindigd partnership kan niet worden opgeschort.")
        if self.until and self.until <= scene.on:
            raise refusal("einde_voor_begin", "Een opschorting eindigt later dan zij begint.")
        scene.partnerships.add(self.partnership)
        if self._known(scene):
            return
        pause = Suspension(
            partnership=self.partnership, number=next_number(scene, Suspension, self.partnership), from_on=scene.on,
            until_on=self.until, reason=self.reason,
        )  # fmt: skip
        with _asked_elsewhere(scene, row.organisation):
            scene.session.add(pause)

    def _known(self, scene: Scene) -> bool:
        """Tell whether this very suspension already runs."""
        running = sa.select(Suspension).where(
            col(Suspension.partnership) == self.partnership,
            col(Suspension.reason) == self.reason,
            col(Suspension.until_on).is_not_distinct_from(self.until),
        )
        return scene.session.scalar(running) is not None


@act("resume")
class Resume(Act):
    """End a suspension today."""

    partnership: Code

    def do(self, scene: Scene) -> None:
        """Close every suspension that covers today."""
        row = scene.find(Partnership, self.partnership)
        scene.partnerships.add(self.partnership)
        with _asked_elsewhere(scene, row.organisation):
            ended = end_suspensions(scene, self.partnership)
        if not ended:
            raise refusal("niet_opgeschort", "Dit partnership is niet opgeschort.")
