"""The catalogue of what is played: what the platform publishes as its sample."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kiosk.domain.guided_choice import GuidedChoice
from kiosk.domain.service_items import Assurance, LicenceType, Places, ServiceItem, Theme
from kiosk.domain.text import LocalizedText
from kiosk.journeys.apply.without_paper import offers
from kiosk.messages.public_data import PublicRows
from kiosk.ports.storage import Among, ItemLine, MatchedBy, Near, Passage, SearchFound, SearchHit
from tests.whole_catalogue import whole_catalogue


class PlatformSample:
    """`kiosk.ports.storage.Catalogue`, of what the platform publishes as its sample."""

    def __init__(self) -> None:
        made = whole_catalogue()
        self.version, self.confirmed_at = made.version, 0
        self.themes: Sequence[Theme] = made.themes
        self.licence_types: Sequence[LicenceType] = made.licence_types
        self.area, self.notice = made.area, made.notice
        self.choices, self.where = made.guided, made.places
        self.items = {item.implementation_code: item for item in made.items}
        lacked = [item for item in made.items if offers(item) and item.assurance is not Assurance.COMPANY]
        self.put_off = [item.implementation_code for item in lacked for _ in range(4 if item.commitments else 1)]

    def item(self, implementation_code: str) -> ServiceItem | None:
        return self.items.get(implementation_code)

    def guided(self) -> tuple[GuidedChoice, ...]:
        return self.choices

    def places(self) -> Places:
        return self.where

    def public_keys(self) -> frozenset[str]:
        return frozenset(item.query.public for item in self.items.values() if item.query and item.query.public)

    def public_rows(self, key: str) -> PublicRows | None:
        return None

    def lines(self, among: Among) -> tuple[ItemLine, ...]:
        lines = map(self._line, self.items.values())
        wanted = (among.theme, among.authority, among.served)
        return tuple(
            line
            for line in lines
            if all(w in ("", *there) for w, there in zip(wanted, ((line.theme,), (line.authority.zh,), line.served), strict=True))
        )

    def authorities(self) -> tuple[LocalizedText, ...]:
        return tuple({item.authority.zh: item.authority for item in self.items.values()}.values())

    def search(self, query: str, limit: int = 20, near: Near | None = None) -> SearchFound:
        """Names and guides' questions that have the query in them; where half of it alone stands in a name, by meaning."""
        named = [item for item in self.items.values() if query and query in item.name.zh]
        at = [item.name.zh.index(query) for item in named]
        hits = [SearchHit(self._line(item), marks=((at[n], at[n] + len(query)),)) for n, item in enumerate(named)]
        half = query[: len(query) // 2]
        alike = [item for item in self.items.values() if half and half in item.name.zh and item not in named]
        hits += [SearchHit(self._line(item), reason=MatchedBy.MEANING) for item in alike]
        asked = [(item, one) for item in self.items.values() for one in item.guide.questions if query and query in one.question.zh]
        passages = tuple(
            Passage(self._line(item), one.answer, one.question, item.guide.sources.get(one.source or "")) for item, one in asked
        )
        return SearchFound(tuple(hits[:limit]), passages[:3], little=not named)

    def _line(self, item: ServiceItem) -> ItemLine:
        served, card = tuple(one.value for one in item.served), item.assurance is not Assurance.NONE
        code, name, kind = item.implementation_code, item.name, item.kind.value
        public = item.query.public if item.query else ""
        return ItemLine(code, name, kind, item.summary, item.theme, item.authority, served, card, public)


@cache
def platform_sample() -> PlatformSample:
    return PlatformSample()
