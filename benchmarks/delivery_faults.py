"""What becomes of letters and events under each fault, as the tests of these faults count it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

TESTS = ("tests/integration/test_delivery_faults.py", "tests/acceptance/test_delivery_killed.py")
PAGE = Path("docs/delivery_faults.md")
TEXT = """# What becomes of letters when things go wrong

    .venv/bin/python -m benchmarks.delivery_faults

runs the tests of delivery faults
({tests}) and
writes this page from what they counted. The mail server, the receiver of events, the processes, the disk and both
databases are real. A question has arrived when the text of a letter that the server kept tells it as news, whatever the
outbox says of it. It is *lost* when no letter told it and nobody is asked to decide, and *doubled* when letters with
different Message-IDs told it to one address as news. An event is counted in the same way, by its `id`.

| fault | times tried | to tell | arrived | came again under the same id | waits for a person | lost | doubled |
|---|---:|---:|---:|---:|---:|---:|---:|
{rows}

What came again came under the id of the first: after a crash, or when the other side took it and did not say so.
Hypothesis looks for what nobody thought of: any sequence of nights, deliveries to a server that misbehaves or under
which the program dies, new addresses, people who leave, take over, answer or choose other letters
(`tests/integration/test_delivery_property.py`).
"""
FIELDS = ("tried", "questions", "arrived", "again", "named", "lost", "unrecognisable")


def main() -> int:
    """Run the tests, write the page, and return the exit status of the tests."""
    with TemporaryDirectory() as folder:
        counted = Path(folder) / "counted.jsonl"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", *TESTS]
        status = subprocess.run(  # noqa: S603  # our own tests
            command, env=os.environ | {"GROEITUIN_DELIVERY_FAULTS": str(counted)}, check=False
        ).returncode
        if status == 0:
            lines = counted.read_text(encoding="utf-8").splitlines()
            tests = " and ".join(f"`{path}`" for path in TESTS)
            PAGE.write_text(TEXT.format(tests=tests, rows="\n".join(_rows(map(json.loads, lines)))), encoding="utf-8")
    return status


def _rows(counts: Iterable[dict[str, int]]) -> Iterable[str]:
    """Return a row per fault, and the sums; what ran on two databases is one row."""
    found: dict[str, list[int]] = {}
    for count in counts:
        sums = found.setdefault(str(count["fault"]), [0] * len(FIELDS))
        found[str(count["fault"])] = [sum_ + count[name] for sum_, name in zip(sums, FIELDS, strict=True)]
    for fault, numbers in found.items():
        yield f"| {fault} | {' | '.join(map(str, numbers))} |"
    totals = [sum(column) for column in zip(*found.values(), strict=True)]
    yield f"| **together** | {' | '.join(f'**{total}**' for total in totals)} |"


if __name__ == "__main__":
    raise SystemExit(main())
