"""What taking along means, in plain words, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from kiosk.domain.device_states import StatusKind
from kiosk.domain.kept_drafts import DAYS, MOST
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.filled_form import FilledFormPage
from kiosk.journeys.apply.take_along import DropTakenPage, TakeAlongPage, TakenAlongPage, TakingAlong
from kiosk.journeys.apply.taken import NotKept, Taken, locks
from kiosk.ports.devices import Device
from kiosk.ports.platform import Network
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.pages import Look
from kiosk.views.paper import paper_view
from kiosk.views.printed import PrintedView

_FORM = LocalizedText("填好的表", "form")
_STAYS = LocalizedText("您填的都还在这里。", "What you filled in is still here.")
_NOT_KEPT: Mapping[NotKept, LocalizedText] = {
    NotKept.NO_ANSWER: LocalizedText(
        "办事系统没有答复，请当作没有存下来。您填的都还在这里：可以再试一次，也可以返回接着填。",
        "The centre's system did not answer: take it that nothing was kept. All is still here; try again, or go back and go on.",
    ),
    NotKept.FULL: LocalizedText(
        f"用这张证件已经存了{MOST}份没办完的，不能再存。您填的都还在这里：请返回接着填，或先把以前的办完。",
        f"{MOST} are kept with this card already, and no more can be. What you filled in is still here: go back and go on.",
    ),
    NotKept.LIMIT: LocalizedText(
        "这台终端今天不能再存了。您填的都还在这里：请返回接着填。",
        "This terminal can keep no more today. What you filled in is still here: go back and go on.",
    ),
    NotKept.TOO_LARGE: LocalizedText(
        "填的内容太多，存不下。您填的都还在这里：请返回接着填，或到窗口办。",
        "It is too much to be kept. What you filled in is still here: go back and go on, or go to the counter.",
    ),
}


class PlainRow(Row):
    icon: Data
    text: Text


class TakeAlongView(PageView):
    """``waiting``: the platform is being asked."""

    page: ClassVar[str] = "TakeAlongPage"
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    rows: tuple[PlainRow, ...]
    waiting: bool
    form: Button = ""
    keep: Button = ""


def take_along(state: State, place: TakeAlongPage, look: Look) -> TakeAlongView:
    """What it means, before anybody agrees to it."""
    say = say_in(state)
    has_card = bool(locks(state.person))
    rows = [
        PlainRow(icon="info", text=say("这不是提交，办事部门还没有收到", "This is not a submission: no office has it yet")),
        PlainRow(icon="calendar", text=_how_long(state, look, say)),
        PlainRow(
            icon="shield-check",
            text=say(
                "存在办事系统，工作人员也打不开",
                "Kept by the centre; its staff cannot open it",
            ),
        ),
        PlainRow(
            icon="id-card",
            text=say(
                "到任何自助终端，刷同一张身份证接着办",
                "Go on at any terminal with the same ID card",
            ),
        ),
    ]
    draft = draft_of(state, place.code)
    if draft.pictures or draft.later or draft.agreed or draft.presented:
        again = say(
            "照片、证照、材料怎么交，到时重新来",
            "Pictures, licences, papers: asked for again",
        )
        rows.append(PlainRow(icon="camera", text=again))
    if not has_card:
        why = say(
            "只能用身份证，社保卡和随申码不行",
            "ID card only, no social security card or code",
        )
        rows.append(PlainRow(icon="circle-alert", text=why))
    agree = say("同意，存着", "Agree and save") if has_card else say("同意，刷身份证", "Agree, show card")
    again_text = say("再试一次", "Try again") if place.problem else agree
    return TakeAlongView(
        problem=_problem(state, place, say),
        title=say("先存着，以后接着办", "Save and continue later"),
        text=say("您同意了才存。不想存，点“返回”。", "It is saved only if you agree. If not, go back."),
        rows=tuple(rows),
        waiting=False,
        form=_form_text(state, say),
        primary=again_text if place.may_be_kept(state) else "",
    )


def _form_text(state: State, say: Say) -> str:
    """A printer that cannot print now promises nothing."""
    if state.status(Device.PAGE_PRINTER).kind is StatusKind.UNAVAILABLE:
        return ""
    return say("打印填好的表，到窗口办", "Print the filled form for the counter")


def filled_form(state: State, place: FilledFormPage, look: Look) -> PrintedView:
    """What becomes of the form."""
    say = say_in(state)
    return PrintedView(
        title=say("填好的表，到窗口办", "Your form, for the counter"),
        text=say(
            "这不是提交。窗口扫表上的码，您不用再填一遍。",
            "This submits nothing. The counter reads its code, so nothing is filled in twice.",
        ),
        trouble=say("这份表现在打不出来。", "It cannot be made now.") if place.form.failed else "",
        waiting=say("正在准备这份表…", "Preparing the form…") if place.form.request_id else "",
        paper=paper_view(place.paper, Device.PAGE_PRINTER, state, say, _FORM, _STAYS),
    )


def _how_long(state: State, look: Look, say: Say) -> str:
    if state.clock_doubtful:
        return say(f"替您保存{DAYS}天，过了自动删除", f"Saved for {DAYS} days, then deleted")
    day = date_text(look.moment.today + timedelta(DAYS), say)
    return say(f"保存到{day}，过了自动删除", f"Saved until {day}, then deleted")


def _problem(state: State, place: TakeAlongPage, say: Say) -> str:
    if state.network is Network.OFFLINE:
        return say(
            "现在没有网络，存不了。可以等网络恢复，也可以返回接着填完、提交：申请会先存在本机，以后自动送出。",
            "No network now: nothing can be saved. Wait, or go back, finish and submit: that is stored here and sent later.",
        )
    return localized(_NOT_KEPT[place.problem], state) if place.problem else ""


def taking_along(state: State, place: TakingAlong, look: Look) -> TakeAlongView:
    """While the platform is asked."""
    say = say_in(state)
    text = say("最多等 8 秒", "8 seconds at most")
    return TakeAlongView(problem="", title=say("正在存", "Saving"), text=text, rows=(), waiting=True)


def taken_along(state: State, place: TakenAlongPage, look: Look) -> TakeAlongView:
    """It is kept, and until when."""
    say = say_in(state)
    day = date_text(place.until, say)
    name = localized(place.item.name, state)
    rows = (
        PlainRow(icon="calendar", text=say(f"最晚{day}接着办，过了自动删除", f"Continue by {day}; then it is deleted")),
        PlainRow(
            icon="id-card",
            text=say(
                f"到任何一台自助终端，选“{name}”，刷同一张身份证",
                f'At any terminal choose "{name}" and show the same ID card',
            ),
        ),
        PlainRow(
            icon="info",
            text=say("还没有提交，办事部门还没有收到", "Nothing is submitted yet: no office has it"),
        ),
    )
    return TakeAlongView(
        problem="",
        title=say("存好了，以后可以接着办", "Saved: you can continue later"),
        text=say("这台终端上不留您填的内容。", "Nothing of what you filled in stays at this terminal."),
        rows=rows,
        waiting=False,
        primary=say("回到首页", "Back to home"),
    )


def drop_taken(state: State, place: DropTakenPage, look: Look) -> TakeAlongView:
    """Are you sure?"""
    say = say_in(state)
    return TakeAlongView(
        problem="",
        title=say("上次填的不要了吗？", "Discard what you saved?"),
        text=say(
            "不要了就从头填，上次填的不能恢复。",
            "You start over, and what you filled in last time cannot be brought back.",
        ),
        rows=(),
        waiting=False,
        keep=say("留着，不删", "Keep it"),
        primary=say("不要了，重新填", "Discard and start over"),
        primary_tone="danger",
    )


def go_on_text(taken: Taken, say: Say) -> str:
    """What goes on with it, and since when it is kept."""
    if not taken.kept_at:
        return say("接着刚才填的办", "Continue with it")
    day = day_of(taken.kept_at)
    return say(f"接着办（{day.month}月{day.day}日存的）", f"Continue (saved on {day.day} {day:%B})")
