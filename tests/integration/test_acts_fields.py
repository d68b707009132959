"""The fields of every act, as programs rely on them: ``tests/golden/acts.txt`` holds them, optional ones in brackets.

A name in it does not change without a reason in the changelog. After a change on purpose, write it anew and read the
difference: ``GROEITUIN_WRITE_GOLDEN=1 pytest tests/integration/test_acts_fields.py``.
"""

import os
from operator import itemgetter
from pathlib import Path
from typing import Any

from groeituin.acts.catalogue import listing

GOLDEN = Path(__file__).parent.parent / "golden" / "acts.txt"
Schema = dict[str, Any]


def test_every_act_has_the_fields_that_programs_rely_on() -> None:
    """Every act, its fields, which may be left out, and the words of its closed lists."""
    told = "".join(
        f"{act['act']} | {fields(act['schema'], act['schema'].get('$defs', {}))}\n"
        for act in sorted(listing(), key=itemgetter("act"))
    )
    if os.environ.get("GROEITUIN_WRITE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == told


def fields(schema: Schema, known: dict[str, Schema]) -> str:
    """Return the fields of an object in the order in which they are told."""
    required = schema.get("required", [])
    named = ((name, values(field, known)) for name, field in schema.get("properties", {}).items())
    return ", ".join(
        (name if name in required else f"[{name}]") + (f": {words}" if words else "") for name, words in named
    )


def values(field: Schema, known: dict[str, Schema]) -> str:
    """Return the closed list of a field, or the fields within it; nothing where any value of its kind will do."""
    for kind in field.get("anyOf", [field]):
        if "$ref" in kind:
            return f"{{{fields(known[kind['$ref'].split('/')[-1]], known)}}}"
        if "enum" in kind:
            return " ".join(str(word) for word in kind["enum"])
        if "items" in kind and (inner := values(kind["items"], known)):
            return f"[{inner}]"
    return ""
