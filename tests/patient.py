"""A set-up that may be broken, what `groeituin doctor` says of it, and somebody who types what it advises."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import groeituin.clock

ROOT = Path(__file__).parents[1]
Run = Callable[..., tuple[int, str, str]]


def typed(program: str, *words: str) -> str:
    """Run a command of the same environment in the folder of the repository, and return what it prints."""
    command = [sys.executable, "-m", program, *words] if program != "python" else [sys.executable, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert 0 == done.returncode, (command, done.stdout, done.stderr)
    return done.stdout


class Patient:
    """A set-up, what its doctor says, and somebody who types what it advises."""

    def __init__(self, run: Run, patch: pytest.MonkeyPatch) -> None:
        self.run, self.patch = run, patch

    def at(self, moment: datetime) -> None:
        """Let it be this moment."""
        self.patch.setattr(groeituin.clock, "now", lambda: moment)

    def set(self, name: str, value: object) -> None:
        """Change a setting."""
        self.patch.setenv(name, str(value))

    def faults(self) -> dict[str, dict[str, Any]]:
        """Return what is not well, by name; the exit status and the first word of the answer say the same."""
        status, out, _err = self.run("doctor", "--json")
        found = json.loads(out)
        faults = {check["name"]: check for check in found["checks"] if not check["well"]}
        assert {"well": not faults, "status": int(bool(faults))} == {"well": found["well"], "status": status}
        assert [] == [name for name, check in faults.items() if not check["advice"]]
        return faults

    def only_fault(self, name: str) -> dict[str, Any]:
        """Return the one thing that is not well."""
        faults = self.faults()
        assert [name] == list(faults), faults
        return faults[name]

    def follow(self, advice: str, **filled: str) -> None:
        """Type the commands of an advice, with the words in capitals filled in; each must do what it says."""
        commands = re.findall(r"`((?:groeituin|prefect|python) [^`]+)`", advice)
        assert commands, advice
        for command in commands:
            program, *words = (filled.get(word, word) for word in shlex.split(command))
            if program == "groeituin":
                status, _out, err = self.run(*words)
                assert (0, "") == (status, err), command
            else:
                typed(program, *words)
