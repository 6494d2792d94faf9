"""A service on loopback for demo and tests, well or failing."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Generic, TypeVar

M = TypeVar("M")


class LoopbackService(ABC, Generic[M]):
    """Serves from its making until `close`; ``M`` is how it can be. Whoever extends it sets its own fields first.

    Attributes:
        moods: how it meets the next requests; after them it is in ``mood``.
    """

    PATH: str

    def __init__(self, mood: M, port: int) -> None:
        """``port`` 0: any free one."""
        self.mood = mood
        self.moods: list[M] = []
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the platform finds it."""
        return f"http://127.0.0.1:{self._server.server_port}{self.PATH}"

    def close(self) -> None:
        """Ends what it is at, and listens no more."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @abstractmethod
    def meet(self, to: BaseHTTPRequestHandler, mood: M, body: dict[str, Any]) -> None:
        """Answer one request, or fail to.

        Args:
            to: whoever asked, with path and headers.
            mood: how this one is met.
            body: what was sent.

        Raises:
            OSError: whoever asked has gone.
        """

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Nothing: addresses and numbers have no place in a log."""

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                mood = service.moods.pop(0) if service.moods else service.mood
                try:
                    service.meet(self, mood, body)
                except OSError:
                    self.close_connection = True

        return Handler


def send_json(to: BaseHTTPRequestHandler, status: int, text: bytes) -> None:
    """One answer, whole, called JSON whatever it is."""
    to.send_response(status)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(len(text)))
    to.end_headers()
    to.wfile.write(text)
