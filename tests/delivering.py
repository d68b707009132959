"""The command ``groeituin deliver`` in a process of its own, which a test can kill, stop, or run twice at once."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copies import url_of
from sent_mail import MONDAY, SENDER, SOURCE
from sqlalchemy.engine import Engine

# Kills itself, as `kill -9` would, just before its n-th statement, commit, or step on a socket or a disk (0: never).
# Works in small batches, so that many moments lie between two of them. Prints how many moments there were before it
# sent something, and in all.
CHILD = """
import os, signal, socket, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from groeituin.cli import main
from groeituin.delivery import letters, outbox

moment, seen, made = int(sys.argv[1]), 0, 0

def count(*_):
    global seen
    seen += 1
    if seen == moment:
        os.kill(os.getpid(), signal.SIGKILL)

def counted(owner, name):
    does = getattr(owner, name)
    def counting(*given, **named):
        global made
        made = made or seen
        count()
        return does(*given, **named)
    setattr(owner, name, counting)

for name in ("connect", "send", "sendall", "recv", "recv_into", "close"):
    counted(socket.socket, name)
for name in ("fsync", "replace"):
    counted(os, name)
for name in ("before_cursor_execute", "commit"):
    event.listen(Engine, name, count)
letters.READERS, outbox.BATCH = int(sys.argv[2]), int(sys.argv[2])
print("klaar", flush=True)
sys.stdin.readline()
try:
    main(["deliver", "--on", sys.argv[3], "--json"])
finally:
    print(made, seen, file=sys.stderr)
"""


@dataclass(frozen=True)
class Delivering:
    """The command, which waits to begin."""

    process: subprocess.Popen[str]

    def begin(self) -> None:
        """Let it go, as soon as it is ready."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "klaar\n", self.process.communicate()
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, dict[str, Any], tuple[int, int]]:
        """Wait until it ended; return its status, its report, and its moments before the first sending and in all."""
        out, said = self.process.communicate(timeout=120)
        report = json.loads(out) if self.process.returncode == 0 else {}
        made, moments = map(int, said.split()) if said else (0, 0)
        return self.process.returncode, report, (made, moments)


def delivering(engine: Engine, *, moment: int = 0, batch: int = 20, **settings: str | Path) -> Delivering:
    """Start the command up to where it would begin; ``begin`` lets it go.

    Args:
        engine: its database.
        moment: before which of its moments it kills itself; never when 0.
        batch: how much it makes, and takes, at once.
        settings: of Groeituin, without their prefix.
    """
    known = {
        "database_url": url_of(engine), "mail_sender": SENDER, "mail_rate": "1000000", "webhook_source": SOURCE,
        **settings,
    }  # fmt: skip
    return Delivering(
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(moment), str(batch), MONDAY],
            env=os.environ | {f"GROEITUIN_{name.upper()}": str(value) for name, value in known.items()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )
