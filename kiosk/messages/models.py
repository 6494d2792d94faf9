"""The messages between terminal and platform. What the platform publishes as docs/openapi.json is made from these.

Requests refuse keys that they do not know; answers ignore them, so that a platform may be newer than a terminal. What is sealed
keeps them, so that a terminal may be newer than a platform: a person then looks at it.
Times are whole seconds since 1970-01-01 UTC; dates are ISO 8601.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.domain.cases import Case, MaterialState, RejectReason
from kiosk.domain.licences import Licence
from kiosk.domain.text import LocalizedText

SubmissionId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Seconds = Annotated[int, Field(ge=0)]
Signed = Annotated[str, Field(max_length=8192, description="compact JWS")]


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Content(BaseModel):
    """What is sealed in a message. A key that is not known is kept."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    def unknown(self) -> tuple[str, ...]:
        """Names of the keys that this program does not know, ``applicant.title`` of what lies within."""
        names = list(self.model_extra or ())
        for field in type(self).model_fields:
            value = getattr(self, field)
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, Content):
                    names += [f"{field}.{name}" for name in part.unknown()]
        return tuple(dict.fromkeys(names))


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


# --- enrolment and tokens ------------------------------------------------------------------------------------


class Problem(Answer):
    """Every answer that is not 200. ``time``: by the platform's clock, so that a terminal whose own is wrong can still sign in."""

    code: str
    time: Seconds


class EnrolRequest(Request):
    pairing_code: str = Field(max_length=32)
    public_key: dict[str, str] = Field(description="the terminal's public JWK (OKP, Ed25519)")


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


# --- submissions ---------------------------------------------------------------------------------------------


class ApplicantContent(Content):
    name: str
    number: str
    card_kind: str
    sex: str
    birth: date
    address: str
    card_valid_until: date | None


class MaterialContent(Content):
    key: str
    state: MaterialState
    licence_type: str = ""
    pages: list[Sha256] = Field(default=[], max_length=50, description="attachments that show it, in order")


class SubjectContent(Content):
    """A citizen, or a company: ``number`` is the identity document's, or the unified social credit code."""

    kind: Literal["CITIZEN", "COMPANY"]
    name: str
    number: str


class EvidenceContent(Content):
    """What was shown, read by what, and when; ``shown``: the kind of card."""

    shown: str
    reader: str = ""
    read_at: Seconds
    valid_until: date | None = None


class PartiesContent(Content):
    """``agent``: who acts for the applicant; ``relation``: of the agent to the applicant."""

    applicant: SubjectContent
    agent: SubjectContent | None = None
    relation: str = ""


SUBMISSION_SCHEMA = 2  # the newest that is read here


class SubmissionContent(Content):
    """The plain text of a submission: only ever sealed on disk and on the wire.

    Schema 1 does not name itself, and has neither ``parties`` nor ``evidence``: the card that ``applicant`` tells of was read, and
    its holder applies. Schema 2 has both, beside ``applicant``, which is what the card told.
    """

    schema_number: int = Field(default=1, alias="schema", ge=1)
    parties: PartiesContent | None = None
    evidence: list[EvidenceContent] = Field(default=[], max_length=8)
    submission_id: SubmissionId
    terminal_id: str
    catalogue_version: str
    implementation_code: str
    applicant: ApplicantContent
    answers: dict[str, Any]
    situation: str
    materials: list[MaterialContent]
    signature: str = Field(max_length=65536, description="SVG path data in a box of 1000 x 400")
    receipt_number: str
    receipt_token_sha256: Sha256
    language: Literal["zh", "en"]
    identified_at: Seconds
    committed_at: Seconds


class SealedSubmission(Request):
    submission_id: SubmissionId
    sealed: str = Field(max_length=4_000_000, description="compact JWE of a SubmissionContent's canonical bytes")
    sealed_sha256: Sha256


class SubmissionBatch(Request):
    items: list[SealedSubmission] = Field(min_length=1, max_length=50)


class AcceptedVerdict(Answer):
    submission_id: str
    verdict: Literal["ACCEPTED"]
    case: Case


class RejectedVerdict(Answer):
    submission_id: str
    verdict: Literal["REJECTED"]
    reason: RejectReason


class RetryVerdict(Answer):
    submission_id: str
    verdict: Literal["RETRY"]
    after: Seconds


Verdict = Annotated[AcceptedVerdict | RejectedVerdict | RetryVerdict, Field(discriminator="verdict")]


class BatchAnswer(Answer):
    """One verdict for each item, in any order. An item without a verdict was not answered."""

    verdicts: list[Verdict]


# --- messages: everything that a terminal tells ----------------------------------------------------------------


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
    sealed: str = Field(
        max_length=4_000_000,
        description="compact JWE of the content's canonical bytes; of schema 1 of rating and copy, the report itself as JSON",
    )
    sha256: Sha256 = Field(description="of ``sealed``")
    attachments: list[Sha256] = Field(default=[], max_length=50, description="sealed pictures that belong to it, by their hashes")


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
    """One verdict for each item, in any order. An item without a verdict was not answered."""

    verdicts: list[MessageVerdict]


# --- attachments: pictures of materials, each sealed by itself and sent in pieces ------------------------------


class AttachmentPiece(Request):
    """Part of a sealed attachment (compact JWE of a JPEG): its characters from ``offset`` on; none at all to ask how far it is."""

    submission_id: SubmissionId
    sha256: Sha256 = Field(description="of the whole sealed attachment: its identity")
    size: int = Field(ge=1, le=4_000_000, description="characters of the whole")
    offset: int = Field(ge=0)
    piece: str = Field(max_length=1_000_000)


class AttachmentAnswer(Answer):
    """``received``: characters that the platform has; the next piece begins there. Less than before: it begins anew."""

    sha256: str
    verdict: Literal["KEPT", "UNKNOWN"] = Field(description="UNKNOWN: no case of this terminal names such an attachment (yet)")
    received: int = Field(ge=0)


# --- reports: small things a terminal tells later, each kept once by its id --------------------------------------


class RatingReport(Request):
    """好差评 (GB/T 39734): ``level`` 5 best to 1; the submission ties it to applicant, terminal and case."""

    kind: Literal["RATING"] = "RATING"
    report_id: SubmissionId
    submission_id: SubmissionId
    level: int = Field(ge=1, le=5)
    rated_at: Seconds


class CopyContent(Content):
    """Which licence a printed copy is of: only ever sealed on disk and on the wire."""

    serial: str
    licence_identifier: str
    purpose: str


class CopyReport(Request):
    """A licence copy that was printed: serial from this terminal's leased range, and what the printer said."""

    kind: Literal["COPY"] = "COPY"
    report_id: SubmissionId
    serial: str
    sealed: str = Field(max_length=8192, description="compact JWE of a CopyContent's canonical bytes")
    printed_at: Seconds
    outcome: Literal["CONFIRMED", "SENT", "UNCERTAIN", "VOIDED"]


class RatingContent(RatingReport):
    """What a message of kind rating says. Of schema 1 it is the report of contract 1 itself; from 2 on it is sealed."""

    model_config = ConfigDict(extra="allow")


class CopyReportContent(CopyReport):
    """What a message of kind copy says; as `RatingContent`."""

    model_config = ConfigDict(extra="allow")


Report = Annotated[RatingReport | CopyReport, Field(discriminator="kind")]


class ReportBatch(Request):
    items: list[Report] = Field(min_length=1, max_length=200)


class ReportAnswer(Answer):
    kept: list[str] = Field(description="ids that the platform now has, from this batch or an earlier one")


# --- asking ---------------------------------------------------------------------------------------------------


class ProgressRequest(Request):
    """By the receipt's code alone little is told (no name); with ``identity`` of the holder, the same and nothing of others."""

    receipt_token: str = Field(max_length=64)


class ProgressAnswer(Answer):
    case: Case | None = Field(description="null: no case has this receipt (yet)")


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
    identifier: str = Field(max_length=128)


class LicenceFileAnswer(Answer):
    licence: Licence
    statement: Signed = Field(description="typ licence-statement")
    pdf: str = Field(description="base64 of the licence's page, A4")


class SerialLeaseAnswer(Answer):
    """Serial numbers ``prefix`` + six digits, from ``first`` to ``last`` inclusive, for this terminal alone."""

    prefix: str
    first: int
    last: int


class AuditHead(Request):
    """The newest row of the terminal's audit log: with it the platform sees a log that was rewritten or put back."""

    number: int = Field(ge=0)
    hash: str = Field(max_length=64)


class HeartbeatRequest(Request):
    sent_at: Seconds
    version: str
    catalogue_version: str
    waiting: int = Field(ge=0, description="submissions that still wait here")
    devices: dict[str, str] = Field(description="device: status kind, or kind:reason")
    audit: AuditHead | None = None


class HeartbeatAnswer(Answer):
    time: Seconds
    restored: bool = Field(default=False, description="the platform knew a later head of the terminal's audit log than it now has")
