"""Bills: made when a case with a fee is accepted, shown where it is asked for, and settled by what the payment service tells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from central_platform.cases.events import CaseChange
from central_platform.cases.fees import due_here
from central_platform.catalogue.published import item_of
from central_platform.core import epochs
from central_platform.core.numbers import next_number
from central_platform.payments import service
from central_platform.payments.events import announce_paid
from central_platform.payments.models import PaymentEvent, PaymentRecord, PaymentStates
from central_platform.payments.rules import Settlement, Transfer, settle
from kiosk.domain.cases import CaseState
from kiosk.domain.payments import Payment, PaymentState, yuan
from kiosk.domain.times import day_of

log = logging.getLogger(__name__)
ASKED_AGAIN = 2  # seconds after which the service is asked once more, where somebody waits
SETTLED = (PaymentStates.PAID, PaymentStates.EXPIRED, PaymentStates.REFUNDED, PaymentStates.WAIVED)  # asked rarely
LATE_TRANSFERS = 30 * 86_400  # seconds behind its end for which a bill is still looked at: money may come late, or twice
RARELY = 6 * 3600  # seconds between two looks at a bill that is settled
WAIVABLE = (PaymentStates.DUE, PaymentStates.FAILED, PaymentStates.EXPIRED)
PAYABLE_IN = frozenset({CaseState.ACCEPTED, CaseState.APPROVED})
NO_LONGER = frozenset({CaseState.REFUSED, CaseState.WITHDRAWN})


def hear(sender: object, changes: Sequence[CaseChange], at: int, **_: Any) -> None:
    """Hears that cases were opened or decided: a bill for each that was accepted and has a fee; no more is taken for one that was
    refused or taken back."""
    for change in changes:
        if change.case.state in PAYABLE_IN and not PaymentRecord.objects.filter(case_id=change.key).exists():
            item = item_of(change.case.implementation_code, "")
            if item is not None and (fen := due_here(item, dict(change.answers))):
                _make(change.key, fen, item.name.zh, at)
        elif change.case.state in NO_LONGER:
            _give_up(change.key, change.case.state, at)


def _make(case: int, fen: int, title: str, at: int) -> PaymentRecord | None:
    """None where another process made one that is no longer wanted."""
    try:
        with transaction.atomic():
            day, epoch = day_of(at), epochs.current(at).code
            count = next_number(f"payment {day.isoformat()} {epoch}")
            number = f"{settings.PLATFORM_AREA}{day:%y%m%d}{epoch}{count:04d}"
            row = PaymentRecord.objects.create(
                number=number, case_id=case, fen=fen, title=title, made_at=at, expires_at=at + settings.PAYMENT_DAYS * 86_400
            )
            PaymentEvent.objects.create(payment=row, at=at, state=row.state, note=f"应缴 {yuan(fen)} 元")
    except IntegrityError:
        return PaymentRecord.objects.filter(case_id=case, wanted=True).first()
    return row


def _give_up(case: int, state: CaseState, at: int) -> None:
    """Nothing more is taken. What was paid already goes back by itself where the district has set so for this state
    (PLATFORM_REFUNDS: no source has a rule), else by the decision of staff."""
    if state.value in settings.REFUNDS:
        for key in PaymentRecord.objects.filter(case_id=case, state=PaymentStates.PAID).values_list("pk", flat=True):
            return_paid(key, at, "办件没有办成，按设置退款")
    for row in PaymentRecord.objects.filter(case_id=case, wanted=True).exclude(state=PaymentStates.PAID):
        row.wanted = False
        row.save(update_fields=["wanted"])
        PaymentEvent.objects.create(payment=row, at=at, state=row.state, note="办件不再办理，不再收费")


def of_case(case: int, now: int) -> Payment | None:
    """What is to be paid for a case, asked of the service where that is worth it; None for nothing.

    Args:
        case: primary key of the case.
        now: seconds since 1970.
    """
    row = PaymentRecord.objects.filter(case_id=case).order_by("-wanted", "-id").first()
    if row is None:
        return None
    if row.asked_at + ASKED_AGAIN <= now or not row.code:
        row = look(row.pk, now)
    if row.state == PaymentStates.EXPIRED and row.wanted:
        row.wanted = False
        row.save(update_fields=["wanted"])
        row = _make(case, row.fen, row.title, now) or row
        row = look(row.pk, now)
    return _payment(row)


def _payment(row: PaymentRecord) -> Payment:
    state = PaymentState(row.state)
    return Payment(row.number, row.fen, state, row.code, row.expires_at, row.paid_at, row.returned)


def look(key: int, now: int) -> PaymentRecord:
    """Ask the service of a bill, which is made there first where it is not yet, and write down what it says. Where it says
    nothing, all stays as it was.

    Args:
        key: primary key of the bill.
        now: seconds since 1970.
    """
    row = PaymentRecord.objects.get(pk=key)
    try:
        if not row.code:
            # Before any transaction: the service may take seconds to answer.
            code = service.open_bill(row.number, row.fen, row.title, row.expires_at)
            PaymentRecord.objects.filter(pk=key, code="").update(code=code)
        told = service.ask(row.number, row.fen) if row.wanted else service.close(row.number, row.fen)
    except service.NoAnswer:
        log.warning("the payment service did not answer for a bill")
        row.refresh_from_db()
        return row
    with transaction.atomic():
        row = PaymentRecord.objects.select_for_update().get(pk=key)
        settled = settle(row.fen, row.expires_at, row.wanted, told, now, row.waived)
        _write(row, settled, now)
    for transfer in settled.back:
        _send_back(row, transfer, now)
    return row


def _write(row: PaymentRecord, settled: Settlement, now: int) -> None:
    before, row.asked_at = row.state, now
    row.state, row.returned = settled.state.value, row.returned or settled.returned
    if settled.paid is not None:
        row.paid_at, row.reference = settled.paid.at, settled.paid.reference
    row.save()
    if row.state != before:
        PaymentEvent.objects.create(payment=row, at=now, state=row.state, reference=row.reference if settled.paid else "")
        if settled.state is PaymentState.PAID:
            announce_paid(row.case_id, row.fen, now)


def _send_back(row: PaymentRecord, transfer: Transfer, now: int) -> None:
    try:
        state = service.refund(transfer.reference, transfer.fen)
    except service.NoAnswer:
        return  # it is looked at again, and still not sent back
    note = f"退回 {yuan(transfer.fen)} 元（{'已退' if state.value == 'DONE' else '退款中'}）"
    with transaction.atomic():
        known = PaymentEvent.objects.filter(payment=row, reference=transfer.reference, note=note)
        if not known.exists():
            PaymentEvent.objects.create(payment=row, at=now, state=row.state, note=note, reference=transfer.reference)


@dataclass(frozen=True)
class Looked:
    """How many bills were looked at; ``unanswered``: of which the service said nothing."""

    bills: int
    unanswered: int


def settle_due(clock: Callable[[], int], most: int = 1000) -> Looked:
    """Look at all bills of which something may have changed: what was paid while nobody stood there is found so.

    Args:
        clock: seconds since 1970, asked again for each bill.
        most: of them, those first that were looked at least lately.
    """
    now = clock()
    unsettled = PaymentRecord.objects.exclude(state__in=SETTLED)
    late = PaymentRecord.objects.filter(state__in=SETTLED, expires_at__gt=now - LATE_TRANSFERS, asked_at__lt=now - RARELY)
    keys = [*unsettled.order_by("asked_at").values_list("pk", flat=True)[:most], *late.values_list("pk", flat=True)[:most]]
    unanswered = 0
    for key in keys[:most]:
        before = clock()
        unanswered += look(key, before).asked_at < before
    return Looked(len(keys[:most]), unanswered)


def waive(key: int, now: int) -> bool:
    """Staff saw the proof of an exemption: nothing is to be paid, and what comes all the same goes back.

    Args:
        key: primary key of the bill.
        now: seconds since 1970.

    Returns:
        False where it is paid, being paid, or not wanted any more.
    """
    with transaction.atomic():
        row = PaymentRecord.objects.select_for_update().get(pk=key)
        if not row.wanted or row.state not in WAIVABLE:
            return False
        row.wanted, row.waived, row.state = False, True, PaymentStates.WAIVED
        row.save(update_fields=["wanted", "waived", "state"])
        PaymentEvent.objects.create(payment=row, at=now, state=row.state, note="工作人员核对证明，免收")
    return True


def return_paid(key: int, now: int, why: str = "工作人员决定退款") -> bool:
    """What was rightly paid is not wanted any more: all of it goes back, with the next look at the bill.

    Args:
        key: primary key of the bill.
        now: seconds since 1970.
        why: for the bill's history, in Chinese.

    Returns:
        False where it is not paid.
    """
    with transaction.atomic():
        row = PaymentRecord.objects.select_for_update().get(pk=key)
        if row.state != PaymentStates.PAID:
            return False
        row.wanted, row.state = False, PaymentStates.REFUNDING
        row.save(update_fields=["wanted", "state"])
        PaymentEvent.objects.create(payment=row, at=now, state=row.state, note=why)
    return True
