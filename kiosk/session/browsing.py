"""Looking around: the idle page, home, search, themes, guides. Needs no identity and leaves no trace."""

from __future__ import annotations

from kiosk.domain.service_items import ItemKind
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.session import applying, identifying
from kiosk.session.effects import FindItems, ListTheme, LoadItem, SeenTo
from kiosk.session.events import (
    ContinueDraft,
    Event,
    Found,
    ItemLoaded,
    Listed,
    LookedAt,
    OpenAttendant,
    OpenItem,
    OpenLicences,
    OpenProgress,
    OpenScan,
    OpenSearch,
    OpenTheme,
    Primary,
    Query,
    Start,
    UseCard,
)
from kiosk.session.moves import Step, go, put, stay
from kiosk.session.paper import found
from kiosk.session.state import Attendant, Attract, GuidePage, Home, ProgressPage, Purpose, Search, State, ThemePage

MAX_QUERY = 40


def step(state: State, event: Event, moment: Moment) -> Step:
    place = state.place
    match event:
        case Start() | Primary() if isinstance(place, Attract):
            return put(state, Home())
        case OpenAttendant() if isinstance(place, Attract):
            return go(state, Attendant())
        case Primary() if isinstance(place, Attendant):
            return put(replace(state, trail=()), Attract())
        case LookedAt(device) if isinstance(place, Attendant) and device in state.missing:
            return stay(found(state, device), SeenTo(device))
        case OpenSearch() if isinstance(place, Home):
            return go(state, Search())
        case Query(text) if isinstance(place, Search):
            text = text[:MAX_QUERY]
            if not text.strip():
                return put(state, Search(query=text))
            return put(replace(state, typed=True), Search(text, place.hits), FindItems(text))
        case Found(query, hits) if isinstance(place, Search) and place.query == query:
            return put(state, Search(query, hits))
        case OpenTheme(theme) if isinstance(place, Home):
            return go(state, ThemePage(theme), ListTheme(theme))
        case Listed(theme, lines) if isinstance(place, ThemePage) and place.theme == theme:
            return put(state, ThemePage(theme, lines))
        case OpenItem(code) if isinstance(place, (Home, Search, ThemePage)):
            return stay(state, LoadItem(code))
        case ContinueDraft(code) if isinstance(place, Home) and code in state.drafts:
            return applying.resume(state, code, moment)
        case ItemLoaded(item) if isinstance(place, (Home, Search, ThemePage)):
            return go(state, GuidePage(item))
        case Primary() if isinstance(place, GuidePage):
            return _begin_item(state, place, moment)
        case OpenLicences() if isinstance(place, Home):
            return identifying.ask_card(state, Purpose.LICENCES, moment)
        case OpenProgress() if isinstance(place, Home):
            return go(state, ProgressPage())
        case OpenScan(check_copy=True) if isinstance(place, Home):
            return identifying.ask_code(state, Purpose.CHECK_COPY, moment)
        case OpenScan(check_copy=False) if isinstance(place, ProgressPage):
            return identifying.ask_code(state, Purpose.PROGRESS, moment)
        case UseCard() if isinstance(place, ProgressPage):
            return identifying.ask_card(state, Purpose.PROGRESS, moment)
    return stay(state)


def _begin_item(state: State, place: GuidePage, moment: Moment) -> Step:
    if place.item.kind is ItemKind.LICENCE_PRINT:
        return identifying.ask_card(state, Purpose.LICENCES, moment, place.item)
    return identifying.ask_card(state, Purpose.APPLY, moment, place.item)
