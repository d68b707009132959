"""What becomes of everything under each fault, as the tests of these faults count it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

TESTS = (
    "tests/integration/test_crash.py",
    "tests/integration/test_faults_clock.py",
    "tests/integration/test_faults_poison.py",
    "tests/integration/test_faults_killed.py",
    "tests/integration/test_faults_database.py",
    "tests/integration/test_faults_disk.py",
    "tests/integration/test_faults_network.py",
    "tests/integration/test_fuzzed_imports.py",
    "tests/integration/test_delivery_faults.py",
    "tests/acceptance/test_delivery_killed.py",
    "tests/acceptance/test_workers.py",
)
PAGE = Path("docs/faults.md")
# In the order of the page, as tests/faults.py calls them.
GROUPS = {
    "nights": "Nights",
    "acts and imports": "Acts and imports",
    "migrations": "Migrations",
    "database": "The database",
    "letters and events": "Letters and events",
    "inputs": "Inputs",
}
COLUMNS = {
    "tried": "times tried",
    "to_do": "to do",
    "done": "done",
    "again": "came again, recognisable",
    "named": "named, for a person",
    "doubled": "doubled",
    "lost": "lost",
}
TEXT = """# What becomes of everything when things go wrong

    .venv/bin/python -m benchmarks.faults

runs the tests of faults and writes this page from what they counted. {killed} times a process was killed as `kill -9`
does, each at a moment of its own. The processes, the disks, the mail server, the receiver of events and both databases
are real.

What had to be done is what an undisturbed run leaves: the rows of the database, or letters, events or inputs. It is
*lost* when it is not there afterwards and nobody was told, and *doubled* when something is there that the undisturbed
run does not leave: a second signal, a row of half an act, letters with different Message-IDs that tell one address the
same news. A question has arrived when the text of a letter that the server kept tells it as news, whatever the outbox
says of it; an event is counted by its `id`. A letter that came again came under the Message-ID of the first: after a
crash, or when the other side took it and did not say so.

{table}

Hypothesis looks for what nobody thought of: any sequence of nights, deliveries to a server that misbehaves or under
which the program dies, new addresses, people who leave, take over, answer or choose other letters
(`tests/integration/test_delivery_property.py`).

The tests: {tests}.
"""
Sums = dict[str, list[int]]


def main() -> int:
    """Run the tests, write the page, and return the exit status of the tests."""
    with TemporaryDirectory() as folder:
        counted = Path(folder) / "counted.jsonl"
        status = subprocess.run(  # noqa: S603  # our own tests
            [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", *TESTS],
            env=os.environ | {"GROEITUIN_FAULTS": str(counted)},
            check=False,
        ).returncode
        if status == 0:
            lines = counted.read_text(encoding="utf-8").splitlines()
            PAGE.write_text(page([json.loads(line) for line in lines]), encoding="utf-8")
    return status


def page(counts: Sequence[Mapping[str, int | str]]) -> str:
    """Return the page of what was counted; what ran on two databases is one row."""
    groups: dict[str, Sums] = {name: {} for name in GROUPS}
    for count in counts:
        sums = groups[str(count["group"])].setdefault(str(count["fault"]), [0] * len(COLUMNS))
        sums[:] = [sum_ + int(count[name]) for sum_, name in zip(sums, COLUMNS, strict=True)]
    killed = sum(sums[0] for rows in groups.values() for fault, sums in rows.items() if fault.startswith("kill -9"))
    tests = ", ".join(f"`{path}`" for path in TESTS)
    return TEXT.format(killed=killed, tests=tests, table="\n".join(_table(groups)))


def _table(groups: Mapping[str, Sums]) -> Iterator[str]:
    """Return one table: per group its name, a row per fault, and at the end the sums."""
    yield f"| fault | {' | '.join(COLUMNS.values())} |"
    yield f"|---|{'---:|' * len(COLUMNS)}"
    for name, rows in groups.items():
        if rows:
            yield f"| **{GROUPS[name]}** |{' |' * len(COLUMNS)}"
        for fault, sums in rows.items():
            yield f"| {fault} | {' | '.join(f'{sum_:,}' for sum_ in sums)} |"
    totals = [sum(column) for column in zip(*(sums for rows in groups.values() for sums in rows.values()), strict=True)]
    yield f"| **together** | {' | '.join(f'**{total:,}**' for total in totals)} |"


if __name__ == "__main__":
    raise SystemExit(main())
