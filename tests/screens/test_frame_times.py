"""How long frames take is known of the real window."""

from __future__ import annotations

import time
from typing import Any

from kiosk.session import events as ev
from screens.frame_times import FrameTimes
from tests.kiosk.session_samples import Session
from tests.screens.drawn import drawn

SLOW = 0.1  # seconds


def test_the_longest_frame_is_told_once(qt: Any) -> None:
    with drawn(qt, Session(), (1080, 1920)) as view:
        times = FrameTimes(view.window)
        held: list[bool] = []

        def hold() -> None:
            if not held:
                held.append(True)
                time.sleep(SLOW)  # what draws takes so long

        view.window.afterAnimating.connect(hold)
        view.feed(ev.Start())
        assert held
        assert times.longest_ms() >= SLOW * 1000
        assert times.longest_ms() == 0, "of what came since"
        view.feed(ev.GoHome())
