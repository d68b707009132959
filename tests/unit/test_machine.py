"""Every trigger: allowed, refused, from a wrong phase, and while suspended."""

from dataclasses import replace
from datetime import date

import pytest
from dossiers import DEFINITION, EXISTING, READY, contract, day, dossier, paused, ready_for

from states import machine
from states.definition import Definition
from states.dossier import Dossier
from states.machine import choices, fire
from states.verdict import Verdict
from states.vocabulary import PHASES

ON = date(2026, 6, 1)
FORWARD = list(READY)
WITHOUT_REQUIREMENTS = [name for name, trigger in DEFINITION.triggers.items() if not trigger.requires]


@pytest.mark.parametrize("trigger", FORWARD)
def test_a_step_forward_is_allowed_when_all_is_there(trigger: str) -> None:
    """With every requirement met the trigger is allowed and says where it leads."""
    decision = fire(ready_for(trigger), trigger, DEFINITION, ON)
    assert (True, DEFINITION.triggers[trigger].to, ()) == (decision.allowed, decision.to, decision.missing)


@pytest.mark.parametrize(
    ("trigger", "codes"),
    [
        ("stel_werkgroep_in", ["D1", "D2"]),
        ("start_verkenning", ["W1", "W2", "W3", "W4", "W5"]),
        ("start_realisatie", ["W5"]),
        ("start_monitoring", ["R1", "R2", "R3"]),
        ("start_borging", ["M1", "M2", "M3", "M4"]),
        ("rond_af", ["B1", "B2", "B3", "B4"]),
    ],
)
def test_a_step_forward_is_refused_with_everything_that_lacks(trigger: str, codes: list[str]) -> None:
    """An empty dossier hears all that is missing at once, in the order of the guide."""
    empty = dossier(DEFINITION.triggers[trigger].sources[0], roles=())
    assert codes == [verdict.code for verdict in fire(empty, trigger, DEFINITION, ON).missing]


@pytest.mark.parametrize("trigger", WITHOUT_REQUIREMENTS)
def test_ending_and_going_back_ask_nothing_of_the_dossier(trigger: str) -> None:
    """These triggers are allowed from each of their phases; the act asks for the reason and the lesson."""
    described = DEFINITION.triggers[trigger]
    assert all(fire(dossier(phase, roles=()), trigger, DEFINITION, ON).allowed for phase in described.sources)
    assert "reason" in described.needs


@pytest.mark.parametrize("trigger", DEFINITION.triggers)
def test_a_trigger_is_refused_from_another_phase(trigger: str) -> None:
    """From a phase that is not its source a trigger says so, and names where it can start."""
    described = DEFINITION.triggers[trigger]
    for phase in set(PHASES) - set(described.sources):
        decision = fire(dossier(phase), trigger, DEFINITION, ON)
        assert ["niet_vanuit_deze_fase"] == [verdict.code for verdict in decision.missing]
        assert described.sources[0] in decision.missing[0].sentence
        assert decision.missing[0].step


@pytest.mark.parametrize("trigger", DEFINITION.triggers)
def test_while_suspended_only_ending_is_allowed(trigger: str) -> None:
    """A suspension stops every trigger but `beeindig`, and tells when it ends."""
    start = READY.get(trigger) or dossier(DEFINITION.triggers[trigger].sources[0])
    suspended = replace(start, suspensions=(paused("2026-05-01", "2026-07-01"),))
    decision = fire(suspended, trigger, DEFINITION, ON)
    expected = [] if trigger == "beeindig" else [("opgeschort", day("2026-07-01"))]
    assert expected == [(verdict.code, verdict.possible_from) for verdict in decision.missing]
    assert fire(suspended, trigger, DEFINITION, day("2026-07-01")).allowed


def test_an_open_suspension_tells_no_date() -> None:
    """Without a known end the refusal names none."""
    suspended = replace(ready_for("rond_af"), suspensions=(paused("2026-05-01"),))
    (verdict,) = fire(suspended, "rond_af", DEFINITION, ON).missing
    assert (None, "Dit partnership is opgeschort. Hervat het eerst.") == (verdict.possible_from, verdict.sentence)


def test_each_route_asks_its_own() -> None:
    """The route decides which half of step 2 counts; `beide` needs one of the two complete."""
    empty = dossier("verkenning", roles=())
    lacking = {
        route: [v.code for v in fire(replace(empty, route=route), "start_realisatie", DEFINITION, ON).missing]
        for route in ("aanbesteding", "bestaand_contract", "beide")
    }
    tender, existing = ["V1", "V2", "V3", "V4"], ["V5", "V6", "V7"]
    assert lacking == {"aanbesteding": tender, "bestaand_contract": existing, "beide": tender + existing}


@pytest.mark.parametrize("complete", [ready_for("start_realisatie"), EXISTING])
def test_on_both_routes_one_complete_is_enough(complete: Dossier) -> None:
    """Route `beide` is satisfied by either half."""
    assert fire(replace(complete, route="beide"), "start_realisatie", DEFINITION, ON).allowed


def test_a_pending_legal_check_blocks_every_route() -> None:
    """V8 and R4: a change that waits for a lawyer holds up both steps."""
    waiting = contract(None, "C-9", waits_for_legal_check=True)
    for trigger, code in (("start_realisatie", "V8"), ("start_monitoring", "R4")):
        start = ready_for(trigger)
        decision = fire(replace(start, contracts=(*start.contracts, waiting)), trigger, DEFINITION, ON)
        assert [code] == [verdict.code for verdict in decision.missing]


def test_advice_is_told_and_never_blocks() -> None:
    """What the guide advises stands beside an allowed step until it is done."""
    ready = ready_for("stel_werkgroep_in")
    decision = fire(ready, "stel_werkgroep_in", DEFINITION, ON)
    assert (True, ["ambassadeur"]) == (decision.allowed, [verdict.code for verdict in decision.advised])
    done = fire(replace(ready, advised=("ambassadeur",)), "stel_werkgroep_in", DEFINITION, ON)
    assert done.advised == ()


def test_a_third_contract_in_focus_is_advised_against() -> None:
    """V5: more than two contracts in focus is advised against and does not block."""
    three = tuple(contract("2028-06-30", f"C-{n}", focus=True) for n in (1, 2, 3))
    decision = fire(replace(EXISTING, contracts=three), "start_realisatie", DEFINITION, ON)
    assert decision.allowed
    assert "ten_hoogste_twee" in [verdict.code for verdict in decision.advised]
    assert "ten_hoogste_twee" not in [v.code for v in fire(EXISTING, "start_realisatie", DEFINITION, ON).advised]


def test_choices_are_the_triggers_of_the_phase() -> None:
    """A person sees every step from where the partnership stands, in the order of the definition."""
    found = {phase: [d.trigger for d in choices(dossier(phase), DEFINITION, ON)] for phase in PHASES}
    assert found == {
        "draagvlak": ["stel_werkgroep_in", "beeindig"],
        "werkgroep": ["start_verkenning", "beeindig"],
        "verkenning": ["start_realisatie", "beeindig"],
        "realisatie": ["start_monitoring", "beeindig", "herverken"],
        "monitoring": ["start_borging", "beeindig", "schaal_op", "herverken"],
        "borging": ["rond_af", "beeindig", "schaal_op", "herverken"],
        "afgerond": ["schaal_op", "herverken"],
        "beeindigd": ["heropen"],
    }


def test_asking_leaves_no_trace_in_the_shared_machine() -> None:
    """One machine serves every partnership: none is registered in it, and the dossier stays what it was."""
    ready = ready_for("rond_af")
    before = machine._machine(DEFINITION.reference, DEFINITION)
    for _ in range(3):
        assert fire(ready, "rond_af", DEFINITION, ON).to == "afgerond"
    assert machine._machine(DEFINITION.reference, DEFINITION) is before
    assert before.models == []
    assert ready.phase == "borging"


def test_another_definition_under_the_same_name_gets_a_machine_of_its_own() -> None:
    """A changed definition is never answered from an older machine."""
    closed = DEFINITION.model_copy(
        update={"triggers": {**DEFINITION.triggers, "rond_af": DEFINITION.triggers["rond_af"].model_copy(
            update={"requires": ()}
        )}}
    )  # fmt: skip
    assert not fire(dossier("borging"), "rond_af", DEFINITION, ON).allowed
    assert fire(dossier("borging"), "rond_af", closed, ON).allowed
    assert not fire(dossier("borging"), "rond_af", DEFINITION, ON).allowed


def requiring(trigger: str, **facts: object) -> Definition:
    """Return the guide's definition with another trigger in the place of one of its own."""
    changed = DEFINITION.triggers[trigger].model_copy(update=facts)
    return DEFINITION.model_copy(update={"triggers": {**DEFINITION.triggers, trigger: changed}})


def test_an_advised_point_can_be_required() -> None:
    """It is missing until it was recorded, says how that is done, stands in its order, and is not advised as well."""
    strict = requiring("stel_werkgroep_in", requires=("D1", "ambassadeur", "D2"))
    empty = fire(dossier("draagvlak", roles=()), "stel_werkgroep_in", strict, ON)
    assert (["D1", "ambassadeur", "D2"], ()) == ([v.code for v in empty.missing], empty.advised)
    refused = fire(ready_for("stel_werkgroep_in"), "stel_werkgroep_in", strict, ON)
    (verdict,) = refused.missing
    sentence = (
        "Vraag iemand uit het bestuur om ambassadeur te zijn. "
        "Is dit gedaan, leg het dan vast met record-advised, code 'ambassadeur'."
    )
    assert Verdict(ok=False, code="ambassadeur", sentence=sentence, step="1e") == verdict
    done = fire(replace(ready_for("stel_werkgroep_in"), advised=("ambassadeur",)), "stel_werkgroep_in", strict, ON)
    assert (True, ()) == (done.allowed, done.advised)


def test_a_required_point_that_the_dossier_shows_needs_no_record() -> None:
    """The date to come back is in the dossier, or it is missing."""
    strict = requiring("beeindig", requires=("terugkomdatum",), advises=())
    running = dossier("monitoring")
    assert ["terugkomdatum"] == [v.code for v in fire(running, "beeindig", strict, ON).missing]
    assert fire(replace(running, return_on=day("2026-12-01")), "beeindig", strict, ON).allowed


def test_an_advised_point_can_be_required_on_one_route() -> None:
    """On the other route it is no more than advice, and with both one complete route is enough."""
    routes = {"aanbesteding": ("V1", "stakeholders"), "bestaand_contract": ("V5", "V6", "V7")}
    strict = requiring("start_realisatie", routes=routes, advises=("stakeholders",))
    found = {
        route: fire(replace(start, route=route), "start_realisatie", strict, ON)
        for start, route in ((ready_for("start_realisatie"), "aanbesteding"), (EXISTING, "bestaand_contract"))
    }
    assert ["stakeholders"] == [v.code for v in found["aanbesteding"].missing]
    assert () == found["aanbesteding"].advised
    assert found["bestaand_contract"].allowed
    assert ["stakeholders"] == [v.code for v in found["bestaand_contract"].advised]
    assert fire(replace(EXISTING, route="beide"), "start_realisatie", strict, ON).allowed


def test_what_both_routes_lack_is_told_once() -> None:
    """Something that each of the two routes requires is one thing to do."""
    routes = {"aanbesteding": ("V1", "stakeholders"), "bestaand_contract": ("stakeholders",)}
    strict = requiring("start_realisatie", routes=routes)
    both = dossier("verkenning", route="beide")
    assert ["V1", "stakeholders"] == [v.code for v in fire(both, "start_realisatie", strict, ON).missing]
