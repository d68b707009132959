"""Calendar files (RFC 5545): meetings and days as a calendar program reads them, in mails and in a feed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Literal

from icalendar import Calendar, Event, vCalAddress, vText

from groeituin.texts.letters.invitation import Invitation, description, summary

PRODID = "-//Groeituin//Partnerships voor meer banen//NL"
Method = Literal["REQUEST", "CANCEL"]


def joined(*codes: str) -> str:
    """Return codes as one, so that other codes never give the same: they may hold the sign that stands between."""
    return "/".join(code.replace("/", "%2F") for code in codes)


def uid(domain: str, *codes: str) -> str:
    """Return the name by which calendars know something, always the same for the same codes."""
    return f"{sha256(joined(*codes).encode()).hexdigest()[:32]}@{domain}"


def event(name: str, on: date, at: datetime, words: str, more: str = "") -> Event:
    """Return something that takes a day and leaves it free.

    Args:
        name: its UID.
        on: the day.
        at: the moment of what it tells.
        words: what it is called.
        more: what else there is to tell.
    """
    made = Event()
    made.add("uid", name)
    made.add("dtstamp", at.astimezone(UTC))
    made.add("dtstart", on)
    made.add("summary", _one_line(words))
    if more:
        made.add("description", "\n".join(_one_line(line) for line in more.splitlines()))
    made.add("transp", "TRANSPARENT")
    return made


def _one_line(text: str) -> str:
    """Return a text without what RFC 5545 (3.1) keeps out of a line; a calendar program stops reading there."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def meeting(told: Invitation, domain: str, at: datetime) -> Event:
    """Return a meeting, which has a day and no hour yet, or that it is off."""
    titles = tuple(point.title for point in told.agenda)
    more = description(titles) if told.goes_on else ""
    made = event(
        uid(domain, told.partnership, told.meeting), told.planned_on, at, summary(told.kind, told.title), more
    )  # fmt: skip
    made.add("sequence", told.sequence)
    made.add("status", "CONFIRMED" if told.goes_on else "CANCELLED")
    return made


def method_of(told: Invitation) -> Method:
    """Return what a mail about a meeting asks of a calendar (RFC 5546)."""
    return "REQUEST" if told.goes_on else "CANCEL"


def invitation(told: Invitation, *, sender: str, name: str, address: str, at: datetime) -> bytes:
    """Return the calendar file of a mail about a meeting; nobody else who is invited is in it.

    Args:
        told: what the mail says.
        sender: the address of the house, which organises.
        name: the reader.
        address: where the mail goes.
        at: the moment at which it was made.
    """
    made = meeting(told, sender.rpartition("@")[2], at)
    organizer, attendee = vCalAddress(f"mailto:{sender}"), vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = vText("Groeituin")
    attendee.params["cn"] = vText(_one_line(name))
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("FALSE")
    made.add("organizer", organizer)
    made.add("attendee", attendee)
    return calendar([made], method_of(told))


def calendar(events: Iterable[Event], method: Method | None = None, name: str | None = None) -> bytes:
    """Return events as a calendar file; the same events give the same bytes."""
    made = Calendar()
    made.add("prodid", PRODID)
    made.add("version", "2.0")
    if method:
        made.add("method", method)
    if name:
        made.add("x-wr-calname", name)
    for one in events:
        made.add_component(one)
    written: bytes = made.to_ical()
    return written
