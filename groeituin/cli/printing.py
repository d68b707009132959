"""How the command line answers: one JSON document for programs, a table or plain lines for people."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

CODES = {"contract", "partnership", "person", "occasion"}


def as_text(value: object) -> str:
    """Write what JSON has no form for: dates as ISO, amounts as they are."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def print_json(value: object) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, default=as_text, indent=2))


def print_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, empty: str) -> None:
    """Print rows as a table.

    Args:
        rows: the rows, by field.
        columns: field by field the heading above it.
        empty: the sentence when there is nothing.
    """
    from rich.console import Console
    from rich.table import Table

    if not rows:
        print(empty)
        return
    drawn = Table(box=None, header_style="bold", pad_edge=False)
    for name, heading in columns.items():
        # A code is there to be copied: it is never cut off.
        drawn.add_column(heading, overflow="fold", no_wrap=name in CODES)
    for row in rows:
        drawn.add_row(*(cell(row.get(name)) for name in columns))
    Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False).print(drawn)


def cell(value: object) -> str:
    """Write a value for people."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(part) for part in value)
    if isinstance(value, dict):
        told = [f"{name}={cell(said)}" for name, said in value.items() if said not in (None, (), False)]
        return f"({', '.join(told)})"
    return str(value)
