"""Home, search, the items of a theme, and an item's guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.journeys.browse.events import OpenItem, OpenSearch, OpenTheme, Query
from kiosk.journeys.browse.guide_view import guide
from kiosk.journeys.browse.places import GuidePage, Home, Search, ThemePage
from kiosk.ports.storage import ItemLine, SearchHit
from kiosk.session.events import OpenJourney, Resume
from kiosk.session.registry import Journey
from kiosk.session.state import State
from kiosk.views.base import Data, FieldText, PageView, Row, Text, TileRow, Unsaid, View
from kiosk.views.cards import any_card
from kiosk.views.frame import cannot_now
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
    drafts: tuple[DraftRow, ...]
    go_on: Unsaid


def home(state: State, place: Home, look: Look) -> HomeView:
    """The doors to all journeys, and what was begun."""
    say = say_in(state)
    tone, cannot = cannot_now(state)
    begun = [one for kept in state.own.values() for one in kept.resumable]
    return HomeView(
        title=say("您要办什么？", "What would you like to do?"),
        cannot=cannot,
        cannot_tone=tone,
        search=say("搜一搜：名称或拼音首字母", "Search by name, pinyin or initials"),
        tiles=tuple(_tile(journey, state, say) for journey in state.journeys.all if journey.tile),
        themes_title=say("按主题找", "By theme"),
        themes=tuple(ThemeRow(key=t.key, icon=t.icon, title=localized(t.name, state)) for t in look.catalogue.themes),
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


# --- search and lists -------------------------------------------------------------------------------------------------------


class NamePart(View):
    """A part of a name; ``marked``: it is what matched."""

    text: Unsaid
    marked: bool


class ItemRow(Row):
    """``parts``: the name in parts, where one of them matched."""

    code: Data
    title: Text
    text: Text
    kind: Unsaid
    parts: tuple[NamePart, ...] = ()


class SearchView(PageView):
    page: ClassVar[str] = "SearchPage"

    title: Text
    hint: Text
    query: FieldText
    status: Text
    clear: Unsaid
    hits: tuple[ItemRow, ...]
    doors: tuple[TileRow, ...]


class ThemeView(PageView):
    page: ClassVar[str] = "ListPage"

    title: Text
    text: Text
    rows: tuple[ItemRow, ...]


_KINDS: Mapping[str, LocalizedText] = {
    "TRANSACTION": LocalizedText("办理", "Apply"),
    "QUERY": LocalizedText("查询", "Ask"),
    "LICENCE_PRINT": LocalizedText("打印", "Print"),
}


def search(state: State, place: Search, look: Look) -> SearchView:
    """What was typed, and what was found."""
    say = say_in(state)
    hits = place.found.hits
    count, typed = len(hits), bool(place.query.strip())
    if not typed:
        status = say("例如：敬老卡、jlk、养老金", "For example: senior card, jlk, pension")
    elif hits and hits[0].slip:
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
        hits=tuple(_hit(hit, state, say) for hit in hits),
        doors=_doors(state, say) if typed and not count else (),
    )


def _doors(state: State, say: Say) -> tuple[TileRow, ...]:
    """Where to go from a search that found nothing."""
    hotline = state.settings.terminal.hotline
    return (
        TileRow(
            act="home",
            icon="list-checks",
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
    why = say(f"又叫“{hit.why}”", f'also called "{hit.why}"') + " · " if hit.why else ""
    return _row(hit.line, state, _marked(localized(hit.line.name, state), marks) if marks else (), why)


def _marked(name: str, marks: tuple[tuple[int, int], ...]) -> tuple[NamePart, ...]:
    """The name in parts, what matched apart from what did not."""
    parts, at = [], 0
    for start, end in marks:
        if start >= at:
            parts += [(name[at:start], False), (name[start:end], True)]
            at = end
    parts.append((name[at:], False))
    return tuple(NamePart(text=text, marked=marked) for text, marked in parts if text)


def _row(line: ItemLine, state: State, parts: tuple[NamePart, ...] = (), why: str = "") -> ItemRow:
    return ItemRow(
        code=line.implementation_code,
        title=localized(line.name, state),
        text=why + localized(line.summary, state),
        kind=localized(_KINDS[line.kind], state),
        parts=parts,
    )


def theme(state: State, place: ThemePage, look: Look) -> ThemeView:
    """The items of a theme."""
    say = say_in(state)
    name = next((t.name for t in look.catalogue.themes if t.key == place.theme), None)
    count = len(place.lines)
    return ThemeView(
        title=localized(name, state) if name else "",
        text=say(f"共 {count} 项，请选择", f"{count} service{'s' if count != 1 else ''}. Please choose"),
        rows=tuple(_row(line, state) for line in place.lines),
    )


def _resumed(state: State, value: Any) -> Resume:
    journey, _, key = str(value).partition(" ")
    return Resume(journey, key)


VIEWS: Views = {Home: home, Search: search, ThemePage: theme, GuidePage: guide}
ACTIONS: Actions = {
    "openJourney": lambda state, value: OpenJourney(str(value)),
    "resume": _resumed,
    "openSearch": lambda state, value: OpenSearch(),
    "openTheme": lambda state, value: OpenTheme(str(value)),
    "query": lambda state, value: Query(str(value)),
    "openItem": lambda state, value: OpenItem(str(value)),
}
