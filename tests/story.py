"""A database in which a test lets things happen, by date, in few words."""

import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from groeituin.acts.perform import Outcome, perform
from groeituin.night import NightReport, run_night

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

    def start(self, on: str, partnership: str = "P-1", organisation: str = "O-1") -> None:
        """Make an organisation, five people and a partnership in its first phase known."""
        self.act(on, "register-organisation", organisation=organisation, name="Gemeente Voorbeeld", sector="gemeente")
        for person in ("anna", "bert", "cees", "dina", "eva"):
            self.act(on, "register-person", person=person, name=person.title(), email=f"{person}@voorbeeld.nl")
        self.act(on, "start-partnership", partnership=partnership, title="Schoonmaak", organisation=organisation)

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

    def reach(self, phase: str, on: str = "2026-01-05") -> None:
        """Take P-1, which this starts, with contract C-1 to a phase, everything on one date."""
        self.start(on)
        self.contract(on)
        for name, trigger in TRIGGER_TO.items():
            for act, fields in NEEDED[trigger]:
                self.act(on, act, **fields)
            self.act(on, "advance", partnership="P-1", trigger=trigger)
            if name == phase:
                return


TRIGGER_TO = {
    "werkgroep": "stel_werkgroep_in",
    "verkenning": "start_verkenning",
    "realisatie": "start_realisatie",
    "monitoring": "start_monitoring",
    "borging": "start_borging",
    "afgerond": "rond_af",
}
PARTS = ("doel", "doelgroepen", "toepassing", "realisatie", "monitoring", "rolverdeling", "beoogde_resultaten")
P1 = {"partnership": "P-1"}
P1_C1 = P1 | {"contract": "C-1"}
# The acts that each trigger needs, in an order in which they can be done.
NEEDED: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "stel_werkgroep_in": [
        ("record-decision", P1 | {"decision": "principebesluit", "decided_by": "college"}),
        ("assign-role", P1 | {"role": "projectcoordinator", "person": "anna"}),
    ],
    "start_verkenning": [
        ("assign-role", P1 | {"role": "inkoopexpert", "person": "bert"}),
        ("assign-role", P1 | {"role": "hr_expert", "person": "cees"}),
        ("assign-role", P1 | {"role": "contractmanager", "person": "dina"}),
        ("assign-role", P1 | {"role": "interne_opdrachtgever", "person": "eva"}),
        ("assign-role", P1 | {"role": "projectcoordinator", "person": "bert", "backup": True}),
        ("set-objective", P1 | {"target_group": "participatiewet", "jobs": 2}),
        ("add-action", P1 | {"action": "A-1", "description": "Bel de WSP", "owner": "anna", "deadline": "2030-01-01"}),
        ("choose-route", P1 | {"route": "bestaand_contract"}),
    ],
    "start_realisatie": [
        (
            "record-brainstorm",
            P1_C1 | {"who": "w", "what": "w", "how": "h", "results": "r", "labour": "l", "status": "in_beeld"},
        ),
        ("hold-meeting", P1 | {"kind": "verkennend", "attendees": ["opdrachtnemer"], "outcome": "goed gesprek"}),
        ("record-willingness", P1_C1 | {"willing": True}),
    ],
    "start_monitoring": [
        (
            "map-job",
            P1
            | {
                "job": "B-1",
                "title": "Hulp",
                "target_group": "participatiewet",
                "hours_per_week": 24,
                "source": "nieuwe_taak",
            },
        ),
        ("hold-meeting", P1 | {"kind": "beslissers", "attendees": ["bestuurder"], "outcome": "akkoord"}),
        (
            "fill-job",
            P1 | {"job": "B-1", "starts_on": "2026-01-01", "form": "dienstverband", "payroll": "opdrachtnemer"},
        ),
    ],
    "start_borging": [
        ("agree-monitoring", P1 | {"frequency": "kwartaal", "agenda": "a", "roles": "r", "information": "i"}),
        ("hold-meeting", P1 | {"kind": "voortgang", "attendees": ["opdrachtnemer"], "outcome": "op koers"}),
        (
            "report-hours",
            P1_C1
            | {
                "period": "2025-K4",
                "lines": [{"target_group": "participatiewet", "persons": 2, "paid_hours": "300.5"}],
            },
        ),
        ("review-hours", P1_C1 | {"period": "2025-K4", "verdict": "goedgekeurd"}),
        ("record-evaluation", P1 | {"findings": "f", "lessons": "l", "next_tender": "n"}),
    ],
    "rond_af": [
        *(("write-policy", P1 | {"part": part, "text": f"over {part}"}) for part in PARTS),
        ("appoint-specialist", P1 | {"person": "eva"}),
        ("record-decision", P1 | {"decision": "bekrachtiging", "decided_by": "college"}),
        ("share-results", P1 | {"audience": "intern", "where": "intranet"}),
        ("share-results", P1 | {"audience": "extern", "where": "website"}),
    ],
}
