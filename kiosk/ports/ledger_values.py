"""What goes into the ledger and comes out of it, for the platform."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.cases import Case
from kiosk.domain.values import Value


class SealedAttachment(Value):
    """A picture, sealed: ``sha256`` of ``sealed``, in hex."""

    sha256: str
    sealed: str


class Piece(Value):
    """The next part of an attachment that the platform lacks, in characters."""

    submission_id: str
    sha256: str
    size: int
    offset: int
    text: str


class SealedRow(Value):
    """What is committed of a submission, or of a correction (``kind``). ``sealed_sha256`` in hex; ``receipt_token_sha256``
    likewise; ``schema``: of its kind."""

    submission_id: str
    implementation_code: str
    sealed: str
    sealed_sha256: str
    receipt_token_sha256: str
    holder_tag: bytes
    committed_at: int
    attachments: tuple[SealedAttachment, ...] = ()
    schema: int = 1
    kind: str = "submission"


class Upload(Enum):
    """What waits in the ledger for the platform; in this order they take turns."""

    MESSAGES = "messages"
    ATTACHMENTS = "attachments"


class OutboxMessage(Value):
    """A message that the platform has not confirmed (`kiosk.messages.models.Message`). ``attachments``: hashes of its pictures;
    ``told``: cases that it opened before, where it is offered again."""

    message_id: str
    kind: str
    schema: int
    sealed: str
    sha256: str
    attempts: int = 0
    attachments: tuple[str, ...] = ()
    told: tuple[Case, ...] = ()


class PlatformEpoch(Value):
    """An epoch of the platform (`kiosk.messages.models.Epoch`); ``back_to``: seconds since 1970."""

    code: str
    back_to: int


class OfferedAgain(Value):
    """How many ``messages`` wait again that were confirmed, and how many were ``forgotten``: nothing is left of them to be sent."""

    messages: int = 0
    forgotten: int = 0


class LeasedTo(Value):
    """The highest serial number that was leased to this terminal."""

    prefix: str
    last: int
