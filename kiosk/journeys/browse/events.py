"""What happens while somebody looks around."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.journeys.browse.guide_paper import Edition
from kiosk.ports.storage import Among, ItemLine, SearchFound
from kiosk.session.events import Act


class OpenSearch(Act):
    pass


class SearchFor(Act):
    text: str


class OpenWays(Act):
    """The other ways to find something."""


class Only(Enum):
    """Which of the items of a list."""

    ALL = "all"
    MOST_USED = "most"
    OFFLINE = "offline"  # can be done without network
    CARDLESS = "cardless"  # ask for no card


class OpenList(Act):
    """``only`` these among the items."""

    among: Among
    only: Only = Only.ALL


class ShowKind(Act):
    """Of a list, the items of one kind alone (a value of `ItemKind`); "": of all."""

    kind: str


class ShowPossible(Act):
    """Of a list, what can be done now alone, or everything again."""


class OpenItem(Act):
    code: str


class OpenMore(Act):
    """The rest of a guide."""


class PrintGuide(Act):
    """On receipt paper."""


class PrintForm(Act):
    """The blank form and its sample, on A4."""


class EditionRead(Value):
    """Of which catalogue a guide is, and where a resident goes."""

    edition: Edition


class Found(Value):
    query: str
    found: SearchFound = SearchFound()


class Listed(Value):
    among: Among
    lines: tuple[ItemLine, ...] = ()


class SubmittedHere(Value):
    """How many submissions were taken at this terminal of each item, by its code."""

    counts: Mapping[str, int]


class AuthoritiesListed(Value):
    authorities: tuple[LocalizedText, ...]


class ItemLoaded(Value):
    item: ServiceItem
