"""The process as a Mermaid state diagram, made from the definition."""

from states.definition import Definition


def mermaid(definition: Definition) -> str:
    """Return the diagram: an arrow per phase and trigger, with the requirements of the steps forward."""
    first = next(iter(definition.phases))
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    for name, trigger in definition.triggers.items():
        codes = [*(code for codes in trigger.routes.values() for code in codes), *trigger.requires]
        label = f"{name} ({' '.join(codes)})" if codes else name
        lines += [f"    {source} --> {trigger.to}: {label}" for source in trigger.sources]
    lines += [f"    {last} --> [*]" for last in ("afgerond", "beeindigd") if last in definition.phases]
    return "\n".join(lines)
