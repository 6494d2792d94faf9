"""The audit log's events of asking for progress."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {
    "progress.asked": "Somebody asked for progress with a receipt's code ('by' code) or with a card ('by' card).",
}
