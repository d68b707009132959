"""The life of one partnership: which phases, how long, and in which of them it is when the history ends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from groeituin.demo.names import TRADES, Trade
from groeituin.demo.parties import TEAMS, TWICE, WORK_GROUP, House, company
from groeituin.demo.script import Script, days
from groeituin.demo.tables import groups_of

# The phase in which each next partnership stands at the end, so that few partnerships show all phases too.
TARGETS = (
    "realisatie", "monitoring", "verkenning", "monitoring", "werkgroep", "realisatie", "verkenning", "draagvlak",
    "afgerond", "beeindigd", "verkenning", "monitoring", "borging", "realisatie", "monitoring", "verkenning",
    "werkgroep", "realisatie", "draagvlak", "werkgroep",
)  # fmt: skip
ROUTES = ("bestaand_contract", "aanbesteding", "bestaand_contract", "beide")
PATH = ("draagvlak", "werkgroep", "verkenning", "realisatie", "monitoring", "borging", "afgerond")
FREQUENCIES = ("kwartaal", "halfjaar", "kwartaal", "kwartaal", "maand", "kwartaal", "halfjaar")
LENGTHS = {
    "draagvlak": (30, 85),
    "werkgroep": (28, 58),
    "verkenning": (70, 118),
    "realisatie": (90, 175),
    "monitoring": (220, 330),
    "borging": (90, 160),
    "afgerond": (120, 240),
}
TRIGGERS = {
    "draagvlak": "stel_werkgroep_in",
    "werkgroep": "start_verkenning",
    "verkenning": "start_realisatie",
    "realisatie": "start_monitoring",
    "monitoring": "start_borging",
    "borging": "rond_af",
}
# The norm of the first phase, in days: one in every so many has just reached it.
NORM = 90
TAKEN_OVER_IN = ("realisatie", "monitoring")


@dataclass(slots=True)
class Post:
    """A job, and from when until when somebody has it, as far as the script knows."""

    job: str
    group: str
    hours_per_week: int
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """What the script knows of a contract: its value in euros and its first and last day."""

    value: int
    starts_on: date
    ends_on: date


@dataclass(slots=True)
class Life:
    """One partnership of the demo and its script so far."""

    number: int
    script: Script
    house: House
    on: date
    code: str = ""
    target: str = ""
    route: str = ""
    basis: str = ""
    trade: Trade = TRADES[0]
    contractor: str = ""
    frequency: str = "kwartaal"
    contracts: list[str] = field(default_factory=list)
    deals: dict[str, Deal] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    reporting: set[str] = field(default_factory=set)
    met_in: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        place = (self.number * 7) % len(TRADES)
        self.trade = TRADES[place]
        self.contractor = company(place, self.number % 2)
        self.code = f"{self.house.code}-{self.trade.code}-{self.number + 1:03}"
        self.target = TARGETS[self.number % len(TARGETS)]
        self.route = ROUTES[(self.number + self.number // len(TARGETS)) % len(ROUTES)]
        self.basis = "inspanning" if self.number % 6 == 4 else "verplichting"  # noqa: PLR2004  # one in six
        self.frequency = FREQUENCIES[self.number % len(FREQUENCIES)]

    @property
    def title(self) -> str:
        """Return the partnership's title."""
        return f"{self.trade.title} {self.house.client.name}"

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the target groups whose hours the client's table counts, those that it is about first."""
        known = groups_of(self.house.table)
        return known[self.number % len(known) :] + known[: self.number % len(known)]

    @property
    def contact(self) -> str:
        """Return who works on this for the contractor."""
        return f"{self.contractor}.contact"

    @property
    def taken_over(self) -> bool:
        """Tell whether it already ran when it was entered."""
        return self.number % 9 == 5 and self.target in TAKEN_OVER_IN  # noqa: PLR2004  # one in nine

    def turns(self, every: int, place: int) -> bool:
        """Tell whether this partnership is one of those, one in ``every``, that get a turn of their own."""
        return self.number % every == place

    def who(self, role: str, on: date) -> str:
        """Return who holds a role for this partnership on a date."""
        shared = role not in TWICE or (self.house.central and role in WORK_GROUP)
        return self.house.person(role, 0 if shared else self.number // 3 % TEAMS, on)

    def do(self, on: date, act: str, mark: str = "", /, **fields: object) -> None:
        """Let the coordinator do an act on this partnership."""
        coordinator = self.who("projectcoordinator", on)
        self.script.add(on, act, coordinator, mark, partnership=self.code, **fields)

    def do_contract(self, on: date, act: str, /, **fields: object) -> None:
        """Let the contract manager do an act on a contract."""
        self.script.add(on, act, self.who("contractmanager", on), **fields)

    def hold(self, on: date, kind: str, outcome: str, *attendees: str, meeting: str | None = None) -> None:
        """Record a meeting held on a date."""
        named = {"meeting": meeting} if meeting else {}
        self.do(on, "hold-meeting", kind=kind, attendees=["projectcoordinator", *attendees], outcome=outcome, **named)


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in a phase: its first and last day, and the day after a pause on which people went on."""

    life: Life
    phase: str
    entered_on: date
    left_on: date
    from_on: date

    def at(self, share: float) -> date:
        """Return the day on which this share of the stay has passed."""
        return self.from_on + days(share * (self.left_on - self.from_on).days)


def stays(life: Life) -> list[Stay]:
    """Return the phases of a life in order; what lies after the end of history is left out later."""
    last = "verkenning" if life.target == "beeindigd" else life.target
    lengths = {phase: life.script.between(*LENGTHS[phase]) for phase in PATH}
    if life.route != "bestaand_contract":
        lengths["verkenning"] = int(lengths["verkenning"] * 1.6)
    if life.script.happens(0.2) and last in TRIGGERS:
        lengths[last] = int(lengths[last] * 1.7)
    pause = life.script.between(30, 80) if life.turns(7, 3) else 0
    before = PATH[: PATH.index(last)]
    paused = pause if "verkenning" in before else 0
    spent = 0.1 + 0.85 * life.script.chance.random()
    entered_on = life.on - days(sum(lengths[phase] for phase in before) + paused + max(spent * lengths[last], 12))
    if life.target == "draagvlak" and life.turns(25, 7):
        lengths["draagvlak"], entered_on = 2 * NORM, life.on - days(NORM)
    if life.target == "beeindigd":
        entered_on -= days(lengths["verkenning"] + life.script.between(10, 200))
    found = []
    for phase in PATH:
        rest = paused if phase == "verkenning" else 0
        left_on = entered_on + days(lengths[phase] + rest)
        found.append(Stay(life, phase, entered_on, left_on, entered_on + days(rest)))
        entered_on = left_on
    return found


Tell = Callable[[Stay], None]
