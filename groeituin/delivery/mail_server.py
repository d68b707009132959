"""The mail server of the house: what its address says, and connecting to it safely or not at all."""

import ipaddress
import smtplib
import ssl
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from groeituin.delivery.channel import Unreachable
from groeituin.errors import BadInput

SETTING = "GROEITUIN_SMTP_URL"
# The ports for handing in mail: TLS from the start (RFC 8314, 7.3) and STARTTLS (RFC 6409, 3.1).
PORTS = {"smtps": 465, "smtp": 587}
SILENT = "geeft geen antwoord."
# The first that fits is told.
REASONS: tuple[tuple[type[OSError], str], ...] = (
    (
        ssl.SSLCertVerificationError,
        (
            "heeft een certificaat dat niet te vertrouwen is ({error.verify_message}). Is het van een eigen "
            "autoriteit, noem dan het bestand met haar certificaat in SSL_CERT_FILE."
        ),
    ),
    (ssl.SSLError, "spreekt hier geen TLS. Kijk of smtps:// of smtp:// bij deze poort hoort."),
    (smtplib.SMTPAuthenticationError, "weigert de gebruiker of het wachtwoord ({error.smtp_code})."),
    (smtplib.SMTPNotSupportedError, "biedt geen beveiligde verbinding (STARTTLS) aan, of laat niemand inloggen."),
    (smtplib.SMTPResponseException, "laat ons niet toe ({error.smtp_code})."),
    (ConnectionRefusedError, "is er niet: de verbinding wordt geweigerd."),
    (OSError, "is niet te bereiken."),
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in, and how the connection is protected."""

    host: str
    port: int
    tls: Literal["start", "starttls", "none"]
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def place(self) -> str:
        """Return where it is, in words that hold no secret."""
        return f"{self.host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself, so that nobody else can listen in."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_mail_server(url: str) -> MailServer:
    """Return the server that ``smtps://user:password@host:465`` or ``smtp://user:password@host:587`` names.

    ``smtps`` is TLS from the start, ``smtp`` demands STARTTLS; ``?tls=none`` leaves it out, only to this machine.

    Raises:
        BadInput: everything that is wrong with it; never what it says, because it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong(["De host of de poort is niet te lezen. " + _ESCAPES]) from None
    user, password = (None if word is None else unquote(word) for word in (parts.username, parts.password))
    faults = [*_faults_of_place(parts), *_faults_of_login(user, password)]
    if faults:
        raise _wrong(faults)
    tls: Literal["start", "starttls", "none"] = "start" if parts.scheme == "smtps" else "starttls"
    return MailServer(
        parts.hostname or "", port or PORTS[parts.scheme], "none" if parts.query else tls, user or None, password
    )


_ESCAPES = "Schrijf een @ / # ? of % in het wachtwoord als %40 %2F %23 %3F %25."


def _faults_of_place(parts: SplitResult) -> list[str]:
    faults, host = [], parts.hostname or ""
    if parts.scheme not in PORTS:
        faults.append("Begin met smtps:// (TLS vanaf het begin) of smtp:// (STARTTLS).")
    if not host or not host.isascii():
        faults.append("De naam van de mailserver ontbreekt of kan niet.")
    if parts.path not in {"", "/"} or parts.fragment:
        faults.append("Na de poort hoort niets meer. " + _ESCAPES)
    if parts.query and parse_qsl(parts.query) != [("tls", "none")]:
        faults.append("Na het vraagteken kan alleen tls=none staan.")
    elif parts.query and not (parts.scheme == "smtp" and is_loopback(host)):
        faults.append("Zonder TLS (tls=none) kan alleen met smtp:// naar deze computer zelf (localhost).")
    return faults


def _faults_of_login(user: str | None, password: str | None) -> list[str]:
    faults = []
    if bool(user) != bool(password):
        faults.append("Gebruiker en wachtwoord horen bij elkaar: er is er maar een.")
    if not f"{user}{password}".isascii():
        faults.append("Gebruiker en wachtwoord mogen alleen letters zonder accenten, cijfers en leestekens hebben.")
    return faults


def _wrong(faults: list[str]) -> BadInput:
    return BadInput(
        f"Het adres van de mailserver ({SETTING}) klopt niet.",
        [{"field": SETTING, "code": "mailserver", "message": fault} for fault in faults],
    )


def connect(server: MailServer, timeout: float) -> smtplib.SMTP:
    """Return a connection that is encrypted, checked and logged in, or raise.

    The certificate must be trusted by this machine; ``SSL_CERT_FILE`` names the file of a private authority.

    Args:
        server: where to.
        timeout: seconds that every answer may take.

    Raises:
        Unreachable: it is not there, cannot be trusted, or does not let us in.
    """
    try:
        if server.tls == "start":
            return _logged_in(
                smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=ssl.create_default_context()),
                server,
            )
        return _logged_in(smtplib.SMTP(server.host, server.port, timeout=timeout), server)
    except OSError as error:
        raise Unreachable(_why(server, error)) from error


def _logged_in(client: smtplib.SMTP, server: MailServer) -> smtplib.SMTP:
    try:
        if server.tls == "starttls":
            client.starttls(context=ssl.create_default_context())
        client.ehlo_or_helo_if_needed()
        if server.user and server.password:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def _why(server: MailServer, error: OSError) -> str:
    silent = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    what = SILENT if silent else next(sentence for kind, sentence in REASONS if isinstance(error, kind))
    return f"De mailserver {server.place} {what.format(error=error)} Er is niets verstuurd."
