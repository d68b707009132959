"""A way out without a server: what comes in is put into calendars, as a calendar program of a reader would."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from icalendar import Calendar

from groeituin.delivery.channel import NotYet, Undeliverable, Unreachable
from groeituin.delivery.mail import Mail

# Takes it, refuses it for now or for good, takes it without saying so, or ends the program before or after it took it.
Does = Literal["accept", "greylist", "refuse", "lost", "down", "killed_before", "killed_after"]


class Killed(BaseException):
    """What ends a delivery in the middle, as a kill would; no part of the house catches it."""


def accept(_to: str) -> Does:
    """Take everything."""
    return "accept"


@dataclass
class PostBoxes:
    """The letters that arrived, and what stands in the calendars of their readers.

    ``held`` has the day of a meeting by address and title, None once it was called off; ``told`` what each was told,
    in order: method, sequence number and day. ``overtaken`` names what came after something newer.
    """

    does: Callable[[str], Does] = accept
    name: Literal["smtp"] = "smtp"
    arrived: list[Mail] = field(default_factory=list)
    held: dict[tuple[str, str], date | None] = field(default_factory=dict)
    told: dict[tuple[str, str], list[tuple[str, int, str]]] = field(default_factory=lambda: defaultdict(list))

    overtaken: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator["PostBoxes"]:
        """Open the channel."""
        yield self

    def send(self, mail: Mail) -> None:
        """Take a letter, or do something else."""
        does = self.does(mail.to_address)
        if does == "greylist":
            raise NotYet("nu niet")
        if does == "refuse":
            raise Undeliverable("nooit")
        if does == "down":
            raise Unreachable("dicht")
        if does == "killed_before":
            raise Killed
        self._take(mail)
        if does == "lost":
            raise NotYet("weg", in_doubt=True)
        if does == "killed_after":
            raise Killed

    def _take(self, mail: Mail) -> None:
        self.arrived.append(mail)
        if not mail.calendar:
            return
        calendar = Calendar.from_ical(mail.calendar)
        (event,) = calendar.events
        about = mail.to_address.partition("@")[0], str(event["uid"])
        number, day, method = int(str(event["sequence"])), event.start, str(calendar["method"])
        before = self.told[about][-1][1] if self.told[about] else 0
        self.overtaken += [mail.key] if number < before else []
        self.told[about].append((method, number, str(day)))
        self.held[about] = day if method == "REQUEST" else None

    def of(self, person: str) -> list[tuple[str, int, str]]:
        """Return what one person was told of the only meeting."""
        assert [] == self.overtaken
        found = [told for (who, _uid), told in self.told.items() if who == person]
        assert len(found) <= 1
        return found[0] if found else []
