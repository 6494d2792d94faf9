"""``public-data.json``: the rows of public data sets, which travel with the catalogue so that terminals answer without network.

An object: ``format``, ``issued_at``, and ``data_sets``, each with ``key``, ``department``, ``as_of``, ``formats`` and ``rows``.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kiosk.domain.query_rows import Row
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, decoded
from kiosk.messages.packs import FILE_FORMAT, PackFault

PUBLIC_DATA = "public-data.json"
LARGEST = 4 * 1024 * 1024  # bytes of the file; some 15,000 rows


class PublicRows(Value):
    """All rows of a public data set.

    Attributes:
        key: of the data set.
        department: who answers for it.
        as_of: seconds since 1970; the state that the rows tell.
        formats: of its fields (`kiosk.domain.queries.CellFormat`), by key; by these the rows are narrowed.
        rows: cells by key of the field.
    """

    key: str
    department: LocalizedText
    as_of: int
    formats: Mapping[str, str]
    rows: tuple[Row, ...]


class PublicData(Value):
    """The whole file. ``issued_at``: seconds since 1970."""

    format: int
    issued_at: int
    data_sets: tuple[PublicRows, ...]


class _Format(msgspec.Struct):
    format: int


class _Named(msgspec.Struct):
    key: str


class _Folded(msgspec.Struct):
    """The file with its data sets left as they are."""

    data_sets: list[msgspec.Raw]


_FAULTS = (msgspec.MsgspecError, ValueError, LookupError, TypeError, RecursionError)


def read_public_data(data: bytes) -> PublicData:
    """The whole file, checked.

    Raises:
        PackFault: it is damaged, too large, of another format, or names a data set twice.
    """
    if len(data) > LARGEST:
        raise PackFault("larger than it may be")
    try:
        if decoded(data, _Format).format != FILE_FORMAT:
            raise PackFault("of a format that is not known to this program", newer=True)
        read = decoded(data, PublicData)
    except _FAULTS:
        raise PackFault("damaged") from None
    if len({one.key for one in read.data_sets}) != len(read.data_sets):
        raise PackFault("a data set stands twice")
    return read


def keys_in(data: bytes) -> frozenset[str]:
    """Which data sets are in a file that was checked when it came; PackFault where it is damaged since. Reads no row."""
    return frozenset(key for key, _ in _folded(data))


def rows_of(data: bytes, key: str) -> PublicRows | None:
    """One data set of a file that was checked when it came; None where it is not in it, PackFault where the file is damaged since.
    No other data set's rows are read."""
    try:
        return next((decoded(one, PublicRows) for name, one in _folded(data) if name == key), None)
    except _FAULTS:
        raise PackFault("damaged") from None


def _folded(data: bytes) -> list[tuple[str, msgspec.Raw]]:
    try:
        sets = decoded(data, _Folded).data_sets
        return [(decoded(one, _Named).key, one) for one in sets]
    except _FAULTS:
        raise PackFault("damaged") from None
