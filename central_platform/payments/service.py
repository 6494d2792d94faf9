"""The city's service for payments of fees (非税收入收缴), asked over HTTP as ``docs/payments.md`` says, and read strictly.

Whatever is not the typed answer is no answer, and everything may be asked again: bills by their number, refunds by the transfer's
reference. A service that answers twice, late or never changes nothing that it has not said.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from pydantic import Field, StringConstraints

from central_platform.core import outside
from central_platform.core.outside import NoAnswer, Strict
from central_platform.payments.rules import Refund, Told, Transfer

__all__ = ["NoAnswer", "ask", "close", "is_set", "open_bill", "refund"]
_Word = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class _Opened(Strict):
    number: _Word
    fen: int
    code: Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=r"^[\x21-\x7e]+$")]


class _Transfer(Strict):
    reference: _Word
    fen: int = Field(ge=1, le=10**9)
    at: int = Field(ge=0)
    refund: str


class _Bill(Strict):
    number: _Word
    fen: int
    pending: bool
    failed: bool
    closed: bool
    transfers: list[_Transfer] = Field(max_length=50)


class _Refunded(Strict):
    reference: _Word
    refund: str


def is_set() -> bool:
    """Whether this platform has a payment service."""
    return bool(settings.PAYMENT_SERVICE)


def open_bill(number: str, fen: int, title: str, expires_at: int) -> str:
    """Make a bill, or the same again.

    Args:
        number: of the bill, never of another.
        fen: that are due.
        title: what it is for, in Chinese; nothing of a person.
        expires_at: seconds since 1970.

    Returns:
        What a phone reads to pay it.

    Raises:
        NoAnswer: it may be open or not.
    """
    told = _post("/bills", {"number": number, "fen": fen, "title": title, "expires_at": expires_at}, _Opened)
    if (told.number, told.fen) != (number, fen):
        raise NoAnswer
    return str(told.code)


def ask(number: str, fen: int) -> Told:
    """What has become of a bill. NoAnswer: nothing is known."""
    return _told(_post("/bills/state", {"number": number}, _Bill), number, fen)


def close(number: str, fen: int) -> Told:
    """Let a bill take no more; what was paid before is told. NoAnswer: it may be closed or not."""
    return _told(_post("/bills/close", {"number": number}, _Bill), number, fen)


def refund(reference: str, fen: int) -> Refund:
    """Send a transfer back, whole; the same again is the same refund. NoAnswer: it may be on its way or not."""
    told = _post("/refunds", {"reference": reference, "fen": fen}, _Refunded)
    if told.reference != reference or told.refund not in (Refund.ASKED.value, Refund.DONE.value):
        raise NoAnswer
    return Refund(told.refund)


def _told(bill: _Bill, number: str, fen: int) -> Told:
    if (bill.number, bill.fen) != (number, fen) or any(one.refund not in set(Refund) for one in bill.transfers):
        raise NoAnswer
    transfers = tuple(Transfer(one.reference, one.fen, one.at, Refund(one.refund)) for one in bill.transfers)
    if len({one.reference for one in transfers}) != len(transfers):
        raise NoAnswer
    return Told(transfers, bill.pending, bill.failed, bill.closed)


def _post(path: str, body: dict[str, Any], answer: type[Any]) -> Any:
    return outside.ask(settings.PAYMENT_SERVICE.rstrip("/") + path, settings.PAYMENT_TOKEN, body, answer)
