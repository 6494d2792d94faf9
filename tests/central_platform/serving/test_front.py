"""The platform behind the proxy as it is shipped: TLS, who is whose, and a real browser at the console."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from django_otp.oath import totp

from kiosk.domain.clock import Clock
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages.signing import Signer
from kiosk.ports.platform import AskProfile, ProfileKnown
from kiosk.sync.calls import Answered
from kiosk.sync.client import Account, PlatformClient
from tests.central_platform.served_platform import platform_served
from tests.central_platform.serving import browser as browsers
from tests.central_platform.serving.front import NAME, PROGRAM, ROOT, certificate, free_port, front
from tests.central_platform.serving.held_connections import connections, head
from tests.central_platform.terminal_api import enrolled_at, shown

pytestmark = pytest.mark.skipif(not PROGRAM, reason="nginx is neither installed nor unpacked: packaging/bootstrap test")


@dataclass
class Front:
    plain: int
    secure: int
    ca: Path
    key_hash: str
    served: dict[str, Any]
    home: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.secure}"

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.url + path, headers=headers, verify=str(self.ca), allow_redirects=False, timeout=10)

    def said(self, request: bytes) -> int:
        """The status that these bytes are answered with."""
        context = ssl.create_default_context(cafile=str(self.ca))
        with (
            socket.create_connection(("127.0.0.1", self.secure), timeout=10) as line,
            context.wrap_socket(line, server_hostname="localhost") as secure,
        ):
            secure.sendall(request)
            return int(secure.recv(4096).split()[1])


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, prepared_platform: Path) -> Iterator[Front]:
    folder, home = tmp_path_factory.mktemp("front"), tmp_path_factory.mktemp("home")
    key_hash = certificate(folder)
    environment = {
        "PLATFORM_TLS": "1",
        "PLATFORM_PROXIES": "127.0.0.1",
        "PLATFORM_HOSTS": f"{NAME},localhost",
        "PLATFORM_STAFF_PASSWORD": "a-password-of-the-test",
    }
    with platform_served(home, prepared_platform, "--staff", settings=environment) as served:
        subprocess.run(
            [sys.executable, "-m", "central_platform", "collectstatic", "--noinput", "--verbosity", "0"],
            cwd=ROOT,
            env={**environment, "PLATFORM_HOME": str(home), "PATH": "/usr/bin"},
            check=True,
            timeout=60,
        )
        plain, secure = free_port(), free_port()
        with front(folder, served["port"], served["console_port"], home / "static", plain, secure):
            yield Front(plain, secure, folder / "certificate.pem", key_hash, served, home)


def test_a_terminal_is_served_over_tls(behind: Front, wang: SamplePerson) -> None:
    private, enrolment = enrolled_at({**behind.served, "url": behind.url, "ca": behind.ca})
    account = Account(behind.url, enrolment["terminal_id"], enrolment["audience"], Signer(private), str(behind.ca))
    client = PlatformClient(account, Clock(time.time, time.monotonic))
    answer = client.ask(AskProfile(*shown(wang)))
    assert isinstance(answer, Answered)
    assert isinstance(answer.reply, ProfileKnown)


def test_who_comes_without_tls_is_led_to_it_and_nothing_else(behind: Front) -> None:
    answer = requests.get(f"http://localhost:{behind.plain}/console/login/", allow_redirects=False, timeout=10)
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://localhost")
    assert "Set-Cookie" not in answer.headers
    past = requests.get(
        f"http://localhost:{behind.served['console_port']}/console/login/", allow_redirects=False, timeout=10
    )  # past the proxy, on the same machine: its word is wanted
    assert past.status_code == 301


def test_the_answers_keep_browsers_to_tls_and_to_our_own(behind: Front) -> None:
    answer = behind.get("/console/login/")
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert all(cookie.secure for cookie in answer.cookies)
    assert "csrftoken" in answer.cookies


def test_a_forged_proxy_header_reaches_nobody(behind: Front) -> None:
    forged = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    assert behind.get("/console/login/", **forged).status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../x", "/static/%2e%2e/secret-key", "/static/..%2fsecret-key", "/static../secret-key", "/x", "/healthz"]
)
def test_what_is_not_served_is_not_there(behind: Front, path: str) -> None:
    assert behind.said(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()) in (400, 404)


def test_the_proxy_itself_serves_the_consoles_files(behind: Front) -> None:
    answer = behind.get("/static/admin/css/base.css")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.headers["Server"] == "nginx"


def test_the_proxy_keeps_the_catalogues_files_and_never_its_timestamp(behind: Front) -> None:
    metadata = behind.home / "catalogue" / "metadata"
    targets = max(path for path in metadata.iterdir() if path.name.endswith(".targets.json"))
    name, whole = targets.name, targets.read_bytes()
    assert behind.get(f"/catalogue/metadata/{name}").content == whole
    timestamp = metadata / "timestamp.json"
    assert behind.get("/catalogue/metadata/timestamp.json").content == timestamp.read_bytes()
    moved = targets.rename(targets.with_name("moved"))
    before = timestamp.read_bytes()
    try:
        assert behind.get(f"/catalogue/metadata/{name}").content == whole, "the platform was not asked again"
        rest = behind.get(f"/catalogue/metadata/{name}", Range="bytes=100-")
        assert (rest.status_code, rest.content) == (206, whole[100:])
        timestamp.write_bytes(before + b" ")
        assert behind.get("/catalogue/metadata/timestamp.json").content == before + b" "
    finally:
        timestamp.write_bytes(before)
        moved.rename(targets)


@pytest.mark.parametrize(
    ("path", "size"), [("/api/v1/token", 17_000), ("/api/v2/messages", 17_000_000), ("/console/login/", 1_100_000)]
)
def test_too_large_a_body_ends_at_the_proxy(behind: Front, path: str, size: int) -> None:
    assert behind.said(head(path, size).replace(b"127.0.0.1", b"localhost")) == 413


def test_one_address_holds_so_many_connections_and_no_more(behind: Front) -> None:
    with connections(behind.secure, 300, b"\x16\x03\x01") as held:
        assert len(held) == 300
        assert behind.get("/console/login/").status_code == 200, "what has said nothing yet is none"


@pytest.mark.skipif(not browsers.PROGRAM, reason="chromium is not installed: packaging/bootstrap bench")
def test_staff_log_in_with_a_real_browser(behind: Front, tmp_path: Path) -> None:
    where = [f"--ignore-certificate-errors-spki-list={behind.key_hash}", f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    address = f"https://{NAME}:{behind.secure}/console/"
    with browsers.browser(tmp_path, *where) as page:
        page.open(address)
        assert "login" in page.run("location.pathname")
        page.submit(username="supervisor", password="a-password-of-the-test")
        secret = page.run("[...document.querySelectorAll('code')].map(one => one.textContent).find(text => text.length === 32)")
        page.submit(code=f"{totp(b32decode(secret)):06d}")
        page.open(address)
        assert page.run("location.pathname") == "/console/"
        assert page.run("getComputedStyle(document.querySelector('#header')).backgroundColor") != "rgba(0, 0, 0, 0)"
        for kind in ("ratings/rating", "cases/caserecord", "notices/textmessage"):
            page.open(f"{address}{kind}/")
            assert page.run("document.querySelector('#changelist') !== null"), kind
        assert {cookie["name"] for cookie in page.cookies()} >= {"sessionid", "csrftoken"}
        assert all(cookie["secure"] for cookie in page.cookies())
        assert page.complaints == []
        page.run("document.body.insertAdjacentHTML('beforeend', '<b style=\"color:red\" onclick=\"1\">x</b>')")
        assert page.run("getComputedStyle(document.body.lastElementChild).color") != "rgb(255, 0, 0)", "nothing inline counts"
