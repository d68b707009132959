"""Sending what waits: take some, send them outside any transaction, write how it went, until nothing can go now."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from traceback import format_tb
from typing import Any

import structlog
from sqlalchemy.engine import Engine, Row

from groeituin.clock import AMSTERDAM
from groeituin.delivery.channel import Channel, NotYet, Sender, Undeliverable, Unreachable
from groeituin.delivery.letters import nobody_else
from groeituin.delivery.outbox import GIVES_UP_AFTER, Outcome, again_at, claim, settle
from states.texts import day

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outlet:
    """A way out: its channel, the names under which its deliveries were put in, and what to hand it for a row.

    ``in_order`` is for what must arrive in the order in which it was made: nothing overtakes what waits.
    """

    channel: Channel[Any]  # Any: mail goes by one, events by another
    names: tuple[str, ...]
    content: Callable[[Row[Any]], object]
    in_order: bool = False


@dataclass(slots=True)
class Sent:
    """What one run did: how many went, were refused for now, were given up, and were not needed any more."""

    sent: int = 0
    delayed: int = 0
    given_up: int = 0
    lapsed: int = 0
    unreachable: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Return how many came to each end."""
        return {name: getattr(self, name) for name in ("sent", "delayed", "given_up", "lapsed")}

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Count what came of some deliveries."""
        found = [one.status for one in outcomes]
        self.sent += found.count("verzonden")
        self.delayed += found.count("wacht")
        self.given_up += found.count("mislukt")
        self.lapsed += found.count("vervallen")


def send_waiting(engine: Engine, outlet: Outlet, clock: Callable[[], datetime], lease: str) -> Sent:
    """Send everything that may go by one way out, and return what came of it.

    A crash leaves at most one batch of which is not known what went: it is sent again, each under its own Message-ID.

    Args:
        engine: the database.
        outlet: the way out.
        clock: what tells the moment.
        lease: a word that no other run has.
    """
    done = Sent()
    try:
        with outlet.channel.open() as sender:
            while done.unreachable is None and (
                rows := claim(engine, outlet.names, clock(), lease, in_order=outlet.in_order)
            ):
                outcomes = list(_tried(outlet, sender, rows, clock, done))
                untried = [row.id for row in rows[len(outcomes) :]]
                settle(engine, outlet.channel.name, outcomes, untried, lease, clock())
                done.add(outcomes)
    except Unreachable as error:
        done.unreachable = error.message
    return done


def _tried(
    outlet: Outlet, sender: Sender[Any], rows: Sequence[Row[Any]], clock: Callable[[], datetime], done: Sent
) -> Iterator[Outcome]:
    """Yield what came of each delivery, until the way out turns out to be closed or nothing may be overtaken.

    What is held for longer than the lease may be with somebody else by now.
    """
    for row in rows:
        if row.leased_until <= clock():
            return
        outcome = _one(outlet, sender, row, clock, done)
        yield outcome
        if done.unreachable or (outlet.in_order and outcome.status == "wacht"):
            return


def _one(outlet: Outlet, sender: Sender[Any], row: Row[Any], clock: Callable[[], datetime], done: Sent) -> Outcome:
    try:
        if needless := _needless(row, clock().astimezone(AMSTERDAM).date()):
            return needless
        if row.person and not row.email:
            raise Undeliverable(_unknown(row.person))  # noqa: TRY301  # one place says how it went
        sender.send(outlet.content(row))
    except Unreachable as error:
        # That says nothing of this one: it goes behind the others, and waits no longer than they do.
        done.unreachable = error.message
        return Outcome(row.id, "wacht", error.message, again_at(row.key, 1, clock()), error.in_doubt)
    except Undeliverable as error:
        return Outcome(row.id, "mislukt", error.message)
    except NotYet as error:
        return _later(row, error.message, clock(), error.after, in_doubt=error.in_doubt)
    except Exception as error:  # noqa: BLE001  # one that cannot be written must not stop the others
        return _faulty(row, error)
    return Outcome(row.id, "verzonden")


def _faulty(row: Row[Any], error: Exception) -> Outcome:
    """Leave what no channel knows to a person: it is a fault of ours, and trying again would hide it for days."""
    name = type(error).__name__
    # Where it went wrong, without what the error says: that may be a name, and more people read the log.
    log.error("bezorging_mislukt", delivery=row.id, error=name, exception="".join(format_tb(error.__traceback__)))
    said = f"Door een fout in Groeituin kon dit niet weg ({name}: {error}"[:300]
    return Outcome(row.id, "mislukt", f"{said}). Meld dit aan wie Groeituin beheert.", in_doubt=True)


def _needless(row: Row[Any], today: date) -> Outcome | None:
    """Tell of a delivery that nobody should get; who left has questions that others must be found for, or has none."""
    if row.inactive_on and row.asked and "brief" in row.content:
        return Outcome(row.id, "mislukt", nobody_else(row.name))
    if row.inactive_on:
        return Outcome(row.id, "vervallen", f"{row.name} is vertrokken op {day(row.inactive_on)}")
    if "brief" in row.content and not row.content["brief"]["points"]:
        return Outcome(row.id, "vervallen", "alles wat erin stond, is beantwoord of wordt aan iemand anders gevraagd")
    if "uitnodiging" in row.content and date.fromisoformat(row.content["uitnodiging"]["planned_on"]) < today:
        return Outcome(row.id, "vervallen", "de dag van dit overleg is voorbij")
    return None


def _later(
    row: Row[Any], said: str, at: datetime, after: timedelta | None = None, *, in_doubt: bool = False
) -> Outcome:
    """Try again later, not before what the other side asked, or leave it to a person when that was done for days."""
    if at - row.composed_at >= GIVES_UP_AFTER:
        said = f"Al {GIVES_UP_AFTER.days} dagen geprobeerd. {said}"
        return Outcome(row.id, "mislukt", said, in_doubt=in_doubt)
    next_at = max(again_at(row.key, row.attempts, at), at + (after or timedelta()))
    return Outcome(row.id, "wacht", said, next_at, in_doubt)


def _unknown(person: str) -> str:
    return f"Van '{person}' is geen e-mailadres bekend. Leg het vast met register-person en stuur het daarna opnieuw."
