"""An authority that issues technicians' cards, and cards of its own or in a wrong form, for tests."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from kiosk.messages.technician_card_list import TechnicianCards
from kiosk.messages.technician_cards import PURPOSE, TERMINALS
from tests.kiosk.session_samples import WALL

YEAR = 365 * 86_400
PIN, OTHER_PIN = "271828", "314159"
_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def pem(key: Any) -> str:
    made: bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.decode()


def public_pem(key: Any) -> str:
    """As `ykman piv keys generate` writes it."""
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    made: bytes = key.public_key().public_bytes(serialization.Encoding.PEM, spki)
    return made.decode()


def request_pem(key: Any) -> str:
    """A certificate signing request, as `yubico-piv-tool -a request-certificate` makes it."""
    made = x509.CertificateSigningRequestBuilder().subject_name(_name("whatever")).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


def _usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in allowed for name in _USAGES})


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Issues cards from `WALL` on."""

    def __init__(self, name: str = "技术员卡签发", ends: int = WALL + 10 * YEAR) -> None:
        self.key = p256()
        builder = self._dated(x509.CertificateBuilder(), WALL - YEAR, ends).subject_name(_name(name)).issuer_name(_name(name))
        builder = builder.public_key(self.key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.add_extension(x509.BasicConstraints(True, 0), True)
        builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    @staticmethod
    def _dated(builder: x509.CertificateBuilder, begins: int, ends: int) -> x509.CertificateBuilder:
        return builder.not_valid_before(datetime.fromtimestamp(begins, UTC)).not_valid_after(datetime.fromtimestamp(ends, UTC))

    def issue(
        self,
        key: Any,
        technician: str = "chen.wei",
        *,
        begins: int = WALL - 60,
        ends: int = WALL + YEAR,
        terminals: str | None = None,
        purpose: x509.ObjectIdentifier | None = PURPOSE,
        usage: tuple[str, ...] = ("digital_signature",),
        ca: bool = False,
        critical: bool = False,
        serial: int = 0,
    ) -> bytes:
        """A card's certificate (DER); what is not said is as the platform makes it."""
        builder = self._dated(x509.CertificateBuilder(), begins, ends).subject_name(_name(technician))
        builder = builder.issuer_name(self.certificate.subject).public_key(key.public_key())
        builder = builder.serial_number(serial or x509.random_serial_number())
        builder = builder.add_extension(x509.BasicConstraints(ca, None), True).add_extension(_usage(*usage), True)
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), False)
        if terminals is not None:
            builder = builder.add_extension(x509.UnrecognizedExtension(TERMINALS, asn1.encode_der(terminals)), False)
        if critical:
            unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.1"), b"\x05\x00")
            builder = builder.add_extension(unknown, True)
        return der(builder.sign(self.key, hashes.SHA256()))

    def listed(self, *others: Authority, revoked: tuple[str, ...] = ()) -> TechnicianCards:
        """As terminals are told of it, and of others."""
        named = tuple(base64.b64encode(der(one.certificate)).decode() for one in (self, *others))
        return TechnicianCards(1, WALL, named, revoked)


def programmed(key: Any, certificate: bytes, **more: Any) -> dict[str, Any]:
    """The simulator's command that writes a card."""
    return {"certificate": base64.b64encode(certificate).decode(), "key": pem(key), "pin": PIN, **more}
