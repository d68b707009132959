"""How long the command line takes before it answers: ``python -m benchmarks.startup``; at most half a second each."""

import subprocess
import sys
from pathlib import Path
from statistics import median

from groeituin.clock import seconds

LIMIT = 0.5
TIMES = 5
COMMANDS = {
    "import groeituin.cli": [sys.executable, "-c", "import groeituin.cli"],
    "groeituin --help": [str(Path(sys.executable).with_name("groeituin")), "--help"],
}
PREFECT = "import sys, groeituin.cli; sys.exit('prefect' in sys.modules)"


def main() -> None:
    """Print the seconds of each command; leave with 1 when one is too slow or Prefect came along."""
    slow = False
    for name, command in COMMANDS.items():
        took = sorted(_took(command) for _ in range(TIMES))
        slow |= took[0] > LIMIT
        print(f"{name:22} best {took[0]:.3f} s  median {median(took):.3f} s")
    prefect = subprocess.run([sys.executable, "-c", PREFECT], check=False).returncode != 0  # noqa: S603  # our own
    print(f"{'Prefect imported':22} {'yes' if prefect else 'no'}")
    sys.exit(slow or prefect)


def _took(command: list[str]) -> float:
    start = seconds()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own commands
    return seconds() - start


if __name__ == "__main__":
    main()
