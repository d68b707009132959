"""The receipt of a rehearsal, beside the file of the definition that it tried."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from groeituin.activation import Rehearsed
from groeituin.rehearsal.report import Rehearsal

SUFFIX = ".nachtproef.json"


def write_receipt(path: Path, found: Rehearsal, *, content_hash: str, on: date, by: str) -> Path:
    """Write that a definition was rehearsed; return where.

    Args:
        path: the file of the definition.
        found: what the rehearsal found.
        content_hash: of the text that was rehearsed.
        on: the date.
        by: who did it.

    Raises:
        OSError: it cannot be written.
    """
    receipt = _beside(path)
    told = {
        "definition": found.definition,
        "content_hash": content_hash,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "partnerships": found.partnerships,
        "on": on.isoformat(),
        "by": by,
        "new": len(found.new),
        "gone": len(found.gone),
        "moved": len(found.moved),
    }
    receipt.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return receipt


def receipt_of(path: Path) -> Rehearsed | None:
    """Return the last rehearsal of the definition in a file; None without a receipt that says over which nights.

    Args:
        path: the file of the definition.
    """
    try:
        told: Any = json.loads(_beside(path).read_text(encoding="utf-8"))
        first, last = date.fromisoformat(told["from"]), date.fromisoformat(told["to"])
        found = Rehearsed(str(told["content_hash"]), first, last, int(told["partnerships"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if first <= last else None


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}{SUFFIX}")
