"""What was typed, the services and the passages of guides that were found, and where else to go."""

from __future__ import annotations

from typing import ClassVar

from kiosk.journeys.browse.list_view import kind_options, missing_words
from kiosk.journeys.browse.places import Search
from kiosk.ports.storage import MatchedBy, Passage, SearchFound, SearchHit
from kiosk.session.state import State
from kiosk.views.base import Data, FieldText, Option, PageView, Row, Text, TileRow, Unsaid
from kiosk.views.items import ItemRow, NamePart, item_row
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Look

FIRST = 3  # hits that stand before the passages
FEW = 8  # hits, of which nobody wants one kind alone


class PassageRow(Row):
    """A passage as it stands in a guide. ``code``: of the item whose guide it is; ``source``: which guide; ``rests``: on what law,
    whose title there is in Chinese alone."""

    code: Data
    title: Text
    text: Text
    source: Text
    rests: Unsaid


class SearchView(PageView):
    """``hits``: the best, before the ``passages``; ``more``: the others."""

    page: ClassVar[str] = "SearchPage"

    title: Text
    hint: Text
    query: FieldText
    status: Text
    clear: Unsaid
    kinds: tuple[Option, ...]
    hits: tuple[ItemRow, ...]
    passages_title: Text
    passages: tuple[PassageRow, ...]
    more_title: Text
    more: tuple[ItemRow, ...]
    doors: tuple[TileRow, ...]


def search(state: State, place: Search, look: Look) -> SearchView:
    """As far as it is found; of a query that found little, the nearest and where else to go."""
    say = say_in(state)
    typed, found = bool(place.query.strip()), place.found
    rows = tuple(_hit(hit, state, say) for hit in found.hits if place.kind in ("", hit.line.kind))
    # A guide that answers comes before services that are only something like it.
    first = len(rows) if not found.passages else 0 if found.little else FIRST
    return SearchView(
        title=say("您要办什么？", "How can we help?"),
        hint=say("一句话、一个词、拼音首字母都行", "A few words"),
        query=place.query,
        status=_status(found, len(rows), say) if typed else _example(say),
        clear=say("清空", "Clear"),
        kinds=kind_options([hit.line for hit in found.hits], place.kind, state) if len(found.hits) > FEW else (),
        hits=rows[:first],
        passages_title=say("办事指南里这样说", "From the guides") if found.passages and rows else "",
        passages=tuple(_passage(passage, state, say) for passage in found.passages),
        more_title=say("还有", "Also found") if rows[first:] else "",
        more=rows[first:],
        doors=_doors(state, say) if typed and found.little else (),
    )


def _example(say: Say) -> str:
    return say("例如：敬老卡、养老金怎么领、jlk（拼音首字母）", "For example: senior card, pension")


def _status(found: SearchFound, count: int, say: Say) -> str:
    if not found.hits and found.passages:
        return say("办事指南里有这样的回答：", "The guides say:")
    if not found.hits:
        return say("没有找到。请换个说法，或者：", "Nothing found. Try other words, or:")
    if found.hits[0].slip:
        return say("没有一样的。您要找的是不是：", "No exact match. Did you mean:")
    if found.little:
        return say("没有很合适的，最接近的是：", "Nothing fits well. The nearest:")
    return say(f"找到 {count} 个事项", f"{count} service{'s' if count != 1 else ''} found")


def _doors(state: State, say: Say) -> tuple[TileRow, ...]:
    """Where to go from a search that found little or nothing."""
    hotline = state.settings.terminal.hotline
    return (
        TileRow(
            act="openJourney",
            value="guided_choice",
            icon="compass",
            title=say("帮您找", "Help me find it"),
            text=say("答几个问题，一步步找到", "A few questions lead there"),
        ),
        TileRow(
            act="home",
            icon="house",
            title=say("按主题找", "Look by theme"),
            text=say("首页上分好了类", "They are listed on the home page"),
        ),
        TileRow(
            act="openHelp",
            icon="hand",
            title=say("请人帮忙", "Ask for help"),
            text=say(f"现场工作人员，或打电话 {hotline}", f"The staff here, or call {hotline}"),
        ),
    )


def _hit(hit: SearchHit, state: State, say: Say) -> ItemRow:
    marks = hit.marks if state.language == "zh" else hit.marks_en
    why = say(f"按“{hit.why}”找到", f'Found by "{hit.why}"') if hit.why else ""
    if hit.reason is MatchedBy.MEANING:
        why = say("意思相近", "Similar in meaning")
    lacks = missing_words(hit.line.kind, hit.line.card, hit.line.public, state)
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


def _passage(passage: Passage, state: State, say: Say) -> PassageRow:
    name = localized(passage.line.name, state)
    guide = say(f"《{name}》办事指南", f"Guide: {name}")
    source = passage.source
    meant = say("意思相近", "Similar in meaning") if passage.reason is MatchedBy.MEANING else ""
    return PassageRow(
        code=passage.line.implementation_code,
        title=localized(passage.question, state) if passage.question else name,
        text=localized(passage.answer, state),
        source=" · ".join(part for part in (meant, guide) if part),
        rests=f"{source.title}{source.clause}" if source else "",
    )
