"""Commands as a person types them, within the process of the test."""

import json
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from groeituin.cli import main


def typed(url: str, *words: str) -> tuple[int, str]:
    """Run a command on a database; return its exit status, and the sentence with which it fails, if it does."""
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()), redirect_stderr(said):
        patch.setenv("GROEITUIN_DATABASE_URL", url)
        with pytest.raises(SystemExit) as end:
            main([*words, "--json"])
    told = [json.loads(line)["message"] for line in said.getvalue().splitlines() if line.startswith('{"error"')]
    return int(end.value.code or 0), told[-1] if told else ""
