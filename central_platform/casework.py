"""Cases after they are opened: what may be told of one, and what staff decide."""

from __future__ import annotations

from django.db import transaction

from central_platform import text_messages, wording
from central_platform.catalogue import item_of
from central_platform.decisions import NEEDS_REASON, STAFF_MOVES
from central_platform.records.models import CaseEvent, CaseRecord
from central_platform.working_days import promised, working_day
from kiosk.domain.cases import Case, CaseState
from kiosk.domain.submissions import is_receipt_token, token_hash
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of

CORRECTION_DAYS = 15  # working days that a resident has to complete an application


class CannotDecide(Exception):
    """The message is for the member of staff, in Chinese."""


def tell(row: CaseRecord) -> Case:
    return Case(
        case_number=row.case_number,
        state=CaseState(row.state),
        implementation_code=row.implementation_code,
        item_name=LocalizedText(row.item_zh, row.item_en),
        received_at=row.received_at,
        due=row.due,
        next_step=LocalizedText(row.next_zh, row.next_en),
        acceptance_centre=LocalizedText(row.centre_zh, row.centre_en),
    )


def by_receipt(token: str) -> Case | None:
    """The case whose receipt bears this code. A code never given out looks like one whose submission has not come yet."""
    if not is_receipt_token(token):
        return None
    row = CaseRecord.objects.filter(receipt_token_sha256=token_hash(token)).order_by("id").first()
    return tell(row) if row else None


def moves(state: CaseState) -> tuple[CaseState, ...]:
    return STAFF_MOVES.get(state, ())


def decide(case_number: str, to: CaseState, reason: str, actor: str, now: int) -> CaseRecord:
    """A decision of staff, with its line in the history, and told to the resident. CannotDecide where it is not open to them."""
    with transaction.atomic():
        row = CaseRecord.objects.select_for_update().get(case_number=case_number)
        if to not in moves(CaseState(row.state)):
            raise CannotDecide("这个办件现在不能作出这一决定，可能别人已经处理，请刷新后再看")
        if to in NEEDS_REASON and not reason.strip():
            raise CannotDecide("请写明理由，居民会看到")
        today = day_of(now)
        item = item_of(row.implementation_code, str(row.content.get("catalogue_version", "")))
        match to:
            case CaseState.ACCEPTED:
                row.due = promised(today, item.guide.promised_time if item else None) or working_day(today, CORRECTION_DAYS)
            case CaseState.CORRECTION:
                row.due = working_day(today, CORRECTION_DAYS)
            case _:
                row.due = None
        centre = LocalizedText(row.centre_zh, row.centre_en)
        next_step = wording.by_staff(to, item.guide.result if item else None, reason, row.due, centre)
        row.state, row.next_zh, row.next_en = to.value, next_step.zh, next_step.en
        if to is CaseState.CORRECTION:
            row.defects = [reason.strip()]
        row.save()
        CaseEvent.objects.create(case=row, at=now, actor=actor, state=to.value, note=reason.strip())
        if message := text_messages.about(row, now):
            message.save()
    return row
