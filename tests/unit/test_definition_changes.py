"""What differs between two definitions is told whole: no field can change without a sentence.

``tests/golden/definition_changes.txt`` holds some sentences. After a change on purpose, write it anew and read the
difference: ``GROEITUIN_WRITE_GOLDEN=1 pytest tests/unit/test_definition_changes.py``.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dossiers import DEFINITION
from processes import process
from pydantic import BaseModel
from rehearsals import another, holidays, margin, rule, without

from groeituin.texts.rehearsal.changes import told
from states.changes import changes
from states.definition import Definition, Rung

GOLDEN = Path(__file__).parent.parent / "golden" / "definition_changes.txt"
Value = Any  # what stands in a definition; a test changes it without its schema
WORDS = {"lustrum": "yearly", "latest": "all", "all": "latest", "kwartaal": "maand"}


def sentences(new: Definition, old: Definition = DEFINITION) -> list[str]:
    """Return what differs, a sentence each."""
    return told(changes(old, new), old, new)


def altered(value: Value) -> Iterator[Value]:
    """Yield a value with one leaf changed, for every leaf that it holds."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from (value.model_copy(update={name: other}) for other in altered(getattr(value, name)))
    elif isinstance(value, Mapping):
        yield from ({**value, key: other} for key, one in value.items() for other in altered(one))
        yield from ({key: one for key, one in value.items() if key != gone} for gone in value)
    elif isinstance(value, tuple):
        yield from ((*value[:at], *value[at + 1 :]) for at in range(len(value)))
        yield from (
            (other, *value[1:]) for first in value[:1] if isinstance(first, BaseModel) for other in altered(first)
        )
        yield from [value[::-1]] if value[::-1] != value else []
    elif value is not None:
        yield leaf(value)


def leaf(value: Value) -> Value:
    """Return another word, number, date or answer."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return WORDS.get(value, f"{value} anders")
    return value.replace(year=2001) if isinstance(value, date) else value + 1


# Names are no difference; the subject of a rule and what stands for a role are fixed by the code.
SAME = {"name", "version"}


def test_no_leaf_changes_unseen() -> None:
    """Change any field, word or number, or leave any part out: it is told, in one sentence or more."""
    seen = 0
    for field in set(Definition.model_fields) - SAME:
        for value in altered(getattr(DEFINITION, field)):
            found = sentences(DEFINITION.model_copy(update={field: value}))
            assert found, (field, value)
            assert all(one.endswith(".") and len(one) > len("x is anders.") for one in found)
            seen += 1
    assert seen > 1000


def test_the_same_definition_has_no_differences() -> None:
    """Another version with the same words is no change."""
    assert [] == sentences(another())


UP = DEFINITION.triggers["schaal_op"]
KINDS = {
    "termijn": rule("contract_verloopt", lead_months=(18, 12, 6, 4)),
    "norm": rule("fase_staat_stil", norm_days={"draagvlak": 90, "werkgroep": 60, "verkenning": 150, "realisatie": 180}),
    "norm weg": rule("fase_staat_stil", norm_days={"draagvlak": 90, "werkgroep": 60, "verkenning": 120}),
    "regel weg": without("terugkomen"),
    "frequentie": rule("voortgangsgesprek", default_frequency="halfjaar", target_day=1, lead_days=21),
    "ladder": rule("pso_verloopt", ladder=(Rung(after_days=1, to=("bestuurder",)),)),
    "geen ladder": rule("pso_verloopt", ladder=()),
    "naar wie": rule("achterstand", to=("contractmanager", "loonadministratie")),
    "inhalen": rule("contract_verloopt", catch_up="latest"),
    "fasen": rule("evaluatie", phases=("realisatie", "monitoring"), while_contract_runs=()),
    "tekst": rule("evaluatie", stops="er is geëvalueerd", source="elders", occasion="anders"),
    "feestdagen": holidays(good_friday=False, liberation_day="never", source="cao"),
    "cijfer": margin(20),
    "werkgroep": another(work_group_roles=("inkoopexpert", "beleidsmedewerker"), meeting_recency=3),
    "rollen": another(roles=DEFINITION.roles[:-1], fallback_roles=()),
    "advies verplicht": process({
        "requires: [D1, D2], advises: [ambassadeur]": "requires: [D1, D2, ambassadeur]",
        "requires: [M1, M2, M3, M4], advises: [successen_gevierd]": "requires: [M1, M3, M4]",
    }),
    "stappen": another(triggers={
        **{name: one for name, one in DEFINITION.triggers.items() if name != "heropen"},
        "schaal_op": UP.model_copy(update={"sources": ("borging",), "needs": ("lesson",)}),
        "start_realisatie": DEFINITION.triggers["start_realisatie"].model_copy(
            update={"routes": {"aanbesteding": ("V1", "V4"), "bestaand_contract": ("V5", "V6", "V7")}}
        ),
    }),
    "eisen": another(requirements={
        **{name: one for name, one in DEFINITION.requirements.items() if name != "B4"},
        "D1": DEFINITION.requirements["D1"].model_copy(update={"by": ("projectcoordinator",)}),
        "D2": DEFINITION.requirements["D2"].model_copy(update={"what": "iemand die trekt"}),
    }),
}  # fmt: skip


def test_a_phase_that_went_takes_its_duties_along() -> None:
    """That the phase went says it; what roles did there is not told besides."""
    left = {phase: one for phase, one in DEFINITION.phases.items() if phase != "afgerond"}
    duties = {
        role: {phase: one for phase, one in own.items() if phase != "afgerond"}
        for role, own in DEFINITION.duties.items()
    }
    assert duties != DEFINITION.duties
    assert ["De fase afgerond verviel."] == sentences(another(phases=left, duties=duties))


def test_one_lead_instead_of_more_is_one() -> None:
    """The noun follows how many there are now."""
    one, two = (rule("contract_verloopt", lead_months=leads) for leads in ((16,), (6, 4)))
    name = "contract_verloopt: "
    assert [f"{name}de termijn werd 16 maanden in plaats van 6 en 4 maanden."] == sentences(one, two)
    assert [f"{name}de termijnen werden 6 en 4 maanden in plaats van 16 maanden."] == sentences(two, one)


def test_changes_read_well() -> None:
    """Sentences of every kind of change, as they were approved."""
    text = "\n".join(f"{kind}:\n" + "".join(f"  {one}\n" for one in sentences(new)) for kind, new in KINDS.items())
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_there_and_back_is_told_both_ways(kind: str) -> None:
    """What came went, and what went came: the other way round it is told as well, in other words."""
    there, back = sentences(KINDS[kind]), sentences(DEFINITION, KINDS[kind])
    assert len(there) == len(back)
    assert set(there) != set(back) or kind == "tekst"
