"""Columns that are encrypted at rest: whoever has the database, or a backup of it, without PLATFORM_HOME/keys reads none of them.

Fernet (AES-128-CBC with HMAC-SHA-256, https://github.com/fernet/spec), under the newest of the keys ``rest-0001.key``,
``rest-0002.key`` …; what was written under an earlier one is read all the same. A sealed column cannot be looked for: a tag of its
own finds the row (`central_platform.core.keys.KeyRing.tag`). An empty text stays empty.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.core.exceptions import FieldError
from django.db import models

from central_platform.core.keys import keys_folder
from central_platform.core.paths import kept_secret


class CannotRead(Exception):
    """Written under a key that is not here, or altered. Holds nothing of it."""


def new_key(folder: Path) -> Path:
    """A key beside those that there are; a platform writes with it from its next start on."""
    path = folder / f"rest-{len(list(folder.glob('rest-*.key'))) + 1:04d}.key"
    kept_secret(path, Fernet.generate_key)
    return path


@lru_cache(maxsize=1)
def _ring() -> MultiFernet:
    folder = keys_folder()
    if not list(folder.glob("rest-*.key")):
        new_key(folder)
    return MultiFernet([Fernet(path.read_bytes()) for path in sorted(folder.glob("rest-*.key"), reverse=True)])


def seal(plain: bytes) -> str:
    """A token that only this platform's keys open; another one each time."""
    return _ring().encrypt(plain).decode()


def unseal(token: str) -> bytes:
    """What was sealed.

    Raises:
        CannotRead: under none of the keys that are here.
    """
    try:
        return _ring().decrypt(token)
    except (InvalidToken, ValueError):
        raise CannotRead from None


if TYPE_CHECKING:
    _Field = models.Field[Any, Any]  # which Django itself cannot say
else:
    _Field = models.Field


class _Sealed(_Field):
    """What the sealed columns share: nothing is looked for in them."""

    def get_internal_type(self) -> str:
        """A text, for the database."""
        return "TextField"

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is something.

        Raises:
            FieldError: any other look-up: each token is another one.
        """
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: find the row by its tag")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """None: nothing of it can be told without opening it."""
        return None


class SealedText(_Sealed):
    """A text."""

    def get_prep_value(self, value: Any) -> Any:
        """The token; "" and None as they are."""
        return seal(str(value).encode("utf-8", "surrogatepass")) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The text.

        Raises:
            CannotRead: under none of the keys that are here.
        """
        return unseal(value).decode("utf-8", "surrogatepass") if value else value


class SealedJson(_Sealed):
    """A JSON value."""

    def get_prep_value(self, value: Any) -> Any:
        """The token; None as it is."""
        return None if value is None else seal(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The value.

        Raises:
            CannotRead: under none of the keys that are here.
        """
        return json.loads(unseal(value)) if value else None

    def to_python(self, value: Any) -> Any:
        """As it is: a form never writes one."""
        return value


class SealedBytes(_Sealed):
    """Bytes."""

    def get_prep_value(self, value: Any) -> Any:
        """The token; nothing as "" ."""
        return seal(bytes(value)) if value else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The bytes.

        Raises:
            CannotRead: under none of the keys that are here.
        """
        return unseal(value) if value else b""

    def to_python(self, value: Any) -> Any:
        """As it is: a form never writes one."""
        return value


def seal_columns(model: Any, columns: Sequence[str]) -> None:
    """For migrations: write anew what stands in these columns in the clear.

    Args:
        model: as the migration sees it, with the columns plain.
        columns: texts; a JSON column's are JSON text, and bytes are left to be made anew.
    """
    for pk, *values in model.objects.order_by("pk").values_list("pk", *columns).iterator(chunk_size=500):
        sealed = {
            column: seal(value.encode("utf-8", "surrogatepass")) for column, value in zip(columns, values, strict=True) if value
        }
        if sealed:
            model.objects.filter(pk=pk).update(**sealed)
