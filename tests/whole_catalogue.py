"""The catalogue as its authors wrote it, for tests that look at it."""

from __future__ import annotations

from functools import cache

from central_platform.catalogue.publishing import load_catalogue
from kiosk.domain.service_items import Catalogue


@cache
def whole_catalogue() -> Catalogue:
    """Read once in a process, which takes seconds; nobody can change it."""
    return load_catalogue()
