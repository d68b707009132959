"""How long a backup takes, and a night next to it: ``python -m benchmarks.backup [--partnerships 100000] ...``.

A backup takes at most a minute, and the night that runs meanwhile at most 1.5 times as long as alone. Nights and
backups are processes of their own; each time a night alone and one beside a backup are measured after one another, on
fresh copies. What the backup holds is verified before its time counts.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any

import sqlalchemy as sa

from benchmarks.databases import Postgresql, Sqlite, databases
from groeituin.backup.file import read_parts
from models.database import open_database

LIMIT, SLOWER = 60.0, 1.5
HEADINGS = ("database", "partnerships", "due", "rows", "MB", "backup s", "peak MB", "night s", "beside s", "times")


@dataclass(frozen=True, slots=True)
class Measured:
    """A night alone, and one beside a backup, with that backup; seconds, rows, and megabytes."""

    alone: float
    beside: float
    backup: float
    rows: int
    size: float
    peak: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what it took on each database; leave with 1 when it took too long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backup", description="How fast is a backup?")
    parser.add_argument("--partnerships", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=5000)
    parser.add_argument("--backends", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args(arguments)
    print(f"| {' | '.join(HEADINGS)} |")
    slow = False
    for backend in asked.backends:
        with databases(backend) as place, tempfile.TemporaryDirectory(prefix="groeituin-backup-") as folder:
            name = place.filled(asked.partnerships, asked.due)
            found = [_measured(place, name, Path(folder) / f"kopie_{number}") for number in range(asked.repeat)]
        alone, beside = (median(getattr(one, kind) for one in found) for kind in ("alone", "beside"))
        backup, most = max(one.backup for one in found), max(one.peak for one in found)
        print(
            f"| {backend} | {asked.partnerships} | {asked.due} | {found[0].rows} | {found[0].size:.0f} | {backup:.1f} "
            f"| {most:.0f} | {alone:.2f} | {beside:.2f} | {beside / alone:.2f} |", flush=True,
        )  # fmt: skip
        slow |= backup > LIMIT or beside / alone > SLOWER
    sys.exit(slow)


def _measured(place: Sqlite | Postgresql, name: str, path: Path) -> Measured:
    with place.copied(name) as url:
        alone = _told(_started("benchmarks.one_night", url))["night"]
    with place.copied(name) as url:
        rows = _rows(url)
        backup = _started("benchmarks.one_backup", url, str(path))
        _await_start(backup, path)
        beside = _told(_started("benchmarks.one_night", url))["night"]
        if backup.poll() is not None:
            sys.exit("the backup ended before the night did: take a larger portfolio")
        told = _told(backup)
        if not rows == told["rows"] == sum(len(part) for _table, part in read_parts(path)):
            sys.exit(f"{rows} rows before the night, {told['rows']} in the backup")
    size = path.stat().st_size / 1e6
    path.unlink()
    return Measured(alone, beside, told["seconds"], rows, size, told["peak"])


def _started(module: str, *given: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", module, *given], stdout=subprocess.PIPE)  # noqa: S603  # our own


def _told(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    out, _err = process.communicate()
    if process.returncode:
        sys.exit(f"{process.args!r} left with {process.returncode}")
    told: dict[str, Any] = json.loads(out)
    return told


def _await_start(backup: "subprocess.Popen[bytes]", path: Path) -> None:
    """Return when rows are written, so that what comes next is beside it and not before it."""
    while backup.poll() is None:
        if any(part.stat().st_size for part in path.parent.glob(f"{path.name}.*.part")):
            return
        sleep(0.01)
    sys.exit("the backup ended before it began")


def _rows(url: str) -> int:
    """Return how many rows there are, the revision of the schema left out."""
    engine = open_database(url)
    with engine.connect() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        counted = [
            connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one() for name in names
        ]
    engine.dispose()
    return sum(counted)


if __name__ == "__main__":
    main()
