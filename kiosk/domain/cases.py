"""A case: the platform's record of a submission that it received, and what may be told of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value


class CaseState(StrEnum):
    RECEIVED = "RECEIVED"  # 已收件
    ACCEPTED = "ACCEPTED"  # 已受理
    CORRECTION = "CORRECTION"  # 待补正
    APPROVED = "APPROVED"  # 已办结
    REFUSED = "REFUSED"  # 不予办理
    WITHDRAWN = "WITHDRAWN"  # 已撤回


class MaterialState(StrEnum):
    """How a material is settled on the day of the application."""

    WAIVED = "WAIVED"  # a licence makes it unnecessary (免于提交)
    FROM_CARD = "FROM_CARD"  # the card read here is the material
    TO_CHECK = "TO_CHECK"  # the platform is to look for the licence: it could not be asked
    ATTACHED = "ATTACHED"  # pictures of it, taken here, go with the application
    TO_COUNTER = "TO_COUNTER"  # the resident hands it in


class RejectReason(StrEnum):
    CANNOT_OPEN = "CANNOT_OPEN"  # sealed to a key that the platform never had, or damaged
    CONFLICT = "CONFLICT"  # the same id with other bytes: both are kept
    REVOKED = "REVOKED"  # from a terminal that is revoked


OPEN = frozenset({CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.CORRECTION})  # still being dealt with


class Case(Value):
    """What may be told to whoever made it. ``received_at``: seconds since 1970 UTC; ``due``: the next step is promised by then."""

    case_number: str
    state: CaseState
    implementation_code: str
    item_name: LocalizedText
    received_at: int
    due: date | None
    next_step: LocalizedText
    acceptance_centre: LocalizedText
