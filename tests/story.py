"""A database in which a test lets things happen, by date, in few words."""

import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from groeituin.acts.perform import Outcome, perform
from groeituin.night import NightReport, run_night
from states.definition import handreiking

AT = datetime(2026, 1, 1, 4, 15, tzinfo=UTC)


class Story:
    """A database in which a test lets things happen, by date, in few words."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def act(self, on: str, name: str, /, **fields: Any) -> Outcome:  # noqa: ANN401  # the fields of any act
        """Do an act on a date."""
        return perform(self.engine, name, fields, on=date.fromisoformat(on), by="toets", at=AT)

    def night(self, on: str, rules: list[str] | None = None) -> NightReport:
        """Run the night of a date."""
        return run_night(self.engine, date.fromisoformat(on), at=AT, rules=rules)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  # what a query binds
        """Return the rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query), values)]

    def start(self, on: str, partnership: str = "P-1", organisation: str = "O-1", **fields: str) -> None:
        """Make an organisation, five people and a partnership in its first phase known."""
        self.act(on, "register-organisation", organisation=organisation, name="Gemeente Voorbeeld", sector="gemeente")
        for person in ("anna", "bert", "cees", "dina", "eva"):
            self.act(on, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl")
        known = {"partnership": partnership, "title": "Schoonmaak", "organisation": organisation}
        self.act(on, "start-partnership", **known, **fields)

    def journal(self) -> list[tuple[Any, ...]]:
        """Return the whole journal, but for the moments."""
        found = self.rows(
            'SELECT entry, "on", "by", act, data, phase, partnership, organisation, contract, contractor, person '
            "FROM journal ORDER BY entry"
        )
        # PostgreSQL hands out JSON and dates as they are, SQLite as text.
        return [
            (row[0], str(row[1]), *row[2:4], json.loads(row[4]) if isinstance(row[4], str) else row[4], *row[5:])
            for row in found
        ]

    def signals(self, partnership: str = "P-1", rule: str | None = None) -> list[tuple[Any, ...]]:
        """Return occasion, status and next look of a partnership's signals, in the order in which they were raised."""
        found = self.rows(
            "SELECT occasion, status, next_on FROM signals WHERE partnership = :p AND rule = coalesce(:r, rule) "
            "ORDER BY id", p=partnership, r=rule,
        )  # fmt: skip
        return [(occasion, status, next_on and str(next_on)) for occasion, status, next_on in found]

    def contract(self, on: str, contract: str = "C-1", /, **fields: Any) -> None:  # noqa: ANN401  # those of the act
        """Make a contractor and an awarded contract known, in focus of P-1."""
        known = {
            "organisation": "O-1", "title": "Schoonmaak", "nature": "dienst", "contractor": "glans",
            "starts_on": "2025-01-01", "ends_on": "2028-12-31",
        }  # fmt: skip
        self.act(on, "register-contractor", contractor="glans", name="Glans BV")
        self.act(on, "register-contract", contract=contract, **(known | fields))
        self.act(on, "link-contract", partnership="P-1", contract=contract, focus=True)

    def reach(self, phase: str, on: str = "2026-01-05", **fields: str) -> None:
        """Take P-1, which this starts, with contract C-1 to a phase, everything on one date."""
        self.start(on, **fields)
        self.contract(on)
        for trigger, acts in NEEDED.items():
            if handreiking().triggers[trigger].sources == (phase,):
                return
            for act, needed in acts:
                self.act(on, act, **needed)
            self.act(on, "advance", partnership="P-1", trigger=trigger)


PARTS = ("doel", "doelgroepen", "toepassing", "realisatie", "monitoring", "rolverdeling", "beoogde_resultaten")
P1 = {"partnership": "P-1"}
P1_C1 = P1 | {"contract": "C-1"}
T1 = {"contract": "T-1"}
SETTLED = {"legal_check": "gedaan", "legal_outcome": "niet_wezenlijk"}
Acts = list[tuple[str, dict[str, Any]]]
WHY = {"size": "groot genoeg", "nature": "dienst met veel handwerk", "duration": "vier jaar"}
SHEET = {"who": "w", "what": "w", "how": "h", "results": "r", "labour": "l", "status": "in_beeld"}
APPLICATION = {"forms": ["contractbepaling"], "percentage": 5, "base": "opdrachtsom", "motivation": WHY}
AWARD = {"contractor": "glans", "awarded_on": "2025-12-01", "starts_on": "2026-01-01", "ends_on": "2029-12-31"}
MAPPED = {"title": "Hulp", "target_group": "participatiewet", "hours_per_week": 24, "source": "nieuwe_taak"}
FILLED = {"starts_on": "2026-01-01", "form": "dienstverband", "payroll": "opdrachtnemer"}
HOURS = {"period": "2025-K4", "lines": [{"target_group": "participatiewet", "persons": 2, "paid_hours": "300.5"}]}
# Per requirement the acts that meet it, in an order in which they can be done. V1 to V4 are about tender T-1, which
# must be known; V8 and R4 are met by settling a change of C-1 that waits, and by there being none.
MEETS: dict[str, Acts] = {
    "D1": [("record-decision", P1 | {"decision": "principebesluit", "decided_by": "college"})],
    "D2": [("assign-role", P1 | {"role": "projectcoordinator", "person": "anna"})],
    "W1": [
        ("assign-role", P1 | {"role": "inkoopexpert", "person": "bert"}),
        ("assign-role", P1 | {"role": "hr_expert", "person": "cees"}),
        ("assign-role", P1 | {"role": "contractmanager", "person": "dina"}),
        ("assign-role", P1 | {"role": "interne_opdrachtgever", "person": "eva"}),
    ],
    "W2": [("assign-role", P1 | {"role": "projectcoordinator", "person": "bert", "backup": True})],
    "W3": [("set-objective", P1 | {"target_group": "participatiewet", "jobs": 2})],
    "W4": [
        ("add-action", P1 | {"action": "A-1", "description": "Bel de WSP", "owner": "anna", "deadline": "2030-01-01"}),
    ],
    "W5": [("choose-route", P1 | {"route": "bestaand_contract"})],
    "V1": [("link-contract", P1 | T1)],
    "V2": [("choose-strategy", T1 | {"track": "2"})],
    "V3": [("decide-application", T1 | APPLICATION)],
    "V4": [("ask-out", T1 | {"published_on": "2025-09-01"}), ("award-contract", T1 | AWARD)],
    "V5": [("record-brainstorm", P1_C1 | SHEET)],
    "V6": [("hold-meeting", P1 | {"kind": "verkennend", "attendees": ["opdrachtnemer"], "outcome": "goed gesprek"})],
    "V7": [("record-willingness", P1_C1 | {"willing": True})],
    "V8": [("amend-contract", {"contract": "C-1", "reason": "advies", **SETTLED})],
    "R1": [("map-job", P1 | {"job": "B-1"} | MAPPED)],
    "R2": [("hold-meeting", P1 | {"kind": "beslissers", "attendees": ["bestuurder"], "outcome": "akkoord"})],
    "R3": [("fill-job", P1 | {"job": "B-1"} | FILLED)],
    "R4": [("amend-contract", {"contract": "C-1", "reason": "advies", **SETTLED})],
    "M1": [("agree-monitoring", P1 | {"frequency": "kwartaal", "agenda": "a", "roles": "r", "information": "i"})],
    "M2": [("hold-meeting", P1 | {"kind": "voortgang", "attendees": ["opdrachtnemer"], "outcome": "op koers"})],
    "M3": [
        ("report-hours", P1_C1 | HOURS),
        ("review-hours", P1_C1 | {"period": "2025-K4", "verdict": "goedgekeurd"}),
    ],
    "M4": [("record-evaluation", P1 | {"findings": "f", "lessons": "l", "next_tender": "n"})],
    "B1": [("write-policy", P1 | {"part": part, "text": f"over {part}"}) for part in PARTS],
    "B2": [("appoint-specialist", P1 | {"person": "eva"})],
    "B3": [("record-decision", P1 | {"decision": "bekrachtiging", "decided_by": "college"})],
    "B4": [
        ("share-results", P1 | {"audience": "intern", "where": "intranet"}),
        ("share-results", P1 | {"audience": "extern", "where": "website"}),
    ],
}
# The acts that each trigger needs on the way to afgerond, along an existing contract on which no change waits.
NEEDED: dict[str, Acts] = {
    trigger: [act for code in codes.split() for act in MEETS[code]]
    for trigger, codes in {
        "stel_werkgroep_in": "D1 D2",
        "start_verkenning": "W1 W2 W3 W4 W5",
        "start_realisatie": "V5 V6 V7",
        "start_monitoring": "R1 R2 R3",
        "start_borging": "M1 M2 M3 M4",
        "rond_af": "B1 B2 B3 B4",
    }.items()
}
