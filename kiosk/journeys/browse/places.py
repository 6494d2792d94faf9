"""Home, search, lists of items, the other ways to them, and an item's guide."""

from __future__ import annotations

from kiosk.domain.service_items import ItemKind, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.browse.audit import kind_of
from kiosk.journeys.browse.effects import CountSubmitted, FindItems, ListAuthorities, ListItems, LoadItem
from kiosk.journeys.browse.events import (
    AuthoritiesListed,
    Found,
    ItemLoaded,
    Listed,
    Only,
    OpenItem,
    OpenList,
    OpenMore,
    OpenSearch,
    OpenWays,
    PrintForm,
    PrintGuide,
    SearchFor,
    ShowKind,
    ShowPossible,
    SubmittedHere,
)
from kiosk.journeys.browse.form_paper import draw_form
from kiosk.journeys.browse.slip import print_guide
from kiosk.ports.storage import Among, ItemLine, SearchFound
from kiosk.session.effects import AskMeaning
from kiosk.session.entry import WITHOUT_NETWORK, Entry, entry_of
from kiosk.session.events import MeaningKnown, OpenJourney, Primary, Resume
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.possible import missing, without_network
from kiosk.session.registry import Journey
from kiosk.session.state import AuditEvent, Event, Place, Resumable, State, Step

MAX_QUERY = 40
MOST_USED = 20  # in the list of the most used


class _Items(Place):
    """A place from which an item's guide is opened, or another journey."""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case OpenItem(code):
                return unchanged(state, LoadItem(code))
            case ItemLoaded(item):
                return push(state, GuidePage(item))
            case OpenJourney(name, argument) if (journey := state.journeys.named(name)) and journey.tile:
                entry = entry_of(journey)
                assert entry.open is not None
                return entry.open(state, argument, moment)
        return unchanged(state)


class Home(_Items):
    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case OpenSearch():
                return push(state, Search())
            case OpenList():
                return _open_list(state, event)
            case OpenWays():
                return push(state, Ways(), ListAuthorities())
            case Resume(name, key):
                for one in (one for kept in state.own.values() for one in kept.resumable):
                    if (one.journey, one.key) == (name, key):
                        return _resume(state, one, moment)
        return _Items.step(self, state, event, moment)


class Search(_Items):
    """``found``: of what was typed before, until that of ``query`` is there; ``kind``: of the hits that are shown, "" for all."""

    query: str = ""  # people type their names
    found: SearchFound = SearchFound()
    kind: str = ""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case SearchFor(text):
                text = text[:MAX_QUERY]
                if not text.strip():
                    return replace_top(state, Search(query=text))
                typed = replace(state, text_typed=True)
                return replace_top(typed, replace(self, query=text), FindItems(text), AskMeaning(text))
            case MeaningKnown(query, near) if self.query == query:
                return unchanged(state, FindItems(query, near))
            case Found(query, found) if self.query == query:
                kind = self.kind if any(hit.line.kind == self.kind for hit in found.hits) else ""
                return replace_top(state, replace(self, found=found, kind=kind))
            case ShowKind(kind):
                return replace_top(state, replace(self, kind=kind))
        return _Items.step(self, state, event, moment)

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        """What nobody found is counted, and only its length and kind kept."""
        query = self.query.strip()
        if isinstance(after.place, (Search, GuidePage)) or not query or not self.found.little:
            return ()
        return (("search.found-little", {"length": str(len(query)), "kind": kind_of(query)}),)


class Ways(_Items):
    """The other ways to find something."""

    authorities: tuple[LocalizedText, ...] = ()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case AuthoritiesListed(authorities):
                return replace_top(state, Ways(authorities))
            case OpenList():
                return _open_list(state, event)
        return _Items.step(self, state, event, moment)


class ItemList(_Items):
    """``lines``: all that are among these; ``kind``, ``possible``: which of them are shown, `shown`."""

    asked: OpenList
    lines: tuple[ItemLine, ...] = ()
    kind: str = ""
    possible: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Listed(among, lines) if self.asked.among == among:
                return replace_top(state, replace(self, lines=tuple(line for line in lines if self._wanted(state, line))))
            case SubmittedHere(counts) if self.asked.only is Only.MOST_USED:
                lines = tuple(sorted(self.lines, key=lambda line: -counts.get(line.implementation_code, 0)))
                return replace_top(state, replace(self, lines=lines))
            case ShowKind(kind):
                return replace_top(state, replace(self, kind=kind))
            case ShowPossible():
                return replace_top(state, replace(self, possible=not self.possible))
        return _Items.step(self, state, event, moment)

    def _wanted(self, state: State, line: ItemLine) -> bool:
        match self.asked.only:
            case Only.OFFLINE:
                return without_network(state, line.kind, line.public)
            case Only.CARDLESS:
                return not line.card
        return True

    def shown(self, state: State) -> tuple[ItemLine, ...]:
        """The lines that are wanted, in their order."""
        lines = [line for line in self.lines if self.kind in ("", line.kind)]
        if self.possible:
            lines = [line for line in lines if missing(state, line.kind, line.card, line.public) is None]
        return tuple(lines[:MOST_USED] if self.asked.only is Only.MOST_USED else lines)


class GuidePage(Place):
    item: ServiceItem

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary() if journey := state.journeys.taking(self.item.kind):
                entry = entry_of(journey)
                assert entry.begin is not None
                return entry.begin(state, self.item, moment)
            case OpenMore():
                return push(state, GuideMore(self.item))
            case OpenList():
                return _open_list(state, event)
            case PrintGuide():
                return print_guide(state, self.item)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        """Of the journey that takes this item."""
        journey = state.journeys.taking(self.item.kind)
        return (journey, journey.guide_stage) if journey and journey.guide_stage >= 0 else (None, -1)


class GuideMore(Place):
    """The rest of a guide."""

    item: ServiceItem

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PrintGuide():
                return print_guide(state, self.item)
            case PrintForm() if self.item.form and self.item.kind is ItemKind.TRANSACTION:
                return draw_form(state, self.item, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        """Of the journey that takes this item, as its guide."""
        return GuidePage(self.item).stage_of(state)


def _resume(state: State, begun: Resumable, moment: Moment) -> Step:
    """Back leads through the guide."""
    journey = state.journeys.named(begun.journey)
    assert journey is not None
    entry = entry_of(journey)
    assert entry.resume is not None
    return entry.resume(push(state, GuidePage(begun.item))[0], begun.key, moment)


def _open_list(state: State, asked: OpenList) -> Step:
    effects = (ListItems(asked.among), CountSubmitted()) if asked.only is Only.MOST_USED else (ListItems(asked.among),)
    return push(state, ItemList(asked), *effects)


def _open(state: State, argument: str, moment: Moment) -> Step:
    """The home page; with `kiosk.session.entry.WITHOUT_NETWORK`, forward to the list of what goes without network."""
    if argument == WITHOUT_NETWORK:
        return _open_list(state, OpenList(Among(), Only.OFFLINE))
    return replace_top(state, Home())


def _guide(state: State, item: ServiceItem, moment: Moment) -> Step:
    return push(state, GuidePage(item))


ENTRY = Entry(open=_open, guide=_guide)
