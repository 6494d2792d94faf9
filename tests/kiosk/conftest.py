from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.sync import bounded_http
from kiosk.sync import client as client_module
from tests.kiosk.faulty_platform import Platform
from tests.kiosk.session_samples import Session


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """With the client's bounds as they are, in less time."""
    monkeypatch.setattr(client_module, "ANSWER_TIMEOUT", 0.5)
    monkeypatch.setattr(bounded_http, "HEAD_TIMEOUT", 0.5)
    monkeypatch.setattr(client_module, "LARGEST_ANSWER", 200_000)
    platform = Platform()
    yield platform
    platform.close()
