"""How fast an earlier day is told again: ``python -m benchmarks.as_of [--partnerships 150] [--demo 250]``.

One organisation with many partnerships, and one among them of which five years of busy work are in the journal.
`show --as-of` takes at most 0.3 s, from an open database to the dossier.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.acts.catalogue import kind_of_act
from groeituin.acts.perform import do
from groeituin.as_of import known_then
from groeituin.as_of.journal import Journal
from groeituin.clock import seconds
from groeituin.demo import build_demo
from groeituin.night import run_night
from groeituin.planning import replan
from groeituin.reading.portfolio import find, portfolio, shown
from groeituin.texts.input_errors import checked
from models.database import open_database, table
from models.journal import Entry
from models.schema import upgrade
from models.unit_of_work import UnitOfWork
from states.working_days import add_months

FIRST, YEARS = date(2021, 1, 4), 5
LAST = add_months(FIRST, 12 * YEARS)
AT = datetime(2026, 1, 5, tzinfo=UTC)
LIMIT = 0.3
TIMES = 7
ORGANISATION, BUSY = "GEM-1", "PS-BUSY"
TEAM = {
    "projectcoordinator": "anna", "inkoopexpert": "bert", "hr_expert": "cees", "contractmanager": "dina",
    "interne_opdrachtgever": "eva", "social_return_coordinator": "sara",
}  # fmt: skip
# One in ten has come to policy, so that whose turn it is to be asked changes.
PHASES = ("monitoring",) * 9 + ("borging",)
PARTS = ("doel", "doelgroepen", "toepassing", "realisatie", "monitoring", "rolverdeling", "beoogde_resultaten")
LINES = [{"target_group": "participatiewet", "persons": 3, "paid_hours": "930.5"}]
Step = tuple[date, str, dict[str, Any]]
Steps = Iterator[Step]


def main(partnerships: int, demo: int) -> None:
    """Print what was measured; leave with 1 when telling one partnership again takes too long."""
    with tempfile.TemporaryDirectory(prefix="groeituin-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'years.db'}"
        engine = open_database(url)
        upgrade(engine)
        _live(engine, partnerships)
        with engine.connect() as connection:
            slowest = _told_again(connection)
        _whole_command(url, ["show", BUSY, "--as-of", LAST.isoformat(), "--json"])
        engine.dispose()
        _portfolio(f"sqlite:///{Path(folder) / 'demo.db'}", demo)
    sys.exit(slowest > LIMIT)


def _told_again(connection: Connection) -> float:
    """Print how long a dossier takes, at the end of each year; return the longest."""
    source = table(Entry)
    total = connection.execute(sa.select(sa.func.count()).select_from(source)).scalar_one()
    print(f"{total} rows in the journal")
    slowest = 0.0
    for year in range(1, YEARS + 1):
        on = add_months(FIRST, 12 * year)
        journal = Journal(connection, on)
        own = journal.of_partnership(BUSY)
        shared = journal.shared(ORGANISATION, own)
        taken = []
        for _ in range(TIMES):
            start = seconds()
            with known_then(connection, on, BUSY) as then:
                shown(then, find(then, BUSY), on)
            taken.append(seconds() - start)
        slowest = max(slowest, median(taken))
        rows = f"{len(own):5} own rows, {len(shared):4} shared"
        print(f"show --as-of {on}: {rows}, best {min(taken):.3f} s  median {median(taken):.3f} s")
    return slowest


def _whole_command(url: str, words: list[str]) -> None:
    command = [str(Path(sys.executable).with_name("groeituin")), *words]
    taken = []
    for _ in range(TIMES):
        start = seconds()
        subprocess.run(  # noqa: S603  # our own command
            command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"GROEITUIN_DATABASE_URL": url}
        )
        taken.append(seconds() - start)
    print(f"the whole command: best {min(taken):.3f} s  median {median(taken):.3f} s")


def _portfolio(url: str, partnerships: int) -> None:
    engine = open_database(url)
    upgrade(engine)
    made = build_demo(engine, partnerships=partnerships, on=date(2026, 6, 1), at=AT)
    with engine.connect() as connection:
        for on in (date(2025, 6, 1), date(2026, 5, 31)):
            start = seconds()
            with known_then(connection, on) as then:
                found = len(portfolio(then, on))
            print(f"list --as-of {on}: {found} partnerships in {seconds() - start:.2f} s")
    print(f"the demo: {made['partnerships']} partnerships, {made['journal']} rows in the journal")
    engine.dispose()


def _live(engine: Engine, partnerships: int) -> None:
    """Let five years go by: every day the night, then that day's acts; what is asked of the busy one is answered."""
    by_date: dict[date, list[Step]] = defaultdict(list)
    for step in (*_parties(), *(s for number in range(partnerships) for s in _quiet(number)), *_busy()):
        by_date[step[0]].append(step)
    today = FIRST
    while today <= LAST:
        _day(engine, today, by_date.pop(today, []))
        report = run_night(engine, today, at=AT)
        for raised in report.raised:
            if raised.partnership == BUSY:
                answer = {"rule": raised.rule, "occasion": raised.occasion, "outcome": "afgehandeld"}
                by_date[today + timedelta(days=1)].append((today, "settle-signal", {"partnership": BUSY} | answer))
        today += timedelta(days=1)


def _day(engine: Engine, today: date, steps: list[Step]) -> None:
    if not steps:
        return
    with UnitOfWork(engine) as work:
        reached: set[str] = set()
        for _on, name, fields in steps:
            act = checked(kind_of_act(name), fields)
            reached.update(do(work.session, act, on=today, by="anna", at=AT).reached)
        replan(work.connection, sorted(reached), today)
        work.commit()


def _parties() -> Steps:
    yield FIRST, "register-organisation", {"organisation": ORGANISATION, "name": "Gemeente", "sector": "gemeente"}
    yield FIRST, "register-contractor", {"contractor": "glans", "name": "Glans BV"}
    for person in ("fred", *TEAM.values()):
        yield FIRST, "register-person", {"person": person, "name": person, "email": f"{person}@voorbeeld.nl"}
    for role, person in TEAM.items():
        yield FIRST, "assign-role", {"organisation": ORGANISATION, "role": role, "person": person}
    yield FIRST, "record-decision", {
        "organisation": ORGANISATION, "decision": "principebesluit", "decided_by": "college"
    }  # fmt: skip
    for year in range(YEARS):
        for part in PARTS:
            on = add_months(FIRST, 12 * year)
            yield on, "write-policy", {"organisation": ORGANISATION, "part": part, "text": f"{part} in {year}"}


def _contract(on: date, contract: str) -> Step:
    known = {"organisation": ORGANISATION, "title": "Schoonmaak", "nature": "dienst", "contractor": "glans"}
    dates = {"starts_on": "2021-01-01", "ends_on": "2028-12-31"}
    return on, "register-contract", {"contract": contract, "value": 900_000} | known | dates


def _quiet(number: int) -> Steps:
    """A partnership that runs along: its hours come in every quarter, and it meets once."""
    own, contract = {"partnership": f"PS-{number:04}"}, f"C-{number:04}"
    yield _contract(FIRST, contract)
    yield FIRST, "take-over-partnership", own | {
        "title": "Schoonmaak", "organisation": ORGANISATION, "phase": PHASES[number % len(PHASES)],
        "since": "2020-06-01", "coordinator": "anna", "contract": contract,
    }  # fmt: skip
    yield from _quarters(own, [contract], number % 20)


def _quarters(own: dict[str, str], contracts: list[str], later: int) -> Steps:
    for quarter in range(4 * YEARS - 1):
        on = add_months(FIRST, 3 * quarter + 3) + timedelta(days=later)
        period = f"{2021 + quarter // 4}-K{quarter % 4 + 1}"
        for contract in contracts:
            of = own | {"contract": contract, "period": period}
            yield on, "report-hours", of | {"lines": LINES}
            yield on + timedelta(days=5), "review-hours", of | {"verdict": "goedgekeurd"}
        held = own | {"kind": "voortgang", "attendees": ["opdrachtnemer", "contractmanager"], "outcome": "op koers"}
        yield on + timedelta(days=6), "hold-meeting", held


def _busy() -> Steps:
    """A partnership with four contracts, from its first day to policy, in which something happens every week."""
    own, contracts = {"partnership": BUSY}, [f"B-{number}" for number in range(1, 5)]
    yield from (_contract(FIRST, contract) for contract in contracts)
    yield FIRST, "start-partnership", own | {"title": "Bundeling", "organisation": ORGANISATION}
    yield from ((FIRST, "link-contract", own | {"contract": c, "focus": c == "B-1"}) for c in contracts)
    yield FIRST, "assign-role", own | {"role": "projectcoordinator", "person": "anna"}
    yield FIRST, "assign-role", own | {"role": "projectcoordinator", "person": "fred", "backup": True}
    yield FIRST, "set-objective", own | {"target_group": "participatiewet", "jobs": 12}
    yield FIRST, "choose-route", own | {"route": "bestaand_contract"}
    yield from _to_monitoring(own)
    yield from _quarters(own, contracts, 9)
    for week in range(52 * YEARS):
        on = FIRST + timedelta(days=7 * week + 1)
        action = own | {"action": f"A-{week}"}
        if week % 3 == 0:
            deadline = (on + timedelta(days=20)).isoformat()
            yield on, "add-action", action | {"description": "Bel de WSP", "owner": "fred", "deadline": deadline}
            yield on + timedelta(days=18 + week % 5), "complete-action", action
        elif week % 3 == 1:
            yield from _job(own, f"J-{week}", on)
        else:
            planned = (on + timedelta(days=14)).isoformat()
            meeting = own | {"kind": "evaluatie", "meeting": f"M-{week}"}
            yield on, "plan-meeting", meeting | {"planned_on": planned}
            yield (
                on + timedelta(days=14),
                "hold-meeting",
                meeting | {"attendees": ["hr_expert"], "outcome": "besproken"},
            )
    yield from _to_policy(own)


def _job(own: dict[str, str], job: str, on: date) -> Steps:
    of = own | {"job": job}
    yield on, "map-job", of | {
        "title": "Hulp", "target_group": "participatiewet", "hours_per_week": 24, "source": "nieuwe_taak",
        "contract": "B-2",
    }  # fmt: skip
    filled = {"starts_on": on.isoformat(), "form": "dienstverband", "payroll": "opdrachtnemer"}
    yield on + timedelta(days=20), "fill-job", of | filled
    ended = on + timedelta(days=400)
    if ended < LAST:
        yield ended, "end-job", of | {"ended_on": ended.isoformat(), "reason": "doorstroom"}


def _to_monitoring(own: dict[str, str]) -> Steps:
    on = FIRST + timedelta(days=90)
    sheet = dict.fromkeys(("who", "what", "how", "results", "labour"), "besproken")
    yield on, "add-action", own | {
        "action": "A-plan", "description": "Plan", "owner": "fred", "deadline": "2021-12-01"
    }  # fmt: skip
    yield on, "record-brainstorm", own | {"contract": "B-1", "status": "vervolg"} | sheet
    for kind, there in (("verkennend", "opdrachtnemer"), ("beslissers", "bestuurder")):
        yield on, "hold-meeting", own | {"kind": kind, "attendees": [there], "outcome": "akkoord"}
    yield on, "record-willingness", own | {"contract": "B-1", "willing": True}
    for trigger in ("stel_werkgroep_in", "start_verkenning", "start_realisatie", "start_monitoring"):
        yield on, "advance", own | {"trigger": trigger}


def _to_policy(own: dict[str, str]) -> Steps:
    on = add_months(FIRST, 30)
    agreed = {"frequency": "kwartaal", "agenda": "a", "roles": "r", "information": "i"}
    yield on, "agree-monitoring", own | agreed
    for year in range(4):
        yield add_months(FIRST, 12 * year + 18), "record-evaluation", own | {
            "findings": "loopt", "lessons": "eerder beginnen", "next_tender": "meer ruimte",
        }  # fmt: skip
    yield on, "advance", own | {"trigger": "start_borging"}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--partnerships", type=int, default=150)
    parser.add_argument("--demo", type=int, default=250)
    told = parser.parse_args()
    main(told.partnerships, told.demo)
