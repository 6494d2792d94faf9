"""What terminal and platform ask and answer, in the newest contract; docs/openapi.json is made from these.

Requests refuse keys that they do not know; answers ignore them, so that a platform may be newer than a terminal. What is sealed in
messages is in `kiosk.messages.contents`, and keeps them. Times are whole seconds since 1970-01-01 UTC; dates are ISO 8601.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.domain.cases import Case, RejectReason
from kiosk.domain.licences import Licence
from kiosk.domain.text import LocalizedText
from kiosk.messages.base import MOST_ITEMS, Answer, Opaque, Request, Seconds, Sha256, Signed, SubmissionId, Text


class Problem(Answer):
    """Every answer that is not 200. ``time``: by the platform's clock, so that a terminal whose own is wrong can still sign in.
    ``after``: seconds after which it is worth asking again, where the platform says so."""

    code: str
    time: Seconds
    after: Seconds | None = None


class EnrolRequest(Request):
    pairing_code: Text = Field(max_length=32)
    public_key: dict[Text, Text] = Field(max_length=16, description="the terminal's public JWK (OKP, Ed25519)")


class EnrolAnswer(Answer):
    terminal_id: str
    site: LocalizedText
    hotline: str
    audience: str
    certificate: Signed = Field(description="typ terminal-certificate: the platform's word for this terminal's key")
    sealing_key: dict[str, str] = Field(description="the platform's public JWK (OKP, X25519)")
    verification_keys: list[dict[str, str]] = Field(description="public JWKs (OKP, Ed25519) of the platform")
    catalogue_root: str = Field(max_length=65536, description="TUF root.json of the catalogue under /catalogue/, as JSON text")
    catalogue_offline_root: str = Field(max_length=65536, description="the same of the catalogue as it comes on USB sticks")


class TokenRequest(Request):
    client_assertion: Signed = Field(description="private_key_jwt, RFC 7523")


class TokenAnswer(Answer):
    access_token: str
    expires_in: Seconds
    contract: int = Field(default=1, ge=1, description="the newest contract that is understood; 2: messages at /api/v2/messages")


class ToldCase(BaseModel):
    """A case as the platform told of it when it took the message."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    case_number: Text = Field(max_length=40)
    received_at: Seconds


class Message(BaseModel):
    """One message from terminal to platform, whatever it is about. What it says is in ``sealed``, in the form that ``kind`` and
    ``schema`` name.

    The same id and hash is the same message, however often it comes. Keys of the envelope that are not known are ignored; in what
    is sealed they are kept.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    message_id: SubmissionId
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
    schema_number: int = Field(alias="schema", ge=1, le=9999)
    sealed: Opaque = Field(
        max_length=4_000_000,
        description="compact JWE of the content's canonical bytes; of schema 1 of rating and copy, the report itself as JSON",
    )
    sha256: Sha256 = Field(description="of ``sealed``")
    attachments: list[Sha256] = Field(default=[], max_length=50, description="sealed pictures that belong to it, by their hashes")
    told: list[ToldCase] = Field(
        default=[],
        max_length=MOST_ITEMS,
        description="cases that it opened before, where it is offered again because the platform's database may have been put back",
    )


class MessageBatch(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    items: list[Message] = Field(min_length=1, max_length=100)


class MessageAccepted(Answer):
    """The platform has it. ``cases``: what it opened, none where such a message opens no case."""

    message_id: str
    verdict: Literal["ACCEPTED"]
    cases: list[Case]


class MessageRejected(Answer):
    message_id: str
    verdict: Literal["REJECTED"]
    reason: RejectReason


class MessageRetry(Answer):
    message_id: str
    verdict: Literal["RETRY"]
    after: Seconds


MessageVerdict = Annotated[MessageAccepted | MessageRejected | MessageRetry, Field(discriminator="verdict")]


class MessageBatchAnswer(Answer):
    """One verdict for each item, in any order. An item without a verdict was not answered. ``time``: by the platform's clock; with
    it the terminal remembers when this was confirmed."""

    verdicts: list[MessageVerdict]
    time: Seconds | None = None


class AttachmentPiece(Request):
    """Part of a sealed attachment (compact JWE of a JPEG): its characters from ``offset`` on; none at all to ask how far it is."""

    submission_id: SubmissionId
    sha256: Sha256 = Field(description="of the whole sealed attachment: its identity")
    size: int = Field(ge=1, le=4_000_000, description="characters of the whole")
    offset: int = Field(ge=0)
    piece: Opaque = Field(max_length=1_000_000)


class AttachmentAnswer(Answer):
    """``received``: characters that the platform has; the next piece begins there. Less than before: it begins anew. ``time``: by
    the platform's clock."""

    sha256: str
    verdict: Literal["KEPT", "UNKNOWN"] = Field(description="UNKNOWN: no case of this terminal names such an attachment (yet)")
    received: int = Field(ge=0)
    time: Seconds | None = None


class ProgressRequest(Request):
    """By the receipt's code alone little is told (no name); with ``identity`` of the holder, the same and nothing of others."""

    receipt_token: Text = Field(max_length=64)


class ProgressAnswer(Answer):
    case: Case | None = Field(description="null: no case has this receipt (yet)")
    others: list[Case] = Field(default=[], max_length=MOST_ITEMS, description="that the same submission opened, too")


class IdentityRequest(Request):
    identity: Signed = Field(description="typ identity: signed by the terminal, at most 60 s old, good once")


class CasesAnswer(Answer):
    cases: list[Case]


class ProfileAnswer(Answer):
    """一人一档: what the platform already knows. Absent keys are not known."""

    profile: dict[str, str]


class LicencesAnswer(Answer):
    licences: list[Licence]


class LicenceFileRequest(IdentityRequest):
    identifier: Text = Field(max_length=128)


class LicenceFileAnswer(Answer):
    licence: Licence
    statement: Signed = Field(description="typ licence-statement")
    pdf: str = Field(description="base64 of the licence's page, A4")


class LeasedSerials(Request):
    """The highest serial number that the platform ever leased to this terminal, as far as it knows."""

    prefix: Text = Field(max_length=40)
    last: int = Field(ge=0, le=999_999)


class SerialLeaseAnswer(Answer):
    """Serial numbers ``prefix`` + six digits, from ``first`` to ``last`` inclusive, for this terminal alone."""

    prefix: str
    first: int
    last: int


class AuditHead(Request):
    """The newest row of the terminal's audit log: with it the platform sees a log that was rewritten or put back."""

    number: int = Field(ge=0)
    hash: Text = Field(max_length=64)


class HeartbeatRequest(Request):
    sent_at: Seconds
    version: Text
    catalogue_version: Text
    waiting: int = Field(ge=0, description="submissions that still wait here")
    devices: dict[Text, Text] = Field(description="device: status kind, or kind:reason")
    audit: AuditHead | None = None
    details: dict[Text, Text] = Field(default={}, description="device: what it says of itself, for technicians; contract 2")
    serials: LeasedSerials | None = Field(default=None, description="told after each new epoch; contract 3")
    measures: dict[Text, int] = Field(
        default={}, max_length=64, description="what the terminal measured of itself (`kiosk.domain.measures`); contract 4"
    )


class Epoch(Answer):
    """A time in which the platform knew all that it had confirmed. One begins with each start of the platform. What was confirmed
    to a terminal at ``back_to`` or later, and before this epoch, the platform may no longer know: it is offered again, as it
    was."""

    code: str = Field(max_length=40)
    back_to: Seconds


class HeartbeatAnswer(Answer):
    time: Seconds
    next_in: int | None = Field(
        default=None, ge=5, le=3600, description="seconds until the next heartbeat is wanted; without it every 30"
    )
    restored: bool = Field(default=False, description="the platform knew a later head of the terminal's audit log than it now has")
    orders: list[Signed] = Field(
        default=[], max_length=4, description="typ remote-order: what staff want done at this terminal, until it is answered"
    )
    epochs: list[Epoch] = Field(
        default=[], max_length=200, description="the newest, the oldest of them first; that one stands for all before it, too"
    )
