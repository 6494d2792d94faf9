"""The platform's clock, in one place, so that tests can set it."""

from __future__ import annotations

import time


def now() -> int:
    """Whole seconds since 1970-01-01 UTC."""
    return int(time.time())
