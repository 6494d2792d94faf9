"""The look at the line to a platform: each thing that may stand in the way, on a real line."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.configuration import is_proxy
from kiosk.messages.answers import ANSWER_DIGEST, REQUEST_ID, answer_digest
from kiosk.ports.line import Interface, LineFault
from kiosk.sync.bounded_http import BoundedSession
from kiosk.sync.line_check import look_at_line, own_network

Answer = Callable[[BaseHTTPRequestHandler], None]


def tell(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            asked.send_header(name.replace("_", "-"), value)
        asked.end_headers()
        asked.wfile.write(body)

    return answer


def platform(asked: BaseHTTPRequestHandler) -> None:
    """Refuses as a platform does, whose clock is an hour ahead."""
    body = json.dumps({"code": "SIGNATURE", "time": int(time.time()) + 3600}).encode()
    digest = answer_digest(asked.headers[REQUEST_ID], body)
    tell(401, body, Content_Type="application/json", **{ANSWER_DIGEST.replace("-", "_"): digest})(asked)


@contextmanager
def server(answer: Answer, files: Any = None) -> Iterator[int]:
    """Its port. ``files``: certificate and key, for https."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            answer(self)

        def do_GET(self) -> None:
            answer(self)

        def do_CONNECT(self) -> None:
            answer(self)

        def log_message(self, *arguments: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if files:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        running.socket = context.wrap_socket(running.socket, server_side=True)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield running.server_port
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def through(asked: BaseHTTPRequestHandler) -> None:
    """What a proxy does: a line to where it was asked for, and bytes both ways."""
    host, _, port = asked.path.rpartition(":")
    with socket.create_connection((host, int(port))) as there:
        asked.connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

        def pass_on(source: socket.socket, to: socket.socket) -> None:
            while data := source.recv(65536):
                to.sendall(data)

        back = threading.Thread(target=pass_on, args=(there, asked.connection), daemon=True)
        back.start()
        pass_on(asked.connection, there)
        there.shutdown(socket.SHUT_WR)
        back.join()
    asked.close_connection = True


def certificate(folder: Path, began: timedelta = timedelta(days=-1), lasts: timedelta = timedelta(days=30)) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "platform")])
    now = datetime.now(UTC) + began
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + lasts)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "platform.pem", folder / "platform.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    )
    return files


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


HTML = {"Content_Type": "text/html"}
ANSWERS: dict[str, tuple[Answer, LineFault]] = {
    "a redirect elsewhere": (tell(302, Location="http://login.example/?from=x"), LineFault.PORTAL),
    "a redirect to itself": (tell(302, Location="/login"), LineFault.NOT_A_PLATFORM),
    "a page with 200": (tell(200, b"<html>welcome</html>", **HTML), LineFault.PORTAL),
    "what RFC 6585 has for portals": (tell(511), LineFault.PORTAL),
    "no such page": (tell(404, b"<html>nginx</html>", **HTML), LineFault.NOT_A_PLATFORM),
    "another service": (tell(200, b"{}", Content_Type="application/json"), LineFault.NOT_A_PLATFORM),
    "an answer to somebody else": (
        tell(401, b'{"code": "SIGNATURE", "time": 1}', Answer_Digest="x", Content_Type="application/json"),
        LineFault.NOT_A_PLATFORM,
    ),
    "a gateway whose platform is away": (tell(502, b"bad gateway"), LineFault.TROUBLE),
    "more than an answer has": (tell(200, b"x" * 100_000), LineFault.NOT_A_PLATFORM),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_what_answers_in_place_of_a_platform(what: str) -> None:
    answer, fault = ANSWERS[what]
    with server(answer) as port:
        assert look_at_line(f"http://127.0.0.1:{port}").fault is fault


def test_a_platform_answers_and_tells_the_time() -> None:
    with server(platform) as port:
        seen = look_at_line(f"http://127.0.0.1:{port}")
    assert seen.fault is None
    assert seen.off_by is not None
    assert 3595 <= seen.off_by <= 3605


def test_nothing_answers() -> None:
    assert look_at_line(f"http://127.0.0.1:{free_port()}").fault is LineFault.UNREACHABLE


@pytest.mark.parametrize("url", ["platform.example", "http://platform.example", "ftp://127.0.0.1", "https://", ""])
def test_an_address_that_is_none(url: str) -> None:
    assert look_at_line(url).fault is LineFault.ADDRESS


def test_no_network_is_told_before_anything_is_asked() -> None:
    away = (Interface("eth0", False, ""), Interface("eth1", True, ""))
    assert look_at_line("https://platform.example", network=lambda: away).fault is LineFault.NO_NETWORK


def test_a_name_that_nobody_knows() -> None:
    here = (Interface("eth0", True, "192.0.2.7"),)
    seen = look_at_line("https://platform.invalid", network=lambda: here)  # RFC 2606
    assert (seen.fault, seen.detail) == (LineFault.NAME, "platform.invalid")
    seen = look_at_line("https://192.0.2.8", proxy="http://proxy.invalid:3128", network=lambda: here)
    assert (seen.fault, seen.detail) == (LineFault.NAME, "proxy.invalid"), "a proxy asks for the platform's name itself"


def test_a_certificate_needs_somebody_who_vouches(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    with server(platform, files) as port:
        assert look_at_line(f"https://127.0.0.1:{port}", portal_port=free_port()).fault is LineFault.CERTIFICATE
        assert look_at_line(f"https://127.0.0.1:{port}", str(files[0])).fault is None


@pytest.mark.parametrize(("began", "lasts"), [(5, 30), (-30, 5)], ids=["not yet", "no more"])
def test_a_certificate_that_is_not_valid_by_this_clock(tmp_path: Path, began: int, lasts: int) -> None:
    files = certificate(tmp_path, timedelta(days=began), timedelta(days=lasts))
    with server(platform, files) as port:
        assert look_at_line(f"https://127.0.0.1:{port}", str(files[0])).fault is LineFault.VALIDITY


def test_a_portal_shows_over_plain_http(tmp_path: Path) -> None:
    with server(platform, certificate(tmp_path)) as port, server(tell(302, Location="http://10.9.9.9/login")) as portal:
        assert look_at_line(f"https://127.0.0.1:{port}", portal_port=portal).fault is LineFault.PORTAL
    with server(platform, certificate(tmp_path)) as port, server(tell(301, Location="https://127.0.0.1/")) as own:
        assert look_at_line(f"https://127.0.0.1:{port}", portal_port=own).fault is LineFault.CERTIFICATE


def test_a_proxy_is_gone_through_and_its_faults_told_apart(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    with server(platform, files) as port:
        url = f"https://127.0.0.1:{port}"
        with server(through) as proxy:
            assert look_at_line(url, str(files[0]), f"http://127.0.0.1:{proxy}").fault is None
        with server(tell(403)) as proxy:
            seen = look_at_line(url, str(files[0]), f"http://127.0.0.1:{proxy}")
        assert (seen.fault, seen.detail) == (LineFault.PROXY_REFUSES, "403")
        assert look_at_line(url, str(files[0]), f"http://127.0.0.1:{free_port()}").fault is LineFault.PROXY_AWAY


def test_what_is_for_this_machine_goes_through_no_proxy() -> None:
    with server(platform) as port, server(tell(403)) as proxy:
        assert look_at_line(f"http://127.0.0.1:{port}", proxy=f"http://127.0.0.1:{proxy}").fault is None


def test_the_head_of_an_answer_is_bounded_through_a_proxy_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.sync.bounded_http.HEAD_TIMEOUT", 0.3)
    stop = threading.Event()

    def drips(asked: BaseHTTPRequestHandler) -> None:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not stop.wait(0.05):
            try:
                asked.wfile.write(b"X: y\r\n")
            except OSError:
                return

    files = certificate(tmp_path)
    with server(drips, files) as port, server(through) as proxy:
        began = time.monotonic()
        with BoundedSession(str(files[0]), f"http://127.0.0.1:{proxy}") as session, pytest.raises(requests.RequestException):
            session.get(f"https://127.0.0.1:{port}/", timeout=10)
        assert time.monotonic() - began < 5
        stop.set()


def test_the_machines_own_interfaces(tmp_path: Path) -> None:
    for name, kind, carrier in (("lo", "772", "1"), ("zz-none", "1", "0"), ("aa-none", "1", "1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "type").write_text(kind)
        (tmp_path / name / "carrier").write_text(carrier)
    assert own_network(tmp_path) == (Interface("aa-none", True, ""), Interface("zz-none", False, ""))
    assert own_network(tmp_path / "nothing") == ()
    assert all(one.name != "lo" for one in own_network())


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("http://10.0.0.8:3128", True),
        ("http://name:word@proxy.example:80", True),
        ("http://[::1]:3128", True),
        ("http://10.0.0.8", False),
        ("https://10.0.0.8:3128", False),
        ("http://10.0.0.8:99999", False),
        ("http://10.0.0.8:3128/x", False),
        ("10.0.0.8:3128", False),
        (3128, False),
    ],
)
def test_addresses_of_proxies(value: object, good: bool) -> None:
    assert is_proxy(value) is good
