"""The audit log's events of queries; never what was asked, nor what came of it."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "query.answered": "A query of this 'item' came back; 'as' is SHOWN, NOTHING (on record) or the refusal, 'by' who answered.",
    "query.paper": "A result's paper came to this 'state', with its 'reason'; then by the resident's word.",
}
