"""How messages are said in each contract with the platform: what to post where, and what its answer means. Pure.

Contract 2 has one address for all messages. Contract 1, of platforms of the version before, had one for submissions and one for
reports, told one case for each, and knew the first schema of each kind alone. Which one a platform understands it says with each
token. What cannot be said in contract 1 waits until the platform is renewed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from kiosk.domain.cases import Case, RejectReason
from kiosk.domain.values import Value
from kiosk.messages import contract_1, models
from kiosk.ports.storage import OutboxMessage
from kiosk.sync.calls import Settled

NOT_SAYABLE_AFTER = 3600  # seconds until it is looked at again whether the platform was renewed
MOST_REPORTS = 200  # of one request, contract 1


class Sending(Value):
    """``ids``: of what is sent; ``settled``: what the answer says of them."""

    path: str
    body: bytes
    answer: type[BaseModel]
    ids: tuple[str, ...]
    settled: Callable[[Any], Settled]


def prepared(messages: Sequence[OutboxMessage], contract: int) -> Sending | None:
    """The request for as many of these as go into one.

    Args:
        messages: in the order in which they are to be sent.
        contract: the newest that the platform understands.

    Returns:
        None where none of them can be said in this contract.
    """
    if contract >= 2:
        return _as_messages(messages)
    submissions = [message for message in messages if message.kind == "submission"]
    reports = [message for message in messages if message.kind in ("rating", "copy") and message.schema == 1]
    # Whichever is first in the queue: the other kind has its turn when these are settled.
    first = next((message for message in messages if message in submissions or message in reports), None)
    if first is None:
        return None
    return _as_submissions(submissions) if first in submissions else _as_reports(reports[:MOST_REPORTS])


def _as_messages(messages: Sequence[OutboxMessage]) -> Sending:
    items = [
        models.Message(
            message_id=one.message_id,
            kind=one.kind,
            schema=one.schema,
            sealed=one.sealed,
            sha256=one.sha256,
            attachments=list(one.attachments),
            told=[models.ToldCase(case_number=case.case_number, received_at=case.received_at) for case in one.told],
        )
        for one in messages
    ]
    body = models.MessageBatch(items=items).model_dump_json(by_alias=True).encode()
    ids = _ids(messages)

    def settled(answer: models.MessageBatchAnswer) -> Settled:
        return _settled(ids, ((v.message_id, v) for v in answer.verdicts))

    return Sending("/v2/messages", body, models.MessageBatchAnswer, ids, settled)


def _as_submissions(messages: Sequence[OutboxMessage]) -> Sending:
    items = [contract_1.SealedSubmission(submission_id=m.message_id, sealed=m.sealed, sealed_sha256=m.sha256) for m in messages]
    ids = _ids(messages)

    def settled(answer: contract_1.BatchAnswer) -> Settled:
        return _settled(ids, ((v.submission_id, v) for v in answer.verdicts))

    return Sending(
        "/v1/submissions", contract_1.SubmissionBatch(items=items).model_dump_json().encode(), contract_1.BatchAnswer, ids, settled
    )


def _as_reports(messages: Sequence[OutboxMessage]) -> Sending:
    body = b'{"items":[' + b",".join(message.sealed.encode() for message in messages) + b"]}"
    ids = _ids(messages)

    def settled(answer: contract_1.ReportAnswer) -> Settled:
        return Settled(len(ids), tuple((kept, ()) for kept in answer.kept if kept in ids))

    return Sending("/v1/reports", body, contract_1.ReportAnswer, ids, settled)


def _ids(messages: Sequence[OutboxMessage]) -> tuple[str, ...]:
    return tuple(message.message_id for message in messages)


def _settled(ids: Sequence[str], verdicts: Iterable[tuple[str, Any]]) -> Settled:
    """What is told of others than were sent is nothing."""
    accepted: list[tuple[str, tuple[Case, ...]]] = []
    rejected: list[tuple[str, RejectReason]] = []
    retry_after = None
    for name, verdict in verdicts:
        if name not in ids:
            continue
        match verdict:
            case models.MessageAccepted():
                accepted.append((name, tuple(verdict.cases)))
            case contract_1.AcceptedVerdict():
                accepted.append((name, (verdict.case,)))
            case models.MessageRejected() | contract_1.RejectedVerdict():
                rejected.append((name, verdict.reason))
            case models.MessageRetry() | contract_1.RetryVerdict():
                retry_after = max(retry_after or 0, verdict.after)
    return Settled(len(ids), tuple(accepted), tuple(rejected), retry_after)
