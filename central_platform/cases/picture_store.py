"""Where sealed pictures lie once they are whole: in the database, or in the storage that `PLATFORM_PICTURES` names.

A file is called by the hash of what is in it, so that it is written twice with no harm, and is never changed. It is written before
the row says that it is there, and removed once the row's end is certain: a file that no row names may be left, a row that names no
file may not.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from central_platform.cases.models import Attachment

log = logging.getLogger(__name__)
ALIAS = "pictures"  # in Django's setting STORAGES


class StoreAway(Exception):
    """The storage did not take a picture, or does not answer."""


def store() -> Storage | None:
    """The storage; None where pictures lie in the database."""
    return storages[ALIAS] if ALIAS in storages.backends else None


def name_of(sha256: str) -> str:
    """Of a picture's file, in one of 256 folders."""
    return f"{sha256[:2]}/{sha256}"


def keep(row: Attachment, sealed: bytes) -> None:
    """Put a whole picture in its place; the row is not saved.

    Args:
        row: whose hash fits.
        sealed: all of it.

    Raises:
        StoreAway: it is not there.
    """
    storage = store()
    if storage is None:
        row.sealed, row.stored = sealed, False
        return
    name = name_of(row.sha256)
    try:
        if not storage.exists(name):
            storage.save(name, ContentFile(sealed))
    except Exception as fault:  # noqa: BLE001 - each storage has errors of its own
        log.error("the storage of pictures did not take one: %s", type(fault).__name__)
        raise StoreAway from None
    row.sealed, row.stored = b"", True


def sealed_of(row: Attachment) -> bytes | None:
    """The sealed picture; None where it is not there now, or is not what it is called by."""
    if not row.stored:
        return bytes(row.sealed)
    storage = store()
    if storage is None:
        return None
    try:
        with storage.open(name_of(row.sha256)) as file:
            data: bytes = file.read()
    except Exception as fault:  # noqa: BLE001 - each storage has errors of its own
        log.error("a picture cannot be read in its storage: %s", type(fault).__name__)
        return None
    return data if hashlib.sha256(data).hexdigest() == row.sha256 else None


def forget(sender: Any, instance: Attachment, **told: Any) -> None:
    """The row is deleted: its file goes when that is certain (Django's signal ``post_delete``)."""
    storage = store()
    if not instance.stored or storage is None:
        return

    def remove() -> None:
        if Attachment.objects.filter(sha256=instance.sha256).exists():
            return
        try:
            storage.delete(name_of(instance.sha256))
        except Exception as fault:  # noqa: BLE001 - each storage has errors of its own
            log.error("the file of a picture that is deleted stays in its storage: %s", type(fault).__name__)

    transaction.on_commit(remove)
