"""A real mail server on this machine, which misbehaves in every way that a test asks for.

    with mail_server(first(2, "greylist")) as server:
        ...  # deliver to server.url, in this process or in another
        assert ids == [letter.message_id for letter in server.messages]

What it does is chosen per letter, from the reader's address and how often a letter to them was offered before.
"""

import asyncio
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any, Literal, TypeVar

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from groeituin.delivery.mail import Mail, message_id

HOST = "127.0.0.1"
USER, PASSWORD = "groeituin", "gehe/im@1"

Result = TypeVar("Result")
Does = Literal[
    "accept",
    "refuse",  # 550 at the reader: no such mailbox
    "greylist",  # 451 at the reader
    "refuse_content",  # 554 after the letter
    "defer_content",  # 452 after the letter
    "stall",  # never answers the letter
    "drop",  # breaks off while the letter is still coming in
    "drop_after",  # keeps the letter, and breaks off before saying so
    "closing",  # 421 at the reader, and breaks off
    "login_first",  # 530 at the reader
    "mumble",  # an answer that means nothing
]
Behaviour = Callable[[str, int], Does]
Tls = Literal["none", "starttls", "start"]

AT_THE_READER = {
    "refuse": "550 5.1.1 <{to}>: user {local} unknown",
    "greylist": "451 4.7.1 <{to}>: greylisted, come back later",
    "closing": "421 4.3.2 closing down",
    "login_first": "530 5.7.0 authentication required",
    "mumble": "299 well",
}
AFTER_THE_LETTER = {"refuse_content": "554 5.6.0 no", "defer_content": "452 4.3.1 disk full"}


def mail_to(address: str, **changes: Any) -> Mail:  # noqa: ANN401  # whatever a mail has
    """Return a letter to somebody."""
    key = f"brief/{address}/2026-11-23"
    letter = Mail(
        key=key,
        message_id=message_id(key, "voorbeeld.nl"),
        sender="groeituin@voorbeeld.nl",
        to_name="Noor de Wit",
        to_address=address,
        subject="Er wacht één ding op u",
        plain="Beste Noor,\n\nPlan het voortgangsgesprek vóór vrijdag 15 januari 2027.\n",
        html='<p lang="nl">Plan het voortgangsgesprek vóór vrijdag 15 januari 2027.</p>\n',
        at=datetime(2026, 11, 23, 5, 30, tzinfo=UTC),
    )
    return replace(letter, **changes)


def always(does: Does) -> Behaviour:
    """Return the behaviour that does the same to every letter."""
    return lambda _to, _before: does


def first(times: int, does: Does) -> Behaviour:
    """Return the behaviour that does something the first times a letter to somebody is offered, and then accepts."""
    return lambda _to, before: does if before < times else "accept"


@dataclass(frozen=True, slots=True)
class Received:
    """A letter that the server kept."""

    message_id: str
    to: str
    content: bytes


class Conversation(SMTP):
    """One connection, which can be broken off in the middle of a letter."""

    event_handler: "MailServer"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection, so that it can be broken off."""
        super().connection_made(transport)
        self.event_handler.connections.append(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  # aiosmtpd's name
        """Take in the letter, or break off after its first line."""
        assert self.envelope is not None
        if self.envelope.rcpt_tos and self.event_handler.doing[self.envelope.rcpt_tos[0]] == "drop":
            await self.push("354 go ahead")
            await self._reader.readline()
            _break_off(self.transport)
            await asyncio.Event().wait()  # the lost connection ends this; what still comes in is no command
        await super().smtp_DATA(arg)


class MailServer:
    """The server: what it kept, what was offered to it, and whether it is up."""

    def __init__(
        self, behaviour: Behaviour, tls: Tls, *, login: bool, at_sender: str, certified: str, smtputf8: bool
    ) -> None:
        self.behaviour, self.tls = behaviour, tls
        self._login, self._at_sender, self._smtputf8 = login, at_sender, smtputf8
        self.messages: list[Received] = []
        self.logins: list[tuple[str, str]] = []
        self.offered: Counter[str] = Counter()
        self.doing: dict[str, Does] = {}
        self.connections: list[asyncio.BaseTransport] = []
        self._authority = trustme.CA()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(certified).configure_cert(self._context)
        self._socket = _reserved(0)
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._listening: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Return its address, as the setting of Groeituin has it."""
        who = "groeituin:gehe%2Fim%401@" if self._login else ""
        scheme, query = ("smtps" if self.tls == "start" else "smtp"), ("?tls=none" if self.tls == "none" else "")
        return f"{scheme}://{who}{HOST}:{self.port}{query}"

    def write_authority(self, path: Path) -> None:
        """Write the certificate of the authority that vouches for this server."""
        self._authority.cert_pem.write_to_path(str(path))

    def start(self) -> None:
        """Begin, and be up."""
        self._thread.start()
        self.up()

    def stop(self) -> None:
        """Stop for good."""
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._socket.close()

    def up(self) -> None:
        """Listen."""
        self._listening = self._do(self._listen())

    def down(self) -> None:
        """Break off every connection and refuse new ones; the port stays ours."""
        self._do(self._close())
        self._socket = _reserved(self.port)

    async def _listen(self) -> asyncio.Server:
        context = self._context if self.tls == "start" else None
        return await self._loop.create_server(self._conversation, sock=self._socket, ssl=context)

    async def _close(self) -> None:
        if self._listening:
            self._listening.close()
            self._listening = None
        for transport in self.connections:
            _break_off(transport)
        self.connections.clear()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _conversation(self) -> Conversation:
        return Conversation(
            self,
            hostname="mail.test",
            loop=self._loop,
            enable_SMTPUTF8=self._smtputf8,
            tls_context=self._context if self.tls == "starttls" else None,
            require_starttls=self.tls == "starttls",
            authenticator=self._known if self._login else None,
            auth_required=self._login and self.tls == "starttls",
            auth_require_tls=self.tls != "start",  # aiosmtpd only sees TLS that began with STARTTLS
        )

    def _known(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        known = self.logins[-1] == (USER, PASSWORD)
        return AuthResult(success=known, handled=known)  # not handled: aiosmtpd answers 535

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer the sender's address."""
        envelope.mail_from = address
        return self._at_sender

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Choose what happens to this letter, and answer the reader's address."""
        does = self.doing[address] = self.behaviour(address, self.offered[address])
        self.offered[address] += 1
        if does in AT_THE_READER:
            answer = AT_THE_READER[does].format(to=address, local=address.rpartition("@")[0])
            if does == "closing":
                await server.push(answer)
                _break_off(server.transport)
                await asyncio.Event().wait()
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the letter, or not, and say so, or not."""
        to, content = envelope.rcpt_tos[0], envelope.content
        assert isinstance(content, bytes)
        does = self.doing[to]
        if does == "stall":
            await asyncio.Event().wait()
        if does in AFTER_THE_LETTER:
            return AFTER_THE_LETTER[does]
        self.messages.append(Received(message_from_bytes(content)["Message-ID"], to, content))
        if does == "drop_after":
            _break_off(server.transport)
        return "250 OK"


@contextmanager
def mail_server(
    behaviour: Behaviour | None = None,
    *,
    tls: Tls = "none",
    login: bool = False,
    at_sender: str = "250 OK",
    certified: str = HOST,
    smtputf8: bool = True,
) -> Iterator[MailServer]:
    """Run a mail server for as long as the block lasts.

    Args:
        behaviour: what it does to each letter; it accepts them unless told.
        tls: how the connection is protected.
        login: whether it demands a user and a password.
        at_sender: what it answers to every sender.
        certified: the name that its certificate is for.
        smtputf8: whether it takes addresses with other letters.
    """
    server = MailServer(
        behaviour or always("accept"), tls, login=login, at_sender=at_sender, certified=certified, smtputf8=smtputf8
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _reserved(port: int) -> socket.socket:
    """Return a socket that holds a port; as long as it does not listen, connections are refused."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((HOST, port))
    return held


def _break_off(transport: asyncio.BaseTransport | None) -> None:
    assert isinstance(transport, asyncio.Transport)
    transport.abort()
