"""Home and search; what may be asked for while somebody looks around."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.journeys.browse.events import OpenItem, OpenSearch, OpenWays, Query, ShowKind, ShowPossible
from kiosk.journeys.browse.guide_view import guide
from kiosk.journeys.browse.list_view import item_list, list_opened, missing_words, ways
from kiosk.journeys.browse.places import GuidePage, Home, ItemList, Search, Ways
from kiosk.ports.storage import SearchHit
from kiosk.session.events import OpenJourney, Resume
from kiosk.session.registry import Journey
from kiosk.session.state import State
from kiosk.views.base import Data, FieldText, PageView, Row, Text, TileRow, Unsaid
from kiosk.views.cards import any_card
from kiosk.views.frame import cannot_now
from kiosk.views.items import ItemRow, NamePart, item_row
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

# --- home -----------------------------------------------------------------------------------------------------------------


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
    go_on: Unsaid


def home(state: State, place: Home, look: Look) -> HomeView:
    """The doors to all journeys, and what was begun."""
    say = say_in(state)
    tone, cannot = cannot_now(state)
    begun = [one for kept in state.own.values() for one in kept.resumable]
    return HomeView(
        title=say("您要办什么？", "How can we help?"),
        cannot=cannot,
        cannot_tone=tone,
        search=say("搜一搜：名称或拼音首字母", "Search by name, pinyin or initials"),
        tiles=tuple(_tile(journey, state, say) for journey in state.journeys.all if journey.tile),
        themes_title=say("按主题找", "By theme"),
        themes=tuple(ThemeRow(key=t.key, icon=t.icon, title=localized(t.name, state)) for t in look.catalogue.themes),
        ways=say("换个办法找", "Other ways"),
        drafts=tuple(DraftRow(value=f"{one.journey} {one.key}", title=localized(one.item.name, state)) for one in begun),
        go_on=say("接着填写", "Go on with"),
    )


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


# --- search -------------------------------------------------------------------------------------------------------


class SearchView(PageView):
    page: ClassVar[str] = "SearchPage"

    title: Text
    hint: Text
    query: FieldText
    status: Text
    clear: Unsaid
    hits: tuple[ItemRow, ...]
    doors: tuple[TileRow, ...]


def search(state: State, place: Search, look: Look) -> SearchView:
    """What was typed, and what was found."""
    say = say_in(state)
    count, typed = len(place.hits), bool(place.query.strip())
    if not typed:
        status = say("例如：敬老卡、jlk、养老金", "For example: senior card, jlk, pension")
    elif place.hits and place.hits[0].slip:
        status = say("没有一样的。您要找的是不是：", "No exact match. Did you mean:")
    elif count:
        status = say(f"找到 {count} 项", f"{count} found")
    else:
        status = say("没有找到。请换个说法，或者：", "Nothing found. Try other words, or:")
    return SearchView(
        title=say("搜一搜", "Search"),
        hint=say("输入事项名称或拼音首字母", "Name, pinyin or initials"),
        query=place.query,
        status=status,
        clear=say("清除", "Clear"),
        hits=tuple(_hit(hit, state, say) for hit in place.hits),
        doors=_doors(state, say) if typed and not count else (),
    )


def _doors(state: State, say: Say) -> tuple[TileRow, ...]:
    """Where to go from a search that found nothing."""
    hotline = state.settings.terminal.hotline
    return (
        TileRow(
            act="openJourney",
            value="guided_choice",
            icon="list-checks",
            title=say("帮您找", "Help me find it"),
            text=say("答几个问题，一步步找到", "A few questions lead there"),
        ),
        TileRow(
            act="home",
            icon="house",
            title=say("按主题找", "Look by theme"),
            text=say("首页上分好了类", "They are on the home page"),
        ),
        TileRow(
            act="openHelp",
            icon="hand",
            title=say("请人帮忙", "Ask somebody"),
            text=say(f"现场工作人员，或打电话 {hotline}", f"The staff here, or call {hotline}"),
        ),
    )


def _hit(hit: SearchHit, state: State, say: Say) -> ItemRow:
    marks = hit.marks if state.language == "zh" else hit.marks_en
    why = say(f"又叫“{hit.why}”", f'also called "{hit.why}"') if hit.why else ""
    lacks = missing_words(hit.line, state)
    return item_row(hit.line, state, _marked(localized(hit.line.name, state), marks) if marks else (), why, lacks)


def _marked(name: str, marks: tuple[tuple[int, int], ...]) -> tuple[NamePart, ...]:
    """The name in parts, what matched apart from what did not."""
    parts, at = [], 0
    for start, end in marks:
        if start >= at:
            parts += [(name[at:start], False), (name[start:end], True)]
            at = end
    parts.append((name[at:], False))
    return tuple(NamePart(text=text, marked=marked) for text, marked in parts if text)


def _resumed(state: State, value: Any) -> Resume:
    journey, _, key = str(value).partition(" ")
    return Resume(journey, key)


VIEWS: Views = {Home: home, Search: search, ItemList: item_list, Ways: ways, GuidePage: guide}
ACTIONS: Actions = {
    "openJourney": lambda state, value: OpenJourney(str(value)),
    "resume": _resumed,
    "openSearch": lambda state, value: OpenSearch(),
    "openList": lambda state, value: list_opened(str(value)),
    "openWays": lambda state, value: OpenWays(),
    "showKind": lambda state, value: ShowKind(str(value)),
    "showPossible": lambda state, value: ShowPossible(),
    "query": lambda state, value: Query(str(value)),
    "openItem": lambda state, value: OpenItem(str(value)),
}
