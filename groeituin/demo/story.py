"""All acts of the demo, by date: the clients, the lives, and the turns that some lives take."""

from datetime import date
from random import Random

from groeituin.demo import early, later
from groeituin.demo.contracts import register_existing
from groeituin.demo.life import TRIGGERS, Life, Stay, Tell, stays
from groeituin.demo.names import PARTINGS, PAUSES
from groeituin.demo.parties import hand_overs, houses, register
from groeituin.demo.script import Script, Step, days, workday
from states.working_days import add_months

TELLERS: dict[str, Tell] = {
    "draagvlak": early.support,
    "werkgroep": early.work_group,
    "verkenning": early.exploration,
    "realisatie": later.realisation,
    "monitoring": later.monitoring,
    "borging": later.securing,
    "afgerond": later.finished,
}
BEFORE = days(14)
ERRANDS = (
    "Tussenstand melden aan het bestuur",
    "Werkplek bezoeken met de opdrachtnemer",
    "Leidraad met spelregels afmaken",
    "Contactpersoon bij het WerkgeversServicepunt bellen",
    "Banen in kaart brengen met de voorlieden",
)


def steps(partnerships: int, seed: int, on: date) -> list[Step]:
    """Return the acts of the demo in order of date, all before ``on``.

    Args:
        partnerships: how many.
        seed: the same seed and date give the same acts.
        on: the first day that is left out.
    """
    clients = houses(partnerships, on)
    lives = [
        # The shift keeps every client's partnerships in different phases.
        Life(number, Script(Random(f"{seed}/{number}")), clients[(number + number // len(clients)) % len(clients)], on)
        for number in range(partnerships)
    ]
    told = [step for life in lives for step in _life(life)]
    parties = Script(Random(f"{seed}/partijen"))
    first = min((step.on for step in told), default=on)
    known_on = workday(first - BEFORE - days(3))
    register(parties, clients, known_on)
    hand_overs(parties, [house for house in clients if house.leaves_on and house.leaves_on > known_on])
    return sorted((step for step in parties.steps + told if step.on < on), key=lambda step: step.on)


def _life(life: Life) -> list[Step]:
    path = stays(life)
    if life.taken_over:
        path = _take_over(life, path)
    for stay in path:
        if stay.entered_on >= life.on:
            break
        TELLERS[stay.phase](stay)
        if life.target == "beeindigd" and stay.phase == "verkenning":
            return _part(stay)
        if stay.phase in TRIGGERS:
            life.do(stay.left_on, "advance", trigger=TRIGGERS[stay.phase])
    if life.turns(15, 11):
        return _pause(life)
    if path[0].phase == "draagvlak":
        for every, place, turn in ((50, 0, _just_late), (40, 5, _backup_left), (25, 3, _contract_nears_its_end)):
            if life.turns(every, place):
                turn(life)
    return life.script.steps


def _take_over(life: Life, path: list[Stay]) -> list[Stay]:
    """Enter the partnership in the phase in which it stands at the end; what came before is not known here."""
    stay = next(stay for stay in path if stay.phase == life.target)
    entered_on = stay.entered_on + days(min(60, (life.on - stay.entered_on).days // 2))
    contract = register_existing(life, entered_on)
    coordinator = life.who("projectcoordinator", entered_on)
    life.do(entered_on, "take-over-partnership", title=life.title, organisation=life.house.code, phase=stay.phase,
            since=workday(stay.entered_on), coordinator=coordinator, contract=contract, basis=life.basis)  # fmt: skip
    manager = life.who("contractmanager", entered_on)
    life.do(entered_on + days(5), "assign-role", role="contractmanager", person=manager)
    if life.script.happens(0.5):
        reserve = life.who("reserve", entered_on)
        life.do(entered_on + days(12), "assign-role", role="projectcoordinator", person=reserve, backup=True)
    rest = [other for other in path if other.entered_on > stay.entered_on]
    return [Stay(life, stay.phase, entered_on, stay.left_on, entered_on + days(6)), *rest]


def _part(stay: Stay) -> list[Step]:
    """End the partnership as friends: the contractor does not want to, or there is nothing to win now."""
    life = stay.life
    reason, lesson = PARTINGS[life.number % len(PARTINGS)]
    parted_on = workday(stay.at(0.9))
    script = [step for step in life.script.steps if step.on < parted_on]
    life.script.steps = script
    if life.route != "aanbesteding":
        life.do(stay.at(0.7), "record-willingness", contract=life.contracts[0], willing=False, reason=reason,
                lesson=lesson)  # fmt: skip
    back = {"return_on": parted_on + days(life.script.between(120, 500))} if life.script.happens(0.7) else {}
    life.do(parted_on, "advance", trigger="beeindig", reason=reason, lesson=lesson, **back)
    return life.script.steps


def _pause(life: Life) -> list[Step]:
    """Suspend the partnership shortly before the end of history; it still is then."""
    paused_on = workday(life.on - days(life.script.between(4, 10)))
    life.script.steps = [step for step in life.script.steps if step.on < paused_on]
    known = {"until": life.on + days(life.script.between(20, 90))} if life.turns(30, 11) else {}
    if life.script.steps:
        life.do(paused_on, "suspend", reason=life.script.chance.choice(PAUSES), **known)
    return life.script.steps


def _just_late(life: Life) -> None:
    """Leave an action open whose deadline was the last day of history."""
    agreed_on = workday(life.on - days(life.script.between(8, 11)))
    life.do(agreed_on, "add-action", action="A9", description=ERRANDS[life.number // 50 % len(ERRANDS)],
            owner=life.who("projectcoordinator", life.on), deadline=life.on - days(1))  # fmt: skip


def _backup_left(life: Life) -> None:
    """Let the backup coordinator stop a month before the end of history, and nobody follow."""
    left_on = life.on - days(30)
    held = [
        step
        for step in life.script.steps
        if step.act == "assign-role" and step.fields.get("backup") and step.on < left_on
    ]
    if held:
        life.do(left_on, "release-role", role="projectcoordinator", person=held[-1].fields["person"], backup=True)


def _contract_nears_its_end(life: Life) -> None:
    """Amend the end of a contract, so that its next alert falls on the first day after history."""
    lead = (12, 6, 3, 18)[life.number // 25 % 4]
    known = [step for step in life.script.steps if step.act == "register-contract" and step.fields.get("ends_on")]
    if known and life.target not in {"draagvlak", "werkgroep", "beeindigd"}:
        contract = known[0].fields["contract"]
        life.do_contract(workday(life.on - days(9)), "amend-contract", contract=contract,
                         reason="Einddatum nagekeken in het contract", ends_on=add_months(life.on, lead))  # fmt: skip
