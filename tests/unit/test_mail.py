"""A letter as an e-mail message."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from mail_server import mail_to

from groeituin.delivery.channel import Undeliverable
from groeituin.delivery.folder import Folder
from groeituin.delivery.mail import as_message, domain_of, message_id
from groeituin.delivery.post import Post
from groeituin.errors import BadInput

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Gesprek met coördinator\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()


def read(**changes: Any) -> EmailMessage:  # noqa: ANN401  # whatever a mail has
    """Return the message as its reader's program sees it."""
    address = changes.pop("address", "noor@voorbeeld.nl")
    message = message_from_bytes(as_message(mail_to(address, **changes)).as_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    assert [] == [defect for part in message.walk() for defect in part.defects]
    return message


def text_of(message: EmailMessage, kind: str) -> str:
    """Return one way to read a message."""
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_says_who_when_and_what() -> None:
    """The head of a letter names both sides, the moment and the subject, and asks machines not to answer."""
    head = {name: str(value) for name, value in read().items() if name != "Content-Type"}
    assert {
        "From": "Groeituin <groeituin@voorbeeld.nl>",
        "To": "Noor de Wit <noor@voorbeeld.nl>",
        "Subject": "Er wacht één ding op u",
        "Date": "Mon, 23 Nov 2026 05:30:00 +0000",
        "Message-ID": message_id("brief/noor@voorbeeld.nl/2026-11-23", "voorbeeld.nl"),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "nl",
        "MIME-Version": "1.0",
    } == head


def test_a_letter_can_be_read_as_text_and_as_a_page() -> None:
    """Both ways to read a letter arrive as they were written, the plain one first."""
    message = read(plain="Eén\n.\nFrom hier € 33.333,33 \n" + "lang " * 300 + "\n", html="<p>Eén</p>\n")
    assert ["multipart/alternative", "text/plain", "text/html"] == [p.get_content_type() for p in message.walk()]
    assert "Eén\n.\nFrom hier € 33.333,33 \n" + "lang " * 300 + "\n" == text_of(message, "plain")
    assert "<p>Eén</p>\n" == text_of(message, "html")


def test_a_letter_travels_as_plain_ascii_in_short_lines() -> None:
    """Whatever a letter says, it goes in lines that every mail server takes (RFC 5321, 4.5.3.1.6)."""
    content = as_message(mail_to("noor@voorbeeld.nl", plain="é" * 2000, subject="é" * 400)).as_bytes()
    assert content.isascii()
    assert 78 >= max(len(line) for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_same_letter_is_the_same_bytes() -> None:
    """A repeat cannot be told from the first time."""
    letter = mail_to("noor@voorbeeld.nl", calendar=CALENDAR, method="REQUEST")
    assert as_message(letter).as_bytes() == as_message(letter).as_bytes()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_the_last_way_to_read_it_and_a_file(method: str) -> None:
    """Outlook and Gmail find the invitation as the last alternative with its method; others find the file."""
    message = read(calendar=CALENDAR, method=method)
    kinds = [part.get_content_type() for part in message.walk()]
    assert [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ] == kinds  # fmt: skip
    invitation, file = list(message.walk())[4:]
    assert {"charset": "utf-8", "method": method} == dict(invitation["Content-Type"].params)
    assert CALENDAR.decode() == invitation.get_content()
    assert ("invite.ics", CALENDAR) == (file.get_filename(), file.get_content())


@pytest.mark.parametrize("field", ["to_name", "subject"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x85", "\u2028", "\x00"])
def test_nobody_writes_a_head_of_their_own(field: str, end: str) -> None:
    """A line break in a name or a subject begins no new line in the head."""
    message = read(**{field: f"Noor{end}Bcc: iemand@elders.nl{end}{end}Tekst"})
    assert message["Bcc"] is None
    assert ["noor@voorbeeld.nl"] == [to.addr_spec for to in message["To"].addresses]
    told = message["To"].addresses[0].display_name if field == "to_name" else message["Subject"]
    assert "Noor Bcc: iemand@elders.nl Tekst" == told


@pytest.mark.parametrize(
    "name", ["José “Pepe” de Vries, hr-expert", "a" * 200, "Ž. <ž@x.nl>", 'Wit, "Noor" \\', "", "Noor; X: y"]
)
def test_any_name_arrives(name: str) -> None:
    """Quotes, commas, letters with accents and long names all arrive as they are."""
    assert name == read(to_name=name)["To"].addresses[0].display_name


@pytest.mark.parametrize(
    "address",
    [
        "noor", "@x.nl", "noor@", "no or@x.nl", "noor@x..nl", "noor@-.nl", "noor@x.nl>", "<noor@x.nl", "a@b,c@x.nl",
        'no"or@x.nl', "noor@x.nl\r\nRCPT TO:<y@x.nl>", "noor@x.nl\x00", ".noor@x.nl", "noor@[127.0.0.1]",
        "noor@" + "a" * 64 + ".nl", "noor@x.nl\u2028",
    ],
)  # fmt: skip
def test_what_is_no_address_is_undeliverable(address: str) -> None:
    """An address that is none, or that ends early, is never handed to a server."""
    with pytest.raises(Undeliverable, match="geen geldig adres"):
        as_message(mail_to(address, key="k", message_id="<k@x.nl>"))


def test_a_domain_with_accents_is_written_as_servers_know_it() -> None:
    """A domain with other letters goes in its ASCII form (RFC 5890); it needs no server that knows more."""
    message = as_message(mail_to("noor@bücher.nl"))
    assert "noor@xn--bcher-kva.nl" == message["To"].addresses[0].addr_spec
    assert message.as_bytes().isascii()


def test_a_sender_that_is_no_address_is_a_wrong_setting() -> None:
    """The sender is a setting: it is refused before letters are made, not letter by letter."""
    assert "voorbeeld.nl" == domain_of("groeituin@voorbeeld.nl")
    for wrong in ("groeituin", "gröituin@voorbeeld.nl", "a@b@c", "x <a@b.nl>", ""):
        with pytest.raises(BadInput, match="GROEITUIN_MAIL_SENDER"):
            domain_of(wrong)
        with pytest.raises(BadInput, match="GROEITUIN_MAIL_SENDER"):
            _ = Post(Folder(Path("var/mail")), wrong).domain


def test_a_message_id_is_of_its_key_alone() -> None:
    """The same key has the same Message-ID, and another key another; even with a long domain it stays on one line."""
    assert message_id("brief/P/2026-11-23", "x.nl") == message_id("brief/P/2026-11-23", "x.nl")
    assert message_id("brief/P/2026-11-23", "x.nl") != message_id("brief/P/2026-11-24", "x.nl")
    long = message_id("k", "afdeling-inkoop.van.een.gemeente.met.een.lange.naam.voorbeeld.nl")
    assert f"Message-ID: {long}\r\n".encode() in as_message(mail_to("n@x.nl", message_id=long)).as_bytes()
