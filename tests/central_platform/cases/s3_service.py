"""An S3 service on loopback, as far as pictures need one: signed PUT, GET, HEAD and DELETE of the objects of one bucket."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_GONE = b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>'


class S3Service:
    """``objects``: by key; ``away``: it answers 503 to everything; ``refused``: requests that it does not understand."""

    def __init__(self, bucket: str) -> None:
        self.objects: dict[str, bytes] = {}
        self.away = False
        self.refused: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _key(self) -> str | None:
                path, _, query = self.path.partition("?")
                signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=")
                if service.away:
                    self._say(503, b"")
                elif not signed or not path.startswith(f"/{bucket}/") or query not in ("", "x-id=PutObject", "x-id=GetObject"):
                    service.refused.append(f"{self.command} {self.path}")
                    self._say(403, b"")
                else:
                    return path.removeprefix(f"/{bucket}/")
                return None

            def _say(self, status: int, body: bytes, length: int | None = None) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.send_header("ETag", '"0"')
                self.send_header("Last-Modified", "Sun, 22 Nov 2026 02:00:00 GMT")
                self.end_headers()
                self.wfile.write(body)

            def do_PUT(self) -> None:
                data = self.rfile.read(int(self.headers["Content-Length"]))
                if (key := self._key()) is not None:
                    service.objects[key] = data
                    self._say(200, b"")

            def do_GET(self) -> None:
                if (key := self._key()) is not None:
                    held = service.objects.get(key)
                    self._say(*((404, _GONE) if held is None else (200, held)))

            def do_HEAD(self) -> None:
                if (key := self._key()) is not None:
                    held = service.objects.get(key)
                    self._say(404 if held is None else 200, b"", 0 if held is None else len(held))

            def do_DELETE(self) -> None:
                if (key := self._key()) is not None:
                    service.objects.pop(key, None)
                    self._say(204, b"")

            def log_message(self, *told: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
