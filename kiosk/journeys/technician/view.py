"""The technician's page: the way in, and the overview; the other pages stand in modules beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.device_states import Reason
from kiosk.domain.technicians import CardRefusal, CodeRefusal
from kiosk.domain.text import LocalizedText, whole
from kiosk.journeys.technician import care_view, device_view, records_view
from kiosk.journeys.technician.card_words import CARD_REFUSED
from kiosk.journeys.technician.desk import DeskPage
from kiosk.journeys.technician.events import OpenSection, ReadStick
from kiosk.journeys.technician.places import DoorPage
from kiosk.messages.technician_code import CODE_FILE
from kiosk.ports.devices import Device
from kiosk.ports.health import Line, Verdict
from kiosk.session.readers import fitted
from kiosk.session.state import State
from kiosk.technician.readiness import device_line
from kiosk.views.base import Button, Data, PageView, Row, Text, TileRow
from kiosk.views.health import HealthRow, health_row, want_somebody, worst_first
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

_REFUSED: Mapping[CodeRefusal, LocalizedText] = {
    CodeRefusal.NOT_A_CODE: LocalizedText(
        "扫到了，但不是技术员进入码。请在平台的“技术员进入码”里取。",
        "That is no technician's code. Get one on the platform, under “技术员进入码”.",
    ),
    CodeRefusal.FORGED: LocalizedText(
        "这个码不是平台签发的，不能用。请重新取；还不行，请告诉平台工作人员。",
        "The platform did not sign this code. Get a new one; if that does not help, tell the platform's staff.",
    ),
    CodeRefusal.OTHER_TERMINAL: LocalizedText(
        "这个码是给另一台终端的。请核对终端编号，重新取。",
        "This code is for another terminal. Check the number, and get a new one.",
    ),
    CodeRefusal.OTHER_DAY: LocalizedText(
        "这个码不是今天用的。请按今天的日期重新取。", "This code is not for today. Get one for today."
    ),
    CodeRefusal.USED: LocalizedText(
        "这个码用过了，每个只能用一次。请重新取。", "This code was used before; each works only once. Get a new one."
    ),
}


class WayRow(Row):
    """A way in. Beside another one it has words of its own; of one alone the page's title and text say all."""

    picture: Data
    title: Text = ""
    text: Text = ""


class DoorView(PageView):
    """``waiting``: a code or card is being judged, or a stick read; ``stick``: reads the code off a stick."""

    page: ClassVar[str] = "TechnicianDoorPage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    waiting: Text
    retry: Button
    stick: Button
    ways: tuple[WayRow, ...]


def door(state: State, place: DoorPage, look: Look) -> DoorView:
    """What is to be shown, and why what was shown leads nowhere."""
    say = say_in(state)
    if place.card_refusal in (CardRefusal.SOCIAL_CARD, CardRefusal.OTHER_CARD):
        return DoorView(
            problem="",
            title=say("这一页是给技术员用的", "This page is for technicians"),
            text=localized(CARD_REFUSED[place.card_refusal], state),
            waiting="",
            retry="",
            stick="",
            ways=(WayRow(picture="take-card"),),
            primary=_to_start(say),
        )
    by_card = Device.SMART_CARD_READER in fitted(state)
    code, card = _code_way(place, say), _card_way(place, say)
    return DoorView(
        problem=_problem(state, place, by_card, say),
        title=say("技术员：请出示进入码，或插卡", "Technicians: entry code, or card")
        if by_card
        else say("技术员：请出示进入码", "Technicians: show your code"),
        text=say("哪一样都行；没有网络也能用。", "Either works, also without network.")
        if by_card
        else say(
            "在平台上取的码，对准扫码口；没有网络也能用。扫不了，存到优盘里插上。",
            "Hold the code from the platform to the scanner; no network is needed. Or put it on a USB stick.",
        ),
        waiting=say("正在核对…", "Checking it…") if place.judge_id else "",
        retry=say("再试扫码器", "Try the scanner again") if place.no_scanner else "",
        stick=say("从优盘读", "Read it from a USB stick") if not place.judge_id else "",
        ways=(code, card) if by_card else (WayRow(picture=code.picture),),
        primary=_to_start(say) if place.strangers else "",
    )


def _to_start(say: Say) -> str:
    """For a resident who has come to the wrong page."""
    return say("回到首页", "Back to home")


def _code_way(place: DoorPage, say: Say) -> WayRow:
    title = say("进入码", "Entry code")
    if place.no_scanner:
        return WayRow(
            picture="scanner-out",
            title=title,
            text=say("扫码器现在不能用，请用优盘", "The scanner cannot be used; use a USB stick"),
        )
    text = say(
        "在平台上取的码，对准扫码口；扫不了，存到优盘里", "From the platform: hold it to the scanner, or put it on a USB stick"
    )
    return WayRow(picture="show-code", title=title, text=text)


def _card_way(place: DoorPage, say: Say) -> WayRow:
    title = say("技术员卡", "Technician's card")
    if place.no_reader:
        return WayRow(picture="reader-out", title=title, text=say("读卡器现在不能用", "The card reader cannot be used now"))
    text = say("在平台上登记过的卡，芯片朝上，插到底", "One that is registered on the platform: chip up, all the way in")
    return WayRow(picture="insert-card", title=title, text=text)


def _problem(state: State, place: DoorPage, by_card: bool, say: Say) -> str:
    """``by_card``: the ways stand beside each other, and say themselves which cannot be gone."""
    if place.no_stick:
        return say(
            f"没有找到优盘，或优盘最外层没有 {whole(CODE_FILE)}。",
            f"No USB stick found, or no {whole(CODE_FILE)} at its top level.",
        )
    if place.card_refusal:
        return localized(CARD_REFUSED[place.card_refusal], state)
    if place.refusal:
        return localized(_REFUSED[place.refusal], state)
    if place.no_scanner and not by_card:
        return say("扫码器现在不能用，请用优盘。", "The scanner cannot be used now; use a USB stick.")
    if place.unread:
        return say("没有扫清楚。请把码摊平，离远一点再试。", "Not read well. Hold it flat and a little further away.")
    return ""


class DeskView(PageView):
    page: ClassVar[str] = "TechnicianDeskPage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    title: Text
    text: Text
    waiting: bool
    rows: tuple[HealthRow, ...]
    retry: Button
    tiles: tuple[TileRow, ...]


def desk(state: State, place: DeskPage, look: Look) -> DeskView:
    """What wants somebody first, then what is well."""
    say = say_in(state)
    lines = worst_first((*place.lines, *_devices(state)))
    return DeskView(
        title=_title(want_somebody(lines), place, say),
        text=say(
            f"终端 {state.settings.terminal.terminal_id}，技术员 {place.technician}",
            f"Terminal {state.settings.terminal.terminal_id}, technician {place.technician}",
        ),
        waiting=place.asked != "",
        rows=tuple(health_row(line, state) for line in lines if line.verdict is not Verdict.ABSENT),
        retry=say("重新检查", "Check again"),
        tiles=_tiles(say),
        primary=say("恢复服务", "Resume service"),
    )


def _title(wrong: int, place: DeskPage, say: Say) -> str:
    if place.asked:
        return say("正在检查…", "Checking…")
    if wrong:
        return say(f"{wrong}处需要处理", f"{wrong} problem{'s' if wrong != 1 else ''} to solve")
    return say("全部正常", "Everything works")


def _devices(state: State) -> list[Line]:
    """One row for all that are well; one for each that is not."""
    known = [device_line(device, status) for device, status in state.statuses.items() if status.reason is not Reason.NOT_CONFIGURED]
    well = [line for line in known if line.verdict is Verdict.GOOD]
    names = LocalizedText("、".join(line.name.zh for line in well), ", ".join(line.name.en for line in well))
    told = [line for line in known if line.verdict is not Verdict.GOOD]
    if well:
        told.append(Line("devices", LocalizedText("正常的设备", "Devices that work"), Verdict.GOOD, names))
    return told


def _tiles(say: Say) -> tuple[TileRow, ...]:
    each = (
        ("devices", "printer", say("设备", "Devices"), say("状态、处理、试用", "Status, repair, test")),
        ("records", "archive", say("待送和打印", "Queue and prints"), say("没送出的、没打好的", "Not sent, not printed")),
        ("log", "list-checks", say("日志", "Log"), say("最近发生的事", "What happened recently")),
        ("bundle", "file-text", say("诊断包", "Support bundle"), say("存优盘或发平台", "To a USB stick or the platform")),
        ("settings", "pencil", say("设置", "Settings"), say("语言、时间、音量", "Language, times, volume")),
        ("touch", "hand", say("触摸测试", "Touch test"), say("看屏幕每一处", "Check every part of the screen")),
        ("clean", "eraser", say("擦屏幕", "Wipe the screen"), say("30秒内触摸无效", "No response to touch for 30 s")),
    )
    return tuple(TileRow(act="openSection", value=name, icon=icon, title=title, text=text) for name, icon, title, text in each)


VIEWS: Views = {DoorPage: door, DeskPage: desk, **device_view.VIEWS, **records_view.VIEWS, **care_view.VIEWS}
ACTIONS: Actions = {
    "readStick": lambda state, value: ReadStick(),
    "openSection": lambda state, value: OpenSection(str(value)),
    **device_view.ACTIONS,
    **records_view.ACTIONS,
    **care_view.ACTIONS,
}
