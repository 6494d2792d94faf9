"""缴费: what is to be paid for a case, by a code (缴款码, 财库〔2021〕31号), and how far it is."""

from __future__ import annotations

from enum import StrEnum

from kiosk.domain.values import Value


class PaymentState(StrEnum):
    """As far as the payment service has told. A state that only a newer platform names is UNKNOWN here."""

    DUE = "DUE"  # nothing was paid yet
    PAYING = "PAYING"  # begun, and the bank has not answered
    PAID = "PAID"
    FAILED = "FAILED"  # what was tried came to nothing; the code is still good
    EXPIRED = "EXPIRED"  # its code is good no more, and nothing was paid
    REFUNDING = "REFUNDING"  # it goes back
    REFUNDED = "REFUNDED"
    WAIVED = "WAIVED"  # staff saw that they are exempt
    UNKNOWN = "UNKNOWN"

    @classmethod
    def _missing_(cls, value: object) -> PaymentState:
        return cls.UNKNOWN


PAYABLE = frozenset({PaymentState.DUE, PaymentState.FAILED})  # a code is shown for it


class Payment(Value):
    """
    Attributes:
        number: of the bill (缴款码), digits.
        fen: 1 yuan is 100.
        code: what a phone reads, "" where the service has not given it yet.
        expires_at: seconds since 1970, until when the code is good.
        paid_at: seconds since 1970, 0 where it is not paid.
        returned: something was paid twice, or wrongly, and goes back.
    """

    number: str
    fen: int
    state: PaymentState
    code: str
    expires_at: int
    paid_at: int = 0
    returned: bool = False


def yuan(fen: int) -> str:
    """``20.00``"""
    return f"{fen // 100}.{fen % 100:02d}"
