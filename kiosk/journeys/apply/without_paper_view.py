"""The ways on for a material that the resident does not have, and what a promise says."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from kiosk.domain.cases import MaterialState
from kiosk.domain.service_items import Material
from kiosk.domain.times import Moment
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.without_paper import PromisePage, WithoutPaperPage, agreed_now, may_bring_later, may_promise, promises
from kiosk.session.state import State
from kiosk.views.base import FactRow, PageView, Row, Text, TileRow
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.pages import Look

_WEEKDAYS = "一二三四五六日"


class WithoutPaperView(PageView):
    page: ClassVar[str] = "WithoutPaperPage"

    title: Text
    text: Text
    tiles: tuple[TileRow, ...]
    waiting: Text


def day_written_out(day: date, say: Say) -> str:
    """With its day of the week, for that is how people remember it."""
    return say(f"{date_text(day, say)}，星期{_WEEKDAYS[day.weekday()]}", f"{day:%A}, {date_text(day, say)}")


def until_text(material: Material, by: date | None, say: Say) -> str:
    """Until when a material is brought, and how."""
    if by is not None:
        day = day_written_out(by, say)
        return say(
            f"最晚{day}。到任何一台自助终端点“查进度”拍照交，或交到窗口",
            f'By {day}: at any terminal under "Check progress", or at the counter',
        )
    days = material.later.days if material.later else 0
    return say(
        f"收到申请后{days}个工作日内，哪一天截止会告诉您。到自助终端点“查进度”拍照交，或交到窗口",
        f'Within {days} working days of receipt; you will be told the day. At a terminal under "Check progress", or at the counter',
    )


def without_paper(state: State, place: WithoutPaperPage, look: Look) -> WithoutPaperView:
    """What can be done without this paper."""
    say = say_in(state)
    material, settled = next(pair for pair in materials(state, place.code, look.moment) if pair[0].key == place.key)
    name = localized(material.name, state)
    tiles = []
    if may_bring_later(state, place.code, material, settled):
        own_rule = material.later is not None and material.later.source is None
        asked = say("。期限以窗口为准", ". The counter decides about the day") if own_rule else ""
        day = day_written_out(place.by, say) if place.by else ""
        title = say(f"以后再交，最晚{day}", f"Hand it in later, by {day}") if day else say("以后再交", "Hand it in later")
        if draft_of(state, place.code).principal:
            asked += say("。要刷申请人的证件", ". It takes the applicant's card")
        tiles.append(TileRow(act="bringLater", icon="clock", title=title, text=_how_later(material, place.by, say) + asked))
    if may_promise(state, place.code, material, settled, look.moment):
        text = say("先看清承诺什么、不是这样会怎样，再定", "First read what you promise, and what happens if it is not true")
        tiles.append(
            TileRow(
                act="seePromise", icon="pencil", title=say("写承诺书，不用交", "Make a written promise, hand in nothing"), text=text
            )
        )
    text = say("提交后带到窗口", "After submitting")
    tiles.append(TileRow(act="atCounter", icon="landmark", title=say("带到窗口交", "Bring it to the counter"), text=text))
    return WithoutPaperView(
        title=say(f"没有“{name}”怎么办？", f'No "{name}"?'),
        text=say("选一种，都算数。选了还可以改。", "Choose one; all are accepted. You may change it later."),
        tiles=tuple(tiles),
        waiting=say("正在查最晚哪一天交…", "Looking up the last day…") if place.asking else "",
    )


def _how_later(material: Material, by: date | None, say: Say) -> str:
    if by is None:
        return until_text(material, None, say)
    return say(
        "申请先交上去。到时候在任何一台自助终端点“查进度”拍照交，或交到窗口",
        'Your application goes ahead. Then take a picture at any terminal under "Check progress", or go to the counter',
    )


class PromiseRow(Row):
    text: Text


class PromiseView(PageView):
    page: ClassVar[str] = "PromisePage"

    title: Text
    text: Text
    rows: tuple[PromiseRow, ...]


def promise(state: State, place: PromisePage, look: Look) -> PromiseView:
    """The whole of it, word for word as it is signed."""
    say = say_in(state)
    texts = promises(state, place.code, place.key, look.moment)
    return PromiseView(
        title=say("告知承诺书", "Written promise"),
        text=_other_than_promising(state, place, look.moment, say),
        rows=tuple(PromiseRow(text=localized(paragraph, state)) for _, text in texts for paragraph in text),
        primary=say("看懂了，我承诺", "I understand and promise"),
    )


def _other_than_promising(state: State, place: PromisePage, moment: Moment, say: Say) -> str:
    """Nobody is made to promise."""
    material, settled = next(pair for pair in materials(state, place.code, moment) if pair[0].key == place.key)
    if may_bring_later(state, place.code, material, settled):
        return say(
            "请看完再定。不想承诺，点“返回”，可以以后再交，或者带到窗口交。",
            "Please read it all. If you do not want to promise, go back: you may bring the paper later, or to the counter.",
        )
    return say(
        "请看完再定。不想承诺，点“返回”，把材料带到窗口交，一样办。",
        "Please read it all. If you do not want to promise, go back and bring the paper to the counter: it is done as well.",
    )


def chosen(state: State, code: str, moment: Moment, say: Say) -> list[FactRow]:
    """What is brought later, and what was promised, for whoever checks it before the signature."""
    rows = []
    for material, settled in materials(state, code, moment):
        name = localized(material.name, state)
        if settled.state is MaterialState.LATER:
            days = material.later.days if material.later else 0
            within = say(f"收到后{days}个工作日内", f"within {days} working days of receipt")
            until = say(f"最晚{date_text(settled.by, say)}", f"by {date_text(settled.by, say)}") if settled.by else within
            rows.append(FactRow(label=say("以后再交", "Later"), value=say(f"{name}，{until}", f"{name}, {until}")))
        elif settled.state is MaterialState.PROMISED:
            rows.append(FactRow(label=say("写了承诺", "Promised"), value=name))
    return rows


def is_promised(state: State, code: str, moment: Moment) -> bool:
    """Whether the signature covers a promise, too."""
    return bool(agreed_now(state, code, moment))
