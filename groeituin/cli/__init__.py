"""The command line: one door to the acts, the nights and the answers."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

from groeituin.cli.app import app, close_all, explained, tell_left_out
from groeituin.cli.failing import told

from groeituin.cli import acting, answers, defining, delivering, figures, hours, keeping, nights  # isort: skip  # they add commands
from groeituin.cli import rehearsing, retaining, storing, working_day  # isort: skip  # the same

FAMILIES = (
    storing, keeping, retaining, hours, acting, nights, delivering, answers, figures, working_day, defining,
    rehearsing,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    as_json = "--json" in words
    if isinstance(sys.stdout, TextIOWrapper):
        # What a file tells may hold half a character, and a terminal may not know ours.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = app([word for word in words if word != "--debug"], standalone_mode=False)
        tell_left_out()
    except Exception as error:
        if debug:
            raise
        status = told(explained(error), as_json=as_json)
    finally:
        close_all()
    sys.exit(status or 0)
