"""What is asked of the catalogue, and of the ledger."""

from __future__ import annotations

from kiosk.domain.service_items import ServiceItem
from kiosk.journeys.browse.events import AuthoritiesListed, EditionRead, Found, ItemLoaded, Listed, SubmittedHere
from kiosk.journeys.browse.guide_paper import Edition
from kiosk.ports.storage import Among, Near
from kiosk.session.effects import AtOnce, InStorage
from kiosk.session.printed_forms import FormDrawn
from kiosk.session.services import Services
from kiosk.session.state import Event


class FindItems(AtOnce):
    """-> Found. ``near``: what the query means, once that is known."""

    query: str
    near: Near | None = None

    def run(self, services: Services) -> tuple[Event, ...]:
        return (Found(self.query, services.catalogue.search(self.query, near=self.near)),)


class ListItems(AtOnce):
    """-> Listed"""

    among: Among

    def run(self, services: Services) -> tuple[Event, ...]:
        return (Listed(self.among, services.catalogue.lines(self.among)),)


class ListAuthorities(AtOnce):
    """-> AuthoritiesListed"""

    def run(self, services: Services) -> tuple[Event, ...]:
        return (AuthoritiesListed(services.catalogue.authorities()),)


class CountSubmitted(InStorage):
    """-> SubmittedHere; nothing where the ledger cannot be read: the list stands in the catalogue's order."""

    def run(self, services: Services) -> tuple[Event, ...]:
        return (SubmittedHere(services.ledger.submitted()),)


class ReadEdition(AtOnce):
    """-> EditionRead"""

    def run(self, services: Services) -> tuple[Event, ...]:
        catalogue = services.catalogue
        return (EditionRead(Edition(catalogue.places(), catalogue.version, catalogue.confirmed_at)),)


class DrawForm(InStorage):
    """-> FormDrawn"""

    request_id: str
    item: ServiceItem
    language: str

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.domain.blank_forms import blank_sheet, sample_sheet
        from kiosk.session.form_page import CannotDraw, drawn

        form = self.item.form
        assert form is not None
        try:
            pdf = drawn(make(self.item, form, self.language) for make in (blank_sheet, sample_sheet))
        except CannotDraw:
            pdf = b""
        return (FormDrawn(self.request_id, pdf),)


class LoadItem(AtOnce):
    """-> ItemLoaded; an item that is not in the catalogue is no event."""

    code: str

    def run(self, services: Services) -> tuple[Event, ...]:
        item = services.catalogue.item(self.code)
        return () if item is None else (ItemLoaded(item),)
