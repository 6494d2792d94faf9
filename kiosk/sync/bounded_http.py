"""HTTP in which nobody answers for the server, and nobody holds us for ever.

The library's own timeout bounds each wait for the next bytes: a server that drips the head of its answer would keep a lane for
hours. The body is its reader's to bound, who knows how large it may be.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

HEAD_TIMEOUT = 8.0  # seconds for the whole head of an answer


def is_protected(url: str) -> bool:
    """Whether nobody on the way can read or change what is said: https, or this machine alone."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme != "http":
        return False
    try:
        return parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


class BoundedSession(requests.Session):
    """Redirects lead nowhere and the environment's proxies are not used: both are how a captive portal would answer.

    ``ca``: file of certificates that vouch for the server, "" for the public ones. ``proxy``: address of the one through which
    https goes (CONNECT: it sees names and sizes, and none of what is said), "" for none; http is for this machine alone and goes
    through none.
    """

    def __init__(self, ca: str = "", proxy: str = "") -> None:
        super().__init__()
        self.trust_env = False
        if ca:
            self.verify = ca
        if proxy:
            self.proxies = {"https": proxy}
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter())

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would parse the address and read the whole body of a redirect even where it is not to follow it."""


class _UntilTheHead(io.RawIOBase):
    """What comes from a socket; until the head of the answer is there, no later than `HEAD_TIMEOUT` from now on."""

    def __init__(self, raw: Any, socket: Any) -> None:
        self._raw = raw
        self._socket = socket
        self._patience = socket.gettimeout()
        self._until: float | None = time.monotonic() + HEAD_TIMEOUT

    def head_is_here(self) -> None:
        self._until = None
        self._socket.settimeout(self._patience)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._until is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the head of the answer takes too long")
            self._socket.settimeout(left if self._patience is None else min(left, self._patience))
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self._arriving = _UntilTheHead(self.fp.detach(), sock)
        self.fp = io.BufferedReader(self._arriving)

    def begin(self) -> None:
        super().begin()
        if not self.isclosed():  # an answer without a body has let go of its connection already
            self._arriving.head_is_here()


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS: dict[str, Any] = {"http": _Pool, "https": _SecurePool}


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *arguments: Any, **named: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **named)
        manager.pool_classes_by_scheme = _POOLS
        return manager
