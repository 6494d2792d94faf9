"""The audit log's events of checking a copy."""

from __future__ import annotations

from collections.abc import Mapping

VOCABULARY: Mapping[str, str] = {"copy.checked": "The code of a licence copy was checked; 'verdict' says with what result."}
