"""The turns that some lives of the demo take: parted as friends and reopened, paused, scaled up, explored again."""

from dataclasses import replace

from groeituin.demo.hours import report_hours
from groeituin.demo.later import fill_job, map_job
from groeituin.demo.life import Life, Stay
from groeituin.demo.names import PARTINGS, PAUSES
from groeituin.demo.script import days, workday
from states.working_days import add_months

ERRANDS = (
    "Tussenstand melden aan het bestuur",
    "Werkplek bezoeken met de opdrachtnemer",
    "Leidraad met spelregels afmaken",
    "Contactpersoon bij het WerkgeversServicepunt bellen",
    "Banen in kaart brengen met de voorlieden",
)
SHARED_FOR = days(150)


def part(stay: Stay) -> None:
    """End the partnership as friends: the contractor does not want to, or there is nothing to win now."""
    life = stay.life
    reason, lesson = PARTINGS[life.number % len(PARTINGS)]
    parted_on = workday(stay.at(0.9))
    script = [step for step in life.script.steps if step.on < parted_on]
    life.script.steps = script
    if life.route != "aanbesteding":
        life.do(stay.at(0.7), "record-willingness", contract=life.contracts[0], willing=False, reason=reason,
                lesson=lesson)  # fmt: skip
    back = {"return_on": parted_on + days(life.script.between(60, 400))} if life.script.happens(0.7) else {}
    life.do(parted_on, "advance", trigger="beeindig", reason=reason, lesson=lesson, **back)
    if life.turns(40, 9):
        life.do(parted_on + (life.on - parted_on) // 2, "advance", trigger="heropen", reason="Er is een nieuwe kans")


def pause(life: Life) -> None:
    """Suspend the partnership shortly before the end of history; it still is then."""
    paused_on = workday(life.on - days(life.script.between(4, 10)))
    life.script.steps = [step for step in life.script.steps if step.on < paused_on]
    known = {"until": life.on + days(life.script.between(20, 90))} if life.turns(30, 11) else {}
    if life.script.steps:
        life.do(paused_on, "suspend", reason=life.script.chance.choice(PAUSES), **known)


def scale_up(stay: Stay) -> None:
    """Go back to making jobs, because there is work for more people."""
    life = stay.life
    life.do(stay.at(0.4), "advance", trigger="schaal_op", reason="Er is werk voor meer mensen")
    fill_job(life, map_job(life, stay.at(0.42)), stay.at(0.5))
    life.do(stay.at(0.6), "advance", trigger="start_monitoring")


def explore_again(stay: Stay) -> None:
    """Go back to exploring, and find that the chance is still there."""
    life = stay.life
    life.do(stay.at(0.3), "advance", trigger="herverken", reason="De opdrachtnemer kreeg een nieuwe directie")
    life.do(stay.at(0.45), "advance", trigger="start_realisatie")


def share_contracts(lives: list[Life]) -> None:
    """Let some partnerships take part in a running contract of another one of the same client."""
    for life in lives:
        others = (o for o in lives if o is not life and o.house == life.house and o.reporting and o.deals)
        other = next(others, None)
        if life.turns(20, 1) and life.reporting and other:
            contract, linked_on = next(iter(other.deals)), life.on - SHARED_FOR
            life.script.maybe(linked_on, "link-contract", life.who("contractmanager", linked_on),
                              partnership=life.code, contract=contract)  # fmt: skip
            report_hours(life, contract, linked_on)


def succeed(lives: list[Life]) -> None:
    """Let some new partnerships go on where an earlier one of the same client ended or was completed."""
    for life in lives:
        earlier = (o for o in lives if o.house == life.house and o.target in {"beeindigd", "afgerond"})
        before = next(earlier, None)
        if life.target == "draagvlak" and before:
            life.script.steps = [
                replace(step, fields={**step.fields, "predecessor": before.code})
                if step.act == "start-partnership"
                else step
                for step in life.script.steps
            ]


def just_in_time(life: Life) -> None:
    """Let the first day after history have something to ask, for one life in so many."""
    for every, place, turn in ((50, 0, _just_late), (40, 5, _backup_left), (25, 3, _contract_nears_its_end)):
        if life.turns(every, place):
            turn(life)


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
