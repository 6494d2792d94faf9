"""送达: which documents of a case reached whoever applied, how and when.

At a terminal it is what came out of the printer for whoever showed their card; by courier, what was signed for; at the counter,
what a clerk handed over.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from central_platform.cases.models import CaseRecord, ServedHow
from central_platform.cases.whose import name_in
from central_platform.catalogue.published import item_of
from central_platform.licences.events import PaperCopied
from kiosk.domain.cases import OPEN, CaseState, Served, ServedBy
from kiosk.domain.text import LocalizedText


def hear_copied(sender: object, copied: PaperCopied, **_: Any) -> None:
    """Hears that a paper about a case came out of a terminal's printer."""
    row = CaseRecord.objects.filter(case_number=copied.case_number).first()
    if row is not None:
        _note(row, copied.title, copied.identifier, ServedHow.TERMINAL, name_in(row), copied.at)


def by_courier(key: int, document: LocalizedText, waybill: str, receiver: str, at: int) -> None:
    """Note what a courier delivered.

    Args:
        key: primary key of the case.
        document: what was sent.
        waybill: the courier's number.
        receiver: name on the label.
        at: when, seconds since 1970, as the courier says.
    """
    _note(CaseRecord.objects.get(pk=key), document, waybill, ServedHow.COURIER, receiver, at)


def at_counter(case_number: str, receiver: str, actor: str, now: int) -> bool:
    """Note that the result of a case was handed over at the counter.

    Args:
        case_number: of the case.
        receiver: name of who took it, whose card the clerk saw.
        actor: user name of the clerk.
        now: seconds since 1970.

    Returns:
        False where nothing is decided, or it was handed over before.
    """
    with transaction.atomic():
        row = CaseRecord.objects.select_for_update().get(case_number=case_number)
        if not may_hand_over(row):
            return False
        item = item_of(row.implementation_code, str(row.content.get("catalogue_version", "")))
        result = item.guide.result if item and row.state == CaseState.APPROVED.value else row.item
        _note(row, result, "", ServedHow.COUNTER, receiver, now, actor)
        return True


def may_hand_over(row: CaseRecord) -> bool:
    """Whether the case is decided, and its result has not been handed over at the counter."""
    decided = CaseState(row.state) not in OPEN | {CaseState.WITHDRAWN}
    return decided and not row.served.filter(how=ServedHow.COUNTER).exists()


def served_of(row: CaseRecord) -> tuple[Served, ...]:
    """What reached whoever applied, the oldest first."""
    return tuple(Served(one.document, one.number, ServedBy(one.how), one.at) for one in row.served.all())


def _note(
    row: CaseRecord, document: LocalizedText, number: str, how: ServedHow, receiver: str, at: int, actor: str | None = None
) -> None:
    """Once, however often it is told."""
    made = {"document_zh": document.zh, "document_en": document.en, "receiver": receiver, "at": at}
    row.served.get_or_create(how=how, number=number[:40], defaults={**made, **({"actor": actor} if actor else {})})
