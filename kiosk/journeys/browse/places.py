"""Home, search, the items of a theme, and an item's guide."""

from __future__ import annotations

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.browse.audit import kind_of
from kiosk.journeys.browse.effects import FindItems, ListTheme, LoadItem
from kiosk.journeys.browse.events import Found, ItemLoaded, Listed, OpenItem, OpenSearch, OpenTheme, Query
from kiosk.ports.storage import ItemLine, SearchFound
from kiosk.session.effects import AskMeaning
from kiosk.session.entry import Entry, entry_of
from kiosk.session.events import MeaningKnown, OpenJourney, Primary, Resume
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.registry import Journey
from kiosk.session.state import AuditEvent, Event, Place, Resumable, State, Step

MAX_QUERY = 40


class _Items(Place):
    """A place from which an item's guide is opened."""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case OpenItem(code):
                return unchanged(state, LoadItem(code))
            case ItemLoaded(item):
                return push(state, GuidePage(item))
        return unchanged(state)


class Home(_Items):
    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case OpenSearch():
                return push(state, Search())
            case OpenTheme(theme):
                return push(state, ThemePage(theme), ListTheme(theme))
            case OpenJourney(name, argument) if (journey := state.journeys.named(name)) and journey.tile:
                entry = entry_of(journey)
                assert entry.open is not None
                return entry.open(state, argument, moment)
            case Resume(name, key):
                for one in (one for kept in state.own.values() for one in kept.resumable):
                    if (one.journey, one.key) == (name, key):
                        return _resume(state, one, moment)
        return _Items.step(self, state, event, moment)


class Search(_Items):
    """``found``: of what was typed before, until that of ``query`` is there."""

    query: str = ""  # people type their names
    found: SearchFound = SearchFound()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Query(text):
                text = text[:MAX_QUERY]
                if not text.strip():
                    return replace_top(state, Search(query=text))
                typed = replace(state, text_typed=True)
                return replace_top(typed, Search(text, self.found), FindItems(text), AskMeaning(text))
            case MeaningKnown(query, near) if self.query == query:
                return unchanged(state, FindItems(query, near))
            case Found(query, found) if self.query == query:
                return replace_top(state, Search(query, found))
        return _Items.step(self, state, event, moment)

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        """What nobody found is counted, and only its length and kind kept."""
        query = self.query.strip()
        if isinstance(after.place, (Search, GuidePage)) or not query or not self.found.little:
            return ()
        return (("search.found-little", {"length": str(len(query)), "kind": kind_of(query)}),)


class ThemePage(_Items):
    theme: str
    lines: tuple[ItemLine, ...] = ()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Listed(theme, lines) if self.theme == theme:
                return replace_top(state, ThemePage(theme, lines))
        return _Items.step(self, state, event, moment)


class GuidePage(Place):
    item: ServiceItem

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary() if journey := state.journeys.taking(self.item.kind):
                entry = entry_of(journey)
                assert entry.begin is not None
                return entry.begin(state, self.item, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        """Of the journey that takes this item."""
        journey = state.journeys.taking(self.item.kind)
        return journey, journey.guide_stage if journey else -1


def _resume(state: State, begun: Resumable, moment: Moment) -> Step:
    """Back leads through the guide."""
    journey = state.journeys.named(begun.journey)
    assert journey is not None
    entry = entry_of(journey)
    assert entry.resume is not None
    return entry.resume(push(state, GuidePage(begun.item))[0], begun.key, moment)


def _open(state: State, argument: str, moment: Moment) -> Step:
    return replace_top(state, Home())


ENTRY = Entry(open=_open)
