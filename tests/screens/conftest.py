"""Qt without a display; one application for all, and every engine gone before it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(scope="session")
def qt() -> Iterator[object]:
    import shiboken6

    from screens.panel_window import application

    made = application()
    yield made
    shiboken6.delete(made)


@pytest.fixture
def reader(qt: object) -> Iterator[None]:
    """A screen reader listens: Qt keeps the tree of accessible names."""
    from PySide6.QtGui import QAccessible

    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)
