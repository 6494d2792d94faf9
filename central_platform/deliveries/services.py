"""Deliveries: made when a case whose result goes by courier is done, ordered, and followed by what the courier tells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from central_platform.cases.events import CaseChange, change_of
from central_platform.cases.served import by_courier
from central_platform.catalogue.published import centre_called, current
from central_platform.core import epochs
from central_platform.core.numbers import next_number
from central_platform.deliveries import service
from central_platform.deliveries.events import DeliveryMoved, announce_moved
from central_platform.deliveries.models import DeliveryEvent, DeliveryRecord, DeliveryStates
from central_platform.deliveries.service import Moved
from kiosk.domain.cases import CaseState
from kiosk.domain.deliveries import ENDED, Delivery, DeliveryState
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of

log = logging.getLogger(__name__)
COURIER = "courier"  # the answer to ``delivery`` of an item that offers it
ADDRESS = "courier_address"
_CLOSED = [state.value for state in ENDED]
TOLD = frozenset({*ENDED, DeliveryState.POSTED, DeliveryState.OUT})  # of which residents get a message


def hear(sender: object, changes: Sequence[CaseChange], at: int, **_: Any) -> None:
    """Hears that cases were opened or decided: a delivery for each that is done and whose result goes by courier."""
    for change in changes:
        wanted = change.case.state is CaseState.APPROVED and change.answers.get("delivery") == COURIER
        if wanted and not DeliveryRecord.objects.filter(case_id=change.key).exists():
            _make(change, at)


def _make(change: CaseChange, at: int) -> None:
    day, epoch = day_of(at), epochs.current(at).code
    count = next_number(f"delivery {day.isoformat()} {epoch}")
    item = current().items.get(change.case.implementation_code)
    centre = centre_called(change.case.acceptance_centre.zh)
    row = DeliveryRecord.objects.create(
        number=f"{settings.PLATFORM_AREA}{day:%y%m%d}{epoch}{count:04d}",
        case_id=change.key,
        sender={
            "name": change.case.acceptance_centre.zh,
            "address": centre.address.zh if centre else "",
            "phone": centre.phone if centre else settings.PLATFORM_HOTLINE,
        },
        receiver={
            "name": change.applicant,
            "address": str(change.answers.get(ADDRESS, "")),
            "phone": str(change.answers.get("mobile", "")),
        },
        contents=(item.guide.result.zh if item else change.case.item_name.zh)[:120],
        made_at=at,
    )
    DeliveryEvent.objects.create(delivery=row, at=at, state=row.state)


def of_case(key: int) -> Delivery | None:
    """How far the result of a case is; None where it does not go by courier. ``key``: primary key of the case."""
    row = DeliveryRecord.objects.filter(case_id=key).first()
    if row is None:
        return None
    last = row.events.order_by("-pk").first()
    return Delivery(DeliveryState(row.state), row.waybill, last.at if last else row.made_at)


@dataclass(frozen=True)
class Followed:
    """How many deliveries were looked at; ``unanswered``: of which the courier said nothing."""

    deliveries: int
    unanswered: int


def follow(clock: Callable[[], int], most: int = 1000) -> Followed:
    """Order what waits, and ask after what is on its way.

    Args:
        clock: seconds since 1970, asked again for each.
        most: of them, those first that were looked at least lately.
    """
    keys = list(DeliveryRecord.objects.exclude(state__in=_CLOSED).order_by("asked_at", "pk").values_list("pk", flat=True)[:most])
    return Followed(len(keys), sum(not look(key, clock()) for key in keys))


def look(key: int, now: int) -> bool:
    """Order one, or ask after it. False: the courier said nothing, and all stays as it was.

    Args:
        key: primary key of the delivery.
        now: seconds since 1970.
    """
    row = DeliveryRecord.objects.get(pk=key)
    try:
        # Before any transaction: the courier may take seconds to answer.
        waybill = row.waybill or service.order(row.number, label_of(row))
        moved = service.track(row.number) if waybill else ()
    except service.NoAnswer:
        log.warning("the courier did not answer for a delivery")
        return False
    with transaction.atomic():
        row = DeliveryRecord.objects.select_for_update().get(pk=key)
        if row.state in _CLOSED:
            return True
        row.asked_at, row.waybill = now, waybill or ""
        row.save(update_fields=["asked_at", "waybill"])
        if not waybill:
            _to(row, Moved(now, DeliveryState.REFUSED, ""), now)
        for one in moved[row.events.exclude(state=DeliveryStates.WAITING).count() :]:
            _to(row, one, now)
    return True


def label_of(row: DeliveryRecord) -> dict[str, Any]:
    """What stands on the label, and nothing else of a person (快递暂行条例第二十二条)."""
    return {"sender": row.sender, "receiver": row.receiver, "contents": row.contents, "quantity": row.quantity}


def to_counter(key: int, now: int) -> bool:
    """What no courier brings is collected at the centre.

    Args:
        key: primary key of the delivery.
        now: seconds since 1970.

    Returns:
        False where the courier has it, or it has arrived.
    """
    with transaction.atomic():
        row = DeliveryRecord.objects.select_for_update().get(pk=key)
        if row.state not in (DeliveryStates.WAITING, DeliveryStates.REFUSED, DeliveryStates.RETURNED) or (
            row.state == DeliveryStates.WAITING and row.waybill
        ):
            return False
        _to(row, Moved(now, DeliveryState.COLLECT, ""), now)
        return True


def _to(row: DeliveryRecord, moved: Moved, now: int) -> None:
    """``moved.at`` is the courier's word; residents are told when it is known here."""
    before, row.state = row.state, moved.state.value
    row.save(update_fields=["state"])
    DeliveryEvent.objects.create(delivery=row, at=moved.at, state=row.state, note=moved.place)
    change = change_of(row.case_id)
    if moved.state is DeliveryState.DELIVERED:
        sent = LocalizedText(row.contents, row.contents)
        by_courier(row.case_id, sent, row.waybill, str(row.receiver.get("name", "")), moved.at)
    if row.state != before and moved.state in TOLD and change is not None:
        announce_moved(DeliveryMoved(row.case_id, moved.state, row.waybill, change.case.acceptance_centre, now))
