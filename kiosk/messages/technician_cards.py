"""A technician's card: a certificate (X.509, RFC 5280) for the key on a PIV card, issued by the platform, judged without network.

The subject's common name is the technician's account; the extended key usage says that it is for this and nothing else; an
extension of ours names the terminals, where it is not good for all. The identifiers of both lie below a UUID (ITU-T X.667), which
nobody gives out. What a card signs is a digest that is new each time (`kiosk.domain.technicians.challenge`).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from kiosk.domain.technicians import TECHNICIAN, CardRefusal, TechnicianCard
from kiosk.messages.technician_card_list import TechnicianCards

_ARC = "2.25.260967306368816485122402928593872319612"
PURPOSE = x509.ObjectIdentifier(f"{_ARC}.1")  # extended key usage: to open a terminal's page for technicians
TERMINALS = x509.ObjectIdentifier(f"{_ARC}.2")  # extension: UTF8String, numbers of terminals with a blank between them
RSA_BITS = 2048  # and P-256: what SP 800-78-4, table 3-1, allows for the key of PIV Authentication
LARGEST = 4096  # bytes of a certificate
CardKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_NO_CERTIFICATE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)


def is_card_key(key: object) -> TypeGuard[CardKey]:
    """Whether cards have such keys: P-256, or RSA with 2048 bits and the exponent 65537."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, ec.SECP256R1)
    return isinstance(key, rsa.RSAPublicKey) and key.key_size == RSA_BITS and key.public_numbers().e == 65537


def judge_card(
    certificate: bytes, cards: TechnicianCards | None, terminal_id: str, at: int, doubtful: bool
) -> TechnicianCard | CardRefusal:
    """What a card tells of its holder, if it opens this terminal now; whether the key is on it, its signature will show.

    Args:
        certificate: as it was read; anything.
        cards: who issues cards, and which count no more; None where that was never told.
        terminal_id: of this terminal.
        at: the best time known, in seconds since 1970.
        doubtful: the clock cannot be right, and it is ``at`` or later: then nothing is refused for beginning later.
    """
    authorities = tuple(_authorities(cards))
    if cards is None or not authorities:
        return CardRefusal.NO_LIST
    try:
        read = x509.load_der_x509_certificate(certificate[:LARGEST])
        begins, ends = _seconds(read.not_valid_before_utc), _seconds(read.not_valid_after_utc)
        time = max(at, begins) if doubtful else at
        issuer = next((one for one in authorities if _issued(read, one)), None)
        if issuer is None or not is_card_key(read.public_key()):
            return CardRefusal.UNKNOWN
        if f"{read.serial_number:x}" in cards.revoked:
            return CardRefusal.REVOKED
        if time < begins:
            return CardRefusal.NOT_YET
        if time > min(ends, _seconds(issuer.not_valid_after_utc)):
            return CardRefusal.EXPIRED
        if not _chains(read, issuer, time):
            return CardRefusal.UNKNOWN
        technician = _technician(read)
        terminals = _terminals(read)
    except _NO_CERTIFICATE:
        return CardRefusal.UNKNOWN
    if technician is None:
        return CardRefusal.OTHER_PURPOSE
    if terminals and terminal_id not in terminals:
        return CardRefusal.OTHER_TERMINAL
    return TechnicianCard(technician, f"{read.serial_number:x}", certificate, ends)


def told_of(certificate: bytes) -> dict[str, str]:
    """What stands on a certificate, for whoever looks for why a card is refused; nothing, where it is none."""
    try:
        read = x509.load_der_x509_certificate(certificate[:LARGEST])
        return {
            "subject": read.subject.rfc4514_string(),
            "issuer": read.issuer.rfc4514_string(),
            "serial": f"{read.serial_number:x}",
            "begins": read.not_valid_before_utc.isoformat(),
            "ends": read.not_valid_after_utc.isoformat(),
            "terminals": " ".join(sorted(_terminals(read))),
        }
    except _NO_CERTIFICATE:
        return {}


def is_signed(certificate: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether the key of this certificate signed this digest (SHA-256); ``signature`` is anything: ECDSA as DER, or RSA with
    PKCS #1 v1.5 (SP 800-78-4, table 3-1)."""
    try:
        key = x509.load_der_x509_certificate(certificate[:LARGEST]).public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
        else:
            return False
    except (InvalidSignature, *_NO_CERTIFICATE):
        return False
    return True


def _authorities(cards: TechnicianCards | None) -> Iterator[x509.Certificate]:
    """Those that can be read: a damaged one takes no other with it."""
    for text in cards.authorities if cards else ():
        try:
            yield x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
        except _NO_CERTIFICATE:
            continue


def _seconds(moment: datetime) -> int:
    return int((moment - _EPOCH).total_seconds())


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, *_NO_CERTIFICATE):
        return False
    return True


def _chains(certificate: x509.Certificate, issuer: x509.Certificate, time: int) -> bool:
    """RFC 5280, 6.1, with no authority in between: signature, names, critical extensions that nobody knows, and what the issuer may
    do. Of the card's own extensions ours are looked at below; the library's policy for them is that of web browsers."""
    policy = PolicyBuilder().store(Store([issuer])).time(_EPOCH + timedelta(seconds=time)).max_chain_depth(0)
    policy = policy.extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all())
    try:
        policy.build_client_verifier().verify(certificate, [])
    except VerificationError:
        return False
    return True


def _technician(certificate: x509.Certificate) -> str | None:
    """None where it was issued for something else."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return None
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = names[0].value if len(names) == 1 else b""
    meant = usage.digital_signature and PURPOSE in purposes and not basic.ca
    return name if meant and isinstance(name, str) and re.fullmatch(TECHNICIAN, name) else None


def _terminals(certificate: x509.Certificate) -> frozenset[str]:
    """None named: all."""
    try:
        named = certificate.extensions.get_extension_for_oid(TERMINALS).value
    except x509.ExtensionNotFound:
        return frozenset()
    assert isinstance(named, x509.UnrecognizedExtension)
    return frozenset(asn1.decode_der(str, named.value).split()) or frozenset({""})  # named, and none of them: no terminal
