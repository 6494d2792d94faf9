"""Which page a place is shown on, and its view. The idle page is the first after a start: nothing else is imported before it."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.ports.storage import Catalogue
from kiosk.session.state import Attract, State
from screens.views import idle
from screens.views.frame import View


def page_of(state: State, catalogue: Catalogue, moment: Moment) -> tuple[str, View]:
    """(name of the QML page, its view)."""
    if isinstance(state.place, Attract):
        return "AttractPage", idle.attract(state, state.place, catalogue, moment)
    from screens.views.all_pages import page_of

    return page_of(state, catalogue, moment)
