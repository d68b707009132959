"""What tests through the doors share: the command line on a fresh database."""

from collections.abc import Callable

import pytest

from groeituin.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str) -> Run:
    """Return a function that runs a command on a fresh database and gives its status, output and errors."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", sqlite_url)

    def command(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return command
