"""A PIV card in the simulated reader: its side of NIST SP 800-73-4 part 2, with the commands that its holder's terminal needs.

What it holds for PIV Authentication is written onto it (`program`), as a card management system does by other ways. It counts wrong
PINs for good: neither a reset nor taking it out gives a try back.

Commands of the simulator that concern it: ``program`` (``certificate`` base64 of DER, "" for none; ``key`` PEM; ``pin``;
``tries`` 3 unless given; ``t0``: it speaks T=0, else T=1), and ``lay`` with ``card``: ``piv``. Faults of its own

- ``packed``: the certificate is packed with gzip; ``padded``: it is 3,000 bytes longer than it is (what follows is nothing)
- ``bad_object``: a length in the object lies; ``false_signature``: it signs another digest; ``no_signature``: it refuses to sign
"""

from __future__ import annotations

import base64
import functools
import gzip
import hmac
import operator
from collections.abc import Callable
from typing import Any

FAULTS = {"packed", "padded", "bad_object", "false_signature", "no_signature"}
_HISTORICAL = b"PIV-SIM"

_APPLICATION = bytes.fromhex("A000000308000010000100")
_LEAST_NAME = 9  # bytes of it: "right truncated" without the version
_PROPERTIES = bytes.fromhex("61114F06000010000100") + bytes.fromhex("79074F05A000000308")  # part 2, table 3
_AUTHENTICATION_CERTIFICATE = bytes.fromhex("5C035FC105")
_OK, _WRONG, _LENGTH, _NOT_SATISFIED, _BLOCKED, _CONDITIONS = 0x9000, 0x63C0, 0x6700, 0x6982, 0x6983, 0x6985
_DATA, _NOT_FOUND, _PARAMETERS, _NO_REFERENCE, _INSTRUCTION, _CLASS = 0x6A80, 0x6A82, 0x6A86, 0x6A88, 0x6D00, 0x6E00
_P256, _RSA_2048 = 0x11, 0x07  # SP 800-78-4, table 6-2
_LONGEST_CHAIN = 2048
_MODULUS = 256  # bytes


def reset_answer(t0: bool) -> bytes:
    """Of a card with T=0, which ends with the historical bytes, or with T=1, which has a check byte (ISO 7816-3, 8.2)."""
    if t0:
        return b"\x3b\x67\0\0" + _HISTORICAL
    body = b"\x87\x01" + _HISTORICAL
    return b"\x3b" + body + bytes((functools.reduce(operator.xor, body),))


class PivCard:
    """What answers commands. ``emit`` is told events: ``pin`` (``good``), ``signed``, and ``error`` for a wrong command."""

    def __init__(self, emit: Callable[..., None], faults: set[str], given: dict[str, Any]) -> None:
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # not at the start of a simulator

        self._emit, self._faults = emit, faults
        self.t0 = bool(given.get("t0", False))
        self._certificate = base64.b64decode(str(given["certificate"]))
        key: Any = load_pem_private_key(str(given["key"]).encode(), None)
        self._key = key
        self._algorithm = _P256 if key.key_size == 256 else _RSA_2048
        self._pin = str(given["pin"]).encode().ljust(8, b"\xff")
        self._most = self.left = int(given.get("tries", 3))
        self.reset()

    def reset(self) -> None:
        """As after power on: no application is selected, and no PIN was verified."""
        self._selected = self._verified = False
        self._to_fetch = b""
        self._chain = b""

    def answer(self, command: bytes) -> bytes:
        """The response to a command APDU: data, and two status bytes."""
        data, status = self._data(command)
        return data + status.to_bytes(2, "big")

    def _error(self, why: str, status: int) -> tuple[bytes, int]:
        self._emit(event="error", why=why)
        return b"", status

    def _data(self, command: bytes) -> tuple[bytes, int]:
        to_fetch, self._to_fetch = self._to_fetch, b""
        if len(command) < 4:
            return self._error("a command without header", _LENGTH)
        if command[0] not in (0x00, 0x10):
            return self._error("a class that the card does not know", _CLASS)
        if command[1] == 0xC0:
            return self._get_response(command, to_fetch)
        length = command[4] if len(command) > 4 else 0
        data, rest = command[5 : 5 + length], command[5 + length :]
        if len(data) != length or len(rest) > 1 or (self.t0 and rest):
            return self._error("a length that is not that of the data", _LENGTH)
        if command[0] == 0x10 or self._chain:
            self._chain += data
            if len(self._chain) > _LONGEST_CHAIN:
                return self._error("a chain without end", _LENGTH)
            if command[0] == 0x10:
                return b"", _OK
            data, self._chain = self._chain, b""
        # Under T=1 who wants an answer says so by Le; under T=0 it is always announced.
        return self._obey(command, data, bool(rest) or self.t0)

    def _obey(self, command: bytes, data: bytes, answered: bool) -> tuple[bytes, int]:
        instruction, parameters = command[1], command[2:4]
        if instruction == 0xA4:
            return self._select(parameters, data, answered)
        if instruction not in (0xCB, 0x20, 0x87):
            return b"", _INSTRUCTION  # READ RECORD among them: whoever takes it for another card may ask
        if not self._selected:
            return self._error("a command before the application was selected", _INSTRUCTION)
        if instruction == 0xCB:
            return self._get_data(parameters, data, answered)
        if instruction == 0x20:
            return self._verify(parameters, data)
        return self._authenticate(parameters, data, answered)

    def _select(self, parameters: bytes, name: bytes, answered: bool) -> tuple[bytes, int]:
        if parameters != b"\x04\x00" or not name:
            return b"", _PARAMETERS
        if len(name) < _LEAST_NAME or not _APPLICATION.startswith(name):
            return b"", _NOT_FOUND  # part 2, 3.1.1: the application that was selected stays selected
        self.reset()
        self._selected = True
        return self._whole(_PROPERTIES, answered)

    def _get_data(self, parameters: bytes, data: bytes, answered: bool) -> tuple[bytes, int]:
        if parameters != b"\x3f\xff":
            return b"", _PARAMETERS
        if data != _AUTHENTICATION_CERTIFICATE or not self._certificate:
            return b"", _NOT_FOUND
        packed = "packed" in self._faults
        certificate = gzip.compress(self._certificate) if packed else self._certificate
        if "padded" in self._faults:
            certificate += bytes(3000)
        held = field(0x70, certificate) + field(0x71, bytes((packed,))) + field(0xFE, b"")
        whole = field(0x53, held)
        return self._whole(whole[:-9] if "bad_object" in self._faults else whole, answered)

    def _verify(self, parameters: bytes, pin: bytes) -> tuple[bytes, int]:
        if parameters != b"\x00\x80":
            return b"", _NO_REFERENCE
        if not self.left:
            return b"", _BLOCKED
        if not pin:
            return b"", _OK if self._verified else _WRONG | self.left
        if len(pin) != 8 or not pin.rstrip(b"\xff").isdigit() or len(pin.rstrip(b"\xff")) < 6:
            return self._error("no PIN in its form", _DATA)
        self._verified = hmac.compare_digest(pin, self._pin)
        self.left = self._most if self._verified else self.left - 1
        self._emit(event="pin", good=self._verified)
        return b"", _OK if self._verified else _WRONG | self.left

    def _authenticate(self, parameters: bytes, data: bytes, answered: bool) -> tuple[bytes, int]:
        if parameters != bytes((self._algorithm, 0x9A)):
            return self._error("another algorithm, or key, than there is", _PARAMETERS)
        if not self._verified:
            return b"", _NOT_SATISFIED
        asked = data[2 + (data[1] - 0x80 if data[1] > 0x80 else 0) :]  # within 7C
        if data[:1] != b"\x7c" or asked[:3] != b"\x82\x00\x81":
            return self._error("no dynamic authentication template that asks for an answer", _DATA)
        block = asked[4 + (asked[3] - 0x80 if asked[3] > 0x80 else 0) :]
        if "no_signature" in self._faults:
            return b"", _CONDITIONS
        if "false_signature" in self._faults:
            block = block[:-1] + bytes((block[-1] ^ 1,))
        if len(block) != (32 if self._algorithm == _P256 else _MODULUS):
            return self._error("a challenge of a wrong length", _DATA)
        self._emit(event="signed")
        return self._whole(field(0x7C, field(0x82, self._signed(block))), answered)

    def _signed(self, block: bytes) -> bytes:
        if self._algorithm == _P256:
            from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
            from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
            from cryptography.hazmat.primitives.hashes import SHA256

            return bytes(self._key.sign(block, ECDSA(Prehashed(SHA256()))))
        numbers = self._key.private_numbers()
        made = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)  # a card raises what it is given, as it is
        return bytes(made.to_bytes(_MODULUS, "big"))

    def _whole(self, data: bytes, answered: bool) -> tuple[bytes, int]:
        """Up to 256 bytes at once, under T=0 none; the rest is announced with 61xx."""
        if not answered:
            return self._error("an answer that nobody asked for", _LENGTH)
        first = b"" if self.t0 else data[:256]
        self._to_fetch = data[len(first) :]
        return first, self._more()

    def _more(self) -> int:
        left = len(self._to_fetch)
        return 0x6100 | (0 if left > 255 else left) if left else _OK

    def _get_response(self, command: bytes, to_fetch: bytes) -> tuple[bytes, int]:
        if len(command) != 5 or command[2:4] != b"\0\0":
            return self._error("GET RESPONSE in a wrong form", _LENGTH if len(command) != 5 else _PARAMETERS)
        if not to_fetch:
            return self._error("GET RESPONSE of what is not there", _CONDITIONS)
        part = to_fetch[: command[4] or 256]
        self._to_fetch = to_fetch[len(part) :]
        return part, self._more()


def field(tag: int, value: bytes) -> bytes:
    """BER-TLV: tag, length in as few bytes as it takes, value."""
    length = len(value)
    if length < 0x80:
        return bytes((tag, length)) + value
    return bytes((tag, 0x81, length) if length < 0x100 else (tag, 0x82, *length.to_bytes(2, "big"))) + value
