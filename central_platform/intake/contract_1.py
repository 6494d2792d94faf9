"""How terminals of contract 1 send: submissions and reports each at an address of their own. Thin: what is sent here is made into
the messages that it would be today."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.intake.services import take_in
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages import contents, contract_1, models
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.models import Message

router = Router(tags=["contract 1"])


@router.post(
    "/submissions",
    response={200: contract_1.BatchAnswer, (401, 413, 422): Problem},
    auth=TerminalToken(even_revoked=True),
    operation_id="submissions",
    deprecated=True,
)
def submissions(request: TerminalRequest, body: Body[contract_1.SubmissionBatch]) -> contract_1.BatchAnswer:
    """One verdict for each item. The same id and bytes get the same case for ever; the same id with other bytes is a CONFLICT."""
    verdicts = take_in(map(submission_message, body.items), request.auth, clock.now())
    return contract_1.BatchAnswer(verdicts=[_verdict(verdict) for verdict in verdicts])


@router.post(
    "/reports",
    response={200: contract_1.ReportAnswer, (401, 403, 413, 422): Problem},
    auth=TerminalToken(),
    operation_id="reports",
    deprecated=True,
)
def send_reports(request: TerminalRequest, body: Body[contract_1.ReportBatch]) -> contract_1.ReportAnswer:
    """Ratings and printed copies, each kept once by its id."""
    verdicts = take_in(map(report_message, body.items), request.auth, clock.now())
    kept = [verdict.message_id for verdict in verdicts if isinstance(verdict, models.MessageAccepted)]
    return contract_1.ReportAnswer(kept=kept)


def submission_message(item: contract_1.SealedSubmission) -> Message:
    """A submission of contract 1 as the message that it would be today; its bytes are the same."""
    return Message(message_id=item.submission_id, kind="submission", schema=1, sealed=item.sealed, sha256=item.sealed_sha256)


def report_message(report: contents.RatingReport | contents.CopyReport) -> Message:
    """A report of contract 1 as a message of schema 1, whose body is the report itself, not sealed, in canonical bytes."""
    body = canonical_bytes(report.model_dump(mode="json"))
    kind = "rating" if isinstance(report, contents.RatingReport) else "copy"
    return Message(message_id=report.report_id, kind=kind, schema=1, sealed=body.decode(), sha256=sha256_hex(body))


def _verdict(verdict: models.MessageVerdict) -> contract_1.Verdict:
    """As contract 1 says it: of one case."""
    match verdict:
        case models.MessageAccepted(message_id=name, cases=[case, *_]):
            return contract_1.AcceptedVerdict(submission_id=name, verdict="ACCEPTED", case=case)
        case models.MessageRejected(message_id=name, reason=reason):
            return contract_1.RejectedVerdict(submission_id=name, verdict="REJECTED", reason=reason)
        case models.MessageRetry(message_id=name, after=after):
            return contract_1.RetryVerdict(submission_id=name, verdict="RETRY", after=after)
    raise AssertionError("a submission opens a case")
