"""That something was paid, announced in the transaction that writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True)
class Paid:
    """``case``: primary key of its row; ``fen``: that were paid; ``at``: seconds since 1970."""

    case: int
    fen: int
    at: int


paid = Signal()  # paid: Paid


def announce_paid(case: int, fen: int, at: int) -> None:
    """Tell all hearers; within the transaction."""
    paid.send(Paid, paid=Paid(case, fen, at))
