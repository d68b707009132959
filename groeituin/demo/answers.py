"""What people do after a signal: mostly what it asks, mostly in time."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from groeituin.demo.contract_answers import Contracts
from groeituin.demo.life import Life
from groeituin.demo.names import FINDINGS, POLICY
from groeituin.demo.script import Script, Step, act, days, settle, workday
from groeituin.night_batch import Raised
from states.periods import read_period

SOON, LATE = (1, 9), (20, 60)
UNANSWERED, TOO_LATE = 0.05, 0.08


class Answers:
    """The people of the demo: they answer signals by chance, the same for the same seed."""

    def __init__(self, seed: int, script: list[Step], lives: list[Life]) -> None:
        self._seed = seed
        self._lives = {life.code: life for life in lives}
        self._contracts = Contracts(script)

    def to(self, signal: Raised, night: date) -> list[Step]:
        """Return the acts by which people answer a signal, now and later; none when they let it lie."""
        script = Script(Random(f"{self._seed}/{signal.partnership}/{signal.rule}/{signal.occasion}"))
        if script.happens(UNANSWERED):
            return []
        on = workday(night + days(script.between(*(LATE if script.happens(TOO_LATE) else SOON))))
        if signal.rule in CONTRACTS:
            CONTRACTS[signal.rule](self._contracts, script, signal, on)
        else:
            ANSWERS[signal.rule](script, signal, on, self._lives[signal.partnership])
        return script.steps


def about_meeting(script: Script, signal: Raised, on: date, _life: Life) -> None:
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


def about_start(script: Script, signal: Raised, on: date, _life: Life) -> None:
    """Talk the plan through with who won the tender."""
    act(script, signal, on + days(2), "hold-meeting", kind="start", outcome="Plan van aanpak doorgenomen",
        attendees=["contractmanager", "opdrachtnemer"])  # fmt: skip


def about_evaluation(script: Script, signal: Raised, on: date, _life: Life) -> None:
    """Evaluate, some days later."""
    findings, lessons, next_tender = script.chance.choice(FINDINGS)
    evaluated_on = on + days(script.between(1, 4))
    act(script, signal, evaluated_on, "record-evaluation", findings=findings, lessons=lessons,
        next_tender=next_tender)  # fmt: skip


def about_hours(script: Script, signal: Raised, on: date, life: Life) -> None:
    """Leave it: hours come after a quarter by themselves, in time or not."""


def about_jobs(script: Script, signal: Raised, on: date, _life: Life) -> None:
    """Look for what comes after it; whether the job lasts is told when that is known."""
    settle(script, signal, on, "uitgesteld", until=on + days(40), note="In gesprek met de opdrachtnemer")


def about_standstill(script: Script, signal: Raised, on: date, _life: Life) -> None:
    """Put it off until a date, or say that it was talked about."""
    if script.happens(0.5):
        until = on + timedelta(weeks=script.between(2, 4))
        settle(script, signal, on, "uitgesteld", until=until, note="Wacht op het volgende overleg")
    else:
        settle(script, signal, on, "afgehandeld", note="Besproken met het team")


def about_backlog(script: Script, signal: Raised, on: date, _life: Life) -> None:
    """Talk about it, and often agree on what to do."""
    if script.happens(0.4):
        action = f"inhalen-{signal.occasion.rpartition('/')[2]}"
        act(script, signal, on, "add-action", action=action, description="Extra plek zoeken met de opdrachtnemer",
            owner=signal.to[0], deadline=on + days(45))  # fmt: skip
        act(script, signal, on + days(script.between(20, 44)), "complete-action", action=action)
    settle(script, signal, on, "afgehandeld", note="Besproken met de opdrachtnemer")


def about_action(script: Script, signal: Raised, on: date, _life: Life) -> None:
    """Do the action after all, agree on another date, or let it go."""
    if script.happens(0.75):
        act(script, signal, on, "complete-action", action=signal.subject)
    elif script.happens(0.7):
        deadline = on + days(script.between(14, 40))
        act(script, signal, on, "change-action", action=signal.subject, deadline=deadline)
    else:
        act(script, signal, on, "change-action", action=signal.subject, withdrawn=True)


def about_backup(script: Script, signal: Raised, on: date, life: Life) -> None:
    """Name a backup coordinator."""
    act(script, signal, on, "assign-role", role="projectcoordinator", person=life.who("reserve", on), backup=True)


def about_role(script: Script, signal: Raised, on: date, life: Life) -> None:
    """Ask a colleague to take the role."""
    act(script, signal, on, "assign-role", role=signal.subject, person=life.who(signal.subject, on))


def about_coming_back(script: Script, signal: Raised, on: date, _life: Life) -> None:
    """Get in touch, without a new start yet."""
    settle(script, signal, on, "afgehandeld", note="Contact gehad; de ruimte is er nog niet")


def about_policy(script: Script, signal: Raised, on: date, life: Life) -> None:
    """Look at the policy again, where it was written."""
    text = f"{POLICY['beoogde_resultaten']} Bijgesteld in {on.year}."
    script.add(on, "write-policy", signal.to[0], **_scope(signal, life), part="beoogde_resultaten", text=text)


def about_results(script: Script, signal: Raised, on: date, life: Life) -> None:
    """Tell again what was reached, where that was told."""
    script.add(on, "share-results", signal.to[0], **_scope(signal, life), audience="intern", where="Jaarverslag")


def _scope(signal: Raised, life: Life) -> dict[str, object]:
    return {"organisation": life.house.code} if signal.subject else {"partnership": life.code}


ANSWERS: dict[str, Callable[[Script, Raised, date, Life], None]] = {
    "voortgangsgesprek": about_meeting,
    "plan_van_aanpak": about_start,
    "evaluatie": about_evaluation,
    "urenopgave": about_hours,
    "baan_loopt_af": about_jobs,
    "fase_staat_stil": about_standstill,
    "achterstand": about_backlog,
    "actie_te_laat": about_action,
    "reservecoordinator_ontbreekt": about_backup,
    "rol_onbezet": about_role,
    "terugkomen": about_coming_back,
    "beleid_herijken": about_policy,
    "resultaten_delen": about_results,
}
CONTRACTS: dict[str, Callable[[Contracts, Script, Raised, date], None]] = {
    "contract_verloopt": Contracts.about_expiry,
    "verlengoptie": Contracts.about_option,
    "aanbesteding_nadert": Contracts.about_tender,
    "eindafrekening": Contracts.about_settlement,
    "pso_verloopt": Contracts.about_certificate,
}
