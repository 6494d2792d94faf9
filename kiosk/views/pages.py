"""Which page a place is shown on. A place is bound to its view by where it is written: a journey's to the module ``view`` of its
folder, the session's own to the module of the same name here. That module holds ``VIEWS``, by kind of place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from kiosk.domain.times import Moment
from kiosk.domain.values import Value
from kiosk.ports.storage import Catalogue
from kiosk.session.state import Event, Place, State
from kiosk.views.base import PageView


class Look(Value):
    """What a view may look at beside the state."""

    catalogue: Catalogue
    moment: Moment


Views = Mapping[type[Place], Callable[[State, Any, Look], PageView]]
Actions = Mapping[str, Callable[[State, Any], Event]]


def view_of(state: State, catalogue: Catalogue, moment: Moment) -> PageView:
    """What is shown of this state."""
    views: Views = view_module(type(state.place)).VIEWS
    return views[type(state.place)](state, state.place, Look(catalogue, moment))


def view_module(place: type[Place]) -> Any:
    """Imports it, when it is first needed."""
    package, _, module = place.__module__.rpartition(".")
    return import_module(f"kiosk.views.{module}" if package == "kiosk.session" else f"{package}.view")


def file_of(view: type[PageView]) -> str:
    """The page's QML file, below the folder of pages: a journey's in a folder of its name, the session's own in ``session``."""
    package = view.__module__.split(".")
    return f"{package[2] if package[1] == 'journeys' else 'session'}/{view.page}"
