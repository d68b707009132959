"""How long the letters of a morning take: ``python -m benchmarks.delivery [--letters 10000]``.

So many people, each with something new and something that waits, get a letter composed and handed to a mail server on
this machine, in a process of its own. At most a minute for 10,000, and memory that does not follow their number.
"""

import argparse
import asyncio
import json
import multiprocessing
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection as Pipe
from typing import Any

import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.engine import Engine

from benchmarks.databases import databases
from benchmarks.one_night import peak
from benchmarks.portfolio import AT, NIGHT
from groeituin.clock import now, seconds
from groeituin.delivery.deliver import deliver
from groeituin.delivery.post import Post
from groeituin.delivery.smtp import Smtp
from groeituin.night import run_night
from models.database import insert_rows, open_database, table
from models.nights import Signal, SignalRecipient
from models.parties import Person
from models.unit_of_work import UnitOfWork

SECONDS, MEGABYTES = 60, 400
WAITING = 3


def main(arguments: Sequence[str] | None = None) -> None:
    """Print seconds and memory on each database; leave with 1 when it takes too long or too much."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery", description="How long are the letters?")
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--backends", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--measure", nargs=2, metavar=("URL", "SMTP"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.measure:
        print(json.dumps(_measured(*asked.measure)))
        return
    print("database    letters  composed s  sent s  total s  peak MB")
    slow = False
    for backend in asked.backends:
        with databases(backend) as place, place.copied(place.filled(asked.letters, asked.letters)) as url:
            engine = open_database(url)
            _people(engine, asked.letters)
            engine.dispose()
            found = _in_a_process_of_its_own(url)
        total = found["composed"] + found["sent"]
        print(
            f"{backend:<11} {found['letters']:>7} {found['composed']:>11.1f} {found['sent']:>7.1f} {total:>8.1f} "
            f"{found['peak']:>8.0f}"
        )
        slow |= total > SECONDS or found["peak"] > MEGABYTES or found["received"] != asked.letters
    sys.exit(int(slow))


def _people(engine: Engine, count: int) -> None:
    """Give every signal of a night to somebody of its own, and to each what others have to answer already."""
    run_night(engine, NIGHT, at=AT)
    to, signals = table(SignalRecipient), table(Signal)
    with UnitOfWork(engine) as work:
        rows = [
            {"person": f"lezer-{n:05}", "name": f"Lezer {n}", "email": f"lezer{n}@voorbeeld.nl", "letters": "dagelijks",
             "others": True}
            for n in range(count)
        ]  # fmt: skip
        insert_rows(work.connection, table(Person), rows)
        asking = list(
            work.connection.execute(
                sa.select(signals.c.id).where(signals.c.status == "open").order_by(signals.c.id)
            ).scalars()
        )
        work.connection.execute(to.delete())
        told = [
            {"signal": asking[(n + 7 * waits) % len(asking)], "person": f"lezer-{n:05}", "rung": 0,
             "news": None if waits else "nieuw"}
            for n in range(count)
            for waits in range(WAITING + 1)
        ]  # fmt: skip
        insert_rows(work.connection, to, told)
        work.commit()


def _in_a_process_of_its_own(url: str) -> dict[str, Any]:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    command = [sys.executable, "-m", "benchmarks.delivery", "--measure", url, f"smtp://127.0.0.1:{port}?tls=none"]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603  # our own command
    ours.send("stop")
    found["received"] = ours.recv()
    server.join()
    return found


def _measured(url: str, smtp: str) -> dict[str, Any]:
    engine = open_database(url)
    post = Post(Smtp(smtp, rate=1_000_000, clock=seconds, sleep=lambda _seconds: None), "groeituin@voorbeeld.nl")
    started, moments = seconds(), []

    def clock() -> Any:  # noqa: ANN401  # a moment; the first after composing tells how long that took
        moments.append(seconds())
        return now()

    report = deliver(engine, post, on=NIGHT, clock=clock, lease="measured").as_json()
    ended = seconds()
    composed = moments[2]  # asked for letters, for invitations, and then for the first batch
    return {
        "letters": report["sent"], "composed": composed - started, "sent": ended - composed, "peak": peak(),
    }  # fmt: skip


class _Counting:
    """A mailbox that counts."""

    def __init__(self) -> None:
        self.received = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        self.received += 1
        return "250 OK"


def _serve(pipe: Pipe) -> None:
    """Be a mail server until told to stop, and tell how many letters came."""
    asyncio.run(_serving(pipe))


async def _serving(pipe: Pipe) -> None:
    box, loop = _Counting(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, enable_SMTPUTF8=True), host="127.0.0.1", port=0)
    pipe.send(server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, pipe.recv)
    server.close()
    pipe.send(box.received)


if __name__ == "__main__":
    main()
