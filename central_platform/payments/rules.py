"""What follows from what the payment service tells of a bill: its state, and what must go back. Pure.

A bill is paid by one transfer of exactly what is due, the first. Whatever else came goes back: a second time, another amount, or
anything where nothing is due any more. No rule of law for refunds is known (财库〔2021〕31号 has none), so what was rightly
paid goes back only where staff say so (``wanted`` False).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.payments import PaymentState


class Refund(StrEnum):
    """How far a transfer's way back is."""

    NONE = "NONE"
    ASKED = "ASKED"
    DONE = "DONE"


@dataclass(frozen=True)
class Transfer:
    """One that the service has received. ``reference``: its own name for it; ``at``: seconds since 1970."""

    reference: str
    fen: int
    at: int
    refund: Refund = Refund.NONE


@dataclass(frozen=True)
class Told:
    """What the service says of a bill. ``pending``: a payment was begun; ``failed``: one came to nothing; ``closed``: it takes no
    more."""

    transfers: tuple[Transfer, ...] = ()
    pending: bool = False
    failed: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Settlement:
    """``paid``: the transfer that counts; ``back``: those that are to be sent back and were not asked for yet."""

    state: PaymentState
    paid: Transfer | None = None
    back: tuple[Transfer, ...] = ()
    returned: bool = False


def settle(fen: int, expires_at: int, wanted: bool, told: Told, now: int, waived: bool = False) -> Settlement:
    """How a bill stands.

    Args:
        fen: that are due.
        expires_at: until when it can be paid, in seconds since 1970.
        wanted: it is still to be paid: its case was neither taken back nor refused before, and staff send nothing back.
        told: what the service says.
        now: seconds since 1970.
        waived: staff saw that nothing is to be paid; then it is not wanted either.
    """
    transfers = sorted(told.transfers, key=lambda one: (one.at, one.reference))
    paid = next((one for one in transfers if wanted and one.fen == fen and one.refund is Refund.NONE), None)
    others = [one for one in transfers if one is not paid]
    back = tuple(one for one in others if one.refund is Refund.NONE)
    if paid is not None:
        return Settlement(PaymentState.PAID, paid, back, bool(others))
    if others:
        done = all(one.refund is Refund.DONE for one in others)
        if wanted and not told.closed and now < expires_at:
            # What was wrong goes back, and the bill is still open.
            return Settlement(_open(told), None, back, True)
        return Settlement(PaymentState.REFUNDED if done else PaymentState.REFUNDING, None, back, True)
    if told.pending:
        return Settlement(PaymentState.PAYING)
    if waived:
        return Settlement(PaymentState.WAIVED)
    if not wanted or told.closed or now >= expires_at:
        return Settlement(PaymentState.EXPIRED)
    return Settlement(_open(told))


def _open(told: Told) -> PaymentState:
    if told.pending:
        return PaymentState.PAYING
    return PaymentState.FAILED if told.failed else PaymentState.DUE
