"""What left the house in a test: letters on a channel that keeps them, and how to deliver on a date."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from sqlalchemy.engine import Engine

from groeituin.delivery.deliver import DeliveryReport, deliver
from groeituin.delivery.mail import Mail
from groeituin.delivery.post import Post

SENDER = "groeituin@voorbeeld.nl"


class Kept:
    """A channel that keeps what it is given, or fails first as it is told."""

    name: Literal["map"] = "map"

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.fails: Callable[[Mail], None] = lambda _mail: None

    @contextmanager
    def open(self) -> Iterator["Kept"]:
        """Return itself."""
        yield self

    def send(self, mail: Mail) -> None:
        """Keep a mail, unless this one must fail."""
        self.fails(mail)
        self.mails.append(mail)

    def to(self, person: str) -> list[Mail]:
        """Return what somebody got, in order."""
        return [mail for mail in self.mails if mail.key.split("/")[1] == person and mail.key.startswith("brief/")]


def delivered(engine: Engine, kept: Kept, on: str, at: timedelta = timedelta(hours=7)) -> DeliveryReport:
    """Deliver on a date, some hours after midnight."""
    moment = datetime.combine(date.fromisoformat(on), time(), UTC) + at
    return deliver(
        engine, Post(kept, SENDER), on=date.fromisoformat(on), clock=lambda: moment, lease=f"{on} {at.total_seconds()}"
    )
