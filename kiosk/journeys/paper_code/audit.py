"""The audit log's events of codes on paper; never a code, nor whose it is."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "paper-code.asked": "A code on paper was asked for; 'as' is ISSUED, the refusal, or NO_ANSWER.",
    "paper-code.paper": "Its paper came to this 'state', with its 'reason'; then by the resident's word.",
    "paper-code.lost": "A code on paper was reported lost; 'as' is ENDED, NONE (there was none) or NO_ANSWER.",
}
