"""One file read into a fresh database and then again, in a process of its own; prints seconds and memory as JSON."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.one_night import peak
from groeituin.acts.perform import perform
from groeituin.clock import seconds
from groeituin.exchange import import_contracts
from groeituin.exchange.report import ImportReport
from models.database import open_database
from models.schema import upgrade

ON = date(2026, 11, 16)
AT = datetime(2026, 11, 16, tzinfo=UTC)


def main(file_format: str, path: str, database: str) -> None:
    """Read the file twice and print what it took."""
    engine = open_database(f"sqlite:///{database}")
    upgrade(engine)
    organisation = {"organisation": "GEM", "name": "Gemeente Voorbeeld", "sector": "gemeente"}
    perform(engine, "register-organisation", organisation, on=ON, by="bench", at=AT)

    def read() -> ImportReport:
        return import_contracts(
            engine, Path(path), organisation="GEM", on=ON, by="bench", at=AT, file_format=file_format
        )

    start = seconds()
    created = read().created
    done = seconds()
    unchanged = read().unchanged
    told = {"created": created, "unchanged": unchanged, "first": done - start, "again": seconds() - done}
    engine.dispose()
    print(json.dumps(told | {"peak": peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
