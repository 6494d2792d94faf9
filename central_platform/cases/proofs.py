"""What a receipt that says STORED proves: that this terminal stored a submission with this hash at this time."""

from __future__ import annotations

from dataclasses import dataclass

from central_platform.cases.models import CaseRecord
from central_platform.terminals.keys import key_standing, keys_of
from central_platform.terminals.services import Terminal
from kiosk.messages.key_times import Standing
from kiosk.messages.stored import Stored, read_proof


@dataclass(frozen=True)
class Proven:
    """``case``: made of the very bytes that the receipt names; None while they have not come. ``standing``: of the key, at the
    time that the receipt names: unless it is good, a person has to judge what this proves."""

    stored: Stored
    standing: Standing
    terminal: Terminal
    case: CaseRecord | None


def prove(code: str) -> Proven:
    """What the code on a receipt that says STORED proves.

    Args:
        code: as scanned from the receipt.

    Raises:
        BadSignature: it proves nothing.
    """
    stored, key = read_proof(code, keys_of)
    terminal = Terminal.objects.get(pk=stored.terminal_id)
    judged = key_standing(stored.terminal_id, key, stored.committed_at or None)
    return Proven(stored, judged, terminal, CaseRecord.objects.filter(sealed_sha256=stored.sealed_sha256).defer("sealed").first())
