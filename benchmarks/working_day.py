"""How long a coordinator of 150 partnerships waits: ``python -m benchmarks.working_day [--partnerships 150]``.

Over the demo, whose coordinators all hand over to one person. At most a second for ``duties`` and for ``week``, from
the start of the command line to its last byte.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from groeituin.acts.perform import perform
from groeituin.clock import seconds
from groeituin.demo import build_demo
from groeituin.reading.persons import work_of
from models.database import open_database, table
from models.partnerships import RoleHolding
from models.schema import upgrade

ON = date(2026, 6, 1)
AT = datetime(2026, 6, 1, tzinfo=UTC)
LIMIT = 1.0
TIMES = 5
PERSON = "coordinator-van-allen"


def main(partnerships: int) -> None:
    """Print the seconds of each command; leave with 1 when one takes over a second."""
    with tempfile.TemporaryDirectory(prefix="groeituin-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.db'}"
        engine = open_database(url)
        upgrade(engine)
        build_demo(engine, partnerships=partnerships, on=ON, at=AT)
        _hand_over(engine)
        with engine.connect() as connection:
            print(f"{PERSON} has a part in {sum(1 for _ in work_of(connection, PERSON, ON))} partnerships")
        engine.dispose()
        slow = [name for name, words in COMMANDS.items() if _took(url, name, words) > LIMIT]
    sys.exit(bool(slow))


COMMANDS = {"duties": ["duties", PERSON], "week": ["week", "--person", PERSON]}


def _hand_over(engine: Engine) -> None:
    """Let one person coordinate what all coordinators of the demo did."""
    roles = table(RoleHolding)
    query = sa.select(roles.c.person).where(
        roles.c.role == "projectcoordinator", roles.c.backup.is_(False), roles.c.until_on.is_(None)
    )
    with engine.connect() as connection:
        coordinators = sorted(set(connection.execute(query).scalars()))
    known = {"person": PERSON, "name": "Coordinator", "email": "coordinator@voorbeeld.nl"}
    perform(engine, "register-person", known, on=ON, by=PERSON, at=AT)
    for coordinator in coordinators:
        perform(engine, "hand-over", {"from": coordinator, "to": PERSON}, on=ON, by=PERSON, at=AT)


def _took(url: str, name: str, words: list[str]) -> float:
    command = [str(Path(sys.executable).with_name("groeituin")), *words, "--on", ON.isoformat(), "--json"]
    taken = []
    for _ in range(TIMES):
        start = seconds()
        subprocess.run(  # noqa: S603  # our own command
            command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"GROEITUIN_DATABASE_URL": url}
        )
        taken.append(seconds() - start)
    print(f"{name:8} best {min(taken):.3f} s  median {median(taken):.3f} s")
    return median(taken)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--partnerships", type=int, default=150)
    main(parser.parse_args().partnerships)
