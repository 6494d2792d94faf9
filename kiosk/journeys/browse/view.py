"""Home, search, the items of a theme, and an item's guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from kiosk.domain.service_items import Guide, ItemKind, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.journeys.browse.events import OpenItem, OpenSearch, OpenTheme, Query
from kiosk.journeys.browse.places import GuidePage, Home, Search, ThemePage
from kiosk.ports.storage import ItemLine, SearchHit
from kiosk.session.events import OpenJourney, Resume
from kiosk.session.registry import Journey
from kiosk.session.state import State
from kiosk.views.base import Data, Fact, FieldText, PageView, Row, Text, TileRow, Unsaid, View
from kiosk.views.cards import any_card
from kiosk.views.frame import cannot_now
from kiosk.views.idle import stale_days
from kiosk.views.language import Say, fee_text, limit_text, localized, say_in, source_text
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
    say = say_in(state)
    name = next((t.name for t in look.catalogue.themes if t.key == place.theme), None)
    count = len(place.lines)
    return ThemeView(
        title=localized(name, state) if name else "",
        text=say(f"共 {count} 项，请选择", f"{count} service{'s' if count != 1 else ''}. Please choose"),
        rows=tuple(_row(line, state) for line in place.lines),
    )


# --- a guide ------------------------------------------------------------------------------------------------------------------


class GuideFact(Fact):
    icon: Data


class GuideRow(Row):
    text: Text
    note: Text = ""


class Section(Row):
    icon: Data
    title: Text
    rows: tuple[GuideRow, ...]


class GuideView(PageView):
    page: ClassVar[str] = "GuidePage"

    title: Text
    text: Text
    facts: tuple[GuideFact, ...]
    stale: Text
    sections: tuple[Section, ...]


def guide(state: State, place: GuidePage, look: Look) -> GuideView:
    say = say_in(state)
    days = stale_days(look.catalogue, look.moment)
    item = place.item
    return GuideView(
        title=localized(item.name, state),
        text=localized(item.summary, state),
        facts=(
            GuideFact(icon="coins", label=say("费用", "Fee"), value=fee_text(item.guide.fee, say)),
            GuideFact(icon="clock", label=say("承诺时限", "Promised time"), value=_promise(item, say)),
            *_legal_time(item, say),
            GuideFact(icon="file-badge", label=say("办理结果", "Result"), value=localized(item.guide.result, state)),
        ),
        stale=say(
            f"这份指南{days}天没有更新，可能有变化，以窗口为准",
            f"Not renewed for {days} days; it may have changed. The counter decides",
        )
        if days
        else "",
        sections=tuple(section for section in _sections(item, state, say) if section.rows),
        primary=_primary(item, say),
    )


def _legal_time(item: ServiceItem, say: Say) -> tuple[GuideFact, ...]:
    """No row where nothing is known: the counter's word stands beside the promise already."""
    limit = item.guide.legal_time
    return (GuideFact(icon="calendar", label=say("法定时限", "Legal time"), value=limit_text(limit, say)),) if limit else ()


def _promise(item: ServiceItem, say: Say) -> str:
    """What the counter does at once, nobody does at once with what is submitted here, unless published rules decide."""
    limit = item.guide.promised_time
    if limit and limit.days == 0 and item.kind is not ItemKind.LICENCE_PRINT and item.decision is None:
        return say("窗口当场办结；在这里提交由工作人员查看", "on the spot at the counter; submitted here, staff look at it")
    return limit_text(limit, say)


def _primary(item: ServiceItem, say: Say) -> str:
    match item.kind:
        case ItemKind.TRANSACTION:
            return say("开始办理", "Apply now")
        case ItemKind.LICENCE_PRINT:
            return say("打印证照", "Print it")
    return say("请工作人员查询", "Have it looked up")


def _sections(item: ServiceItem, state: State, say: Say) -> tuple[Section, ...]:
    guide = item.guide
    return (
        Section(
            icon="user-check",
            title=say("谁可以办", "Who may apply"),
            rows=tuple(
                GuideRow(text=localized(fact.text, state), note="" if fact.source else say("以窗口为准", "ask the counter"))
                for fact in guide.conditions
            ),
        ),
        Section(icon="file-text", title=say("要带什么", "What to bring"), rows=_materials(guide, state, say)),
        Section(
            icon="list-checks",
            title=say("怎么办", "How it goes"),
            rows=tuple(GuideRow(text=f"{number}. {localized(step, state)}") for number, step in enumerate(guide.steps, 1)),
        ),
        Section(
            icon="circle-help",
            title=say("常见问题", "Questions"),
            rows=tuple(GuideRow(text=localized(q.question, state), note=localized(q.answer, state)) for q in guide.questions),
        ),
        Section(
            icon="landmark",
            title=say("依据", "By what rule"),
            rows=tuple(GuideRow(text=source_text(source)) for source in guide.sources.values())
            or (GuideRow(text=say("本页内容以窗口为准", "The counter decides")),),
        ),
        Section(
            icon="building-2",
            title=say("由谁办", "By whom"),
            rows=(
                GuideRow(
                    text=localized(item.authority, state),
                    note=say("全市任一受理中心都可以办", "any centre of the city takes it") if item.anywhere else "",
                ),
            ),
        ),
    )


def _materials(guide: Guide, state: State, say: Say) -> tuple[GuideRow, ...]:
    return tuple(
        GuideRow(
            text=localized(material.name, state) + ("" if material.required else say("（视情况）", " (if it applies)")),
            note=say("有电子证照的，不用交（免于提交）", "not needed if you have it as an electronic licence")
            if material.licences and material.licences[0].licence_type != "id-card"
            else localized(material.format, state),
        )
        for material in guide.materials
    ) or (GuideRow(text=say("什么都不用带", "Nothing")),)


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
