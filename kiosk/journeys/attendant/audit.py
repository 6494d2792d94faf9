"""The audit log's events of the attendant's page."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "attendant.opened": "The page for the site's attendant was opened from the idle page.",
    "attendant.looked": "The attendant has looked at the printer 'device', of which a resident had said that nothing came out.",
    "attendant.pin-refused": "The site's PIN was asked for before out of service, and nobody was let in: 'as' WRONG, WAITS or"
    " NOT_KEPT (the ledger could not be written).",
    "attendant.card-kept": "The attendant says that they have kept a card that somebody forgot.",
}
