"""How long a rehearsal takes: ``python -m benchmarks.rehearsal [--partnerships 10000] [--nights 90]``.

Over the portfolio of ``benchmarks.portfolio``, without a definition, with some leads and norms changed, and with other
holidays, which touch every rule. At most a minute and 500 MB each; every one is a process of its own.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.databases import databases
from benchmarks.one_night import peak
from benchmarks.portfolio import NIGHT
from groeituin.clock import seconds
from groeituin.rehearsal import rehearse
from models.database import open_database
from states.definition import Definition, handreiking

SECONDS, MEGABYTES = 60, 500
SHARE = 0.05
COUNTS = ("raised", "new", "gone", "moved")


def _six_changes() -> Definition:
    """A longer lead, a shorter one, a rule less, another norm, another frequency, other people."""
    guide = handreiking()
    rules = dict(guide.rules)
    changed: dict[str, dict[str, Any]] = {
        "contract_verloopt": {"lead_months": (18, 12, 7, 2)},
        "fase_staat_stil": {"norm_days": {**rules["fase_staat_stil"].norm_days, "verkenning": 150}},
        "voortgangsgesprek": {"lead_days": 21},
        "actie_te_laat": {"to": ("eigenaar", "projectcoordinator")},
    }
    del rules["urenopgave"]
    rules |= {name: rules[name].model_copy(update=values) for name, values in changed.items()}
    return guide.model_copy(update={"version": "2", "rules": rules})


def _holidays() -> Definition:
    """Other holidays: what every rule counts with."""
    holidays = handreiking().holidays.model_copy(update={"good_friday": False, "liberation_day": "yearly"})
    return handreiking().model_copy(update={"version": "2", "holidays": holidays})


KINDS = {"present": lambda: None, "six changes": _six_changes, "holidays": _holidays}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print seconds, memory and signals of each kind; leave with 1 when one takes too long or too much."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rehearsal", description="How long is a rehearsal?")
    parser.add_argument("--partnerships", type=int, default=10_000)
    parser.add_argument("--nights", type=int, default=90)
    parser.add_argument("--backends", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    asked = parser.parse_args(arguments)
    print("database    definition   seconds  peak MB  raised     new    gone   moved")
    slow = False
    for backend in asked.backends:
        with databases(backend) as place:
            name = place.filled(asked.partnerships, round(asked.partnerships * SHARE))
            for kind in KINDS:
                with place.copied(name) as url:
                    found = _run(url, kind, asked.nights)
                counts = "  ".join(f"{found[name]:6}" for name in COUNTS)
                print(f"{backend:10}  {kind:11}  {found['seconds']:7.1f}  {found['peak']:7.0f}  {counts}", flush=True)
                slow = slow or found["seconds"] > SECONDS or found["peak"] > MEGABYTES
    sys.exit(slow)


def _run(url: str, kind: str, nights: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.rehearsal", "one", url, kind, str(nights)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603  # our own module
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def one(url: str, kind: str, nights: int) -> None:
    """Rehearse once and print what it took as JSON."""
    engine = open_database(url)
    start = seconds()
    found = rehearse(engine, NIGHT, nights, KINDS[kind]())
    took = seconds() - start
    if found.failures:
        sys.exit(f"{kind}: {found.failures[:3]}")
    counts = {name: len(getattr(found, name)) for name in COUNTS}
    print(json.dumps({"seconds": took, "peak": peak(), **counts}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()
