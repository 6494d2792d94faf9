"""The proxy as it is shipped (packaging/platform/nginx.conf), with names, ports and a certificate of the test's own."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "packaging" / "platform" / "nginx.conf"
NAME = "platform.example"
PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:{ROOT / '.unpacked' / 'usr' / 'sbin'}")


def certificate(folder: Path) -> str:
    """Make a certificate and its key in ``folder``; the hash of its public key, as a browser is told to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME), x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode()


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def front(folder: Path, api: int, console: int, static: Path, plain: int, secure: int) -> Iterator[None]:
    """The proxy on loopback, before a platform's two ports; certificate and key lie in ``folder``."""
    assert PROGRAM
    text = SHIPPED.read_text(encoding="utf-8")
    for shipped, ours in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        ("127.0.0.1:8700", f"127.0.0.1:{api}"),
        ("127.0.0.1:8701", f"127.0.0.1:{console}"),
        ("/etc/ssl/platform/", f"{folder}/"),
        ("/var/lib/platform/static/", f"{static}/"),
        ("/var/cache/nginx/catalogue", f"{folder}/catalogue"),
        (NAME, f"{NAME} localhost"),
    ):
        assert shipped in text
        text = text.replace(shipped, ours)
    (folder / "platform.conf").write_text(text, encoding="utf-8")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"""{"user root;" if os.geteuid() == 0 else ""}
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    types {{ text/css css; text/javascript js; image/svg+xml svg; }}
    access_log off;
    {temporary}
    include {folder}/platform.conf;
}}
""",
        encoding="utf-8",
    )
    command = [PROGRAM, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", secure), timeout=1):
                break
            assert process.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
            assert time.monotonic() < until
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(10)
