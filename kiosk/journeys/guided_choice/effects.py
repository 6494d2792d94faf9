"""What is asked of the catalogue."""

from __future__ import annotations

from kiosk.journeys.guided_choice.events import ChoicesListed, ItemsLoaded
from kiosk.session.effects import AtOnce
from kiosk.session.services import Services
from kiosk.session.state import Event


class ListChoices(AtOnce):
    """-> ChoicesListed"""

    def run(self, services: Services) -> tuple[Event, ...]:
        return (ChoicesListed(services.catalogue.guided()),)


class LoadItems(AtOnce):
    """-> ItemsLoaded, in this order; one that is not in the catalogue is left out."""

    codes: tuple[str, ...]

    def run(self, services: Services) -> tuple[Event, ...]:
        found = [services.catalogue.item(code) for code in self.codes]
        return (ItemsLoaded(tuple(item for item in found if item is not None)),)
