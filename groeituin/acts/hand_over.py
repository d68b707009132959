"""The act by which one person's work becomes another's: roles, open actions and open signals."""

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import col, select

from groeituin.acts.act import Act, Scene, act
from groeituin.acts.fields import Code, Text
from groeituin.acts.reach import reached
from groeituin.acts.work_group import give, held_now
from groeituin.definitions import Library
from groeituin.planning import signal_rows
from models.dossiers import load_dossiers
from models.nights import Signal, SignalRecipient
from models.parties import Person
from models.partnerships import Action, Partnership, RoleHolding
from states.recipients import standing_in
from states.signal import UNSETTLED

Asked = tuple[int, tuple[str, ...], int]  # a signal, people who have it, and the rung that brought them


@act("hand-over")
class HandOver(Act):
    """Hand everything of one person to another: roles, open actions and open signals."""

    from_: Code = Field(alias="from")
    to: Code
    partnership: Code | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _somebody_else(self) -> "HandOver":
        if self.from_ == self.to:
            raise PydanticCustomError("dezelfde", "draag over aan iemand anders")
        return self

    def do(self, scene: Scene) -> None:
        """Move it, in one partnership or in all of them; who stood in for somebody who had left is relieved."""
        gone = scene.find(Person, self.from_).inactive_on is not None
        scene.at_work(self.to)
        if self.partnership:
            scene.find(Partnership, self.partnership)
            scene.partnerships.add(self.partnership)
        else:
            scene.persons.update({self.from_, self.to})
        covered = self._covered(scene) if gone else []
        self._roles(scene)
        self._actions(scene)
        for signal, people, rung in (*self._own(scene), *covered):
            self._pass_on(scene, signal, people, rung)

    def _covered(self, scene: Scene) -> list[Asked]:
        """Open signals of somebody who has left: who was asked instead, and from which rung."""
        partnerships = [self.partnership] if self.partnership else reached(replace(scene, persons={self.from_}))
        connection = scene.session.connection()
        dossiers = {dossier.partnership: dossier for dossier in load_dossiers(connection, partnerships)}
        found, library = [], Library(connection)
        for row in signal_rows(connection, partnerships):
            process = library.of(dossiers[row.partnership].definition)
            stood = standing_in(dossiers[row.partnership], process, row.rule, row.subject, row.rung, self.from_)
            if stood:
                found.append((int(row.id), *stood))
        return found

    def _roles(self, scene: Scene) -> None:
        query = sa.select(RoleHolding).where(col(RoleHolding.person) == self.from_, col(RoleHolding.until_on).is_(None))
        if self.partnership:
            query = query.where(col(RoleHolding.partnership) == self.partnership)
        for holding in list(scene.session.scalars(query.order_by(col(RoleHolding.id)))):
            scope = (
                {"partnership": holding.partnership} if holding.partnership else {"organisation": holding.organisation}
            )
            holding.until_on = scene.on
            found = {name: str(value) for name, value in scope.items()}
            if not any(h.person == self.to for h in held_now(scene, found, holding.role, backup=holding.backup)):
                give(scene, found, holding.role, self.to, backup=holding.backup)
            (scene.partnerships if holding.partnership else scene.organisations).add(next(iter(found.values())))

    def _actions(self, scene: Scene) -> None:
        query = sa.select(Action).where(
            col(Action.owner) == self.from_, col(Action.completed_on).is_(None), col(Action.withdrawn).is_(False)
        )
        if self.partnership:
            query = query.where(col(Action.partnership) == self.partnership)
        for action in scene.session.scalars(query):
            action.owner = self.to
            scene.partnerships.add(action.partnership)

    def _own(self, scene: Scene) -> list[Asked]:
        """Open signals that lie with whoever hands over."""
        query = (
            select(SignalRecipient, Signal.partnership)
            .join(Signal, col(Signal.id) == col(SignalRecipient.signal))
            .where(col(SignalRecipient.person) == self.from_, col(Signal.status).in_(UNSETTLED))
        )
        if self.partnership:
            query = query.where(col(Signal.partnership) == self.partnership)
        found = scene.session.exec(query).all()
        scene.partnerships.update(partnership for _recipient, partnership in found)
        return [(recipient.signal, (self.from_,), recipient.rung) for recipient, _partnership in found]

    def _pass_on(self, scene: Scene, signal: int, people: Iterable[str], rung: int) -> None:
        """Give a signal that others had, from the lowest rung on which either heard of it."""
        for person in people:
            given = scene.session.get(SignalRecipient, (signal, person))
            if given and person != self.to:
                scene.session.delete(given)
        taken = scene.session.get(SignalRecipient, (signal, self.to))
        if taken is None:
            scene.session.add(SignalRecipient(signal=signal, person=self.to, rung=rung, news="overgenomen"))
        else:
            taken.rung = min(taken.rung, rung)
        scene.session.flush()
