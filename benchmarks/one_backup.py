"""One backup, in a process of its own; prints seconds, peak memory and rows as JSON."""

import json
import sys
from pathlib import Path

from benchmarks.one_night import peak
from benchmarks.portfolio import AT
from groeituin.backup import back_up
from groeituin.clock import seconds
from models.database import open_database


def main(url: str, path: Path) -> None:
    """Make the backup and print what it took."""
    start = seconds()
    counts = back_up(open_database(url), path, at=AT)
    print(json.dumps({"seconds": seconds() - start, "peak": peak(), "rows": sum(counts.values())}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
