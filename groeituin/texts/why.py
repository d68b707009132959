"""How the answers of `why` read for people: what may happen and what is missing, and one rule explained."""

from collections.abc import Iterator, Mapping
from typing import Any

from groeituin.texts.words import phase_name
from states.texts import day
from states.vocabulary import Requirement, words

NEEDS = {"reason": "een reden", "lesson": "de les voor de volgende aanbesteding"}
REQUIREMENTS = words(Requirement)
Found = Mapping[str, Any]


def steps_written(found: Found) -> str:
    """Write what may happen now and what is missing, since when, as `reading.why` found it."""
    suspended = " en opgeschort" if found["suspended"] else ""
    lines = [f"{found['partnership']} is in de fase {phase_name(found['phase'])}{suspended}."]
    if not found["triggers"]:
        lines += ["", "Vanuit deze fase is er geen stap."]
    for name, trigger in found["triggers"].items():
        lines += ["", *_step(name, trigger)]
    return "\n".join(lines)


def _step(name: str, trigger: Found) -> Iterator[str]:
    needs = f" (met {' en '.join(NEEDS[need] for need in trigger['needs'])})" if trigger["needs"] else ""
    yield f"{name} -> {trigger['to']}: {'kan nu' if trigger['allowed'] else 'kan nog niet'}{needs}"
    for missing in trigger["missing"]:
        yield f"  - {_missing(missing)}{_dates(missing)}"
    for advised in trigger["advised"]:
        yield f"  · advies: {advised['sentence']}"


def _missing(missing: Found) -> str:
    """A requirement is known by its code; what else stands in the way by its sentence."""
    if missing["code"] in REQUIREMENTS:
        return f"{missing['code']} (stap {missing['step']}): {missing['sentence']}"
    step = f" (stap {missing['step']})" if missing["step"] else ""
    return f"{missing['sentence']}{step}"


def _dates(missing: Found) -> str:
    since = f" {_what(missing)} sinds {day(missing['since'])}." if missing["since"] else ""
    later = f" Mogelijk vanaf {day(missing['possible_from'])}." if missing["possible_from"] else ""
    return f"{since}{later}"


def _what(missing: Found) -> str:
    """A suspension is there, all else is missing."""
    return "Dat is zo" if missing["code"] == "opgeschort" else "Ontbreekt"


def rule_written(found: Found) -> str:
    """Write what one rule asks next, what became of what it asked before, and why it asks nothing."""
    lines = [f"{found['rule']} bij {found['partnership']}"]
    if found["silent"]:
        lines += ["", found["silent"]]
    if found["next"]:
        lines += ["", "Hierna:", *(f"  {_when(term)}  {term['occasion']}: {term['because']}" for term in found["next"])]
    if found["earlier"]:
        lines += ["", "Eerder:"]
        lines += [f"  {one['occasion']} ({one['status']}): {one['sentence']}" for one in found["earlier"]]
    return "\n".join(lines)


def _when(term: Found) -> str:
    return str(term["due_on"] or "zonder datum")
