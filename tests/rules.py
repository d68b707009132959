"""Every rule of the definition on one dossier each, with dates that were worked out by hand.

In 2026 Easter Monday is 6 April; 15 March, 5 July and 1 August fall in a weekend.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from dossiers import (
    Facts,
    backup,
    contract,
    coordinator,
    day,
    dossier,
    paused,
    role,
)

from states.dossier import Action, Dossier, Inheritable, Job, Obligation, Option, Person
from states.vocabulary import PHASES

ENTERED = "2026-01-05"
PAUSE = paused("2026-02-02", "2026-03-04")  # 30 days, before anything below is due
EARLY = PHASES[: PHASES.index("realisatie")]
FOLLOWING = ("realisatie", "monitoring", "borging")
RUNNING = PHASES[:-1]  # all but beeindigd
TEAM = (
    coordinator("anna"), backup("bert"), role("inkoopexpert", "cees"), role("hr_expert", "dina"),
    role("contractmanager", "eva"), role("interne_opdrachtgever", "faas"), role("social_return_coordinator", "sara"),
    role("bestuurder", "wil"),
)  # fmt: skip
CONTACT = Person("otto", contractor="glans")


@dataclass(frozen=True)
class Example:
    """A rule on one dossier, entered on 5 January 2026.

    ``first`` is its first occasion with its date, ``then`` the next once that was raised; ``paused`` the date after
    a suspension of 30 days before it; ``phases`` where it is asked while a contract runs, ``not_without`` those of
    them in which it is not asked once none does; ``stopped`` the facts that take its reason away.
    """

    phase: str
    facts: dict[str, Facts]
    first: tuple[str, str]
    then: tuple[str, str] | None
    paused: str
    phases: tuple[str, ...]
    to: tuple[str, ...]
    stopped: dict[str, Facts]
    not_without: tuple[str, ...] = ()
    taken_over: bool = False


def running(**facts: Facts) -> dict[str, Facts]:
    """Return a dossier's facts: one contract of contractor glans over 2026 and 2027."""
    known: dict[str, Facts] = {"contractor": "glans", "starts_on": day("2026-01-01"), **facts}
    return {"contracts": (contract("2027-12-31", **known),), "people": (CONTACT,)}


def job(**facts: Facts) -> dict[str, Facts]:
    """Return a contract's facts with one filled job under it, which ends on 30 November 2026."""
    known: dict[str, Facts] = {"starts_on": day("2026-01-05"), "ends_on": day("2026-11-30"), **facts}
    return running() | {"jobs": (Job("B-1", "wsw", "C-1", **known),)}


OWED = Obligation(day("2026-01-01"), Decimal(5), "opdrachtsom", Decimal(400_000))
OPTION = Option(day("2028-12-31"), day("2027-03-31"))
LATE = Action("A-1", "Bel UWV", "otto", day("2026-05-31"))
VACANT = tuple(r for r in TEAM if r.role != "contractmanager")
LED = tuple(r for r in TEAM if not r.backup)

EXAMPLES: dict[str, Example] = {
    # 15 March 2026 is a Sunday, so Monday 16 March; 28 days before it is Monday 16 February.
    "voortgangsgesprek": Example(
        "realisatie", running(), ("2026-K1", "2026-02-16"), ("2026-K2", "2026-05-18"), "2026-03-04",
        (*FOLLOWING, "afgerond"), ("anna", "eva"), {"phase": "verkenning"}, ("afgerond",),
    ),
    # Ends on Friday 31 December 2027: 18 months before is 30 June 2026, 12 months is Thursday 31 December 2026.
    "contract_verloopt": Example(
        "realisatie", running(), ("C-1/2027-12-31/18m", "2026-06-30"), ("C-1/2027-12-31/12m", "2026-12-31"),
        "2026-06-30", PHASES, ("cees", "anna"), {"contracts": (contract("2027-12-31", stage="ingetrokken"),)},
        taken_over=True,
    ),
    # 6 months after 5 January is Sunday 5 July; with 30 days more it is Tuesday 4 August. Then 9 months before the end.
    "evaluatie": Example(
        "monitoring", {}, ("2026-01-05/6m", "2026-07-06"), ("2026-01-05/18m", "2027-07-05"), "2026-08-04",
        ("monitoring", "borging", "afgerond"), ("anna",), {"phase": "realisatie"}, ("afgerond",),
    ),
    # By 31 March 2027: 6 months before is 30 September 2026, 3 months is 31 December.
    "verlengoptie": Example(
        "monitoring", running(options=(OPTION,)), ("C-1/2027-03-31/6m", "2026-09-30"),
        ("C-1/2027-03-31/3m", "2026-12-31"), "2026-09-30", RUNNING, ("eva", "anna", "faas"),
        running(options=(replace(OPTION, status="vervallen"),)), taken_over=True,
    ),
    # Awarded on 2 March: 30 days later is 1 April.
    "plan_van_aanpak": Example(
        "realisatie", running(awarded_on=day("2026-03-02")), ("C-1/2026-03-02/30d", "2026-04-01"), None,
        "2026-04-01", RUNNING, ("eva", "otto"), running(awarded_on=day("2026-03-02"), stage="afgelopen"),
    ),
    "urenopgave": Example(
        "realisatie", running(), ("C-1/2026-K1", "2026-04-01"), ("C-1/2026-K2", "2026-07-01"), "2026-04-01",
        (*FOLLOWING, "afgerond"), ("otto",), {"contracts": ()}, ("afgerond",),
    ),
    "eindafrekening": Example(
        "monitoring", running(), ("C-1/2027-12-31/einde", "2027-12-31"), None, "2027-12-31", RUNNING, ("eva",),
        {"contracts": ()},
    ),
    # 120 days after 5 January is 5 May, 150 days is 4 June; neither moves to a working day.
    "fase_staat_stil": Example(
        "verkenning", {}, ("verkenning/2026-01-05/120d", "2026-05-05"), ("verkenning/2026-01-05/150d", "2026-06-04"),
        "2026-06-04", (*EARLY, "realisatie"), ("anna",), {"phase": "monitoring"},
    ),
    "actie_te_laat": Example(
        "werkgroep", {"actions": (LATE,), "people": (CONTACT,)}, ("A-1/2026-05-31/1", "2026-06-01"),
        ("A-1/2026-05-31/2", "2026-06-08"), "2026-06-01", RUNNING, ("otto",),
        {"actions": (replace(LATE, completed_on=day("2026-05-30")),)},
    ),
    # 30 days after 5 January is 4 February; two of them fall before the pause, which makes it 6 March.
    "reservecoordinator_ontbreekt": Example(
        "werkgroep", {"roles": LED}, ("reservecoordinator/2026-01-05/30d", "2026-02-04"),
        ("reservecoordinator/2026-01-05/60d", "2026-03-06"), "2026-03-06", ("werkgroep", "verkenning", *FOLLOWING),
        ("anna",), {"roles": TEAM},
    ),
    "rol_onbezet": Example(
        "werkgroep", {"roles": VACANT}, ("contractmanager/2026-01-05/30d", "2026-02-04"),
        ("contractmanager/2026-01-05/60d", "2026-03-06"), "2026-03-06", ("werkgroep", "verkenning", *FOLLOWING),
        ("anna",), {"roles": TEAM},
    ),
    # 6 months before 1 December is Monday 1 June; 4 months is Saturday 1 August, so Monday the 3rd.
    "aanbesteding_nadert": Example(
        "verkenning", running(stage="gepland", planned_publication_on=day("2026-12-01")),
        ("C-1/2026-12-01/6m", "2026-06-01"), ("C-1/2026-12-01/4m", "2026-08-03"), "2026-06-01", RUNNING,
        ("cees", "anna"), running(stage="uitgevraagd", planned_publication_on=day("2026-12-01")),
    ),
    "baan_loopt_af": Example(
        "realisatie", job(), ("C-1/2026-11", "2026-09-30"), None, "2026-09-30", (*FOLLOWING, "afgerond"),
        ("dina", "otto"), job(ended_on=day("2026-08-31")), ("afgerond",),
    ),
    # The first six months end on 1 July, so the third quarter: asked on 1 October, overdue 28 days later.
    "achterstand": Example(
        "realisatie", running(obligations=(OWED,)), ("C-1/2026-K3", "2026-10-29"), ("C-1/2026-K4", "2027-02-01"),
        "2026-10-29", (*FOLLOWING, "afgerond"), ("sara",),
        running(obligations=(OWED,)) | {"basis": "inspanning"}, ("afgerond",),
    ),
    "pso_verloopt": Example(
        "monitoring", running(pso_valid_until=day("2026-10-30")), ("glans/2026-10-30/60d", "2026-08-31"), None,
        "2026-08-31", RUNNING, ("eva",), running(pso_valid_until=day("2028-10-30")),
    ),
    "terugkomen": Example(
        "beeindigd", {"return_on": day("2026-09-01")}, ("2026-09-01", "2026-09-01"), None, "2026-09-01",
        ("beeindigd",), ("anna",), {"succeeded": True},
    ),
    # A year after 12 January 2026 is Tuesday 12 January 2027; 30 days more is Thursday 11 February.
    "beleid_herijken": Example(
        "borging", {"policy": (Inheritable("doel", day("2026-01-12")),)}, ("2026-01-12/12m", "2027-01-12"),
        ("2026-01-12/24m", "2028-01-12"), "2027-02-11", ("borging", "afgerond"), ("sara",),
        {"policy": (Inheritable("doel", day("2026-01-12"), inherited=True),)},
    ),
    "resultaten_delen": Example(
        "borging", {"shared_results": (Inheritable("intern", day("2026-01-12")),)}, ("2026-01-12/12m", "2027-01-12"),
        ("2026-01-12/24m", "2028-01-12"), "2027-02-11", ("borging", "afgerond"), ("sara",), {"phase": "monitoring"},
    ),
}  # fmt: skip


def known(rule: str, **facts: Facts) -> Dossier:
    """Return the example of a rule, with other facts laid over it."""
    example = EXAMPLES[rule]
    found: dict[str, Facts] = {"roles": TEAM, **example.facts, **facts}
    return dossier(found.pop("phase", example.phase), ENTERED, **found)


def running_in(rule: str, phase: str) -> Dossier:
    """Return the example of a rule in a phase, while a contract runs."""
    found = known(rule, phase=phase)
    return found if found.contracts else replace(found, **running())
