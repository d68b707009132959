"""Which steps only one of two definitions allows: as every single step says, and looked at only where they differ."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from dossiers import DEFINITION, EXISTING, READY, day, dossier, paused
from rehearsals import another, rule, without

from states.definition import Definition, TriggerDefinition
from states.dossier import Dossier
from states.machine import choices
from states.steps import differing_steps, required, steps_that_differ
from states.vocabulary import PHASES

ON = day("2026-06-01")
STEPS = DEFINITION.triggers
START, UP = STEPS["start_realisatie"], STEPS["schaal_op"]


def step(name: str, **values: object) -> Definition:
    """Return the guide's process with some fields of one step changed."""
    return another(triggers={**STEPS, name: STEPS[name].model_copy(update=values)})


def steps(left: Mapping[str, TriggerDefinition]) -> Definition:
    """Return the guide's process with these steps only."""
    return another(triggers=dict(left))


ROUTES = {**START.routes, "bestaand_contract": (*START.routes["bestaand_contract"], "tweede_gesprek")}
PROPOSED = {
    "advice": step("stel_werkgroep_in", requires=("D1", "D2", "ambassadeur")),
    "less": step("start_verkenning", requires=("W1",)),
    "route": step("start_realisatie", routes=ROUTES),
    "no routes": step("start_realisatie", routes={}),
    "sources": step("schaal_op", sources=("borging",)),
    "gone": steps({name: one for name, one in STEPS.items() if name != "herverken"}),
    "work group": another(work_group_roles=(*DEFINITION.work_group_roles, "beleidsmedewerker")),
    "recency": another(meeting_recency=1),
    "frequency": rule("voortgangsgesprek", default_frequency="maand"),
    "the same": another(),
    "described": step("start_borging", advises=(), needs=("reason",)),
    "a rule less": without("evaluatie"),
}
BEFORE = day("2026-02-20")  # a meeting then is too long ago after a month or two, and not after half a year
ANCHOR = READY["start_borging"]
MET = replace(ANCHOR, meetings=tuple(replace(meeting, held_on=BEFORE) for meeting in ANCHOR.meetings))
DOSSIERS: list[Dossier] = [
    *READY.values(),
    *(dossier(phase) for phase in PHASES),
    EXISTING,
    replace(READY["start_verkenning"], objectives=()),
    replace(READY["start_realisatie"], route=None),
    MET,
    replace(READY["stel_werkgroep_in"], suspensions=(paused("2026-05-01"),)),
    replace(READY["stel_werkgroep_in"], advised=("ambassadeur",)),
]


def possible(dossier: Dossier, definition: Definition) -> set[str]:
    """Return the steps that a partnership can take."""
    return {one.trigger for one in choices(dossier, definition, ON) if one.allowed}


@pytest.mark.parametrize("kind", PROPOSED)
@pytest.mark.parametrize("way", ["there", "back"])
def test_what_differs_is_what_every_step_says(kind: str, way: str) -> None:
    """For many partnerships, there and back: one of the two allows it, and the other says what lacks."""
    old, new = (DEFINITION, PROPOSED[kind]) if way == "there" else (PROPOSED[kind], DEFINITION)
    for one in DOSSIERS:
        names = differing_steps(old, new, one.phase)
        found = list(steps_that_differ(one, names, old, new, ON))
        assert possible(one, old) ^ possible(one, new) == {after.trigger for _before, after in found}
        for before, after in found:
            assert before.allowed != after.allowed
            assert all(verdict.sentence for verdict in (*before.missing, *after.missing))


def test_every_kind_of_change_makes_a_difference_to_somebody() -> None:
    """Save what decides about nothing, and how often partners meet who must have agreed on that anyhow (M1)."""
    found = {
        kind: sum(len(possible(one, DEFINITION) ^ possible(one, new)) for one in DOSSIERS)
        for kind, new in PROPOSED.items()
    }
    assert {"the same", "described", "a rule less", "frequency"} == {
        kind for kind, number in found.items() if not number
    }


def test_only_steps_that_are_judged_otherwise_are_looked_at() -> None:
    """By phase: what is described otherwise is not, and what a requirement looks at is."""
    looked_at = {
        kind: {phase: found for phase in PHASES if (found := differing_steps(DEFINITION, new, phase))}
        for kind, new in PROPOSED.items()
    }
    again = ("herverken",)
    assert {
        "advice": {"draagvlak": ("stel_werkgroep_in",)},
        "less": {"werkgroep": ("start_verkenning",)},
        "route": {"verkenning": ("start_realisatie",)},
        "no routes": {"verkenning": ("start_realisatie",)},
        "sources": {"monitoring": ("schaal_op",), "afgerond": ("schaal_op",)},
        "gone": {"realisatie": again, "monitoring": again, "borging": again, "afgerond": again},
        "work group": {"werkgroep": ("start_verkenning",)},
        "recency": {"monitoring": ("start_borging",)},
        "frequency": {"monitoring": ("start_borging",)},
        "the same": {},
        "described": {},
        "a rule less": {},
    } == looked_at


def test_how_often_partners_meet_without_an_agreement() -> None:
    """Where that need not be agreed, the frequency of the definition says whether the last meeting is recent."""
    old = step("start_borging", requires=("M2",))
    new = old.model_copy(update={"rules": PROPOSED["frequency"].rules, "version": "3"})
    met = replace(MET, agreements=())
    assert ({"start_borging"}, set()) == tuple(possible(met, one) & {"start_borging"} for one in (old, new))
    found = steps_that_differ(met, differing_steps(old, new, "monitoring"), old, new, ON)
    assert [["M2"]] == [[verdict.code for verdict in after.missing] for _before, after in found]


def test_a_step_that_is_left_out_says_so() -> None:
    """Which definition does not know it."""
    new = PROPOSED["gone"]
    ((before, after),) = steps_that_differ(dossier("realisatie"), ["herverken"], DEFINITION, new, ON)
    (verdict,) = after.missing
    assert (True, "De stap 'herverken' bestaat niet in handreiking/2.") == (before.allowed, verdict.sentence)
    assert not required(new, "herverken")
