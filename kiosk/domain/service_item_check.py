"""What no type can say of a service item, in words for its author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.domain.service_items import ItemKind, ServiceItem
from kiosk.domain.without_paper import LONGEST_LATER

_CODE = re.compile(r"[0-9A-Z]{31}([0-9A-Z]{2})?")


def check_item(item: ServiceItem) -> Iterator[str]:
    """What is wrong with an item, in words for its author; nothing if it may be published."""
    if not _CODE.fullmatch(item.implementation_code):
        yield "implementation_code must have 31 characters (or 33), 0-9 and A-Z"
    elif item.implementation_code[18] not in "123456":
        yield "the 19th character of implementation_code is the level, 1 to 6"
    known = set(item.guide.sources)
    cited = [
        *(fact.source for fact in item.guide.conditions),
        *(material.source for material in item.guide.materials),
        *(asked.source for asked in item.guide.questions),
        *(source for child in item.children for source in (child.source, child.fee.source)),
        *(one.source for one in item.elsewhere),
        *(one.source for one in item.commitments),
        *(material.later.source for material in item.guide.materials if material.later),
        item.guide.fee.source,
        item.guide.agent.source,
        *(limit.source for limit in (item.guide.legal_time, item.guide.promised_time) if limit),
    ]
    for source in cited:
        if source is not None and source not in known:
            yield f"source {source!r} is cited but not listed"
    if not item.guide.agent.allowed and item.guide.agent.reason is None:
        yield "what must be done in person says why: agent needs a reason"
    if item.kind is ItemKind.TRANSACTION and item.form is None:
        yield "a TRANSACTION needs a form"
    if item.kind is ItemKind.LICENCE_PRINT and not item.licence_type:
        yield "a LICENCE_PRINT needs licence_type"
    if (item.kind is ItemKind.QUERY) != (item.query is not None):
        yield "a QUERY needs query, and nothing else has one"
    yield from _booking_faults(item)
    legal, promised = item.guide.legal_time, item.guide.promised_time
    if legal and promised and not legal.calendar and not promised.calendar and promised.days > legal.days:
        yield "the promised time is longer than the legal one"
    if item.guide.fee.fen and item.guide.fee.source is None:
        yield "a fee needs a source"
    if legal and legal.source is None:
        yield "a legal time limit needs a source"
    yield from _without_paper(item)


def _booking_faults(item: ServiceItem) -> Iterator[str]:
    booking, asked = item.booking, item.form.schema.get("properties", {}) if item.form else {}
    if booking is None:
        return
    if asked.get(booking.day, {}).get("x-ask", {}).get("widget") != "working-day":
        yield "booking.day names a question for a working-day"
    for key in filter(None, (booking.time, booking.place)):
        if "enum" not in asked.get(key, {}):
            yield f"booking names {key!r}, which is no question with choices"
    if bool(booking.place) == bool(booking.where):
        yield "booking says where: a place that is asked for, or the only one"
    if booking.quota < 1:
        yield "booking.quota is 1 or more"
    if item.decision is None or item.decision.gives:
        yield "an appointment is accepted by rules, and gives no licence"


def _without_paper(item: ServiceItem) -> Iterator[str]:
    """What is wrong with what may be brought later, or promised."""
    keys = {material.key for material in item.guide.materials}
    for material in item.guide.materials:
        if material.later and not 1 <= material.later.days <= LONGEST_LATER:
            yield f"material {material.key} may be brought within 1 to {LONGEST_LATER} working days"
    for one in item.commitments:
        for key in sorted(set(one.materials) - keys):
            yield f"a commitment stands in for {key}, which is no material"
        if not one.materials or not one.promise or not one.version:
            yield "a commitment names its materials, its version and what is promised"
        if one.check_days < 1 or one.mend_days < 1:
            yield "a commitment is checked, and put right, within working days"
    covered = [(one.item, key) for one in item.commitments for key in one.materials]
    if len(set(covered)) < len(covered):
        yield "two commitments stand in for one material"
