"""Registers and notices through the command line: what it prints, where its bar goes, and its exit status."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from groeituin.cli import main
from groeituin.cli.progress import progress_bar

Run = Callable[..., tuple[int, str, str]]
NOTICES = Path(__file__).parents[1] / "data/ted_nl_eforms"
ORGANISATION = '{"organisation": "O-1", "name": "Gemeente V", "sector": "gemeente"}'
KEYS = {"rows", "created", "updated", "unchanged", "rejected", "errors", "notes"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str) -> Run:
    """Return a function that runs a command on a fresh database and gives its status, output and errors."""
    monkeypatch.setenv("GROEITUIN_DATABASE_URL", sqlite_url)

    def command(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    assert 0 == command("act", "register-organisation", ORGANISATION, "--on", "2026-01-05")[0]
    return command


def test_a_folder_of_notices_answers_as_a_register_does(run: Run) -> None:
    """The format is guessed; one JSON document comes out, and nothing of a bar."""
    words = ("import", "contracts", str(NOTICES), "--organisation", "O-1", "--on", "2026-01-05")
    status, out, err = run(*words, "--dry-run", "--json")
    assert (0, "", 4) == (status, err, json.loads(out)["created"])
    status, out, err = run(*words, "--json")
    assert (0, "", KEYS, 4) == (status, err, set(json.loads(out)), json.loads(out)["created"])
    status, out, err = run(*words)
    assert (0, "") == (status, err)
    assert "4 gelijk" in out
    assert "104336-2024.xml: het bedrag 700.000 is gelezen als 700000 euro" in " ".join(out.split())


@pytest.mark.parametrize(("chosen", "code"), [("csv", "map"), ("xlsx", "bestand"), ("ocds", "map"), ("pdf", None)])
def test_whoever_names_another_format_is_refused(run: Run, chosen: str, code: str | None) -> None:
    """A format that does not fit, or is none, exits 2 and says why."""
    words = ("import", "contracts", str(NOTICES), "--organisation", "O-1", "--format", chosen, "--json")
    status, out, err = run(*words)
    assert (2, "") == (status, out)
    details = json.loads(err.strip().splitlines()[-1])["details"]
    assert code is None or [code] == [detail["code"] for detail in details]


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        """Say that it is a terminal."""
        return True


def test_a_bar_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard error shows how far reading is when it is a terminal, and nothing at all when it is not."""
    for shown in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", shown)
        with progress_bar("Inlezen") as progress:
            assert shown.isatty() == (progress is not None)
            if progress:
                progress(0.5)
        assert shown.isatty() == ("Inlezen" in shown.getvalue())
