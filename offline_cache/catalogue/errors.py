"""From what python-tuf raises to a `Refusal`: by the kind of its error and by what really came, never by its words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.serialization import DeserializationError

from kiosk.ports.catalogue_updates import Refusal
from offline_cache.catalogue.sources import CutShort, Fetched, Unwritable

_CLOCKS_AGREE = 300  # seconds


def refusal_of(fault: DownloadError | RepositoryError, seen: Sequence[Fetched], wall: int) -> Refusal:
    """``seen``: what was fetched in this attempt, the file in question last. ``wall``: this machine's time, seconds since 1970."""
    last = seen[-1] if seen else Fetched()
    match fault:
        case Unwritable():
            return Refusal.STORAGE
        case CutShort():
            return Refusal.TRUNCATED
        case DownloadLengthMismatchError():
            return Refusal.TOO_LARGE
        case DownloadHTTPError():
            # Named by signed metadata, and not there: half a mirror, half a stick. Nothing signed names a root or a timestamp.
            return Refusal.TRUNCATED if fault.status_code == 404 and _is_named(last) else Refusal.UNREACHABLE
        case DownloadError():
            return Refusal.UNREACHABLE
        case ExpiredMetadataError():
            return Refusal.CLOCK if _is_ahead(seen, wall) else Refusal.EXPIRED
        case UnsignedMetadataError():
            return Refusal.WRONG_SIGNATURE
        case LengthOrHashMismatchError():
            return Refusal.TRUNCATED if last.received < last.allowed else Refusal.MIXED
        case BadVersionNumberError():
            return Refusal.MIXED if _is_under_another_name(last) else Refusal.ROLLED_BACK
        case DeserializationError():
            return _unreadable(last)
        case _:
            return Refusal.MIXED


def _is_ahead(seen: Sequence[Fetched], wall: int) -> bool:
    """By the server's clock nothing that it sent is expired. Nobody signed that: good enough to tell a technician where to look,
    and never to accept anything."""
    told = max((one.server_time for one in seen), default=0)
    if not told or wall - told < _CLOCKS_AGREE:
        return False
    return all(_expires(one.content) > told for one in seen if one.content)


def _expires(content: bytes) -> float:
    try:
        return datetime.fromisoformat(str(_signed(content).get("expires"))).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _is_named(last: Fetched) -> bool:
    return last.name.startswith("targets/") or last.name.endswith((".snapshot.json", ".targets.json"))


def _is_under_another_name(last: Fetched) -> bool:
    """``7.snapshot.json`` that says it is number 6."""
    number = last.name.removeprefix("metadata/").partition(".")[0]
    signed = _signed(last.content)
    return number.isdigit() and signed.get("version") != int(number)


def _unreadable(last: Fetched) -> Refusal:
    """No metadata that this library reads: from a newer specification, cut, or something else altogether."""
    version = str(_signed(last.content).get("spec_version", "1"))
    if version.partition(".")[0] != "1":
        return Refusal.NEWER_FORMAT
    if not last.content.lstrip().startswith(b"{"):
        return Refusal.UNREACHABLE
    try:
        json.loads(last.content)
    except (ValueError, RecursionError):
        return Refusal.TRUNCATED
    return Refusal.MIXED


def _signed(content: bytes) -> dict[str, Any]:
    try:
        signed = json.loads(content)["signed"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return {}
    return signed if isinstance(signed, dict) else {}
