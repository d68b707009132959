"""The first phases: support of the board, a work group, and the exploration by either route."""

from datetime import date

from groeituin.demo.contracts import register_existing, register_tender
from groeituin.demo.life import Stay
from groeituin.demo.names import ACTIONS, PAUSES
from groeituin.demo.parties import WORK_GROUP
from groeituin.demo.script import days
from states.working_days import add_months


def support(stay: Stay) -> None:
    """Start, find a coordinator and get a decision."""
    life = stay.life
    start = stay.entered_on
    life.do(start, "start-partnership", title=life.title, organisation=life.house.code, basis=life.basis)
    coordinator = life.who("projectcoordinator", stay.at(0.2))
    life.do(stay.at(0.2), "assign-role", role="projectcoordinator", person=coordinator)
    if not life.house.central:
        mark = f"{life.code}/besluit" if life.turns(10, 3) else ""
        life.do(stay.at(0.7), "record-decision", mark, decision="principebesluit", decided_by="Directie")
        if mark:
            life.script.add(stay.at(0.85), "correct", coordinator, mark, reason="Verkeerde naam ingevuld",
                            fields={"decided_by": "Bestuur"})  # fmt: skip
    if life.script.happens(0.6):
        life.do(stay.at(0.8), "record-advised", code="ambassadeur", note="Een bestuurder opent de startbijeenkomst")


def work_group(stay: Stay) -> None:
    """Fill the roles, set objectives, agree on actions and choose a route."""
    life = stay.life
    for role in () if life.house.central else WORK_GROUP:
        life.do(stay.at(0.1), "assign-role", role=role, person=life.who(role, stay.at(0.1)))
    backup_on = stay.at(0.9 if life.script.happens(0.2) else 0.3)
    life.do(backup_on, "assign-role", role="projectcoordinator", person=life.who("reserve", backup_on), backup=True)
    life.hold(stay.at(0.3), "werkgroep", "Doelen en taken verdeeld", *WORK_GROUP)
    groups = life.groups[: life.script.between(1, 2)]
    for group in groups:
        mark = f"{life.code}/doel" if group == groups[0] and life.turns(10, 6) else ""
        life.do(stay.at(0.4), "set-objective", mark, target_group=group, jobs=life.script.between(1, 6))
        if mark:
            life.script.add(stay.at(0.5), "correct", life.who("projectcoordinator", stay.at(0.5)), mark,
                            reason="Een getal verwisseld", fields={"jobs": 4})  # fmt: skip
    for number in range(life.script.between(1, 2)):
        add_action(stay, number + 1, stay.at(0.5))
    life.do(stay.at(0.8), "choose-route", route=life.route)
    for code in ("stakeholders", "business_case", "externe_partners"):
        if life.script.happens(0.3):
            life.do(stay.at(0.9), "record-advised", code=code)


def add_action(stay: Stay, number: int, on: date) -> None:
    """Agree on an action, which is mostly done in time."""
    life = stay.life
    role = life.script.chance.choice(("projectcoordinator", *WORK_GROUP))
    length = life.script.between(20, 60)
    action = f"A{number}"
    description = ACTIONS[(life.number + number) % len(ACTIONS)]
    owner, deadline = life.who(role, on + days(length + 40)), on + days(length)
    if life.house.leaves_on and on < life.house.leaves_on:
        owner = life.who(role, on)
    life.do(on, "add-action", action=action, description=description, owner=owner, deadline=deadline)
    if life.script.happens(0.8):
        life.do(on + days(life.script.between(10, length)), "complete-action", action=action)


def exploration(stay: Stay) -> None:
    """Look for the chance: a running contract, a tender, or both."""
    life = stay.life
    if stay.from_on > stay.entered_on:
        known = {"until": stay.from_on} if life.turns(2, 0) else {}
        life.do(stay.entered_on + days(2), "suspend", reason=life.script.chance.choice(PAUSES), **known)
        if not known:
            life.do(stay.from_on, "resume")
    if life.route != "aanbesteding":
        _existing(stay)
    if life.route == "aanbesteding":
        _tender(stay)
    elif life.route == "beide":
        _tender(Stay(life, stay.phase, stay.entered_on, stay.left_on + days(150), stay.from_on + days(20)))


def _existing(stay: Stay) -> None:
    life = stay.life
    contract = register_existing(life, stay.at(0.05))
    life.do(stay.at(0.1), "link-contract", contract=contract, focus=True)
    life.do(stay.at(0.2), "record-brainstorm", contract=contract, who=life.contractor, what=life.trade.title,
            how="Samen met het team en de opdrachtnemer", results="Twee kansen voor een vaste plek",
            labour=f"{life.trade.wage_share} procent loon", status="potentie",
            situation=life.script.chance.choice(("contract_met_sr", "contract_zonder_sr")))  # fmt: skip
    life.hold(stay.at(0.5), "verkennend", "Kennis gemaakt en kansen besproken", "contractmanager", "opdrachtnemer")
    if life.target != "beeindigd":
        life.do(stay.at(0.7), "record-willingness", contract=contract, willing=True)


def _tender(stay: Stay) -> None:
    life = stay.life
    contract = register_tender(life, stay.at(0.05), stay.at(0.4))
    life.do(stay.at(0.1), "link-contract", contract=contract, focus=True)
    by = life.who("inkoopexpert", stay.at(0.15))
    counted: dict[str, str] = {}
    if life.turns(16, 5):
        life.script.add(stay.at(0.15), "choose-strategy", by, contract=contract, track="1", instrument="voorbehouden")
    else:
        life.script.add(stay.at(0.15), "choose-strategy", by, contract=contract, track="2")
        counted = {"authority": life.house.table.authority, "table_version": life.house.table.version}
        life.script.add(stay.at(0.3), "decide-application", by, contract=contract, forms=["contractbepaling"],
                        percentage=5, base="opdrachtsom", motivation={
                            "size": "De waarde ligt ruim boven de drempel.",
                            "nature": "Het werk is arbeidsintensief.",
                            "duration": "De opdracht loopt meer dan een jaar.",
                        })  # fmt: skip
    life.hold(stay.at(0.25), "marktconsultatie", "De markt ziet kansen voor vaste plekken", "inkoopexpert")
    life.script.add(stay.at(0.4), "ask-out", by, contract=contract, published_on=stay.at(0.4))
    starts_on = (stay.left_on + days(32)).replace(day=1)
    years = life.script.between(2, 4)
    life.script.add(stay.at(0.85), "award-contract", by, contract=contract, contractor=life.contractor,
                    awarded_on=stay.at(0.85), starts_on=starts_on, ends_on=add_months(starts_on, 12 * years) - days(1),
                    **counted)  # fmt: skip
