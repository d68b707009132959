"""The process as a Mermaid state diagram, made from the definition."""

from states.definition import Definition, TriggerDefinition

# Where a partnership may rest, though a way back leads out of it.
RESTING = ("afgerond", "beeindigd")


def mermaid(definition: Definition) -> str:
    """Return the diagram: an arrow per phase and trigger, with what the step requires, per route where that matters.

    What is advised and must be done stands among the requirements. A phase that no step leaves is an end, and so is
    one in which a partnership rests.
    """
    triggers = definition.triggers
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(definition.phases))}"]
    for name, trigger in triggers.items():
        lines += [f"    {source} --> {trigger.to}: {_label(name, trigger)}" for source in trigger.sources]
    left = {source for trigger in triggers.values() for source in trigger.sources}
    lines += [f"    {phase} --> [*]" for phase in definition.phases if phase in RESTING or phase not in left]
    return "\n".join(lines)


def _label(name: str, trigger: TriggerDefinition) -> str:
    """A label is plain words: a colon, a semicolon or a hash mark would end it or be read as something else."""
    routes = " of ".join(" ".join((route, *codes)) for route, codes in trigger.routes.items())
    required = ", en ".join(part for part in (routes, " ".join(trigger.requires)) if part)
    return f"{name} ({required})" if required else name
