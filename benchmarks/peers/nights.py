"""Nights of an adapter in processes of their own: one that ends, and one that is killed on its way."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from time import sleep

from benchmarks.peers.contract import BEGINS
from benchmarks.peers.report import Night
from groeituin.clock import seconds

HERE = Path(__file__).parent
LIMIT = 600
LOOKS_EVERY = 0.01
SAID = 300


class FailedError(Exception):
    """An adapter did not pass a gate; the message says which and how."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A script, the Python that knows its library, and what it must find in its environment."""

    script: str
    python: Path
    environment: dict[str, str]

    def prepare(self, url: str) -> None:
        """Make the library's own tables and timers."""
        self._ended(self._started("prepare", url))

    def night(self, url: str) -> Night:
        """Do a night and return what it took."""
        last = self._ended(self._started("night", url)).splitlines()[-1]
        return Night(**json.loads(last))

    def killed(self, url: str, after: float, enough: Callable[[], bool]) -> bool:
        """Kill a night, with everything that it started, when enough was done or after so many seconds.

        Returns whether it was still on its way.
        """
        process = self._started("night", url)
        while process.stdout and (line := process.stdout.readline()) and line.strip() != BEGINS:
            pass
        begun = seconds()
        while process.poll() is None and seconds() - begun < after and not enough():
            sleep(min(LOOKS_EVERY, after / 10))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return process.returncode == -signal.SIGKILL

    def _started(self, wish: str, url: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603  # our own scripts
            [self.python, HERE / self.script, wish, url],
            cwd=gettempdir(), env=os.environ | self.environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def _ended(self, process: subprocess.Popen[str]) -> str:
        try:
            told, troubles = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise FailedError(f"not done within {LIMIT} s") from None
        if process.returncode:
            raise FailedError(f"exit {process.returncode}: {' '.join(troubles.split())[-SAID:]}")
        return told
