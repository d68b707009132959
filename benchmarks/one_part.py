"""One worker of a shared night, in a process of its own: ``python -m benchmarks.one_part URL NUMBER OF``.

It says that it is ready, waits for a line, does its ranges and then whatever is left in those of the others, as a
shared night does, and prints seconds and peak memory as JSON.
"""

import json
import sys

from benchmarks.one_night import peak
from benchmarks.portfolio import AT, NIGHT
from groeituin.clock import seconds
from groeituin.night import run_night
from models.database import open_database
from models.queries import due_ranges

SHARD = 10_000


def main(url: str, number: int, of: int) -> None:
    """Do one part of the night."""
    engine = open_database(url)
    with engine.connect():
        print("ready", flush=True)
    sys.stdin.readline()
    start = seconds()
    with engine.connect() as connection:
        ranges = due_ranges(connection, NIGHT, SHARD)
    own = ranges[number::of]
    for within in [*own, *reversed([other for other in ranges if other not in own])]:
        run_night(engine, NIGHT, at=AT, within=within)
    print(json.dumps({"seconds": seconds() - start, "peak": peak()}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
