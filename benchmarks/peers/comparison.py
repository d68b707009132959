"""Everybody's night on one server, and the gates that come before a time counts."""

import os
import platform
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.databases import Postgresql
from benchmarks.peers.nights import HERE, Adapter, FailedError
from benchmarks.peers.portfolio import NAME, expected, make_for_peers, plain, raised, wrong
from benchmarks.peers.report import FLOOR, OURS, Night, Result, Run
from groeituin.clock import today

# When a night is killed: at so much of its signals or of the time it took before; sooner when it was over by then.
KILLS = ((0.5, 0.9), (0.2, 0.5), (0.05, 0.1))
VERSION = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class Peer:
    """Who does the night: its script and the rest of its adapter, the package it is of, and how durable that is.

    Durable is a library that itself goes on with what was handed to it after its process died.
    """

    name: str
    script: str
    package: str
    durable: bool
    beside: tuple[str, ...] = ()
    own_python: bool = True

    @property
    def lines(self) -> int:
        """Return how many lines its adapter has."""
        return sum(len((HERE / file).read_text(encoding="utf-8").splitlines()) for file in (self.script, *self.beside))


PEERS = (
    Peer(FLOOR, "floor.py", "psycopg", durable=True),
    Peer(OURS, "with_groeituin.py", "groeituin", durable=True, own_python=False),
    Peer("DBOS", "with_dbos.py", "dbos", durable=True),
    Peer("Procrastinate", "with_procrastinate.py", "procrastinate", durable=True),
    Peer("Django viewflow", "with_viewflow.py", "django-viewflow", durable=True, beside=("partnerships/flows.py",)),
    Peer("APScheduler", "with_apscheduler.py", "apscheduler", durable=False),
    Peer("Prefect tasks", "with_prefect.py", "prefect", durable=False, own_python=False),
)


class Comparison:
    """One server with the portfolio in both schemas, and the environments in which the adapters run."""

    def __init__(self, place: Postgresql, python: Path, portfolio: str, prefect: dict[str, str]) -> None:
        self._place, self._python, self._portfolio, self._prefect = place, python, portfolio, prefect
        make_for_peers(place, portfolio)
        self._acts = expected(place.url(portfolio))

    def run(self, partnerships: int, repeat: int, load: float) -> Run:
        """Return where and of what size this comparison is."""
        with psycopg.connect(plain(self._place.url(NAME))) as connection:
            version = str(connection.info.parameter_status("server_version")).split()[0]
            terms = len(connection.execute("SELECT 1 FROM terms").fetchall())
        return Run(
            on=today(), partnerships=partnerships, due=len(self._acts), terms=terms, repeat=repeat,
            cores=os.cpu_count() or 1, load=load, python=platform.python_version(), postgresql=version,
        )  # fmt: skip

    def result(self, peer: Peer, repeat: int) -> Result:
        """Have one adapter go through every gate; return its best night, or at which gate it failed."""
        python = self._python if peer.own_python else Path(sys.executable)
        adapter = Adapter(peer.script, python, self._prefect)
        known = Result(peer.name, _version(python, peer.package), peer.durable, peer.lines, len(self._acts))
        try:
            prepared = self._prepared(peer, adapter)
            nights = [self._night(adapter, prepared) for _ in range(repeat)]
            best = min(nights, key=lambda night: night.seconds)
            return replace(known, night=best, at_kill=self._killed(adapter, prepared, best.seconds))
        except FailedError as error:
            return replace(known, failure=str(error))

    def _prepared(self, peer: Peer, adapter: Adapter) -> str:
        """Return the name of a database with the portfolio and what the library keeps itself."""
        name = f"prepared_{PEERS.index(peer)}"
        source = self._portfolio if peer.name == OURS else NAME
        self._place.do(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        adapter.prepare(plain(self._place.url(name)))
        self._place.do("VACUUM ANALYZE", name)
        return name

    def _night(self, adapter: Adapter, prepared: str) -> Night:
        with self._place.copied(prepared) as url:
            first = adapter.night(plain(url))
            self._gate("the exact set", url)
            adapter.night(plain(url))
            self._gate("an empty second night", url)
        return first

    def _killed(self, adapter: Adapter, prepared: str, took: float) -> int:
        """Kill a night at half and run it again; return how many signals there were in between."""
        for signals, time in KILLS:
            with self._place.copied(prepared) as url:
                enough = partial(self._raised, url, round(len(self._acts) * signals))
                if not adapter.killed(plain(url), took * time, enough):
                    continue
                at_kill = raised(url)
                adapter.night(plain(url))
                self._gate("the same set after a kill", url)
                return at_kill
        raise FailedError("the night was over before it could be killed")

    @staticmethod
    def _raised(url: str, wanted: int) -> bool:
        return raised(url) >= wanted

    def _gate(self, name: str, url: str) -> None:
        if difference := wrong(url, self._acts):
            raise FailedError(f"not {name}: {difference}")


def _version(python: Path, package: str) -> str:
    command = [str(python), "-c", VERSION, package]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()  # noqa: S603  # our own
