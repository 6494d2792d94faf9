"""What is said to a PIV card, and what it answers: bytes only (NIST SP 800-73-4 parts 1 and 2, SP 800-78-4).

The card application A000000308000010000100 holds, for PIV Authentication, a certificate (object 5FC105) and a key (reference 9A)
that signs once the cardholder's PIN (reference 80) was verified. The card counts wrong PINs itself.

The object's data (part 1, table 10; appendix A): 53, in it 70 the certificate, 71 one byte about it (its two lowest bits are 1:
it is packed with gzip), FE empty. All tags have one byte.
"""

from __future__ import annotations

import zlib

from devices.smart_card_reader.apdu import chained

APPLICATION = bytes.fromhex("A00000030800001000")  # without its version: "right truncated", part 1, 2.2
NOT_FOUND = 0x6A82
PIN_BLOCKED = 0x6983
P256, RSA_2048 = 0x11, 0x07  # SP 800-78-4, table 6-2
LARGEST_CERTIFICATE = 4096  # bytes; SP 800-73-4 has 1,856 as the container's least, tokens take some 3,000

_OBJECT = bytes.fromhex("5C035FC105")
_PIN_LENGTH, _FILLING = 8, b"\xff"  # part 2, 2.4.3
_PACKED = 0b11  # of the byte about the certificate
_GZIP = 31  # zlib's word for "gzip, nothing else"
_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # DigestInfo (RFC 8017, 9.2, note 1)


class BadPivData(Exception):
    """What came is nothing that a PIV card may say. Carries nothing of its content."""


def get_certificate() -> bytes:
    """GET DATA of the certificate for PIV Authentication (part 2, 3.1.2); without Le."""
    return bytes((0x00, 0xCB, 0x3F, 0xFF, len(_OBJECT))) + _OBJECT


def verify_pin(pin: str) -> bytes:
    """VERIFY of the cardholder's PIN (part 2, 3.2.1). ValueError for what cannot be one."""
    if not (6 <= len(pin) <= _PIN_LENGTH and pin.isascii() and pin.isdigit()):
        raise ValueError("no PIN")
    return bytes((0x00, 0x20, 0x00, 0x80, _PIN_LENGTH)) + pin.encode().ljust(_PIN_LENGTH, _FILLING)


def tries_left(status: int) -> int | None:
    """Of 63Cx, how many wrong PINs more there may be (part 2, 3.2.1); None for any other."""
    return status & 0xF if status & 0xFFF0 == 0x63C0 else None


def sign(algorithm: int, block: bytes) -> list[bytes]:
    """GENERAL AUTHENTICATE with the key for PIV Authentication (part 2, 3.2.4): the commands in their order, the last of
    them without Le.

    Args:
        algorithm: P256 or RSA_2048.
        block: what is signed as it is: `block_of`.
    """
    asked = _field(0x7C, _field(0x82, b"") + _field(0x81, block))
    return chained(bytes((0x00, 0x87, algorithm, 0x9A)), asked)


def algorithm_of(certificate: bytes) -> int:
    """By which algorithm the card signs whose certificate this is. BadPivData where it has a key that cards do not have."""
    from cryptography import x509  # not in the child, and not before a technician comes
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
        raise BadPivData from None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return P256
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == 2048:
        return RSA_2048
    raise BadPivData


def block_of(algorithm: int, digest: bytes) -> bytes:
    """What the card is given to sign a digest (SHA-256): itself, or for RSA padded as in RFC 8017, 9.2."""
    if algorithm == P256:
        return digest
    info = _SHA256_INFO + digest
    return b"\0\x01" + b"\xff" * (256 - 3 - len(info)) + b"\0" + info


def certificate_in(data: bytes) -> bytes:
    """The certificate (DER, not looked at) in the answer to `get_certificate`; b"" where the object is empty. BadPivData."""
    inner = fields(_only(fields(data), 0x53))
    certificate, about = inner.get(0x70, b""), inner.get(0x71, b"\0")
    if len(about) != 1:
        raise BadPivData
    if about[0] & _PACKED == 1:
        certificate = _unpacked(certificate)
    elif about[0] & _PACKED:
        raise BadPivData
    if len(certificate) > LARGEST_CERTIFICATE:
        raise BadPivData
    return certificate


def signature_in(data: bytes) -> bytes:
    """The signature in the answer to the last command of `sign`. BadPivData."""
    signature = _only(fields(_only(fields(data), 0x7C)), 0x82)
    if not 0 < len(signature) <= 256:
        raise BadPivData
    return signature


def fields(data: bytes) -> dict[int, bytes]:
    """Values by tag: BER-TLV with tags of one byte and lengths of up to three (ISO 7816-4, 5.2.2). BadPivData."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        tag, at = data[at], at + 1
        length, at = _length(data, at)
        if tag & 0x1F == 0x1F or tag in found or at + length > len(data):
            raise BadPivData
        found[tag], at = data[at : at + length], at + length
    return found


def _length(data: bytes, at: int) -> tuple[int, int]:
    first = data[at] if at < len(data) else 0xFF
    more = {0x81: 1, 0x82: 2}.get(first, 0 if first < 0x80 else -1)
    if more < 0 or at + 1 + more > len(data):
        raise BadPivData
    return (int.from_bytes(data[at + 1 : at + 1 + more], "big") if more else first), at + 1 + more


def _field(tag: int, value: bytes) -> bytes:
    length = len(value)
    if length < 0x80:
        return bytes((tag, length)) + value
    return (bytes((tag, 0x81, length)) if length < 0x100 else bytes((tag, 0x82)) + length.to_bytes(2, "big")) + value


def _only(found: dict[int, bytes], tag: int) -> bytes:
    if tag not in found:
        raise BadPivData
    return found[tag]


def _unpacked(data: bytes) -> bytes:
    """No more of it than a certificate may have, whatever it claims to be."""
    unpack = zlib.decompressobj(_GZIP)
    try:
        plain = unpack.decompress(data, LARGEST_CERTIFICATE + 1)
    except zlib.error:
        raise BadPivData from None
    if not unpack.eof:
        raise BadPivData
    return plain
