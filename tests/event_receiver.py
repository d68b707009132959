"""A program on this machine that follows events, and misbehaves in every way that a test asks for."""

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
# What happens to an event, from its id and how often it was offered before: a status and headers. Status 0 breaks off
# without an answer, 1 never answers; both after taking the event.
Answer = tuple[int, dict[str, str]]
Answers = Callable[[str, int], Answer]
TAKEN: Answer = (204, {})
SILENT: Answer = (1, {})


class Receiver:
    """The program: what it took, in order, and whether it is up."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.taken: list[str] = []
        self.offered: Counter[str] = Counter()
        self.over = threading.Event()
        self._socket = _reserved(0)
        self.port: int = self._socket.getsockname()[1]
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://{HOST}:{self.port}/gebeurtenissen"

    def up(self) -> None:
        """Listen."""
        self._server = ThreadingHTTPServer((HOST, self.port), _handler(self), bind_and_activate=False)
        self._server.socket.close()
        self._server.socket = self._socket
        self._server.server_activate()
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()

    def down(self) -> None:
        """Refuse connections; the port stays ours."""
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._socket = _reserved(self.port)


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            event: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, headers = receiver.answers(event["id"], receiver.offered[event["id"]])
            receiver.offered[event["id"]] += 1
            if status < 300:
                receiver.taken.append(event["id"])
            if status < 100:
                if status == 1:
                    receiver.over.wait()
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing on standard error."""

    return Answering


@contextmanager
def event_receiver(answers: Answers | None = None) -> Iterator[Receiver]:
    """Run a receiver for as long as the block lasts; it takes every event unless told."""
    receiver = Receiver(answers or (lambda _event, _before: TAKEN))
    receiver.up()
    try:
        yield receiver
    finally:
        receiver.over.set()
        receiver.down()
        receiver._socket.close()


def _reserved(port: int) -> socket.socket:
    """Return a socket that holds a port; as long as it does not listen, connections are refused."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((HOST, port))
    return held
