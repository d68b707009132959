"""Acts that make the approach last (step 5): policy, specialist, shared results."""

from groeituin.acts.act import Scene, Scoped, act
from groeituin.acts.fields import Code, Text
from models.learning import PolicyText, SharedResult, Specialist
from models.parties import Person
from states.vocabulary import Audience, PolicyPart


@act("write-policy", corrects=True)
class WritePolicy(Scoped):
    """Write one of the seven parts of the policy (5a)."""

    part: PolicyPart
    text: Text

    def do(self, scene: Scene) -> None:
        """Write the part; the same part again replaces it."""
        scope = self.scope(scene)
        where = {**scope, "part": self.part}
        known = scene.only(PolicyText, where)
        if known is None or known.text != self.text:
            scene.put_scoped(PolicyText, scope, {"part": self.part}, text=self.text, written_on=scene.recorded_on)

    def undo(self, scene: Scene) -> bool:
        """Remove the part."""
        return scene.remove(scene.only(PolicyText, {**self.scope(scene), "part": self.part}))


@act("appoint-specialist", corrects=True)
class AppointSpecialist(Scoped):
    """Appoint a social return specialist (5b)."""

    person: Code

    def do(self, scene: Scene) -> None:
        """Write the appointment."""
        scene.find(Person, self.person)
        scope = self.scope(scene)
        if scene.only(Specialist, {**scope, "person": self.person}) is None:
            scene.at_work(self.person)
            scene.put_scoped(Specialist, scope, {"person": self.person}, appointed_on=scene.recorded_on)

    def undo(self, scene: Scene) -> bool:
        """Remove the appointment."""
        return scene.remove(scene.only(Specialist, {**self.scope(scene), "person": self.person}))


@act("share-results", corrects=True, dated=True)
class ShareResults(Scoped):
    """Record that results were shared, inside or outside the organisation (5d)."""

    audience: Audience
    where: Text

    def do(self, scene: Scene) -> None:
        """Write where they were shared."""
        keys = {"audience": self.audience, "shared_on": scene.recorded_on}
        scene.put_scoped(SharedResult, self.scope(scene), keys, place=self.where)

    def undo(self, scene: Scene) -> bool:
        """Remove where they were shared."""
        where = {**self.scope(scene), "audience": self.audience, "shared_on": scene.recorded_on}
        return scene.remove(scene.only(SharedResult, where))
