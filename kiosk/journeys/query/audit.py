"""The audit log's events of queries; never what was asked, nor what came of it."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "query.answered": "A query came back; 'item' is the code of its item, 'as' is SHOWN, NOTHING (on record) or the refusal.",
    "query.paper": "A result's paper came to this 'state', with its 'reason'; then by the resident's word.",
}
