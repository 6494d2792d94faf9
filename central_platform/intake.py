"""Intake: one verdict for each item of a batch, each item in a transaction of its own.

The same id and bytes always get the case that was made first. The table's unique constraint decides between two posts of one
id that arrive at the same moment; whoever loses reads what the other wrote.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import OuterRef, Subquery

from central_platform import attachments, casework, wording
from central_platform.catalogue import item_of
from central_platform.decisions import Judgement, judge
from central_platform.keys import key_ring
from central_platform.licences import usable_types
from central_platform.opening import Opened, read_opened
from central_platform.people import tag_of
from central_platform.records.models import CaseEvent, CaseRecord, KeptItem, Rating, Terminal
from central_platform.records.numbers import draw
from central_platform.working_days import promised, working_day
from kiosk.domain.cases import OPEN, CaseState, RejectReason
from kiosk.domain.service_items import ServiceItem, Words
from kiosk.domain.times import day_of
from kiosk.wire.models import AcceptedVerdict, RejectedVerdict, RetryVerdict, SealedSubmission
from kiosk.wire.sealing import CannotOpen, open_sealed

log = logging.getLogger(__name__)
RETRY_AFTER = 5  # seconds
DISTRICT_CENTRE = Words("样板区政务服务中心", "Government Service Centre of the Model District")

Verdict = AcceptedVerdict | RejectedVerdict | RetryVerdict


def take_in(items: Iterable[SealedSubmission], terminal: Terminal, now: int) -> list[Verdict]:
    """In the order of ``items``. What can be asked once for the whole batch is: most of an item's cost is the database's."""
    batch = list(items)
    ids = [item.submission_id for item in batch]
    try:
        known = {row.submission_id: row for row in CaseRecord.objects.filter(submission_id__in=ids).defer("sealed", "record")}
        verdicts = [_verdict(item, known, terminal, now) for item in batch]
        _tie_ratings(ids)
    except OperationalError:
        log.warning("a batch could not be taken in now: the database did not answer")
        # What was taken in meanwhile is answered as known when it comes again.
        return [_retry(item) for item in batch]
    return verdicts


def _retry(item: SealedSubmission) -> RetryVerdict:
    return RetryVerdict(submission_id=item.submission_id, verdict="RETRY", after=RETRY_AFTER)


def _tie_ratings(ids: list[str]) -> None:
    """Ratings that came before their submissions get their cases."""
    cases = CaseRecord.objects.filter(submission_id=OuterRef("submission_id")).values("pk")[:1]
    Rating.objects.filter(submission_id__in=ids, case=None).update(case=Subquery(cases))


def _verdict(item: SealedSubmission, known: dict[str, CaseRecord], terminal: Terminal, now: int) -> Verdict:
    sealed = item.sealed.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(sealed).hexdigest()
    try:
        if digest != item.sealed_sha256:
            return _rejected(item, sealed, digest, RejectReason.CANNOT_OPEN, terminal, now)
        row = known.get(item.submission_id)
        if row is None:
            if terminal.revoked:
                return _rejected(item, sealed, digest, RejectReason.REVOKED, terminal, now)
            try:
                plain = open_sealed(item.sealed, key_ring().opening)
            except (CannotOpen, RecursionError):
                return _rejected(item, sealed, digest, RejectReason.CANNOT_OPEN, terminal, now)
            row = known[item.submission_id] = _open_case(item.submission_id, sealed, digest, plain, terminal, now)
        if row.sealed_sha256 != digest:
            return _rejected(item, sealed, digest, RejectReason.CONFLICT, terminal, now)
        return AcceptedVerdict(submission_id=item.submission_id, verdict="ACCEPTED", case=casework.tell(row))
    except OperationalError:
        # The database is locked or away: nothing was written, and the terminal keeps the item.
        log.warning("an item could not be taken in now: the database did not answer")
        return _retry(item)


def _rejected(
    item: SealedSubmission, sealed: bytes, digest: str, reason: RejectReason, terminal: Terminal, now: int
) -> RejectedVerdict:
    KeptItem.objects.get_or_create(
        submission_id=item.submission_id,
        sha256=digest,
        reason=reason.value,
        defaults={"sealed": sealed, "terminal": terminal, "received_at": now},
    )
    return RejectedVerdict(submission_id=item.submission_id, verdict="REJECTED", reason=reason)


def _open_case(submission_id: str, sealed: bytes, digest: str, plain: bytes, terminal: Terminal, now: int) -> CaseRecord:
    today = day_of(now)
    opened = read_opened(plain, submission_id, terminal.terminal_id, today)
    item = item_of(opened.code, opened.catalogue_version)
    tag = tag_of(opened.number) if opened.number else ""
    try:
        with transaction.atomic():
            case_number = f"{today:%Y%m%d}{draw(f'case {today.isoformat()}'):06d}"
            earlier = _earlier_case(tag, opened.code)
            types = usable_types(tag, opened.name, today)
            judgement = judge(item, opened, types, today, bool(earlier))
            row = _row(opened, item, judgement, terminal, now, earlier)
            row.case_number, row.submission_id, row.applicant_tag = case_number, submission_id, tag
            row.sealed, row.sealed_sha256 = sealed, digest
            row.save(force_insert=True)
            note = "符合公布的规则，自动受理" if judgement.automatic else "；".join(row.defects)
            attachments.expect(row, opened.pages)
            CaseEvent.objects.create(case=row, at=now, actor="平台", state=row.state, note=note)
    except IntegrityError:
        first: CaseRecord = CaseRecord.objects.get(submission_id=submission_id)
        return first
    return row


def _earlier_case(tag: str, code: str) -> str:
    """Number of an open case of the same person and item, or ""."""
    if not tag:
        return ""
    rows = CaseRecord.objects.filter(applicant_tag=tag, implementation_code=code, state__in=[s.value for s in OPEN])
    return str(rows.order_by("received_at").values_list("case_number", flat=True).first() or "")


def _row(opened: Opened, item: ServiceItem | None, judgement: Judgement, terminal: Terminal, now: int, earlier: str) -> CaseRecord:
    today = day_of(now)
    # 收受分离: where it is handed in need not be where it is decided.
    at_site = Words(terminal.centre_zh, terminal.centre_en)
    centre = at_site if item is None or item.anywhere else DISTRICT_CENTRE
    name = item.name if item else wording.UNKNOWN_ITEM_NAME
    review = working_day(today, settings.REVIEW_DAYS)
    due = review
    match judgement.state:
        case CaseState.ACCEPTED:
            assert item is not None
            due = promised(today, item.guide.promised_time) or review
            next_step = wording.accepted(item, opened.answers, due, centre, judgement.bring)
        case CaseState.CORRECTION:
            next_step = wording.correction(judgement.defects, centre, earlier)
        case _:
            next_step = wording.received(due, centre, judgement.bring, earlier)
    return CaseRecord(
        terminal=terminal,
        state=judgement.state.value,
        implementation_code=opened.code,
        item_zh=name.zh,
        item_en=name.en,
        received_at=now,
        committed_at=opened.committed_at,
        due=due,
        next_zh=next_step.zh,
        next_en=next_step.en,
        centre_zh=centre.zh,
        centre_en=centre.en,
        receipt_number=opened.receipt_number,
        receipt_token_sha256=opened.receipt_token_sha256,
        defects=[defect.zh for defect in judgement.defects],
        automatic=judgement.automatic,
        record=opened.record,
    )
