"""What a case is from now on, written down of a judgement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from django.conf import settings

from central_platform.cases import checks, paper_texts, texts
from central_platform.cases.appointments import slot_of
from central_platform.cases.content import ParsedSubmission
from central_platform.cases.decisions import CORRECTION_DAYS, Judgement
from central_platform.cases.fees import due_here
from central_platform.cases.models import CaseRecord
from central_platform.centres.services import centre_of
from central_platform.core.working_days import promised
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import CaseState
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.domain.without_paper import OwedMaterial
from kiosk.domain.working_days import working_day

AUTOMATIC = "符合公布的规则，自动受理"
_AUTOMATIC = {
    CaseState.ACCEPTED: AUTOMATIC,
    CaseState.APPROVED: "符合公布的规则，自动办结",
    CaseState.REFUSED: "按公布的规则，自动作出不予办理的决定",
}


def notes_of(row: CaseRecord, judgement: Judgement) -> list[str]:
    """What the history says of a judgement, for staff, in Chinese."""
    if row.automatic:
        return [f"{_AUTOMATIC[CaseState(row.state)]}{_of_licence(judgement)}（规则第{row.rules}版）"]
    return [*(d.text.zh for d in judgement.defects), *judgement.reasons]


def _of_licence(judgement: Judgement) -> str:
    if judgement.gives is None:
        return ""
    return "，注销证照" if judgement.gives.ends else "，签发证照"


def new_row(
    content: ParsedSubmission, item: ServiceItem | None, judgement: Judgement, terminal: Terminal, now: int, earlier: str
) -> CaseRecord:
    """A new case, not saved; see `write_judgement`."""
    row = CaseRecord(
        terminal=terminal,
        implementation_code=content.code,
        received_at=now,
        committed_at=content.committed_at,
        receipt_number=content.receipt_number,
        receipt_token_sha256=content.receipt_token_sha256,
    )
    row.item = item.name if item else texts.UNKNOWN_ITEM_NAME
    row.centre = centre_of(item, content.subject, terminal)
    row.bundle = content.bundle or LocalizedText("", "")
    write_judgement(row, content, item, judgement, day_of(now), earlier)
    return row


def _owed(row: CaseRecord, judgement: Judgement, today: date) -> tuple[OwedMaterial, ...]:
    """What is owed from now on. What was owed before keeps its day; the days of what is new begin with the platform's today."""
    had = {one.key: one.by for one in row.owing}
    return tuple(
        OwedMaterial(one.key, one.name, had.get(one.key) or working_day(today, one.later.days))
        for one in judgement.owed
        if one.later
    )


def write_judgement(
    row: CaseRecord, content: ParsedSubmission, item: ServiceItem | None, judgement: Judgement, today: date, earlier: str
) -> None:
    """Set what follows from a judgement of this content, and the content itself; not saved.

    Args:
        row: of the case, with its centre.
        content: that was judged.
        item: what is applied for.
        judgement: of it.
        today: the day in China.
        earlier: number of another open case of the same person and item, or "".
    """
    centre = row.centre
    review = working_day(today, settings.REVIEW_DAYS)
    due: date | None = review
    row.owing = _owed(row, judgement, today)
    row.promised = row.promised or bool(judgement.promised)
    without = paper_texts.without_paper(row.owing, checks.foreseen(row, judgement, today), centre)
    match judgement.state:
        case CaseState.ACCEPTED:
            assert item is not None
            due, next_step = _accepted(item, content, judgement, today, centre, without)
        case CaseState.CORRECTION:
            due, next_step = working_day(today, CORRECTION_DAYS), texts.correction(judgement.defects, centre, earlier, without)
        case CaseState.APPROVED:
            assert item is not None
            due, next_step = None, texts.approved(item, judgement.gives, without)
        case CaseState.REFUSED:
            assert judgement.refusal is not None
            due, next_step = None, texts.refused(judgement.refusal, item)
        case _:
            next_step = texts.received(review, centre, judgement.bring, earlier, without)
    row.state, row.due, row.next = judgement.state.value, due, next_step
    row.automatic, row.rules = judgement.automatic, judgement.version
    row.facts = json.dumps(content.facts, ensure_ascii=False) if judgement.version else "{}"
    row.record = content.record
    slot = slot_of(item, content.answers)
    row.slot, row.place = (slot.key, slot.where) if slot else ("", LocalizedText("", ""))
    row.lacking = judgement.defects


def _accepted(
    item: ServiceItem,
    content: ParsedSubmission,
    judgement: Judgement,
    today: date,
    centre: LocalizedText,
    without: Sequence[LocalizedText],
) -> tuple[date, LocalizedText]:
    """By when what was accepted is done, and the next step."""
    if (slot := slot_of(item, content.answers)) is not None:
        return slot.day, texts.booked(slot.when, slot.where)
    due = promised(today, item.guide.promised_time) or working_day(today, settings.REVIEW_DAYS)
    fen = due_here(item, dict(content.answers))
    return due, texts.accepted(item, content.answers, due, centre, judgement.bring or (), fen, without)
