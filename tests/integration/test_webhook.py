"""What another program is told: the envelope against its standards, and the answers of a real server."""

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
import sqlalchemy as sa
import trustme
from story import P1, Story

from groeituin.delivery.channel import NotYet, Undeliverable, Unreachable
from groeituin.delivery.webhook import Webhook, event
from groeituin.errors import BadInput, GroeituinError
from models.database import table
from models.journal import Entry

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "cloudevents_1_0.schema.json").read_text())
SOURCE = "urn:nld:oin:00000001823288444000:systeem:groeituin"
PROOF = "geheim"
ENTRY: dict[str, Any] = {
    "entry": 417,
    "at": datetime(2026, 11, 23, 3, 15, 7, 250_000, tzinfo=UTC),
    "act": "raise-signal",
    "partnership": "P-1",
    "data": {"rule": "voortgangsgesprek", "occasion": "2026-K4", "due_on": "2026-11-17", "to": ["anna", "cees"]},
}
EVENT = {
    "specversion": "1.0",
    "id": "417",
    "source": SOURCE,
    "type": "nl.socialreturn-partnerschappen.signaal.opgeroepen",
    "subject": "P-1",
    "time": "2026-11-23T03:15:07.250000Z",
    "sequence": "00000000000000000417",
    "datacontenttype": "application/json",
    "data": {"partnership": "P-1", "rule": "voortgangsgesprek", "occasion": "2026-K4", "due_on": "2026-11-17"},
}

# Rules of the NL GOV profile for CloudEvents 1.1, chapter "Context Attributes", and of CloudEvents where it says so.
# Each holds for an event, and not for what breaks it.
Rule = tuple[Callable[[Mapping[str, Any]], bool], dict[str, Any]]
RULES: dict[str, Rule] = {
    "id: the persistent id that the event has in its source": (lambda e: e["id"] == "417", {"id": "9f0c"}),
    "source: a URN in the namespace nld": (
        lambda e: e["source"].startswith("urn:nld:"), {"source": "urn:uuid:6e8bc430"},
    ),
    "source: the organisation and then the system": (
        lambda e: bool(re.fullmatch(r"urn:nld:(oin|kvknr):\d+:systeem:[\w-]+", e["source"])),
        {"source": "urn:nld:oin:00000001823288444000"},
    ),
    "source: no location of data": (
        lambda e: not e["source"].startswith(("http:", "https:")), {"source": "https://groeituin.nl/gebeurtenissen"},
    ),
    "type: reversed domain name": (
        lambda e: bool(re.fullmatch(r"nl(\.[a-z][a-z0-9-]*)+", e["type"])), {"type": "SignaalOpgeroepen"},
    ),
    "type: a domain in the plural": (
        lambda e: e["type"].split(".")[1].endswith("en"), {"type": "nl.partnerschap.signaal"},
    ),
    "type: at most one version, and then v with a number": (
        lambda e: 1 >= len(re.findall(r"\d+", e["type"])) == len(re.findall(r"\.v\d+\b", e["type"])),
        {"type": "nl.partnerschappen.signaal.2"},
    ),
    "datacontenttype: JSON": (
        lambda e: e["datacontenttype"] == "application/json", {"datacontenttype": "application/xml"},
    ),
    "time: when it was recorded": (
        lambda e: datetime.fromisoformat(e["time"]) == ENTRY["at"], {"time": "2026-11-17T00:00:00Z"},
    ),
    "sequence: sorts as text": (
        lambda e: e["sequence"] < event({**ENTRY, "entry": 10_000}, SOURCE)["sequence"],
        {"sequence": "417"},
    ),
    "sequencetype: Integer only for a row without holes": (
        lambda e: "sequencetype" not in e, {"sequencetype": "Integer"},
    ),
    "extensions: lower-case letters and digits, at most 20": (
        lambda e: all(re.fullmatch("[a-z0-9]{1,20}", name) for name in e), {"due_on": "2026-11-17"},
    ),
    "privacy: nothing sensitive in the context": (
        lambda e: not re.search("anna|cees", json.dumps({**e, "data": None})), {"subject": "anna"},
    ),
    "size: at most 64 KB": (lambda e: len(json.dumps(e)) <= 65_536, {"data": "x" * 70_000}),
}  # fmt: skip


class Receiver:
    """A web server of this test, which answers as it is told and remembers what it got."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.connections = 0
        self.patience = threading.Event()


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[tuple[str, Receiver]]:
    """Run a receiver; yield its address without the scheme."""
    receiver = Receiver()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            receiver.connections += 1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, content = receiver.answers.pop(0) if receiver.answers else (204, {}, b"")
            if status == 0:  # break off
                self.close_connection = True
                return
            if status == 1:  # say nothing, until the test is over
                receiver.patience.wait()
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: object) -> None:
            """Say nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}/gebeurtenissen", receiver
    finally:
        receiver.patience.set()
        server.shutdown()
        thread.join()
        server.server_close()


def send(address: str, *, token: str | None = None, timeout: float = 30.0, times: int = 1) -> None:
    """Send an event some times over one connection."""
    with Webhook(f"http://{address}", source=SOURCE, token=token, timeout=timeout).open() as sender:
        for _ in range(times):
            sender.send(EVENT)


def test_a_row_of_the_journal_as_an_event() -> None:
    """An event says what happened to which partnership, and not to whom it was told."""
    assert EVENT == event(ENTRY, SOURCE)


def test_an_event_is_a_cloudevent() -> None:
    """The envelope is valid under the rules of CloudEvents 1.0, and those rules refuse what is not."""
    check = jsonschema.Draft202012Validator(SCHEMA)
    assert [] == list(check.iter_errors(event(ENTRY, SOURCE)))
    broken: list[dict[str, Any]] = [
        {"specversion": "1"}, {"id": ""}, {"id": 417}, {"source": ""}, {"source": "met spatie"}, {"type": "a\nb"},
        {"subject": ""}, {"time": "23-11-2026"}, {"datacontenttype": "json"}, {"Naam": "x"}, {"due_on": "x"},
        {"nested": {"a": 1}}, {"data_base64": "eA=="},
    ]  # fmt: skip
    assert [] == [change for change in broken if check.is_valid(EVENT | change)]
    assert [] == [name for name in ("specversion", "id", "source", "type") if check.is_valid(without(name))]


def without(name: str) -> dict[str, object]:
    """Return the event without one attribute."""
    return {key: value for key, value in EVENT.items() if key != name}


@pytest.mark.parametrize("rule", RULES)
def test_the_profile_of_the_dutch_government(rule: str) -> None:
    """An event keeps to each rule of the NL GOV profile, and the rule tells when one does not."""
    keeps, breaking = RULES[rule]
    assert keeps(event(ENTRY, SOURCE))
    assert not keeps(EVENT | breaking)


def test_the_type_says_what_happened_and_names_no_organisation() -> None:
    """There are three types, the same in every house: they do not depend on who tells it or on the partnership."""
    acts = ("raise-signal", "escalate-signal", "lapse-signal")
    types = [event({**ENTRY, "act": act}, SOURCE)["type"] for act in acts]
    assert ["opgeroepen", "geescaleerd", "vervallen"] == [str(name).rpartition(".")[2] for name in types]
    assert types == [
        event({**ENTRY, "act": act, "partnership": "X"}, "urn:nld:kvknr:1:systeem:x")["type"] for act in acts
    ]


def test_what_a_night_did_can_be_told(sqlite_story: Story) -> None:
    """Signals that a real night raised, climbed and lapsed become valid events that name no person."""
    sqlite_story.start("2026-01-05")
    sqlite_story.act("2026-01-05", "assign-role", **P1, role="projectcoordinator", person="anna")
    sqlite_story.night("2026-04-05")
    sqlite_story.night("2026-04-30")
    sqlite_story.act("2026-05-01", "advance", **P1, trigger="beeindig", reason="klaar", lesson="eerder beginnen")
    sqlite_story.night("2026-05-02")
    journal = table(Entry)
    with sqlite_story.engine.connect() as connection:
        query = sa.select(journal).where(journal.c.act.like("%-signal")).order_by(journal.c.entry)
        rows = [dict(row) for row in connection.execute(query).mappings()]
    told = [event(row, SOURCE) for row in rows]
    assert {"opgeroepen", "geescaleerd", "vervallen"} == {str(one["type"]).rpartition(".")[2] for one in told}
    check = jsonschema.Draft202012Validator(SCHEMA)
    assert [] == [error.message for one in told for error in check.iter_errors(one)]
    assert any("anna" in json.dumps(row["data"]) for row in rows)
    assert [] == [one for one in told if re.search("anna|bert|cees|dina|eva", json.dumps(one))]
    assert sorted(str(one["sequence"]) for one in told) == [one["sequence"] for one in told]


def test_an_event_arrives_in_structured_mode_with_the_token() -> None:
    """The body is the event, the content type says so, the token proves who we are; two events share a connection."""
    with receiving() as (address, receiver):
        send(address, token=PROOF, times=2)
    (headers, body), _second = receiver.got
    assert EVENT == json.loads(body)
    assert ("application/cloudevents+json; charset=UTF-8", f"Bearer {PROOF}") == (
        headers["content-type"],
        headers["authorization"],
    )
    assert 1 == receiver.connections


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_every_success_is_a_success(code: int) -> None:
    """Any answer in the two hundreds means that the event was taken: it goes once, and the next one after it."""
    with receiving() as (address, receiver):
        receiver.answers = [(code, {}, b"")] * 2
        send(address, times=2)
    assert [EVENT, EVENT] == [json.loads(body) for _headers, body in receiver.got]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        *((code, NotYet) for code in (408, 425, 429, 500, 502, 503, 504)),
        *((code, Undeliverable) for code in (400, 404, 405, 409, 410, 413, 415, 422)),
        *((code, Unreachable) for code in (301, 302, 307, 308, 401, 403, 407)),
    ],
)
def test_each_answer_is_weighed(code: int, error: type[GroeituinError]) -> None:
    """A busy receiver gets it again, a refused event does not go again, a wrong address or token stops everything."""
    with receiving() as (address, receiver):
        receiver.answers = [(code, {"Location": f"http://{address}/elders"}, b"nee")]
        with pytest.raises(GroeituinError, match=str(code)) as told:
            send(address, token=PROOF)
        assert error is type(told.value)
    assert 1 == len(receiver.got)


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("120", timedelta(minutes=2)),
        ("999999999999", timedelta(days=1)),
        ("Mon, 23 Nov 2026 06:00:00 GMT", None),
        ("-5", None),
        ("²", None),
        ("", None),
    ],
)
def test_a_receiver_says_how_long_to_wait(said: str, after: timedelta | None) -> None:
    """Retry-After in seconds is kept, up to a day; anything else is left to our own back-off."""
    with receiving() as (address, receiver):
        receiver.answers = [(503, {"Retry-After": said}, b"")]
        with pytest.raises(NotYet) as told:
            send(address)
    assert after == told.value.after


def test_a_connection_that_breaks_off_is_tried_again() -> None:
    """The event may have arrived: it goes again under the same id, and others go on."""
    with receiving() as (address, receiver):
        receiver.answers = [(0, {}, b"")]
        with Webhook(f"http://{address}", source=SOURCE).open() as sender:
            with pytest.raises(NotYet, match="viel weg"):
                sender.send(EVENT)
            sender.send(EVENT)
    assert [EVENT["id"]] * 2 == [json.loads(body)["id"] for _headers, body in receiver.got]


def test_a_receiver_that_says_nothing_costs_two_time_outs() -> None:
    """One event without an answer goes again later; a second in a row means that the receiver is stuck."""
    with receiving() as (address, receiver):
        receiver.answers = [(1, {}, b""), (1, {}, b"")]
        with Webhook(f"http://{address}", source=SOURCE, timeout=0.5).open() as sender:
            with pytest.raises(NotYet):
                sender.send(EVENT)
            with pytest.raises(Unreachable):
                sender.send(EVENT)


def test_an_endless_answer_is_not_read() -> None:
    """What a receiver says at length is not taken into memory; the next event goes over a new connection."""
    with receiving() as (address, receiver):
        receiver.answers = [(200, {"Content-Length": "9999999999"}, b"x" * 1000)]
        send(address, times=2)
    assert (2, 2) == (len(receiver.got), receiver.connections)


def test_nobody_there() -> None:
    """A closed port stops everything; nothing is lost."""
    with receiving() as (address, _receiver):
        pass
    with pytest.raises(Unreachable, match="niet te bereiken"):
        send(address)


@pytest.mark.parametrize("vouched", [True, False])
def test_a_certificate_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, vouched: bool) -> None:
    """Over https the receiver must be who it says; SSL_CERT_FILE names a private authority."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    (authority if vouched else trustme.CA()).cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with (
        receiving(context) as (address, receiver),
        Webhook(f"https://{address}", source=SOURCE, token=PROOF).open() as sender,
    ):
        if vouched:
            sender.send(EVENT)
        else:
            with pytest.raises(Unreachable, match="niet te vertrouwen"):
                sender.send(EVENT)
    assert int(vouched) == len(receiver.got)


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the organisation is for the outside; an event to this machine does not pass it."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with receiving() as (address, receiver):
        send(address)
    assert 1 == len(receiver.got)


@pytest.mark.parametrize(
    ("url", "source", "token", "fields"),
    [
        ("http://ontvanger.nl/x", SOURCE, None, ["URL"]),
        ("http://127.0.0.1.nl/x", SOURCE, None, ["URL"]),
        ("ftp://127.0.0.1/x", SOURCE, None, ["URL"]),
        ("https://", SOURCE, None, ["URL"]),
        ("https://[::1", SOURCE, None, ["URL"]),
        ("https://o.nl:99999", SOURCE, None, ["URL"]),
        ("https://piet:gehe1m@o.nl", SOURCE, None, ["URL"]),
        ("https://o.nl", None, None, ["SOURCE"]),
        ("https://o.nl", "https://groeituin.nl", None, ["SOURCE"]),
        ("https://o.nl", "urn:nld:oin:0001:systeem:groei tuin", None, ["SOURCE"]),
        ("https://o.nl", "urn:nld:", None, ["SOURCE"]),
        ("https://o.nl", SOURCE, "gehe1m\r\nX: y", ["TOKEN"]),
        ("", None, "gehe1m\x7f", ["URL", "SOURCE", "TOKEN"]),
    ],
)
def test_wrong_settings_are_told_whole_and_without_secrets(
    url: str, source: str | None, token: str | None, fields: list[str]
) -> None:
    """Everything that is wrong is said at once, before anything is sent; no secret is repeated."""
    with pytest.raises(BadInput) as told:
        Webhook(url, source=source, token=token)
    assert [f"GROEITUIN_WEBHOOK_{field}" for field in fields] == [detail["field"] for detail in told.value.details]
    assert "gehe1m" not in str(told.value.as_json())
