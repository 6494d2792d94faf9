"""The audit log's events of asking for progress."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "progress.asked": "Somebody asked for progress: 'by' code (a receipt's), paper (a code on it) or card (or a code on a phone).",
    "case.opened": "Somebody looked at one of their cases in full; 'state' is the case's.",
    "withdrawal.told": "A case was taken back; 'as' is STORED, or the state of the case as the platform told it then.",
    "withdrawal.not-stored": "A withdrawal could not be stored; nothing was; 'fault' says why.",
}
