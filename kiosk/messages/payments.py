"""What terminal and platform say to each other about payments."""

from __future__ import annotations

from pydantic import Field

from kiosk.domain.payments import Payment
from kiosk.messages.base import Answer, Request, Signed, Text


class PaymentRequest(Request):
    """``identity`` and ``case_number``, or ``receipt_token`` alone."""

    receipt_token: Text = Field(default="", max_length=64)
    identity: Signed | None = None
    case_number: Text = Field(default="", max_length=24)


class PaymentAnswer(Answer):
    payment: Payment | None = Field(description="null: nothing is to be paid for it here, or not yet")
