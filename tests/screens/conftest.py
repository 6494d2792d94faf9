"""Qt without a display; one application for all, and every engine gone before it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

sys.path.append(str(Path(__file__).parents[1] / "kiosk"))  # the world of the session's tests


@pytest.fixture(scope="session")
def qt() -> Iterator[object]:
    import shiboken6

    from screens.panel_window import application

    made = application()
    yield made
    shiboken6.delete(made)
