"""Letters to a mail server: one connection for many, a bounded rate, and every answer weighed."""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from groeituin.delivery.channel import NotYet, Undeliverable, Unreachable
from groeituin.delivery.mail import Mail, as_message
from groeituin.delivery.mail_server import MailServer, connect, read_mail_server

# Seconds that a server may take for one answer. RFC 5321 (4.5.3.2) allows minutes; a lease would not last so long.
TIMEOUT = 60.0
# Servers limit how many letters one connection may bring (Postfix: 100 unless told otherwise).
LETTERS_PER_CONNECTION = 100
LONGEST_ANSWER = 160
OK, ACCEPTED, CLOSING, LOGIN_FIRST = 250, {250, 251}, 421, 530
TEMPORARY, PERMANENT = range(400, 500), range(500, 600)


class Pace:
    """At most so many letters a second."""

    def __init__(self, rate: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._between, self._clock, self._sleep = 1 / rate, clock, sleep
        self._next = clock()

    def wait(self) -> None:
        """Wait until the next letter may go."""
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._between


class Smtp:
    """The channel to a mail server.

    Args:
        url: the address of the server, as ``GROEITUIN_SMTP_URL`` has it.
        rate: letters a second at most.
        clock: a running count of seconds.
        sleep: waits a number of seconds.
        timeout: seconds that every answer of the server may take.

    Raises:
        BadInput: the address is wrong.
    """

    name: Literal["smtp"] = "smtp"

    def __init__(
        self,
        url: str,
        *,
        rate: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        timeout: float = TIMEOUT,
    ) -> None:
        self._server, self._timeout = read_mail_server(url), timeout
        self._pace = Pace(rate, clock, sleep)

    @contextmanager
    def open(self) -> Iterator["SmtpSender"]:
        """Return a sender that connects at its first letter, and says goodbye when it is left."""
        sender = SmtpSender(self._server, self._pace, self._timeout)
        try:
            yield sender
        finally:
            sender.close()


class SmtpSender:
    """A conversation with a mail server, which may take several connections."""

    def __init__(self, server: MailServer, pace: Pace, timeout: float) -> None:
        self._server, self._pace, self._timeout = server, pace, timeout
        self._client: smtplib.SMTP | None = None
        self._brought = self._silences = 0

    def send(self, mail: Mail) -> None:
        """Hand one letter to the server.

        What is wrong before the reader is named (connection, greeting, login, sender) is about this house, so it
        stops everything; what is wrong after that is about this letter.

        Raises:
            NotYet: refused for now, or the connection was lost halfway; it may have arrived.
            Undeliverable: refused for good.
            Unreachable: the server cannot be used now.
        """
        message = as_message(mail)
        sender, to = (message[name].addresses[0].addr_spec for name in ("From", "To"))
        content = message.as_bytes()
        self._pace.wait()
        client = self._begun(sender, [] if to.isascii() else ["SMTPUTF8", "BODY=8BITMIME"])
        self._brought += 1
        try:
            code, said = client.rcpt(to)
            if code in ACCEPTED:
                code, said = client.data(content)
        except smtplib.SMTPDataError as error:
            code, said = error.smtp_code, _as_bytes(error.smtp_error)
        except OSError as error:
            self._drop()
            raise self._lost(error) from error
        self._silences = 0
        if code != OK:
            self._tidy(code)
            raise _refusal(code, _in_short(said, to))

    def close(self) -> None:
        """Say goodbye, if there is somebody to say it to."""
        if self._client:
            try:
                self._client.quit()
            except OSError:
                self._client.close()
            self._client = None

    def _begun(self, sender: str, options: list[str]) -> smtplib.SMTP:
        """Return a connection on which the server took the sender.

        A connection that was used before may have been closed meanwhile; nothing of this letter was said yet, so it
        begins once more on a new one.
        """
        if self._brought >= LETTERS_PER_CONNECTION:
            self.close()
        if self._client:
            try:
                return self._introduced(self._client, sender, options)
            except Unreachable:
                self._drop()
        self._client, self._brought = connect(self._server, self._timeout), 0
        try:
            return self._introduced(self._client, sender, options)
        except Unreachable:
            self._drop()
            raise

    def _introduced(self, client: smtplib.SMTP, sender: str, options: list[str]) -> smtplib.SMTP:
        try:
            code, said = client.mail(sender, options)
        except smtplib.SMTPNotSupportedError as error:
            raise Undeliverable("De mailserver kan geen adres aan met andere letters dan a tot en met z.") from error
        except OSError as error:
            raise Unreachable(f"De mailserver {self._server.place} verbrak de verbinding.") from error
        if code != OK:
            raise Unreachable(
                f"De mailserver {self._server.place} neemt geen brieven van ons aan ({code} {_in_short(said, sender)})."
            )
        return client

    def _lost(self, error: OSError) -> NotYet | Unreachable:
        if not isinstance(error.__context__, TimeoutError):
            self._silences = 0
            said = "De verbinding viel weg. De brief kan zijn aangekomen en gaat later nog een keer."
            return NotYet(said, in_doubt=True)
        # One letter that a server chokes on must not hold up all others; a server that is stuck must not take
        # a time-out for each of them.
        self._silences += 1
        if self._silences > 1:
            return Unreachable(f"De mailserver {self._server.place} geeft geen antwoord.", in_doubt=True)
        said = "De mailserver gaf geen antwoord. De brief kan zijn aangekomen en gaat later nog een keer."
        return NotYet(said, in_doubt=True)

    def _tidy(self, code: int) -> None:
        """Make the connection ready for the next letter, or give it up."""
        try:
            if self._client and code != CLOSING and self._client.rset()[0] == OK:
                return
        except OSError:
            pass
        self._drop()

    def _drop(self) -> None:
        if self._client:
            self._client.close()
        self._client = None


def _refusal(code: int, said: str) -> NotYet | Undeliverable | Unreachable:
    if code == LOGIN_FIRST:
        return Unreachable(f"De mailserver wil eerst een gebruiker en een wachtwoord ({code} {said}).")
    if code in PERMANENT:
        return Undeliverable(f"De mailserver weigert deze brief voorgoed ({code} {said}). Kijk of het adres nog klopt.")
    if code in TEMPORARY:
        return NotYet(f"De mailserver neemt deze brief nu niet aan ({code} {said}).")
    return NotYet(f"De mailserver gaf een antwoord dat niet te begrijpen is ({code} {said}).")


def _as_bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _in_short(said: bytes, address: str) -> str:
    """Return the server's words on one line, without who the letter is for: servers like to repeat the address."""
    text = " ".join(said.decode(errors="replace").split())
    text = re.sub(r"[^\s<>]*@[^\s<>]*", "…", text)
    local = address.rpartition("@")[0]
    return re.sub(rf"\b{re.escape(local)}\b", "…", text, flags=re.IGNORECASE)[:LONGEST_ANSWER]
