"""A case: the platform's record of a submission that it received, and what may be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from kiosk.domain.deliveries import Delivery
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, field
from kiosk.domain.without_paper import OwedMaterial, PromisedMaterial


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
    FROM_CODE = "FROM_CODE"  # who somebody is was shown by a code on their phone, in place of the ID card
    FROM_RECORDS = "FROM_RECORDS"  # a department's record proves it (数据核验)
    TO_CHECK = "TO_CHECK"  # the platform is to look for the licence, or the record: it could not be asked
    ATTACHED = "ATTACHED"  # pictures of it, taken here, go with the application
    TO_COUNTER = "TO_COUNTER"  # the resident hands it in
    LATER = "LATER"  # the resident brings it by a day (容缺后补)
    PROMISED = "PROMISED"  # a signed promise stands in for it (告知承诺)


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
    decision issued; ``company``: whose case it is, "" of a person; ``bundle``, ``receipt_number``: of a case that was applied for
    with others (一件事), the bundle's name and the number that all of them share; ``booked``: it is an appointment, and while it is
    accepted its next step says when, and the centre is where; ``owed``: materials that are still to be brought; ``promised``: those
    that a promise stands in for; ``revoked``: it was granted, and a promise was not kept (REFUSED); ``not_accepted``: staff sent it
    away before it was accepted (不予受理, REFUSED)."""

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
    company: str = ""
    booked: bool = False
    owed: tuple[OwedMaterial, ...] = ()
    promised: tuple[PromisedMaterial, ...] = ()
    revoked: bool = False
    not_accepted: bool = False


# What is given out of a case in each state, on paper; nothing of one that was taken back.
NOTICES: Mapping[CaseState, LocalizedText] = {
    CaseState.RECEIVED: LocalizedText("收件凭证", "Notice of receipt"),
    CaseState.ACCEPTED: LocalizedText("受理通知书", "Notice of acceptance"),
    CaseState.CORRECTION: LocalizedText("补正材料通知书", "Notice of correction"),
    CaseState.APPROVED: LocalizedText("办理决定书", "Decision to grant"),
    CaseState.REFUSED: LocalizedText("不予办理决定书", "Decision to refuse"),
}
REVOCATION = LocalizedText("撤销决定书", "Decision to revoke")
NOT_ACCEPTED = LocalizedText("不予受理决定书", "Decision not to accept")
COMMITMENT = LocalizedText("告知承诺书", "Written promise")
PROOF_OF_SERVICE = LocalizedText("送达回证", "Record of service")


def notice_of(case: Case) -> LocalizedText | None:
    """What the notice of a case is called as it stands; None where nothing is given out."""
    if case.revoked:
        return REVOCATION
    return NOT_ACCEPTED if case.not_accepted else NOTICES.get(case.state)


class CasePaper(StrEnum):
    """What is printed of a case, on A4."""

    NOTICE = "notice"  # of how it stands
    COMMITMENT = "commitment"  # what was promised for it
    SERVED = "served"  # what of it reached whoever applied


class ServedBy(StrEnum):
    """How a document of a case reached whoever applied (送达). What only a newer platform names is OTHER."""

    TERMINAL = "TERMINAL"
    COURIER = "COURIER"
    COUNTER = "COUNTER"
    OTHER = "OTHER"

    @classmethod
    def _missing_(cls, value: object) -> ServedBy:
        return cls.OTHER


SERVED_WORDS: Mapping[ServedBy, LocalizedText] = {
    ServedBy.TERMINAL: LocalizedText("自助终端打印", "printed at a terminal"),
    ServedBy.COURIER: LocalizedText("快递签收", "by courier"),
    ServedBy.COUNTER: LocalizedText("窗口领取", "collected at the counter"),
    ServedBy.OTHER: LocalizedText("以窗口为准", "ask the counter"),
}


class Served(Value):
    """A document that reached whoever applied. ``number``: that stands on it, or the courier's; ``at``: seconds since 1970 UTC."""

    document: LocalizedText
    number: str
    by: ServedBy
    at: int


class CaseStep(Value):
    """A line of a case's history, as it may be told to whoever applied. ``at``: seconds since 1970 UTC; ``state``: of the case from
    then on; ``reason``: that was written for them, "" for none."""

    at: int
    state: CaseState
    reason: str = ""


class CaseInFull(Value):
    """A case with what was submitted last, for whoever it is about, and who showed their card.

    Attributes:
        case: as it is now.
        history: the oldest step first.
        answers: by key of the question.
        pages: by key of the material, hashes (SHA-256, hex) of the sealed pictures of it, in order.
        correctable: it was sent back, or lacks what may be brought later, and a terminal can take that.
        withdrawable: it can be taken back: nothing is decided yet.
        delivery: how far the result is, where a courier brings it.
        served: what reached them, the oldest first.
    """

    case: Case
    history: tuple[CaseStep, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    pages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    correctable: bool = False
    withdrawable: bool = False
    delivery: Delivery | None = None
    served: tuple[Served, ...] = ()


class WithdrawalReason(StrEnum):
    """Why somebody takes an application back, as they say themselves."""

    NOT_NEEDED = "NOT_NEEDED"
    MISTAKEN = "MISTAKEN"
    DONE_ELSEWHERE = "DONE_ELSEWHERE"
    PAPER = "PAPER"  # of a promise alone
    CHANGED = "CHANGED"  # likewise
    OTHER = "OTHER"

    @classmethod
    def _missing_(cls, value: object) -> WithdrawalReason:
        return cls.OTHER


WITHDRAWAL_REASONS: Mapping[WithdrawalReason, LocalizedText] = {
    WithdrawalReason.NOT_NEEDED: LocalizedText("不想办了", "I no longer want it"),
    WithdrawalReason.MISTAKEN: LocalizedText("填错了，想重新申请", "I made a mistake and want to apply again"),
    WithdrawalReason.DONE_ELSEWHERE: LocalizedText("已经在别处办好了", "It was done elsewhere"),
    WithdrawalReason.OTHER: LocalizedText("其他原因", "Another reason"),
}
# Why somebody takes back what they promised, and goes on with the application.
PROMISE_REASONS: Mapping[WithdrawalReason, LocalizedText] = {
    WithdrawalReason.PAPER: LocalizedText("有材料了，改交材料", "I have the paper and will hand it in"),
    WithdrawalReason.CHANGED: LocalizedText("承诺的情况变了", "What I promised is no longer true"),
}
