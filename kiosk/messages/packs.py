"""The catalogue on its way: packs, what one pack has that another has not, and the small files that travel beside them.

A pack is gzip of a text: JSON lines, canonical, the header first, then one item a line ordered by its implementation code. A delta
is gzip of a text of the same kind: its own header, what is new in the pack's header, and the whole lines of items that are new or
changed. (In deltas of format 1 the second line is the whole of the new header, which names every kind of licence.)
Packs and deltas are named by version, and known by the SHA-256 of the pack's text, which stands in the signed metadata.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from kiosk.domain.licences import SERIAL_DIGITS
from kiosk.domain.values import Value, decoded, decoder_of
from kiosk.messages.canonical import canonical_bytes

# A program refuses keys that it does not know, so each new field of an item is a new format; the older ones lack it, and are read.
PACK_FORMAT = 5
DELTA_FORMAT = 2
FILE_FORMAT = 1  # of keys.json, revocations.json and technician-cards.json
LARGEST_PACK = 512 * 1024 * 1024  # bytes of a pack's text
KEYS = "keys.json"
REVOCATIONS = "revocations.json"
SIGNED_AT = "x-signed-at"  # in every piece of signed metadata: seconds since 1970
_SmallT = TypeVar("_SmallT")
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,5}")


class PackFault(Exception):
    """A pack or delta that cannot be used. ``newer``: of a format that only a newer program knows."""

    def __init__(self, message: str, newer: bool = False) -> None:
        super().__init__(message)
        self.newer = newer


def is_version(text: object) -> bool:
    """Numbers with dots between them: it becomes part of a file's name."""
    return isinstance(text, str) and _VERSION.fullmatch(text) is not None


def version_order(version: str) -> tuple[int, ...]:
    """To compare versions by. ValueError for what is none."""
    if not is_version(version):
        raise ValueError("a version is numbers with dots between them")
    return tuple(map(int, version.split(".")))


def pack_name(version: str) -> str:
    """File name of the full pack of a version."""
    return f"catalogue-{version}.pack.gz"


def delta_name(older: str, newer: str) -> str:
    """File name of the delta pack that makes the newer version from the older one."""
    return f"catalogue-{older}-{newer}.delta.gz"


def unpack(data: bytes, largest: int = LARGEST_PACK) -> bytes:
    """The text of one gzip member. PackFault if it is damaged, cut, followed by something, or larger than may be."""
    engine = zlib.decompressobj(wbits=31)
    try:
        text = engine.decompress(data, largest + 1)
    except zlib.error:
        raise PackFault("damaged") from None
    if len(text) > largest:
        raise PackFault("larger than any catalogue may be")
    if not engine.eof or engine.unused_data:
        raise PackFault("damaged")
    return text


def squeeze(text: bytes, level: int = 9) -> bytes:
    """gzip without name and time, so that the same text gives the same bytes."""
    engine = zlib.compressobj(level, zlib.DEFLATED, 31)
    return engine.compress(text) + engine.flush()


def text_sha256(text: bytes) -> str:
    """SHA-256 of a pack's text, before it is squeezed: 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text).hexdigest()


class _Coded(msgspec.Struct):
    implementation_code: str


class _ItemLine(msgspec.Struct):
    item: _Coded


_coded = decoder_of(_ItemLine)


class _DeltaHeader(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    older: str
    newer: str
    older_sha256: str
    gone: list[str]


class _HeaderChange(msgspec.Struct, forbid_unknown_fields=True):
    changed: dict[str, Any]
    gone: list[str]


_FAULTS = (msgspec.MsgspecError, ValueError, LookupError, TypeError, RecursionError)


def header_of(text: bytes) -> dict[str, Any]:
    """The first line, as far as every pack has it: format, items, version. PackFault otherwise."""
    try:
        header = decoded(text[: text.index(b"\n")], dict[str, Any])
        known = header["format"], header["items"], header["version"]
    except _FAULTS:
        raise PackFault("damaged") from None
    if known[0] not in range(1, PACK_FORMAT + 1):
        raise PackFault("of a format that is not known to this program", newer=True)
    if not isinstance(known[1], int) or not is_version(known[2]):
        raise PackFault("damaged")
    return dict(header)


def item_lines(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Code and line of each item, in the text's order. PackFault where a line is no item."""
    lines = iter(text.splitlines())
    next(lines, None)
    for line in lines:
        try:
            yield _coded.decode(line).item.implementation_code, line
        except _FAULTS:
            raise PackFault("a line that is no item") from None


def make_delta(older: bytes, newer: bytes) -> bytes:
    """What makes the pack's text ``newer`` of the text ``older``; gzip. Both texts must be packs (PackFault)."""
    had = dict(item_lines(older))
    wanted = dict(item_lines(newer))
    header = {
        "format": DELTA_FORMAT,
        "older": header_of(older)["version"],
        "newer": header_of(newer)["version"],
        "older_sha256": text_sha256(older),
        "gone": sorted(code for code in had if code not in wanted),
    }
    changed = [line for code, line in wanted.items() if had.get(code) != line]
    return squeeze(b"\n".join([canonical_bytes(header), _header_change(older, newer), *changed]) + b"\n")


def _header_change(older: bytes, newer: bytes) -> bytes:
    had, wanted = header_of(older), header_of(newer)
    changed = {key: value for key, value in wanted.items() if key not in had or had[key] != value}
    return canonical_bytes({"changed": changed, "gone": sorted(had.keys() - wanted.keys())})


def apply_delta(older: bytes, delta: bytes) -> bytes:
    """The newer pack's text. PackFault if the delta is damaged or not for this text; what comes out is still to be compared with
    the signed hash."""
    try:
        first, header, *changed = unpack(delta).splitlines()
        about = decoded(first, _DeltaHeader)
    except _FAULTS:
        raise PackFault("a damaged delta") from None
    if about.format not in range(1, DELTA_FORMAT + 1):
        raise PackFault("a delta of a format that is not known to this program", newer=True)
    if about.format > 1:
        header = _changed_header(older, header)
    if about.older_sha256 != text_sha256(older):
        raise PackFault("a delta for another pack")
    lines = dict(item_lines(older))
    for code in about.gone:
        lines.pop(code, None)
    # item_lines leaves a first line out, as a header.
    lines.update(item_lines(b"\n".join([b"", *changed])))
    return b"\n".join([header, *(lines[code] for code in sorted(lines))]) + b"\n"


def _changed_header(older: bytes, line: bytes) -> bytes:
    """The newer pack's header, of the older one's and what is new in it. PackFault where that is none."""
    try:
        change = decoded(line, _HeaderChange)
        kept = {key: value for key, value in header_of(older).items() if key not in change.gone}
        return canonical_bytes({**kept, **change.changed})
    except _FAULTS:
        raise PackFault("a damaged delta") from None


class PlatformKeys(Value):
    """``keys.json``. Public JWKs, newest first; ``seal_with`` names (kid) the one to seal new submissions to. ``reads``: the newest
    schema of each kind of message that the platform reads; a kind that is not there: the first."""

    format: int
    issued_at: int
    seal_with: str
    sealing: tuple[dict[str, str], ...]
    verification: tuple[dict[str, str], ...]
    reads: Mapping[str, int] = {}

    @property
    def sealing_key(self) -> dict[str, str]:
        """The public JWK to seal new submissions to; `read_keys` takes no keys without it."""
        return next(jwk for jwk in self.sealing if jwk["kid"] == self.seal_with)


class Revocations(Value):
    """``revocations.json``. ``terminal_keys``: thumbprints (`kiosk.messages.signing.thumbprint`) of the keys of terminals that were
    revoked. ``ended_keys``: of those that were replaced, until when each was good, in seconds since 1970. ``copies``: the newest
    void serial numbers one by one, for programs that know no ``copy_ranges`` (prefix, first, last), in which all are."""

    format: int
    issued_at: int
    licences: tuple[str, ...]
    copies: tuple[str, ...]
    terminals: tuple[str, ...]
    terminal_keys: tuple[str, ...]
    ended_keys: Mapping[str, int] = {}
    copy_ranges: tuple[tuple[str, int, int], ...] = ()

    @property
    def marks(self) -> frozenset[str]:
        """Licence identifiers, copy serial numbers and keys, as `kiosk.messages.copy_code.check_copy` takes them."""
        return frozenset((*self.licences, *self.copies, *self.terminal_keys))

    @property
    def revoked(self) -> RevokedMarks:
        """All of them, those in ranges too."""
        return RevokedMarks(self.marks, self.copy_ranges)


class RevokedMarks:
    """What no longer counts; asked with ``in``."""

    def __init__(self, marks: frozenset[str], ranges: Iterable[tuple[str, int, int]]) -> None:
        self._marks = marks
        self._ranges: dict[str, list[tuple[int, int]]] = {}
        for prefix, first, last in ranges:
            self._ranges.setdefault(prefix, []).append((first, last))

    def __contains__(self, mark: object) -> bool:
        if mark in self._marks:
            return True
        if not isinstance(mark, str) or not mark[-SERIAL_DIGITS:].isascii() or not mark[-SERIAL_DIGITS:].isdigit():
            return False
        number = int(mark[-SERIAL_DIGITS:])
        return any(first <= number <= last for first, last in self._ranges.get(mark[:-SERIAL_DIGITS], ()))


def read_keys(data: bytes) -> PlatformKeys:
    """PackFault where it is none, or names a key to seal with that it does not hold."""
    keys = read_small(data, PlatformKeys)
    if not all("kid" in jwk and "d" not in jwk for jwk in (*keys.sealing, *keys.verification)):
        raise PackFault("a key that is no public key")
    if keys.seal_with not in {jwk["kid"] for jwk in keys.sealing} or not keys.verification:
        raise PackFault("keys are missing")
    return keys


def read_revocations(data: bytes) -> Revocations:
    """PackFault where it is none, or of a format that is not known (``newer``)."""
    return read_small(data, Revocations)


def read_small(data: bytes, kind: type[_SmallT]) -> _SmallT:
    """A small file of this kind of value, which has a ``format``. PackFault where it is none."""
    try:
        known = decoded(data, dict[str, Any])["format"]
        if known != FILE_FORMAT:
            raise PackFault("of a format that is not known to this program", newer=True)
        return decoded(data, kind)
    except _FAULTS:
        raise PackFault("damaged") from None


def root_fingerprint(online: bytes, offline: bytes) -> str:
    """``"1a2b 3c4d …"``: 128 bits of a SHA-256 over both first roots, to be compared by eye at pairing.

    Whoever wanted to pass another pair of roots off as these would have to find a second preimage.
    """
    digest = hashlib.sha256(hashlib.sha256(online).digest() + hashlib.sha256(offline).digest()).hexdigest()[:32]
    return " ".join(digest[i : i + 4] for i in range(0, 32, 4))
