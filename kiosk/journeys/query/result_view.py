"""A result as it stands on the screen, or in a sentence why there is none.

What is on record of a person is shown and never said: whoever stands by hears the voice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.queries import QueryRefusal, QueryResult, Shape
from kiosk.domain.text import LocalizedText, lowered
from kiosk.domain.times import day_of
from kiosk.journeys.query.paper import cells
from kiosk.journeys.query.result import UNANSWERED, QueryResultPage
from kiosk.ports.devices import Device
from kiosk.ports.platform import Network
from kiosk.session.paper import PaperState
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Text, TileRow, Unsaid, View
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.pages import Look
from kiosk.views.paper import PaperView, paper_view

_REFUSALS: Mapping[QueryRefusal, LocalizedText] = {
    QueryRefusal.NO_SUCH_PERSON: LocalizedText(
        "这个部门没有找到您的登记。可能还没有登记，也可能登记的姓名或号码不一样。请到窗口问一问。",
        "The department has nobody registered under your name and number. Please ask at the counter.",
    ),
    QueryRefusal.TWO_PERSONS: LocalizedText(
        "这个部门查到了两份登记，分不清哪一份是您的，所以不显示。请带身份证到窗口，工作人员会核对。",
        "The department has two records under your number. Please bring your ID card to the counter.",
    ),
    QueryRefusal.NOT_PERMITTED: LocalizedText(
        "这项您在本机查不了。要查请到窗口，带上能证明您可以查的材料。",
        "You cannot look this up here. Please ask at the counter, and bring what shows that you may.",
    ),
    QueryRefusal.NO_ANSWER: LocalizedText(
        "现在连不上，查不了。您可以再试一次，或者过一会儿再来。",
        "This cannot be looked up now. Please try again, or come back later.",
    ),
    QueryRefusal.LATE: LocalizedText(
        "这个部门回答得太慢，现在查不了。您可以再试一次，或者过一会儿再来。",
        "The department takes too long to answer. Please try again, or come back later.",
    ),
    QueryRefusal.NONSENSE: LocalizedText(
        "这个部门给的结果读不出来，所以不显示。我们已经记下。请到窗口查。",
        "What the department sent cannot be read, so it is not shown. Please ask at the counter.",
    ),
    QueryRefusal.SOMEBODY_ELSE: LocalizedText(
        "这个部门给的结果不是您的，已经丢掉，没有显示。请到窗口查。",
        "What the department sent is not about you. It was thrown away. Please ask at the counter.",
    ),
    QueryRefusal.TOO_MANY: LocalizedText(
        "今天查的次数太多了，为了安全先停一停。请明天再来，或者到窗口查。",
        "This was looked up too often today. For safety, please come back tomorrow or ask at the counter.",
    ),
}
_NO_NETWORK = LocalizedText(
    "现在没有网络，这一项查不了。有网络了再来查，或者请到窗口问。",
    "No network now, so this cannot be looked up. Please come back later, or ask at the counter.",
)


class ResultCell(View):
    label: Unsaid
    value: Unsaid


class ResultRow(View):
    """One row of the result: ``title`` is its first field where there are several rows."""

    title: Unsaid
    cells: tuple[ResultCell, ...]


class QueryResultView(PageView):
    """``doors``: what else to do where there is no result; ``pages``: which page this is, "" of one; ``figure``: the one value."""

    page: ClassVar[str] = "QueryResultPage"
    tells_network: ClassVar[bool] = True

    title: Text
    text: Text
    source: Text
    waiting: Text
    tone: Data
    figure: Unsaid
    rows: tuple[ResultRow, ...]
    totals: tuple[ResultCell, ...]
    totals_title: Unsaid
    pages: Unsaid
    previous: Button
    next: Button
    show: Button
    print: Button
    official: Button
    retry: Button
    doors: tuple[TileRow, ...]
    paper: PaperView


def query_result(state: State, place: QueryResultPage, look: Look) -> QueryResultView:
    """What came back, as far as it is shown now."""
    say, result = say_in(state), place.result
    waiting = place.request_id != ""
    shown = result is not None and not waiting and not place.hidden
    several = result is not None and place.item.query is not None and place.item.query.shape in (Shape.TABLE, Shape.LIST)
    stays = LocalizedText("结果还在屏幕上。", "The result is still on the screen.")
    paper = paper_view(place.printed, Device.RECEIPT_PRINTER, state, say, LocalizedText("结果", "result"), stays)
    return QueryResultView(
        title=localized(place.item.name, state),
        text=_text(state, place, say),
        source=_source(result, state, say) if result and not waiting else "",
        waiting=say("正在查，请稍等…", "Looking it up. One moment…") if waiting else "",
        tone="stored" if place.refusal or place.kept else "info",
        figure=_figure(place, state) if shown else "",
        rows=_rows(result, state, several) if result and shown and not _figure(place, state) else (),
        totals=tuple(ResultCell(label=a, value=b) for a, b in cells(result.columns, result.totals, state.language))
        if result and shown and result.rows and any(result.totals)
        else (),
        totals_title=say("合计", "Total") if result and shown and result.rows and any(result.totals) else "",
        pages=say(f"第 {result.page} 页，共 {result.pages} 页", f"Page {result.page} of {result.pages}")
        if result and shown and result.pages > 1
        else "",
        previous=say("上一页", "Previous page") if result and shown and result.page > 1 else "",
        next=say("下一页", "Next page") if result and shown and result.page < result.pages else "",
        show=say("再显示", "Show again") if place.hidden else "",
        print=say("打印小票", "Print a slip") if place.may_print and place.printed.state is PaperState.NONE and not waiting else "",
        official=_official(state, place, say),
        retry="" if waiting else _retry(state, place, say),
        doors=_doors(state, say) if place.refusal and not waiting else (),
        paper=paper,
        primary="" if waiting or place.printed.busy else say("回到首页", "Back to home"),
        primary_tone=paper.tone_below,
    )


def _text(state: State, place: QueryResultPage, say: Say) -> str:
    if place.request_id:
        return ""
    if place.refusal is QueryRefusal.NO_ANSWER and state.network is Network.OFFLINE:
        return say(_NO_NETWORK.zh, _NO_NETWORK.en)
    if place.refusal:
        return say(_REFUSALS[place.refusal].zh, _REFUSALS[place.refusal].en)
    if place.hidden:
        return say("结果先藏起来了，免得别人看到。", "The result is hidden, so that nobody else sees it.")
    if place.result is None:
        return ""
    told = [_kept(place.result, state, say)] if place.kept else []
    paper = place.item.query.paper if place.item.query else None
    if not place.result.rows:
        told.append(
            say(
                "查过了，没有记录。觉得不对，请到窗口问。",
                "Nothing is on record. If you think there should be something, ask at the counter.",
            )
        )
    elif paper and paper.title and not place.printed.busy and place.official(state) is None:
        told.append(
            say(
                f"现在打印不了《{paper.title.zh}》，要的话请到窗口。",
                f"The {lowered(paper.title).en} cannot be printed now. Please ask at the counter.",
            )
        )
    return say("", " ").join(told)


def _kept(result: QueryResult, state: State, say: Say) -> str:
    """Of what day the rows are that came with the catalogue, and when newer ones come."""
    day = date_text(day_of(result.as_of), say)
    if state.network is Network.OFFLINE:
        return say(
            f"现在没有网络。这是{day}的数据，联网后更新。",
            f"No network now. As of {day}; newer data come with the network.",
        )
    return say(f"现在问不到部门。这是{day}的数据。", f"The department cannot be asked now. As of {day}.")


def _retry(state: State, place: QueryResultPage, say: Say) -> str:
    if place.kept:
        return "" if state.network is Network.OFFLINE else say("查最新的", "Look up the newest")
    return say("再试一次", "Try again") if place.refusal in UNANSWERED else ""


def _official(state: State, place: QueryResultPage, say: Say) -> str:
    title = place.official(state)
    return say(f"打印《{title.zh}》", f"Print the {lowered(title).en}") if title else ""


def _source(result: QueryResult, state: State, say: Say) -> str:
    day = date_text(day_of(result.as_of), say)
    department = localized(result.department, state)
    return say(f"{department}，截至{day}", f"{department}, as of {day}")


def _figure(place: QueryResultPage, state: State) -> str:
    result, query = place.result, place.item.query
    if result is None or query is None or query.shape is not Shape.VALUE or not result.rows:
        return ""
    return next((value for _, value in cells(result.columns, result.rows[0], state.language)), "")


def _rows(result: QueryResult, state: State, several: bool) -> tuple[ResultRow, ...]:
    rows = []
    for row in result.rows:
        found = cells(result.columns, row, state.language)
        title = found[0][1] if several and found else ""
        these = found[1:] if several else found
        rows.append(ResultRow(title=title, cells=tuple(ResultCell(label=label, value=value) for label, value in these)))
    return tuple(rows)


def _doors(state: State, say: Say) -> tuple[TileRow, ...]:
    hotline = state.settings.terminal.hotline
    possible = TileRow(
        act="showWithoutNetwork",
        icon="wifi-off",
        title=say("没有网络也能办的", "What can be done without network"),
        text=say("看看现在能办什么", "See what can be done now"),
    )
    return (
        *((possible,) if state.network is Network.OFFLINE else ()),
        TileRow(
            act="openHelp",
            icon="hand",
            title=say("请人帮忙", "Ask for help"),
            text=say(f"现场工作人员，或打电话 {hotline}", f"The staff here, or call {hotline}"),
        ),
    )
