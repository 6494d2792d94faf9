"""The authority that issues technicians' cards: its keys and certificates, beside the platform's other keys.

PLATFORM_HOME/keys/``technicians-0001.pem`` and so on: a private key (P-256, PKCS #8) and its certificate. The highest number
issues; the certificates of all are told to terminals, because what was issued earlier still counts, each until it ends.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from central_platform.core.keys import keys_folder
from central_platform.core.paths import kept_secret
from kiosk.messages.technician_cards import PURPOSE, TERMINALS, CardKey

LASTS = 10 * 365 * 86_400  # seconds, of an authority's certificate
_AHEAD = 3_600  # seconds that a terminal's clock may be behind the platform's: all begins so much earlier
_USE = "technicians"


class Authority:
    """One that issues cards."""

    def __init__(self, pem: bytes) -> None:
        key = serialization.load_pem_private_key(pem, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self._key = key
        self.certificate = x509.load_pem_x509_certificate(pem)

    @property
    def ends(self) -> int:
        """Seconds since 1970; no card that it issued is good beyond that."""
        return int(self.certificate.not_valid_after_utc.timestamp())

    def issue(self, key: CardKey, technician: str, terminals: str, now: int, ends: int) -> x509.Certificate:
        """A card's certificate.

        Args:
            key: of the card.
            technician: account name.
            terminals: numbers with a blank between them; "" for all.
            now: seconds since 1970.
            ends: the last second in which it is good.
        """
        builder = _begun(now, min(ends, self.ends)).subject_name(_name(technician)).issuer_name(self.certificate.subject)
        builder = builder.public_key(key).add_extension(x509.BasicConstraints(False, None), True)
        builder = builder.add_extension(_usage(signs=True), True).add_extension(x509.ExtendedKeyUsage([PURPOSE]), False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(issuer, False)
        if terminals:
            builder = builder.add_extension(x509.UnrecognizedExtension(TERMINALS, asn1.encode_der(terminals)), False)
        return builder.sign(self._key, hashes.SHA256())


def authority(now: int) -> Authority:
    """The one that issues now; the first is made when it is asked for."""
    return Authority(_files(now)[-1].read_bytes())


def told_authorities(now: int) -> tuple[str, ...]:
    """The certificates of all that have not ended, newest first, as terminals are told of them (DER, base64)."""
    known = [Authority(path.read_bytes()) for path in reversed(_files(now))]
    return tuple(
        base64.b64encode(one.certificate.public_bytes(serialization.Encoding.DER)).decode() for one in known if one.ends > now
    )


def rotate_authority(now: int) -> Path:
    """A new one beside the old ones. Its cards open a terminal once that has fetched the catalogue's files anew."""
    return _make(len(_files(now)) + 1, now)


def _files(now: int) -> list[Path]:
    return sorted(keys_folder().glob(f"{_USE}-*.pem")) or [_make(1, now)]


def _make(number: int, now: int) -> Path:
    path = keys_folder() / f"{_USE}-{number:04d}.pem"
    kept_secret(path, lambda: _new(number, now))
    return path


def _new(number: int, now: int) -> bytes:
    key, name = ec.generate_private_key(ec.SECP256R1()), _name(f"Technicians' cards {number}")
    builder = _begun(now, now + LASTS).subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(True, 0), True).add_extension(_usage(signs=False), True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    certificate = builder.sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _begun(now: int, ends: int) -> x509.CertificateBuilder:
    begins = datetime.fromtimestamp(now - _AHEAD, UTC)
    builder = x509.CertificateBuilder().serial_number(x509.random_serial_number())
    return builder.not_valid_before(begins).not_valid_after(datetime.fromtimestamp(ends, UTC))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(signs: bool) -> x509.KeyUsage:
    """Of a card, that signs; or of an authority, that issues."""
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )
