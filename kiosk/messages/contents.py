"""What is sealed in messages, by kind. Keys that are not known are kept: a newer terminal wrote them.

A new kind of message has its content here; its handler is an app's of the platform.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, Field

from kiosk.domain.cases import MaterialState
from kiosk.messages.base import MOST_ITEMS, Content, Opaque, Request, Seconds, Sha256, SubmissionId, Text


class ApplicantContent(Content):
    name: Text
    number: Text
    card_kind: Text
    sex: Text
    birth: date
    address: Text
    card_valid_until: date | None


class MaterialContent(Content):
    """``presented``: where the licence was shown on a phone, the platform's reference of that; else the key is left out. ``by``: of
    what is brought later (LATER), the day that the applicant was told; else it is left out, and where nobody could tell one."""

    key: Text
    state: MaterialState
    licence_type: Text = ""
    presented: Text = Field(default="", max_length=36)
    pages: list[Sha256] = Field(default=[], max_length=50, description="attachments that show it, in order")
    by: date | None = None


class SubjectContent(Content):
    """A citizen, or a company: ``number`` is the identity document's, or the unified social credit code."""

    kind: Literal["CITIZEN", "COMPANY"]
    name: Text
    number: Text


class EvidenceContent(Content):
    """What was shown, read by what, and when, as `kiosk.domain.parties.Evidence` has it; ``shown``: the kind of card, or that it
    was a code on a phone, whose ``reference`` is left out of a card's."""

    shown: Text
    reader: Text = ""
    read_at: Seconds
    valid_until: date | None = None
    issued: date | None = None
    mark: str = Field(default="", max_length=64)
    module: str = Field(default="", max_length=64)
    reference: str = Field(default="", max_length=36, description="the platform's, of a code that was shown on a phone")


class PartiesContent(Content):
    """``agent``: who acts for the applicant; ``relation``: of the agent to the applicant."""

    applicant: SubjectContent
    agent: SubjectContent | None = None
    relation: Text = ""


class CommitmentContent(Content):
    """告知承诺: a promise that the signature covers. ``item``: implementation code of what it belongs to; ``materials``: keys of
    those that it stands in for; ``text``: all its paragraphs as they were shown, in the language of the application."""

    item: Text = Field(max_length=33)
    version: Text = Field(max_length=20)
    materials: list[Text] = Field(max_length=20)
    text: list[Text] = Field(max_length=40)
    agreed_at: Seconds


SUBMISSION_SCHEMA = 5  # the newest that is read here


class SubmissionContent(Content):
    """The plain text of a submission: only ever sealed on disk and on the wire.

    Schema 1 does not name itself, and has neither ``parties`` nor ``evidence``: the card that ``applicant`` tells of was read, and
    its holder applies. Schema 2 has both, beside ``applicant``, which is what the card told. Schema 3 says more of the evidence:
    since when the card is good, its mark and the reader's module. Schema 4 names the items that a bundle applies for, as they were
    shown to the applicant: ``implementation_code`` is the bundle's, and one case is opened for each. Schema 5 has materials that
    are brought later (LATER) or promised (PROMISED), and the promises; and evidence that is a code on a phone. Each is written in
    the oldest schema that says all of it.
    """

    schema_number: int = Field(default=1, alias="schema", ge=1)
    parties: PartiesContent | None = None
    evidence: list[EvidenceContent] = Field(default=[], max_length=8)
    children: list[Text] = Field(default=[], max_length=MOST_ITEMS, description="implementation codes, in the order of their cases")
    commitments: list[CommitmentContent] = Field(
        default=[], max_length=MOST_ITEMS, description="what was promised in place of papers"
    )
    submission_id: SubmissionId
    terminal_id: Text
    catalogue_version: Text
    implementation_code: Text
    applicant: ApplicantContent
    answers: dict[Text, Any]
    situation: Text
    materials: list[MaterialContent]
    signature: Opaque = Field(max_length=65536, description="SVG path data in a box of 1000 x 400")
    receipt_number: Text
    receipt_token_sha256: Sha256
    language: Literal["zh", "en"]
    identified_at: Seconds
    committed_at: Seconds


CORRECTION_SCHEMA = 1
WITHDRAWAL_SCHEMA = 1


class CorrectionContent(Content):
    """补正: what takes the place of what was submitted of a case. ``application``: whole, as of a new submission, under the id of
    this message; pictures that stand are named again."""

    case_number: Text = Field(max_length=24)
    application: SubmissionContent


class WithdrawalContent(Content):
    """撤回: that the applicant takes a case back, or (``promises``) only what they promised for it; ``evidence``: the
    applicant's own card."""

    case_number: Text = Field(max_length=24)
    reason: Text = Field(max_length=32, description="as `kiosk.domain.cases.WithdrawalReason` has it")
    applicant: SubjectContent
    evidence: list[EvidenceContent] = Field(max_length=8)
    withdrawn_at: Seconds
    promises: bool = False


class RatingReport(Request):
    """好差评 (GB/T 39734): ``level`` 5 best to 1; the submission ties it to applicant, terminal and case."""

    kind: Literal["RATING"] = "RATING"
    report_id: SubmissionId
    submission_id: SubmissionId
    level: int = Field(ge=1, le=5)
    rated_at: Seconds


class CopyContent(Content):
    """Which licence a printed copy is of: only ever sealed on disk and on the wire."""

    serial: Text
    licence_identifier: Text
    purpose: Text


class CopyReport(Request):
    """A licence copy that was printed: serial from this terminal's leased range, and what the printer said."""

    kind: Literal["COPY"] = "COPY"
    report_id: SubmissionId
    serial: Text
    sealed: Opaque = Field(max_length=8192, description="compact JWE of a CopyContent's canonical bytes")
    printed_at: Seconds
    outcome: Literal["CONFIRMED", "SENT", "UNCERTAIN", "VOIDED"]


class RatingContent(RatingReport):
    """What a message of kind rating says. Of schema 1 it is the report of contract 1 itself; from 2 on it is sealed."""

    model_config = ConfigDict(extra="allow")


class CopyReportContent(CopyReport):
    """What a message of kind copy says; as `RatingContent`."""

    model_config = ConfigDict(extra="allow")
