"""The command line on one database, for tests that live longer than one function."""

import io
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from groeituin.cli import main


@dataclass(frozen=True)
class Doors:
    """The command line on a SQLite database."""

    path: Path

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run a command; return its exit status, output and errors."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("GROEITUIN_DATABASE_URL", f"sqlite:///{self.path}")
            with pytest.raises(SystemExit) as left:
                main(words)
        return int(left.value.code or 0), out.getvalue(), err.getvalue()

    def answer(self, *words: str, status: int = 0) -> Any:  # noqa: ANN401  # any JSON document
        """Return the JSON document of a command that ends with a status."""
        found, out, err = self.run(*words, "--json")
        assert (status, "") == (found, err)
        return json.loads(out)

    def failure(self, *words: str) -> tuple[int, Any]:
        """Return the exit status and the one line of JSON of a command that does not do well."""
        status, _out, err = self.run(*words, "--json")
        return status, json.loads(err.strip().splitlines()[-1])

    def replay(self, script: Sequence[dict[str, Any]], until: str) -> Any:  # noqa: ANN401  # a JSON document
        """Replay a script with its nights; everything in it must be done."""
        file = self.path.with_suffix(".jsonl")
        file.write_text("\n".join(json.dumps(act) for act in script), encoding="utf-8")
        found = self.answer("replay", str(file), "--until", until)
        assert [] == found["refused"]
        assert "failures" not in found
        return found

    def copied(self, path: Path) -> "Doors":
        """Return a copy of the database with the command line on it."""
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
        return Doors(path)

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query, values).fetchall()

    def told(self, act: str, since: str = "") -> list[tuple[str, str, dict[str, Any]]]:
        """Return date, partnership and data of the journal rows of an act, from a date on."""
        query = 'SELECT "on", partnership, data FROM journal WHERE act = ? AND "on" >= ? ORDER BY entry'
        return [(on, partnership, json.loads(data)) for on, partnership, data in self.rows(query, act, since)]

    def everything(self) -> list[str]:
        """Return all that the database holds, as SQL."""
        with closing(sqlite3.connect(self.path)) as connection:
            return list(connection.iterdump())
