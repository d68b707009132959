"""The picture of a process: every arrow with what it requires, in words that Mermaid reads."""

import re

from transitions.extensions import GraphMachine

from groeituin.diagram import mermaid
from states.definition import Definition, handreiking

GUIDE = handreiking()
# What `stateDiagram-v2` takes: an arrow between words or the mark of begin and end, and a label without the marks
# that would end it (a colon, a semicolon) or be read as a code (a hash mark).
ARROW = re.compile(r"    (\[\*\]|\w+) --> (\[\*\]|\w+)(?:: ([^:;#\n]+))?")
Arrow = tuple[str, str, str | None]


def arrows(definition: Definition) -> set[Arrow]:
    """Return every arrow of the picture, with its label."""
    first, *lines = mermaid(definition).splitlines()
    assert first == "stateDiagram-v2"
    found = [ARROW.fullmatch(line) for line in lines]
    assert all(found), lines
    return {(one[1], one[2], one[3]) for one in found if one}


def changed(**triggers: dict[str, object]) -> Definition:
    """Return the guide's process with something else about some steps."""
    known = GUIDE.triggers
    return GUIDE.model_copy(
        update={"triggers": known | {name: known[name].model_copy(update=to) for name, to in triggers.items()}}
    )


def test_the_arrows_are_those_of_the_machine() -> None:
    """The library that moves partnerships draws the same steps between the same phases."""
    steps = [
        [name, source, trigger.to] for name, trigger in GUIDE.triggers.items() for source in trigger.sources
    ]  # fmt: skip
    machine = GraphMachine(
        states=list(GUIDE.phases),
        initial="draagvlak",
        transitions=steps,
        auto_transitions=False,
        graph_engine="mermaid",
    )
    drawn = set(re.findall(r"^\s+(\w+) --> (\w+): (.+)$", machine.get_graph().source, flags=re.MULTILINE))
    # It writes the labels of arrows between the same two phases behind one another.
    theirs = {(source, to, name) for source, to, names in drawn for name in names.split(" | ")}
    ours = {(source, to, label.split(" ")[0]) for source, to, label in arrows(GUIDE) if label}
    assert ours == theirs


def test_a_step_tells_what_it_requires() -> None:
    """The codes stand on the arrow, per route where the route matters, and those of both routes after them."""
    assert {
        ("draagvlak", "werkgroep", "stel_werkgroep_in (D1 D2)"),
        (
            "verkenning",
            "realisatie",
            "start_realisatie (aanbesteding V1 V2 V3 V4 of bestaand_contract V5 V6 V7, en V8)",
        ),
        ("beeindigd", "verkenning", "heropen"),
    } <= arrows(GUIDE)


def test_advice_that_is_required_stands_among_the_requirements() -> None:
    """An authority that makes an advised point required sees it on the arrow."""
    definition = changed(start_verkenning={"requires": ("W1", "business_case")}, rond_af={"requires": ()})
    assert {
        ("werkgroep", "verkenning", "start_verkenning (W1 business_case)"), ("borging", "afgerond", "rond_af"),
    } <= arrows(definition)  # fmt: skip


def test_a_route_may_require_nothing() -> None:
    """A route without requirements of its own is still told."""
    definition = changed(start_realisatie={"routes": {"aanbesteding": ("V1",), "bestaand_contract": ()}})
    assert ("verkenning", "realisatie", "start_realisatie (aanbesteding V1 of bestaand_contract, en V8)") in arrows(
        definition
    )


def ends(definition: Definition) -> list[str]:
    """Return the phases from which the picture goes to its end."""
    return sorted(source for source, to, _label in arrows(definition) if to == "[*]")


def test_the_ends_are_where_a_partnership_rests_or_no_step_leads_on() -> None:
    """Rounded off or ended is an end though a way back leads out; so is any phase that no step leaves."""
    assert ["afgerond", "beeindigd"] == ends(GUIDE)
    phases = {name: phase for name, phase in GUIDE.phases.items() if name not in {"borging", "afgerond"}}
    triggers = {
        name: trigger
        for name, trigger in changed(
            beeindig={"sources": ("draagvlak", "werkgroep", "verkenning", "realisatie")},
        ).triggers.items()
        if name in {"stel_werkgroep_in", "start_verkenning", "start_realisatie", "start_monitoring", "beeindig"}
    }
    short = GUIDE.model_copy(update={"phases": phases, "triggers": triggers})
    assert ["beeindigd", "monitoring"] == ends(short)


def test_the_picture_begins_in_the_first_phase() -> None:
    """A definition that starts later begins its picture there."""
    assert ("[*]", "draagvlak", None) in arrows(GUIDE)
    later = GUIDE.model_copy(update={"phases": dict(list(GUIDE.phases.items())[2:])})
    assert "    [*] --> verkenning" in mermaid(later).splitlines()
