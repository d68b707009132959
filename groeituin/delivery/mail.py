"""A letter or an invitation as an e-mail message: the same letter gives the same bytes."""

import re
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from functools import cache
from hashlib import sha256
from typing import Literal

from groeituin.delivery.channel import Undeliverable
from groeituin.errors import BadInput

HOUSE = "Groeituin"
QUOTED_PRINTABLE = SMTP.header_factory("Content-Transfer-Encoding", "quoted-printable")
# An address as people write it (RFC 5322, dot-atom; RFC 6531 for other letters), without what could end it early.
ATOM = r"""[^\s.@<>()\[\]\\,;:"\x00-\x1f\x7f-\x9f]+"""
LOCAL = re.compile(rf"{ATOM}(?:\.{ATOM})*")
LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})*")


@dataclass(frozen=True, slots=True)
class Mail:
    """Everything that a message says. ``sender`` and ``to_address`` are bare addresses; ``at`` knows its time zone.

    ``calendar`` is the iCalendar text of an invitation, in UTF-8, and ``method`` what it does, as in its METHOD.
    """

    key: str
    message_id: str
    sender: str
    to_name: str
    to_address: str
    subject: str
    plain: str
    html: str
    at: datetime
    calendar: bytes | None = None
    method: Literal["REQUEST", "CANCEL"] | None = None


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of what has this key: always the same, so that a repeat is recognised."""
    return f"<{_digest(key)}@{domain}>"


def domain_of(sender: str) -> str:
    """Return the domain of the house's own address.

    Raises:
        BadInput: it is not an address.
    """
    parts = _parts(sender)
    if parts is None or not parts[0].isascii():
        raise BadInput("De afzender (GROEITUIN_MAIL_SENDER) is geen e-mailadres. Schrijf bijvoorbeeld naam@example.nl.")
    return parts[1]


def as_message(mail: Mail) -> EmailMessage:
    """Return the message, ready for a mail server.

    Raises:
        Undeliverable: the address of the reader is not one.
        BadInput: the address of the sender is not one.
    """
    parts = _parts(mail.to_address)
    if parts is None:
        raise Undeliverable("Het e-mailadres is geen geldig adres. Verbeter het met register-person.")
    message = EmailMessage(policy=SMTP if parts[0].isascii() else SMTPUTF8)
    message["From"] = Address(HOUSE, mail.sender.rpartition("@")[0], domain_of(mail.sender))
    message["To"] = Address(_one_line(mail.to_name), *parts)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = mail.at
    message["Message-ID"] = mail.message_id
    # RFC 3834, and what Exchange looks at instead: no out-of-office answers to a machine.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["Content-Language"] = "nl"
    message["MIME-Version"] = "1.0"
    written = [_written("plain", mail.plain), _written("html", mail.html)]
    if mail.calendar is None or mail.method is None:
        return _holding(message, "alternative", written, mail.key)
    # RFC 6047: Outlook and Gmail show the answers for the last alternative whose method is that of the calendar;
    # other readers only know the attached file.
    written.append(_written("calendar", mail.calendar.decode(), f"; method={mail.method}"))
    readable = _holding(EmailMessage(policy=SMTP), "alternative", written, mail.key)
    return _holding(message, "mixed", [readable, _attached(mail.calendar)], mail.key)


def _written(kind: str, text: str, more: str = "") -> EmailMessage:
    """Return one way to read the letter.

    Built by hand: the library does the same in Python, and takes twice the time for a whole letter.
    """
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = _content_type(f"text/{kind}; charset=utf-8{more}")
    part["Content-Transfer-Encoding"] = QUOTED_PRINTABLE
    part.set_payload(b2a_qp(text.replace("\r\n", "\n").rstrip("\n").encode() + b"\n").decode("ascii"))
    return part


def _attached(calendar: bytes) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part.set_content(
        calendar, maintype="application", subtype="ics", filename="invite.ics", params={"name": "invite.ics"}
    )
    return part


def _holding(message: EmailMessage, how: str, parts: list[EmailMessage], key: str) -> EmailMessage:
    message["Content-Type"] = f'multipart/{how}; boundary="=_{_digest(key)}_{how}"'
    for part in parts:
        message.attach(part)
    return message


@cache
def _content_type(value: str) -> object:
    return SMTP.header_factory("Content-Type", value)


def _parts(address: str) -> tuple[str, str] | None:
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return None
    return (local, domain) if LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain) else None


def _one_line(text: str) -> str:
    """Return a text on one line: a line break would begin a header of the writer's own."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:32]
