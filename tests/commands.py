"""Commands as a person types them, within the process of the test."""

import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest

from groeituin.cli import main


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command leaves: its exit status, what it printed, and the error with which it ends, if it does."""

    status: int
    printed: str
    error: dict[str, Any] | None


def replied(url: str, *words: str) -> Reply:
    """Run a command on a database, for a program."""
    out, said = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
        patch.setenv("GROEITUIN_DATABASE_URL", url)
        with pytest.raises(SystemExit) as end:
            main([*words, "--json"])
    told = [json.loads(line) for line in said.getvalue().splitlines() if line.startswith('{"error"')]
    return Reply(int(end.value.code or 0), out.getvalue(), told[-1] if told else None)


def typed(url: str, *words: str) -> tuple[int, str]:
    """Run a command on a database; return its exit status, and the sentence with which it fails, if it does."""
    reply = replied(url, *words)
    return reply.status, reply.error["message"] if reply.error else ""
