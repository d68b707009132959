"""All acts of the demo, by date: the clients, the lives, and the turns that some lives take."""

from datetime import date
from random import Random

from groeituin.demo import early, later
from groeituin.demo.contracts import register_existing
from groeituin.demo.life import TRIGGERS, Life, Stay, Tell, stays
from groeituin.demo.parties import hand_overs, houses, register
from groeituin.demo.script import Script, Step, days, workday
from groeituin.demo.turns import explore_again, just_in_time, part, pause, scale_up, share_contracts, succeed

TELLERS: dict[str, Tell] = {
    "draagvlak": early.support,
    "werkgroep": early.work_group,
    "verkenning": early.exploration,
    "realisatie": later.realisation,
    "monitoring": later.monitoring,
    "borging": later.securing,
    "afgerond": later.finished,
}
# What one life in forty does once more, in a phase that it will leave.
TURNS: tuple[tuple[str, int, Tell], ...] = (("monitoring", 12, scale_up), ("realisatie", 3, explore_again))
BEFORE = days(14)


def steps(partnerships: int, seed: int, on: date) -> tuple[list[Step], list[Life]]:
    """Return the acts of the demo in order of date, all before ``on``, and the lives that they make up.

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
    for life in lives:
        _live(life)
    share_contracts(lives)
    succeed(lives)
    told = [step for life in lives for step in life.script.steps]
    parties = Script(Random(f"{seed}/partijen"))
    first = min((step.on for step in told), default=on)
    known_on = workday(first - BEFORE - days(3))
    register(parties, clients, known_on)
    hand_overs(parties, [house for house in clients if house.leaves_on and house.leaves_on > known_on])
    return sorted((step for step in parties.steps + told if step.on < on), key=lambda step: step.on), lives


def _live(life: Life) -> None:
    path = stays(life)
    if life.taken_over:
        path = _take_over(life, path)
    for stay in path:
        if stay.entered_on >= life.on:
            break
        TELLERS[stay.phase](stay)
        for phase, place, turn in TURNS:
            if stay.phase == phase and life.turns(40, place):
                turn(stay)
        if life.target == "beeindigd" and stay.phase == "verkenning":
            part(stay)
            return
        if stay.phase in TRIGGERS:
            life.do(stay.left_on, "advance", trigger=TRIGGERS[stay.phase])
    if life.turns(15, 11):
        pause(life)
    elif path[0].phase == "draagvlak":
        just_in_time(life)


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
