"""Home; what may be asked for while somebody looks around."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.domain.service_items import ServiceItem
from kiosk.journeys.browse.events import (
    OpenItem,
    OpenMore,
    OpenSearch,
    OpenWays,
    PrintForm,
    PrintGuide,
    SearchFor,
    ShowKind,
    ShowPossible,
)
from kiosk.journeys.browse.form_paper import GuideForm
from kiosk.journeys.browse.guide_view import guide, guide_form, guide_more, guide_slip
from kiosk.journeys.browse.list_view import item_list, list_opened, ways
from kiosk.journeys.browse.places import GuideMore, GuidePage, Home, ItemList, Search, Ways
from kiosk.journeys.browse.search_view import search
from kiosk.journeys.browse.slip import GuideSlip
from kiosk.session.events import OpenJourney, Resume
from kiosk.session.registry import Journey
from kiosk.session.state import State
from kiosk.views.base import Data, PageView, Row, Text, TileRow
from kiosk.views.cards import any_card
from kiosk.views.frame import cannot_now
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views


class ThemeRow(Row):
    key: Data
    icon: Data
    title: Text


class DraftRow(Row):
    """Something that was begun. ``value``: which, as the page tells it."""

    value: Data
    title: Text


class HomeView(PageView):
    page: ClassVar[str] = "HomePage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    title: Text
    cannot: tuple[Text, ...]
    cannot_tone: Data
    search: Text
    tiles: tuple[TileRow, ...]
    themes_title: Text
    themes: tuple[ThemeRow, ...]
    ways: Text
    drafts: tuple[DraftRow, ...]


def home(state: State, place: Home, look: Look) -> HomeView:
    """The doors to all journeys, and what was begun."""
    say = say_in(state)
    tone, cannot = cannot_now(state)
    begun = [one for kept in state.own.values() for one in kept.resumable]
    return HomeView(
        title=say("您要办什么？", "How can we help?"),
        cannot=cannot,
        cannot_tone=tone,
        search=say("搜一搜", "Search"),
        tiles=tuple(_tile(journey, state, say) for journey in state.journeys.all if journey.tile),
        themes_title=say("按主题找", "By theme"),
        themes=tuple(ThemeRow(key=t.key, icon=t.icon, title=localized(t.name, state)) for t in look.catalogue.themes),
        ways=say("换个办法找", "Other ways"),
        drafts=tuple(DraftRow(value=f"{one.journey} {one.key}", title=_to_go_on(one.item, say)) for one in begun),
    )


def _to_go_on(item: ServiceItem, say: Say) -> str:
    return say(f"接着填写“{item.name.zh}”", f'Go on with "{item.name.en}"')


def _tile(journey: Journey, state: State, say: Say) -> TileRow:
    tile = journey.tile
    assert tile is not None
    text = localized(tile.text, state)
    return TileRow(
        act="openJourney",
        value=journey.name,
        icon=tile.icon,
        title=localized(tile.title, state),
        text=text.format(cards=any_card(state, say)) if tile.cards else text,
    )


def _resumed(state: State, value: Any) -> Resume:
    journey, _, key = str(value).partition(" ")
    return Resume(journey, key)


VIEWS: Views = {
    Home: home,
    Search: search,
    ItemList: item_list,
    Ways: ways,
    GuidePage: guide,
    GuideMore: guide_more,
    GuideSlip: guide_slip,
    GuideForm: guide_form,
}
ACTIONS: Actions = {
    "openJourney": lambda state, value: OpenJourney(str(value)),
    "resume": _resumed,
    "openSearch": lambda state, value: OpenSearch(),
    "openList": lambda state, value: list_opened(str(value)),
    "openWays": lambda state, value: OpenWays(),
    "showKind": lambda state, value: ShowKind(str(value)),
    "showPossible": lambda state, value: ShowPossible(),
    "query": lambda state, value: SearchFor(str(value)),
    "guideMore": lambda state, value: OpenMore(),
    "printGuide": lambda state, value: PrintGuide(),
    "printForm": lambda state, value: PrintForm(),
    "openItem": lambda state, value: OpenItem(str(value)),
}
