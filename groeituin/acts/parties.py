"""Acts that make organisations, contractors and people known, and choose what letters people get."""

from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.fields import Code, Day, Email, Text, as_word
from models.parties import Contractor, Organisation, Person
from states.vocabulary import PsoLevel, Rhythm, Sector


@act("register-organisation", corrects=True)
class RegisterOrganisation(Act):
    """Make a public client known, or change what is known of it."""

    organisation: Code
    name: Text
    sector: Sector

    def do(self, scene: Scene) -> None:
        """Write the organisation."""
        scene.put(Organisation, self.organisation, name=self.name, sector=self.sector)
        scene.organisations.add(self.organisation)


@act("register-person", corrects=True, about=frozenset({"person"}))
class RegisterPerson(Act):
    """Make a person known, or tell that somebody left (``active: false``)."""

    withheld = MappingProxyType({"name": "onbekend", "email": "onbekend@onbekend.invalid"})

    person: Code
    name: Text
    email: Email
    organisation: Code | None = None
    contractor: Code | None = None
    active: bool = True

    def do(self, scene: Scene) -> None:
        """Write the person; leaving makes roles vacant. Who left stays away until somebody says otherwise."""
        if self.organisation:
            scene.find(Organisation, self.organisation)
        if self.contractor:
            scene.find(Contractor, self.contractor)
        before = scene.session.get(Person, self.person)
        employer = before.contractor if before else None
        row = scene.put(Person, self.person, **self.given("person", "active"))
        if self.active and row.inactive_on and "active" in self.model_fields_set:
            row.inactive_on = None
        elif not self.active and not row.inactive_on:
            row.inactive_on = scene.recorded_on
        scene.persons.add(self.person)
        if employer != row.contractor:
            scene.worked_for[self.person] = employer
        # A contractor is invited and asked by its people.
        scene.contractors.update(filter(None, {employer, row.contractor}))


@act("choose-letters", corrects=True)
class ChooseLetters(Act):
    """Choose how often letters come, and whether they also tell what was first asked of others."""

    person: Code
    letters: Rhythm | None = None
    others: bool | None = None

    def do(self, scene: Scene) -> None:
        """Write what was chosen."""
        chosen = {name: value for name, value in self.given("person").items() if value is not None}
        assign(scene.find(Person, self.person), chosen)


class Pso(BaseModel):
    """A PSO certificate."""

    model_config = ConfigDict(extra="forbid")
    level: Annotated[PsoLevel, BeforeValidator(as_word)]
    valid_until: Day


@act("register-contractor", corrects=True)
class RegisterContractor(Act):
    """Make a contractor known, or change what is known of it."""

    contractor: Code
    name: Text
    kvk: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] | None = None
    social_enterprise: bool = False
    pso: Pso | None = None

    def do(self, scene: Scene) -> None:
        """Write the contractor."""
        values = self.given("contractor", "pso")
        if self.pso:
            values |= {"pso_level": self.pso.level, "pso_valid_until": self.pso.valid_until}
        scene.put(Contractor, self.contractor, **values)
        scene.contractors.add(self.contractor)
