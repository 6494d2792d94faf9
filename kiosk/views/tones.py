"""The signal that stands beside a word: one for each state of a case, wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.domain.cases import Case, CaseState

# "stored" draws attention without alarm: something is still to be done. "ended": nothing is. Green and a tick are for what is in
# order alone.
_TONES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: "good",
    CaseState.ACCEPTED: "good",
    CaseState.APPROVED: "good",
    CaseState.CORRECTION: "stored",
    CaseState.WITHDRAWN: "ended",
    CaseState.REFUSED: "bad",
}


_WORST_FIRST = ("bad", "stored", "ended", "good")


def tone_of(case: Case | None) -> str:
    """None: the platform does not have it yet."""
    return _TONES[case.state] if case else "stored"


def tone_of_all(cases: Sequence[Case]) -> str:
    """Of what one submission opened: that of the case which most needs looking at. None: the platform does not have it yet."""
    return min(map(tone_of, cases or (None,)), key=_WORST_FIRST.index)
