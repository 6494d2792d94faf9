"""What is filled in and not submitted, taken along: locked with its holder's ID card, and kept by the platform for some days.

All keys come from the whole of what the card gives, text block and photo block, by HKDF (RFC 5869) with SHA-256, and from nothing
else, so that every terminal opens it and the platform does not. ``holder`` and ``item`` are tags by which it is found: neither says
whose it is, nor of which service. Sealed with AES-256-GCM, bound to both tags: base64url of a nonce of 12 bytes and the box.
"""

from __future__ import annotations

import base64
import binascii
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from kiosk.domain.kept_drafts import MOST
from kiosk.messages.base import Answer, Content, Opaque, Seconds, Text
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.models import IdentityRequest

LARGEST = 49_152  # characters of one, sealed: with its signed statement a question to the platform has 64 KiB at the most
_PURPOSE = b"draft taken along 1: "
_NONCE = 12

Tag = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
SealedDraft = Annotated[Opaque, Field(min_length=40, max_length=LARGEST, pattern=r"^[A-Za-z0-9_-]+={0,2}$")]


class DraftContent(Content):
    """What is sealed. ``told``, ``filled``: keys of answers that were given on the way here, or filled in for the resident."""

    schema_number: Literal[1] = Field(default=1, alias="schema")
    implementation_code: Text = Field(max_length=33)
    catalogue_version: Text = Field(max_length=64)
    answers: dict[Text, Any] = Field(max_length=200)
    told: list[Text] = Field(default=[], max_length=200)
    filled: list[Text] = Field(default=[], max_length=200)


class CannotOpenDraft(Exception):
    """Another card's, damaged, or of a form that this program does not know. Holds nothing of it."""


class DraftLock:
    """``block``: the whole of what an ID card gave."""

    def __init__(self, block: bytes) -> None:
        assert block, "a key of nothing would be everybody's"
        self._block = block
        self.holder = self._derive(b"holder", 16).hex()

    def _derive(self, purpose: bytes, length: int) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), length, None, _PURPOSE + purpose).derive(self._block)

    def item(self, implementation_code: str) -> str:
        """The tag of the draft of one service."""
        return self._derive(b"item " + implementation_code.encode(), 16).hex()

    def seal(self, content: DraftContent, nonce: bytes) -> str:
        """``nonce``: 12 random bytes, never the same twice."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        bound = (self.holder + self.item(content.implementation_code)).encode()
        plain = canonical_bytes(content.model_dump(mode="json", by_alias=True))
        return base64.urlsafe_b64encode(nonce + AESGCM(self._derive(b"key", 32)).encrypt(nonce, plain, bound)).decode()

    def open(self, item: str, sealed: str) -> DraftContent:
        """What was sealed under this card, for this item's tag.

        Raises:
            CannotOpenDraft: it was not, or is of another form.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            box = base64.urlsafe_b64decode(sealed)
            plain = AESGCM(self._derive(b"key", 32)).decrypt(box[:_NONCE], box[_NONCE:], (self.holder + item).encode())
            content = DraftContent.model_validate_json(plain)
        except (InvalidTag, ValidationError, binascii.Error, ValueError):
            raise CannotOpenDraft from None
        if self.item(content.implementation_code) != item:
            raise CannotOpenDraft
        return content


class KeepRefusal(StrEnum):
    FULL = "FULL"  # there are `kiosk.domain.kept_drafts.MOST` of this holder
    LIMIT = "LIMIT"  # no more from this terminal today


class DraftKeepRequest(IdentityRequest):
    """In place of one with the same tags."""

    holder: Tag
    item: Tag
    sealed: SealedDraft


class DraftKept(Answer):
    verdict: Literal["KEPT"]
    until: date


class DraftNotKept(Answer):
    verdict: Literal["REFUSED"]
    reason: KeepRefusal


class DraftKeepAnswer(Answer):
    answer: Annotated[DraftKept | DraftNotKept, Field(discriminator="verdict")]


class DraftsRequest(IdentityRequest):
    holder: Tag


class FoundDraft(Answer):
    item: str
    sealed: str
    kept_at: Seconds
    until: date


class DraftsAnswer(Answer):
    """Those that have not ended, the newest first."""

    drafts: list[FoundDraft] = Field(max_length=MOST)


class DraftDropRequest(DraftsRequest):
    item: Tag


class DraftDropAnswer(Answer):
    """``dropped``: there was one."""

    dropped: bool
