"""Every rule through acts and nights: raised, repeated, escalated, lapsed, caught up, moved, and put off.

One table drives it; a rule that is added to the definition without a row fails. All dates were worked out by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from story import P1, P1_C1, Story

from groeituin.definitions import Library
from groeituin.night import NightReport
from groeituin.planning import planned, stored_terms
from groeituin.reading.one_rule import one_rule
from groeituin.reading.portfolio import find
from models.dossiers import load_dossiers
from states.definition import handreiking

ON = "2026-01-05"
Fields = dict[str, Any]
Step = tuple[str, str, Fields]  # the day, the act, its fields
PEOPLE = ("anna", "bert", "cees", "dina", "eva", "faas", "sara", "wil")
ROLES = {
    "inkoopexpert": "cees", "hr_expert": "dina", "contractmanager": "eva", "interne_opdrachtgever": "faas",
    "social_return_coordinator": "sara", "bestuurder": "wil",
}  # fmt: skip
LINES = [{"target_group": "wsw", "persons": 2, "paid_hours": "100"}]


def person(code: str, **fields: Any) -> Step:  # noqa: ANN401  # the fields of the act
    """Return the step that makes somebody known."""
    return ON, "register-person", {"person": code, "name": code.title(), "email": f"{code}@voorbeeld.nl", **fields}


def partnership(phase: str, *without: str, since: str = ON) -> list[Step]:
    """Return the steps to a partnership in a phase, with a team less some roles; anna leads, bert is backup."""
    filled = [(role, who) for role, who in ROLES.items() if role not in without]
    return [
        (ON, "register-organisation", {"organisation": "O-1", "name": "Gemeente", "sector": "gemeente"}),
        (ON, "register-contractor", {"contractor": "glans", "name": "Glans BV"}),
        *(person(code) for code in PEOPLE),
        person("otto", contractor="glans"),
        (ON, "take-over-partnership", P1 | {
            "title": "Schoonmaak", "organisation": "O-1", "phase": phase, "since": since, "coordinator": "anna",
        }),
        *((ON, "assign-role", P1 | {"role": role, "person": who}) for role, who in filled),
        *([] if "backup" in without else [(ON, "assign-role", backup())]),
    ]  # fmt: skip


def backup() -> Fields:
    """Return the fields that make bert the backup."""
    return P1 | {"role": "projectcoordinator", "person": "bert", "backup": True}


def contract(**fields: Any) -> list[Step]:  # noqa: ANN401  # the fields of the act
    """Return the steps to contract C-1, over 2026 and 2027 unless told, linked to P-1."""
    known = {
        "contract": "C-1", "organisation": "O-1", "title": "Schoonmaak", "nature": "dienst", "contractor": "glans",
        "starts_on": "2026-01-01", "ends_on": "2027-12-31",
    }  # fmt: skip
    chosen = {name: value for name, value in (known | fields).items() if value is not None}
    return [(ON, "register-contract", chosen), (ON, "link-contract", P1_C1 | {"focus": True})]


def awarded(on: str) -> list[Step]:
    """Return the steps to a contract that was tendered and awarded."""
    tender = {"starts_on": None, "ends_on": None, "contractor": None, "stage": "gepland"}
    award = {"contractor": "glans", "awarded_on": on, "starts_on": on, "ends_on": "2027-12-31"}
    out = (ON, "ask-out", {"contract": "C-1", "published_on": ON})
    return [*contract(**tender), out, (on, "award-contract", {"contract": "C-1", **award})]


def option(notify_by: str) -> list[Step]:
    """Return the steps to a contract that can be extended by a year."""
    return contract(options=[{"until": "2028-12-31", "notify_by": notify_by}])


def job(ends_on: str) -> list[Step]:
    """Return the steps to a job under C-1 that ends on a day."""
    mapped = {"job": "B-1", "title": "Hulp", "target_group": "wsw", "hours_per_week": 24, "source": "nieuwe_taak"}
    filled = {"job": "B-1", "starts_on": ON, "ends_on": ends_on, "form": "dienstverband", "payroll": "opdrachtnemer"}
    return [(ON, "map-job", P1_C1 | mapped), (ON, "fill-job", P1 | filled)]


def certificate(until: str) -> Step:
    """Return the step that tells until when the contractor's certificate is valid."""
    return (
        ON,
        "register-contractor",
        {"contractor": "glans", "name": "Glans", "pso": {"level": "2", "valid_until": until}},
    )


def action(deadline: str) -> Step:
    """Return the step that agrees on an action of dina's."""
    return ON, "add-action", P1 | {"action": "A-1", "description": "Bel", "owner": "dina", "deadline": deadline}


def ended(return_on: str) -> Step:
    """Return the step that ends the partnership, with a date to come back."""
    said = {"trigger": "beeindig", "reason": "r", "lesson": "Begin eerder.", "return_on": return_on}
    return "2026-01-12", "advance", P1 | said


OWED = {
    "contract": "C-1", "percentage": 5, "base": "opdrachtsom", "base_amount": 400_000, "from": "2026-01-01",
    "reason": "gunning",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A rule as people live it.

    ``first`` and ``then`` are occasions with the night that raises them; ``to`` who is asked; ``rungs`` who hears of
    it later, with the night; ``gone`` the acts after which there is nothing to ask; ``missed`` a night after a long
    silence, what it raises and what it skips; ``paused`` the night of ``first`` after a suspension of 30 days (2
    February to 4 March); ``off`` other steps, and what falls on a day off, with the night that raises it.
    """

    steps: list[Step]
    first: tuple[str, str]
    to: set[str]
    rungs: list[tuple[str, set[str]]]
    gone: list[tuple[str, Fields]]
    missed: tuple[str, list[str], list[str]]
    off: tuple[list[Step], str, str]
    paused: str | None = None
    then: tuple[str, str] | None = None
    subject: str = field(default="")


ROWS: dict[str, Row] = {
    # 15 March is a Sunday, so 28 days are counted back from Monday the 16th.
    "voortgangsgesprek": Row(
        partnership("realisatie"), ("2026-K1", "2026-02-16"), {"anna", "eva"},
        [("2026-03-02", {"sara"}), ("2026-03-16", {"wil"})],
        [("hold-meeting", P1 | {"kind": "voortgang", "attendees": ["opdrachtnemer"], "outcome": "goed"})],
        ("2026-12-01", ["2026-K4"], ["2026-K1", "2026-K2", "2026-K3"]),
        (partnership("realisatie"), "2026-K1", "2026-02-16"), "2026-03-04", ("2026-K2", "2026-05-18"),
    ),
    # 18 months before 31 August 2027 is Saturday 28 February.
    "contract_verloopt": Row(
        [*partnership("realisatie"), *contract()], ("C-1/2027-12-31/18m", "2026-06-30"), {"cees", "anna"},
        [("2026-07-14", {"sara"}), ("2026-07-28", {"wil"})],
        [("amend-contract", {"contract": "C-1", "reason": "geen opvolger", "stage": "afgelopen"})],
        ("2027-10-05", [f"C-1/2027-12-31/{lead}m" for lead in (18, 12, 6, 3)], []),
        ([*partnership("realisatie"), *contract(ends_on="2027-08-31")], "C-1/2027-08-31/18m", "2026-03-02"),
        "2026-06-30", ("C-1/2027-12-31/12m", "2026-12-31"), "C-1",
    ),
    # 5 July is a Sunday; 30 days later is Tuesday 4 August.
    "evaluatie": Row(
        partnership("monitoring"), ("2026-01-05/6m", "2026-07-06"), {"anna"},
        [("2026-07-20", {"sara"}), ("2026-08-03", {"wil"})],
        [("record-evaluation", P1 | {"findings": "f", "lessons": "l", "next_tender": "n"})],
        ("2028-08-01", ["2026-01-05/30m"], ["2026-01-05/6m", "2026-01-05/18m"]),
        (partnership("monitoring"), "2026-01-05/6m", "2026-07-06"), "2026-08-04", ("2026-01-05/18m", "2027-07-05"),
    ),
    # 6 months before 4 October is Saturday 4 April; Easter Monday is the 6th.
    "verlengoptie": Row(
        [*partnership("monitoring"), *option("2027-03-31")], ("C-1/2027-03-31/6m", "2026-09-30"),
        {"eva", "anna", "faas"}, [("2026-10-14", {"sara"}), ("2026-10-28", {"wil"})],
        [("waive-option", {"contract": "C-1", "until": "2028-12-31"})],
        ("2027-03-10", ["C-1/2027-03-31/1m"], ["C-1/2027-03-31/6m", "C-1/2027-03-31/3m"]),
        ([*partnership("monitoring"), *option("2026-10-04")], "C-1/2026-10-04/6m", "2026-04-07"), "2026-09-30",
        ("C-1/2027-03-31/3m", "2026-12-31"), "C-1",
    ),
    "plan_van_aanpak": Row(
        [*partnership("realisatie"), *awarded("2026-03-02")], ("C-1/2026-03-02/30d", "2026-04-01"), {"eva", "otto"},
        [("2026-04-15", {"anna"}), ("2026-04-29", {"wil"})],
        [("hold-meeting", P1 | {"kind": "start", "attendees": ["opdrachtnemer"], "outcome": "plan besproken"})],
        ("2026-12-01", ["C-1/2026-03-02/30d"], []),
        ([*partnership("realisatie"), *awarded("2026-03-05")], "C-1/2026-03-05/30d", "2026-04-07"), "2026-04-01",
        subject="C-1",
    ),
    # The first working day of 2027 is Monday 4 January.
    "urenopgave": Row(
        [*partnership("realisatie"), *contract()], ("C-1/2026-K1", "2026-04-01"), {"otto"}, [("2026-04-29", {"eva"})],
        [("report-hours", P1_C1 | {"period": "2026-K1", "lines": LINES})],
        ("2026-12-24", ["C-1/2026-K3"], ["C-1/2026-K1", "C-1/2026-K2"]),
        ([*partnership("realisatie"), *contract(starts_on="2026-10-01")], "C-1/2026-K4", "2027-01-04"), "2026-04-01",
        ("C-1/2026-K2", "2026-07-01"), "C-1",
    ),
    "eindafrekening": Row(
        [*partnership("monitoring"), *contract(ends_on="2026-10-30")], ("C-1/2026-10-30/einde", "2026-10-30"), {"eva"},
        [("2026-11-13", {"anna"}), ("2026-11-27", {"wil"})],
        [
            ("report-hours", P1_C1 | {"period": "2026-K4", "lines": LINES}),
            ("review-hours", P1_C1 | {"period": "2026-K4", "verdict": "goedgekeurd"}),
        ],
        ("2027-02-01", ["C-1/2026-10-30/einde"], []),
        ([*partnership("monitoring"), *contract(ends_on="2026-10-31")], "C-1/2026-10-31/einde", "2026-11-02"),
        "2026-10-30", subject="C-1",
    ),
    # 120 days after 5 January is 5 May. After 3 January it is Sunday 3 May, which does not move.
    "fase_staat_stil": Row(
        partnership("verkenning"), ("verkenning/2026-01-05/120d", "2026-05-05"), {"anna"},
        [("2026-05-19", {"sara"}), ("2026-06-02", {"wil"})],
        [("advance", P1 | {"trigger": "beeindig", "reason": "r", "lesson": "l"})],
        ("2026-08-10", ["verkenning/2026-01-05/210d"], [f"verkenning/2026-01-05/{n}d" for n in (120, 150, 180)]),
        (partnership("verkenning", since="2026-01-03"), "verkenning/2026-01-03/120d", "2026-05-03"), "2026-06-04",
        ("verkenning/2026-01-05/150d", "2026-06-04"),
    ),
    # The day after Friday 29 May is a Saturday, and stays one.
    "actie_te_laat": Row(
        [*partnership("werkgroep"), action("2026-05-31")], ("A-1/2026-05-31/1", "2026-06-01"), {"dina"},
        [("2026-06-15", {"anna"})], [("complete-action", P1 | {"action": "A-1"})],
        ("2026-06-24", ["A-1/2026-05-31/4"], [f"A-1/2026-05-31/{n}" for n in (1, 2, 3)]),
        ([*partnership("werkgroep"), action("2026-05-29")], "A-1/2026-05-29/1", "2026-05-30"), "2026-06-01",
        ("A-1/2026-05-31/2", "2026-06-08"), "A-1",
    ),
    # 90 days after 5 January is Easter Sunday, which does not move.
    "reservecoordinator_ontbreekt": Row(
        partnership("werkgroep", "backup"), ("reservecoordinator/2026-01-05/30d", "2026-02-04"), {"anna"},
        [("2026-02-18", {"sara"}), ("2026-03-04", {"wil"})], [("assign-role", backup())],
        (
            "2026-05-08", ["reservecoordinator/2026-01-05/120d"],
            [f"reservecoordinator/2026-01-05/{n}d" for n in (30, 60, 90)],
        ),
        (partnership("werkgroep", "backup"), "reservecoordinator/2026-01-05/90d", "2026-04-05"), "2026-03-06",
        ("reservecoordinator/2026-01-05/60d", "2026-03-06"),
    ),
    "rol_onbezet": Row(
        partnership("werkgroep", "contractmanager"), ("contractmanager/2026-01-05/30d", "2026-02-04"), {"anna"},
        [("2026-02-18", {"sara"}), ("2026-03-04", {"wil"})],
        [("assign-role", P1 | {"role": "contractmanager", "person": "eva"})],
        ("2026-05-08", ["contractmanager/2026-01-05/120d"], [f"contractmanager/2026-01-05/{n}d" for n in (30, 60, 90)]),
        (partnership("werkgroep", "contractmanager"), "contractmanager/2026-01-05/90d", "2026-04-05"), "2026-03-06",
        ("contractmanager/2026-01-05/60d", "2026-03-06"), "contractmanager",
    ),
    # 4 months before 1 December is Saturday 1 August.
    "aanbesteding_nadert": Row(
        [*partnership("verkenning"), *contract(
            stage="gepland", planned_publication_on="2026-12-01", starts_on=None, ends_on=None, contractor=None)],
        ("C-1/2026-12-01/6m", "2026-06-01"), {"cees", "anna"}, [("2026-06-15", {"sara"}), ("2026-06-29", {"wil"})],
        [("ask-out", {"contract": "C-1", "published_on": "2026-06-02"})],
        ("2026-09-01", ["C-1/2026-12-01/4m"], ["C-1/2026-12-01/6m"]),
        ([*partnership("verkenning"), *contract(
            stage="gepland", planned_publication_on="2026-12-01", starts_on=None, ends_on=None, contractor=None)],
         "C-1/2026-12-01/4m", "2026-08-03"),
        "2026-06-01", ("C-1/2026-12-01/4m", "2026-08-03"), "C-1",
    ),
    # 2 months before 31 December is Saturday 31 October.
    "baan_loopt_af": Row(
        [*partnership("realisatie"), *contract(), *job("2026-11-30")], ("C-1/2026-11", "2026-09-30"), {"dina", "otto"},
        [("2026-10-14", {"anna"}), ("2026-10-28", {"wil"})],
        [("prolong-job", P1 | {"job": "B-1", "ends_on": "2027-06-30"})],
        ("2027-01-15", ["C-1/2026-11"], []),
        ([*partnership("realisatie"), *contract(), *job("2026-12-31")], "C-1/2026-12", "2026-11-02"), "2026-09-30",
        subject="C-1",
    ),
    # Nothing was realised: known 28 days after the question of 1 October; that of 1 January falls on 4 January.
    "achterstand": Row(
        [*partnership("realisatie"), *contract(), (ON, "set-obligation", OWED)], ("C-1/2026-K3", "2026-10-29"),
        {"sara"}, [("2026-11-12", {"anna", "eva"}), ("2026-11-26", {"wil"})],
        [("record-opening-balance", {"contract": "C-1", "sroi_euros": 20_000, "hours": 0, "source": "vorige lijst"})],
        ("2027-05-03", ["C-1/2027-K1"], ["C-1/2026-K3", "C-1/2026-K4"]),
        ([*partnership("realisatie"), *contract(), (ON, "set-obligation", OWED)], "C-1/2026-K4", "2027-02-01"),
        "2026-10-29", ("C-1/2026-K4", "2027-02-01"), "C-1",
    ),
    # 60 days before 30 September is Saturday 1 August.
    "pso_verloopt": Row(
        [*partnership("monitoring"), *contract(), certificate("2026-10-30")], ("glans/2026-10-30/60d", "2026-08-31"),
        {"eva"}, [("2026-09-14", {"anna"})], [certificate("2028-10-30")[1:]],
        ("2026-12-01", ["glans/2026-10-30/60d"], []),
        ([*partnership("monitoring"), *contract(), certificate("2026-09-30")], "glans/2026-09-30/60d", "2026-08-03"),
        "2026-08-31", subject="glans",
    ),
    # What has ended cannot be suspended.
    "terugkomen": Row(
        [*partnership("borging"), ended("2026-09-01")], ("2026-09-01", "2026-09-01"), {"anna"},
        [("2026-09-15", {"sara"}), ("2026-09-29", {"wil"})],
        [("start-partnership", {"partnership": "P-2", "title": "Verder", "organisation": "O-1", "predecessor": "P-1"})],
        ("2027-01-04", ["2026-09-01"], []),
        ([*partnership("borging"), ended("2026-09-05")], "2026-09-05", "2026-09-07"),
    ),
    # A year after Friday 9 January 2026 is a Saturday.
    "beleid_herijken": Row(
        [*partnership("borging"), ("2026-01-12", "write-policy", P1 | {"part": "doel", "text": "meer banen"})],
        ("2026-01-12/12m", "2027-01-12"), {"sara"}, [("2027-02-09", {"wil"})],
        [("write-policy", P1 | {"part": "doel", "text": "meer en betere banen"})],
        ("2029-01-20", ["2026-01-12/36m"], ["2026-01-12/12m", "2026-01-12/24m"]),
        (
            [*partnership("borging"), ("2026-01-09", "write-policy", P1 | {"part": "doel", "text": "meer banen"})],
            "2026-01-09/12m", "2027-01-11",
        ),
        "2027-02-11", ("2026-01-12/24m", "2028-01-12"),
    ),
    "resultaten_delen": Row(
        [*partnership("borging"), ("2026-01-12", "share-results", P1 | {"audience": "intern", "where": "intranet"})],
        ("2026-01-12/12m", "2027-01-12"), {"sara"}, [("2027-02-09", {"wil"})],
        [("share-results", P1 | {"audience": "extern", "where": "website"})],
        ("2029-01-20", ["2026-01-12/36m"], ["2026-01-12/12m", "2026-01-12/24m"]),
        (
            [*partnership("borging"), ("2026-01-09", "share-results", P1 | {"audience": "extern", "where": "website"})],
            "2026-01-09/12m", "2027-01-11",
        ),
        "2027-02-11", ("2026-01-12/24m", "2028-01-12"),
    ),
}  # fmt: skip
RULES = pytest.mark.parametrize("rule", handreiking().rules)


def live(story: Story, steps: Iterable[Step]) -> None:
    """Do steps in the order of their days."""
    for on, name, fields in sorted(steps, key=lambda step: step[0]):
        story.act(on, name, **fields)


def raised(report: NightReport, rule: str) -> list[str]:
    """Return the occasions that a night raised for a rule."""
    return [signal.occasion for signal in report.raised if signal.rule == rule]


def asked(story: Story, rule: str) -> list[tuple[Any, ...]]:
    """Return occasion, status and rung of every signal of a rule, in the order in which they were raised."""
    return story.rows("SELECT occasion, status, rung FROM signals WHERE rule = :r ORDER BY id", r=rule)


def asking(story: Story, rule: str) -> set[str]:
    """Return who has the open signal of a rule."""
    return {
        row[0]
        for row in story.rows(
            "SELECT person FROM signal_recipients JOIN signals ON id = signal WHERE rule = :r AND status = 'open'",
            r=rule,
        )
    }


def after(day: str, days: int) -> str:
    """Return the date some days after another."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def check(story: Story) -> None:
    """Stored terms are what ``plan`` says."""
    with story.engine.connect() as connection:
        everyone = [row[0] for row in story.rows("SELECT partnership FROM partnerships ORDER BY 1")]
        assert stored_terms(connection, everyone) == planned(load_dossiers(connection, everyone), Library(connection))


def test_every_rule_has_a_row() -> None:
    """No rule of the definition is left out."""
    assert set(handreiking().rules) == set(ROWS)


@RULES
def test_it_is_raised_on_its_night(story: Story, rule: str) -> None:
    """Not a night before; on the night itself once, to its people, in one journal row."""
    row = ROWS[rule]
    name, night = row.first
    live(story, row.steps)
    assert [] == raised(story.night(after(night, -1)), rule)
    assert [name] == raised(story.night(night), rule)
    assert [] == raised(story.night(night), rule)
    assert row.to == asking(story, rule)
    told = [entry[4] for entry in story.journal() if entry[3] == "raise-signal" and entry[4]["rule"] == rule]
    assert [(name, sorted(row.to))] == [(data["occasion"], sorted(data["to"])) for data in told]
    assert [(row.subject,)] == story.rows("SELECT subject FROM signals WHERE rule = :r", r=rule)
    check(story)


@pytest.mark.parametrize("rule", [rule for rule, row in ROWS.items() if row.then])
def test_it_is_repeated_and_takes_the_place_of_the_one_before(sqlite_story: Story, rule: str) -> None:
    """The next occasion replaces the open one, so that one signal stays open."""
    row = ROWS[rule]
    assert row.then
    live(sqlite_story, row.steps)
    sqlite_story.night(row.first[1])
    assert [] == raised(sqlite_story.night(after(row.then[1], -1)), rule)
    assert [row.then[0]] == raised(sqlite_story.night(row.then[1]), rule)
    assert [(row.first[0], "vervangen"), (row.then[0], "open")] == [found[:2] for found in asked(sqlite_story, rule)]
    check(sqlite_story)


@RULES
def test_when_nobody_answers_it_climbs_its_ladder(sqlite_story: Story, rule: str) -> None:
    """Each rung on its night and once; who was told before stays told."""
    row, told = ROWS[rule], set(ROWS[rule].to)
    assert len(handreiking().rules[rule].ladder) == len(row.rungs)
    live(sqlite_story, row.steps)
    sqlite_story.night(row.first[1])
    for number, (night, people) in enumerate(row.rungs, start=1):
        sqlite_story.night(after(night, -1))
        assert told == asking(sqlite_story, rule)
        sqlite_story.night(night)
        sqlite_story.night(night)
        told |= people
        assert told == asking(sqlite_story, rule)
        assert number == asked(sqlite_story, rule)[-1][2]
    climbed = [entry[4] for entry in sqlite_story.journal() if entry[3] == "escalate-signal"]
    assert [(number, sorted(people)) for number, (_night, people) in enumerate(row.rungs, start=1)] == [
        (data["rung"], sorted(data["to"])) for data in climbed if data["rule"] == rule
    ]


@RULES
def test_it_lapses_the_night_after_its_reason_is_gone(sqlite_story: Story, rule: str) -> None:
    """By the act that takes the reason away; and nothing more is asked on its account."""
    row = ROWS[rule]
    live(sqlite_story, row.steps)
    night = row.first[1]
    sqlite_story.night(night)
    for name, fields in row.gone:
        sqlite_story.act(after(night, 1), name, **fields)
    check(sqlite_story)
    report = sqlite_story.night(after(night, 2))
    assert report.lapsed >= 1
    assert [(row.first[0], "vervallen", 0)] == asked(sqlite_story, rule)
    check(sqlite_story)


def test_what_was_asked_while_a_contract_ran_lapses_when_the_last_has_ended(sqlite_story: Story) -> None:
    """Nobody needs to do anything for it: the night after the last contract ended there is nothing to meet about."""
    rule = ["voortgangsgesprek"]
    sqlite_story.reach("afgerond")
    for night in ("2028-11-17", "2028-12-01", "2028-12-15"):
        sqlite_story.night(night, rule)
    # Sunday 31 December, and then a holiday.
    assert [("2028-K4", "open", "2029-01-03")] == sqlite_story.signals(rule=rule[0])[-1:]
    assert 0 == sqlite_story.night("2029-01-02", rule).lapsed
    assert 1 == sqlite_story.night("2029-01-03", rule).lapsed
    assert [("2028-K4", "vervallen", None)] == sqlite_story.signals(rule=rule[0])[-1:]
    with sqlite_story.engine.connect() as connection:
        told = one_rule(connection, find(connection, "P-1"), handreiking(), rule[0], date(2029, 1, 3))
    [lapsed] = [one["sentence"] for one in told["earlier"] if one["occasion"] == "2028-K4"]
    assert "vervallen, want in de fase afgerond wordt dit alleen gevraagd zolang een contract loopt." in lapsed
    check(sqlite_story)


OTHER_WAYS: list[tuple[str, str, Fields]] = [
    ("voortgangsgesprek", "agree-monitoring", P1 | {
        "frequency": "halfjaar", "agenda": "a", "roles": "r", "information": "i"}),
    ("contract_verloopt", "amend-contract", {"contract": "C-1", "reason": "verlengd", "ends_on": "2028-12-31"}),
    ("contract_verloopt", "register-contract", {
        "contract": "C-2", "organisation": "O-1", "title": "Opvolger", "nature": "dienst", "replaces": "C-1",
        "stage": "gegund"}),
    ("contract_verloopt", "unlink-contract", P1_C1),
    ("verlengoptie", "exercise-option", {"contract": "C-1", "until": "2028-12-31"}),
    ("aanbesteding_nadert", "amend-contract", {"contract": "C-1", "reason": "niet nodig", "stage": "ingetrokken"}),
    ("actie_te_laat", "change-action", P1 | {"action": "A-1", "withdrawn": True}),
    ("actie_te_laat", "change-action", P1 | {"action": "A-1", "deadline": "2026-12-01"}),
    ("baan_loopt_af", "end-job", P1 | {"job": "B-1", "ended_on": "2026-09-30", "reason": "doorstroom"}),
    ("urenopgave", "record-willingness", P1_C1 | {"willing": False, "reason": "r", "lesson": "l"}),
    ("terugkomen", "advance", P1 | {"trigger": "heropen", "reason": "nieuwe kans"}),
    ("beleid_herijken", "advance", P1 | {"trigger": "herverken", "reason": "nieuw contract"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "act", "fields"), OTHER_WAYS)
def test_there_is_more_than_one_way_to_take_a_reason_away(
    sqlite_story: Story, rule: str, act: str, fields: Fields
) -> None:
    """Extended, succeeded, withdrawn, put off, ended, reopened: the next night the signal lapses."""
    row = ROWS[rule]
    live(sqlite_story, row.steps)
    sqlite_story.night(row.first[1])
    sqlite_story.act(after(row.first[1], 1), act, **fields)
    check(sqlite_story)
    sqlite_story.night(after(row.first[1], 1))
    assert "vervallen" == asked(sqlite_story, rule)[0][1]


@RULES
def test_it_is_caught_up_after_missed_nights(sqlite_story: Story, rule: str) -> None:
    """After a long silence all alerts about a contract's end, and of every other rule the newest, naming the rest."""
    row = ROWS[rule]
    night, names, skipped = row.missed
    live(sqlite_story, row.steps)
    assert names == raised(sqlite_story.night(night), rule)
    assert sorted(skipped) == sorted(
        name for (name,) in sqlite_story.rows("SELECT occasion FROM skipped_occasions WHERE rule = :r", r=rule)
    )
    assert [(name, "vervangen", 0) for name in names[:-1]] + [(names[-1], "open", 0)] == asked(sqlite_story, rule)
    (sentence,) = sqlite_story.rows(
        "SELECT sentence FROM signals WHERE occasion = :o AND rule = :r", o=names[-1], r=rule
    )[0]
    assert all(name in sentence for name in (skipped if len(skipped) <= 4 else (skipped[0], skipped[-1])))
    check(sqlite_story)


@pytest.mark.parametrize("rule", [rule for rule, row in ROWS.items() if row.paused])
def test_a_suspension_moves_it_or_makes_it_wait(sqlite_story: Story, rule: str) -> None:
    """Thirty days suspended in February: thirty days later, or as before, and in no case inside the suspension."""
    row = ROWS[rule]
    pause = ("2026-02-02", "suspend", P1 | {"reason": "verbouwing", "until": "2026-03-04"})
    live(sqlite_story, [*row.steps, pause])
    assert row.paused
    assert [] == raised(sqlite_story.night(after(row.paused, -1)), rule)
    assert [row.first[0]] == raised(sqlite_story.night(row.paused), rule)
    check(sqlite_story)


@RULES
def test_a_day_off_moves_it_or_not(sqlite_story: Story, rule: str) -> None:
    """What falls in a weekend or on a holiday waits for the next working day, unless days are simply counted."""
    steps, name, night = ROWS[rule].off
    live(sqlite_story, steps)
    assert name not in raised(sqlite_story.night(after(night, -1)), rule)
    assert [name] == raised(sqlite_story.night(night), rule)


@RULES
def test_put_off_it_comes_back_on_its_date(sqlite_story: Story, rule: str) -> None:
    """Asked nothing meanwhile, not even again; from then on its ladder counts anew."""
    row = ROWS[rule]
    name, night = row.first
    live(sqlite_story, row.steps)
    sqlite_story.night(night)
    back = after(night, 10)
    sqlite_story.act(after(night, 1), "settle-signal", **P1, rule=rule, occasion=name, outcome="uitgesteld", until=back)
    for number in range(2, 10):
        assert [] == raised(sqlite_story.night(after(night, number)), rule)
    sqlite_story.night(back)
    rung = handreiking().rules[rule].ladder[0].after_days
    assert [(name, "open", after(back, rung))] == sqlite_story.signals(rule=rule)
    assert "return-signal" in [entry[3] for entry in sqlite_story.journal()]
    check(sqlite_story)
