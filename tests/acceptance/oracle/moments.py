"""On which days eight of the rules ask something, as the product's description of the domain says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

from acceptance.oracle.days import DAY, months_after, working
from acceptance.oracle.told import SHARES, WRITES, Described, Partnership, Portfolio

# No moment that lies beyond is looked for.
FAR = date(2028, 1, 31)
MONTHS = {"maand": 1, "kwartaal": 3, "halfjaar": 6}


@dataclass(frozen=True)
class Moment:
    """One moment on which a rule asks something: its name, and its day."""

    name: str
    due_on: date

    @property
    def series(self) -> str:
        """Return what it counts from or to: C-1/2027-06-30 of C-1/2027-06-30/6m."""
        return self.name.rpartition("/")[0]


Rows = Iterator[tuple[str, Iterable[Moment]]]
Asks = Callable[[Portfolio, Partnership, Described], Rows]


def moments(world: Portfolio, one: Partnership, rule: str, definition: Described) -> dict[str, list[Moment]]:
    """Return, by subject, every moment on which a rule of a definition asks a partnership something."""
    known = definition["rules"].get(rule)
    only_while_it_runs = () if known is None else known.get("while_contract_runs", ())
    if known is None or one.phase not in [*known["phases"], *only_while_it_runs]:
        return {}
    found = {subject: list(row) for subject, row in ASKS[rule](world, one, known)}
    if one.phase not in only_while_it_runs:
        return found
    last = world.last_end(one)
    return {subject: [m for m in row if last and m.due_on <= working(last)] for subject, row in found.items()}


def _leads(rule: Described, name: str, begun: str = "") -> list[Moment]:
    """The leads before the day at the end of a name, the longest first; none from before a contract began."""
    day = date.fromisoformat(name.rpartition("/")[2])
    asked = [(lead, months_after(day, -lead)) for lead in sorted(rule["lead_months"], reverse=True)]
    return [Moment(f"{name}/{lead}m", working(on)) for lead, on in asked if str(on) > begun]


def _notices(one: Partnership, rule: Described, name: str, begun: str) -> list[Moment]:
    """The leads of a contract; of those that had passed at a take-over the most urgent, if the day was still ahead."""
    found, taken = _leads(rule, name, begun), one.taken_over_on
    passed = [moment for moment in found if taken and moment.due_on <= taken]
    urgent = passed[-1:] if str(taken) <= name.rpartition("/")[2] else []
    return [moment for moment in found if moment not in passed or moment in urgent]


def _contract_verloopt(world: Portfolio, one: Partnership, rule: Described) -> Rows:
    for code in one.contracts:
        contract = world.contracts[code]
        followed = any(c.get("replaces") == code and c["stage"] == "gegund" for c in world.contracts.values())
        if contract["stage"] == "gegund" and not followed:
            yield code, _notices(one, rule, f"{code}/{contract['ends_on']}", contract["starts_on"])


def _verlengoptie(world: Portfolio, one: Partnership, rule: Described) -> Rows:
    for code in one.contracts:
        contract = world.contracts[code]
        options = [option for until, option in contract["options"].items() if until > contract["ends_on"]]
        days = {option["notify_by"] for option in options if option["open"]}
        if contract["stage"] == "gegund":
            yield code, [m for day in days for m in _notices(one, rule, f"{code}/{day}", contract["starts_on"])]


def _aanbesteding_nadert(world: Portfolio, one: Partnership, rule: Described) -> Rows:
    """Tenders that are planned, also of what is to replace a contract."""
    for code, contract in world.contracts.items():
        concerned = code in one.contracts or contract.get("replaces") in one.contracts
        if concerned and contract["stage"] == "gepland":
            row = _leads(rule, f"{code}/{contract['planned_publication_on']}")
            yield code, [moment for moment in row if moment.due_on > (one.taken_over_on or date.min)]


def _fase_staat_stil(world: Portfolio, one: Partnership, rule: Described) -> Rows:
    """From the entry, or from the tender's planned publication, publication or award if that is later."""
    phase, entered = one.phases[-1]
    tenders = {"gepland": "planned_publication_on", "uitgevraagd": "published_on", "gegund": "awarded_on"}
    contracts = [world.contracts[code] for code in one.contracts]
    dates = [contract.get(tenders.get(contract["stage"], "")) for contract in contracts]
    base = max([entered, *(date.fromisoformat(day) for day in dates if day)])
    days = takewhile(lambda n: base + timedelta(days=n) < FAR, count(rule["norm_days"][phase], rule["repeat_days"]))
    row = [Moment(f"{phase}/{entered}/{n}d", one.counted(base, base + timedelta(days=n))) for n in days]
    yield "", [moment for moment in row if moment.due_on > (one.taken_over_on or date.min)]


def _actie_te_laat(_world: Portfolio, one: Partnership, rule: Described) -> Rows:
    for action, deadline in one.deadlines.items():
        after = range(rule["lead_days"], (FAR - deadline).days, rule["repeat_days"])
        days = [deadline + timedelta(days=n) for n in after]
        yield action, [Moment(f"{action}/{deadline}/{number}", day) for number, day in enumerate(days, start=1)]


def _voortgangsgesprek(_world: Portfolio, one: Partnership, rule: Described) -> Rows:
    since, often = one.entered([*rule["phases"], *rule["while_contract_runs"]]), rule["default_frequency"]
    if one.agreed:
        often = one.agreed[-1][1]
        since = max(since, min(on for on, same in one.agreed if same == often))
    length, row = MONTHS[often], []
    first = since.replace(day=1, month=(since.month - 1) // length * length + 1)
    while first < FAR:
        after = months_after(first, length)
        target = working(months_after(after, -1).replace(day=rule["target_day"]))
        due_on = working(target - timedelta(days=rule["lead_days"]), -DAY)
        ours = [m for m in one.meetings if first <= m.get("held", m.get("planned", date.max)) < after]
        if due_on >= since and not any("held" in meeting for meeting in ours):
            planned = max((meeting["planned"] + DAY for meeting in ours), default=due_on)
            row.append(Moment(_period(first, length), planned))
        first = after
    yield "", [moment for moment in row if moment.due_on > (one.taken_over_on or date.min)]


def _period(first: date, months: int) -> str:
    number = (first.month - 1) // months + 1
    return f"{first.year}-{ {1: f'{number:02}', 3: f'K{number}', 6: f'H{number}'}[months] }"


def _yearly(act: str) -> Asks:
    def years(rule: Described, name: str, base: date) -> Iterator[Moment]:
        for months in count(rule["first_months"], rule["repeat_months"]):
            if (day := months_after(base, months)) > FAR:
                return
            yield Moment(f"{name}/{months}m", day)

    def rows(world: Portfolio, one: Partnership, rule: Described) -> Rows:
        own, shared = (world.recorded.get((act, name)) for name in (one.name, one.organisation))
        base = own or (None if shared else one.entered(rule["phases"]))
        if base:
            row = [Moment(m.name, working(one.counted(base, m.due_on))) for m in years(rule, f"{base}", base)]
            yield "", [moment for moment in row if moment.due_on > (one.taken_over_on or date.min)]
        if shared and world.speaks(one.organisation) == one.name:
            row = list(years(rule, f"{one.organisation}/{shared}", shared))
            yield one.organisation, [Moment(moment.name, working(moment.due_on)) for moment in row]

    return rows


ASKS: Mapping[str, Asks] = {
    "voortgangsgesprek": _voortgangsgesprek,
    "contract_verloopt": _contract_verloopt,
    "verlengoptie": _verlengoptie,
    "fase_staat_stil": _fase_staat_stil,
    "actie_te_laat": _actie_te_laat,
    "aanbesteding_nadert": _aanbesteding_nadert,
    "beleid_herijken": _yearly(WRITES),
    "resultaten_delen": _yearly(SHARES),
}
