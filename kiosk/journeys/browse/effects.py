"""What is asked of the catalogue."""

from __future__ import annotations

from kiosk.journeys.browse.events import Found, ItemLoaded, Listed
from kiosk.ports.storage import Near
from kiosk.session.effects import AtOnce
from kiosk.session.services import Services
from kiosk.session.state import Event


class FindItems(AtOnce):
    """-> Found. ``near``: what the query means, once that is known."""

    query: str
    near: Near | None = None

    def run(self, services: Services) -> tuple[Event, ...]:
        return (Found(self.query, services.catalogue.search(self.query, near=self.near)),)


class ListTheme(AtOnce):
    """-> Listed"""

    theme: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (Listed(self.theme, services.catalogue.of_theme(self.theme)),)


class LoadItem(AtOnce):
    """-> ItemLoaded; an item that is not in the catalogue is no event."""

    code: str

    def run(self, services: Services) -> tuple[Event, ...]:
        item = services.catalogue.item(self.code)
        return () if item is None else (ItemLoaded(item),)
