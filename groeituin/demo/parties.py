"""The clients of the demo with their people, and the companies that work for them."""

from dataclasses import dataclass
from datetime import date

from groeituin.demo.names import CLIENTS, POLICY, TEAM, TRADES, Client
from groeituin.demo.script import Script, days, workday
from groeituin.demo.tables import tables
from states.figures.blocks import BlockTable

PARTNERSHIPS_A_CLIENT = 12
FEWEST_CLIENTS = 3
TEAMS = 2
BY = "beheer"
# Who is there once a team; the others work for both.
TWICE = ("projectcoordinator", "reserve", "contractmanager")
WORK_GROUP = ("inkoopexpert", "hr_expert", "contractmanager", "interne_opdrachtgever")


@dataclass(frozen=True, slots=True)
class House:
    """A client with its people.

    ``table`` is what it counts SROI euros with. ``central`` tells that board and work group are arranged once for all
    its partnerships. On ``leaves_on`` the coordinator of the first team leaves and hands everything over.
    """

    client: Client
    table: BlockTable
    central: bool
    leaves_on: date | None

    @property
    def code(self) -> str:
        """Return the client's code."""
        return self.client.code

    def person(self, role: str, team: int, on: date) -> str:
        """Return who holds a role in a team on a date."""
        left = role == "projectcoordinator" and team == 0 and self.leaves_on and workday(on) >= self.leaves_on
        return f"{self.code}.{role}-{TEAMS if left else team}"


def houses(partnerships: int, on: date) -> list[House]:
    """Return the clients for so many partnerships; every other is arranged centrally, every fourth loses somebody."""
    number = min(len(CLIENTS), max(FEWEST_CLIENTS, partnerships // PARTNERSHIPS_A_CLIENT))
    return [
        House(
            client,
            tables()[position % len(tables())],
            central=position % 2 == 1,
            leaves_on=workday(on - days(150 + 10 * position)) if position % 4 == 0 else None,
        )
        for position, client in enumerate(CLIENTS[:number])
    ]


def company(trade: int, number: int) -> str:
    """Return the code of a company of a trade."""
    return f"{TRADES[trade].code}-{number + 1}"


def register(script: Script, clients: list[House], on: date) -> None:
    """Make every client, person and company known, and what central clients decide once."""
    for table in tables():
        script.add(on, "register-block-table", BY, **table.model_dump(mode="json", exclude_none=True))
    for house in clients:
        script.add(on, "register-organisation", BY, organisation=house.code, name=house.client.name,
                   sector=house.client.sector)  # fmt: skip
        _people(script, house, on)
        script.add(on, "assign-role", BY, organisation=house.code, role="bestuurder",
                   person=house.person("bestuurder", 0, on))  # fmt: skip
        if house.central:
            _once_for_all(script, house, on)
    for number, trade in enumerate(TRADES):
        for place, name in enumerate(trade.companies):
            _company(script, company(number, place), name, number + place, on)


def _people(script: Script, house: House, on: date) -> None:
    for role, title in TEAM.items():
        for team in range(TEAMS if role in TWICE else 1):
            _person(script, house, role, f"{title} {house.client.name} {team + 1}", team, on)
    if house.leaves_on:
        name = f"{TEAM['projectcoordinator']} {house.client.name} {TEAMS + 1}"
        _person(script, house, "projectcoordinator", name, TEAMS, on)


def _person(script: Script, house: House, role: str, name: str, team: int, on: date) -> None:
    person = f"{house.code}.{role}-{team}"
    email = f"{role}{team}@{house.code}.example"
    script.add(on, "register-person", BY, person=person, name=name, email=email, organisation=house.code)


def _once_for_all(script: Script, house: House, on: date) -> None:
    by = house.person("projectcoordinator", 0, on)
    script.add(on, "record-decision", by, organisation=house.code, decision="principebesluit",
               decided_by="Directie", document="Werkagenda inkoop met impact")  # fmt: skip
    for role in WORK_GROUP:
        script.add(on, "assign-role", by, organisation=house.code, role=role, person=house.person(role, 0, on))
    specialist = house.person("social_return_coordinator", 0, on)
    script.add(on, "assign-role", by, organisation=house.code, role="social_return_coordinator", person=specialist)
    for number, (part, text) in enumerate(POLICY.items()):
        script.add(on + days(60 + 7 * number), "write-policy", by, organisation=house.code, part=part, text=text)
    script.add(on + days(120), "appoint-specialist", by, organisation=house.code, person=specialist)
    script.add(on + days(130), "record-decision", by, organisation=house.code, decision="bekrachtiging",
               decided_by="Directie")  # fmt: skip


def _company(script: Script, code: str, name: str, place: int, on: date) -> None:
    fields: dict[str, object] = {"contractor": code, "name": name, "social_enterprise": place % 5 == 0}
    if place % 3 == 0:
        # A certificate holds for two years; when it lapses somebody sees to it.
        fields["pso"] = {"level": ("aspirant", "1", "2", "30+")[place % 4], "valid_until": on + days(200 + 45 * place)}
    script.add(on, "register-contractor", BY, **fields)
    script.add(on, "register-person", BY, person=f"{code}.contact", name=f"Contactpersoon {name}",
               email=f"contact@{code}.example", contractor=code)  # fmt: skip


def hand_overs(script: Script, clients: list[House]) -> None:
    """Let the coordinators of these clients who leave hand over to their successors."""
    for house in clients:
        if house.leaves_on:
            old = f"{house.code}.projectcoordinator-0"
            new = house.person("projectcoordinator", 0, house.leaves_on)
            script.add(house.leaves_on, "hand-over", old, **{"from": old, "to": new}, reason="Andere baan")
            known = next(step.fields for step in script.steps if step.fields.get("person") == old)
            script.add(house.leaves_on + days(3), "register-person", BY, **known, active=False)
