"""The public rows that travel with the catalogue (`kiosk.messages.public_data`)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import to_builtins

from central_platform.catalogue.data_sets import DataSet
from central_platform.catalogue.published import current
from central_platform.shared_data import services
from central_platform.shared_data.adapters import CannotAnswer
from kiosk.domain.queries import Offline, QueryRefusal
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.packs import FILE_FORMAT
from kiosk.messages.public_data import LARGEST

log = logging.getLogger(__name__)
_FRAME = 200  # bytes of the file around its data sets


def public_data(now: int) -> Mapping[str, Any]:
    """What the file holds: the rows of each data set that an item of the catalogue may answer from without network.

    Args:
        now: seconds since 1970.
    """
    return {"format": FILE_FORMAT, "issued_at": now, "data_sets": list(_fitting())}


def _fitting() -> Iterator[Mapping[str, Any]]:
    """In the order of their keys; what would make the file too large is left out, and terminals say that it cannot be asked."""
    left = LARGEST - _FRAME
    for data_set in _wanted():
        try:
            told = to_builtins(services.public_rows(data_set))
        except CannotAnswer as fault:
            if fault.reason is QueryRefusal.NONSENSE:  # more rows than one answer may have
                _tell(data_set.key)
            continue
        size = len(canonical_bytes(told)) + 1
        if size > left:
            _tell(data_set.key)
            continue
        left -= size
        yield told


def _wanted() -> Iterator[DataSet]:
    named = {item.query.data_set for item in current().items.values() if item.query and item.query.offline is Offline.SIGNED}
    try:
        data_sets = services.data_sets()
    except ValueError:
        log.exception("no public data travel: the data sets of the content have faults")  # the rest is signed all the same
        return iter(())
    return (data_sets[key] for key in sorted(named) if key in data_sets)


@lru_cache(maxsize=64)
def _tell(key: str) -> None:
    """Once: the file is looked at every minute."""
    log.warning("%s is too large to travel with the catalogue: terminals cannot answer it without network", key)
