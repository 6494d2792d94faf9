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
    FROM_RECORDS = "FROM_RECORDS"  # a department's record proves it (数据核验)
    TO_CHECK = "TO_CHECK"  # the platform is to look for the licence, or the record: it could not be asked
    ATTACHED = "ATTACHED"  # pictures of it, taken here, go with the application
    TO_COUNTER = "TO_COUNTER"  # the resident hands it in


class RejectReason(StrEnum):
    CANNOT_OPEN = "CANNOT_OPEN"  # sealed to a key that the platform never had, or damaged
    CONFLICT = "CONFLICT"  # the same id with other bytes: both are kept
    REVOKED = "REVOKED"  # from a terminal that is revoked


class DefectKind(StrEnum):
    """What is to be mended. A kind that only a newer platform names is OTHER here: its text says what to do."""

    ANSWER = "ANSWER"  # ``key``: of the question
    MATERIAL = "MATERIAL"  # ``key``: of the material
    ITEM = "ITEM"  # which service was meant
    IDENTITY = "IDENTITY"  # who applies
    CONTENT = "CONTENT"  # the application as a whole
    STAFF = "STAFF"  # in the words of a member of staff
    OTHER = "OTHER"

    @classmethod
    def _missing_(cls, value: object) -> DefectKind:
        return cls.OTHER


class Defect(Value):
    """One thing that a case lacks, so that a correction can begin from it. ``key``: which one of its kind, "" where there is one;
    ``text``: in plain words."""

    kind: DefectKind
    key: str
    text: LocalizedText


OPEN = frozenset({CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.CORRECTION})  # still being dealt with


class Case(Value):
    """What may be told to whoever made it. ``received_at``: seconds since 1970 UTC; ``due``: the next step is promised by then;
    ``defects``: what is to be mended, of a case that was sent back (CORRECTION); ``licence``: identifier of the one that the
    decision issued; ``bundle``, ``receipt_number``: of a case that was applied for with others (一件事), the bundle's name and the
    number that all of them share."""

    case_number: str
    state: CaseState
    implementation_code: str
    item_name: LocalizedText
    received_at: int
    due: date | None
    next_step: LocalizedText
    acceptance_centre: LocalizedText
    defects: tuple[Defect, ...] = ()
    licence: str = ""
    bundle: LocalizedText | None = None
    receipt_number: str = ""
