"""Looks at the line to a platform, step by step, and says which step fails: this machine's network, the name, the proxy, the
certificate, what answers, and the clock. Nothing is told to the platform but that somebody asks.
"""

from __future__ import annotations

import contextlib
import fcntl
import secrets
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import requests
from pydantic import ValidationError
from urllib3.exceptions import HTTPError

from kiosk.messages import models
from kiosk.messages.answers import ANSWER_DIGEST, REQUEST_ID, answer_digest
from kiosk.messages.bounded_reading import TooLarge, TooLate, read_bounded
from kiosk.ports.line import Interface, LineFault, LineSeen
from kiosk.sync.bounded_http import BoundedSession, is_protected

CONNECT_TIMEOUT = 5.0  # seconds
ANSWER_TIMEOUT = 8.0  # seconds
LARGEST_ANSWER = 64 * 1024  # bytes
_INTERFACES = Path("/sys/class/net")
_LOOPBACK = 772  # ARPHRD_LOOPBACK
_SIOCGIFADDR = 0x8915  # netdevice(7)
_NOT_YET, _NO_MORE = 9, 10  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED


def own_network(folder: Path = _INTERFACES) -> tuple[Interface, ...]:
    """The interfaces of this machine but loopback, by name.

    Args:
        folder: as the kernel has it (sysfs); another one in tests.
    """
    found = []
    for one in sorted(folder.iterdir()) if folder.is_dir() else ():
        with contextlib.suppress(OSError, ValueError):  # gone meanwhile
            if int((one / "type").read_text()) == _LOOPBACK:
                continue
            found.append(Interface(one.name, _says(one / "carrier") == "1", _address(one.name)))
    return tuple(found)


def _says(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:  # the kernel refuses to tell of an interface that is down
        return ""


def _address(name: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            told = fcntl.ioctl(asked, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
        except OSError:
            return ""
    return socket.inet_ntoa(told[20:24])


def look_at_line(
    url: str, ca: str = "", proxy: str = "", network: Callable[[], tuple[Interface, ...]] = own_network, portal_port: int = 80
) -> LineSeen:
    """One look, which takes some seconds where something hangs.

    Args:
        url: of the platform, without ``/api``.
        ca, proxy: as `BoundedSession` takes them.
        network: what interfaces this machine has.
        portal_port: of the platform's host, where plain http is asked for to see whether a captive portal answers for it.
    """
    if not is_protected(url):
        return LineSeen(LineFault.ADDRESS)
    host = urlsplit(url).hostname or ""
    asked = urlsplit(proxy).hostname or "" if proxy and url.startswith("https:") else host
    if not _is_here(asked):
        if not any(one.address for one in network()):
            return LineSeen(LineFault.NO_NETWORK)
        try:
            socket.getaddrinfo(asked, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return LineSeen(LineFault.NAME, asked)
    with BoundedSession(ca, proxy) as session:
        seen = _asked(session, url)
        hidden = seen.fault in (LineFault.CERTIFICATE, LineFault.UNREACHABLE)
        if hidden and not proxy and url.startswith("https:") and _is_caught(session, host, portal_port):
            return LineSeen(LineFault.PORTAL)
        return seen


def _asked(session: BoundedSession, url: str) -> LineSeen:
    """A token is asked for with a statement that is none: a platform refuses it in its own words, and tells the time."""
    request_id = secrets.token_urlsafe(16)
    request = models.TokenRequest(client_assertion="-")
    until = time.monotonic() + ANSWER_TIMEOUT
    try:
        with session.post(
            f"{url}/api/v1/token",
            data=request.model_dump_json(),
            headers={"Content-Type": "application/json", "Accept": "application/json", REQUEST_ID: request_id},
            timeout=(CONNECT_TIMEOUT, ANSWER_TIMEOUT),
            allow_redirects=False,
            stream=True,
        ) as response:
            text = read_bounded(response, LARGEST_ANSWER, until, time.monotonic)
            vouched = response.headers.get(ANSWER_DIGEST, "") == answer_digest(request_id, text)
            return _judged(response, text if vouched else b"", urlsplit(url).hostname or "")
    except (TooLarge, TooLate):
        return LineSeen(LineFault.NOT_A_PLATFORM)
    except requests.exceptions.ProxyError as fault:
        refused = next((told for one in _causes(fault) if "Tunnel connection failed" in (told := str(one))), "")
        status = "".join(filter(str.isdigit, refused.partition("failed:")[2][:5]))
        return LineSeen(LineFault.PROXY_REFUSES, status) if refused else LineSeen(LineFault.PROXY_AWAY)
    except requests.exceptions.SSLError as fault:
        return _unvouched(fault)
    except (requests.RequestException, HTTPError, OSError) as fault:
        return LineSeen(LineFault.UNREACHABLE, type(fault).__name__)


def _judged(response: requests.Response, text: bytes, host: str) -> LineSeen:
    """``text``: of the answer, where it is one to this very request."""
    status = str(response.status_code)
    try:
        told = models.Problem.model_validate_json(text)
        return LineSeen(off_by=told.time - int(time.time()))
    except ValidationError:
        pass
    if _leads_elsewhere(response, host) or (response.headers.get("Content-Type", "").startswith("text/html") and status == "200"):
        return LineSeen(LineFault.PORTAL, status)
    return LineSeen(LineFault.TROUBLE if response.status_code >= 500 else LineFault.NOT_A_PLATFORM, status)


def _leads_elsewhere(response: requests.Response, host: str) -> bool:
    """A redirect to another host, or the answer that RFC 6585 has for captive portals."""
    if response.status_code == 511:
        return True
    target = urlsplit(response.headers.get("Location", "")).hostname if 300 <= response.status_code < 400 else None
    return target is not None and target != host


def _is_caught(session: BoundedSession, host: str, port: int) -> bool:
    """Over plain http, on which a captive portal can answer for anybody."""
    named = f"[{host}]" if ":" in host else host
    try:
        with session.get(f"http://{named}:{port}/", timeout=(CONNECT_TIMEOUT, ANSWER_TIMEOUT), stream=True) as response:
            return _leads_elsewhere(response, host)
    except (requests.RequestException, HTTPError, OSError):
        return False


def _unvouched(fault: BaseException) -> LineSeen:
    for one in _causes(fault):
        if isinstance(one, ssl.SSLCertVerificationError):
            outside = one.verify_code in (_NOT_YET, _NO_MORE)
            return LineSeen(LineFault.VALIDITY if outside else LineFault.CERTIFICATE, one.verify_message)
    return LineSeen(LineFault.CERTIFICATE, "no TLS")


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    """The fault, and all that it holds or came of; of a text that is handed on as an exception, that text."""
    seen: set[int] = set()
    waiting = [fault]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), getattr(one, "original_error", None)]
            waiting += [held for held in one.args if isinstance(held, BaseException)]


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
