"""What holds of plan() and fall_due() for every dossier, tried on random ones."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from dossiers import CALENDAR, DEFINITION, Facts, after, backup, coordinator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from states.dossier import (
    Action,
    Agreement,
    Contract,
    Dossier,
    Evaluation,
    HoursReport,
    Inheritable,
    Job,
    Meeting,
    Obligation,
    OpeningBalance,
    Option,
    Person,
    PhaseEntry,
    RoleHolding,
    Successor,
    Suspension,
)
from states.occasions import occasions
from states.terms import Due, fall_due, plan
from states.vocabulary import PHASES, Frequency, Stage, words

TODAY = date(2026, 6, 1)
Raised = list[tuple[str, str, str]]


def around(before: int = 700, later: int = 700) -> st.SearchStrategy[date]:
    """Return days around 1 June 2026."""
    return st.integers(-before, later).map(lambda n: TODAY + timedelta(days=n))


SUCCESSORS = st.builds(Successor, st.just("C-9"), st.sampled_from(words(Stage)), st.none() | around())
CONTRACTS = st.builds(
    Contract,
    contract=st.just(""),
    title=st.just("Schoonmaak"),
    nature=st.just("dienst"),
    stage=st.sampled_from(words(Stage)),
    starts_on=st.none() | around(2000, 0),
    ends_on=st.none() | around(100),
    planned_publication_on=st.none() | around(),
    published_on=st.none() | around(),
    awarded_on=st.none() | around(),
    options=st.lists(
        st.builds(Option, around(), st.none() | around(), st.sampled_from(["open", "open", "gelicht", "vervallen"])),
        max_size=3,
    ).map(tuple),
    contractor=st.sampled_from([None, "glans", "groen"]),
    pso_valid_until=st.none() | around(),
    obligations=st.sampled_from([(), (Obligation(TODAY, Decimal(5), "opdrachtsom", Decimal(400_000)),)]),
    opening_balance=st.none() | st.integers(0, 30_000).map(lambda euros: OpeningBalance(Decimal(euros), Decimal(0))),
    successors=st.lists(SUCCESSORS, max_size=1).map(tuple),
)
MEETINGS = st.builds(
    Meeting, st.just(""), st.sampled_from(["voortgang", "werkgroep"]), st.none() | around(), st.none() | around(700, 0)
)
ACTIONS = st.builds(
    Action, st.just(""), st.just("Bel UWV"), st.just("anna"), around(), st.none() | around(), st.booleans()
)
AGREEMENTS = st.builds(Agreement, around(700, 0), st.sampled_from(words(Frequency)))
JOBS = st.builds(
    Job, st.just(""), st.just("wsw"), st.sampled_from([None, "C-0", "C-1", "C-9"]),
    starts_on=st.none() | around(700, 0), ends_on=st.none() | around(), ended_on=st.sampled_from([None, None, TODAY]),
)  # fmt: skip
PERIODS = ("2025-K3", "2025-K4", "2025-12", "2026-K1", "2026-H1", "2026-05", "2026-K3")
REPORTS = st.builds(
    HoursReport, st.sampled_from(["C-0", "C-1"]), st.sampled_from(PERIODS),
    st.sampled_from(["ontvangen", "goedgekeurd", "afgekeurd"]), reviewed_on=around(300, 0),
)  # fmt: skip
RECORDED = st.builds(Inheritable, st.just("doel"), around(900, 0), st.booleans())
ROLES = st.sampled_from(["projectcoordinator", "contractmanager", "hr_expert", "inkoopexpert"]).flatmap(
    lambda name: st.builds(RoleHolding, st.just(name), st.just("anna"), around(900, 0), st.none() | around(300, 0))
)
PAUSES = st.tuples(around(500, 0), st.integers(1, 200)).map(lambda p: Suspension(p[0], p[0] + timedelta(days=p[1])))


def coded(found: list[Contract]) -> tuple[Contract, ...]:
    """Return contracts, each with a code of its own, as its successors have: those replace one contract only."""
    return tuple(
        replace(one, contract=f"C-{n}", successors=tuple(replace(s, contract=f"C-9{n}") for s in one.successors))
        for n, one in enumerate(found)
    )


def named_actions(found: list[Action]) -> tuple[Action, ...]:
    """Return actions, each with a code of its own."""
    return tuple(replace(one, action=f"A-{number}") for number, one in enumerate(found))


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Return a partnership in any phase, with facts that need not be wise but could be recorded."""
    path = draw(st.lists(st.sampled_from(PHASES), min_size=1, max_size=4))
    entered = sorted(draw(st.lists(around(900, 0), min_size=len(path), max_size=len(path))))
    facts: dict[str, Facts] = {
        "phases": tuple(PhaseEntry(phase, on) for phase, on in zip(path, entered, strict=True)),
        "taken_over_on": draw(st.none() | around(300, 0)),
        "suspensions": tuple(draw(st.lists(PAUSES, max_size=2))),
        "roles": draw(st.sampled_from([(), (coordinator(),), (coordinator(), backup())]))
        + tuple(draw(st.lists(ROLES, max_size=3))),
        "basis": draw(st.sampled_from(["verplichting", "verplichting", "inspanning"])),
        "return_on": draw(st.none() | around()),
        "speaks_for_organisation": draw(st.booleans()),
        "jobs": tuple(replace(job, job=f"B-{n}") for n, job in enumerate(draw(st.lists(JOBS, max_size=3)))),
        "hours_reports": tuple(draw(st.lists(REPORTS, max_size=3, unique_by=lambda r: (r.contract, r.period)))),
        "policy": tuple(draw(st.lists(RECORDED, max_size=2))),
        "shared_results": tuple(draw(st.lists(RECORDED, max_size=2))),
        "people": draw(st.sampled_from([(), (Person("bert", inactive_on=TODAY),)])),
        "contracts": coded(draw(st.lists(CONTRACTS, max_size=2))),
        "actions": named_actions(draw(st.lists(ACTIONS, max_size=2))),
        "meetings": tuple(draw(st.lists(MEETINGS, max_size=3))),
        "agreements": tuple(draw(st.lists(AGREEMENTS, max_size=2, unique_by=lambda agreement: agreement.agreed_on))),
        "evaluations": tuple(draw(st.lists(st.builds(Evaluation, around(700, 0)), max_size=2))),
    }
    known = Dossier("P-1", "Schoonmaak", "O-1", path[-1], entered[0], "starter", **facts)
    for night in draw(st.lists(around(300, 0), max_size=2).map(sorted)):
        known = after(known, fall_due(known, DEFINITION, CALENDAR, night))
    return known


laws = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NIGHTS = around(200, 400)


def named(found: tuple[Due, ...]) -> Raised:
    """Return what was raised, by rule, subject and occasion."""
    return [(due.rule, due.subject, due.occasion.name) for due in found]


@laws
@given(dossiers(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(known: Dossier, random: Random) -> None:
    """The same facts in another order plan the same terms: nothing hangs on how a database returns them."""
    parts = ("contracts", "actions", "meetings", "agreements", "evaluations", "suspensions", "roles", "people", "jobs",
             "hours_reports", "policy", "shared_results")  # fmt: skip
    shuffled: dict[str, Facts] = {}
    for name in parts:
        rows = list(getattr(known, name))
        random.shuffle(rows)
        shuffled[name] = tuple(rows)
    other = replace(known, **shuffled)
    assert set(plan(other, DEFINITION, CALENDAR)) == set(plan(known, DEFINITION, CALENDAR))


@laws
@given(dossiers())
def test_a_term_is_the_earliest_occasion_that_was_not_raised(known: Dossier) -> None:
    """Per rule and subject one term; of the coming occasions outside history none is due before it."""
    terms = {(term.rule, term.subject): term for term in plan(known, DEFINITION, CALENDAR)}
    assert len(terms) == len(plan(known, DEFINITION, CALENDAR))
    for name in DEFINITION.rules:
        for subject, row in occasions(known, name, DEFINITION, CALENDAR):
            left = [o for o in islice(row, 200) if (name, o.name) not in known.history]
            term = terms.get((name, subject))
            assert (term is None) == (not left)
            if term:
                best = min(left, key=lambda o: o.due_on)
                assert (term.occasion, term.original_on) == (best.name, best.original_on)
                assert term.due_on is not None
                assert term.due_on >= best.due_on


@laws
@given(dossiers(), NIGHTS)
def test_a_night_leaves_nothing_due(known: Dossier, night: date) -> None:
    """After a night every term lies ahead of it, running it again raises nothing, and nothing is in history twice."""
    found = fall_due(known, DEFINITION, CALENDAR, night)
    told = [(due.rule, o.name) for due in found for o in (due.occasion, *due.skipped)]
    assert len(set(told)) == len(told)
    assert not set(told) & known.history
    later = after(known, found)
    assert fall_due(later, DEFINITION, CALENDAR, night) == ()
    assert all(term.due_on is not None and term.due_on > night for term in plan(later, DEFINITION, CALENDAR))


@laws
@given(dossiers(), NIGHTS)
def test_a_night_raises_exactly_when_a_term_is_due(known: Dossier, night: date) -> None:
    """The index on due dates is enough: what it does not name, a night would not raise either."""
    due = {(t.rule, t.subject) for t in plan(known, DEFINITION, CALENDAR) if t.due_on and t.due_on <= night}
    if known.suspended(night):
        assert due == set()
    assert {(d.rule, d.subject) for d in fall_due(known, DEFINITION, CALENDAR, night)} == due


@laws
@given(dossiers(), NIGHTS)
def test_forty_nights_and_one_raise_the_same(known: Dossier, start: date) -> None:
    """Catch-up all: the same signals. Latest: the newest of them, and the others are named as skipped."""
    known = after(known, fall_due(known, DEFINITION, CALENDAR, start))
    daily = known
    each: list[Due] = []
    for n in range(1, 41):
        found = fall_due(daily, DEFINITION, CALENDAR, start + timedelta(days=n))
        each.extend(found)
        daily = after(daily, found)
    once = fall_due(known, DEFINITION, CALENDAR, start + timedelta(days=40))
    assert after(known, once).history == daily.history
    for catch_up in ("all", "latest"):
        rules = {name for name, rule in DEFINITION.rules.items() if rule.catch_up == catch_up}
        one_by_one = named(tuple(due for due in each if due.rule in rules))
        newest = {(rule, subject): (rule, subject, name) for rule, subject, name in one_by_one}
        expected = set(one_by_one) if catch_up == "all" else set(newest.values())
        assert set(named(tuple(due for due in once if due.rule in rules))) == expected


@laws
@given(dossiers(), NIGHTS)
def test_while_suspended_nothing_is_due(known: Dossier, night: date) -> None:
    """A suspension that covers the night, known end or not, silences every rule."""
    for until in (None, night + timedelta(days=1)):
        pause = Suspension(night - timedelta(days=3), until)
        suspended = replace(known, suspensions=(*known.suspensions, pause))
        assert fall_due(suspended, DEFINITION, CALENDAR, night) == ()
        dates = {term.due_on for term in plan(suspended, DEFINITION, CALENDAR)}
        assert all(on is None if until is None else on and on > night for on in dates)


@laws
@given(dossiers(), NIGHTS, st.sets(st.sampled_from(sorted(DEFINITION.rules))))
def test_rules_do_not_look_at_each_other(known: Dossier, night: date, rules: set[str]) -> None:
    """Some rules alone plan and raise what they would among all of them."""
    assert plan(known, DEFINITION, CALENDAR, rules) == tuple(
        term for term in plan(known, DEFINITION, CALENDAR) if term.rule in rules
    )
    assert fall_due(known, DEFINITION, CALENDAR, night, rules) == tuple(
        due for due in fall_due(known, DEFINITION, CALENDAR, night) if due.rule in rules
    )


@laws
@given(dossiers().filter(lambda known: known.taken_over_on))
def test_a_take_over_raises_one_alert_a_contract_and_nothing_else_of_the_past(known: Dossier) -> None:
    """On its night at most one alert about the end, and one about an extension, of each contract that still runs."""
    taken_over_on = known.taken_over_on or TODAY
    fresh = replace(known, history=frozenset(), suspensions=(), speaks_for_organisation=False)
    found = fall_due(fresh, DEFINITION, CALENDAR, taken_over_on)
    assert {due.rule for due in found} <= {"contract_verloopt", "verlengoptie"}
    assert len({(due.rule, due.subject) for due in found}) == len(found)
    assert {due.subject for due in found if due.rule == "contract_verloopt"} <= {
        c.contract for c in known.contracts if c.ends_on and c.ends_on >= taken_over_on
    }
    ahead = {(c.contract, o.notify_by) for c in known.contracts for o in c.options}
    for due in found:
        if due.rule == "verlengoptie":
            notify_by = date.fromisoformat(due.occasion.name.split("/")[-2])
            assert notify_by >= taken_over_on
            assert (due.subject, notify_by) in ahead
