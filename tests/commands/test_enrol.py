"""Enrolment: confirmed by both sides over the whole of what was exchanged, whoever stands in between."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from commands.demo.model_district import ModelDistrict
from commands.doctor import examine
from commands.enrol import EnrolFault, EnrolProblem, confirm, enrol
from commands.offers import introduce, offer_on, take_offer
from commands.set_up_desk import SetUpDesk
from commands.terminal_folder import FolderFault, TerminalFolder
from devices.device_type import Surroundings
from kiosk.domain.clock import Clock
from kiosk.messages.offers import OFFER_FILE
from kiosk.messages.sealing import new_sealing_key, public_half
from kiosk.messages.signing import Signer, new_signing_key
from kiosk.ports.set_up import Standing
from kiosk.sync.bounded_http import is_protected
from kiosk.sync.calls import Failed, Failure, SignedIn
from kiosk.sync.client import Account, PlatformClient

ROOT = Path(__file__).parents[2]
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, prepared_district: Path) -> Iterator[ModelDistrict]:
    made = ModelDistrict(tmp_path_factory.mktemp("district"), like=prepared_district)
    made.start()
    yield made
    made.stop()


class Relay:
    """Between a terminal and its platform: changes what each of them hears. ``files``: certificate and key, for https."""

    def __init__(self, target: str, asked: Change = lambda _: None, answered: Change = lambda _: None, files: Any = None) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked(body)
                request = urllib.request.Request(
                    target + self.path, json.dumps(body).encode(), {"Content-Type": "application/json"}
                )
                with urllib.request.urlopen(request, timeout=10) as response:
                    answer = json.loads(response.read())
                answered(answer)
                told = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if files:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*files)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"{'https' if files else 'http'}://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Relay:
        return self

    def __exit__(self, *fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def pairing_code(district: ModelDistrict) -> str:
    return str(district.staff(do="pair")["pairing_code"])


def platform_of(district: ModelDistrict) -> str:
    return f"http://127.0.0.1:{district.platform_port}"


def serves(home: Path) -> bool:
    """Whether the terminal would begin to serve people."""
    try:
        TerminalFolder(home).enrolment()
    except FolderFault:
        return False
    return True


CHANGES: dict[str, tuple[Change, Change]] = {
    "the terminal's key": (lambda asked: asked.update(public_key=public_half(new_signing_key())), lambda _: None),
    "the sealing key": (lambda _: None, lambda told: told.update(sealing_key=public_half(new_sealing_key("theirs")))),
    "the hotline": (lambda _: None, lambda told: told.update(hotline="13900000000")),
    "the verification keys": (lambda _: None, lambda told: told["verification_keys"].append(public_half(new_signing_key()))),
    "the site": (lambda _: None, lambda told: told["site"].update(zh="别处")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_who_changes_anything_in_between_is_seen(district: ModelDistrict, tmp_path: Path, what: str) -> None:
    asked, answered = CHANGES[what]
    with Relay(platform_of(district), asked, answered) as relay:
        enrolled = enrol(tmp_path, relay.url, pairing_code(district))
    told = district.staff(do="confirm", terminal=enrolled.terminal_id, fingerprint=enrolled.fingerprint)
    assert told == {"refused": True}
    assert not serves(tmp_path)


def test_nobody_is_served_before_both_have_compared(district: ModelDistrict, tmp_path: Path) -> None:
    enrolled = enrol(tmp_path, platform_of(district), pairing_code(district))
    values = json.loads((tmp_path / "enrolment.json").read_text())
    account = Account(platform_of(district), enrolled.terminal_id, values["audience"], Signer(values["signing_key"]))

    def signed_in() -> Any:
        import time

        return PlatformClient(account, Clock(time.time, time.monotonic)).sign_in()

    assert signed_in() == Failed(Failure.REFUSED)
    told = district.staff(do="confirm", terminal=enrolled.terminal_id, fingerprint=enrolled.fingerprint.lower().replace("-", " "))
    assert signed_in() == SignedIn()
    assert not serves(tmp_path), "the terminal has not heard it"
    assert not confirm(tmp_path, "0000-0000")
    assert not serves(tmp_path)
    assert confirm(tmp_path, told["confirmation"].lower())
    assert serves(tmp_path)
    with pytest.raises(FolderFault, match="enrolled already"):
        enrol(tmp_path, "http://127.0.0.1:9", "CODE")


class Dropped(Exception):
    """The line breaks before the answer is through."""


def test_an_answer_that_was_lost_is_given_again(district: ModelDistrict, tmp_path: Path) -> None:
    def lost(_: dict[str, Any]) -> None:
        raise Dropped

    code = pairing_code(district)
    with Relay(platform_of(district), answered=lost) as relay, pytest.raises(EnrolFault) as fault:
        enrol(tmp_path, relay.url, code)
    assert fault.value.problem is EnrolProblem.UNREACHABLE
    assert "同一个配对码" in fault.value.words.zh
    assert not (tmp_path / "enrolment.json").exists()
    enrolled = enrol(tmp_path, platform_of(district), code)
    assert not (tmp_path / "enrolment.key.json").exists()
    told = district.staff(do="confirm", terminal=enrolled.terminal_id, fingerprint=enrolled.fingerprint)
    assert confirm(tmp_path, told["confirmation"])


def test_a_code_that_was_used_is_good_for_no_other_machine(district: ModelDistrict, tmp_path: Path) -> None:
    code = pairing_code(district)
    first = enrol(tmp_path / "one", platform_of(district), code)
    with pytest.raises(EnrolFault) as fault:
        enrol(tmp_path / "other", platform_of(district), code)
    assert fault.value.problem is EnrolProblem.NO_SUCH_CODE
    assert district.staff(do="confirm", terminal=first.terminal_id, fingerprint=first.fingerprint)["confirmation"]


def test_once_it_is_confirmed_the_code_is_spent(district: ModelDistrict, tmp_path: Path) -> None:
    code = pairing_code(district)
    enrolled = enrol(tmp_path, platform_of(district), code)
    district.staff(do="confirm", terminal=enrolled.terminal_id, fingerprint=enrolled.fingerprint)
    key = json.loads((tmp_path / "enrolment.json").read_text())["signing_key"]
    again = tmp_path / "again"
    again.mkdir()
    (again / "enrolment.key.json").write_text(json.dumps(key))
    with pytest.raises(EnrolFault) as fault:
        enrol(again, platform_of(district), code)
    assert fault.value.problem is EnrolProblem.NO_SUCH_CODE


def test_a_folder_that_cannot_be_written_spends_no_code(district: ModelDistrict, tmp_path: Path) -> None:
    in_the_way, code = tmp_path / "home", pairing_code(district)
    in_the_way.write_text("no folder")
    with pytest.raises(EnrolFault) as fault:
        enrol(in_the_way, platform_of(district), code)
    assert fault.value.problem is EnrolProblem.FOLDER
    in_the_way.unlink()
    assert enrol(in_the_way, platform_of(district), code).terminal_id


class Answers:
    """A server that gives one answer to everything."""

    def __init__(self, status: int, body: bytes, kind: str = "application/json") -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (403, b'{"code": "PAIRING", "detail": "", "time": 1}', EnrolProblem.NO_SUCH_CODE),
        (403, b"<html>forbidden</html>", EnrolProblem.NOT_A_PLATFORM),
        (404, b"<html>not here</html>", EnrolProblem.NOT_A_PLATFORM),
        (302, b"", EnrolProblem.NOT_A_PLATFORM),
        (429, b'{"code": "TOO_MANY", "detail": "", "time": 1}', EnrolProblem.TOO_MANY),
        (500, b"", EnrolProblem.TROUBLE),
        (503, b"", EnrolProblem.TROUBLE),
        (200, b"<html>please sign in</html>", EnrolProblem.NOT_A_PLATFORM),
    ],
)
def test_what_is_the_matter_is_said(status: int, body: bytes, problem: EnrolProblem, tmp_path: Path) -> None:
    answers = Answers(status, body)
    try:
        with pytest.raises(EnrolFault) as fault:
            enrol(tmp_path, answers.url, "K7M2-9PQX")
    finally:
        answers.server.shutdown()
        answers.server.server_close()
    assert fault.value.problem is problem
    spent = "新的" in fault.value.words.zh
    assert spent is (problem is EnrolProblem.NO_SUCH_CODE), "another code is asked for by nothing else"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "KINGSTON"
    path.mkdir()
    return path


def line_to(home: TerminalFolder) -> PlatformClient:
    """As the terminal's engine makes it."""
    enrolment = home.enrolment()
    introduces = None if enrolment.introduced else (lambda: introduce(home))
    account = Account(
        enrolment.url, enrolment.terminal.terminal_id, enrolment.audience, Signer(enrolment.signing), introduce=introduces
    )
    return PlatformClient(account, Clock(time.time, time.monotonic))


def test_a_terminal_without_network_serves_and_is_confirmed_later(district: ModelDistrict, tmp_path: Path, stick: Path) -> None:
    told = district.staff(do="prepare-stick", folder=str(stick), url=platform_of(district))["fingerprint"]
    home = TerminalFolder(tmp_path / "home")
    home.path.mkdir()
    desk = SetUpDesk(home, Surroundings(), lambda: [stick])
    desk.choose_language("zh")
    (medium,) = desk.offers()
    assert desk.take_offer(medium.key, "0000-0000-0000-0000").fault is not None
    done = desk.take_offer(medium.key, told.lower())
    assert (done.fault, done.seen.standing, done.seen.offered) == (None, Standing.CONFIRMED, True)
    assert desk.fetch_catalogue("").fault is None, "it is on the stick"
    (approval,) = (line for line in desk.report() if line.key == "approval")
    written = desk.write_report(desk.report(), medium.key)
    assert approval.detail in (stick / written.name).read_text(encoding="utf-8")
    request = stick / f"terminal-request-{done.seen.terminal.terminal_id}.json"
    assert "d" not in json.loads(request.read_text())["public_key"]
    assert desk.finish().fault is None
    assert serves(home.path), "what is handed in is kept here"

    assert home.enrolment().certificate == ""
    assert line_to(home).sign_in() == Failed(Failure.REFUSED), "staff have not compared its key"
    assert home.enrolment().certificate
    assert not TerminalFolder(home.path).enrolment().proxy
    confirmed = district.staff(do="confirm", terminal=done.seen.terminal.terminal_id, fingerprint=approval.detail)
    assert "confirmation" in confirmed
    assert line_to(home).sign_in() == SignedIn()
    assert not [line for line in examine(home).lines if line.key == "approval"]


def test_a_stick_that_somebody_changed_is_not_taken(district: ModelDistrict, tmp_path: Path, stick: Path) -> None:
    told = district.staff(do="prepare-stick", folder=str(stick), url=platform_of(district))["fingerprint"]
    file = stick / OFFER_FILE
    offer = json.loads(file.read_text())
    for name, value in (("sealing_key", public_half(new_sealing_key("theirs"))), ("hotline", "13900000000"), ("more", 1)):
        file.write_text(json.dumps({**offer, name: value}))
        found = offer_on(stick, tmp_path)
        assert found is None or take_offer(TerminalFolder(tmp_path), found, told, int(time.time())) is not None, name
    file.write_text(json.dumps(offer))
    late = offer_on(stick, tmp_path)
    assert late is not None
    assert take_offer(TerminalFolder(tmp_path), late, told, offer["expires_at"] + 1) is not None
    assert not (tmp_path / "enrolment.json").exists()


@pytest.mark.parametrize("what", ["the certificate", "the sealing key"])
def test_who_stands_between_later_changes_no_key(district: ModelDistrict, tmp_path: Path, stick: Path, what: str) -> None:
    def change(answer: dict[str, Any]) -> None:
        if what == "the sealing key":
            answer["sealing_key"] = public_half(new_sealing_key("theirs"))
        else:
            claims = {"terminal": answer["terminal_id"], "key": public_half(new_signing_key()), "iat": 0}
            answer["certificate"] = Signer(new_signing_key()).sign("terminal-certificate", claims)

    with Relay(platform_of(district), answered=change) as relay:
        told = district.staff(do="prepare-stick", folder=str(stick), url=relay.url)["fingerprint"]
        home = TerminalFolder(tmp_path)
        offer = offer_on(stick, tmp_path)
        assert offer is not None
        assert take_offer(home, offer, told, int(time.time())) is None
        assert introduce(home) is (what == "the sealing key")
    assert home.enrolment().sealing == offer.sealing_key
    assert home.enrolment().introduced is (what == "the sealing key")


def run(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", *arguments]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, cwd=ROOT, env=environment, input=said, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_takes_no_secret_as_an_argument(district: ModelDistrict, tmp_path: Path) -> None:
    done = run("enrol", "--url", platform_of(district), "--home", str(tmp_path), said=pairing_code(district) + "\n")
    assert done.returncode == 3, done.stderr
    terminal_id = done.stdout.partition("enrolled as ")[2].partition(";")[0]
    fingerprint = done.stdout.partition("fingerprint: ")[2].partition("\n")[0]
    told = district.staff(do="confirm", terminal=terminal_id, fingerprint=fingerprint)
    again = run("enrol", "--confirm", "--home", str(tmp_path), said=f"wrong\n{told['confirmation']}\n")
    assert again.returncode == 0, again.stderr
    assert serves(tmp_path)
    assert run("enrol", "--confirm", "--home", str(tmp_path)).returncode == 1
    assert run("enrol", "--url", "x", "--code", "K7M2-9PQX").returncode == 2, "there is no such option"


def test_what_is_missing_is_said_before_qt_is_tried(tmp_path: Path) -> None:
    bare = {key: value for key, value in os.environ.items() if key not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")}

    def start() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "main.py", "run", "--home", str(tmp_path)]
        return subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60, check=False)

    done = start()
    assert (done.returncode, "no screen here" in done.stderr) == (78, True)


@pytest.mark.parametrize(
    ("url", "protected"),
    [
        ("https://platform.example", True),
        ("http://127.0.0.1:8700", True),
        ("http://[::1]:8700", True),
        ("http://localhost", True),
        ("http://platform.example", False),
        ("http://10.1.2.3", False),
        ("http://127.0.0.1.example", False),
        ("https://", False),
        ("ftp://127.0.0.1", False),
        ("platform.example", False),
    ],
)
def test_http_is_for_this_machine_alone(url: str, protected: bool, tmp_path: Path) -> None:
    assert is_protected(url) is protected
    if not protected:
        with pytest.raises(FolderFault, match="https"):
            enrol(tmp_path, url, "CODE")
        assert list(tmp_path.iterdir()) == []


def own_certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a government network")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "ca.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


def test_a_government_networks_own_certificates_are_taken(district: ModelDistrict, tmp_path: Path) -> None:
    files = own_certificate(tmp_path)
    home = tmp_path / "home"
    with Relay(platform_of(district), files=files) as relay:
        with pytest.raises(FolderFault, match="--ca FILE"):
            enrol(home, relay.url, pairing_code(district))
        enrolled = enrol(home, relay.url, pairing_code(district), files[0])
    told = district.staff(do="confirm", terminal=enrolled.terminal_id, fingerprint=enrolled.fingerprint)
    assert confirm(home, told["confirmation"])
    files[0].unlink()
    assert Path(TerminalFolder(home).enrolment().ca).read_bytes().startswith(b"-----BEGIN CERTIFICATE"), "a copy of its own"
