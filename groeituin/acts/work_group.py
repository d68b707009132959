"""Acts of the work group: roles, decisions, objectives, route and action plan."""

from groeituin.acts.act import Act, Scene, Scoped, act, assign
from groeituin.acts.fields import Amount, Code, Day, Money, Text
from groeituin.definitions import Library
from groeituin.errors import BadInput, refusal
from models.parties import Person
from models.partnerships import Action, Advised, Decided, Objective, Partnership, RoleHolding
from states.vocabulary import Decision, Role, Route, TargetGroup

ONE_HOLDER = "projectcoordinator"


def held_now(scene: Scene, scope: dict[str, str], role: str, *, backup: bool) -> list[RoleHolding]:
    """Return who holds a role in a scope at this moment, as coordinator or as backup."""
    return scene.alike(RoleHolding, {**scope, "role": role, "backup": backup, "until_on": None})


@act("assign-role")
class AssignRole(Scoped):
    """Give a role to a person; a new coordinator or backup takes over from the old one."""

    role: Role
    person: Code
    backup: bool = False

    def do(self, scene: Scene) -> None:
        """Write the holding, and end that of the coordinator before."""
        scene.find(Person, self.person)
        scope = self.scope(scene)
        held = held_now(scene, scope, self.role, backup=self.backup)
        if any(holding.person == self.person for holding in held):
            return
        scene.at_work(self.person)
        for holding in held if self.role == ONE_HOLDER else ():
            holding.until_on = scene.on
        give(scene, scope, self.role, self.person, backup=self.backup)


def give(scene: Scene, scope: dict[str, str], role: str, person: str, *, backup: bool) -> None:
    """Write that a person holds a role from today, taking up a holding that ended today if there is one."""
    held = {**scope, "role": role, "person": person, "backup": backup, "from_on": scene.on}
    today = scene.only(RoleHolding, held)
    if today:
        today.until_on = None
    else:
        scene.session.add(RoleHolding.model_validate(held))


@act("release-role")
class ReleaseRole(Scoped):
    """Take a role from a person, as coordinator or as backup."""

    role: Role
    person: Code
    backup: bool = False

    def do(self, scene: Scene) -> None:
        """End the holding today."""
        scope = self.scope(scene)
        held = [h for h in held_now(scene, scope, self.role, backup=self.backup) if h.person == self.person]
        if not held:
            raise refusal("heeft_rol_niet", f"{self.person} heeft de rol {self.role} hier niet.")
        for holding in held:
            holding.until_on = scene.on


@act("record-decision", corrects=True)
class RecordDecision(Scoped):
    """Record a decision of board or management."""

    decision: Decision
    decided_by: Text
    decided_on: Day | None = None
    document: Text | None = None

    def do(self, scene: Scene) -> None:
        """Write the decision; the same kind again replaces it."""
        values = {
            "decided_by": self.decided_by,
            "decided_on": self.decided_on or scene.recorded_on,
            "document": self.document,
        }
        scene.put_scoped(Decided, self.scope(scene), {"decision": self.decision}, **values)

    def undo(self, scene: Scene) -> bool:
        """Remove the decision."""
        return scene.remove(scene.only(Decided, {**self.scope(scene), "decision": self.decision}))


@act("set-objective", corrects=True)
class SetObjective(Act):
    """Set what the partnership wants to reach for a target group."""

    partnership: Code
    target_group: TargetGroup
    jobs: Amount | None = None
    hours: Amount | None = None
    euros: Money | None = None
    description: Text | None = None

    def do(self, scene: Scene) -> None:
        """Write the objective of this target group."""
        scene.find(Partnership, self.partnership)
        scene.put(Objective, (self.partnership, self.target_group), **self.given("partnership", "target_group"))
        scene.partnerships.add(self.partnership)

    def undo(self, scene: Scene) -> bool:
        """Remove the objective."""
        return scene.remove(scene.session.get(Objective, (self.partnership, self.target_group)))


@act("choose-route", corrects=True)
class ChooseRoute(Act):
    """Choose the route: a tender, an existing contract, or both."""

    partnership: Code
    route: Route

    def do(self, scene: Scene) -> None:
        """Write the route."""
        assign(scene.find(Partnership, self.partnership), {"route": self.route})
        scene.partnerships.add(self.partnership)


@act("add-action", corrects=True)
class AddAction(Act):
    """Add an action to the action plan."""

    partnership: Code
    action: Code
    description: Text
    owner: Code
    deadline: Day

    def do(self, scene: Scene) -> None:
        """Write the action."""
        scene.find(Partnership, self.partnership)
        known = scene.session.get(Action, (self.partnership, self.action))
        if known is None or known.owner != self.owner:
            scene.at_work(self.owner)
        scene.put(Action, (self.partnership, self.action), **self.given("partnership", "action"))
        scene.partnerships.add(self.partnership)


@act("change-action", corrects=True)
class ChangeAction(Act):
    """Change the owner or deadline of an action, or withdraw it."""

    partnership: Code
    action: Code
    owner: Code | None = None
    deadline: Day | None = None
    withdrawn: bool | None = None

    def do(self, scene: Scene) -> None:
        """Write what changed."""
        row = scene.find(Action, (self.partnership, self.action))
        if self.owner and self.owner != row.owner:
            scene.at_work(self.owner)
        changed = {name: value for name, value in self.given("partnership", "action").items() if value is not None}
        assign(row, changed)
        scene.partnerships.add(self.partnership)


@act("complete-action", corrects=True)
class CompleteAction(Act):
    """Tell that an action is done."""

    partnership: Code
    action: Code
    completed_on: Day | None = None

    def do(self, scene: Scene) -> None:
        """Write the day on which it was done."""
        row = scene.find(Action, (self.partnership, self.action))
        done_on = self.completed_on or row.completed_on or scene.recorded_on
        if done_on > scene.on:
            raise refusal("in_de_toekomst", "Een actie kan niet klaar zijn op een dag die nog moet komen.")
        assign(row, {"completed_on": done_on})
        scene.partnerships.add(self.partnership)


@act("record-advised", corrects=True)
class RecordAdvised(Act):
    """Record that an advised point was done."""

    partnership: Code
    code: Code
    note: Text | None = None

    def do(self, scene: Scene) -> None:
        """Write the point."""
        row = scene.find(Partnership, self.partnership)
        known = Library(scene.session.connection()).of(row.definition).advice
        if self.code not in known:
            sentence = f"'{self.code}' is geen adviespunt. Bekend zijn: {', '.join(known)}."
            raise BadInput(sentence, [{"field": "code", "code": "onbekend_advies", "message": sentence}])
        if not scene.session.get(Advised, (self.partnership, self.code)):
            scene.session.add(
                Advised(partnership=self.partnership, code=self.code, recorded_on=scene.recorded_on, note=self.note)
            )
        scene.partnerships.add(self.partnership)

    def undo(self, scene: Scene) -> bool:
        """Remove the point."""
        return scene.remove(scene.session.get(Advised, (self.partnership, self.code)))
