"""How long a migration takes: ``python -m benchmarks.migration [--partnerships 10000] [--backends sqlite postgresql]``.

Running partnerships, after a night, move to a definition with other leads, norms, repeats and ladders; at most a minute
for 10,000. What they become is verified before the time counts.
"""

import argparse
import sys
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from benchmarks.databases import databases
from benchmarks.one_night import Queries, peak
from benchmarks.portfolio import AT, NIGHT
from groeituin.activation import activate
from groeituin.check import check
from groeituin.clock import seconds
from groeituin.definition_file import DefinitionFile
from groeituin.migration import migrate
from groeituin.night import run_night
from models.database import open_database
from states.definition import content_hash, handreiking_text, read_definition

LIMIT = 60.0
CHANGES = {
    'version: "1"': 'version: "2"',
    "lead_months: [18, 12, 6, 3]": "lead_months: [15, 12, 8, 4]",
    "norm_days: {draagvlak: 90, werkgroep: 60, verkenning: 120, realisatie: 180}":
    "norm_days: {draagvlak: 60, werkgroep: 60, verkenning: 100, realisatie: 240}",
    "repeat_days: 7": "repeat_days: 14",
    "default_frequency: kwartaal": "default_frequency: maand",
    "after_days: 28, to: [bestuurder]": "after_days: 42, to: [bestuurder]",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what it took on each database; leave with 1 when it took over a minute."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.migration", description="How fast is a migration?")
    parser.add_argument("--partnerships", type=int, default=10_000)
    parser.add_argument("--backends", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    asked = parser.parse_args(arguments)
    print("| database | partnerships | seconds | restated | skipped | lapsed | queries/batch | peak MB |")
    slow = False
    for backend in asked.backends:
        with (
            databases(backend) as place,
            place.copied(place.filled(asked.partnerships, asked.partnerships // 20)) as url,
        ):
            engine = open_database(url)
            run_night(engine, NIGHT, at=AT)
            slow |= _measured(engine, backend, asked.partnerships) > LIMIT
            engine.dispose()
    sys.exit(slow)


def _measured(engine: Engine, backend: str, partnerships: int) -> float:
    text = handreiking_text()
    for old, new in CHANGES.items():
        text = text.replace(old, new)
    file = DefinitionFile(read_definition(text), text, content_hash(text))
    activate(engine, file, None, force=True, on=NIGHT, by="meting", at=AT)
    queries = Queries(engine)
    start = seconds()
    report = migrate(engine, "handreiking/1", file.definition.reference, on=NIGHT, by="meting", at=AT)
    took = seconds() - start
    per_batch = max(queries.per_chunk)
    _verify(engine, partnerships)
    print(
        f"| {backend} | {partnerships} | {took:.1f} | {report.restated} | {report.skipped} | {len(report.lapsed)} "
        f"| {per_batch} | {peak():.0f} |", flush=True,
    )  # fmt: skip
    return took


def _verify(engine: Engine, partnerships: int) -> None:
    """Stop when not everybody moved, or stored terms are not what ``plan(...)`` gives."""
    with engine.connect() as connection:
        counted = sa.text("SELECT count(*) FROM partnerships WHERE definition = 'handreiking/2'")
        moved, found = connection.execute(counted).scalar(), check(connection)
    if moved != partnerships or found["differences"]:
        sys.exit(f"{moved} of {partnerships} moved, {len(found['differences'])} stored terms differ")


if __name__ == "__main__":
    main()
