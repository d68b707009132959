"""A portfolio of any size, made of bulk rows, of which a known number falls due on one night."""

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection, Engine

from groeituin.definitions import Library, calendar_of
from groeituin.planning import planned, write_terms
from models.database import insert_rows
from models.dossiers import load_dossiers
from models.journal import write_entries
from models.tables import metadata
from models.unit_of_work import UnitOfWork
from states.definition import handreiking
from states.working_days import add_months

# The progress meetings of 2026-K4 are asked for on this day: 28 days before 15 December.
NIGHT = date(2026, 11, 17)
AT = datetime(2026, 11, 17, 3, 15, tzinfo=UTC)
CHUNK = 5000
PER_ORGANISATION = 50
PER_CONTRACTOR = 10
COORDINATORS = 4
# What falls due in a portfolio like this: mostly meetings, some contracts, some actions, some that stand still.
DUE = ("gesprek", "gesprek", "gesprek", "gesprek", "contract", "contract", "optie", "baan", "actie", "stil")
WORK = ("Schoonmaak", "Catering", "Groenonderhoud", "Beveiliging", "Glasbewassing", "Onderhoud gebouwen")
# An action that is two weeks late tonight; its open signal, unanswered for as long, climbs its ladder and is replaced.
LATE = NIGHT - timedelta(days=15)
TABLE = ("utrecht", "2023")
QUARTERS = ("2025-K3", "2025-K4", "2026-K1", "2026-K2", "2026-K3")
ENTERED = {
    "draagvlak": date(2025, 1, 13), "werkgroep": date(2025, 3, 10), "verkenning": date(2025, 5, 12),
    "realisatie": date(2025, 9, 1), "monitoring": date(2026, 2, 16),
}  # fmt: skip

Row = dict[str, Any]
Rows = Iterator[tuple[str, Row]]


def fill(engine: Engine, partnerships: int, due: int) -> None:
    """Fill an empty, migrated database with partnerships, of which exactly ``due`` fall due on ``NIGHT``, once each.

    Stored terms equal ``plan(...)``, as after any act.
    """
    signals, entries = itertools.count(1), itertools.count(1)
    for first in range(0, partnerships, CHUNK):
        numbers = range(first, min(first + CHUNK, partnerships))
        with UnitOfWork(engine) as work:
            if first == 0:
                _insert(work.connection, _block_table())
            rows = itertools.chain.from_iterable(
                _partnership(number, _kind(number, partnerships, due), signals, entries) for number in numbers
            )
            _insert(work.connection, rows)
            names = [_code(number) for number in numbers]
            write_terms(work.connection, {}, planned(load_dossiers(work.connection, names), Library(work.connection)))
            work.commit()


def _block_table() -> Rows:
    authority, version = TABLE
    block = {"code": "pw", "target_group": "participatiewet", "unit": "jaar", "amount": "40000", "base_hours": "36"}
    yield "block_tables", {
        "authority": authority, "version": version, "valid_from": date(2023, 1, 1), "source": "voorbeeld",
        "blocks": [block], "bonuses": [],
    }  # fmt: skip


def _insert(connection: Connection, rows: Iterable[tuple[str, Row]]) -> None:
    by_table: dict[str, list[Row]] = {}
    for name, row in rows:
        by_table.setdefault(name, []).append(row)
    for table in metadata.sorted_tables:
        if table.name == "journal":
            write_entries(connection, by_table.get(table.name, []))
        elif table.name in by_table:
            insert_rows(connection, table, by_table[table.name])


def _code(number: int) -> str:
    return f"PS-{number:06}"


def _kind(number: int, partnerships: int, due: int) -> str:
    """Spread the due ones evenly over the portfolio; the others are in monitoring, one in four in verkenning."""
    before, until = number * due // partnerships, (number + 1) * due // partnerships
    if until > before:
        return DUE[before % len(DUE)]
    return "verkent" if number % 4 == 0 else "rust"


def _partnership(number: int, kind: str, signals: Iterator[int], entries: Iterator[int]) -> Rows:
    organisation, contractor = f"GEM-{number // PER_ORGANISATION:04}", f"BV-{number // PER_CONTRACTOR:05}"
    yield from _parties(number, organisation, contractor)
    entered = _entered(number, kind)
    own = {"partnership": _code(number)}
    phase, since = list(entered.items())[-1]
    title = f"{WORK[number % len(WORK)]} {organisation}"
    yield "partnerships", own | {
        "title": title, "organisation": organisation, "phase": phase, "since": since, "basis": "verplichting",
        "route": "bestaand_contract", "definition": handreiking().reference, "predecessor": None,
        "started_on": ENTERED["draagvlak"], "started_by": "import", "taken_over_on": None, "lesson": None,
        "return_on": None, "version": 1,
    }  # fmt: skip
    for place, (name, entered_on) in enumerate(entered.items(), 1):
        yield "phase_entries", own | {"number": place, "phase": name, "entered_on": entered_on, "reason": None}
    yield "journal", _entry(next(entries), number, ENTERED["draagvlak"], "start-partnership", own, "draagvlak")
    yield from _plan_of_action(number, kind, organisation)
    yield from _contract(number, kind, organisation, contractor, title)
    yield from _raised_before(number, kind, organisation, title, phase, signals, entries)
    if phase == "monitoring":
        yield from _monitoring(number, kind)


def _entered(number: int, kind: str) -> dict[str, date]:
    if kind not in {"verkent", "stil"}:
        return ENTERED
    norm = timedelta(days=handreiking().rules["fase_staat_stil"].norm_days["verkenning"])
    entered_on = NIGHT - norm if kind == "stil" else NIGHT - timedelta(days=10 + number % 90)
    return {"draagvlak": ENTERED["draagvlak"], "werkgroep": ENTERED["werkgroep"], "verkenning": entered_on}


def _parties(number: int, organisation: str, contractor: str) -> Rows:
    if number % PER_ORGANISATION == 0:
        name = f"Gemeente {organisation}"
        yield "organisations", {"organisation": organisation, "name": name, "sector": "gemeente"}
        roles = ("inkoopexpert", "contractmanager", "hr_expert", "interne_opdrachtgever", "social_return_coordinator",
                 "bestuurder")  # fmt: skip
        for role in (*roles, *(f"coordinator{place}" for place in range(COORDINATORS))):
            yield "persons", _person(f"{organisation}.{role}", organisation=organisation)
        for role in roles:
            yield "role_holdings", _role(role, f"{organisation}.{role}", organisation=organisation)
        yield "decisions", {
            "partnership": None, "organisation": organisation, "decision": "principebesluit", "document": None,
            "decided_by": "college", "decided_on": ENTERED["draagvlak"],
        }  # fmt: skip
    if number % PER_CONTRACTOR == 0:
        yield "contractors", {
            "contractor": contractor, "name": f"Bedrijf {contractor}", "social_enterprise": False, "pso_level": "2",
            "pso_valid_until": date(2028, 5, 1),
        }  # fmt: skip
        yield "persons", _person(f"{contractor}.contact", contractor=contractor)


def _person(person: str, organisation: str | None = None, contractor: str | None = None) -> Row:
    return {
        "person": person, "name": person, "email": f"{person.lower()}@voorbeeld.nl", "organisation": organisation,
        "contractor": contractor, "inactive_on": None,
    }  # fmt: skip


def _role(
    role: str, person: str, *, organisation: str | None = None, partnership: str | None = None, backup: bool = False
) -> Row:
    return {
        "partnership": partnership, "organisation": organisation, "role": role, "person": person, "backup": backup,
        "from_on": ENTERED["draagvlak"], "until_on": None,
    }  # fmt: skip


def _coordinator(number: int, organisation: str) -> str:
    return f"{organisation}.coordinator{number % COORDINATORS}"


def _plan_of_action(number: int, kind: str, organisation: str) -> Rows:
    own = {"partnership": _code(number)}
    coordinator, backup = (_coordinator(place, organisation) for place in (number, number + 1))
    yield "role_holdings", _role("projectcoordinator", coordinator, partnership=_code(number))
    yield "role_holdings", _role("projectcoordinator", backup, partnership=_code(number), backup=True)
    yield "objectives", own | {"target_group": "participatiewet", "jobs": 2, "description": None}
    done, deadline = ENTERED["verkenning"], NIGHT + timedelta(days=14 + number % 60)
    if kind == "actie":
        deadline = LATE
    for action, wanted, completed_on in (("A-1", done, done), ("A-2", deadline, None)):
        yield "actions", own | {
            "action": action, "description": "Kansen voor werk bespreken met de teamleiders", "owner": backup,
            "deadline": wanted, "completed_on": completed_on, "withdrawn": False,
        }  # fmt: skip


def _contract(number: int, kind: str, organisation: str, contractor: str, title: str) -> Rows:
    contract = {"contract": f"C-{number:06}"}
    yield "contracts", contract | {
        "organisation": organisation, "title": title, "nature": "dienst", "contractor": contractor, "value": 800_000,
        "starts_on": date(2024, 1, 1), "ends_on": _ends_on(number, kind), "stage": "gegund",
        "awarded_on": date(2023, 11, 20), "forms": ["contractbepaling"], "percentage": 5, "base": "opdrachtsom",
        "motivation": {"size": "ruim", "nature": "arbeidsintensief", "duration": "meerjarig"},
    }  # fmt: skip
    yield "links", contract | {"partnership": _code(number), "focus": True, "linked_on": ENTERED["werkgroep"]}
    yield "obligations", contract | {
        "from_on": date(2024, 1, 1), "percentage": 5, "base": "opdrachtsom", "reason": "gunning",
        "authority": TABLE[0], "table_version": TABLE[1],
    }  # fmt: skip
    yield "opening_balances", contract | {"sroi_euros": 20_000, "hours": 900, "source": "overgenomen"}
    yield "meetings", {"partnership": _code(number)} | {
        "meeting": "S-1", "kind": "start", "planned_on": None, "held_on": date(2023, 12, 4),
        "attendees": ["contractmanager", "opdrachtnemer"], "outcome": "plan besproken",
    }  # fmt: skip
    if kind != "contract":
        ends_on = _ends_on(number, kind)
        notify_by = add_months(NIGHT, 6) if kind == "optie" else add_months(ends_on, -5)
        yield "contract_options", contract | {
            "until": add_months(ends_on, 24), "notify_by": notify_by, "status": "open",
        }  # fmt: skip


def _ends_on(number: int, kind: str) -> date:
    """Return an end of which the alert 18 months before was given, and 6 months before is due, for some, tonight."""
    return add_months(NIGHT, 6) if kind == "contract" else date(2027, 12, 1) + timedelta(days=number % 150)


def _raised_before(
    number: int, kind: str, organisation: str, title: str, phase: str, signals: Iterator[int], entries: Iterator[int]
) -> Rows:
    """The expiry alerts that were given and dealt with, and last week's late action that nobody answered."""
    coordinator, contract, ends_on = _coordinator(number, organisation), f"C-{number:06}", _ends_on(number, kind)
    past = []
    for lead in (18, 12) if kind == "contract" else (18,):
        due_on = calendar_of(handreiking()).forward(add_months(ends_on, -lead))
        past.append(("contract_verloopt", contract, f"{contract}/{ends_on}/{lead}m", due_on, "afgehandeld"))
    if kind == "actie":
        past.append(("actie_te_laat", "A-2", f"A-2/{LATE}/1", LATE + timedelta(days=1), "open"))
        yield "skipped_occasions", {
            "partnership": _code(number), "rule": "actie_te_laat", "occasion": f"A-2/{LATE}/2",
            "due_on": LATE + timedelta(days=8), "skipped_on": LATE + timedelta(days=8),
        }  # fmt: skip
    for rule, subject, occasion, due_on, status in past:
        signal, to = next(signals), [f"{organisation}.inkoopexpert", coordinator]
        yield "signals", {
            "id": signal, "partnership": _code(number), "rule": rule, "subject": subject, "occasion": occasion,
            "due_on": due_on, "original_on": due_on, "raised_on": due_on, "status": status, "rung": 0,
            "next_on": due_on + timedelta(days=14) if status == "open" else None,
            "sentence": f"{title} vraagt aandacht: {occasion}.", "note": None, "asked_on": due_on,
        }  # fmt: skip
        for person in to:
            yield "signal_recipients", {"signal": signal, "person": person, "rung": 0}
        data = {"rule": rule, "occasion": occasion, "due_on": due_on.isoformat(), "to": to}
        yield "journal", _entry(next(entries), number, due_on, "raise-signal", data, phase)


def _entry(entry: int, number: int, on: date, act: str, data: Row, phase: str) -> Row:
    return {
        "entry": entry, "at": AT, "on": on, "by": "nacht" if act == "raise-signal" else "import", "act": act,
        "data": data, "phase": phase, "partnership": _code(number),
    }  # fmt: skip


def _monitoring(number: int, kind: str) -> Rows:
    own = {"partnership": _code(number)}
    yield "agreements", own | {
        "agreed_on": date(2026, 2, 20), "frequency": "kwartaal", "agenda": "voortgang", "roles": "beide partijen",
        "information": "uren per kwartaal",
    }  # fmt: skip
    yield "evaluations", own | {
        "recorded_on": date(2026, 9, 1), "findings": "loopt", "lessons": "eerder beginnen", "next_tender": "ruimte",
    }  # fmt: skip
    yield "jobs", own | {
        "job": "B-1", "title": "Medewerker", "target_group": "participatiewet", "hours_per_week": 24,
        "source": "nieuwe_taak", "contract": f"C-{number:06}", "starts_on": ENTERED["monitoring"],
        "form": "dienstverband", "payroll": "opdrachtnemer",
        "ends_on": add_months(NIGHT, 2) if kind == "baan" else date(2027, 6, 30),
    }  # fmt: skip
    for period in QUARTERS:
        yield "hours_reports", own | {
            "contract": f"C-{number:06}", "period": period, "status": "goedgekeurd", "effort": None, "reason": None,
            "lines": [{"target_group": "participatiewet", "persons": 1, "paid_hours": "120"}],
            "received_on": date(2026, 10, 5), "reviewed_on": date(2026, 10, 12),
        }  # fmt: skip
    for meeting, held_on in (("G-1", date(2026, 6, 10)), ("G-2", date(2026, 9, 10))):
        yield "meetings", _meeting(own, meeting, planned_on=held_on, held_on=held_on)
    if kind != "gesprek":
        yield "meetings", _meeting(own, "G-3", planned_on=date(2026, 12, 1) + timedelta(days=number % 20), held_on=None)


def _meeting(own: Row, meeting: str, planned_on: date, held_on: date | None) -> Row:
    return own | {
        "meeting": meeting, "kind": "voortgang", "planned_on": planned_on, "held_on": held_on,
        "attendees": ["projectcoordinator", "opdrachtnemer"], "outcome": None,
    }  # fmt: skip
