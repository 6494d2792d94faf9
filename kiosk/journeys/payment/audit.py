"""The audit log's events of payments."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "payment.told": "A resident was told how a payment stands; 'state': the platform's, NONE for nothing to pay, NO_ANSWER.",
    "payment.paper": "A slip with a payment's code came to this 'state', with its 'reason'.",
}
