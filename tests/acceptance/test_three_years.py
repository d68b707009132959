"""Three years of nights, from 2026 to 2028, as a list of dates worked out by hand from the rules.

The dates hold both changes of the clock in a year (29 March and 25 October 2026, 26 March 2028), 29 February 2028,
King's Day, Easter, Ascension Day, Whit Monday, Christmas, New Year's Day, and the ends of years.
"""

import json
from datetime import date
from typing import Any

from sqlalchemy.engine import Engine
from story import AT, Story

from groeituin.replay import replay

UNTIL = date(2028, 12, 31)


def acts() -> list[dict[str, Any]]:
    """Return what people do in these years; they hold no meetings and record no evaluations."""
    known: list[dict[str, Any]] = [
        {"on": "2026-01-01", "act": "register-organisation", "organisation": "O-1", "name": "Gemeente Voorbeeld",
         "sector": "gemeente"},
        {"on": "2026-01-01", "act": "register-contractor", "contractor": "B-1", "name": "Bedrijf Voorbeeld"},
        *({"on": "2026-01-01", "act": "register-person", "person": name, "name": name.title(),
           "email": f"{name}@voorbeeld.example"} for name in ("anna", "bert")),
        contract("C-A", "2024-01-01", "2027-10-25"),
        contract("C-B", "2026-01-01", "2028-12-25"),
        contract("C-E", "2025-03-31", "2028-03-31"),
        contract("C-F", "2027-01-01", "2028-05-25"),
        contract("C-G", "2027-07-01", "2028-07-01"),
        {"on": "2026-01-01", "act": "register-contract", "contract": "C-D", "organisation": "O-1", "nature": "dienst",
         "title": "Post", "stage": "gepland", "planned_publication_on": "2028-02-29"},
    ]  # fmt: skip
    lives = [*follows_in_halves(), *follows_by_month(), *stands_still(), *waits_for_a_tender(), *has_finished()]
    return sorted(known + lives, key=lambda one: str(one["on"]))


def contract(code: str, starts_on: str, ends_on: str) -> dict[str, Any]:
    """Return the act by which a running contract becomes known."""
    return {"on": "2026-01-01", "act": "register-contract", "contract": code, "organisation": "O-1", "title": "Groen",
            "nature": "dienst", "contractor": "B-1", "starts_on": starts_on, "ends_on": ends_on}  # fmt: skip


def taken_over(on: str, code: str, phase: str, since: str, linked: str) -> dict[str, Any]:
    """Return the act by which a running partnership is entered."""
    return {"on": on, "act": "take-over-partnership", "partnership": code, "title": code, "organisation": "O-1",
            "phase": phase, "since": since, "coordinator": "anna", "contract": linked}  # fmt: skip


def of(partnership: str, on: str, name: str, /, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # the fields of any act
    """Return an act on a partnership."""
    return {"on": on, "act": name, "partnership": partnership, **fields}


BACKUP = {"role": "projectcoordinator", "person": "bert", "backup": True}
AGREED = {"agenda": "Instroom", "roles": "Allen", "information": "Uren"}


def follows_in_halves() -> list[dict[str, Any]]:
    """P-A: in monitoring since the last day of August, a meeting each half-year, three contracts."""
    return [
        taken_over("2026-01-05", "P-A", "monitoring", "2025-08-31", "C-A"),
        of("P-A", "2026-01-05", "assign-role", **BACKUP),
        of("P-A", "2026-01-05", "agree-monitoring", frequency="halfjaar", **AGREED),
        of("P-A", "2027-01-04", "link-contract", contract="C-F"),
        of("P-A", "2027-01-04", "link-contract", contract="C-G"),
    ]


def follows_by_month() -> list[dict[str, Any]]:
    """P-B: monthly meetings, no backup at first, paused over a winter, ended with its contract still running."""
    return [
        taken_over("2027-04-01", "P-B", "monitoring", "2026-12-31", "C-B"),
        of("P-B", "2027-04-01", "agree-monitoring", frequency="maand", **AGREED),
        of("P-B", "2027-06-01", "assign-role", **BACKUP),
        of("P-B", "2027-07-01", "suspend", reason="Verbouwing", until="2028-03-01"),
        of("P-B", "2028-06-01", "advance", trigger="beeindig", reason="Geen werk meer", lesson="Begin eerder"),
    ]


def stands_still() -> list[dict[str, Any]]:
    """P-C: starts, stands still in two phases around a pause of 30 days, and ends."""
    return [
        of("P-C", "2026-01-05", "start-partnership", title="P-C", organisation="O-1"),
        of("P-C", "2026-05-20", "assign-role", role="projectcoordinator", person="anna"),
        of("P-C", "2026-05-20", "record-decision", decision="principebesluit", decided_by="College"),
        of("P-C", "2026-05-20", "advance", trigger="stel_werkgroep_in"),
        of("P-C", "2026-06-01", "suspend", reason="Zomer", until="2026-07-01"),
        of("P-C", "2026-08-20", "assign-role", **BACKUP),
        of("P-C", "2026-08-20", "add-action", action="A-1", description="Bellen", owner="bert", deadline="2026-10-24"),
        of("P-C", "2026-11-02", "complete-action", action="A-1"),
        of("P-C", "2026-11-10", "advance", trigger="beeindig", reason="Geen tijd", lesson="Regel tijd"),
    ]


def waits_for_a_tender() -> list[dict[str, Any]]:
    """P-D: in verkenning, its tender planned for 29 February and published in July."""
    return [
        taken_over("2028-01-03", "P-D", "verkenning", "2028-01-01", "C-D"),
        of("P-D", "2028-02-10", "assign-role", **BACKUP),
        {"on": "2028-07-10", "act": "ask-out", "contract": "C-D", "published_on": "2028-07-10"},
    ]


def has_finished() -> list[dict[str, Any]]:
    """P-E: taken over on the last day of a year, afgerond, with a contract that runs until 31 March 2028."""
    return [taken_over("2026-12-31", "P-E", "afgerond", "2026-06-30", "C-E")]


# Night, partnership, rule, occasion; behind each that moved: from which day, and why.
EXPECTED = [
    # P-A. Meetings: 15 June and 15 December less 28 days.
    ("2026-05-18", "P-A", "voortgangsgesprek", "2026-H1"),
    ("2026-11-17", "P-A", "voortgangsgesprek", "2026-H2"),
    ("2027-05-18", "P-A", "voortgangsgesprek", "2027-H1"),
    ("2027-11-17", "P-A", "voortgangsgesprek", "2027-H2"),
    ("2028-05-18", "P-A", "voortgangsgesprek", "2028-H1"),
    ("2028-11-17", "P-A", "voortgangsgesprek", "2028-H2"),
    # Six, 18 and 30 months after 31 August: the last day of February.
    ("2026-03-02", "P-A", "evaluatie", "2025-08-31/6m"),  # 28 February 2026 is a Saturday
    ("2027-03-01", "P-A", "evaluatie", "2025-08-31/18m"),  # 28 February 2027 is a Sunday
    ("2028-02-29", "P-A", "evaluatie", "2025-08-31/30m"),
    ("2026-04-28", "P-A", "contract_verloopt", "C-A/2027-10-25/18m"),  # Saturday 25 April, then King's Day
    ("2026-10-26", "P-A", "contract_verloopt", "C-A/2027-10-25/12m"),  # 25 October, Sunday, the clock goes back
    ("2027-04-26", "P-A", "contract_verloopt", "C-A/2027-10-25/6m"),  # 25 April is a Sunday
    ("2027-07-26", "P-A", "contract_verloopt", "C-A/2027-10-25/3m"),  # 25 July is a Sunday
    ("2027-01-25", "P-A", "evaluatie", "C-A/2027-10-25/9m"),
    ("2027-10-25", "P-A", "evaluatie", "C-A/2027-10-25/einde"),
    # 18 months before lies before the start of C-F and C-G; 12 months before is the day on which C-G starts.
    ("2027-05-25", "P-A", "contract_verloopt", "C-F/2028-05-25/12m"),
    ("2027-11-25", "P-A", "contract_verloopt", "C-F/2028-05-25/6m"),
    ("2028-02-25", "P-A", "contract_verloopt", "C-F/2028-05-25/3m"),
    ("2027-08-25", "P-A", "evaluatie", "C-F/2028-05-25/9m"),
    ("2028-05-26", "P-A", "evaluatie", "C-F/2028-05-25/einde"),  # 25 May 2028 is Ascension Day
    ("2028-01-03", "P-A", "contract_verloopt", "C-G/2028-07-01/6m"),  # New Year's Day, a Saturday
    ("2028-04-03", "P-A", "contract_verloopt", "C-G/2028-07-01/3m"),  # 1 April is a Saturday
    ("2027-10-01", "P-A", "evaluatie", "C-G/2028-07-01/9m"),
    ("2028-07-03", "P-A", "evaluatie", "C-G/2028-07-01/einde"),  # 1 July is a Saturday
    # P-B. Agreed on 1 April 2027; the date for April (18 March) had passed then.
    ("2027-04-20", "P-B", "voortgangsgesprek", "2027-05"),  # target Saturday 15 May, Whit Monday: 18 May
    ("2027-05-18", "P-B", "voortgangsgesprek", "2027-06"),
    ("2027-06-17", "P-B", "voortgangsgesprek", "2027-07"),
    ("2028-03-01", "P-B", "voortgangsgesprek", "2028-03"),  # 16 February, within the pause; older ones are skipped
    ("2028-03-21", "P-B", "voortgangsgesprek", "2028-04"),  # target Saturday 15 April, Easter Monday: 18 April
    ("2028-04-13", "P-B", "voortgangsgesprek", "2028-05"),  # 17 April is Easter Monday; back over Good Friday
    ("2028-05-18", "P-B", "voortgangsgesprek", "2028-06"),
    ("2027-05-01", "P-B", "reservecoordinator_ontbreekt", "reservecoordinator/2027-04-01/30d"),  # not moved
    ("2027-05-31", "P-B", "reservecoordinator_ontbreekt", "reservecoordinator/2027-04-01/60d"),
    ("2027-06-30", "P-B", "evaluatie", "2026-12-31/6m"),  # June has 30 days
    ("2028-03-27", "P-B", "evaluatie", "C-B/2028-12-25/9m"),  # Saturday 25 March; the clock goes forward on 26 March
    ("2027-06-25", "P-B", "contract_verloopt", "C-B/2028-12-25/18m"),
    ("2028-03-01", "P-B", "contract_verloopt", "C-B/2028-12-25/12m"),  # Christmas 2027, within the pause
    ("2028-06-26", "P-B", "contract_verloopt", "C-B/2028-12-25/6m"),  # 25 June is a Sunday; it ended on 1 June
    ("2028-09-25", "P-B", "contract_verloopt", "C-B/2028-12-25/3m"),
    # P-C. From 1 June to 1 July it was paused: 30 days.
    ("2026-04-05", "P-C", "fase_staat_stil", "draagvlak/2026-01-05/90d"),  # Easter Sunday; not moved
    ("2026-05-05", "P-C", "fase_staat_stil", "draagvlak/2026-01-05/120d"),
    ("2026-08-18", "P-C", "fase_staat_stil", "werkgroep/2026-05-20/60d"),  # 19 July and 30 days
    ("2026-09-17", "P-C", "fase_staat_stil", "werkgroep/2026-05-20/90d"),
    ("2026-10-17", "P-C", "fase_staat_stil", "werkgroep/2026-05-20/120d"),
    ("2026-07-19", "P-C", "reservecoordinator_ontbreekt", "reservecoordinator/2026-05-20/30d"),  # 19 June and 30 days
    ("2026-08-18", "P-C", "reservecoordinator_ontbreekt", "reservecoordinator/2026-05-20/60d"),
    ("2026-10-25", "P-C", "actie_te_laat", "A-1/2026-10-24/1"),  # a Sunday, the clock goes back; not moved
    ("2026-11-01", "P-C", "actie_te_laat", "A-1/2026-10-24/2"),
    # P-D. The norm counts from the planned publication, and from the real one when that is known.
    ("2028-02-02", "P-D", "reservecoordinator_ontbreekt", "reservecoordinator/2028-01-03/30d"),
    ("2028-06-28", "P-D", "fase_staat_stil", "verkenning/2028-01-01/120d"),  # 29 February and 120 days
    ("2028-12-07", "P-D", "fase_staat_stil", "verkenning/2028-01-01/150d"),  # 10 July and 150 days
    # P-E. Taken over on 31 December 2026: only the most urgent expiry alert that had passed.
    ("2027-01-01", "P-E", "contract_verloopt", "C-E/2028-03-31/18m"),  # due on 30 September 2026
    ("2027-03-31", "P-E", "contract_verloopt", "C-E/2028-03-31/12m"),
    ("2027-09-30", "P-E", "contract_verloopt", "C-E/2028-03-31/6m"),
    ("2027-12-31", "P-E", "contract_verloopt", "C-E/2028-03-31/3m"),
    ("2027-02-15", "P-E", "voortgangsgesprek", "2027-K1"),
    ("2027-05-18", "P-E", "voortgangsgesprek", "2027-K2"),  # the day after Whit Monday
    ("2027-08-18", "P-E", "voortgangsgesprek", "2027-K3"),
    ("2027-11-17", "P-E", "voortgangsgesprek", "2027-K4"),
    ("2028-02-16", "P-E", "voortgangsgesprek", "2028-K1"),  # the last: the contract ends on 31 March
    ("2027-12-30", "P-E", "evaluatie", "2026-06-30/18m"),
    ("2027-06-30", "P-E", "evaluatie", "C-E/2028-03-31/9m"),
    ("2028-03-31", "P-E", "evaluatie", "C-E/2028-03-31/einde"),
]

# What the pause of P-B let pass: named once, with the newest, and never raised.
SKIPPED = ["2027-08", "2027-09", "2027-10", "2027-11", "2027-12", "2028-01", "2028-02"]


def test_three_years_of_nights_raise_what_the_rules_say_on_the_dates_that_they_say(engine: Engine) -> None:
    """Every night of 2026 to 2028 raises, of these rules, exactly the signals worked out by hand, on their dates."""
    script = [json.dumps({"by": "toets", **one}) for one in acts()]
    report = replay(engine, script, at=AT, until=UNTIL)
    story = Story(engine)
    raised = story.rows("SELECT raised_on, partnership, rule, occasion FROM signals")
    core = {rule for _night, _partnership, rule, _occasion in EXPECTED}
    assert sorted((str(row[0]), *row[1:]) for row in raised if row[2] in core) == sorted(EXPECTED)
    skipped = story.rows("SELECT rule, occasion FROM skipped_occasions ORDER BY occasion")
    assert [occasion for rule, occasion in skipped if rule in core] == SKIPPED
    assert (report.refused, report.failures) == ([], [])
    assert report.nights == (UNTIL - date(2026, 1, 1)).days + 1
