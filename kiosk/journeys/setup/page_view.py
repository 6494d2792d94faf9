"""What the views of all the set-up's pages have."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.session.state import State
from kiosk.views.base import PageView
from kiosk.views.language import localized


class SetUpView(PageView):
    """Nobody is served: no button leads home, to help or away."""

    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True
    before_service: ClassVar[bool] = True


def faulted(state: State, fault: LocalizedText | None) -> str:
    """Why the last thing was not done, in words."""
    return localized(fault, state) if fault else ""
