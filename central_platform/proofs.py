"""What a receipt that says STORED proves: that this terminal stored a submission with this hash at this time."""

from __future__ import annotations

from dataclasses import dataclass

from central_platform.records.models import CaseRecord, Terminal
from central_platform.terminals import keys_of
from kiosk.wire.stored import Stored, read_proof


@dataclass(frozen=True)
class Proven:
    """``case``: made of the very bytes that the receipt names; None while they have not come."""

    stored: Stored
    terminal: Terminal
    case: CaseRecord | None


def prove(code: str) -> Proven:
    """``code``: as scanned from the receipt. BadSignature where it proves nothing."""
    stored = read_proof(code, keys_of)
    terminal = Terminal.objects.get(pk=stored.terminal_id)
    return Proven(stored, terminal, CaseRecord.objects.filter(sealed_sha256=stored.sealed_sha256).defer("sealed").first())
