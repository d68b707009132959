"""One night and the same night again, in a process of its own; prints seconds, peak memory and queries as JSON."""

import json
import sys
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from benchmarks.portfolio import AT, NIGHT
from groeituin.clock import seconds
from groeituin.night import run_night
from models.database import open_database


class Queries:
    """The number of statements sent in each transaction that wrote."""

    def __init__(self, engine: Engine) -> None:
        self.per_chunk: list[int] = []
        self._now = 0
        event.listen(engine, "before_cursor_execute", self._count)
        event.listen(engine, "commit", self._close)
        event.listen(engine, "rollback", self._clear)

    def _count(self, *_told: object) -> None:
        self._now += 1

    def _close(self, *_told: object) -> None:
        self.per_chunk.append(self._now)
        self._now = 0

    def _clear(self, *_told: object) -> None:
        self._now = 0


def main(url: str) -> None:
    """Run the night twice and print what it took."""
    engine = open_database(url)
    queries = Queries(engine)
    start = seconds()
    run_night(engine, NIGHT, at=AT)
    done = seconds()
    run_night(engine, NIGHT, at=AT)
    again = seconds()
    told = {"night": done - start, "again": again - done, "peak": peak(), "queries": queries.per_chunk}
    print(json.dumps(told))


def peak() -> float:
    """Return the most memory that this process held, in megabytes; ru_maxrss would count its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main(sys.argv[1])
