"""Anything that may happen in a small portfolio, for tests in which hypothesis chooses what does."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from story import Story

from states.definition import handreiking

FIRST = date(2026, 1, 5)
PARTNERSHIPS = ("P-1", "P-2", "P-3", "P-4")
Fields = dict[str, Any]
Acts = list[tuple[str, Fields]]


def fixed(act: str, /, **fields: Any) -> st.SearchStrategy[tuple[str, Fields]]:  # noqa: ANN401  # values or strategies
    """Return a strategy for one act: what is not a strategy is always the same."""
    drawn = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in fields.items()
        if key != "maybe"
    }
    return st.fixed_dictionaries(drawn, optional=fields.get("maybe", {})).map(lambda found: (act, found))


def days(low: int, high: int) -> st.SearchStrategy[timedelta]:
    """Return a strategy for a date, as a distance from the day of the act."""
    return st.integers(low, high).map(lambda number: timedelta(days=number))


people = st.sampled_from(["anna", "bert", "cees", "dina", "eva"])
one = st.sampled_from(PARTNERSHIPS)
contracts = st.sampled_from(["C-1", "C-2", "C-3"])
roles = st.sampled_from(["projectcoordinator", "hr_expert", "contractmanager", "inkoopexpert", "opdrachtnemer"])
triggers = st.sampled_from(list(handreiking().triggers))
actions = st.sampled_from(["A-1", "A-2"])
kinds = st.sampled_from(["voortgang", "verkennend"])
meetings = st.sampled_from(["M-1", "M-2"])
jobs = st.sampled_from(["B-1", "B-2"])
periods = st.sampled_from(["2026-K1", "2026-K2", "2026-K3", "2026-04", "2026-H1"])
LINE: Fields = {"target_group": "ww", "persons": 1}
BLOCK: Fields = {"code": "ww", "target_group": "ww", "unit": "jaar", "amount": 20_000, "base_hours": 36}
SCOPES: list[Fields] = [{"partnership": "P-1"}, {"partnership": "P-2"}, {"organisation": "O-1"}]
scopes = st.sampled_from(SCOPES)
# What may be corrected of which act.
CORRECTIONS: dict[str, list[Fields]] = {
    "record-willingness": [{"willing": True}, {"lesson": "anders"}],
    "fill-job": [{"ends_on": "2026-12-31"}],
    "report-hours": [{"lines": [{"target_group": "ww", "persons": 1, "paid_hours": 40}]}],
    "set-obligation": [{"percentage": 3}],
    "write-policy": [{"text": "anders"}],
    "register-contractor": [{"pso": {"level": "3", "valid_until": "2026-12-01"}}],
    "register-contract": [
        {"title": "Anders"}, {"ends_on": "2027-03-31"}, {"replaces": "C-1"}, {"stage": "ingetrokken"},
        {"stage": "gegund"},
    ],
    "register-person": [{"name": "Ander"}, {"active": False}, {"active": True}],
    "add-action": [{"deadline": "2026-03-01"}, {"owner": "eva"}],
    "change-action": [{"deadline": "2026-04-01"}, {"withdrawn": True}],
    "agree-monitoring": [{"frequency": "maand"}, {"frequency": "halfjaar"}],
    "hold-meeting": [{"held_on": "2026-01-20"}, {"kind": "voortgang"}],
    "plan-meeting": [{"planned_on": "2026-06-20"}, {"withdrawn": True}, {}],
    "record-evaluation": [{"lessons": "anders"}],
    "record-decision": [{"decided_by": "directie"}],
    "award-contract": [{"ends_on": "2027-09-30"}, {"awarded_on": "2026-01-10"}],
}  # fmt: skip


def scoped(act: str, /, **fields: Any) -> st.SearchStrategy[tuple[str, Fields]]:  # noqa: ANN401  # values or strategies
    """Return a strategy for one act on a partnership or an organisation."""
    return st.tuples(scopes, fixed(act, **fields)).map(lambda found: (act, found[0] | found[1][1]))


RUNNING = ["verkenning", "realisatie", "monitoring", "borging", "afgerond"]
PEOPLE = st.one_of(
    fixed("register-person", person=people, name="N", email="n@voorbeeld.nl", maybe={"active": st.booleans()}),
    fixed("choose-letters", person=people, maybe={
        "letters": st.sampled_from(["dagelijks", "wekelijks"]), "others": st.booleans(),
    }),
    fixed("register-person", person="gijs", name="N", email="n@glans.nl", maybe={
        "contractor": st.sampled_from(["glans", None]), "active": st.booleans(),
    }),
    scoped("assign-role", role=roles, person=people, backup=st.booleans()),
    scoped("release-role", role=roles, person=people, backup=st.booleans()),
    scoped("record-decision", decision=st.sampled_from(["principebesluit", "bekrachtiging"]), decided_by="b"),
    fixed("hand-over", to=people, maybe={"partnership": one, "from": people}),
)  # fmt: skip
ACTIONS = st.one_of(
    fixed("add-action", partnership=one, action=actions, description="d", owner=people, deadline=days(-20, 40)),
    fixed("change-action", partnership=one, action=actions, maybe={"deadline": days(0, 40), "owner": people}),
    fixed("change-action", partnership=one, action=actions, withdrawn=st.booleans()),
    fixed("complete-action", partnership=one, action=actions, maybe={"completed_on": days(-5, 1)}),
)  # fmt: skip
CONTRACTS = st.one_of(
    fixed("exercise-option", contract=contracts, until="2029-12-31"),
    fixed("register-contractor", contractor="glans", name="Glans BV", maybe={
        "pso": days(10, 400).map(lambda until: {"level": "2", "valid_until": until}),
    }),
    fixed("choose-strategy", contract=contracts, track="1", instrument="percelen"),
    fixed("choose-strategy", contract=contracts, track="2"),
    fixed("decide-application", contract=contracts, forms=["minimumeis"], percentage=5, base="opdrachtsom",
          motivation={"size": "s", "nature": "n", "duration": "d"}),
    fixed("waive-option", contract=contracts, until="2029-12-31"),
    fixed(
        "register-contract", contract=contracts, organisation="O-1", title="T", nature="dienst",
        maybe={
            "starts_on": days(-900, 10), "ends_on": days(-10, 700), "replaces": contracts,
            "contractor": st.just("glans"),
            "stage": st.sampled_from(["gepland", "gegund", "afgelopen", "ingetrokken"]),
            "options": days(200, 900).map(lambda until: [{"until": until, "notify_by": until - timedelta(days=180)}]),
            "planned_publication_on": days(0, 200), "value": st.sampled_from([100_000, 400_000]),
        },
    ),
    fixed(
        "amend-contract", contract=contracts, reason="r",
        maybe={
            "ends_on": days(-10, 700), "stage": st.sampled_from(["gegund", "afgelopen"]),
            "value": st.sampled_from([390_000, 405_000, 500_000]),
            "legal_check": st.sampled_from(["nodig", "gedaan"]),
            "legal_outcome": st.sampled_from(["wezenlijk", "niet_wezenlijk"]),
        },
    ),
    fixed("ask-out", contract=contracts, published_on=days(-30, 0)),
    fixed(
        "award-contract", contract=contracts, contractor="glans", awarded_on=days(-30, 0), starts_on=days(-30, 30),
        ends_on=days(0, 700),
    ),
    fixed("link-contract", partnership=one, contract=contracts, maybe={"focus": st.booleans()}),
    fixed("unlink-contract", partnership=one, contract=contracts),
    fixed("record-willingness", partnership=one, contract=contracts, willing=st.booleans(), maybe={
        "lesson": st.just("vraag eerder"),
    }),
    fixed("record-brainstorm", partnership=one, contract=contracts, who="w", what="w", how="h", results="r", labour="l",
          status=st.sampled_from(["in_beeld", "vervolg"])),
)  # fmt: skip
MEETINGS = st.one_of(
    fixed("plan-meeting", partnership=one, kind=kinds, planned_on=days(-5, 120), maybe={"meeting": meetings}),
    fixed("plan-meeting", partnership=one, kind=kinds, withdrawn=True, maybe={"meeting": meetings}),
    fixed(
        "hold-meeting", partnership=one, kind=kinds, attendees=["opdrachtnemer"], outcome="o",
        maybe={"meeting": meetings, "held_on": days(-40, 0)},
    ),
    fixed(
        "agree-monitoring", partnership=one, frequency=st.sampled_from(["maand", "kwartaal", "halfjaar"]), agenda="a",
        roles="r", information="i",
    ),
    fixed("record-evaluation", partnership=one, findings="f", lessons="l", next_tender="n"),
    fixed("record-effort", partnership=one, kind="opleiding", description="d", maybe={"contract": contracts}),
)  # fmt: skip
JOBS = st.one_of(
    fixed("map-job", partnership=one, job=jobs, title="H", target_group="ww", hours_per_week=24, source="nieuwe_taak",
          maybe={"contract": contracts}),
    fixed("fill-job", partnership=one, job=jobs, starts_on=days(-60, 30), form="stage",
          payroll=st.sampled_from(["opdrachtgever", "opdrachtnemer", "derde"]), maybe={"ends_on": days(20, 200)}),
    fixed("prolong-job", partnership=one, job=jobs, ends_on=days(30, 400)),
    fixed("end-job", partnership=one, job=jobs, ended_on=days(-20, 0), reason="doorstroom"),
)  # fmt: skip
FIGURES = st.one_of(
    fixed("set-obligation", contract=contracts, percentage=st.sampled_from([2, 5]), base="opdrachtsom",
          **{"from": days(-400, 0)}, reason="r", maybe={"base_amount": st.just(400_000), "authority": st.just("O-1")}),
    fixed("record-opening-balance", contract=contracts, sroi_euros=st.sampled_from([0, 9000]), hours=0, source="s"),
    fixed("report-hours", partnership=one, contract=contracts, period=periods,
          lines=st.sampled_from([0, 80, 4000]).map(lambda hours: [LINE | {"paid_hours": hours}])),
    fixed("report-hours", partnership=one, contract=contracts, period=periods, lines=[], effort="cursus"),
    fixed("review-hours", partnership=one, contract=contracts, period=periods, verdict="goedgekeurd"),
    fixed("review-hours", partnership=one, contract=contracts, period=periods, verdict="afgekeurd", reason="telfout"),
    fixed("register-block-table", authority="O-1", version=st.sampled_from(["1", "2"]), valid_from=days(-900, 0),
          source="bijlage", blocks=[BLOCK]),
)  # fmt: skip
POLICY = st.one_of(
    scoped("write-policy", part=st.sampled_from(["doel", "doelgroepen"]), text=st.sampled_from(["a", "b"])),
    scoped("share-results", audience="intern", where=st.sampled_from(["intranet", "krant"])),
    scoped("appoint-specialist", person=people),
    fixed("record-advised", partnership=one, code=st.sampled_from(["ambassadeur", "leidraad"])),
    fixed("set-objective", partnership=one, target_group="ww", jobs=st.integers(0, 3)),
    fixed("choose-route", partnership=one, route=st.sampled_from(["aanbesteding", "bestaand_contract", "beide"])),
)  # fmt: skip
STEPS = st.one_of(
    fixed("start-partnership", partnership=one, title="T", organisation=st.sampled_from(["O-1", "O-2"]),
          maybe={"predecessor": one}),
    fixed(
        "take-over-partnership", partnership=one, title="T", organisation="O-1", contract=contracts,
        since=days(-400, 5), phase=st.sampled_from(RUNNING), coordinator=people,
    ),
    fixed("suspend", partnership=one, reason="r", maybe={"until": days(0, 120)}),
    fixed("resume", partnership=one),
    fixed(
        "advance", partnership=one, trigger=triggers,
        maybe={"reason": st.just("r"), "lesson": st.just("les"), "return_on": days(30, 400)},
    ),
)  # fmt: skip


def some(acts: st.SearchStrategy[tuple[str, Fields]]) -> st.SearchStrategy[Acts]:
    """Return a strategy for some acts of a family on one day."""
    return st.lists(acts, min_size=1, max_size=4)


def dated(value: Any, on: date) -> Any:  # noqa: ANN401  # a field of any act
    """Return a field with every distance in days made a date."""
    if isinstance(value, timedelta):
        return (on + value).isoformat()
    if isinstance(value, list):
        return [dated(each, on) for each in value]
    return {key: dated(each, on) for key, each in value.items()} if isinstance(value, dict) else value


def a_portfolio(story: Story) -> None:
    """Make P-1 to P-3 known: they share contracts, people and an organisation, each in another phase."""
    on = FIRST.isoformat()
    story.reach("realisatie", on)
    story.act(on, "register-person", person="gijs", name="Gijs", email="gijs@glans.nl", contractor="glans")
    known = {"organisation": "O-1", "title": "Groen", "nature": "dienst", "contractor": "glans"}
    option = {"until": "2029-12-31", "notify_by": "2026-09-30"}
    story.act(on, "register-contract", contract="C-1", **known, ends_on="2027-12-31", options=[option])
    story.act(on, "register-contract", contract="C-2", **known, ends_on="2026-12-31")
    story.act(on, "register-contract", contract="C-3", **known, planned_publication_on="2026-08-01", replaces="C-2")
    story.act(on, "register-organisation", organisation="O-2", name="Zorg", sector="zorg")
    story.act(on, "start-partnership", partnership="P-2", title="Groen", organisation="O-1")
    story.act(on, "take-over-partnership", partnership="P-3", title="Zorg", organisation="O-2", phase="monitoring",
              since="2025-03-01", coordinator="anna", contract="C-1")  # fmt: skip
    for partnership in ("P-1", "P-2"):
        story.act(on, "link-contract", partnership=partnership, contract="C-2")
