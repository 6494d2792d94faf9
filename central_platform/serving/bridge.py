"""A request that is here whole, given to a WSGI application on a thread; its answer given back whole, but for files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from central_platform.serving.peers import Headers, Origin

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_CHUNK = 64 * 1024


class File:
    """``wsgi.file_wrapper``: a file is sent piece by piece, when its thread is long free again."""

    def __init__(self, file: IO[bytes], size: int = _CHUNK) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(_CHUNK):
            yield piece

    def close(self) -> None:
        """What Django hung onto the file closes the response, too."""
        self._file.close()


@dataclass(frozen=True)
class Answer:
    """``body``: its bytes, or a file that is to be read and closed."""

    status: int
    headers: Headers
    body: bytes | File


def environ_of(scope: dict[str, Any], origin: Origin, headers: Headers, body: bytes) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333).

    Args:
        scope: of ASGI.
        origin: who asks.
        headers: names in lower case.
        body: all of it.
    """
    server = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": origin.address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if origin.secure else "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": File,
    }
    for name, value in headers:
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def answered(application: Application, environ: dict[str, Any]) -> Answer:
    """What the application answers; blocks until it is there."""
    head: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        head[:] = [int(status.split(" ", 1)[0]), headers]
        return lambda _: None

    said = application(environ, start_response)
    if isinstance(said, File):
        body: bytes | File = said
    else:
        try:
            body = b"".join(said)
        finally:
            getattr(said, "close", lambda: None)()
    status, headers = head
    return Answer(status, [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers], body)
