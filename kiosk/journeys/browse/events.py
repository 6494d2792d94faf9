"""What happens while somebody looks around."""

from __future__ import annotations

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.values import Value
from kiosk.ports.storage import ItemLine, SearchFound
from kiosk.session.events import Act


class OpenSearch(Act):
    pass


class Query(Act):
    text: str


class OpenTheme(Act):
    theme: str


class OpenItem(Act):
    code: str


class Found(Value):
    query: str
    found: SearchFound = SearchFound()


class Listed(Value):
    theme: str
    lines: tuple[ItemLine, ...] = ()


class ItemLoaded(Value):
    item: ServiceItem
