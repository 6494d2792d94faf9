"""The idle page of a version that is tried with nobody served keeps every rule of `checker`."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.values import replace
from tests.kiosk.session_samples import SETTINGS, Session
from tests.screens.states import Kept
from tests.screens.test_pages import EVERYTHING, MODES, SIZES, wrong


@pytest.mark.parametrize("size", SIZES)
def test_the_page_keeps_every_rule(qt: Any, reader: None, size: str) -> None:
    session = Session(replace(SETTINGS, on_trial=True))
    kept = Kept("on-trial", session.state, session.moment())
    modes = MODES if EVERYTHING else MODES[::4]
    told = wrong(qt, [kept] * len(modes), size, modes)
    assert not told, "\n".join(told)
