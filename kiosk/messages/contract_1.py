"""Contract 1: what terminals and platforms of the version before send and answer, where that is not what it is now."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.domain.cases import Case, RejectReason
from kiosk.messages.base import Answer, Opaque, Request, Seconds, Sha256, SubmissionId
from kiosk.messages.contents import CopyReport, RatingReport


class SealedSubmission(Request):
    submission_id: SubmissionId
    sealed: Opaque = Field(max_length=4_000_000, description="compact JWE of a SubmissionContent's canonical bytes")
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


Report = Annotated[RatingReport | CopyReport, Field(discriminator="kind")]


class ReportBatch(Request):
    items: list[Report] = Field(min_length=1, max_length=200)


class ReportAnswer(Answer):
    kept: list[str] = Field(description="ids that the platform now has, from this batch or an earlier one")
