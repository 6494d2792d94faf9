"""Intake: one verdict for each item of a batch, whatever becomes of the others.

Most of an item's cost is the database's, so a few items share a transaction, and what can be asked at once for all of them is.

The same id and bytes always get the case that was made first. The table's unique constraint decides between two posts of one
id that arrive at the same moment; whoever loses reads what the other wrote.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Min, OuterRef, Subquery

from central_platform import attachments, casework, text_messages, wording
from central_platform.catalogue import item_of
from central_platform.decisions import Judgement, judge
from central_platform.keys import key_ring
from central_platform.licences import held_by, usable_types
from central_platform.opening import Opened, read_opened
from central_platform.people import tag_of
from central_platform.records.models import CaseEvent, CaseRecord, KeptItem, Rating, Terminal, TextMessage
from central_platform.records.numbers import draw
from central_platform.working_days import promised, working_day
from kiosk.domain.cases import OPEN, CaseState, RejectReason
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.messages.models import AcceptedVerdict, RejectedVerdict, RetryVerdict, SealedSubmission
from kiosk.messages.sealing import CannotOpen, open_sealed

log = logging.getLogger(__name__)
RETRY_AFTER = 5  # seconds
TOGETHER = 10  # items of one transaction: nobody else waits for the database longer than these take
AUTOMATIC = "符合公布的规则，自动受理"
DISTRICT_CENTRE = LocalizedText("样板区政务服务中心", "Government Service Centre of the Model District")

Verdict = AcceptedVerdict | RejectedVerdict | RetryVerdict


@dataclass(frozen=True)
class _Arrival:
    """An item, and what is known of it without the database. ``opened``: None where it is not to be opened, or cannot be."""

    item: SealedSubmission
    sealed: bytes = field(repr=False)
    digest: str
    revoked: bool
    opened: Opened | None = None
    tag: str = ""  # of the person


def take_in(items: Iterable[SealedSubmission], terminal: Terminal, now: int, revoked: bool = False) -> list[Verdict]:
    """In the order of ``items``. ``revoked``: the key that they came under is, whatever the terminal's present one is."""
    revoked = revoked or terminal.revoked
    batch = list(items)
    ids = [item.submission_id for item in batch]
    verdicts: list[Verdict] = []
    try:
        known = {row.submission_id: row for row in CaseRecord.objects.filter(submission_id__in=ids).defer("sealed", "record")}
        for at in range(0, len(batch), TOGETHER):
            arrivals = [_arrival(item, known, terminal, day_of(now), revoked) for item in batch[at : at + TOGETHER]]
            verdicts += _together(arrivals, known, terminal, now)
        _tie_ratings(ids)
    except OperationalError:
        log.warning("a batch could not be taken in now: the database did not answer")
        # What was taken in meanwhile is answered as known when it comes again.
        return [_retry(item) for item in batch]
    return verdicts


def _arrival(item: SealedSubmission, known: Mapping[str, CaseRecord], terminal: Terminal, today: date, revoked: bool) -> _Arrival:
    sealed = item.sealed.encode("utf-8", "surrogatepass")
    arrival = _Arrival(item, sealed, hashlib.sha256(sealed).hexdigest(), revoked)
    if arrival.digest != item.sealed_sha256 or item.submission_id in known or revoked:
        return arrival
    try:
        plain = open_sealed(item.sealed, key_ring().opening)
    except (CannotOpen, RecursionError):
        return arrival
    opened = read_opened(plain, item.submission_id, terminal.terminal_id, today)
    return replace(arrival, opened=opened, tag=tag_of(opened.number) if opened.number else "")


def _together(arrivals: list[_Arrival], known: dict[str, CaseRecord], terminal: Terminal, now: int) -> list[Verdict]:
    """In one transaction; where the database does not take them so, each in one of its own. ``known`` grows by what was taken in.

    OperationalError: the database is locked or away, and would be for the next item, too.
    """
    made, begun = dict(known), False
    try:
        with transaction.atomic():
            begun = True
            verdicts = _verdicts(arrivals, made, terminal, now)
    except OperationalError:
        if not begun:
            raise
        if len(arrivals) > 1:
            return [verdict for arrival in arrivals for verdict in _together([arrival], known, terminal, now)]
        log.warning("an item could not be taken in now: the database did not take it")
        return [_retry(arrivals[0].item)]  # nothing was written, and the terminal keeps it
    known.update(made)
    return verdicts


def _retry(item: SealedSubmission) -> RetryVerdict:
    return RetryVerdict(submission_id=item.submission_id, verdict="RETRY", after=RETRY_AFTER)


def _tie_ratings(ids: list[str]) -> None:
    """Ratings that came before their submissions get their cases."""
    cases = CaseRecord.objects.filter(submission_id=OuterRef("submission_id")).values("pk")[:1]
    Rating.objects.filter(submission_id__in=ids, case=None).update(case=Subquery(cases))


def _verdicts(arrivals: list[_Arrival], known: dict[str, CaseRecord], terminal: Terminal, now: int) -> list[Verdict]:
    people = _People([arrival for arrival in arrivals if arrival.opened], day_of(now))
    verdicts = [_verdict(arrival, known, people, terminal, now) for arrival in arrivals]
    CaseEvent.objects.bulk_create(
        CaseEvent(case=row, at=now, actor="平台", state=row.state, note=AUTOMATIC if row.automatic else "；".join(row.defects))
        for row in people.new_cases
    )
    TextMessage.objects.bulk_create(message for row in people.new_cases if (message := text_messages.about(row, now)))
    return verdicts


def _verdict(arrival: _Arrival, known: dict[str, CaseRecord], people: _People, terminal: Terminal, now: int) -> Verdict:
    item = arrival.item
    if arrival.digest != item.sealed_sha256:
        return _rejected(arrival, RejectReason.CANNOT_OPEN, terminal, now)
    row = known.get(item.submission_id)
    if row is None:
        if arrival.revoked:
            return _rejected(arrival, RejectReason.REVOKED, terminal, now)
        if arrival.opened is None:
            return _rejected(arrival, RejectReason.CANNOT_OPEN, terminal, now)
        row = known[item.submission_id] = _open_case(arrival, arrival.opened, people, terminal, now)
    if row.sealed_sha256 != arrival.digest:
        return _rejected(arrival, RejectReason.CONFLICT, terminal, now)
    return AcceptedVerdict(submission_id=item.submission_id, verdict="ACCEPTED", case=casework.tell(row))


def _rejected(arrival: _Arrival, reason: RejectReason, terminal: Terminal, now: int) -> RejectedVerdict:
    KeptItem.objects.get_or_create(
        submission_id=arrival.item.submission_id,
        sha256=arrival.digest,
        reason=reason.value,
        defaults={"sealed": arrival.sealed, "terminal": terminal, "received_at": now},
    )
    return RejectedVerdict(submission_id=arrival.item.submission_id, verdict="REJECTED", reason=reason)


class _People:
    """What the database knows of those who apply, and numbers for their cases: asked once for all of them."""

    def __init__(self, arrivals: list[_Arrival], today: date) -> None:
        self.new_cases: list[CaseRecord] = []
        last = draw(f"case {today.isoformat()}", len(arrivals)) if arrivals else 0
        self._numbers = iter(range(last - len(arrivals) + 1, last + 1))
        self._today = today
        tags = {arrival.tag for arrival in arrivals if arrival.tag}
        self._licences = held_by(tags, today)
        open_cases = CaseRecord.objects.filter(applicant_tag__in=tags, state__in=[state.value for state in OPEN])
        told = open_cases.values_list("applicant_tag", "implementation_code").annotate(Min("case_number"))
        self._open_cases = {(tag, code): number for tag, code, number in told}

    def case_number(self) -> str:
        return f"{self._today:%Y%m%d}{next(self._numbers):06d}"

    def open_case(self, tag: str, code: str) -> str:
        """Number of the first open case of this person and item, or ""."""
        return self._open_cases.get((tag, code), "")

    def usable_types(self, tag: str, name: str) -> frozenset[str]:
        return usable_types(self._licences.get(tag, ()), name)

    def note(self, row: CaseRecord) -> None:
        """A case was opened."""
        self.new_cases.append(row)
        if row.applicant_tag and CaseState(row.state) in OPEN:
            self._open_cases.setdefault((row.applicant_tag, row.implementation_code), row.case_number)


def _open_case(arrival: _Arrival, opened: Opened, people: _People, terminal: Terminal, now: int) -> CaseRecord:
    today = day_of(now)
    item = item_of(opened.code, opened.catalogue_version)
    earlier = people.open_case(arrival.tag, opened.code)
    judgement = judge(item, opened, people.usable_types(arrival.tag, opened.name), today, bool(earlier))
    row = _row(opened, item, judgement, terminal, now, earlier)
    row.case_number, row.submission_id, row.applicant_tag = people.case_number(), arrival.item.submission_id, arrival.tag
    row.sealed, row.sealed_sha256 = arrival.sealed, arrival.digest
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            attachments.expect(row, opened.pages)
    except IntegrityError:
        first: CaseRecord = CaseRecord.objects.get(submission_id=arrival.item.submission_id)
        return first
    people.note(row)
    return row


def _row(opened: Opened, item: ServiceItem | None, judgement: Judgement, terminal: Terminal, now: int, earlier: str) -> CaseRecord:
    today = day_of(now)
    # 收受分离: where it is handed in need not be where it is decided.
    at_site = LocalizedText(terminal.centre_zh, terminal.centre_en)
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
