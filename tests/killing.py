"""Work in a process that kills itself, as ``kill -9`` would, at a moment of its own.

A new interpreter costs seconds. Here one process reads everything once, and every piece of work is a copy of it
(``fork``) that opens the database itself: a tenth of a second each.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from copies import Copy, url_of
from faults import Count, contents, sound
from sqlalchemy import event
from sqlalchemy.engine import Engine

import models.tables  # noqa: F401  # the process that is copied has read everything
from groeituin import migration, night
from groeituin.acts.perform import perform
from groeituin.exchange import import_contracts, import_portfolio
from models.database import open_database
from models.schema import upgrade
from states.definition import handreiking

AT = datetime(2026, 1, 1, 4, 15, tzinfo=UTC)
BATCH = 50
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Ended:
    """How a piece of work ended: its exit status (minus a signal), how many moments it had, and what it said."""

    status: int
    moments: int
    said: str


class Killing:
    """The process that is copied for every piece of work."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def begin(self, engine: Engine, work: str, *, moment: int = 0, longest: int = 0, **told: Any) -> None:  # noqa: ANN401  # what the work is told, as JSON
        """Let a copy of the process do something; ``end`` waits for it.

        Args:
            engine: its database.
            work: a name of ``WORK``.
            moment: before which statement or commit it kills itself; never when 0.
            longest: how long a file may become; writing more ends it in the middle of that. Any length when 0.
            told: what that work needs.
        """
        assert self._process.stdin is not None
        asked = {"work": work, "url": url_of(engine), "moment": moment, "longest": longest, "told": told}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()

    def end(self) -> Ended:
        """Wait until what was begun has ended."""
        assert self._process.stdout is not None
        return Ended(**json.loads(self._process.stdout.readline()))

    def does(self, engine: Engine, work: str, *, moment: int = 0, longest: int = 0, **told: Any) -> Ended:  # noqa: ANN401  # as above
        """Do something in a copy of the process, and wait for it."""
        self.begin(engine, work, moment=moment, longest=longest, **told)
        return self.end()

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=60)


@contextmanager
def killing() -> Iterator[Killing]:
    """Yield a process that is copied for every piece of work."""
    process = Killing()
    try:
        yield process
    finally:
        process.close()


@contextmanager
def before(moment: int, strike: Callable[[], None]) -> Iterator[list[int]]:
    """Let something happen before the n-th statement or commit (0: never); yield how many there were."""
    seen = [0]

    def count(*_told: object) -> None:
        seen[0] += 1
        if seen[0] == moment:
            strike()

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    yield seen
    for name in ("before_cursor_execute", "commit"):
        event.remove(Engine, name, count)


def chosen(moments: int, many: int, seed: int) -> list[int]:
    """Return some of the moments of a piece of work, in order, the same ones each time."""
    return sorted(random.Random(seed).sample(range(1, moments + 1), min(many, moments)))


def struck(
    killer: Killing,
    copy: Copy,
    count: Count,
    work: str,
    many: int,
    look: str,
    **told: Any,  # noqa: ANN401  # as Killing.begin
) -> set[Any]:
    """Kill a piece of work at seeded moments, each time do it again, and count that against an undisturbed one.

    Args:
        killer: the process that is copied.
        copy: gives another copy of the database as it is before the work.
        count: where it is counted.
        work: a name of ``WORK``.
        many: how many moments.
        look: a query with one figure, which is asked right after each kill.
        told: what the work needs.

    Returns:
        The figures that were found right after a kill.
    """
    calm = copy()
    alone = killer.does(calm, work, **told)
    assert (0, "") == (alone.status, alone.said)
    expected, left = contents(calm), set()
    for moment in chosen(alone.moments, many, alone.moments):
        engine = copy()
        assert -signal.SIGKILL == killer.does(engine, work, moment=moment, **told).status
        with engine.connect() as connection:
            left.add(connection.execute(sa.text(look)).scalar())
        again = killer.does(engine, work, **told)
        assert (0, "") == (again.status, again.said), f"killed before moment {moment} of {alone.moments}"
        sound(engine)
        count.struck(expected, contents(engine))
        assert (0, 0) == (count.lost, count.doubled), f"killed before moment {moment} of {alone.moments}"
        engine.dispose()
    return left


def _nights(engine: Engine, told: Told) -> None:
    for on in told["nights"]:
        night.run_night(engine, date.fromisoformat(on), at=AT)


def _migration(engine: Engine, told: Told) -> None:
    migration.migrate(engine, "handreiking/1", told["to"], on=date.fromisoformat(told["on"]), by="toets", at=AT)


def _import(engine: Engine, told: Told) -> None:
    known: dict[str, Any] = {"organisation": "O-1", "on": date.fromisoformat(told["on"]), "by": "toets", "at": AT}
    if told["portfolio"]:
        import_portfolio(engine, Path(told["path"]), coordinator="anna", **known)
    else:
        import_contracts(engine, Path(told["path"]), **known)


def _act(engine: Engine, told: Told) -> None:
    perform(engine, told["act"], told["fields"], on=date.fromisoformat(told["on"]), by="toets", at=AT)


WORK: dict[str, Callable[[Engine, Told], None]] = {
    "nights": _nights,
    "migration": _migration,
    "upgrade": lambda engine, _told: upgrade(engine),
    "import": _import,
    "act": _act,
}


def _work(asked: Told) -> int:
    """Do what is asked, or be killed before the moment that is asked; return how many moments there were."""
    engine, seen = open_database(asked["url"]), 0

    def count(*_told: object) -> None:
        nonlocal seen
        seen += 1
        if seen == asked["moment"]:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    night.CHUNK = migration.BATCH = BATCH
    if asked["longest"]:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["longest"], asked["longest"]))
    WORK[asked["work"]](engine, asked["told"])
    count()  # kept, and not yet told to anybody
    engine.dispose()
    return seen


def _copied(asked: Told) -> Ended:
    """Do what is asked in a copy of this process."""
    ends, says = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ends)
        with os.fdopen(says, "w", encoding="utf-8") as out:
            try:
                told = {"moments": _work(asked), "said": ""}
            except BaseException:  # noqa: BLE001  # whatever it was, the test is told
                told = {"moments": 0, "said": traceback.format_exc()}
            out.write(json.dumps(told))
        os._exit(1 if told["said"] else 0)
    os.close(says)
    with os.fdopen(ends, encoding="utf-8") as said:
        found = json.loads(said.read() or '{"moments": 0, "said": ""}')
    return Ended(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), **found)


def main(lines: Iterable[str]) -> None:
    """Do the pieces of work that are asked for, one by one."""
    handreiking()
    for line in lines:
        sys.stdout.write(json.dumps(asdict(_copied(json.loads(line)))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.stdin)
