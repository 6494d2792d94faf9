"""An answer's body, bounded in size and in time, whoever sends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests


class TooLarge(Exception):
    """More came than may come."""


class TooLate(Exception):
    """The body was not whole in time."""


def read_bounded(response: requests.Response, largest: int, until: float, clock: Callable[[], float]) -> bytes:
    """The body; the library's own timeout only bounds each wait for a piece of it.

    Args:
        response: asked for with ``stream=True``.
        largest: bytes that it may have.
        until: by when it must be whole, in seconds of ``clock``.
        clock: the one that ``until`` was told by.

    Raises:
        TooLarge: it is larger.
        TooLate: it took longer.
    """
    pieces, size = [], 0
    # Each piece as it comes: to wait until one is full would let a slow drip go on for ever.
    while piece := response.raw.read1(65536, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > largest:
            raise TooLarge
        if clock() > until:
            raise TooLate
    return b"".join(pieces)
