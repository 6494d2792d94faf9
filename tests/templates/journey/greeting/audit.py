"""The audit log's events of a greeting."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {"greeting.opened": "Somebody opened the page with the greeting."}
