"""The block tables that the clients of the demo count with: those that are published and shipped here."""

from functools import cache
from pathlib import Path

import states
from states.figures.blocks import BlockTable, read_block_table

FOLDER = Path(states.__file__).parent / "definitions/bouwblokken"


@cache
def tables() -> tuple[BlockTable, ...]:
    """Return the shipped tables, in order of authority."""
    return tuple(read_block_table(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml")))


def groups_of(table: BlockTable) -> tuple[str, ...]:
    """Return the target groups whose hours a table counts."""
    return tuple(dict.fromkeys(b.target_group for b in table.blocks if b.target_group and b.base_hours))


def block_of(table: BlockTable, group: str) -> str | None:
    """Return the block to name for a group: the last one where a table has more, none where it has one."""
    able = [block.code for block in table.blocks if block.target_group == group and block.base_hours]
    return able[-1] if len(able) > 1 else None
