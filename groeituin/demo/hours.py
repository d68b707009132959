"""The hours of the demo: what contractors report after each quarter, and what is made of it."""

from datetime import date
from typing import NamedTuple

from groeituin.demo.life import Life, Post
from groeituin.demo.script import days
from groeituin.demo.tables import block_of
from states.periods import Period, periods_from

WEEKS_A_YEAR, DAYS_A_YEAR = 52, 365
IN_TIME, LATE, REVIEWED, AGAIN = (3, 24), (33, 50), (3, 12), (9, 18)
# Of so many reports in a row one comes late, is rejected first, or never comes; the first ones are always in order.
LATE_EVERY, REJECTED_EVERY, MISSED_EVERY = 9, 11, 31
REJECTIONS = (
    "De uren van de laatste maand ontbreken",
    "Het aantal personen past niet bij de uren",
    "Verlof is niet meegeteld",
)
EFFORT = "Een proefplaatsing, twee gesprekken en begeleiding op de werkvloer"


class Worked(NamedTuple):
    """A line of a report."""

    target_group: str
    persons: int
    paid_hours: int
    job: str | None = None


def report_hours(life: Life, contract: str, since: date) -> None:
    """Let hours of a contract be reported and reviewed after every quarter, until the end of history.

    Whether the contract still ran is for the acts to say: what comes too late is left out.
    """
    if contract in life.reporting:
        return
    life.reporting.add(contract)
    for number, period in enumerate(periods_from(since, "kwartaal")):
        if period.last >= life.on:
            return
        place = life.number + number if number > 1 else 1
        if place % MISSED_EVERY:
            _one_quarter(life, contract, period, place)


def _one_quarter(life: Life, contract: str, period: Period, place: int) -> None:
    script = life.script
    wait = script.between(*(IN_TIME if place % LATE_EVERY else LATE))
    received_on = period.last + days(wait)
    worked = _worked(life, contract, period)
    if place % REJECTED_EVERY == 0:
        too_few = [each._replace(paid_hours=each.paid_hours * 7 // 10) for each in worked]
        _report(life, received_on, contract, period, too_few)
        reviewed_on = received_on + days(script.between(*REVIEWED))
        reason = REJECTIONS[place % len(REJECTIONS)]
        _review(life, reviewed_on, contract, period, verdict="afgekeurd", reason=reason)
        received_on = reviewed_on + days(script.between(*AGAIN))
    _report(life, received_on, contract, period, worked)
    _review(life, received_on + days(script.between(*REVIEWED)), contract, period, verdict="goedgekeurd")


def _report(life: Life, on: date, contract: str, period: Period, worked: list[Worked]) -> None:
    lines = [_line(life, each) for each in worked]
    effort = {"effort": EFFORT} if life.basis == "inspanning" else {}
    fields = {"partnership": life.code, "contract": contract, "period": period.name}
    life.script.maybe(on, "report-hours", life.contact, **fields, lines=lines, **effort)


def _review(life: Life, on: date, contract: str, period: Period, **verdict: str) -> None:
    fields = {"partnership": life.code, "contract": contract, "period": period.name}
    life.script.maybe(on, "review-hours", life.who("contractmanager", on), **fields, **verdict)


def _worked(life: Life, contract: str, period: Period) -> list[Worked]:
    """Return who worked: the jobs of the first contract, some loose hours on another, or nobody."""
    if contract != life.contracts[0]:
        return [Worked(life.groups[0], 1, life.script.between(60, 240))]
    found = [Worked(post.group, 1, hours, post.job) for post in life.posts if (hours := _hours(post, period))]
    return found or [Worked(life.groups[0], 0, 0)]


def _hours(post: Post, period: Period) -> int:
    if post.starts_on is None:
        return 0
    first, last = max(post.starts_on, period.first), min(post.ends_on or date.max, period.last)
    return int(max(0, (last - first).days + 1) * WEEKS_A_YEAR / DAYS_A_YEAR * post.hours_per_week)


def _line(life: Life, worked: Worked) -> dict[str, object]:
    block = block_of(life.house.table, worked.target_group)
    line = worked._asdict() | {"block": block, "evidence_seen": True if worked.persons else None}
    return {name: value for name, value in line.items() if value is not None}
