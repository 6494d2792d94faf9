"""The signal that stands beside a word: one for each state of a case, wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.cases import Case, CaseState

# "stored" draws attention without alarm: something is still to be done. Green and a tick are for what is in order alone.
_TONES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: "good",
    CaseState.ACCEPTED: "good",
    CaseState.APPROVED: "good",
    CaseState.CORRECTION: "stored",
    CaseState.WITHDRAWN: "stored",
    CaseState.REFUSED: "bad",
}


def tone_of(case: Case | None) -> str:
    """None: the platform does not have it yet."""
    return _TONES[case.state] if case else "stored"
