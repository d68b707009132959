"""What a night did, told to another program: CloudEvents 1.0 in the NL GOV profile 1.1.

Sources: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md and
https://gitdocumentatie.logius.nl/publicatie/notificatieservices/CloudEvents-NL/.
"""

import re
import ssl
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx
import orjson

from groeituin.delivery.channel import NotYet, Undeliverable, Unreachable
from groeituin.delivery.mail_server import is_loopback
from groeituin.errors import BadInput

Event = Mapping[str, object]

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
TIMEOUT = 10.0  # seconds for each step of one request
SMALL_ANSWER = 65_536  # bytes; a longer one is not worth reading to keep the connection
HIGHEST_PORT = 65_535
LONGEST_WAIT = timedelta(days=1)
# The domain, in the plural, and no organisation's name (profile, `type`): a domain outlives a programme and an owner.
TYPES = {
    "raise-signal": "nl.socialreturn-partnerschappen.signaal.opgeroepen",
    "escalate-signal": "nl.socialreturn-partnerschappen.signaal.geescaleerd",
    "lapse-signal": "nl.socialreturn-partnerschappen.signaal.vervallen",
}
# The profile, `source`: a URN in the namespace `nld`, with the organisation and then the system.
SOURCE = re.compile(r"urn:nld:[\w%~-]+([.:][\w%~-]+)+", re.ASCII)
# What another program may know of a signal: never to whom it goes.
TOLD = ("rule", "occasion", "due_on")


def event(entry: Mapping[str, Any], source: str) -> dict[str, object]:
    """Return a row of the journal as an event; its act is one of ``TYPES``.

    ``id`` and ``sequence`` are the number of the row, so a repeat is recognised and the order is known; ``time`` is
    when it was recorded.
    """
    at: datetime = entry["at"]
    known = {name: entry["data"][name] for name in TOLD if name in entry["data"]}
    return {
        "specversion": "1.0",
        "id": str(entry["entry"]),
        "source": source,
        "type": TYPES[entry["act"]],
        "subject": entry["partnership"],
        "time": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        # As text it must sort as the number does. No sequencetype: `Integer` would promise that none is left out.
        "sequence": f"{entry['entry']:020}",
        "datacontenttype": "application/json",
        "data": {"partnership": entry["partnership"], **known},
    }


class Webhook:
    """The channel to another program.

    Args:
        url: where events are posted.
        source: who tells them, as a URN: organisation and system.
        token: what proves to the other side who we are.

    Raises:
        BadInput: everything that is wrong with the settings.
    """

    name: Literal["webhook"] = "webhook"

    def __init__(self, url: str, *, source: str | None, token: str | None = None, timeout: float = TIMEOUT) -> None:
        faults = [*_faults_of_url(url), *_faults_of_source(source), *_faults_of_token(token)]
        if faults:
            raise BadInput("De instellingen voor de webhook kloppen niet.", faults)
        self.url, self._token, self._timeout = url, token, timeout
        self.source = source or ""

    @contextmanager
    def open(self) -> Iterator["WebhookSender"]:
        """Return a sender that keeps its connection for many events."""
        headers = {"Content-Type": CONTENT_TYPE, "User-Agent": "groeituin"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        with httpx.Client(
            headers=headers,
            timeout=self._timeout,
            verify=ssl.create_default_context(),
            follow_redirects=False,  # the token goes to the address that was given, and to no other
            trust_env=not is_loopback(httpx.URL(self.url).host),  # a proxy cannot reach this machine
        ) as client:
            yield WebhookSender(client, self.url)


class WebhookSender:
    """An open connection to the other program."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client, self._url = client, url
        self._silences = 0

    def send(self, what: Event, /) -> None:
        """Post one event, and weigh the answer.

        Raises:
            NotYet: the other side is busy, or the connection was lost halfway.
            Undeliverable: it does not want this event.
            Unreachable: it is not there, or does not know us.
        """
        try:
            with self._client.stream("POST", self._url, content=orjson.dumps(what)) as answer:
                if int(answer.headers.get("Content-Length", SMALL_ANSWER + 1)) <= SMALL_ANSWER:
                    deque(answer.iter_raw(), maxlen=0)
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise self._silent() from error
        except (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError) as error:
            raise NotYet("De verbinding met de ontvanger van de webhook viel weg.") from error
        except httpx.TransportError as error:
            raise Unreachable("De ontvanger van de webhook is niet te bereiken, of niet te vertrouwen.") from error
        self._silences = 0
        if not answer.is_success:
            raise _refusal(answer)

    def _silent(self) -> NotYet | Unreachable:
        # As with letters: one event may be the trouble, a second in a row is the other side.
        self._silences += 1
        kind = NotYet if self._silences == 1 else Unreachable
        return kind("De ontvanger van de webhook geeft geen antwoord.")


def _refusal(answer: httpx.Response) -> NotYet | Undeliverable | Unreachable:
    code = answer.status_code
    if code in {
        httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS,
    } or answer.is_server_error:  # fmt: skip
        wait = answer.headers.get("Retry-After", "")
        after = min(timedelta(seconds=int(wait[:9])), LONGEST_WAIT) if wait.isdecimal() else None
        return NotYet(f"De ontvanger van de webhook kan nu niet ({code}).", after=after)
    if answer.is_redirect:
        return Unreachable(f"De ontvanger van de webhook is verhuisd ({code}). Pas GROEITUIN_WEBHOOK_URL aan.")
    if code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.PROXY_AUTHENTICATION_REQUIRED}:
        return Unreachable(f"De ontvanger van de webhook kent ons niet ({code}). Kijk naar GROEITUIN_WEBHOOK_TOKEN.")
    return Undeliverable(f"De ontvanger van de webhook wil deze gebeurtenis niet ({code}).")


def _faults_of_url(url: str) -> Iterator[dict[str, object]]:
    name = "GROEITUIN_WEBHOOK_URL"
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        parts = httpx.URL("")
    if not parts.host or (parts.port or 0) > HIGHEST_PORT:
        yield _fault(name, "Dit is geen adres van een website.")
    elif parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.host)):
        yield _fault(name, "Het adres begint met https://; http:// kan alleen naar deze computer zelf.")
    if parts.userinfo:
        yield _fault(name, "Een wachtwoord hoort niet in het adres; gebruik GROEITUIN_WEBHOOK_TOKEN.")


def _faults_of_source(source: str | None) -> Iterator[dict[str, object]]:
    if not SOURCE.fullmatch(source or ""):
        yield _fault(
            "GROEITUIN_WEBHOOK_SOURCE",
            "Zeg wie dit meldt, als urn:nld:oin:, dan het OIN van de organisatie, dan :systeem:groeituin.",
        )


def _faults_of_token(token: str | None) -> Iterator[dict[str, object]]:
    if token and not (token.isascii() and token.isprintable()):
        yield _fault("GROEITUIN_WEBHOOK_TOKEN", "Hier staat een teken in dat niet kan worden verstuurd.")


def _fault(setting: str, message: str) -> dict[str, object]:
    return {"field": setting, "code": "webhook", "message": message}
