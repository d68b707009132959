"""What an act is: a schema and what it does, registered by name for every door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import Session, SQLModel

from groeituin.acts.fields import Code
from groeituin.errors import NoSuchThing, refusal
from groeituin.retention.log import no_partnership
from models.parties import Organisation, Person
from models.partnerships import Partnership
from states.texts import day

Row = TypeVar("Row", bound=SQLModel)
ACTS: dict[str, type["Act"]] = {}
# The fields that say which fact an act writes; a correction never changes them.
KEYS = frozenset({
    "partnership", "organisation", "contract", "contractor", "person", "action", "job", "meeting", "period", "decision",
    "target_group", "part", "code", "audience",
})  # fmt: skip
WORDS = {
    "Organisation": "organisatie",
    "Person": "persoon",
    "Contractor": "opdrachtnemer",
    "Partnership": "partnership",
    "Contract": "contract",
    "Action": "actie",
    "Job": "baan",
    "Meeting": "overleg",
    "ContractOption": "optie",
    "HoursReport": "urenopgave",
    "Link": "gekoppeld contract",
    "BlockTable": "bouwblokkentabel",
}
MADE_KNOWN_BY = {
    "Organisation": "register-organisation",
    "Person": "register-person",
    "Contractor": "register-contractor",
    "Contract": "register-contract",
    "BlockTable": "register-block-table",
}


def unknown(model: type[SQLModel], code: str) -> str:
    """Return the sentence for a code that nothing of a kind bears, with the act that makes such a thing known."""
    act = MADE_KNOWN_BY.get(model.__name__)
    first = f" Is de code goed, leg dit dan eerst vast met {act}." if act else ""
    return f"Er is geen {WORDS.get(model.__name__, model.__name__)} '{code}'.{first}"


@dataclass(slots=True)
class Scene:
    """Where an act takes place: its transaction, date and person, and what it has touched so far.

    ``recorded_on`` is the date that facts without a date of their own get: the act's, or that of the act being
    corrected. ``resolved`` holds what the act filled in by itself, so that the journal names it; ``subjects`` what its
    journal row is about where its fields do not say so; ``notes`` what whoever does it should know. ``correcting``
    tells that a mistake is put right: what was recorded may then be written over. ``retold`` tells that the journal is
    told again: what it says was judged then, and only what matters to what is asked is there. ``worked_for`` holds of
    whoever changed employers the contractor before, None for none.
    """

    session: Session
    on: date
    by: str
    recorded_on: date
    correcting: bool = False
    retold: bool = False
    partnerships: set[str] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)
    contracts: set[str] = field(default_factory=set)
    contractors: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    worked_for: dict[str, str | None] = field(default_factory=dict)
    resolved: dict[str, Any] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def find(self, model: type[Row], key: str | tuple[object, ...]) -> Row:
        """Return a row by its key.

        Raises:
            NoSuchThing: there is no such row.
        """
        row = self.session.get(model, key)
        if row is None and self.retold:
            return model()
        if row is None:
            name = str(key if isinstance(key, str) else key[-1])
            details = [{"code": "onbekend", "field": WORDS.get(model.__name__, model.__name__), "value": name}]
            if model is Partnership:
                raise no_partnership(self.session.connection(), name, details)
            raise NoSuchThing(unknown(model, name), details)
        return row

    def at_work(self, person: str) -> None:
        """Refuse to give somebody something to do who has left, unless an older mistake is put right.

        Raises:
            NoSuchThing: there is no such person.
            Refused: the person has left.
        """
        left_on = self.find(Person, person).inactive_on
        if left_on and not self.correcting and not self.retold:
            raise refusal(
                "vertrokken",
                f"{person} is vertrokken op {day(left_on)}. Kies iemand anders, of leg met register-person vast dat "
                "deze persoon weer werkt.",
                "1b",
            )

    def put(self, model: type[Row], key: str | tuple[object, ...], **values: object) -> Row:
        """Set values on the row with this key, which is made when it is not there yet."""
        row = self.session.get(model, key)
        if row is None:
            names = [column.name for column in model.__table__.primary_key]  # type: ignore[attr-defined]  # set by sqlmodel
            keys = dict(zip(names, (key,) if isinstance(key, str) else key, strict=True))
            row = model(**keys, **values)
            self.session.add(row)
        else:
            assign(row, values)
        return row

    def alike(self, model: type[Row], where: Mapping[str, object]) -> list[Row]:
        """Return the rows with these values."""
        columns = model.__table__.c  # type: ignore[attr-defined]  # set by sqlmodel
        return list(self.session.scalars(sa.select(model).where(*(columns[name] == where[name] for name in where))))

    def only(self, model: type[Row], where: Mapping[str, object]) -> Row | None:
        """Return the row with these values, or None."""
        return next(iter(self.alike(model, where)), None)

    def remove(self, row: SQLModel | None) -> bool:
        """Remove a row, if there is one; tell whether there was."""
        if row is not None:
            self.session.delete(row)
        return row is not None

    def put_scoped(
        self, model: type[Row], scope: Mapping[str, str], keys: Mapping[str, object], **values: object
    ) -> None:
        """Set values on the row of a scope with these keys, which is made when it is not there yet."""
        row = self.only(model, {**scope, **keys})
        if row is None:
            self.session.add(model(**scope, **keys, **values))
        else:
            assign(row, values)


def assign(row: SQLModel, values: dict[str, Any]) -> None:
    """Set values on a row, only those that differ, so that an act that changes nothing is seen as such."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


class Act(BaseModel):
    """One thing that a person does. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    called: ClassVar[str]
    corrects: ClassVar[bool] = False
    dated: ClassVar[bool] = False
    about: ClassVar[frozenset[str]] = frozenset()
    # The fields that the journal does not hold, because they say who somebody is; and what stands for them where it is
    # told again.
    withheld: ClassVar[Mapping[str, str]] = {}

    def do(self, scene: Scene) -> None:
        """Write what the act changes and tell the scene what it touches."""
        raise NotImplementedError(self.called)

    def undo(self, scene: Scene) -> bool:
        """Take back what the act wrote on ``scene.recorded_on``; tell whether that can be done."""
        del scene
        return False

    def journalled(self) -> dict[str, Any]:
        """Return what the journal tells of the act: the fields that were filled in, less what it withholds."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=set(self.withheld))

    def given(self, *without: str) -> dict[str, Any]:
        """Return the fields that were filled in, less some."""
        return self.model_dump(exclude_unset=True, exclude=set(without))


Kind = TypeVar("Kind", bound=type[Act])


def act(
    name: str, *, corrects: bool = False, dated: bool = False, about: frozenset[str] | None = None
) -> Callable[[Kind], Kind]:
    """Register an act under the name that doors know it by.

    Args:
        name: as in the table of acts.
        corrects: whether doing it again with other fields puts a mistake right.
        dated: whether doing it on another day writes another fact instead of replacing the one before.
        about: the fields, as doors name them, that say which fact it is; those of ``KEYS`` unless told.
    """

    def register(kind: Kind) -> Kind:
        kind.called = name
        kind.corrects = corrects
        kind.dated = dated
        kind.about = KEYS & kind.__pydantic_fields__.keys() if about is None else about
        ACTS[name] = kind
        return kind

    return register


class Scoped(Act):
    """An act on one partnership, or on an organisation for all of its partnerships."""

    partnership: Code | None = None
    organisation: Code | None = None

    @model_validator(mode="after")
    def _one_scope(self) -> "Scoped":
        if (self.partnership is None) == (self.organisation is None):
            raise PydanticCustomError(
                "scope", "noem een partnership of een organisatie, niet allebei en niet geen van beide"
            )
        return self

    def scope(self, scene: Scene) -> dict[str, str]:
        """Return the scope as columns, after checking that it exists; the scene is told."""
        if self.partnership:
            scene.find(Partnership, self.partnership)
            scene.partnerships.add(self.partnership)
            return {"partnership": self.partnership}
        organisation = str(self.organisation)
        scene.find(Organisation, organisation)
        scene.organisations.add(organisation)
        return {"organisation": organisation}
