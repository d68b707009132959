"""Every requirement and every advised point through the acts: refused or told without, allowed or silent with."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from story import APPLICATION, AWARD, HOURS, MEETS, NEEDED, P1, P1_C1, PARTS, SETTLED, SHEET, T1, Acts, Story

from groeituin.errors import Refused
from groeituin.reading.portfolio import find
from groeituin.reading.why import why
from states.definition import handreiking

ON = "2026-01-05"
DEFINITION = handreiking()
TENDER = {"contract": "T-1", "organisation": "O-1", "title": "Groen", "nature": "dienst"}
CHANGE = {"contract": "C-1", "reason": "meer begeleiding", "value": 100, "legal_check": "nodig"}
ON_TENDER: Acts = [
    ("choose-route", P1 | {"route": "aanbesteding"}),
    ("register-contract", TENDER | {"planned_publication_on": "2026-03-01"}),
]
FIRST = {"V1": ON_TENDER, "V2": ON_TENDER, "V3": ON_TENDER, "V4": ON_TENDER,
         "V8": [("amend-contract", CHANGE)], "R4": [("amend-contract", CHANGE)]}  # fmt: skip
# What is missing with it, because it looks at the same: no tender has no strategy, no mapped job is filled.
WITH_IT = {"V1": ["V2", "V3", "V4"], "V2": ["V3"], "R1": ["R3"]}


def asked(code: str) -> tuple[str, list[str]]:
    """Return the trigger that asks a requirement, and all that it asks on that route, the existing contract first."""
    for name, trigger in DEFINITION.triggers.items():
        for route in (*reversed(trigger.routes.values()), ()):
            codes = [*route, *trigger.requires]
            if code in codes:
                return name, codes
    raise LookupError(code)


def do(story: Story, acts: Iterable[tuple[str, dict[str, Any]]], on: str = ON) -> None:
    """Do acts, all on one date."""
    for act, fields in acts:
        story.act(on, act, **fields)


def told(story: Story, trigger: str, on: str = ON) -> dict[str, Any]:
    """Return what `why` says of a trigger."""
    with story.engine.connect() as connection:
        found: dict[str, Any] = why(find(connection, "P-1"), handreiking(), date.fromisoformat(on))["triggers"][trigger]
    return found


def missing(story: Story, trigger: str, on: str = ON) -> list[str]:
    """Return what a trigger still needs: `why` says the same as the act that is refused, and that writes nothing."""
    found = told(story, trigger, on)
    assert found["allowed"] is not bool(found["missing"])
    if found["missing"]:
        before = story.journal()
        with pytest.raises(Refused) as refused:
            story.act(on, "advance", **P1, trigger=trigger)
        without_since = [{name: said[name] for name in said if name != "since"} for said in found["missing"]]
        assert list(refused.value.details) == without_since
        assert before == story.journal()
    return [verdict["code"] for verdict in found["missing"]]


def at_the_step(story: Story, code: str, *, without: Iterable[str], **fields: str) -> str:
    """Take P-1 to just before the step that asks a requirement, with all that it asks but for some; return it."""
    trigger, codes = asked(code)
    story.reach(DEFINITION.triggers[trigger].sources[0], ON, **fields)
    do(story, FIRST.get(code, []))
    for other in codes:
        if other not in without and other not in {"V8", "R4"}:
            do(story, MEETS[other])
    return trigger


def test_the_acts_cover_every_requirement() -> None:
    """Each requirement of the definition has acts that meet it, and is asked by one step."""
    assert set(DEFINITION.requirements) == set(MEETS)
    assert all(code in asked(code)[1] for code in MEETS)


@pytest.mark.parametrize("code", MEETS)
def test_a_step_is_refused_without_and_allowed_with(sqlite_story: Story, code: str) -> None:
    """With all but one the step is refused, naming that one; with it, it is taken."""
    lacking = [code, *WITH_IT.get(code, [])]
    trigger = at_the_step(sqlite_story, code, without=lacking)
    assert missing(sqlite_story, trigger) == lacking
    for found in lacking:
        do(sqlite_story, MEETS[found])
    assert missing(sqlite_story, trigger) == []
    assert sqlite_story.act(ON, "advance", **P1, trigger=trigger).changed
    assert sqlite_story.rows("SELECT phase FROM partnerships") == [(DEFINITION.triggers[trigger].to,)]


EFFORT = {"period": "2025-K4", "lines": [], "effort": "twee leerlingen begeleid"}
SCHOOLED: Acts = [("record-effort", P1 | {"kind": "opleiding", "description": "cursus"})]
SPOKEN = {"kind": "verkennend", "attendees": ["hr_expert"], "outcome": "zonder opdrachtnemer"}
LEFT = {"person": "eva", "name": "Eva", "email": "eva@voorbeeld.nl", "active": False}
# What looks like it and is not enough.
NOT_ENOUGH: list[tuple[str, Acts]] = [
    ("D1", [("record-decision", P1 | {"decision": "actieplan", "decided_by": "college"})]),
    ("D2", [("assign-role", P1 | {"role": "projectcoordinator", "person": "anna", "backup": True})]),
    *(("W1", [act for act in MEETS["W1"] if act[1]["role"] != role]) for role in DEFINITION.work_group_roles),
    ("W2", [("assign-role", P1 | {"role": "projectcoordinator", "person": "anna", "backup": True})]),
    ("W4", [*MEETS["W4"], ("change-action", P1 | {"action": "A-1", "withdrawn": True})]),
    ("V3", [("decide-application", T1 | APPLICATION | {"percentage": None})]),
    ("V3", [("decide-application", T1 | APPLICATION | {"base": None})]),
    ("V4", [("ask-out", T1 | {"published_on": "2025-09-01"})]),
    ("V6", [("hold-meeting", P1 | SPOKEN)]),
    ("V6", [("plan-meeting", P1 | {"kind": "verkennend", "planned_on": ON})]),
    ("V7", [("record-willingness", P1_C1 | {"willing": False, "reason": "druk", "lesson": "vraag het eerder"})]),
    ("V7", [*MEETS["V7"], ("record-willingness", P1_C1 | {"willing": False})]),
    ("R2", [("plan-meeting", P1 | {"kind": "beslissers", "planned_on": ON})]),
    ("R3", SCHOOLED),
    ("R4", [("amend-contract", {"contract": "C-1", "reason": "advies", "legal_check": "nodig"})]),
    ("M2", [("hold-meeting", P1 | {"kind": "werkgroep", "attendees": ["hr_expert"], "outcome": "intern"})]),
    ("M3", [("report-hours", P1_C1 | HOURS)]),
    ("M3", [
        ("report-hours", P1_C1 | HOURS),
        ("review-hours", P1_C1 | {"period": "2025-K4", "verdict": "afgekeurd", "reason": "telfout"}),
    ]),
    ("M3", [
        ("report-hours", P1_C1 | EFFORT), ("review-hours", P1_C1 | {"period": "2025-K4", "verdict": "goedgekeurd"}),
    ]),
    ("B1", MEETS["B1"][1:]),
    ("B2", [*MEETS["B2"], ("register-person", LEFT)]),
    ("B3", [("record-decision", P1 | {"decision": "actieplan", "decided_by": "college"})]),
    ("B4", MEETS["B4"][:1]),
    ("B4", MEETS["B4"][1:]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "acts"), NOT_ENOUGH)
def test_what_looks_like_it_is_not_enough(sqlite_story: Story, code: str, acts: Acts) -> None:
    """Half of it, a plan for it, or what was taken back leaves the step refused for the same reason."""
    trigger = at_the_step(sqlite_story, code, without=[code])
    do(sqlite_story, acts)
    assert missing(sqlite_story, trigger) == [code]


def of_organisation(acts: Acts) -> Acts:
    """Return acts on the organisation instead of on P-1."""
    return [
        (act, {name: value for name, value in fields.items() if name != "partnership"} | {"organisation": "O-1"})
        for act, fields in acts
    ]


@pytest.mark.parametrize("code", ["D1", "D2", "W1", "W2", "B1", "B2", "B3", "B4"])
def test_what_the_organisation_decided_counts_for_its_partnerships(sqlite_story: Story, code: str) -> None:
    """Decisions, roles, policy, specialist and shared results may be recorded once for all."""
    trigger = at_the_step(sqlite_story, code, without=[code])
    do(sqlite_story, of_organisation(MEETS[code]))
    assert missing(sqlite_story, trigger) == []


def test_roles_and_policy_of_both_add_up(sqlite_story: Story) -> None:
    """A partnership may fill in what its organisation left open."""
    trigger = at_the_step(sqlite_story, "B1", without=["B1"])
    do(sqlite_story, of_organisation(MEETS["B1"][:4]))
    assert missing(sqlite_story, trigger) == ["B1"]
    do(sqlite_story, MEETS["B1"][4:])
    assert missing(sqlite_story, trigger) == []
    assert len(PARTS) == 7


@pytest.mark.parametrize("instrument", ["voorbehouden", "percelen", "onderhands"])
def test_a_tender_on_track_1_needs_an_instrument_and_no_application(sqlite_story: Story, instrument: str) -> None:
    """V2 asks the instrument; V3 asks nothing on track 1; an effort is then enough for R3."""
    at_the_step(sqlite_story, "V2", without=["V2", "V3"])
    assert missing(sqlite_story, "start_realisatie") == ["V2", "V3"]
    sqlite_story.act(ON, "choose-strategy", **T1, track=1)
    assert missing(sqlite_story, "start_realisatie") == ["V2"]
    sqlite_story.act(ON, "choose-strategy", **T1, track=1, instrument=instrument)
    assert missing(sqlite_story, "start_realisatie") == []
    sqlite_story.act(ON, "advance", **P1, trigger="start_realisatie")
    do(sqlite_story, MEETS["R1"] + MEETS["R2"])
    assert missing(sqlite_story, "start_monitoring") == ["R3"]
    do(sqlite_story, SCHOOLED)
    assert missing(sqlite_story, "start_monitoring") == []


def test_where_effort_was_agreed_effort_is_enough(sqlite_story: Story) -> None:
    """With basis inspanning R3 takes an effort and M3 an approved report of effort."""
    trigger = at_the_step(sqlite_story, "R3", without=["R3"], basis="inspanning")
    assert missing(sqlite_story, trigger) == ["R3"]
    do(sqlite_story, SCHOOLED)
    sqlite_story.act(ON, "advance", **P1, trigger=trigger)
    do(sqlite_story, MEETS["M1"] + MEETS["M2"] + MEETS["M4"])
    sqlite_story.act(ON, "report-hours", **P1_C1, **EFFORT)
    assert missing(sqlite_story, "start_borging") == ["M3"]
    sqlite_story.act(ON, "review-hours", **P1_C1, period="2025-K4", verdict="goedgekeurd")
    assert missing(sqlite_story, "start_borging") == []


@pytest.mark.parametrize(
    ("act", "fields", "trigger"),
    [
        ("record-decision", P1 | {"decision": "principebesluit", "decided_by": "college"}, "stel_werkgroep_in"),
        ("record-decision", P1 | {"decision": "bekrachtiging", "decided_by": "college"}, "rond_af"),
    ],
)
def test_a_decision_counts_from_its_day(sqlite_story: Story, act: str, fields: dict[str, Any], trigger: str) -> None:
    """Until then the refusal says from which day time alone will meet it."""
    code = "D1" if trigger == "stel_werkgroep_in" else "B3"
    assert trigger == at_the_step(sqlite_story, code, without=[code])
    sqlite_story.act(ON, act, **fields, decided_on="2026-01-20")
    (lacking,) = told(sqlite_story, trigger, "2026-01-19")["missing"]
    assert (code, date(2026, 1, 20)) == (lacking["code"], lacking["possible_from"])
    assert missing(sqlite_story, trigger, "2026-01-20") == []


def test_a_job_and_an_award_count_from_their_day(sqlite_story: Story) -> None:
    """V4 and R3 name the day that was agreed already."""
    at_the_step(sqlite_story, "V4", without=["V4"])
    award = {"published_on": "2025-09-01"}, AWARD | {"awarded_on": "2026-01-20", "starts_on": "2026-02-01"}
    do(sqlite_story, [("ask-out", T1 | award[0]), ("award-contract", T1 | award[1])])
    (lacking,) = told(sqlite_story, "start_realisatie", "2026-01-19")["missing"]
    assert ("V4", date(2026, 1, 20)) == (lacking["code"], lacking["possible_from"])
    sqlite_story.act("2026-01-20", "advance", **P1, trigger="start_realisatie")
    do(sqlite_story, MEETS["R1"] + MEETS["R2"], "2026-01-20")
    job = {"starts_on": "2026-03-01", "form": "stage", "payroll": "derde"}
    sqlite_story.act("2026-01-20", "fill-job", **P1, job="B-1", **job)
    (lacking,) = told(sqlite_story, "start_monitoring", "2026-02-28")["missing"]
    assert ("R3", date(2026, 3, 1)) == (lacking["code"], lacking["possible_from"])
    assert missing(sqlite_story, "start_monitoring", "2026-03-01") == []


def test_half_of_both_routes_is_not_one(story: Story) -> None:
    """On the route `beide` one of the two must be complete; what is missing of either is told."""
    at_the_step(story, "V4", without=["V4"])
    story.act(ON, "choose-route", **P1, route="beide")
    do(story, MEETS["V5"] + MEETS["V6"])
    assert missing(story, "start_realisatie") == ["V4", "V7"]
    do(story, MEETS["V7"])
    assert missing(story, "start_realisatie") == []
    story.act(ON, "record-willingness", **P1_C1, willing=False)
    assert missing(story, "start_realisatie") == ["V4", "V7"]
    do(story, MEETS["V4"])
    assert missing(story, "start_realisatie") == []


def test_the_tender_of_one_and_the_award_of_another_do_not_add_up(sqlite_story: Story) -> None:
    """V2 to V4 are asked of one and the same tender."""
    at_the_step(sqlite_story, "V4", without=["V4"])
    sqlite_story.act(ON, "register-contract", **TENDER | {"contract": "T-2"}, planned_publication_on="2026-03-01")
    sqlite_story.act(ON, "link-contract", **P1, contract="T-2")
    sqlite_story.act(ON, "ask-out", contract="T-2", published_on="2025-09-01")
    sqlite_story.act(ON, "award-contract", contract="T-2", **AWARD)
    assert missing(sqlite_story, "start_realisatie") == ["V4"]
    do(sqlite_story, MEETS["V4"])
    assert missing(sqlite_story, "start_realisatie") == []


def test_a_contract_that_has_ended_opens_no_way(sqlite_story: Story) -> None:
    """Explored and willing, but over: on the day after its end the step asks for a contract that still runs."""
    trigger = at_the_step(sqlite_story, "V5", without=[])
    assert missing(sqlite_story, trigger, "2028-12-31") == []
    assert missing(sqlite_story, trigger, "2029-01-01") == ["V5", "V6", "V7"]


@pytest.mark.parametrize("outcome", ["niet_wezenlijk", "wezenlijk"])
def test_a_legal_check_blocks_until_its_outcome(story: Story, outcome: str) -> None:
    """V8 and R4: a change that waits for the lawyer holds up both steps; either outcome lets go."""
    trigger = at_the_step(story, "V8", without=[])
    assert missing(story, trigger) == ["V8"]
    story.act(ON, "amend-contract", contract="C-1", reason="advies", **SETTLED | {"legal_outcome": outcome})
    assert missing(story, trigger) == []


# Per advised point the acts that show it without a record; first what makes it be told, where it is not at once.
SHOWN: dict[str, list[Acts]] = {
    "ambassadeur": [],
    "actieplan_gezien": [[("record-decision", P1 | {"decision": "actieplan", "decided_by": "college"})]],
    "stakeholders": [],
    "business_case": [],
    "externe_partners": [[("assign-role", P1 | {"role": "externe_partner", "person": "eva"})]],
    "marktconsultatie": [
        [("hold-meeting", P1 | {"kind": "marktconsultatie", "attendees": ["inkoopexpert"], "outcome": "ideeën"})],
    ],
    "leidraad": [],
    "tweede_gesprek": [
        [("hold-meeting", P1 | {"kind": "verkennend", "meeting": "tweede", "attendees": ["opdrachtnemer"],
                                "outcome": "ambities"})],
    ],
    "ten_hoogste_twee": [
        [("link-contract", P1 | {"contract": "C-3", "focus": False})], [("unlink-contract", P1 | {"contract": "C-2"})],
    ],
    "korte_en_lange_termijn": [],
    "successen_gevierd": [],
    "terugkomdatum": [],
}  # fmt: skip


def at_the_advice(story: Story, code: str) -> str:
    """Take P-1 to the step that tells an advised point, with all that it requires; return it."""
    trigger = next(name for name, described in DEFINITION.triggers.items() if code in described.advises)
    story.reach(DEFINITION.triggers[trigger].sources[0], ON)
    do(story, NEEDED.get(trigger, []))
    if trigger == "start_realisatie":
        story.act(ON, "choose-route", **P1, route="beide")
    for contract in ("C-2", "C-3") if code == "ten_hoogste_twee" else ():
        story.contract(ON, contract)
    return trigger


def advised(story: Story, trigger: str) -> list[str]:
    """Return the points that `why` advises, while the step is allowed."""
    found = told(story, trigger)
    assert found["allowed"]
    return [verdict["code"] for verdict in found["advised"]]


def test_the_acts_cover_every_advised_point() -> None:
    """Each advised point of the definition has a row, and a step that tells it."""
    assert set(DEFINITION.advice) == set(SHOWN)


@pytest.mark.parametrize("code", SHOWN)
def test_advice_is_told_until_it_is_recorded(sqlite_story: Story, code: str) -> None:
    """`why` tells it, beside an allowed step; `record-advised` ends that, and withdrawing the record brings it back."""
    trigger = at_the_advice(sqlite_story, code)
    assert code in advised(sqlite_story, trigger)
    entry = sqlite_story.act(ON, "record-advised", **P1, code=code, note="gedaan").entry
    assert code not in advised(sqlite_story, trigger)
    sqlite_story.act(ON, "correct", entry=entry, reason="toch niet gedaan")
    assert code in advised(sqlite_story, trigger)


@pytest.mark.parametrize(("code", "acts"), [(code, acts) for code, ways in SHOWN.items() for acts in ways])
def test_advice_that_the_dossier_shows_needs_no_record(sqlite_story: Story, code: str, acts: Acts) -> None:
    """What was held, decided or assigned is no longer advised."""
    trigger = at_the_advice(sqlite_story, code)
    assert code in advised(sqlite_story, trigger)
    do(sqlite_story, acts)
    assert code not in advised(sqlite_story, trigger)


@pytest.mark.parametrize(
    ("route", "silent"),
    [("bestaand_contract", {"marktconsultatie", "leidraad"}), ("aanbesteding", {"tweede_gesprek"}), ("beide", set())],
)
def test_each_route_has_its_own_advice(sqlite_story: Story, route: str, silent: set[str]) -> None:
    """Nobody is advised a market consultation on a running contract, or a second conversation in a tender."""
    at_the_advice(sqlite_story, "leidraad")
    sqlite_story.act(ON, "choose-route", **P1, route=route)
    told_now = {verdict["code"] for verdict in told(sqlite_story, "start_realisatie")["advised"]}
    assert told_now == {"marktconsultatie", "leidraad", "tweede_gesprek"} - silent


def test_one_parts_as_friends_while_others_go_on(sqlite_story: Story) -> None:
    """A contractor that declines, with its reason and lesson, does not block the partnership; nobody willing does."""
    at_the_step(sqlite_story, "V7", without=["V7"])
    sqlite_story.contract(ON, "C-2")
    parted = {"willing": False, "reason": "geen begeleiders", "lesson": "vraag in de uitvraag om begeleiding"}
    sqlite_story.act(ON, "record-willingness", **P1_C1, **parted)
    assert missing(sqlite_story, "start_realisatie") == ["V7"]
    sqlite_story.act(ON, "record-brainstorm", **P1, contract="C-2", **SHEET)
    sqlite_story.act(ON, "record-willingness", **P1, contract="C-2", willing=True)
    assert missing(sqlite_story, "start_realisatie") == []
    assert sqlite_story.act(ON, "advance", **P1, trigger="start_realisatie").changed
