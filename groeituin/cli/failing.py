"""How the command line tells an error: one line of JSON or a few plain lines, and an exit status."""

import json
import sys

from typer.exceptions import TyperException

from groeituin.cli.printing import as_text
from groeituin.cli.usage import usage

USAGE = 2
UNEXPECTED = 70


def told(error: Exception, *, as_json: bool) -> int:
    """Print an error on standard error and return its exit status."""
    code, message, details, status = _described(error)
    if as_json:
        print(
            json.dumps({"error": code, "message": message, "details": details}, ensure_ascii=False, default=as_text),
            file=sys.stderr,
        )
        return status
    lines = [_line(detail) for detail in details if {"sentence", "message"} & detail.keys()]
    # A file is named in the message; what a rule of the process says is told in its lines.
    of_file = any("line" in detail for detail in details)
    first = (type(error).__doc__ or message).strip() if lines and not of_file else message
    print("\n  - ".join([f"Fout: {first}", *lines]), file=sys.stderr)
    return status


def _described(error: Exception) -> tuple[str, str, list[dict[str, object]], int]:
    if isinstance(error, TyperException):
        return "usage", usage(error), [], USAGE
    from sqlalchemy.exc import DatabaseError

    from groeituin.errors import GroeituinError, StorageUnreachable
    from groeituin.storage import told as told_by_storage

    if isinstance(error, DatabaseError):
        error = StorageUnreachable(told_by_storage(error))
    if isinstance(error, GroeituinError):
        return error.code, error.message, [dict(detail) for detail in error.details], error.exit_status
    message = f"Er ging onverwacht iets mis ({type(error).__name__}: {error}). Met --debug ziet u waar."
    return "unexpected", message, [], UNEXPECTED


def _line(detail: dict[str, object]) -> str:
    """Tell one detail in the order in which people look for it: where, then what."""
    where = [f"{word} {detail[name]}" for name, word in (("row", "rij"), ("line", "regel")) if detail.get(name)]
    where += [str(detail[name]) for name in ("column", "field") if detail.get(name)]
    sentence = str(detail.get("sentence") or detail.get("message") or detail.get("code"))
    step = f" (stap {detail['step']})" if detail.get("step") else ""
    later = f" Mogelijk vanaf {detail['possible_from']}." if detail.get("possible_from") else ""
    return f"{', '.join(where)}: {sentence}" if where else f"{sentence}{step}{later}"
