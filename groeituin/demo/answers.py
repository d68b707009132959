"""What people do after a signal: mostly what it asks, mostly in time."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random

from groeituin.demo.names import FINDINGS
from groeituin.demo.script import Script, Step, days, workday
from groeituin.night_batch import Raised
from states.periods import read_period
from states.working_days import add_months

SOON, LATE = (1, 9), (20, 60)
WAIVED_EVERY = 3


class Answers:
    """The people of the demo: they answer signals by chance, the same for the same seed."""

    def __init__(self, seed: int, script: Iterable[Step]) -> None:
        self._seed = seed
        self._decided = 0
        self._options: dict[str, list[date]] = {}
        self._contracts: dict[str, Step] = {}
        for step in script:
            if step.act == "register-contract":
                contract = step.fields["contract"]
                self._contracts[contract] = step
                self._options[contract] = [option["until"] for option in step.fields.get("options", ())]

    def to(self, signal: Raised, night: date) -> list[Step]:
        """Return the acts by which people answer a signal, now and later; none when they let it lie."""
        script = Script(Random(f"{self._seed}/{signal.partnership}/{signal.rule}/{signal.occasion}"))
        if script.happens(0.07):
            return []
        wait = script.between(*(LATE if script.happens(0.08) else SOON))
        answer = ANSWERS.get(signal.rule, Answers.about_anything)
        answer(self, script, signal, workday(night + days(wait)))
        return script.steps

    def about_anything(self, script: Script, signal: Raised, on: date) -> None:
        """Say that it was seen to."""
        settle(script, signal, on, "afgehandeld", note="Besproken en geregeld")

    def about_meeting(self, script: Script, signal: Raised, on: date) -> None:
        """Plan the meeting and hold it, or say that it was done."""
        period = read_period(signal.occasion)
        planned_on = workday(max(on + days(7), period.last.replace(day=15) - days(script.between(-6, 8))))
        if planned_on > period.last:
            settle(script, signal, on, "afgehandeld", note="Telefonisch bijgepraat")
            return
        meeting = {"kind": "voortgang", "meeting": f"gesprek-{period.name}"}
        act(script, signal, on, "plan-meeting", **meeting, planned_on=planned_on)
        act(script, signal, planned_on, "hold-meeting", **meeting, outcome="Afspraken doorgelopen",
            attendees=["projectcoordinator", "contractmanager", "opdrachtnemer"])  # fmt: skip

    def about_expiry(self, script: Script, signal: Raised, on: date) -> None:
        """Use or waive an option, plan a successor, or note that it is in hand."""
        contract = signal.subject
        lead = signal.occasion.rpartition("/")[2]
        options = self._options.get(contract, [])
        if options and lead != "18m":
            until = options.pop(0)
            self._decided += 1
            name = "waive-option" if self._decided % WAIVED_EVERY == 1 else "exercise-option"
            script.add(on, name, signal.to[0], contract=contract, until=until)
            if name == "exercise-option":
                return
        elif not options and lead in {"12m", "6m"} and script.happens(0.6):
            self._succeed(script, signal, on)
        settle(script, signal, on + days(1), "afgehandeld", note="Staat op de aanbestedingskalender")

    def _succeed(self, script: Script, signal: Raised, on: date) -> None:
        """Register a successor once; it is tendered and awarded before the contract ends."""
        known, name = self._contracts[signal.subject], f"{signal.subject}-opvolger"
        if name in self._contracts:
            return
        ends_on = date.fromisoformat(signal.occasion.split("/")[-2])
        published_on = workday(max(on + days(30), add_months(ends_on, -7)))
        kept = {key: known.fields[key] for key in ("organisation", "title", "nature", "cpv", "wage_share", "value")}
        script.add(on, "register-contract", signal.to[0], contract=name, replaces=signal.subject, stage="gepland",
                   planned_publication_on=published_on, **kept)  # fmt: skip
        script.add(published_on, "ask-out", signal.to[0], contract=name, published_on=published_on)
        awarded_on = workday(published_on + days(75))
        script.add(awarded_on, "award-contract", signal.to[0], contract=name, awarded_on=awarded_on,
                   contractor=known.fields.get("contractor") or "schoonmaak-1", starts_on=ends_on + days(1),
                   ends_on=add_months(ends_on, 36))  # fmt: skip
        self._contracts[name] = known

    def about_evaluation(self, script: Script, signal: Raised, on: date) -> None:
        """Evaluate, some weeks later."""
        findings, lessons, next_tender = script.chance.choice(FINDINGS)
        evaluated_on = on + days(script.between(3, 25))
        act(script, signal, evaluated_on, "record-evaluation", findings=findings, lessons=lessons,
            next_tender=next_tender)  # fmt: skip

    def about_standstill(self, script: Script, signal: Raised, on: date) -> None:
        """Put it off until a date, or say that it was talked about."""
        if script.happens(0.5):
            until = on + timedelta(weeks=script.between(2, 4))
            settle(script, signal, on, "uitgesteld", until=until, note="Wacht op het volgende overleg")
        else:
            settle(script, signal, on, "afgehandeld", note="Besproken met het team")

    def about_action(self, script: Script, signal: Raised, on: date) -> None:
        """Do the action after all, agree on another date, or let it go."""
        if script.happens(0.75):
            act(script, signal, on, "complete-action", action=signal.subject)
        elif script.happens(0.7):
            deadline = on + days(script.between(14, 40))
            act(script, signal, on, "change-action", action=signal.subject, deadline=deadline)
        else:
            act(script, signal, on, "change-action", action=signal.subject, withdrawn=True)

    def about_backup(self, script: Script, signal: Raised, on: date) -> None:
        """Name a backup coordinator."""
        reserve = (
            signal.to[0].replace(".projectcoordinator-2", ".reserve-0").replace(".projectcoordinator-", ".reserve-")
        )
        act(script, signal, on, "assign-role", role="projectcoordinator", person=reserve, backup=True)


def act(script: Script, signal: Raised, on: date, name: str, /, **fields: object) -> None:
    """Let the first who got a signal do an act on its partnership."""
    script.add(on, name, signal.to[0], partnership=signal.partnership, **fields)


def settle(script: Script, signal: Raised, on: date, outcome: str, **fields: object) -> None:
    """Let the first who got a signal say how it was answered."""
    act(script, signal, on, "settle-signal", rule=signal.rule, occasion=signal.occasion, outcome=outcome, **fields)


ANSWERS: dict[str, Callable[[Answers, Script, Raised, date], None]] = {
    "voortgangsgesprek": Answers.about_meeting,
    "contract_verloopt": Answers.about_expiry,
    "evaluatie": Answers.about_evaluation,
    "fase_staat_stil": Answers.about_standstill,
    "actie_te_laat": Answers.about_action,
    "reservecoordinator_ontbreekt": Answers.about_backup,
}
