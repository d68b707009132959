"""The catalogue of acts that every door reads: importing it makes them all known."""

from difflib import get_close_matches
from typing import Any

from groeituin.acts import (
    block_tables,
    contract_changes,
    contracts,
    corrections,
    exploration,
    hand_over,
    jobs,
    meetings,
    monitoring,
    parties,
    partnerships,
    policy,
    signals,
    work_group,
)
from groeituin.acts.act import ACTS, Act
from groeituin.errors import BadInput

FAMILIES = (
    parties, partnerships, work_group, hand_over, contracts, contract_changes, block_tables, exploration, meetings,
    jobs, monitoring, policy, signals, corrections,
)  # fmt: skip


def kind_of_act(name: str) -> type[Act]:
    """Return the act with this name.

    Raises:
        BadInput: there is no such act; the catalogue is a closed list.
    """
    if name not in ACTS:
        near = " of ".join(f"'{one}'" for one in get_close_matches(name.replace("_", "-"), ACTS))
        meant = f" Bedoelt u {near}?" if near else ""
        sentence = f"Er is geen handeling '{name}'.{meant} Alle handelingen staan in `groeituin acts`."
        raise BadInput(sentence, [{"field": "act", "code": "onbekend", "message": sentence}])
    return ACTS[name]


def listing() -> list[dict[str, Any]]:
    """Return every act with its sentence and JSON Schema, by family."""
    return [_listed(name, kind) for name, kind in ACTS.items()]


def _listed(name: str, kind: type[Act]) -> dict[str, Any]:
    # Docstrings mark what is typed as reStructuredText does; people read it as everywhere else.
    sentence = (kind.__doc__ or "").strip().replace("``", "`")
    schema = kind.model_json_schema(by_alias=True)
    return {"act": name, "sentence": sentence, "schema": schema | {"description": sentence}}
