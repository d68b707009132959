"""A collector of traces on this machine: it takes OTLP over HTTP, as the real ones do, and shows what it took."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Span:
    """What was told of one span; the names of its attributes without ours before them."""

    name: str
    trace: bytes
    id: bytes
    parent: bytes
    told: dict[str, Any]
    error: str | None
    events: int


@dataclass
class Collector:
    """What was taken, in the order in which spans ended, and what every request was."""

    port: int
    status: int
    spans: list[Span] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return its address, as a setting holds it."""
        return f"http://{HOST}:{self.port}"

    def told(self, name: str) -> list[dict[str, Any]]:
        """Return what was told of the spans with a name."""
        return [span.told for span in self.spans if span.name == name]

    def take(self, path: str, body: bytes) -> None:
        """Read one request."""
        self.paths.append(path)
        self.bodies.append(body)
        for one in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resources.append(_values(one.resource.attributes))
            self.spans += [_read(span) for scope in one.scope_spans for span in scope.spans]


def _read(span: Any) -> Span:  # noqa: ANN401  # what the protocol's own compiler made
    told = {name.removeprefix("groeituin."): value for name, value in _values(span.attributes).items()}
    error = span.status.message if span.status.code == span.status.STATUS_CODE_ERROR else None
    return Span(span.name, span.trace_id, span.span_id, span.parent_span_id, told, error, len(span.events))


def _values(attributes: Any) -> dict[str, Any]:  # noqa: ANN401  # the same
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


@contextmanager
def collecting(status: int = 200) -> Iterator[Collector]:
    """Yield a collector that takes what it is sent, and answers with a status."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((HOST, 0), Taking) as server:
        collector = Collector(server.server_port, status)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield collector
        server.shutdown()
